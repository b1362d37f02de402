import { Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { LimitsSpec, QuotaSpec } from './manifests/quota';
import { type EmrTeamProps, PodSecurityLevel } from './options';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { TeamLimits, TeamQuota } from '../../contracts/team';
import { mebibytes, milliCpu, required, type Scope, wholeNumber } from '../../private/checks';
import { uniqueName } from '../../private/names';

/** Requests of containers that name none, where Kubernetes would refuse or inflate them otherwise. */
const DEFAULT_VCPUS = 0.1;
const DEFAULT_MEMORY = Size.mebibytes(128);
const DEFAULT_EPHEMERAL_STORAGE = Size.gibibytes(1);

/** A team with its defaults. */
export interface TeamSpec {
  readonly cluster: IEmrEksCluster;
  readonly namespace: string;
  readonly podSecurity: PodSecurityLevel;
  readonly quota: QuotaSpec;
  readonly limits: LimitsSpec;
  readonly virtualClusterName: string;
  /** Folder of its logs in a bucket; ends in a slash. */
  readonly logPrefix: string;
}

export function resolveTeam(scope: IConstruct, props: EmrTeamProps): TeamSpec {
  const cluster = required(scope, 'cluster', props.cluster, {
    must: 'be a cluster', fix: 'pass the `EmrEksKarpenterCluster`, or an imported one',
  });
  const { namespace, quota = {}, limits = {} } = props;
  return {
    cluster,
    namespace,
    podSecurity: props.podSecurity ?? PodSecurityLevel.BASELINE,
    quota: resolveQuota(scope, quota),
    limits: resolveLimits(scope, limits, quota),
    virtualClusterName: props.virtualClusterName ?? virtualClusterName(cluster.clusterName, namespace),
    logPrefix: `${props.logs?.prefix ?? logGroupName(cluster.clusterName, namespace).slice(1)}/`,
  };
}

export function resolveQuota(scope: Scope, quota: TeamQuota): QuotaSpec {
  return {
    vcpus: vcpus(scope, 'quota.vcpus', quota.vcpus),
    memoryMiB: optional(quota.memory, (size) => mebibytes(scope, 'quota.memory', size)),
    ephemeralStorageMiB: optional(quota.ephemeralStorage, (size) => mebibytes(scope, 'quota.ephemeralStorage', size)),
    pods: optional(quota.pods, (count) => wholeNumber(scope, 'quota.pods', count)),
    persistentVolumeClaims: optional(quota.persistentVolumeClaims, (count) => wholeNumber(
      scope, 'quota.persistentVolumeClaims', count, { min: 0 },
    )),
  };
}

/**
 * The limits with their defaults.
 *
 * Under a quota Kubernetes refuses containers without a request, and under a maximum it gives them the maximum: EMR's
 * side-cars name none.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#compute-resource-quota
 */
export function limitsWithDefaults(limits: TeamLimits = {}, quota: TeamQuota = {}): TeamLimits {
  const fallback = <T>(value: T, ...reasons: unknown[]) => reasons.some((reason) => reason !== undefined)
    ? value
    : undefined;
  return {
    ...limits,
    defaultVcpus: limits.defaultVcpus ?? fallback(DEFAULT_VCPUS, quota.vcpus, limits.maxVcpus),
    defaultMemory: limits.defaultMemory ?? fallback(DEFAULT_MEMORY, quota.memory, limits.maxMemory),
    defaultEphemeralStorage: limits.defaultEphemeralStorage
      ?? fallback(DEFAULT_EPHEMERAL_STORAGE, quota.ephemeralStorage),
  };
}

function resolveLimits(scope: Scope, limits: TeamLimits, quota: TeamQuota): LimitsSpec {
  const all = limitsWithDefaults(limits, quota);
  const mib = (prop: string, size: Size | undefined) => optional(size, (value) => mebibytes(scope, prop, value));
  return {
    defaultVcpus: vcpus(scope, 'limits.defaultVcpus', all.defaultVcpus),
    defaultMemoryMiB: mib('limits.defaultMemory', all.defaultMemory),
    defaultEphemeralStorageMiB: mib('limits.defaultEphemeralStorage', all.defaultEphemeralStorage),
    maxVcpus: vcpus(scope, 'limits.maxVcpus', all.maxVcpus),
    maxMemoryMiB: mib('limits.maxMemory', all.maxMemory),
  };
}

function vcpus(scope: Scope, prop: string, value: number | undefined): number | undefined {
  return optional(value, (number) => milliCpu(scope, prop, number) / 1000);
}

function optional<T>(value: T | undefined, check: (value: T) => number): number | undefined {
  return value === undefined || value === null ? undefined : check(value);
}

/** Cluster and namespace, shortened with a digest only where EMR's 64 characters do not hold them. */
export function virtualClusterName(clusterName: string, namespace: string): string {
  const name = `${clusterName}-${namespace}`;
  return name.length <= 64 ? name : uniqueName(64, name, clusterName, namespace);
}

/** The log group of the Data on EKS default, without its trailing slash. */
export function logGroupName(clusterName: string, namespace: string): string {
  return `/emr-on-eks-logs/${clusterName}/${namespace}`;
}
