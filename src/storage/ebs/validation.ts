import type { IConstruct } from 'constructs';
import { EbsDriverVolume, EbsFileSystem } from './options';
import type { EbsSpec } from './spec';
import { flag, map, oneOf } from '../../private/checks';
import { validateEbsPerformance } from '../../private/ebs-volume';
import { refuse } from '../../private/refusal';
import { validateMountPath } from '../scratch-mount';
import { validateTags } from '../storage-tags';

/** Refuses props that EBS or the driver would refuse when a job waits for its volume. */
export function validateEbs(scope: IConstruct, spec: EbsSpec): void {
  oneOf(scope, 'driverVolume', spec.driverVolume, Object.values(EbsDriverVolume));
  oneOf(scope, 'fileSystem', spec.fileSystem, Object.values(EbsFileSystem));
  const sizesGiB = { size: spec.sizeGiB, driverSize: spec.driverSizeGiB };
  validateEbsPerformance(scope, spec, { volumeType: 'gp3', path: '', sizesGiB, allowToken: false });
  validateTags(scope, withoutPlaceholders(map(scope, 'tags', spec.tags)), { hasEquals: true });
  validateMountPath(scope, spec.mountPath);
  flag(scope, 'startupTaint', spec.startupTaint);
  if (spec.reuseVolumes !== undefined) {
    flag(scope, 'reuseVolumes', spec.reuseVolumes);
  }
}

/** Refuses to hand on volumes where the release of a profile cannot. */
export function validateReuse(scope: IConstruct, { reuseVolumes }: EbsSpec, reusableClaims: boolean): void {
  if (reuseVolumes === true && !reusableClaims) {
    refuse(scope, 'storage:reuse', {
      prop: 'reuseVolumes',
      must: 'be false or unset for releases before emr-6.12',
      got: 'true',
      fix: 'choose a later release, or leave it out',
    });
  }
}

/**
 * Braces are no characters of tags, but the driver's placeholders.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
 */
function withoutPlaceholders(tags: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, plain(value)]));
}

function plain(value: string): string {
  return typeof value === 'string' ? value.replace(/\{\{[^{}]*\}\}/g, '') : value;
}
