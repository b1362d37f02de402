import { type Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { scratchVolume } from './volume';
import type { IShuffleStorage, ShuffleBindOptions, ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import { UnscopedValidationError } from '../../private/errors';

/** Scratch space on a disk of the node itself. */
export interface NodeShuffleStorageOptions {
  /**
   * Space that one pod may fill before Kubernetes evicts it.
   *
   * Whole MiB, at least 1 MiB.
   *
   * @default - all of the node's disk, shared with its other pods
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
   */
  readonly sizeLimit?: Size;

  /**
   * Ephemeral storage that each executor reserves on its node.
   *
   * Whole MiB, at least 1 MiB. Karpenter then launches nodes whose disk is large enough.
   *
   * @default - nothing is reserved
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
   */
  readonly executorRequest?: Size;

  /**
   * Ephemeral storage that each driver reserves on its node.
   *
   * Whole MiB, at least 1 MiB.
   *
   * @default - nothing is reserved
   */
  readonly driverRequest?: Size;
}

/**
 * Where Spark keeps shuffle files and spills, chosen by one word.
 *
 * Creates no resource.
 */
export abstract class ShuffleStorage {
  /**
   * Local NVMe disks, as an `emptyDir` on the RAID0 of all instance stores.
   *
   * The fastest choice, free of charge, and gone with the pod. Pools without instance store are refused.
   */
  public static nvme(options: NodeShuffleStorageOptions = {}): IShuffleStorage {
    return new EmptyDirStorage(options, true);
  }

  /**
   * The node's ephemeral storage, whatever disk that is: RAID0 of instance stores or the root volume.
   *
   * Runs on every pool. Size the root volume of the pool's node class for it.
   */
  public static rootVolume(options: NodeShuffleStorageOptions = {}): IShuffleStorage {
    return new EmptyDirStorage(options, false);
  }
}

class EmptyDirStorage implements IShuffleStorage {
  private readonly sizeLimitMiB?: number;
  private readonly executorRequestMiB?: number;
  private readonly driverRequestMiB?: number;

  constructor(options: NodeShuffleStorageOptions, private readonly requiresInstanceStore: boolean) {
    this.sizeLimitMiB = wholeMiB('sizeLimit', options.sizeLimit);
    this.executorRequestMiB = wholeMiB('executorRequest', options.executorRequest);
    this.driverRequestMiB = wholeMiB('driverRequest', options.driverRequest);
  }

  public bind(_scope: Construct, _options: ShuffleBindOptions): ShuffleStorageConfig {
    return {
      driverVolumes: [scratchVolume({ sizeLimitMiB: this.sizeLimitMiB })],
      executorVolumes: [scratchVolume({ sizeLimitMiB: this.sizeLimitMiB })],
      executorEphemeralStorageMiB: this.executorRequestMiB,
      driverEphemeralStorageMiB: this.driverRequestMiB,
      requiresInstanceStore: this.requiresInstanceStore,
    };
  }
}

function wholeMiB(prop: string, size?: Size): number | undefined {
  if (size === undefined) {
    return undefined;
  }
  if (size.isUnresolved()) {
    throw new UnscopedValidationError('storage:size-token', `\`${prop}\` must be a literal, got a token; it becomes part of pod templates, which are files made at synthesis`);
  }
  const mebibytes = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(mebibytes) || mebibytes < 1) {
    throw new UnscopedValidationError('storage:size', `\`${prop}\` must be whole MiB, at least 1, got ${mebibytes} MiB; use \`Size.mebibytes()\` or \`Size.gibibytes()\``);
  }
  return mebibytes;
}
