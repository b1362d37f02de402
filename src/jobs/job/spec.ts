import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { SparkDriverOptions, SparkExecutorOptions } from './options';
import type { PodRequests, SparkJobRequests } from '../../contracts/pod-requests';
import type { TeamLimits } from '../../contracts/team';
import { ValidationError } from '../../private/errors';
import { type ContainerRequest, podRequest, type SparkContainerSpec, sparkContainerRequest } from '../manifests/requests';
import type { DriverSettingsSpec, ExecutorSettingsSpec, SparkConf } from '../manifests/spark-conf';
import { deviceRequests } from '../manifests/template-requests';
import { overheadFactor } from '../plan/settings';
import { mebibytes, millis } from '../profile/pods';
import type { SparkProfile } from '../profile/spark-profile';

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

/** Spark's containers, with what the settings say of their memory. */
export interface SparkContainers {
  readonly driver: SparkContainerSpec;
  readonly executor: SparkContainerSpec;
}

/** What decides how large Spark makes its containers. */
export interface ContainersInput {
  readonly driver: DriverSettingsSpec;
  readonly executor: ExecutorSettingsSpec;
  readonly conf: SparkConf;
  readonly props: { readonly profile: SparkProfile; readonly entryPoint: { readonly isPython: boolean } };
}

/** Spark's containers as the builders want them. */
export function sparkContainers(scope: IConstruct, { driver, executor, conf, props }: ContainersInput): SparkContainers {
  const python = props.entryPoint.isPython;
  const kubernetesFactor = overheadFactor(scope, conf, 'spark.kubernetes.memoryOverheadFactor');
  const of = (role: 'driver' | 'executor', settings: DriverSettingsSpec): SparkContainerSpec => ({
    ...settings,
    python,
    kubernetesFactor,
    roleFactor: overheadFactor(scope, conf, `spark.${role}.memoryOverheadFactor`),
    ...besideCpuAndMemory(props.profile, role, conf),
  });
  return { driver: of('driver', driver), executor: of('executor', executor) };
}

/** What Spark's container requests by its template, and by settings for devices. */
function besideCpuAndMemory(
  profile: SparkProfile, role: 'driver' | 'executor', conf: SparkConf,
): Pick<SparkContainerSpec, 'ephemeralStorageMiB' | 'extended'> {
  const { ephemeralStorageMiB, extended } = profile._besideCpuAndMemory(role);
  const all = { ...extended, ...deviceRequests(conf, role) };
  return { ephemeralStorageMiB, extended: Object.keys(all).length === 0 ? undefined : all };
}

/** What the pods of the job request, side-cars and log containers included, and what the limit range of the namespace adds. */
export function jobRequests(profile: SparkProfile, containers: SparkContainers, executor: ExecutorSettingsSpec): SparkJobRequests {
  const defaults = defaultRequest(profile.team.limits ?? {});
  const pod = (list: ContainerRequest[], init: ContainerRequest[] = []): PodRequests => {
    return podRequest(list.map((container) => filled(container, defaults)), init.map((container) => filled(container, defaults)));
  };
  const sparkPod = (role: 'driver' | 'executor') => {
    const companions = profile._companions(role);
    return pod([sparkContainerRequest(containers[role]), ...companions.containers], companions.initContainers);
  };
  const { minExecutors, initialExecutors, maxExecutors } = executor;
  const submitter = pod([NOTHING, profile._submitterRequest]);
  return { driver: sparkPod('driver'), executor: sparkPod('executor'), submitter, minExecutors, initialExecutors, maxExecutors };
}

/** EMR's `job-runner`: AWS publishes no request of it. */
const NOTHING: ContainerRequest = { cpuMillis: 0, memoryMiB: 0 };

/** What the limit range gives a container that names nothing. */
function defaultRequest({ defaultVcpus = 0, defaultMemory, defaultEphemeralStorage }: TeamLimits): ContainerRequest {
  return {
    cpuMillis: Math.round(defaultVcpus * 1000),
    memoryMiB: defaultMemory?.toMebibytes() ?? 0,
    ephemeralStorageMiB: defaultEphemeralStorage?.toMebibytes(),
  };
}

function filled(container: ContainerRequest, defaults: ContainerRequest): ContainerRequest {
  return {
    ...container,
    cpuMillis: container.cpuMillis || defaults.cpuMillis,
    memoryMiB: container.memoryMiB || defaults.memoryMiB,
    ephemeralStorageMiB: container.ephemeralStorageMiB ?? defaults.ephemeralStorageMiB,
  };
}
