import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ValidationError } from '../../private/errors';
import type { SparkDriverOptions, SparkExecutorOptions } from '../job/options';
import type { DriverSettingsSpec, ExecutorSettingsSpec } from '../manifests/spark-conf';
import { mebibytes, millis } from '../profile/pods';

/** Spark refuses less than 1.5 × 300 MiB of usable heap. @see https://github.com/apache/spark/blob/v3.5.6/core/src/main/scala/org/apache/spark/memory/UnifiedMemoryManager.scala */
const LEAST_HEAP_MIB = 512;
/** The pattern's jobs. */
const DEFAULT_CORES = 1;
const DEFAULT_HEAP_MIB = 4096;

/** A driver, as plain numbers. */
export function resolveDriver(scope: IConstruct, options: SparkDriverOptions = {}): DriverSettingsSpec {
  return resolveContainer(scope, 'driver', options);
}

/** An executor, as plain numbers. */
export function resolveExecutor(scope: IConstruct, options: SparkExecutorOptions, python: boolean): ExecutorSettingsSpec {
  if (options.pySparkMemory !== undefined && !python) {
    throw new ValidationError(scope, 'jobs:pyspark-memory', '`executor.pySparkMemory` must be unset for a job that is not Python, got a size; Spark ignores it there: use `executor.memoryOverhead`');
  }
  const { isDynamic, minExecutors, initialExecutors, maxExecutors } = options.allocation;
  return {
    ...resolveContainer(scope, 'executor', options),
    pySparkMemoryMiB: options.pySparkMemory && mebibytes(scope, 'executor.pySparkMemory', options.pySparkMemory),
    offHeapMiB: options.offHeapMemory && mebibytes(scope, 'executor.offHeapMemory', options.offHeapMemory),
    dynamic: isDynamic,
    minExecutors,
    initialExecutors,
    maxExecutors,
  };
}

function resolveContainer(scope: IConstruct, role: string, options: SparkDriverOptions): DriverSettingsSpec {
  const cores = options.cores ?? DEFAULT_CORES;
  validateCores(scope, `${role}.cores`, cores);
  const requestMillis = options.requestCores === undefined ? undefined : millis(scope, `${role}.requestCores`, options.requestCores);
  const limitMillis = options.limitCores === undefined ? undefined : millis(scope, `${role}.limitCores`, options.limitCores);
  const requested = requestMillis ?? cores * 1000;
  if (limitMillis !== undefined && limitMillis < requested) {
    throw new ValidationError(scope, 'jobs:limit-cores', `\`${role}.limitCores\` must be at least what is requested, got ${limitMillis / 1000} with ${requested / 1000} requested; raise it, or lower \`${role}.requestCores\``);
  }
  return {
    cores,
    memoryMiB: options.memory === undefined ? DEFAULT_HEAP_MIB : mebibytes(scope, `${role}.memory`, options.memory, LEAST_HEAP_MIB),
    memoryOverheadMiB: options.memoryOverhead && mebibytes(scope, `${role}.memoryOverhead`, options.memoryOverhead),
    requestMillis,
    limitMillis,
  };
}

function validateCores(scope: IConstruct, prop: string, cores: number): void {
  if (Token.isUnresolved(cores)) {
    throw new ValidationError(scope, 'jobs:cores-token', `\`${prop}\` must be a literal, got a token; what pods request is computed from it`);
  }
  if (!Number.isInteger(cores) || cores < 1) {
    throw new ValidationError(scope, 'jobs:cores', `\`${prop}\` must be a whole number of at least 1, got ${cores}; for less CPU set \`${prop.replace('cores', 'requestCores')}\``);
  }
}
