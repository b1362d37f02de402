import type { JsonObject } from './pod-template';
import type { ContainerRequest } from './requests';
import type { SparkConf } from './spark-conf';
import { quantityValue } from '../../kubernetes/quantity';

/** Resources that are counted against pools and quotas. */
export const COUNTED_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

const MEBIBYTE = 2 ** 20;

/**
 * What a container of a pod template requests; a limit without a request is one.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits
 */
export function templateRequest({ resources = {}, restartPolicy }: JsonObject): ContainerRequest {
  return {
    ...amounts({ ...resources.limits, ...resources.requests }), ...(restartPolicy === 'Always' ? { stays: true } : {}),
  };
}

/** What the runtime class adds to a pod. @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-overhead/ */
export function overheadRequest(overhead?: JsonObject): ContainerRequest[] {
  return overhead === undefined ? [] : [amounts(overhead)];
}

/** Containers that leave it to the namespace what they request, Spark's own apart. */
export function containersWithoutRequests({ spec: { containers, initContainers = [] } }: JsonObject): string[] {
  const isSilent = ({ resources: { requests, limits } = {} as JsonObject }: JsonObject) =>
    ['cpu', 'memory'].some((key) => ({ ...limits, ...requests })[key] === undefined);
  return [...containers.slice(1), ...initContainers].filter(isSilent).map(({ name }: JsonObject) => name);
}

/**
 * Devices that Spark requests by settings.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#resource-allocation-and-configuration-overview
 */
export function deviceRequests(conf: SparkConf, role: 'driver' | 'executor'): { [name: string]: number } {
  const setting = new RegExp(`^spark\\.${role}\\.resource\\.(.+)\\.amount$`);
  const devices = Object.keys(conf).map((key) => setting.exec(key)?.[1]).filter((device) => device !== undefined);
  return Object.fromEntries(devices.map((device) => {
    const { [`spark.${role}.resource.${device}.vendor`]: vendor, [`spark.${role}.resource.${device}.amount`]: amount } = conf;
    return [`${vendor}/${device}`, Number(amount)];
  }));
}

function amounts({ cpu = 0, memory = 0, 'ephemeral-storage': storage = 0, ...others }: JsonObject): ContainerRequest {
  const value = (quantity: unknown) => quantityValue(String(quantity));
  const extended = Object.fromEntries(Object.entries(others).map(([name, quantity]) => [name, value(quantity)]));
  return {
    cpuMillis: value(cpu) * 1000,
    memoryMiB: value(memory) / MEBIBYTE,
    ...(value(storage) === 0 ? {} : { ephemeralStorageMiB: value(storage) / MEBIBYTE }),
    ...(Object.keys(extended).length === 0 ? {} : { extended }),
  };
}
