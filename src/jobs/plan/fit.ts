import { type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { jobClaims } from './claims';
import type { SparkContainers } from './containers';
import { POD_ROLES, type PodRole, type PublishedProfileSpec, type WorkloadSpec } from './spec';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { PodRequests, SparkJobRequests } from '../../contracts/pod-requests';
import type { IEmrTeam } from '../../contracts/team';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import { memoryOverheadMiB, type SparkContainerSpec, sparkContainerRequest } from '../manifests/requests';
import type { SparkConf } from '../manifests/spark-conf';

/** A job as the checks see it. */
export interface JobToFit {
  readonly profile: PublishedProfileSpec;
  readonly workload: WorkloadSpec;
  readonly settings: SparkConf;
  readonly containers: SparkContainers;
  readonly requests: SparkJobRequests;
}

/**
 * Checks the job against its pools' nodes and limits, its queue, and its team's quota and limit range; what is not
 * known is not checked.
 */
export function validateFit(scope: IConstruct, job: JobToFit): void {
  const { driverPool, executorPool, team } = job.profile;
  validateNode(scope, { role: 'driver', pool: driverPool, pod: job.requests.driver, container: job.containers.driver });
  validateNode(scope, {
    role: 'executor', pool: executorPool, pod: job.requests.executor, container: job.containers.executor,
  });
  POD_ROLES.forEach((role) => validateContainer(scope, { role, container: job.containers[role], team }));
  const ceilings = [
    ...poolCeilings(driverPool, executorPool),
    ...queueCeilings(job.workload),
    ...quotaCeilings(team, job.workload.submitted),
    ...claimCeilings(job),
  ];
  ceilings.forEach((ceiling) => validateCeiling(scope, ceiling, job));
}

interface PodOnPool {
  readonly role: PodRole;
  readonly pool: ISparkNodePool;
  readonly pod: PodRequests;
  readonly container: SparkContainerSpec;
}

function validateNode(scope: IConstruct, { role, pool, pod, container }: PodOnPool): void {
  const { largestNodeVcpus, largestNodeMemoryMiB } = pool.capacity ?? {};
  if (largestNodeVcpus !== undefined && pod.cpuMillis > largestNodeVcpus * 1000) {
    const spark = container.requestMillis ?? container.cores * 1000;
    refuse(scope, 'jobs:node-cpu', {
      prop: `${role}.cores`,
      must: `fit a node of pool ${pool.nodePoolName}`,
      got: `${spark / 1000} vCPUs for Spark + ${(pod.cpuMillis - spark) / 1000} for other containers = `
        + `${pod.cpuMillis / 1000} with at most ${largestNodeVcpus} vCPUs for pods on its largest node`,
      fix: 'take fewer cores or a pool with larger nodes',
    });
  }
  if (largestNodeMemoryMiB !== undefined && pod.memoryMiB > largestNodeMemoryMiB) {
    refuse(scope, 'jobs:node-memory', {
      prop: `${role}.memory`,
      must: `fit a node of pool ${pool.nodePoolName}`,
      got: `${memorySum(container, pod)} MiB with at most ${largestNodeMemoryMiB} MiB for pods on its largest node`,
      fix: 'take less memory or a pool with larger nodes',
    });
  }
}

interface ContainerInNamespace {
  readonly role: PodRole;
  readonly container: SparkContainerSpec;
  readonly team: IEmrTeam;
}

/** The limit range counts Spark's container for itself; its limits are what it requests, or more. */
function validateContainer(scope: IConstruct, { role, container, team }: ContainerInNamespace): void {
  const { maxVcpus, maxMemory } = team.limits ?? {};
  const request = sparkContainerRequest(container);
  const cores = Math.max(request.cpuMillis, container.limitMillis ?? 0) / 1000;
  if (maxVcpus !== undefined && cores > maxVcpus) {
    refuse(scope, 'jobs:container-cpu', {
      prop: `${role}.cores`,
      must: `fit a container of namespace ${team.namespace}`,
      got: `${cores} vCPUs with at most ${maxVcpus}`,
      fix: 'take fewer cores, or raise `limits.maxVcpus` of the team',
    });
  }
  const most = maxMemory?.toMebibytes() ?? Infinity;
  if (request.memoryMiB > most) {
    refuse(scope, 'jobs:container-memory', {
      prop: `${role}.memory`,
      must: `fit a container of namespace ${team.namespace}`,
      got: `${memorySum(container, request)} MiB with at most ${most} MiB`,
      fix: 'take less memory, or raise `limits.maxMemory` of the team',
    });
  }
}

function memorySum(container: SparkContainerSpec, pod: PodRequests): string {
  const overhead = memoryOverheadMiB(container);
  const terms = [
    [container.memoryMiB, 'heap'],
    [overhead, 'overhead'],
    [container.pySparkMemoryMiB ?? 0, 'PySpark'],
    [container.offHeapMiB ?? 0, 'off-heap'],
  ];
  const spark = terms.reduce((total, [mebibytes]) => total + Number(mebibytes), 0);
  const all = [...terms, [pod.memoryMiB - spark, 'other containers']].filter(([mebibytes]) => mebibytes !== 0);
  return `${all.map(([mebibytes, what]) => `${mebibytes} ${what}`).join(' + ')} = ${pod.memoryMiB}`;
}

/** A sum that must not pass a limit. */
interface Ceiling {
  readonly place: string;
  readonly limit: number;
  readonly unit: string;
  readonly of: (pod: PodRequests, role: PodRole | 'submitter') => number;
  /** The pods that count, executors apart. */
  readonly pods: Array<'driver' | 'submitter'>;
  readonly executors: boolean;
  /** What counts without any pod. @default - nothing */
  readonly standing?: number;
  /** Whether a placeholder counts beside the pod that takes its place, until it is gone. @default false */
  readonly swap?: boolean;
  readonly advice: string;
}

const vcpus = (pod: PodRequests) => pod.cpuMillis / 1000;
const memory = (pod: PodRequests) => pod.memoryMiB;
const storage = (pod: PodRequests) => pod.ephemeralStorageMiB ?? 0;
const one = () => 1;

function poolCeilings(driverPool: ISparkNodePool, executorPool: ISparkNodePool): Ceiling[] {
  const shared = driverPool.nodePoolName === executorPool.nodePoolName;
  const of = (pool: ISparkNodePool, who: Pick<Ceiling, 'pods' | 'executors'>): Ceiling[] => {
    const { limitVcpus, limitMemoryMiB } = pool.capacity ?? {};
    const common = { ...who, place: `the limits of pool ${pool.nodePoolName}`, advice: 'raise the limits of the pool' };
    return [...known(limitVcpus, { ...common, unit: 'vCPUs', of: vcpus }), ...known(limitMemoryMiB, {
      ...common, unit: 'MiB', of: memory,
    })];
  };
  return [
    ...of(executorPool, { pods: shared ? ['driver'] : [], executors: true }),
    ...(shared ? [] : of(driverPool, { pods: ['driver'], executors: false })),
  ];
}

/** EMR's submitter waits in a queue of its own. */
function queueCeilings({ scheduling, submitted }: WorkloadSpec): Ceiling[] {
  const isAlone = scheduling?.config.submitterQueuePath !== undefined || !submitted;
  const pods: Ceiling['pods'] = isAlone ? ['driver'] : ['driver', 'submitter'];
  return (scheduling?.config.ceilings ?? []).flatMap(({ queuePath, extended = {}, ...limits }) => {
    const common = {
      place: `the limits of queue ${queuePath}`, pods, executors: true, advice: 'raise `maxResources` of the queue',
    };
    return [
      ...known(limits.vcpus, { ...common, unit: 'vCPUs', of: vcpus }),
      ...known(limits.memoryMiB, { ...common, unit: 'MiB', of: memory }),
      ...known(limits.ephemeralStorageMiB, { ...common, unit: 'MiB of ephemeral storage', of: storage }),
      ...known(limits.pods, { ...common, unit: 'pods', of: one }),
      ...Object.keys(extended).sort().flatMap((name) => known(extended[name], {
        ...common, unit: name, of: (pod) => pod.extended?.[name] ?? 0,
      })),
    ];
  });
}

function quotaCeilings({ namespace, quota = {} }: IEmrTeam, submitted: boolean): Ceiling[] {
  const pods: Ceiling['pods'] = submitted ? ['driver', 'submitter'] : ['driver'];
  const common = {
    place: `the quota of namespace ${namespace}`,
    pods,
    executors: true,
    swap: true,
    advice: 'raise the quota of the team',
  };
  return [
    ...known(quota.vcpus, { ...common, unit: 'vCPUs', of: vcpus }),
    ...known(mebibytesOf(quota.memory), { ...common, unit: 'MiB', of: memory }),
    ...known(quota.pods, { ...common, unit: 'pods', of: one }),
    ...known(mebibytesOf(quota.ephemeralStorage), { ...common, unit: 'MiB of ephemeral storage', of: storage }),
  ];
}

/**
 * Without its claim a driver is never made, and Spark makes an executor and deletes it again for ever. Other jobs'
 * claims are not known.
 */
function claimCeilings({ profile: { team, templates: { driver, executor } }, settings }: JobToFit): Ceiling[] {
  const claims = jobClaims(settings, [driver.template, executor.template]);
  return known(team.quota?.persistentVolumeClaims, {
    place: `the quota of namespace ${team.namespace}`,
    pods: claims.driver === 0 ? [] : ['driver'],
    executors: claims.executor > 0,
    standing: claims.standing,
    unit: 'persistent volume claims',
    of: (_, role) => (role === 'submitter' ? 0 : claims[role]),
    advice: 'raise the quota of the team',
  });
}

function mebibytesOf(size?: Size): number | undefined {
  return size === undefined || size.isUnresolved()
    ? undefined
    : size.toMebibytes({ rounding: SizeRoundingBehavior.FLOOR });
}

function known(limit: number | undefined, ceiling: Omit<Ceiling, 'limit'>): Ceiling[] {
  return limit === undefined || Token.isUnresolved(limit) ? [] : [{ ...ceiling, limit }];
}

function validateCeiling(scope: IConstruct, ceiling: Ceiling, job: JobToFit): void {
  const { executor: { dynamic }, scheduling } = job.workload;
  const least = dynamic ? Math.max(1, job.requests.minExecutors) : job.requests.maxExecutors;
  const needed = sum(ceiling, job.requests, { count: least, gang: scheduling?.gang !== undefined });
  if (needed.value > ceiling.limit) {
    refuse(scope, 'jobs:ceiling', {
      prop: 'executor.allocation',
      must: `fit ${ceiling.place}`,
      got: `${needed.text} with ${ceiling.limit} ${ceiling.unit}`,
      fix: `take fewer or smaller executors, or ${ceiling.advice}`,
    });
  }
  const most = sum(ceiling, job.requests, { count: job.requests.maxExecutors, gang: false });
  if (most.value > ceiling.limit) {
    warn(
      scope,
      'jobs:ceiling',
      `\`executor.allocation\` never reaches its maximum under ${ceiling.place}: ${most.text} with ${ceiling.limit} `
        + `${ceiling.unit}`,
    );
  }
}

interface Running {
  readonly count: number;
  readonly gang: boolean;
}

function sum(ceiling: Ceiling, requests: SparkJobRequests, { count, gang }: Running): { value: number; text: string } {
  const { of, pods, executors, unit, standing = 0, swap = false } = ceiling;
  const terms = pods.map((pod) => ({ value: of(requests[pod], pod), text: `${of(requests[pod], pod)} ${pod}` }));
  const each = of(requests.executor, 'executor');
  const beside = Math.max(each, of(requests.driver, 'driver'));
  const all = [
    ...(standing > 0 ? [{ value: standing, text: `${standing} in the namespace` }] : []),
    ...terms,
    ...(executors ? [{ value: count * each, text: `${count} × ${each} executor${count === 1 ? '' : 's'}` }] : []),
    ...(swap && gang ? [{ value: beside, text: `${beside} for a pod beside its placeholder` }] : []),
  ];
  const value = Math.round(all.reduce((total, term) => total + term.value, 0) * 1000) / 1000;
  return { value, text: `${all.map(({ text }) => text).join(' + ')} = ${value} ${unit}` };
}
