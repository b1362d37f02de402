export { Karpenter } from './karpenter';
export {
  KarpenterDnsPolicy, KarpenterFeatureGates, KarpenterLogLevel, KarpenterMinValuesPolicy, KarpenterOptions, KarpenterPreferencePolicy, KarpenterProps,
  KarpenterSettings,
} from './karpenter-options';
export { AmiFamily, NodeAmi } from './node-ami';
export {
  KubeletReserve, KubeletSettings, NodeMetadataOptions, NodeVolumeOptions, NodeVolumeType, SparkNodeClassAttributes, SparkNodeClassOptions,
  SparkNodeClassProps,
} from './node-class-options';
export { NodePoolLimits, SparkInstances, SparkNodePoolOptions, SparkNodePoolProps } from './node-pool-options';
export { NodePoolTaint, NodeTaint, TaintEffect } from './node-pool-taint';
export { SparkCapacity } from './spark-capacity';
export { Consolidation, DisruptionBudget, DisruptionReason, NodeLifetime, NodePoolDisruption } from './spark-disruption';
export { SparkNodeClass } from './spark-node-class';
export { SparkNodePool } from './spark-node-pool';
export { SparkNodePoolPreset } from './spark-node-pool-preset';
export { SparkZones } from './spark-zones';
