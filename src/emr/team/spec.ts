import { Size } from 'aws-cdk-lib';
import type { LimitsSpec, QuotaSpec } from './manifests/quota';
import type { TeamLimits, TeamQuota } from '../../contracts/team';

/** Requests of containers that name none, where Kubernetes would refuse or inflate them otherwise. */
const DEFAULT_VCPUS = 0.1;
const DEFAULT_MEMORY = Size.mebibytes(128);
const DEFAULT_EPHEMERAL_STORAGE = Size.gibibytes(1);

export function resolveQuota(quota: TeamQuota): QuotaSpec {
  return {
    vcpus: quota.vcpus,
    memoryMiB: quota.memory?.toMebibytes(),
    ephemeralStorageMiB: quota.ephemeralStorage?.toMebibytes(),
    pods: quota.pods,
    persistentVolumeClaims: quota.persistentVolumeClaims,
  };
}

/**
 * The limits with their defaults.
 *
 * Under a quota Kubernetes refuses containers without a request, and under a maximum it gives them the maximum: EMR's side-cars name none.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#compute-resource-quota
 */
export function limitsWithDefaults(limits: TeamLimits, quota: TeamQuota): TeamLimits {
  const fallback = <T>(value: T, ...reasons: unknown[]) => reasons.some((reason) => reason !== undefined) ? value : undefined;
  return {
    ...limits,
    defaultVcpus: limits.defaultVcpus ?? fallback(DEFAULT_VCPUS, quota.vcpus, limits.maxVcpus),
    defaultMemory: limits.defaultMemory ?? fallback(DEFAULT_MEMORY, quota.memory, limits.maxMemory),
    defaultEphemeralStorage: limits.defaultEphemeralStorage ?? fallback(DEFAULT_EPHEMERAL_STORAGE, quota.ephemeralStorage),
  };
}

export function resolveLimits(limits: TeamLimits, quota: TeamQuota): LimitsSpec {
  const { defaultVcpus, defaultMemory, defaultEphemeralStorage, maxVcpus, maxMemory } = limitsWithDefaults(limits, quota);
  return {
    defaultVcpus,
    defaultMemoryMiB: defaultMemory?.toMebibytes(),
    defaultEphemeralStorageMiB: defaultEphemeralStorage?.toMebibytes(),
    maxVcpus,
    maxMemoryMiB: maxMemory?.toMebibytes(),
  };
}
