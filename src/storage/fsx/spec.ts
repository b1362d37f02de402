import { RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct, IDependable } from 'constructs';
import { FsxDeployment, FsxLustreVersion } from './fsx-deployment';
import type { ExistingFsxOptions, FsxFileSystemOptions } from './options';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { days, gibibytes, requireMethod, wholeNumber } from '../../private/checks';

/** The cluster in which file systems are mounted, and the mount. */
export interface FsxContext {
  readonly cluster: IEmrEksCluster;
  /** The CSI driver, which is deleted after whatever needs it. */
  readonly driver: IDependable;
  readonly mountOptions: string[];
}

/** The mount of a file system in pods, with defaults resolved. */
export interface FsxMountSpec {
  readonly mountPath: string;
  readonly mountOptions: string[];
  /** Directory for scratch files, relative to the file system. */
  readonly scratchDirectory: string;
  /** Lets scratch files lie in a directory that a bucket backs. */
  readonly scratchInDataRepository: boolean;
  /** @default - busybox, from the public registry or a mirror */
  readonly initImage?: string;
  readonly startupTaint: boolean;
}

/** File systems to be made, with defaults resolved. */
export interface FsxSpec {
  readonly storageCapacityGiB: number;
  readonly deployment: FsxDeployment;
  readonly lustreVersion: FsxLustreVersion;
  readonly subnetIndex: number;
  readonly compression: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly kmsKeyArn?: string;
  /** Weekly time at which servers may restart, `d:HH:MM`. */
  readonly maintenance?: string;
  readonly backupDays?: number;
  /** Time of backups, `HH:MM`. */
  readonly backupTime?: string;
  readonly copyTags?: boolean;
}

/** A file system that exists, with defaults resolved. */
export interface ExistingFsxSpec {
  readonly storageCapacityGiB: number;
  readonly fileSystemId: string;
  readonly mountName: string;
  readonly dnsName: string;
  readonly availabilityZone: string;
  readonly dataRepositoryPaths: string[];
}

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-fsx-filesystem-lustreconfiguration.html
 *   (AutomaticBackupRetentionDays)
 */
const MOST_BACKUP_DAYS = 90;

/**
 * The capacity of a file system in the API of FSx is 32 bits wide.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_FileSystem.html
 */
const MOST_CAPACITY_GIB = 2_147_483_647;

/** Defaults, and sizes and durations as numbers. */
export function resolveFsx(scope: IConstruct, options: FsxFileSystemOptions): FsxSpec {
  const { deployment = FsxDeployment.SCRATCH_2, storageCapacity, maintenance, backups } = options;
  const fix = 'use its constants and methods';
  requireMethod(scope, 'deployment', deployment, { type: 'FsxDeployment', method: '_allows', fix });
  return {
    storageCapacityGiB: storageCapacity === undefined ? deployment._smallest : capacityOf(scope, storageCapacity),
    deployment,
    lustreVersion: options.lustreVersion ?? FsxLustreVersion.V2_15,
    subnetIndex: options.subnetIndex ?? 0,
    compression: options.compression ?? false,
    removalPolicy: options.removalPolicy ?? (deployment.isPersistent ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY),
    kmsKeyArn: options.kmsKey?.keyArn,
    maintenance: maintenance?.toTimestamp(),
    backupDays: backups && days(scope, 'backups.retention', backups.retention, { max: MOST_BACKUP_DAYS }),
    backupTime: backups?.startTime?.toTimestamp(),
    copyTags: backups?.copyTags,
  };
}

/** Defaults, and the DNS name of the region's own form. */
export function resolveExistingFsx(scope: IConstruct, options: ExistingFsxOptions): ExistingFsxSpec {
  const { fileSystemId, mountName, availabilityZone, dataRepositoryPaths = [] } = options;
  const { region, urlSuffix } = Stack.of(scope);
  return {
    storageCapacityGiB: capacityOf(scope, options.storageCapacity ?? Size.gibibytes(1200)),
    fileSystemId,
    mountName,
    dnsName: options.dnsName ?? `${fileSystemId}.fsx.${region}.${urlSuffix}`,
    availabilityZone,
    dataRepositoryPaths,
  };
}

/** The one subnet of a file system. */
export function requireSubnet(scope: IConstruct, { network }: IEmrEksCluster, index: number): ISubnet {
  const { dataPlaneSubnets } = network;
  return dataPlaneSubnets[wholeNumber(scope, 'subnetIndex', index, { min: 0, max: dataPlaneSubnets.length - 1 })];
}

function capacityOf(scope: IConstruct, size: Size): number {
  return gibibytes(scope, 'storageCapacity', size, { max: MOST_CAPACITY_GIB });
}
