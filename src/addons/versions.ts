/**
 * AWS Load Balancer Controller: chart and application have one version.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/releases/tag/v3.5.0
 */
export const LOAD_BALANCER_CONTROLLER_VERSION = '3.5.0';

/** Where AWS publishes its charts. @see https://github.com/aws/eks-charts */
export const EKS_CHARTS = 'https://aws.github.io/eks-charts';

/** Path of the controller's image below a registry; upstream `public.ecr.aws/eks/aws-load-balancer-controller`. The chart itself names the tag. */
export const LOAD_BALANCER_CONTROLLER_IMAGE = 'eks/aws-load-balancer-controller';
