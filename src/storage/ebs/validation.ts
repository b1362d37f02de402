import type { IConstruct } from 'constructs';
import { EBS_VOLUMES, validateEbsPerformance } from '../../private/ebs-volume';
import { mountPath, wholeNumber } from '../refuse';
import { validateTags } from '../storage-tags';

/** What is checked of EBS volumes, resolved. */
export interface EbsSpec {
  readonly sizeGiB: number;
  readonly driverSizeGiB: number;
  readonly iops?: number;
  readonly throughputMiBps?: number;
  readonly tags?: { readonly [key: string]: string };
  readonly mountPath: string;
}

/** Of 50 tags that a volume may have: what the driver, the add-on and this library add. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 40;

/** Refuses what EBS or the driver would refuse when a job waits for its volume. */
export function validateEbs(scope: IConstruct, spec: EbsSpec): void {
  wholeNumber(scope, { prop: 'size', value: spec.sizeGiB, ...EBS_VOLUMES.gp3.sizeGiB, unit: 'GiB' });
  wholeNumber(scope, { prop: 'driverSize', value: spec.driverSizeGiB, ...EBS_VOLUMES.gp3.sizeGiB, unit: 'GiB' });
  const sizesGiB = { size: spec.sizeGiB, driverSize: spec.driverSizeGiB };
  validateEbsPerformance(scope, spec, { volumeType: 'gp3', path: '', sizesGiB, allowToken: false });
  // A line break cannot stand in a tag, everything else that AWS allows can; braces are the driver's placeholders.
  validateTags(scope, withoutPlaceholders(spec.tags ?? {}), { forbidden: /\n/, most: MOST_TAGS });
  mountPath(scope, spec.mountPath);
}

/** @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md */
function withoutPlaceholders(tags: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.replace(/\{\{[^{}]*\}\}/g, '')]));
}
