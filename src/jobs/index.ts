export { EmrRelease } from './emr-release';
export { DynamicAllocationOptions, ExecutorAllocation } from './executor-allocation';
export { GangScheduling, GangSchedulingOptions, SparkScheduling } from './gang-scheduling';
export { SparkDriverOptions, SparkExecutorOptions, SparkJobOptions, SparkJobProps } from './job/options';
export {
  AuxiliaryContainer, PodTemplateOverrides, SparkLogging, SparkPodOptions, SparkProfileOptions, SparkProfileProps, SparkSubmitterOptions,
} from './profile/options';
export { SparkEntryPoint } from './spark-entry-point';
export { SparkImage, SparkImageOptions } from './spark-image';
export { SparkJob } from './job/spark-job';
export { SparkProfile } from './profile/spark-profile';
