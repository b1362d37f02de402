import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { ShuffleStorageConfig, StorageInitContainer } from '../../contracts/shuffle-storage';
import { Label } from '../../kubernetes/vocabulary';
import { refuse } from '../../private/refusal';
import type { AuxiliaryContainerSpec, PodTemplateVolume } from '../manifests/pod-template';

/** Storage, as pods of one role see it. */
export interface PodStorage {
  /** Labels of their nodes, as far as they are literal. */
  readonly nodeSelector: { readonly [label: string]: string };
  readonly volumes: PodTemplateVolume[];
  /** Containers that go first. */
  readonly initContainers: AuxiliaryContainerSpec[];
  readonly ephemeralStorageMiB?: number;
}

export function driverStorage(storage: ShuffleStorageConfig): PodStorage {
  return {
    nodeSelector: literalSelector(storage),
    volumes: storage.driverVolumes ?? [],
    initContainers: (storage.driverInitContainers ?? []).map(containerSpec),
    ephemeralStorageMiB: storage.driverEphemeralStorageMiB,
  };
}

export function executorStorage(storage: ShuffleStorageConfig): PodStorage {
  return {
    nodeSelector: literalSelector(storage),
    volumes: storage.executorVolumes ?? [],
    initContainers: (storage.executorInitContainers ?? []).map(containerSpec),
    ephemeralStorageMiB: storage.executorEphemeralStorageMiB,
  };
}

/** A pool that starts no node where the storage is would leave its pods waiting for ever. */
export function validateStorageZone(scope: IConstruct, pool: ISparkNodePool, { nodeSelector = {} }: ShuffleStorageConfig): void {
  const zone = nodeSelector[Label.ZONE];
  const zones = pool.capacity?.zones;
  if (zone === undefined || zones === undefined || [zone, ...zones].some((name) => Token.isUnresolved(name))) {
    return;
  }
  if (!zones.includes(zone)) {
    refuse(scope, 'jobs:storage-zone', {
      prop: 'shuffleStorage',
      must: `be in a zone of pool ${pool.nodePoolName}`,
      got: `${zone} with nodes in ${zones.join(', ')}`,
      fix: 'give the pool that zone, or put the storage into another subnet',
    });
  }
}

function literalSelector({ nodeSelector = {} }: ShuffleStorageConfig): { [label: string]: string } {
  return Object.fromEntries(Object.entries(nodeSelector).filter(([, value]) => !Token.isUnresolved(value)));
}

function containerSpec({ name, image, command, mounts, cpuMillis, memoryMiB }: StorageInitContainer): AuxiliaryContainerSpec {
  return { name, image, command, mounts, cpuMillis, memoryMiB };
}
