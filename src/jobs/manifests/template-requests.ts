import type { JsonObject } from './pod-template';
import type { ContainerRequest } from './requests';
import { quantityValue } from '../../kubernetes/quantity';

/** Resources that are counted. */
export const COUNTED_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const MEBIBYTE = 2 ** 20;

/**
 * What a container of a pod template requests; a limit without a request is one.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits
 */
export function templateRequest({ resources = {}, restartPolicy }: JsonObject): ContainerRequest {
  const of = (resource: string) => quantityValue(String(resources.requests?.[resource] ?? resources.limits?.[resource] ?? 0));
  const ephemeralStorageMiB = of('ephemeral-storage') / MEBIBYTE;
  return {
    cpuMillis: of('cpu') * 1000,
    memoryMiB: of('memory') / MEBIBYTE,
    ...(ephemeralStorageMiB === 0 ? {} : { ephemeralStorageMiB }),
    ...(restartPolicy === 'Always' ? { stays: true } : {}),
  };
}
