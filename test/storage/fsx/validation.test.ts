import { Duration, Lazy, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FsxDeployment, FsxLustreVersion } from '../../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage, type FsxShuffleStorageProps } from '../../../src/storage/fsx/fsx-shuffle-storage';
import {
  type ExistingFsxOptions, type FsxDataRepository, FsxFileEvent, type FsxPerClaimOptions, type SharedFsxOptions,
} from '../../../src/storage/fsx/options';
import { FakeCluster, testStack } from '../../support/stacks';

type Options = Partial<FsxShuffleStorageProps>;

/** Options of the types of TypeScript, or of other types, as from plain JavaScript. */
type Any<T> = { readonly [prop in keyof T]?: unknown };

interface Mistake {
  readonly title: string;
  readonly options: Any<Options>;
  readonly says: string;
}

function storage(options: Any<Options>): FsxShuffleStorage {
  const stack = testStack();
  const provisioning = FsxProvisioning.sharedFileSystem();
  return new FsxShuffleStorage(stack, 'Fsx', { cluster: new FakeCluster(stack), provisioning, ...options as Options });
}

const number = () => Lazy.number({ produce: () => 1 });
const text = () => Token.asString({ Ref: 'Text' });
const key = () => kms.Key.fromKeyArn(testStack('Elsewhere'), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
const shared = (options: Any<SharedFsxOptions>): Options => ({
  provisioning: FsxProvisioning.sharedFileSystem(options as SharedFsxOptions),
});
const perClaim = (options: Any<FsxPerClaimOptions>): Options => ({ provisioning: FsxProvisioning.perClaim(options as FsxPerClaimOptions) });
const existing = (options: Any<ExistingFsxOptions>): Options => ({
  provisioning: FsxProvisioning.existingFileSystem({
    fileSystemId: 'fs-01234567', mountName: 'abc', availabilityZone: 'eu-west-1a', ...options as Partial<ExistingFsxOptions>,
  }),
});
const repository = (options: Any<FsxDataRepository>, more: Any<SharedFsxOptions> = {}): Options => {
  const bucket = s3.Bucket.fromBucketName(testStack('Elsewhere'), 'Data', 'data');
  return shared({ dataRepository: { bucket, fileSystemPath: '/data', ...options }, ...more });
};
const persistent = (options: Any<SharedFsxOptions>): Options => shared({ deployment: FsxDeployment.persistent2(125), ...options });
const backups = (retention: unknown): Options => persistent({ backups: { retention } });

const LITERAL = 'must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis';
const CAPACITY = '`storageCapacity` must be whole GiB, 1 to 2147483647';
const SUBNET = '`subnetIndex` must be a whole number from 0 to 1';
const IN_RANGE = 'choose a number in that range';
const DAYS = '`backups.retention` must be whole days, 1 to 90';
const DURATION = 'choose a duration in that range';
const PATH = 'must be an absolute path of letters, digits, "-", "_" and "."';
const PREFIX = '`dataRepository.prefix` must neither begin nor end with "/", and be 1 to 1024 characters';
const SCRATCH = '`scratchDirectory` must be a relative path of letters, digits, "-", "_" and "."';
const PERSISTENT = 'leave it out, or choose a persistent deployment';
const TAG_TEXT = 'must be letters, digits, spaces and characters that AWS and the driver allow';
const LIST_EVENTS = 'use the members of its enum';
const ZONE = '`availabilityZone` must be the name of an availability zone, such as "eu-west-1a"';
const ZONE_FIX = 'take that of the subnet in `SubnetIds` of `aws fsx describe-file-systems`';
const MOUNT_NAME = '`mountName` must be 1 to 8 letters, digits, "-" or "_"';
const MOUNT_NAME_FIX = 'take `LustreConfiguration.MountName` of `aws fsx describe-file-systems`';
const MOUNT_OPTION = 'must be one option, without blanks and ","';
const MOUNT_OPTION_FIX = 'write them like ["noatime", "flock"]';
const OF_SCRATCH = 'must be unset for SCRATCH_2';

const MISTAKES: Mistake[] = [
  {
    title: 'no provisioning',
    options: { provisioning: undefined },
    says: '`provisioning` must be a `FsxProvisioning`, got none; use a method of `FsxProvisioning`',
  },
  { title: 'a token as capacity', options: shared({ storageCapacity: Size.gibibytes(number()) }), says: `\`storageCapacity\` ${LITERAL}` },
  {
    title: 'half a GiB',
    options: shared({ storageCapacity: Size.mebibytes(1_228_800 + 512) }),
    says: `${CAPACITY}, got 1200.5 GiB; choose a size in that range`,
  },
  {
    title: 'a capacity in words',
    options: shared({ storageCapacity: '1200Gi' }),
    says: '`storageCapacity` must be a `Size`, got "1200Gi"; use `Size.mebibytes()` or `Size.gibibytes()`',
  },
  {
    title: 'a deployment in words',
    options: shared({ deployment: 'SCRATCH_2' }),
    says: '`deployment` must be a `FsxDeployment`, got "SCRATCH_2"; use its constants and methods',
  },
  { title: 'a subnet that is not there', options: shared({ subnetIndex: 2 }), says: `${SUBNET}, got 2; ${IN_RANGE}` },
  { title: 'a negative subnet', options: perClaim({ subnetIndex: -1 }), says: `${SUBNET}, got -1; ${IN_RANGE}` },
  { title: 'a token as subnet', options: shared({ subnetIndex: number() }), says: `\`subnetIndex\` ${LITERAL}` },
  ...[shared, perClaim].map((provision) => ({
    title: 'a key for SCRATCH_2',
    options: provision({ kmsKey: key() }),
    says: `\`kmsKey\` ${OF_SCRATCH}, which FSx encrypts with a key of its own, got a key; ${PERSISTENT}`,
  })),
  {
    title: 'backups of SCRATCH_2',
    options: shared({ backups: { retention: Duration.days(1) } }),
    says: `\`backups\` ${OF_SCRATCH}, of which FSx makes none, got backups; ${PERSISTENT}`,
  },
  { title: 'backups for no day', options: backups(Duration.days(0)), says: `${DAYS}, got 0 days; ${DURATION}` },
  { title: 'backups for half a day', options: backups(Duration.hours(12)), says: `${DAYS}, got 0.5 days; ${DURATION}` },
  { title: 'backups for 91 days', options: backups(Duration.days(91)), says: `${DAYS}, got 91 days; ${DURATION}` },
  { title: 'a token as retention', options: backups(Duration.days(number())), says: `\`backups.retention\` ${LITERAL}` },
  {
    title: 'a retention in words',
    options: backups('7d'),
    says: '`backups.retention` must be a `Duration`, got "7d"; use `Duration.days()`',
  },
  {
    title: 'a snapshot on removal',
    options: shared({ removalPolicy: RemovalPolicy.SNAPSHOT }),
    says: '`removalPolicy` must be DESTROY or RETAIN, got "snapshot"; FSx takes no snapshots through CloudFormation: ' +
      'keep the file system, or use `backups`',
  },
  {
    title: 'a bucket with Lustre 2.10',
    options: repository({}, { lustreVersion: FsxLustreVersion.V2_10 }),
    says: '`dataRepository` must be unset for Lustre 2.10, which has no associations, got a bucket; choose `lustreVersion` 2.12 or later',
  },
  {
    title: 'a name for a bucket',
    options: repository({ bucket: 'data' }),
    says: '`dataRepository.bucket` must be a `IBucket`, got "data"; pass a bucket',
  },
  ...['data', '/data/', '/a/../b'].map((path) => ({
    title: `${path} as path of a bucket`,
    options: repository({ fileSystemPath: path }),
    says: `\`dataRepository.fileSystemPath\` ${PATH}, got "${path}"; write it like "/data1"`,
  })),
  {
    title: 'a token as path of a bucket',
    options: repository({ fileSystemPath: text() }),
    says: `\`dataRepository.fileSystemPath\` ${LITERAL}`,
  },
  ...['/raw', 'raw/', ''].map((prefix) => ({
    title: `"${prefix}" as prefix`,
    options: repository({ prefix }),
    says: `${PREFIX}, got "${prefix}"; leave it out for the whole bucket`,
  })),
  {
    title: 'a prefix of 1025 characters',
    options: repository({ prefix: 'x'.repeat(1025) }),
    says: `${PREFIX}, got 1025 characters; leave it out for the whole bucket`,
  },
  {
    title: 'an import event twice',
    options: repository({ importEvents: [FsxFileEvent.NEW, FsxFileEvent.NEW] }),
    says: '`dataRepository.importEvents` must name each event once, got NEW twice; leave one out',
  },
  {
    title: 'an export event twice',
    options: repository({ exportEvents: [FsxFileEvent.DELETED, FsxFileEvent.DELETED] }),
    says: '`dataRepository.exportEvents` must name each event once, got DELETED twice; leave one out',
  },
  ...[
    ['backups.copyTags', persistent({ backups: { retention: Duration.days(1), copyTags: 'yes' } })] as const,
    ['dataRepository.importMetadata', repository({ importMetadata: 'yes' })] as const,
  ].map(([prop, options]) => ({
    title: `a word for ${prop}`, options, says: `\`${prop}\` must be true or false, got "yes"; leave it out for the default`,
  })),
  {
    title: 'an event of another kind',
    options: repository({ exportEvents: ['MOVED'] }),
    says: `\`dataRepository.exportEvents[0]\` must be one of "NEW", "CHANGED", "DELETED", got "MOVED"; ${LIST_EVENTS}`,
  },
  {
    title: 'an event without a list',
    options: repository({ importEvents: 'NEW' }),
    says: `\`dataRepository.importEvents\` must be a list, got "NEW"; ${LIST_EVENTS}`,
  },
  ...['/scratch', '', 'a/../..', './data', 'a";rm'].map((scratchDirectory) => ({
    title: `"${scratchDirectory}" as scratch directory`,
    options: { scratchDirectory },
    says: `${SCRATCH}, got "${scratchDirectory}"; write it like "spark-scratch"`,
  })),
  { title: 'a token as scratch directory', options: { scratchDirectory: text() }, says: `\`scratchDirectory\` ${LITERAL}` },
  {
    title: 'EMR\'s path',
    options: { mountPath: '/tmp' },
    says: '`mountPath` must be outside /tmp, which is EMR\'s, got "/tmp"; write it like "/data1"',
  },
  {
    title: 'two mount options in one',
    options: { mountOptions: ['noatime,flock'] },
    says: `\`mountOptions[0]\` ${MOUNT_OPTION}, got "noatime,flock"; ${MOUNT_OPTION_FIX}`,
  },
  {
    title: 'an empty mount option',
    options: { mountOptions: ['flock', ''] },
    says: `\`mountOptions[1]\` ${MOUNT_OPTION}, got ""; ${MOUNT_OPTION_FIX}`,
  },
  {
    title: 'no mount option in a list',
    options: { mountOptions: [null] },
    says: '`mountOptions[0]` must be there, got none; leave the item out',
  },
  {
    title: 'two images in one',
    options: { initImage: 'A B' },
    says: '`initImage` must be an image reference [registry/]repository[:tag][@digest], got "A B"; leave out any scheme such as https://',
  },
  { title: 'a token as image', options: { initImage: text() }, says: `\`initImage\` ${LITERAL}` },
  {
    title: 'a tag with a comma per claim',
    options: perClaim({ tags: { a: 'b,c' } }),
    says: `\`tags["a"]\` ${TAG_TEXT}, got "b,c"; change the tag`,
  },
  {
    title: 'a tag with "=" per claim',
    options: perClaim({ tags: { a: 'b=c' } }),
    says: `\`tags["a"]\` ${TAG_TEXT}, got "b=c"; change the tag`,
  },
  {
    title: 'an illegal capacity per claim',
    options: perClaim({ storageCapacity: Size.gibibytes(2000) }),
    says: '`storageCapacity` must be 1200 GiB or a multiple of 2400 GiB for SCRATCH_2, got 2000 GiB; choose 1200 or 2400 GiB',
  },
  {
    title: 'an id of another kind',
    options: existing({ fileSystemId: 'vol-0123' }),
    says: '`fileSystemId` must be of the form "fs-0123456789abcdef0", got "vol-0123"; list file systems with `aws fsx '
      + 'describe-file-systems`',
  },
  {
    title: 'a mount name that is none',
    options: existing({ mountName: '/fsx' }),
    says: `${MOUNT_NAME}, got "/fsx"; ${MOUNT_NAME_FIX}`,
  },
  {
    title: 'a mount name of nine characters',
    options: existing({ mountName: 'abcdefghi' }),
    says: `${MOUNT_NAME}, got "abcdefghi"; ${MOUNT_NAME_FIX}`,
  },
  {
    title: 'a DNS name with a blank',
    options: existing({ dnsName: 'fs .fsx' }),
    says: '`dnsName` must be a DNS name of letters, digits, "-" and ".", got "fs .fsx"; leave it out for the name that FSx gives',
  },
  { title: 'a zone with a blank', options: existing({ availabilityZone: 'us east' }), says: `${ZONE}, got "us east"; ${ZONE_FIX}` },
  { title: 'an empty zone', options: existing({ availabilityZone: '' }), says: `${ZONE}, got ""; ${ZONE_FIX}` },
  {
    title: 'a zone without a data-plane subnet',
    options: existing({ availabilityZone: 'eu-west-1c' }),
    says: '`availabilityZone` must be a zone with a data-plane subnet: eu-west-1a, eu-west-1b, got "eu-west-1c"; ' +
      'use a file system there, or give the cluster a subnet in its zone',
  },
  {
    title: 'an existing file system of nothing',
    options: existing({ storageCapacity: Size.gibibytes(0) }),
    says: `${CAPACITY}, got 0 GiB; choose a size in that range`,
  },
  {
    title: 'a relative path of a bucket there',
    options: existing({ dataRepositoryPaths: ['/a', 'b'] }),
    says: `\`dataRepositoryPaths[1]\` ${PATH}, got "b"; write it like "/data1"`,
  },
];

describe('FsxShuffleStorage', () => {
  test.each(MISTAKES)('fails on $title', ({ options, says }) => {
    expect(() => storage(options)).toThrow(new Error(`[Test/Fsx] ${says}`));
  });

  test.each<[string, Options]>([
    [
      'tokens for an existing file system',
      existing({ fileSystemId: text(), mountName: text(), availabilityZone: text(), dnsName: text() }),
    ],
    ['the shortest id', existing({ fileSystemId: 'fs-01234567', mountName: 'f' })],
    ['the root as path of a bucket, with scratch files in it', { ...repository({ fileSystemPath: '/' }), scratchInDataRepository: true }],
    ['a prefix of one letter', repository({ prefix: 'a' })],
    ['a prefix of 1024 characters', repository({ prefix: 'x'.repeat(1024) })],
    ['backups for a day', backups(Duration.days(1))],
    ['backups for 90 days', backups(Duration.days(90))],
    ['no mount option', { mountOptions: [] }],
    ['a mount option with a value', { mountOptions: ['x-y=z', text()] }],
    ['a scratch directory of several parts', { scratchDirectory: 'a/b.c/d_e' }],
    ['an image with a digest', { initImage: `mirror.corp:5000/x/busybox:1@sha256:${'a'.repeat(64)}` }],
    ['2.10 without a bucket', shared({ lustreVersion: FsxLustreVersion.V2_10 })],
  ])('accepts %s', (_, options) => {
    expect(() => storage(options)).not.toThrow();
  });
});
