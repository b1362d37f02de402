import type { KubernetesObject } from '../../../kubernetes/object';

const NAME = 'team';

/** Ceiling of a namespace; an absent field is not limited. */
export interface QuotaSpec {
  readonly vcpus?: number;
  readonly memoryMiB?: number;
  readonly ephemeralStorageMiB?: number;
  readonly pods?: number;
  readonly persistentVolumeClaims?: number;
}

/** Rules for single containers of a namespace; an absent field leaves containers as they are. */
export interface LimitsSpec {
  readonly defaultVcpus?: number;
  readonly defaultMemoryMiB?: number;
  readonly defaultEphemeralStorageMiB?: number;
  readonly maxVcpus?: number;
  readonly maxMemoryMiB?: number;
}

/**
 * Always rendered: an empty `hard` limits nothing, while an object that disappears from a bundle would stay in the
 * cluster.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function resourceQuotaManifest(namespace: string, quota: QuotaSpec): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: NAME, namespace },
    spec: {
      hard: present({
        'requests.cpu': cpu(quota.vcpus),
        'requests.memory': memory(quota.memoryMiB),
        'requests.ephemeral-storage': memory(quota.ephemeralStorageMiB),
        'pods': count(quota.pods),
        'persistentvolumeclaims': count(quota.persistentVolumeClaims),
      }),
    },
  };
}

/**
 * Always rendered: an empty `limits` is neutral.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export function limitRangeManifest(namespace: string, limits: LimitsSpec): KubernetesObject {
  const defaultRequest = present({
    'cpu': cpu(limits.defaultVcpus),
    'memory': memory(limits.defaultMemoryMiB),
    'ephemeral-storage': memory(limits.defaultEphemeralStorageMiB),
  });
  const max = present({ cpu: cpu(limits.maxVcpus), memory: memory(limits.maxMemoryMiB) });
  const neutral = Object.keys(defaultRequest).length + Object.keys(max).length === 0;
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: NAME, namespace },
    spec: { limits: neutral ? [] : [{ type: 'Container', ...named({ defaultRequest, max }) }] },
  };
}

function cpu(vcpus: number | undefined): string | undefined {
  if (vcpus === undefined) return undefined;
  return Number.isInteger(vcpus) ? String(vcpus) : `${Math.round(vcpus * 1000)}m`;
}

function memory(mebibytes: number | undefined): string | undefined {
  return mebibytes === undefined ? undefined : `${mebibytes}Mi`;
}

function count(objects: number | undefined): string | undefined {
  return objects === undefined ? undefined : String(objects);
}

function present(quantities: { [resource: string]: string | undefined }): { [resource: string]: string } {
  return Object.fromEntries(
    Object.entries(quantities).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function named(maps: { [field: string]: { [resource: string]: string } }): {
  [field: string]: { [resource: string]: string };
} {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}
