import { Token } from 'aws-cdk-lib';
import { type Scope, shown, wholeNumber } from './checks';
import { refuse } from './refusal';

/** Bounds of a volume type. */
export interface EbsVolumeBounds {
  readonly sizeGiB: { readonly min: number; readonly max: number };
  /** @default - a volume of the type has the IOPS of its size */
  readonly iops?: {
    readonly min: number;
    readonly max: number;
    readonly perGiB: number;
    /** IOPS of a volume that asks for none. @default - a volume of the type must ask */
    readonly baseline?: number;
  };
  /** @default - a volume of the type has the throughput of its IOPS */
  readonly throughputMiBps?: { readonly min: number; readonly max: number };
}

/** A gp3 volume has at most this throughput in MiB/s for each of its IOPS. */
const MIBPS_PER_IOPS = 0.25;

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html */
export const EBS_VOLUMES: { readonly [volumeType: string]: EbsVolumeBounds } = {
  gp2: { sizeGiB: { min: 1, max: 16_384 } },
  gp3: {
    sizeGiB: { min: 1, max: 65_536 },
    iops: { min: 3_000, max: 80_000, perGiB: 500, baseline: 3_000 },
    throughputMiBps: { min: 125, max: 2_000 },
  },
  io1: { sizeGiB: { min: 4, max: 16_384 }, iops: { min: 100, max: 64_000, perGiB: 50 } },
  io2: { sizeGiB: { min: 4, max: 65_536 }, iops: { min: 100, max: 256_000, perGiB: 1_000 } },
};

/** Volumes of one type, as far as their performance is checked. */
export interface EbsPerformance {
  /** @default - what the type has */
  readonly iops?: number;
  /** @default - what the type has */
  readonly throughputMiBps?: number;
}

/** The type of the volumes, and the user's words for their props. */
export interface EbsPerformanceRule {
  /** A key of `EBS_VOLUMES`. */
  readonly volumeType: string;
  /** Path before `iops` and `throughputMiBps`, such as "rootVolume.". */
  readonly path: string;
  /** GiB of each volume, by the prop that states it. */
  readonly sizesGiB: { readonly [prop: string]: number };
  /** True if tokens may pass, which CloudFormation reads. */
  readonly allowToken: boolean;
}

/** Refuses IOPS and throughput that EC2 would refuse when a volume is made. */
export function validateEbsPerformance(scope: Scope, volume: EbsPerformance, rule: EbsPerformanceRule): void {
  validateIops(scope, volume.iops, rule);
  validateThroughput(scope, volume, rule);
}

function validateIops(scope: Scope, iops: number | undefined, rule: EbsPerformanceRule): void {
  const { volumeType, allowToken } = rule;
  const prop = `${rule.path}iops`;
  const bounds = EBS_VOLUMES[volumeType].iops;
  if (iops === undefined) {
    if (bounds !== undefined && bounds.baseline === undefined) {
      const fix = 'set it, or choose gp3';
      refuse(scope, 'value:ebs-iops', { prop, must: `be set for ${volumeType}`, got: 'none', fix });
    }
    return;
  }
  if (bounds === undefined) {
    const fix = 'choose gp3, io1 or io2';
    refuse(scope, 'value:ebs-iops', { prop, must: `be left out for ${volumeType}`, got: shown(iops), fix });
  }
  const { min, max } = bounds;
  if (!Token.isUnresolved(wholeNumber(scope, prop, iops, { min, max, unit: 'IOPS', allowToken }))) {
    validateIopsBySize(scope, { prop, iops, ...bounds }, rule);
  }
}

interface Iops {
  readonly prop: string;
  readonly iops: number;
  readonly min: number;
  readonly perGiB: number;
}

function validateIopsBySize(scope: Scope, { prop, iops, min, perGiB }: Iops, rule: EbsPerformanceRule): void {
  for (const [size, gibibytes] of Object.entries(rule.sizesGiB)) {
    const most = Math.max(min, perGiB * gibibytes);
    if (iops > most) {
      const must = `be at most ${perGiB} for each GiB of \`${size}\` with ${rule.volumeType}`;
      const fix = `choose at most ${most}, or a larger volume`;
      refuse(scope, 'value:ebs-iops', { prop, must, got: `${iops} for ${gibibytes} GiB`, fix });
    }
  }
}

function validateThroughput(scope: Scope, volume: EbsPerformance, rule: EbsPerformanceRule): void {
  const { volumeType, path, allowToken } = rule;
  const prop = `${path}throughputMiBps`;
  const { throughputMiBps: range, iops } = EBS_VOLUMES[volumeType];
  const given = volume.throughputMiBps;
  if (given === undefined) {
    return;
  }
  if (range === undefined) {
    const must = `be left out for ${volumeType}`;
    refuse(scope, 'value:ebs-throughput', { prop, must, got: shown(given), fix: 'choose gp3' });
  }
  const throughput = wholeNumber(scope, prop, given, { ...range, unit: 'MiB/s', allowToken });
  const provisioned = volume.iops ?? iops?.baseline;
  if (provisioned === undefined || [throughput, provisioned].some((value) => Token.isUnresolved(value))) {
    return;
  }
  if (throughput > provisioned * MIBPS_PER_IOPS) {
    const must = `be at most a quarter of \`${path}iops\``;
    const fix = `raise \`${path}iops\` to ${throughput / MIBPS_PER_IOPS}`;
    refuse(scope, 'value:ebs-throughput', { prop, must, got: `${throughput} MiB/s with ${provisioned} IOPS`, fix });
  }
}
