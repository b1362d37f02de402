export { AddonConflictResolution, ManagedAddonOptions } from './managed-addon';
export { ClusterAddons, ClusterAddonsOptions, CoreDnsOptions, VpcCniOptions } from './cluster-addons';
export { DnsAutoscaling, ManagedDnsAutoscalingOptions } from './dns-autoscaling';
export { LoadBalancerControllerOptions } from './load-balancer-controller';
