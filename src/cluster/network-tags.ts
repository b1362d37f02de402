/** Marks what belongs to a cluster; Karpenter's own guides select by it. @see https://karpenter.sh/v1.14/getting-started/migrating-from-cas/ */
export const DISCOVERY_TAG = 'karpenter.sh/discovery';

/** Subnets for internet-facing load balancers. @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/ */
export const PUBLIC_LOAD_BALANCER_TAG = 'kubernetes.io/role/elb';

/** Subnets for internal load balancers, one per zone. Same source. */
export const INTERNAL_LOAD_BALANCER_TAG = 'kubernetes.io/role/internal-elb';
