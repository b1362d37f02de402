import type { Size } from 'aws-cdk-lib';
import type { IShuffleStorage, PodVolume, ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import { mebibytes } from '../../private/checks';
import { LOCAL_DIR_VOLUME, MOUNT_PATH } from '../scratch-mount';

/** Scratch space on a disk of the node itself. */
export interface NodeShuffleStorageOptions {
  /**
   * Space that one pod may fill before Kubernetes evicts it.
   *
   * Whole MiB, at least 1 MiB; a literal.
   *
   * @default - all of the node's disk, shared with its other pods
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  readonly sizeLimit?: Size;

  /**
   * Ephemeral storage that each executor reserves on its node.
   *
   * Whole MiB, at least 1 MiB; a literal. Karpenter then launches nodes whose disk is large enough.
   *
   * @default - nothing is reserved
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
   */
  readonly executorRequest?: Size;

  /**
   * Ephemeral storage that each driver reserves on its node.
   *
   * Whole MiB, at least 1 MiB; a literal.
   *
   * @default - nothing is reserved
   */
  readonly driverRequest?: Size;
}

/**
 * Space on the node for shuffle files and spills, chosen by one word.
 *
 * Creates no resource.
 */
export abstract class ShuffleStorage {
  /**
   * Local NVMe disks, as an `emptyDir` on the RAID0 of all instance stores.
   *
   * The fastest choice, free of charge, and gone with the pod. Pools without instance store are refused.
   *
   * @param options limits and requests of pods
   */
  public static nvme(options: NodeShuffleStorageOptions = {}): IShuffleStorage {
    return new EmptyDirStorage(options, true);
  }

  /**
   * The node's ephemeral storage, whatever disk that is: RAID0 of instance stores or the root volume.
   *
   * Runs on every pool. Size the root volume of the pool's node class for it.
   *
   * @param options limits and requests of pods
   */
  public static rootVolume(options: NodeShuffleStorageOptions = {}): IShuffleStorage {
    return new EmptyDirStorage(options, false);
  }
}

/** An `emptyDir`: on RAID0 of instance stores if the node has them, otherwise on its root volume. Gone with the pod. */
class EmptyDirStorage implements IShuffleStorage {
  private readonly sizeLimitMiB?: number;
  private readonly executorRequestMiB?: number;
  private readonly driverRequestMiB?: number;

  constructor(options: NodeShuffleStorageOptions, private readonly requiresInstanceStore: boolean) {
    this.sizeLimitMiB = optionalMebibytes('sizeLimit', options.sizeLimit);
    this.executorRequestMiB = optionalMebibytes('executorRequest', options.executorRequest);
    this.driverRequestMiB = optionalMebibytes('driverRequest', options.driverRequest);
  }

  public bind(): ShuffleStorageConfig {
    return {
      driverVolumes: [this.volume()],
      executorVolumes: [this.volume()],
      executorEphemeralStorageMiB: this.executorRequestMiB,
      driverEphemeralStorageMiB: this.driverRequestMiB,
      requiresInstanceStore: this.requiresInstanceStore,
    };
  }

  private volume(): PodVolume {
    const emptyDir = this.sizeLimitMiB === undefined ? {} : { sizeLimit: `${this.sizeLimitMiB}Mi` };
    return { name: LOCAL_DIR_VOLUME, source: { emptyDir }, mountPath: MOUNT_PATH };
  }
}

function optionalMebibytes(prop: string, size?: Size): number | undefined {
  return size === undefined ? undefined : mebibytes(undefined, prop, size);
}
