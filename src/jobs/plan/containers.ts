import type { IConstruct } from 'constructs';
import { overheadFactor } from './settings-validation';
import type { PodRole, PublishedProfileSpec, WorkloadSpec } from './spec';
import type { PodRequests, SparkJobRequests } from '../../contracts/pod-requests';
import type { TeamLimits } from '../../contracts/team';
import { type ContainerRequest, podRequest, type SparkContainerSpec, sparkContainerRequest } from '../manifests/requests';
import type { DriverSettingsSpec, ExecutorSettingsSpec, SparkConf } from '../manifests/spark-conf';
import { deviceRequests, overheadRequest, templateRequest } from '../manifests/template-requests';

/** Spark's containers, with what the settings say of their memory. */
export interface SparkContainers {
  readonly driver: SparkContainerSpec;
  readonly executor: SparkContainerSpec;
}

/** All that decides how large Spark makes its containers. */
export interface ContainersInput {
  readonly profile: PublishedProfileSpec;
  readonly workload: WorkloadSpec;
  readonly settings: SparkConf;
}

/** Spark's containers as the builders want them. */
export function sparkContainers(scope: IConstruct, { profile, workload, settings }: ContainersInput): SparkContainers {
  const kubernetesFactor = overheadFactor(scope, settings, 'spark.kubernetes.memoryOverheadFactor');
  const of = (role: PodRole, size: DriverSettingsSpec): SparkContainerSpec => {
    const { ephemeralStorageMiB, extended } = templateRequest(profile.templates[role].template.spec.containers[0]);
    const all = { ...extended, ...deviceRequests(settings, role) };
    return {
      ...size,
      python: workload.python,
      kubernetesFactor,
      roleFactor: overheadFactor(scope, settings, `spark.${role}.memoryOverheadFactor`),
      ephemeralStorageMiB,
      extended: Object.keys(all).length === 0 ? undefined : all,
    };
  };
  return { driver: of('driver', workload.driver), executor: of('executor', workload.executor) };
}

/**
 * Requests of the pods of a job, side-cars and log containers included, with what the limit range of the namespace
 * adds.
 */
export function jobRequests(profile: PublishedProfileSpec, containers: SparkContainers, executor: ExecutorSettingsSpec): SparkJobRequests {
  const defaults = defaultRequest(profile.team.limits ?? {});
  const pod = (list: ContainerRequest[], init: ContainerRequest[] = []): PodRequests => {
    return podRequest(
      list.map((container) => filled(container, defaults)), init.map((container) => filled(container, defaults)),
    );
  };
  const sparkPod = (role: PodRole) => {
    const others = otherContainers(profile, role);
    return pod([sparkContainerRequest(containers[role]), ...others.containers], others.initContainers);
  };
  const { minExecutors, initialExecutors, maxExecutors } = executor;
  const { cpuMillis, memoryMiB } = profile.submitter.logging;
  const submitter = pod([JOB_RUNNER, { cpuMillis, memoryMiB }]);
  return {
    driver: sparkPod('driver'), executor: sparkPod('executor'), submitter, minExecutors, initialExecutors, maxExecutors,
  };
}

/** EMR's container `job-runner` of the submitter: AWS publishes no request of it. */
const JOB_RUNNER: ContainerRequest = { cpuMillis: 0, memoryMiB: 0 };

/**
 * Containers of a pod beside Spark's: EMR's log container and those of the template, with the overhead of its runtime
 * class.
 */
function otherContainers({ templates, logging }: PublishedProfileSpec, role: PodRole) {
  const { containers, initContainers = [], overhead } = templates[role].template.spec;
  const { cpuMillis, memoryMiB, executors } = logging;
  const logs = role === 'driver' || executors ? [{ cpuMillis, memoryMiB }] : [];
  return {
    containers: [...containers.slice(1).map(templateRequest), ...logs, ...overheadRequest(overhead)],
    initContainers: initContainers.map(templateRequest),
  };
}

/** Requests that the limit range gives a container which names none. */
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
