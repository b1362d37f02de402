export { Karpenter } from './controller/karpenter';
export {
  KarpenterDnsPolicy, KarpenterFeatureGates, KarpenterLogLevel, KarpenterMinValuesPolicy, KarpenterOptions, KarpenterPreferencePolicy, KarpenterProps,
  KarpenterSettings,
} from './controller/options';
export { AmiFamily, NodeAmi } from './node-class/node-ami';
export {
  KubeletReserve, KubeletSettings, NodeMetadataOptions, NodeVolumeOptions, NodeVolumeType, SparkNodeClassAttributes, SparkNodeClassOptions,
  SparkNodeClassProps,
} from './node-class/options';
export { NodePoolLimits, SparkInstances, SparkNodePoolOptions, SparkNodePoolProps } from './node-pool/options';
export { NodePoolTaint, NodeTaint, TaintEffect } from './node-pool/node-pool-taint';
export { SparkCapacityTypes } from './node-pool/spark-capacity-types';
export { Consolidation, DisruptionBudget, DisruptionReason, NodeLifetime, NodePoolDisruption } from './node-pool/disruption';
export { SparkNodeClass } from './node-class/spark-node-class';
export { SparkNodePool } from './node-pool/spark-node-pool';
export { SparkNodePoolPreset } from './node-pool/spark-node-pool-preset';
export { SparkZones } from './node-pool/spark-zones';
