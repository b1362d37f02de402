import { Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { EbsDriverVolume, EbsFileSystem, type EbsShuffleStorageProps } from './options';
import { gibibytes } from '../../private/checks';
import { EBS_VOLUMES } from '../../private/ebs-volume';
import { MOUNT_PATH } from '../scratch-mount';

/** EBS shuffle storage, with defaults resolved. */
export interface EbsSpec {
  readonly sizeGiB: number;
  readonly driverSizeGiB: number;
  readonly driverVolume: EbsDriverVolume;
  readonly iops?: number;
  readonly throughputMiBps?: number;
  readonly fileSystem: EbsFileSystem;
  readonly kmsKeyArn?: string;
  /** @default - as the release of each profile can */
  readonly reuseVolumes?: boolean;
  /** Tags of the user. */
  readonly tags: { readonly [key: string]: string };
  readonly mountPath: string;
  readonly startupTaint: boolean;
}

/** The Data on EKS default. */
const DEFAULT_SIZE = Size.gibibytes(50);

/** Defaults, and sizes in GiB. */
export function resolveEbs(scope: IConstruct, props: EbsShuffleStorageProps): EbsSpec {
  const { size = DEFAULT_SIZE, driverSize = size, iops, throughputMiBps, kmsKey, reuseVolumes } = props;
  const bounds = EBS_VOLUMES.gp3.sizeGiB;
  return {
    sizeGiB: gibibytes(scope, 'size', size, bounds),
    driverSizeGiB: gibibytes(scope, 'driverSize', driverSize, bounds),
    driverVolume: props.driverVolume ?? EbsDriverVolume.ON_DEMAND,
    iops,
    throughputMiBps,
    fileSystem: props.fileSystem ?? EbsFileSystem.XFS,
    kmsKeyArn: kmsKey?.keyArn,
    reuseVolumes,
    tags: props.tags ?? {},
    mountPath: props.mountPath ?? MOUNT_PATH,
    startupTaint: props.startupTaint ?? true,
  };
}
