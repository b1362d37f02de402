import { Lazy, Size, Token } from 'aws-cdk-lib';
import { EbsShuffleStorage, type EbsShuffleStorageProps } from '../../../src/storage/ebs/ebs-shuffle-storage';
import { FakeTeam } from '../../support/fake-team';
import { FakeCluster, testStack } from '../../support/stacks';

type Options = Partial<EbsShuffleStorageProps>;

function storage(options: Options): EbsShuffleStorage {
  const stack = testStack();
  return new EbsShuffleStorage(stack, 'Ebs', { cluster: new FakeCluster(stack), ...options });
}

const number = () => Lazy.number({ produce: () => 1 });
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, 'x']));
const TAG_KEYS = 'have keys of 1 to 128 letters, digits, spaces and characters that AWS and the driver allow';
const TAG_VALUES = 'have values of 0 to 256 letters, digits, spaces and characters that AWS and the driver allow';
const OTHERS = 'leave the keys of AWS, of Kubernetes, of the CSI driver and of this library';

// Bounds: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type
const MISTAKES: Array<[string, Options, string]> = [
  ['a size of nothing', { size: Size.gibibytes(0) }, '`size` must be a whole number from 1 to 65536 GiB, got 0; choose a number in that range'],
  ['half a GiB', { size: Size.mebibytes(512) }, '`size` must be whole GiB, got 0.5 GiB; use `Size.gibibytes()` or `Size.tebibytes()`'],
  ['more than 64 TiB', { size: Size.gibibytes(65_537) }, '`size` must be a whole number from 1 to 65536 GiB, got 65537; choose a number in that range'],
  ['a token as size', { size: Size.gibibytes(number()) }, '`size` must be a literal, got a token; pass the size itself: what is legal depends on it'],
  ['a driver of nothing', { driverSize: Size.gibibytes(0) }, '`driverSize` must be a whole number from 1 to 65536 GiB, got 0; choose a number in that range'],
  ['a token as driver size', { driverSize: Size.gibibytes(number()) }, '`driverSize` must be a literal, got a token; pass the size itself: what is legal depends on it'],
  ['too few operations', { iops: 2999 }, '`iops` must be a whole number from 3000 to 80000 IOPS, got 2999; choose a number in that range'],
  ['too many operations', { iops: 80_001, size: Size.tebibytes(1) }, '`iops` must be a whole number from 3000 to 80000 IOPS, got 80001; choose a number in that range'],
  ['half an operation', { iops: 3000.5 }, '`iops` must be a whole number from 3000 to 80000 IOPS, got 3000.5; choose a number in that range'],
  ['a token as iops', { iops: number() }, '`iops` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['more than 500 operations a GiB', { iops: 25_001 }, '`iops` must be at most 500 for each GiB of `size` with gp3, got 25001 for 50 GiB; choose at most 25000, or a larger volume'],
  ['a driver too small for the operations', { iops: 5001, driverSize: Size.gibibytes(10) }, '`iops` must be at most 500 for each GiB of `driverSize` with gp3, got 5001 for 10 GiB; choose at most 5000, or a larger volume'],
  ['too little throughput', { throughputMiBps: 124 }, '`throughputMiBps` must be a whole number from 125 to 2000 MiB/s, got 124; choose a number in that range'],
  ['too much throughput', { throughputMiBps: 2001, iops: 9000 }, '`throughputMiBps` must be a whole number from 125 to 2000 MiB/s, got 2001; choose a number in that range'],
  ['more throughput than a quarter of the operations', { throughputMiBps: 1001, iops: 4000 }, '`throughputMiBps` must be at most a quarter of `iops`, got 1001 MiB/s with 4000 IOPS; raise `iops` to 4004'],
  ['more throughput than the usual operations carry', { throughputMiBps: 751 }, '`throughputMiBps` must be at most a quarter of `iops`, got 751 MiB/s with 3000 IOPS; raise `iops` to 3004'],
  ['a relative path', { mountPath: 'data1' }, '`mountPath` must be an absolute path of letters, digits, "-", "_" and ".", got "data1"; write it like "/data1"'],
  ['the root', { mountPath: '/' }, '`mountPath` must be an absolute path of letters, digits, "-", "_" and ".", got "/"; write it like "/data1"'],
  ['a path that climbs', { mountPath: '/data/../mnt' }, '`mountPath` must be an absolute path of letters, digits, "-", "_" and ".", got "/data/../mnt"; write it like "/data1"'],
  ['EMR\'s path', { mountPath: '/mnt/scratch' }, '`mountPath` must be outside /mnt, which is EMR\'s, got "/mnt/scratch"; write it like "/data1"'],
  ['a path above EMR\'s', { mountPath: '/home' }, '`mountPath` must be outside /home/hadoop, which is EMR\'s, got "/home"; write it like "/data1"'],
  ['a token as path', { mountPath: Token.asString({ Ref: 'Path' }) }, '`mountPath` must be a literal, got a token; pass the path itself: pod templates are files made at synthesis'],
  ['41 tags', { tags: tags(41) }, '`tags` must hold at most 40 tags beside the library\'s, got 41; leave some out'],
  ['a token as tag key', { tags: { [Token.asString({ Ref: 'Key' })]: 'x' } }, '`tags` must have literal keys, got a token; pass the key itself; values may be tokens'],
  ['a tag of AWS', { tags: { 'aws:x': 'y' } }, `\`tags\` must ${OTHERS}, got "aws:x"; use a prefix of your own`],
  ['a tag of the driver', { tags: { CSIVolumeName: 'y' } }, `\`tags\` must ${OTHERS}, got "CSIVolumeName"; use a prefix of your own`],
  ['a tag of this library', { tags: { 'emr-eks-karpenter:team': 'y' } }, `\`tags\` must ${OTHERS}, got "emr-eks-karpenter:team"; use a prefix of your own`],
  ['a tag key with "="', { tags: { 'a=b': 'y' } }, `\`tags\` must ${TAG_KEYS}, got "a=b"; rename the tag`],
  ['an empty tag key', { tags: { '': 'y' } }, `\`tags\` must ${TAG_KEYS}, got ""; rename the tag`],
  ['a tag key of 129 characters', { tags: { ['k'.repeat(129)]: 'y' } }, `\`tags\` must ${TAG_KEYS}, got "${'k'.repeat(129)}"; rename the tag`],
  ['a tag value of 257 characters', { tags: { a: 'v'.repeat(257) } }, `\`tags\` must ${TAG_VALUES}, got "${'v'.repeat(257)}"; rename the tag`],
  ['a tag value with a quote', { tags: { a: '"' } }, `\`tags\` must ${TAG_VALUES}, got """; rename the tag`],
];

describe('EbsShuffleStorage', () => {
  test.each(MISTAKES)('fails on %s', (_, options, message) => {
    expect(() => storage(options)).toThrow(new Error(`[Test/Ebs] ${message}`));
  });

  test('fails on reuseVolumes with a release that cannot', () => {
    const ebs = storage({ reuseVolumes: true });
    expect(() => ebs.bind(ebs, { team: new FakeTeam(ebs), reusableClaims: false })).toThrow(new Error(
      '[Test/Ebs] `reuseVolumes` must be false or unset for releases before emr-6.12, got true; choose a later release, or leave it out'));
  });

  test('fails on a team of another cluster', () => {
    const ebs = storage({});
    expect(() => ebs.bind(ebs, { team: new FakeTeam(ebs, 'Team', { clusterOptions: { clusterName: 'other' } }) })).toThrow(new Error(
      '[Test/Ebs] `shuffleStorage` must be of the cluster of team emr-data-team-a, other, got storage of emr-eks-karpenter; make one for each cluster'));
  });

  test.each<[string, Options]>([
    ['1 GiB', { size: Size.gibibytes(1) }],
    ['64 TiB', { size: Size.tebibytes(64) }],
    ['3000 operations on the smallest volume', { size: Size.gibibytes(1), iops: 3000 }],
    ['80000 operations on 160 GiB', { size: Size.gibibytes(160), iops: 80_000 }],
    ['2000 MiB/s with 8000 operations', { iops: 8000, throughputMiBps: 2000 }],
    ['125 MiB/s', { throughputMiBps: 125 }],
    ['750 MiB/s without more operations', { throughputMiBps: 750 }],
    ['40 tags', { tags: tags(40) }],
    ['the longest tag', { tags: { ['k'.repeat(128)]: 'v'.repeat(256) } }],
    ['an empty tag', { tags: { empty: '' } }],
    ['a placeholder in a tag', { tags: { claim: '{{ .PVCNamespace | toUpper }}-x' } }],
    ['a path of several parts', { mountPath: '/var/scratch/spark.1' }],
  ])('accepts %s', (_, options) => {
    expect(() => storage(options)).not.toThrow();
  });
});
