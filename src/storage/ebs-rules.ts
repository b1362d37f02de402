import type { IConstruct } from 'constructs';
import { mountPath, refuse, wholeNumber } from './refuse';
import { validateTags } from './storage-tags';

/** What is checked of EBS volumes, resolved. */
export interface EbsSpec {
  readonly sizeGiB: number;
  readonly driverSizeGiB: number;
  readonly iops?: number;
  readonly throughputMibps?: number;
  readonly tags?: { readonly [key: string]: string };
  readonly mountPath: string;
}

/** Bounds of gp3. @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type */
const GP3 = {
  sizeGiB: { min: 1, max: 65_536 },
  iops: { min: 3_000, max: 80_000 },
  iopsPerGiB: 500,
  throughputMibps: { min: 125, max: 2_000 },
  mibpsPerIops: 0.25,
};

/** Of 50 tags that a volume may have: what the driver, the add-on and this library add. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MOST_TAGS = 40;

/** Refuses what EBS or the driver would refuse when a job waits for its volume. */
export function validateEbs(scope: IConstruct, spec: EbsSpec): void {
  wholeNumber(scope, { prop: 'size', value: spec.sizeGiB, ...GP3.sizeGiB, unit: 'GiB' });
  wholeNumber(scope, { prop: 'driverSize', value: spec.driverSizeGiB, ...GP3.sizeGiB, unit: 'GiB' });
  validatePerformance(scope, spec);
  // A line break cannot stand in a tag, everything else that AWS allows can; braces are the driver's placeholders.
  validateTags(scope, withoutPlaceholders(spec.tags ?? {}), { forbidden: /\n/, most: MOST_TAGS });
  mountPath(scope, spec.mountPath);
}

function validatePerformance(scope: IConstruct, { iops, throughputMibps, sizeGiB, driverSizeGiB }: EbsSpec): void {
  if (iops !== undefined) {
    wholeNumber(scope, { prop: 'iops', value: iops, ...GP3.iops, unit: 'operations a second' });
    for (const [prop, size] of [['size', sizeGiB], ['driverSize', driverSizeGiB]] as const) {
      const most = Math.max(GP3.iops.min, size * GP3.iopsPerGiB);
      if (iops > most) {
        refuse(scope, 'iops', { prop: 'iops', must: `be at most ${GP3.iopsPerGiB} a GiB of \`${prop}\``, got: `${iops} with ${size} GiB`, fix: `take at most ${most}, or a larger volume` });
      }
    }
  }
  if (throughputMibps !== undefined) {
    wholeNumber(scope, { prop: 'throughputMibps', value: throughputMibps, ...GP3.throughputMibps, unit: 'MiB/s' });
    const operations = iops ?? GP3.iops.min;
    if (throughputMibps > operations * GP3.mibpsPerIops) {
      refuse(scope, 'throughput', { prop: 'throughputMibps', must: 'be at most a quarter of `iops`', got: `${throughputMibps} with ${operations} operations a second`, fix: `take ${throughputMibps / GP3.mibpsPerIops} or more \`iops\`` });
    }
  }
}

/** @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md */
function withoutPlaceholders(tags: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.replace(/\{\{[^{}]*\}\}/g, '')]));
}
