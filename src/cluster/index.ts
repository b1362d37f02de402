export { CleanUpOptions } from './clean-up-options';
export {
  ClusterAddonAttributes, ClusterKubectlAttributes, ClusterNetworkAttributes, ClusterNodeIdentityAttributes, EmrEksClusterAttributes,
  EmrEksClusterLookupOptions,
} from './cluster-attributes';
export { ClusterProtection, ClusterSupportType, ControlPlaneLogs, CoreNodesOptions } from './cluster-options';
export { EmrEksKarpenterClusterProps } from './cluster-props';
export { EmrEksKarpenterCluster } from './emr-eks-karpenter-cluster';
export { EmrEksNetwork, EmrEksNetworkFromVpcOptions, EmrEksNetworkProps, IEmrEksNetwork } from './network';
export { VpcEndpoints } from './vpc-endpoints';
