import { Lazy } from 'aws-cdk-lib';
import { type EbsPerformance, type EbsPerformanceRule, validateEbsPerformance } from '../../src/private/ebs-volume';

const token = () => Lazy.number({ produce: () => 1 });

const RANGE = 'must be a whole number';

interface Mistake {
  readonly title: string;
  readonly volume: EbsPerformance;
  readonly rule?: Partial<EbsPerformanceRule>;
  /** The message behind "`volume.". */
  readonly says: string;
}

function check(volume: EbsPerformance, rule: Partial<EbsPerformanceRule> = {}): void {
  const gp3 = { volumeType: 'gp3', path: 'volume.', sizesGiB: { 'volume.size': 50 }, allowToken: false };
  validateEbsPerformance(undefined, volume, { ...gp3, ...rule });
}

// https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type
// https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html
describe('validateEbsPerformance()', () => {
  test.each<[string, EbsPerformance, Partial<EbsPerformanceRule>]>([
    ['nothing asked of gp3', {}, {}],
    ['nothing asked of gp2', {}, { volumeType: 'gp2' }],
    ['3000 IOPS on 1 GiB of gp3', { iops: 3000 }, { sizesGiB: { size: 1 } }],
    ['80000 IOPS on 160 GiB of gp3', { iops: 80_000 }, { sizesGiB: { size: 160 } }],
    ['50 IOPS for each GiB of io1', { iops: 2500 }, { volumeType: 'io1' }],
    ['1000 IOPS for each GiB of io2', { iops: 50_000 }, { volumeType: 'io2' }],
    ['750 MiB/s with the IOPS of any gp3', { throughputMiBps: 750 }, {}],
    ['2000 MiB/s with 8000 IOPS', { throughputMiBps: 2000, iops: 8000 }, {}],
    ['tokens where they may pass', { throughputMiBps: token(), iops: token() }, { allowToken: true }],
    ['a throughput with a token for IOPS', { throughputMiBps: 2000, iops: token() }, { allowToken: true }],
  ])('accepts %s', (_, volume, rule) => {
    expect(() => check(volume, rule)).not.toThrow();
  });

  test.each<Mistake>([
    {
      title: 'io1 without IOPS', volume: {}, rule: { volumeType: 'io1' },
      says: 'iops` must be set for io1, got none; set it, or choose gp3',
    },
    {
      title: 'IOPS of gp2', volume: { iops: 3000 }, rule: { volumeType: 'gp2' },
      says: 'iops` must be left out for gp2, got 3000; choose gp3, io1 or io2',
    },
    {
      title: '2999 IOPS of gp3',
      volume: { iops: 2999 },
      says: `iops\` ${RANGE} from 3000 to 80000 IOPS, got 2999; choose a number in that range`,
    },
    { title: 'NaN', volume: { iops: NaN }, says: `iops\` ${RANGE} from 3000 to 80000 IOPS, got NaN; choose a number in that range` },
    {
      title: 'a token where it may not pass', volume: { iops: token() },
      says: 'iops` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
    },
    {
      title: 'IOPS beyond the second size', volume: { iops: 3001 }, rule: { sizesGiB: { size: 50, other: 6 } },
      says: 'iops` must be at most 500 for each GiB of `other` with gp3, got 3001 for 6 GiB; choose at most 3000, or a larger volume',
    },
    {
      title: 'throughput of io2', volume: { iops: 100, throughputMiBps: 125 }, rule: { volumeType: 'io2' },
      says: 'throughputMiBps` must be left out for io2, got 125; choose gp3',
    },
    {
      title: '124 MiB/s', volume: { throughputMiBps: 124 },
      says: `throughputMiBps\` ${RANGE} from 125 to 2000 MiB/s, got 124; choose a number in that range`,
    },
    {
      title: '751 MiB/s with the IOPS of any gp3', volume: { throughputMiBps: 751 },
      says: 'throughputMiBps` must be at most a quarter of `volume.iops`, got 751 MiB/s with 3000 IOPS; raise `volume.iops` to 3004',
    },
  ])('fails on $title', ({ volume, rule, says }) => {
    expect(() => check(volume, rule)).toThrow(new Error(`\`volume.${says}`));
  });
});
