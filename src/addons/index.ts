export { AddonConflictResolution, ManagedAddonOptions } from './managed-addon/managed-addon';
export { ClusterAddons, ClusterAddonsOptions, CoreDnsOptions, VpcCniOptions } from './cluster-addons';
export { DnsAutoscaling, ManagedDnsAutoscalingOptions } from './core-dns/autoscaling';
export { LoadBalancerControllerOptions } from './load-balancer-controller/load-balancer-controller';
