import { isIP } from 'net';
import { Token, type Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { KubeletSpec } from './manifests/node-class';
import type { KubeletReserve, KubeletSettings } from './options';
import type { NodeReservation } from '../../contracts/node-pool';
import { isQuantity } from '../../kubernetes/quantity';
import { flag, list, map, mebibytes, milliCpu, optional, percent, seconds, shown, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** Signals that the CRD takes in `kubelet.evictionHard` and `kubelet.evictionSoft`. */
const SIGNALS = [
  'memory.available',
  'nodefs.available',
  'nodefs.inodesFree',
  'imagefs.available',
  'imagefs.inodesFree',
  'pid.available',
];

/**
 * kubelet's own thresholds, against which a single one is checked.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
 */
const IMAGE_GC = { high: 85, low: 80 };

const GC_RULE = { unit: undefined, allowToken: true };

function validateKubelet(scope: IConstruct, settings: KubeletSettings): void {
  optional(settings.maxPods, (count) => wholeNumber(scope, 'kubelet.maxPods', count, { allowToken: true }));
  optional(settings.podsPerCore, (count) => wholeNumber(scope, 'kubelet.podsPerCore', count, { allowToken: true }));
  optional(settings.cpuCfsQuota, (value) => flag(scope, 'kubelet.cpuCfsQuota', value));
  optional(settings.evictionHard, (given) => thresholds(scope, 'kubelet.evictionHard', given));
  optional(settings.evictionSoft, (given) => thresholds(scope, 'kubelet.evictionSoft', given));
  optional(settings.evictionSoftGracePeriod, (given) => map(scope, 'kubelet.evictionSoftGracePeriod', given));
  graceForEachSignal(scope, settings);
  imageGarbageCollection(scope, settings);
  optional(settings.clusterDns, (servers) => dnsServers(scope, servers));
}

/** The settings that are given, checked; kubelet has defaults for the others. */
export function resolveKubelet(scope: IConstruct, settings: KubeletSettings): KubeletSpec {
  validateKubelet(scope, settings);
  return {
    maxPods: settings.maxPods,
    podsPerCore: settings.podsPerCore,
    kubeReserved: reserve(scope, 'kubelet.kubeReserved', settings.kubeReserved),
    systemReserved: reserve(scope, 'kubelet.systemReserved', settings.systemReserved),
    evictionHard: settings.evictionHard,
    evictionSoft: settings.evictionSoft,
    evictionSoftGracePeriod: gracePeriods(scope, settings.evictionSoftGracePeriod),
    evictionMaxPodGracePeriod: optionalSeconds(
      scope, 'kubelet.evictionMaxPodGracePeriod', settings.evictionMaxPodGracePeriod,
    ),
    imageGCHighThresholdPercent: settings.imageGcHighThresholdPercent,
    imageGCLowThresholdPercent: settings.imageGcLowThresholdPercent,
    clusterDNS: settings.clusterDns,
    cpuCFSQuota: settings.cpuCfsQuota,
  };
}

/** Reservations that pools need to tell the capacity of a node. */
export function nodeReservation(settings: KubeletSettings): NodeReservation {
  const { kubeReserved, systemReserved } = settings;
  return {
    maxPods: literalOnly(settings.maxPods),
    kubeReservedVcpus: kubeReserved?.vcpus,
    kubeReservedMemoryMiB: kubeReserved?.memory?.toMebibytes(),
    systemReservedVcpus: systemReserved?.vcpus,
    systemReservedMemoryMiB: systemReserved?.memory?.toMebibytes(),
    evictionMemory: literalOnly(settings.evictionHard?.['memory.available']),
  };
}

/** A value that can be reckoned with, which a token is not. */
function literalOnly<T>(value: T): T | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}

function reserve(scope: IConstruct, prop: string, given: KubeletReserve | undefined):
  | { [resource: string]: string }
  | undefined {
  if (given === undefined) {
    return undefined;
  }
  map(scope, prop, given as {});
  const cpu = optional(given.vcpus, (vcpus) => milliCpu(scope, `${prop}.vcpus`, vcpus, { min: 0 }));
  optional(given.pids, (count) => wholeNumber(scope, `${prop}.pids`, count, { min: 0 }));
  return {
    ...(cpu === undefined ? {} : { cpu: `${cpu}m` }),
    ...(given.memory === undefined ? {} : { memory: `${mebibytes(scope, `${prop}.memory`, given.memory)}Mi` }),
    ...(given.ephemeralStorage === undefined
      ? {}
      : { 'ephemeral-storage': `${mebibytes(scope, `${prop}.ephemeralStorage`, given.ephemeralStorage)}Mi` }),
    ...(given.pids === undefined ? {} : { pid: `${given.pids}` }),
  };
}

function thresholds(scope: IConstruct, prop: string, given: { [signal: string]: string }): void {
  for (const [signal, threshold] of Object.entries(map(scope, prop, given))) {
    knownSignal(scope, prop, signal);
    if (!Token.isUnresolved(threshold) && !(typeof threshold === 'string' && isThreshold(threshold))) {
      refuse(scope, 'karpenter:kubelet-eviction', {
        prop: `${prop}["${signal}"]`,
        must: 'be a quantity or a percentage up to 100%',
        got: shown(threshold),
        fix: 'write it like "500Mi" or "10%"',
      });
    }
  }
}

function isThreshold(text: string): boolean {
  return text.endsWith('%') ? /^(\d{1,2}(\.\d{1,2})?|100(\.0{1,2})?)%$/.test(text) : isQuantity(text);
}

function knownSignal(scope: IConstruct, prop: string, signal: string): void {
  if (!SIGNALS.includes(signal)) {
    refuse(scope, 'karpenter:kubelet-eviction', {
      prop, must: `name signals among ${SIGNALS.join(', ')}`, got: shown(signal), fix: 'correct the signal',
    });
  }
}

function graceForEachSignal(scope: IConstruct, settings: KubeletSettings): void {
  const soft = Object.keys(settings.evictionSoft ?? {});
  const graced = Object.keys(settings.evictionSoftGracePeriod ?? {});
  const missing = soft.find((signal) => !graced.includes(signal));
  if (missing !== undefined) {
    refuse(scope, 'karpenter:kubelet-eviction', {
      prop: 'kubelet.evictionSoftGracePeriod',
      must: 'hold every signal of `kubelet.evictionSoft`',
      got: `none for "${missing}"`,
      fix: 'add its grace period',
    });
  }
  const stray = graced.find((signal) => !soft.includes(signal));
  if (stray !== undefined) {
    refuse(scope, 'karpenter:kubelet-eviction', {
      prop: 'kubelet.evictionSoftGracePeriod',
      must: 'hold only signals of `kubelet.evictionSoft`',
      got: shown(stray),
      fix: 'add a threshold for it, or leave it out',
    });
  }
}

function imageGarbageCollection(scope: IConstruct, settings: KubeletSettings): void {
  const { imageGcHighThresholdPercent: high, imageGcLowThresholdPercent: low } = settings;
  optional(high, (share) => percent(scope, 'kubelet.imageGcHighThresholdPercent', share, GC_RULE));
  optional(low, (share) => percent(scope, 'kubelet.imageGcLowThresholdPercent', share, GC_RULE));
  if (Token.isUnresolved(high) || Token.isUnresolved(low)) {
    return;
  }
  if ((high ?? IMAGE_GC.high) <= (low ?? IMAGE_GC.low)) {
    refuse(scope, 'karpenter:kubelet-image-gc', {
      prop: 'kubelet.imageGcHighThresholdPercent',
      must: 'be above `kubelet.imageGcLowThresholdPercent`',
      got: `${high ?? IMAGE_GC.high} with a low threshold of ${low ?? IMAGE_GC.low}`,
      fix: 'set both',
    });
  }
}

function dnsServers(scope: IConstruct, given: string[]): void {
  const prop = 'kubelet.clusterDns';
  list(scope, prop, given, { min: 1, fix: 'leave it out for the DNS service of the cluster' });
  const wrong = given.find((address) => !Token.isUnresolved(address) && isIP(address) === 0);
  if (wrong !== undefined) {
    const fix = 'pass the address of the server, not its name';
    refuse(scope, 'karpenter:kubelet-dns', { prop, must: 'hold IP addresses', got: shown(wrong), fix });
  }
}

function gracePeriods(scope: IConstruct, given: { [signal: string]: Duration } | undefined): {
  [signal: string]: string;
} | undefined {
  return given && Object.fromEntries(Object.entries(given)
    .map(
      ([signal, duration]) => [signal, `${seconds(scope, `kubelet.evictionSoftGracePeriod["${signal}"]`, duration)}s`],
    ));
}

function optionalSeconds(scope: IConstruct, prop: string, duration: Duration | undefined): number | undefined {
  return optional(duration, (given) => seconds(scope, prop, given, { min: 0 }));
}
