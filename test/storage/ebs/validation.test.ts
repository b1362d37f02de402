import { Lazy, Size, Token } from 'aws-cdk-lib';
import { EbsShuffleStorage } from '../../../src/storage/ebs/ebs-shuffle-storage';
import type { EbsShuffleStorageProps } from '../../../src/storage/ebs/options';
import { FakeTeam } from '../../support/fake-team';
import { FakeCluster, testStack } from '../../support/stacks';

type Options = Partial<EbsShuffleStorageProps>;

/** Options and the message about them; options of other types than TypeScript's come from plain JavaScript. */
interface Mistake {
  readonly title: string;
  readonly options: { readonly [prop in keyof Options]: unknown };
  readonly says: string;
}

function storage(options: Mistake['options']): EbsShuffleStorage {
  const stack = testStack();
  return new EbsShuffleStorage(stack, 'Ebs', { cluster: new FakeCluster(stack), ...options as Options });
}

const number = () => Lazy.number({ produce: () => 1 });
const text = () => Token.asString({ Ref: 'Text' });
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, 'x']));
const LITERAL = 'must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis';
const GIB = 'must be whole GiB, 1 to 65536';
const IN_RANGE = 'choose a number in that range';
const SIZE_IN_RANGE = 'choose a size in that range';
const PATH = '`mountPath` must be an absolute path of letters, digits, "-", "_" and "."';
const TAG_KEYS = '`tags` must have literal keys of 1 to 128 characters that do not start with "aws:"';
const TAG_TEXT = 'must be letters, digits, spaces and characters that AWS and the driver allow';
const OTHERS = '`tags` must leave the keys of Kubernetes, of the CSI driver and of this library';

// Bounds: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type
const MISTAKES: Mistake[] = [
  { title: 'a size of nothing', options: { size: Size.gibibytes(0) }, says: `\`size\` ${GIB}, got 0 GiB; ${SIZE_IN_RANGE}` },
  { title: 'half a GiB', options: { size: Size.mebibytes(512) }, says: `\`size\` ${GIB}, got 0.5 GiB; ${SIZE_IN_RANGE}` },
  { title: 'more than 64 TiB', options: { size: Size.gibibytes(65_537) }, says: `\`size\` ${GIB}, got 65537 GiB; ${SIZE_IN_RANGE}` },
  { title: 'a token as size', options: { size: Size.gibibytes(number()) }, says: `\`size\` ${LITERAL}` },
  {
    title: 'a size in words',
    options: { size: '50Gi' },
    says: '`size` must be a `Size`, got "50Gi"; use `Size.mebibytes()` or `Size.gibibytes()`',
  },
  { title: 'a driver of nothing', options: { driverSize: Size.gibibytes(0) }, says: `\`driverSize\` ${GIB}, got 0 GiB; ${SIZE_IN_RANGE}` },
  { title: 'a token as driver size', options: { driverSize: Size.gibibytes(number()) }, says: `\`driverSize\` ${LITERAL}` },
  {
    title: 'a driver volume of another kind',
    options: { driverVolume: 'PER_JOB' },
    says: '`driverVolume` must be one of "ON_DEMAND", "PER_TEAM", got "PER_JOB"; use the members of its enum',
  },
  {
    title: 'a file system of another kind',
    options: { fileSystem: 'ntfs' },
    says: '`fileSystem` must be one of "xfs", "ext4", got "ntfs"; use the members of its enum',
  },
  {
    title: 'too few operations',
    options: { iops: 2999 },
    says: `\`iops\` must be a whole number from 3000 to 80000 IOPS, got 2999; ${IN_RANGE}`,
  },
  { title: 'a token as iops', options: { iops: number() }, says: `\`iops\` ${LITERAL}` },
  {
    title: 'more than 500 operations a GiB',
    options: { iops: 25_001 },
    says: '`iops` must be at most 500 for each GiB of `size` with gp3, got 25001 for 50 GiB; choose at most 25000, or a larger volume',
  },
  {
    title: 'a driver too small for the operations',
    options: { iops: 5001, driverSize: Size.gibibytes(10) },
    says: '`iops` must be at most 500 for each GiB of `driverSize` with gp3, got 5001 for 10 GiB; choose at most 5000, or a larger volume',
  },
  {
    title: 'too little throughput',
    options: { throughputMiBps: 124 },
    says: `\`throughputMiBps\` must be a whole number from 125 to 2000 MiB/s, got 124; ${IN_RANGE}`,
  },
  {
    title: 'more throughput than a quarter of the operations',
    options: { throughputMiBps: 1001, iops: 4000 },
    says: '`throughputMiBps` must be at most a quarter of `iops`, got 1001 MiB/s with 4000 IOPS; raise `iops` to 4004',
  },
  { title: 'a relative path', options: { mountPath: 'data1' }, says: `${PATH}, got "data1"; write it like "/data1"` },
  { title: 'the root', options: { mountPath: '/' }, says: `${PATH}, got "/"; write it like "/data1"` },
  { title: 'a path that climbs', options: { mountPath: '/data/../mnt' }, says: `${PATH}, got "/data/../mnt"; write it like "/data1"` },
  {
    title: 'EMR\'s path',
    options: { mountPath: '/mnt/scratch' },
    says: '`mountPath` must be outside /mnt, which is EMR\'s, got "/mnt/scratch"; write it like "/data1"',
  },
  {
    title: 'a path above EMR\'s',
    options: { mountPath: '/home' },
    says: '`mountPath` must be outside /home/hadoop, which is EMR\'s, got "/home"; write it like "/data1"',
  },
  { title: 'a token as path', options: { mountPath: text() }, says: `\`mountPath\` ${LITERAL}` },
  { title: '41 tags', options: { tags: tags(41) }, says: '`tags` must hold at most 40 tags, got 41; leave some out' },
  { title: 'a token as tag key', options: { tags: { [text()]: 'x' } }, says: `${TAG_KEYS}, got a token; rename the tag` },
  { title: 'a tag of AWS', options: { tags: { 'aws:x': 'y' } }, says: `${TAG_KEYS}, got "aws:x"; rename the tag` },
  { title: 'an empty tag key', options: { tags: { '': 'y' } }, says: `${TAG_KEYS}, got ""; rename the tag` },
  {
    title: 'a tag key of 129 characters',
    options: { tags: { ['k'.repeat(129)]: 'y' } },
    says: `${TAG_KEYS}, got "${'k'.repeat(129)}"; rename the tag`,
  },
  {
    title: 'a tag of the driver',
    options: { tags: { CSIVolumeName: 'y' } },
    says: `${OTHERS}, got "CSIVolumeName"; use a prefix of your own`,
  },
  {
    title: 'a tag of this library',
    options: { tags: { 'emr-eks-karpenter:team': 'y' } },
    says: `${OTHERS}, got "emr-eks-karpenter:team"; use a prefix of your own`,
  },
  { title: 'a tag key with "="', options: { tags: { 'a=b': 'y' } }, says: `\`tags["a=b"]\` ${TAG_TEXT}, got "a=b"; change the tag` },
  {
    title: 'a tag value of 257 characters',
    options: { tags: { a: 'v'.repeat(257) } },
    says: '`tags["a"]` must be at most 256 characters, got 257 characters; shorten it',
  },
  { title: 'a tag value with a quote', options: { tags: { a: '"' } }, says: `\`tags["a"]\` ${TAG_TEXT}, got """; change the tag` },
  { title: 'a number as tag value', options: { tags: { a: 1 } }, says: '`tags["a"]` must be text, got 1; write it in quotes' },
  { title: 'a list of tags', options: { tags: ['a'] }, says: '`tags` must be a map, got ["a"]; write it as `{ key: value }`' },
  { title: 'no cluster', options: { cluster: undefined }, says: '`cluster` must be the cluster in which jobs run, got none; pass it' },
  {
    title: 'a word for startupTaint',
    options: { startupTaint: 'no' },
    says: '`startupTaint` must be true or false, got "no"; leave it out for the default',
  },
];

describe('EbsShuffleStorage', () => {
  test.each(MISTAKES)('fails on $title', ({ options, says }) => {
    expect(() => storage(options)).toThrow(new Error(`[Test/Ebs] ${says}`));
  });

  test('fails on reuseVolumes with a release that cannot', () => {
    const ebs = storage({ reuseVolumes: true });
    expect(() => ebs.bind(ebs, { team: new FakeTeam(ebs), reusableClaims: false })).toThrow(new Error(
      '[Test/Ebs] `reuseVolumes` must be false or unset for releases before emr-6.12, got true; choose a later release, or leave it out'));
  });

  test('fails on a team of another cluster', () => {
    const ebs = storage({});
    const team = new FakeTeam(ebs, 'Team', { clusterOptions: { clusterName: 'other' } });
    expect(() => ebs.bind(ebs, { team })).toThrow(new Error(
      '[Test/Ebs] `shuffleStorage` must be of the cluster of team emr-data-team-a, other, ' +
      'got storage of emr-eks-karpenter; make one for each cluster'));
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
    ['a tag value with "="', { tags: { a: 'b=c' } }],
    ['a path of several parts', { mountPath: '/var/scratch/spark.1' }],
  ])('accepts %s', (_, options) => {
    expect(() => storage(options)).not.toThrow();
  });
});
