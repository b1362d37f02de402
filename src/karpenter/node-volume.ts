import { Size, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { RootVolumeSpec } from './manifests/node-class';
import { AmiFamily } from './node-ami';
import { NodeVolumeType, type NodeVolumeOptions } from './node-class-options';
import { refuse, wholeMebibytes, wholeNumber } from './refuse';

/** Where kubelet's files are. @see https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings */
const DEVICES: { readonly [family in AmiFamily]: string } = {
  [AmiFamily.AL2023]: '/dev/xvda',
  [AmiFamily.BOTTLEROCKET]: '/dev/xvdb', // xvda holds the operating system alone
  [AmiFamily.CUSTOM]: '/dev/xvda',
};

/** What the EKS images need; a smaller volume than their snapshot is refused by EC2. @see https://karpenter.sh/docs/concepts/nodeclasses/#al2023-1 */
const LEAST_SIZE_GIB = 20;

interface VolumeBounds {
  readonly maxSizeGiB: number;
  readonly iops?: { readonly min: number; readonly max: number; readonly perGiB: number; readonly required: boolean };
}

/** Bounds of EBS, and of the CRD's pattern for sizes (59000Gi). @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html */
const BOUNDS: { readonly [type in NodeVolumeType]: VolumeBounds } = {
  [NodeVolumeType.GP3]: { maxSizeGiB: 59000, iops: { min: 3000, max: 80000, perGiB: 500, required: false } },
  [NodeVolumeType.GP2]: { maxSizeGiB: 16384 },
  [NodeVolumeType.IO1]: { maxSizeGiB: 16384, iops: { min: 100, max: 64000, perGiB: 50, required: true } },
  [NodeVolumeType.IO2]: { maxSizeGiB: 59000, iops: { min: 100, max: 256000, perGiB: 1000, required: true } },
};

/** IOPS of a gp3 volume that asks for none, by which its throughput is bounded. */
const GP3_IOPS = 3000;

/** Defaults filled in and checked. */
export function resolveRootVolume(scope: IConstruct, family: AmiFamily, options: NodeVolumeOptions): RootVolumeSpec {
  const volumeType = options.volumeType ?? NodeVolumeType.GP3;
  const sizeGiB = size(scope, volumeType, options.size ?? Size.gibibytes(100));
  iops(scope, volumeType, sizeGiB, options.iops);
  throughput(scope, volumeType, options);
  encryption(scope, options);
  return {
    deviceName: DEVICES[family],
    sizeGiB,
    volumeType,
    iops: options.iops,
    throughputMiBps: options.throughputMiBps,
    encrypted: options.encrypted ?? true,
    kmsKeyId: options.kmsKey?.keyArn,
  };
}

function size(scope: IConstruct, volumeType: NodeVolumeType, given: Size): number {
  const gibibytes = wholeMebibytes(scope, 'rootVolume.size', given) / 1024;
  const max = BOUNDS[volumeType].maxSizeGiB;
  if (!Number.isInteger(gibibytes) || gibibytes < LEAST_SIZE_GIB || gibibytes > max) {
    refuse(scope, 'volume-size', {
      prop: 'rootVolume.size',
      must: `be whole GiB from ${LEAST_SIZE_GIB} to ${max} for ${volumeType}`,
      got: `${gibibytes} GiB`,
      fix: 'choose a size in that range',
    });
  }
  return gibibytes;
}

function iops(scope: IConstruct, volumeType: NodeVolumeType, sizeGiB: number, given: number | undefined): void {
  const bounds = BOUNDS[volumeType].iops;
  if (given === undefined && bounds?.required) {
    refuse(scope, 'volume-iops', { prop: 'rootVolume.iops', must: `be set for ${volumeType}`, got: 'none', fix: 'set it, or choose gp3' });
  }
  if (given === undefined || Token.isUnresolved(given)) {
    return;
  }
  if (bounds === undefined) {
    refuse(scope, 'volume-iops', { prop: 'rootVolume.iops', must: `be left out for ${volumeType}`, got: given, fix: 'choose gp3, io1 or io2' });
  }
  wholeNumber(scope, 'rootVolume.iops', given, bounds.min, bounds.max);
  if (given > bounds.perGiB * sizeGiB) {
    refuse(scope, 'volume-iops', {
      prop: 'rootVolume.iops',
      must: `be at most ${bounds.perGiB} for each GiB of ${volumeType}`,
      got: `${given} for ${sizeGiB} GiB`,
      fix: `choose at most ${bounds.perGiB * sizeGiB}, or a larger volume`,
    });
  }
}

function throughput(scope: IConstruct, volumeType: NodeVolumeType, options: NodeVolumeOptions): void {
  const given = options.throughputMiBps;
  if (given === undefined || Token.isUnresolved(given)) {
    return;
  }
  if (volumeType !== NodeVolumeType.GP3) {
    refuse(scope, 'volume-throughput', { prop: 'rootVolume.throughputMiBps', must: `be left out for ${volumeType}`, got: given, fix: 'choose gp3' });
  }
  wholeNumber(scope, 'rootVolume.throughputMiBps', given, 125, 2000);
  const provisioned = options.iops ?? GP3_IOPS;
  if (!Token.isUnresolved(provisioned) && given > provisioned / 4) {
    refuse(scope, 'volume-throughput', {
      prop: 'rootVolume.throughputMiBps',
      must: 'be at most a quarter of `rootVolume.iops`',
      got: `${given} MiB/s with ${provisioned} IOPS`,
      fix: `raise \`rootVolume.iops\` to ${given * 4}`,
    });
  }
}

function encryption(scope: IConstruct, options: NodeVolumeOptions): void {
  if (options.encrypted === false && options.kmsKey !== undefined) {
    refuse(scope, 'volume-encryption', { prop: 'rootVolume.encrypted', must: 'be true with `rootVolume.kmsKey`', got: 'false', fix: 'leave out one of them' });
  }
}
