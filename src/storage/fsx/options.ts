import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as fsx from 'aws-cdk-lib/aws-fsx';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { FsxDeployment, FsxLustreVersion } from './fsx-deployment';

/** Daily backups, of persistent file systems only. They cost by the GiB-month. */
export interface FsxBackups {
  /** Time for which FSx retains a backup. Whole days, 1 to 90. */
  readonly retention: Duration;
  /** Daily time of the backup, UTC. @default - when FSx chooses */
  readonly startTime?: fsx.DailyAutomaticBackupStartTime;
  /** Copies the tags of the file system to backups. @default false */
  readonly copyTags?: boolean;
}

/** A file system of Amazon FSx for Lustre. */
export interface FsxFileSystemOptions {
  /**
   * Capacity of the file system. A literal.
   *
   * For SSD 1200 GiB or a multiple of 2400 GiB; for HDD a multiple of 6000 GiB at 12 MB/s a TiB, of 1800 GiB at 40.
   * Throws for others.
   *
   * @default - 1200 GiB; for HDD the smallest
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html
   */
  readonly storageCapacity?: Size;

  /** Hardware and durability. @default FsxDeployment.SCRATCH_2 */
  readonly deployment?: FsxDeployment;

  /** Version of Lustre. Throws if the deployment does not have it. @default FsxLustreVersion.V2_15 */
  readonly lustreVersion?: FsxLustreVersion;

  /**
   * Data-plane subnet, by index into `cluster.network.dataPlaneSubnets`: a file system is in one subnet, and jobs that
   * use it run in its zone.
   *
   * Throws if there is no such subnet.
   *
   * @default 0
   */
  readonly subnetIndex?: number;

  /** Compresses files with LZ4. Spark compresses shuffle files already. @default false */
  readonly compression?: boolean;

  /**
   * Key that encrypts the data, which is encrypted in any case. Throws for SCRATCH_2, which has keys of FSx's own.
   *
   * @default - the account's key for FSx
   */
  readonly kmsKey?: kms.IKey;

  /** Weekly time at which FSx may restart servers, for 30 minutes, UTC. @default - when FSx chooses */
  readonly maintenance?: fsx.LustreMaintenanceTime;

  /** Daily backups. Throws for SCRATCH_2, which has none. @default - none */
  readonly backups?: FsxBackups;

  /**
   * End of the data when the storage is removed from its stack: DESTROY deletes it, RETAIN retains it. Throws for
   * others.
   *
   * @default - DESTROY for SCRATCH_2, RETAIN for persistent deployments
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Files and changes that a data repository association follows. */
export enum FsxFileEvent {
  /** New files. */
  NEW = 'NEW',
  /** Changed files. */
  CHANGED = 'CHANGED',
  /** Deleted files. */
  DELETED = 'DELETED',
}

/**
 * A directory of the file system whose files are those of a bucket.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/create-dra-linked-data-repo.html
 */
export interface FsxDataRepository {
  /** The bucket, in the region of the file system. */
  readonly bucket: s3.IBucket;
  /** Beginning of the keys, 1 to 1024 characters, without "/" at begin and end. @default - the whole bucket */
  readonly prefix?: string;
  /** Directory of the file system, such as "/data". An absolute path; a literal. */
  readonly fileSystemPath: string;
  /** Changes in the bucket that the file system follows. @default - all */
  readonly importEvents?: FsxFileEvent[];
  /** Changes in the file system that are written to the bucket. @default - none */
  readonly exportEvents?: FsxFileEvent[];
  /** Loads the names of all objects at once. @default true */
  readonly importMetadata?: boolean;
}

/** One file system for all jobs. */
export interface SharedFsxOptions extends FsxFileSystemOptions {
  /** A directory whose files are those of a bucket. Needs Lustre 2.12 or later. @default - none */
  readonly dataRepository?: FsxDataRepository;
}

/** One file system for each team. */
export interface FsxPerClaimOptions extends FsxFileSystemOptions {
  /**
   * Tags of the file systems, besides those of cluster and storage. At most 40.
   *
   * Keys are literals of 1 to 128 characters; values, up to 256 characters, may be tokens. Throws for "=" and ",".
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/** A file system that exists. */
export interface ExistingFsxOptions {
  /** Id, such as "fs-0123456789abcdef0". Throws for another form. */
  readonly fileSystemId: string;
  /** Name by which it is mounted, such as "abcdefgh", 1 to 8 characters; "fsx" for Lustre 2.10 on SCRATCH_1. */
  readonly mountName: string;
  /**
   * Name of its availability zone, in which jobs that use it run. Throws if no data-plane subnet of the cluster is
   * there.
   */
  readonly availabilityZone: string;
  /** DNS name. @default - that of the id in the region of the stack */
  readonly dnsName?: string;
  /** Capacity, as the claims state it. Whole GiB; a literal. @default Size.gibibytes(1200) */
  readonly storageCapacity?: Size;
  /** Security group of the file system, opened to the nodes, and the nodes to it. @default - it is open already */
  readonly securityGroup?: ec2.ISecurityGroup;
  /** Directories of the file system that a bucket backs. Literals. @default - none */
  readonly dataRepositoryPaths?: string[];
}
