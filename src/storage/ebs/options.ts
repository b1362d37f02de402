import type { Size } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IEmrEksCluster } from '../../contracts/cluster';

/** File system of a volume. */
export enum EbsFileSystem {
  /** XFS: large files, many writers. */
  XFS = 'xfs',
  /** ext4. */
  EXT4 = 'ext4',
}

/** Origin of the volumes of drivers. */
export enum EbsDriverVolume {
  /** Spark makes one for each driver, and it goes with the driver. */
  ON_DEMAND = 'ON_DEMAND',
  /**
   * One for each team, which stays between jobs: no driver waits for its volume.
   *
   * Drivers of the team run one at a time, all in the zone of the first, and the volume costs while nothing runs.
   */
  PER_TEAM = 'PER_TEAM',
}

/** Props of `EbsShuffleStorage`. */
export interface EbsShuffleStorageProps {
  /** The cluster in which jobs run. */
  readonly cluster: IEmrEksCluster;

  /**
   * Size of each executor's volume. Whole GiB, 1 GiB to 64 TiB; a literal.
   *
   * @default Size.gibibytes(50)
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type
   */
  readonly size?: Size;

  /** Size of each driver's volume, with the bounds of `size`. @default - `size` */
  readonly driverSize?: Size;

  /** Origin of the volumes of drivers. @default EbsDriverVolume.ON_DEMAND */
  readonly driverVolume?: EbsDriverVolume;

  /**
   * I/O operations a second of each volume, 3000 to 80000; a literal.
   *
   * Throws above 500 a GiB of `size` or `driverSize`.
   *
   * @default - 3000, which cost nothing extra
   */
  readonly iops?: number;

  /**
   * Throughput of each volume in MiB/s, 125 to 2000; a literal.
   *
   * Throws above a quarter of `iops`.
   *
   * @default - 125, which cost nothing extra
   */
  readonly throughputMiBps?: number;

  /** File system of the volumes. @default EbsFileSystem.XFS */
  readonly fileSystem?: EbsFileSystem;

  /**
   * Key that encrypts the volumes, which are encrypted in any case.
   *
   * The EBS CSI driver's role is allowed to use it: one more resource. The key's policy must leave access to IAM, as
   * that of CDK's keys does.
   *
   * @default - the account's key for EBS
   */
  readonly kmsKey?: kms.IKey;

  /**
   * Lets a new executor take over the volume of a lost one, with the shuffle files on it.
   *
   * Volumes then belong to the driver; otherwise each goes with its executor. Throws if `true` for a release before
   * emr-6.12.
   *
   * @default - `true` from emr-6.12 on
   * @see https://aws.github.io/aws-emr-containers-best-practices/cost-optimization/docs/pvc-reuse
   */
  readonly reuseVolumes?: boolean;

  /**
   * Tags of the volumes, besides those of cluster, storage and team. At most 40.
   *
   * Keys are literals of 1 to 128 characters. Values, up to 256 characters, may be tokens, or hold
   * `{{ .PVCNamespace }}`, `{{ .PVCName }}` and `{{ .PVName }}`.
   *
   * @default - none
   * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
   */
  readonly tags?: { [key: string]: string };

  /** Path of the volume in Spark's containers, outside of EMR's own mounts. A literal. @default "/data1" */
  readonly mountPath?: string;

  /**
   * Keeps pods from new nodes of the pools until the CSI driver runs on them: Spark's pods would fail to mount at
   * first.
   *
   * @default true
   * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#configure-node-startup-taint
   */
  readonly startupTaint?: boolean;
}
