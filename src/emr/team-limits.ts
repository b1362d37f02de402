import type { LimitsSpec, QuotaSpec } from './manifests/quota';
import type { TeamLimits } from './team-options';
import type { TeamQuota } from '../contracts/team-ref';

/** Requests of containers that name none, where Kubernetes would refuse or inflate them otherwise. */
const DEFAULT_VCPUS = 0.1;
const DEFAULT_MEMORY_MIB = 128;
const DEFAULT_EPHEMERAL_STORAGE_MIB = 1024;

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
export function resolveLimits(limits: TeamLimits, quota: TeamQuota): LimitsSpec {
  const fallback = (value: number, ...reasons: unknown[]) => reasons.some((reason) => reason !== undefined) ? value : undefined;
  return {
    defaultVcpus: limits.defaultVcpus ?? fallback(DEFAULT_VCPUS, quota.vcpus, limits.maxVcpus),
    defaultMemoryMiB: limits.defaultMemory?.toMebibytes() ?? fallback(DEFAULT_MEMORY_MIB, quota.memory, limits.maxMemory),
    defaultEphemeralStorageMiB: limits.defaultEphemeralStorage?.toMebibytes() ?? fallback(DEFAULT_EPHEMERAL_STORAGE_MIB, quota.ephemeralStorage),
    maxVcpus: limits.maxVcpus,
    maxMemoryMiB: limits.maxMemory?.toMebibytes(),
  };
}
