/** Spark settings, all of them text. */
export interface SparkConf { [key: string]: string }

export interface DriverSettingsSpec {
  readonly cores: number;
  readonly memoryMiB: number;
  readonly memoryOverheadMiB?: number;
  readonly requestMillis?: number;
  readonly limitMillis?: number;
}

export interface ExecutorSettingsSpec extends DriverSettingsSpec {
  readonly pySparkMemoryMiB?: number;
  readonly offHeapMiB?: number;
  readonly dynamic: boolean;
  readonly minExecutors: number;
  readonly initialExecutors: number;
  readonly maxExecutors: number;
}

/** @see https://spark.apache.org/docs/3.5.6/configuration.html#application-properties */
export function driverSettings(spec: DriverSettingsSpec): SparkConf {
  return containerSettings('driver', spec);
}

/** @see https://spark.apache.org/docs/3.5.6/configuration.html#execution-behavior */
export function executorSettings(spec: ExecutorSettingsSpec): SparkConf {
  return {
    ...containerSettings('executor', spec),
    ...(spec.pySparkMemoryMiB === undefined ? {} : { 'spark.executor.pyspark.memory': `${spec.pySparkMemoryMiB}m` }),
    ...(spec.offHeapMiB === undefined
      ? {}
      : { 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': `${spec.offHeapMiB}m` }),
    ...allocationSettings(spec),
  };
}

/** @see https://spark.apache.org/docs/3.5.6/configuration.html#dynamic-allocation */
function allocationSettings(spec: ExecutorSettingsSpec): SparkConf {
  return spec.dynamic
    ? {
      'spark.dynamicAllocation.enabled': 'true',
      'spark.dynamicAllocation.minExecutors': `${spec.minExecutors}`,
      'spark.dynamicAllocation.initialExecutors': `${spec.initialExecutors}`,
      'spark.dynamicAllocation.maxExecutors': `${spec.maxExecutors}`,
    }
    : { 'spark.dynamicAllocation.enabled': 'false', 'spark.executor.instances': `${spec.initialExecutors}` };
}

/** @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#configuration (request.cores, limit.cores) */
function containerSettings(role: 'driver' | 'executor', spec: DriverSettingsSpec): SparkConf {
  return {
    [`spark.${role}.cores`]: `${spec.cores}`,
    [`spark.${role}.memory`]: `${spec.memoryMiB}m`,
    ...(spec.memoryOverheadMiB === undefined ? {} : { [`spark.${role}.memoryOverhead`]: `${spec.memoryOverheadMiB}m` }),
    ...(spec.requestMillis === undefined ? {} : { [`spark.kubernetes.${role}.request.cores`]: `${spec.requestMillis}m` }),
    ...(spec.limitMillis === undefined ? {} : { [`spark.kubernetes.${role}.limit.cores`]: `${spec.limitMillis}m` }),
  };
}

/** The settings as arguments of `spark-submit`; values with blanks or quotes are quoted. */
export function sparkSubmitParameters(conf: SparkConf): string {
  return Object.entries(conf).map(([key, value]) => `--conf ${key}=${quoted(value)}`).join(' ');
}

function quoted(value: string): string {
  return /[\s"']/.test(value) ? `"${value.replace(/(["\\])/g, '\\$1')}"` : value;
}
