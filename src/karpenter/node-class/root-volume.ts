import { Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { RootVolumeSpec } from './manifests/node-class';
import { AmiFamily } from './node-ami';
import { NodeVolumeType, type NodeVolumeOptions } from './options';
import { flag, mebibytes, oneOf, optional } from '../../private/checks';
import { EBS_VOLUMES, validateEbsPerformance } from '../../private/ebs-volume';
import { refuse } from '../../private/refusal';

/** Device that holds kubelet's files. @see https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings */
const DEVICES: { readonly [family in AmiFamily]: string } = {
  [AmiFamily.AL2023]: '/dev/xvda',
  [AmiFamily.BOTTLEROCKET]: '/dev/xvdb', // xvda holds the operating system alone
  [AmiFamily.CUSTOM]: '/dev/xvda',
};

/**
 * Size that the EKS images need; a smaller volume than their snapshot is refused by EC2.
 *
 * @see https://karpenter.sh/docs/concepts/nodeclasses/#al2023-1
 */
const LEAST_SIZE_GIB = 20;

/** Largest size that the CRD takes. @see https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings */
const MOST_SIZE_GIB = 59_000;

/** Defaults filled in and checked. */
export function resolveRootVolume(scope: IConstruct, family: AmiFamily, options: NodeVolumeOptions): RootVolumeSpec {
  const volumeType = oneOf(
    scope, 'rootVolume.volumeType', options.volumeType ?? NodeVolumeType.GP3, Object.values(NodeVolumeType),
  );
  const sizeGiB = size(scope, volumeType, options.size ?? Size.gibibytes(100));
  validateEbsPerformance(scope, options, {
    volumeType, path: 'rootVolume.', sizesGiB: { 'rootVolume.size': sizeGiB }, allowToken: true,
  });
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
  const gibibytes = mebibytes(scope, 'rootVolume.size', given) / 1024;
  const max = Math.min(EBS_VOLUMES[volumeType].sizeGiB.max, MOST_SIZE_GIB);
  if (!Number.isInteger(gibibytes) || gibibytes < LEAST_SIZE_GIB || gibibytes > max) {
    refuse(scope, 'karpenter:volume-size', {
      prop: 'rootVolume.size',
      must: `be whole GiB from ${LEAST_SIZE_GIB} to ${max} for ${volumeType}`,
      got: `${gibibytes} GiB`,
      fix: 'choose a size in that range',
    });
  }
  return gibibytes;
}

function encryption(scope: IConstruct, options: NodeVolumeOptions): void {
  optional(options.encrypted, (value) => flag(scope, 'rootVolume.encrypted', value));
  if (options.encrypted === false && options.kmsKey !== undefined) {
    refuse(scope, 'karpenter:volume-encryption', {
      prop: 'rootVolume.encrypted',
      must: 'be true with `rootVolume.kmsKey`',
      got: 'false',
      fix: 'leave out one of them',
    });
  }
}
