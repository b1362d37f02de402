import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PodSpec, ProfileSpec } from './spec';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { ShuffleStorageConfig, StorageInitContainer } from '../../contracts/shuffle-storage';
import { Label } from '../../kubernetes/vocabulary';
import { ValidationError } from '../../private/errors';
import type { AuxiliaryContainerSpec } from '../manifests/pod-template';
import type { SparkConf } from '../manifests/spark-conf';
import type { OwnedConf } from '../plan/settings';

/** The profile with what its storage asks of pods: labels of their nodes as far as they are literal, and containers that go first. */
export function withStorage(spec: ProfileSpec, storage: ShuffleStorageConfig): ProfileSpec {
  const pod = (own: PodSpec, initContainers: StorageInitContainer[] = []): PodSpec => ({
    ...own,
    placement: { ...own.placement, nodeSelector: { ...own.placement.nodeSelector, ...literalSelector(storage) } },
    initContainers: [...initContainers.map(containerSpec), ...own.initContainers],
  });
  return {
    ...spec,
    driver: pod(spec.driver, storage.driverInitContainers),
    executor: pod(spec.executor, storage.executorInitContainers),
  };
}

/** What storage sets, and what it says in pod templates and settings would beat. */
export function storageConf(storage: ShuffleStorageConfig): OwnedConf[] {
  const late = Object.entries(storage.nodeSelector ?? {}).filter(([, value]) => Token.isUnresolved(value));
  const settings: SparkConf = { ...storage.sparkConf, ...Object.fromEntries(late.map(([label, value]) => [selectorKey(label), value])) };
  const selectors = Object.entries(storage.nodeSelector ?? {}).flatMap(([label, value]) => [
    [selectorKey(label), value],
    [selectorKey(label, 'driver'), value],
    [selectorKey(label, 'executor'), value],
  ]);
  return [
    { option: 'shuffleStorage', settings },
    { option: 'shuffleStorage', settings: Object.fromEntries(selectors), rendered: false },
  ];
}

/** A pool that starts no node where the storage is would leave its pods waiting for ever. */
export function validateStorageZone(scope: IConstruct, pool: ISparkNodePool, { nodeSelector = {} }: ShuffleStorageConfig): void {
  const zone = nodeSelector[Label.ZONE];
  const zones = pool.capacity?.zones;
  if (zone === undefined || zones === undefined || [zone, ...zones].some((name) => Token.isUnresolved(name))) {
    return;
  }
  if (!zones.includes(zone)) {
    throw new ValidationError(scope, 'jobs:storage-zone', `\`shuffleStorage\` must be in a zone of pool ${pool.nodePoolName}, got ${zone} with nodes in ${zones.join(', ')}; give the pool that zone, or put the storage into another subnet`);
  }
}

function literalSelector({ nodeSelector = {} }: ShuffleStorageConfig): { [label: string]: string } {
  return Object.fromEntries(Object.entries(nodeSelector).filter(([, value]) => !Token.isUnresolved(value)));
}

/** @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#configuration (spark.kubernetes.node.selector.[labelKey]) */
function selectorKey(label: string, role?: 'driver' | 'executor'): string {
  return `spark.kubernetes.${role === undefined ? '' : `${role}.`}node.selector.${label}`;
}

function containerSpec({ name, image, command, mounts, cpuMillis, memoryMiB }: StorageInitContainer): AuxiliaryContainerSpec {
  return { name, image, command, mounts, cpuMillis, memoryMiB };
}
