import type { IConstruct } from 'constructs';
import { mebibytes, milliCpu, required, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';
import type { SparkDriverOptions, SparkExecutorOptions } from '../job/options';
import type { DriverSettingsSpec, ExecutorSettingsSpec } from '../manifests/spark-conf';

/**
 * Spark refuses less than 1.5 × 300 MiB of usable heap.
 *
 * @see
 *   https://github.com/apache/spark/blob/v3.5.6/core/src/main/scala/org/apache/spark/memory/UnifiedMemoryManager.scala
 */
const LEAST_HEAP_MIB = 512;
/** The Data on EKS default. */
const DEFAULT_CORES = 1;
const DEFAULT_HEAP_MIB = 4096;

/** A driver, as plain numbers. */
export function resolveDriver(scope: IConstruct, options: SparkDriverOptions = {}): DriverSettingsSpec {
  return resolveContainer(scope, 'driver', options);
}

/** An executor, as plain numbers. */
export function resolveExecutor(scope: IConstruct, options: SparkExecutorOptions, python: boolean): ExecutorSettingsSpec {
  const allocation = 'use `ExecutorAllocation.fixed()` or `ExecutorAllocation.dynamic()`';
  required(scope, 'executor', options, { must: 'be there', fix: `give it an \`allocation\`: ${allocation}` });
  required(scope, 'executor.allocation', options.allocation, { must: 'be there', fix: allocation });
  if (options.pySparkMemory !== undefined && !python) {
    refuse(scope, 'jobs:pyspark-memory', {
      prop: 'executor.pySparkMemory',
      must: 'be unset for a job that is not Python',
      got: 'a size',
      fix: 'Spark ignores it there: use `executor.memoryOverhead`',
    });
  }
  const { isDynamic, minExecutors, initialExecutors, maxExecutors } = options.allocation;
  return {
    ...resolveContainer(scope, 'executor', options),
    pySparkMemoryMiB: optional(options.pySparkMemory, (size) => mebibytes(scope, 'executor.pySparkMemory', size)),
    offHeapMiB: optional(options.offHeapMemory, (size) => mebibytes(scope, 'executor.offHeapMemory', size)),
    dynamic: isDynamic,
    minExecutors,
    initialExecutors,
    maxExecutors,
  };
}

function resolveContainer(scope: IConstruct, role: string, options: SparkDriverOptions): DriverSettingsSpec {
  const cores = wholeNumber(scope, `${role}.cores`, options.cores ?? DEFAULT_CORES);
  const requestMillis = optional(options.requestCores, (vcpus) => milliCpu(scope, `${role}.requestCores`, vcpus));
  const limitMillis = optional(options.limitCores, (vcpus) => milliCpu(scope, `${role}.limitCores`, vcpus));
  const requested = requestMillis ?? cores * 1000;
  if (limitMillis !== undefined && limitMillis < requested) {
    refuse(scope, 'jobs:limit-cores', {
      prop: `${role}.limitCores`,
      must: 'be at least what is requested',
      got: `${limitMillis / 1000} with ${requested / 1000} requested`,
      fix: `raise it, or lower \`${role}.requestCores\``,
    });
  }
  const heap = optional(options.memory, (size) => mebibytes(scope, `${role}.memory`, size, { min: LEAST_HEAP_MIB }));
  return {
    cores,
    memoryMiB: heap ?? DEFAULT_HEAP_MIB,
    memoryOverheadMiB: optional(options.memoryOverhead, (size) => mebibytes(scope, `${role}.memoryOverhead`, size)),
    requestMillis,
    limitMillis,
  };
}

function optional<T, R>(value: T | undefined, resolve: (value: T) => R): R | undefined {
  return value === undefined ? undefined : resolve(value);
}
