import { Duration, Lazy, RemovalPolicy, Size, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FsxDeployment, FsxLustreVersion } from '../../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage, type FsxShuffleStorageProps } from '../../../src/storage/fsx/fsx-shuffle-storage';
import { type ExistingFsxOptions, FsxFileEvent, type FsxDataRepository, type FsxPerClaimOptions, type SharedFsxOptions } from '../../../src/storage/fsx/options';
import { FakeCluster, testStack } from '../../support/stacks';

type Options = Partial<FsxShuffleStorageProps>;

function storage(options: Options): FsxShuffleStorage {
  const stack = testStack();
  return new FsxShuffleStorage(stack, 'Fsx', { cluster: new FakeCluster(stack), provisioning: FsxProvisioning.sharedFileSystem(), ...options });
}

const number = () => Lazy.number({ produce: () => 1 });
const text = () => Token.asString({ Ref: 'Text' });
const key = () => kms.Key.fromKeyArn(testStack('Elsewhere'), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
const shared = (options: SharedFsxOptions): Options => ({ provisioning: FsxProvisioning.sharedFileSystem(options) });
const perClaim = (options: FsxPerClaimOptions): Options => ({ provisioning: FsxProvisioning.perClaim(options) });
const existing = (options: Partial<ExistingFsxOptions>): Options => ({
  provisioning: FsxProvisioning.existingFileSystem({ fileSystemId: 'fs-01234567', mountName: 'abc', availabilityZone: 'eu-west-1a', ...options }),
});
const repository = (options: Partial<FsxDataRepository>, more = {}): Options => shared({
  dataRepository: { bucket: s3.Bucket.fromBucketName(testStack('Elsewhere'), 'Data', 'data'), fileSystemPath: '/data', ...options }, ...more,
});
const backups = (retention: Duration): Options => shared({ deployment: FsxDeployment.persistent2(125), backups: { retention } });
const PATH = 'be an absolute path of letters, digits, "-", "_" and "." without "/" at its end';
const SCRATCH = '`scratchDirectory` must be a relative path of letters, digits, "-", "_" and "."';
const PERSISTENT = 'leave it out, or choose a persistent deployment';

const MISTAKES: Array<[string, Options, string]> = [
  ['a token as capacity', shared({ capacity: Size.gibibytes(number()) }), '`capacity` must be a literal, got a token; pass the size itself: what is legal depends on it'],
  ['half a GiB', shared({ capacity: Size.mebibytes(1_228_800 + 512) }), '`capacity` must be whole GiB, got 1200.5 GiB; use `Size.gibibytes()` or `Size.tebibytes()`'],
  ['a subnet that is not there', shared({ subnetIndex: 2 }), '`subnetIndex` must name a data-plane subnet from 0 to 1, got 2; choose an index of `cluster.dataPlaneSubnets`'],
  ['a negative subnet', perClaim({ subnetIndex: -1 }), '`subnetIndex` must name a data-plane subnet from 0 to 1, got -1; choose an index of `cluster.dataPlaneSubnets`'],
  ['a token as subnet', shared({ subnetIndex: number() }), '`subnetIndex` must be a literal, got a token; pass the number itself: it chooses a zone at synthesis'],
  ['a key for SCRATCH_2', shared({ kmsKey: key() }), `\`kmsKey\` must be unset for SCRATCH_2, which FSx encrypts with a key of its own, got a key; ${PERSISTENT}`],
  ['a key for SCRATCH_2 per claim', perClaim({ kmsKey: key() }), `\`kmsKey\` must be unset for SCRATCH_2, which FSx encrypts with a key of its own, got a key; ${PERSISTENT}`],
  ['backups of SCRATCH_2', shared({ backups: { retention: Duration.days(1) } }), `\`backups\` must be unset for SCRATCH_2, of which FSx makes none, got backups; ${PERSISTENT}`],
  ['backups for no day', backups(Duration.days(0)), '`backups.retention` must be whole days from 1 to 90, got 0 days; leave `backups` out to make none'],
  ['backups for half a day', backups(Duration.hours(12)), '`backups.retention` must be whole days from 1 to 90, got 0.5 days; leave `backups` out to make none'],
  ['backups for 91 days', backups(Duration.days(91)), '`backups.retention` must be whole days from 1 to 90, got 91 days; leave `backups` out to make none'],
  ['a token as retention', backups(Duration.days(number())), '`backups.retention` must be a literal, got a token; pass the duration itself'],
  ['a snapshot on removal', shared({ removalPolicy: RemovalPolicy.SNAPSHOT }), '`removalPolicy` must be DESTROY or RETAIN, got snapshot; FSx takes no snapshots through CloudFormation: keep the file system, or use `backups`'],
  ['a bucket with Lustre 2.10', repository({}, { lustreVersion: FsxLustreVersion.V2_10 }), '`dataRepository` must be unset for Lustre 2.10, which has no associations, got a bucket; choose `lustreVersion` 2.12 or later'],
  ['a relative path of a bucket', repository({ fileSystemPath: 'data' }), `\`dataRepository.fileSystemPath\` must ${PATH}, got "data"; write it like "/data"`],
  ['a path of a bucket with a slash at its end', repository({ fileSystemPath: '/data/' }), `\`dataRepository.fileSystemPath\` must ${PATH}, got "/data/"; write it like "/data"`],
  ['a path of a bucket that climbs', repository({ fileSystemPath: '/a/../b' }), `\`dataRepository.fileSystemPath\` must ${PATH}, got "/a/../b"; write it like "/data"`],
  ['a token as path of a bucket', repository({ fileSystemPath: text() }), '`dataRepository.fileSystemPath` must be a literal, got a token; pass the path itself: it is compared with the scratch directory'],
  ['a prefix that begins with a slash', repository({ prefix: '/raw' }), '`dataRepository.prefix` must neither begin nor end with "/", and not be empty, got "/raw"; leave it out for the whole bucket'],
  ['a prefix that ends with a slash', repository({ prefix: 'raw/' }), '`dataRepository.prefix` must neither begin nor end with "/", and not be empty, got "raw/"; leave it out for the whole bucket'],
  ['an empty prefix', repository({ prefix: '' }), '`dataRepository.prefix` must neither begin nor end with "/", and not be empty, got ""; leave it out for the whole bucket'],
  ['an import event twice', repository({ importEvents: [FsxFileEvent.NEW, FsxFileEvent.NEW] }), '`dataRepository.importEvents` must name each event once, got NEW twice; leave one out'],
  ['an export event twice', repository({ exportEvents: [FsxFileEvent.DELETED, FsxFileEvent.DELETED] }), '`dataRepository.exportEvents` must name each event once, got DELETED twice; leave one out'],
  ['an absolute scratch directory', { scratchDirectory: '/scratch' }, `${SCRATCH}, got "/scratch"; write it like "spark-scratch"`],
  ['an empty scratch directory', { scratchDirectory: '' }, `${SCRATCH}, got ""; write it like "spark-scratch"`],
  ['a scratch directory that climbs', { scratchDirectory: 'a/../..' }, `${SCRATCH}, got "a/../.."; write it like "spark-scratch"`],
  ['a scratch directory with a quote', { scratchDirectory: 'a";rm' }, `${SCRATCH}, got "a";rm"; write it like "spark-scratch"`],
  ['a token as scratch directory', { scratchDirectory: text() }, '`scratchDirectory` must be a literal, got a token; pass the path itself: pod templates are files made at synthesis'],
  ['EMR\'s path', { mountPath: '/tmp' }, '`mountPath` must be outside /tmp, which is EMR\'s, got "/tmp"; write it like "/data1"'],
  ['two mount options in one', { mountOptions: ['noatime,flock'] }, '`mountOptions` must hold one option each, without blanks and ",", got "noatime,flock"; write them like ["noatime", "flock"]'],
  ['an empty mount option', { mountOptions: [''] }, '`mountOptions` must hold one option each, without blanks and ",", got ""; write them like ["noatime", "flock"]'],
  ['a tag with a comma per claim', perClaim({ tags: { a: 'b,c' } }), '`tags` must have values of 0 to 256 letters, digits, spaces and characters that AWS and the driver allow, got "b,c"; rename the tag'],
  ['a tag with "=" per claim', perClaim({ tags: { a: 'b=c' } }), '`tags` must have values of 0 to 256 letters, digits, spaces and characters that AWS and the driver allow, got "b=c"; rename the tag'],
  ['an illegal capacity per claim', perClaim({ capacity: Size.gibibytes(2000) }), '`capacity` must be 1200 GiB or a multiple of 2400 GiB for SCRATCH_2, got 2000 GiB; take 1200 or 2400 GiB'],
  ['an id of another kind', existing({ fileSystemId: 'vol-0123' }), '`fileSystemId` must be of the form "fs-0123456789abcdef0", got "vol-0123"; list file systems with `aws fsx describe-file-systems`'],
  ['a mount name that is none', existing({ mountName: '/fsx' }), '`mountName` must be 1 to 8 letters, digits, "-" or "_", got "/fsx"; take `LustreConfiguration.MountName` of `aws fsx describe-file-systems`'],
  ['a mount name of nine characters', existing({ mountName: 'abcdefghi' }), '`mountName` must be 1 to 8 letters, digits, "-" or "_", got "abcdefghi"; take `LustreConfiguration.MountName` of `aws fsx describe-file-systems`'],
  ['an existing file system of nothing', existing({ capacity: Size.gibibytes(0) }), '`capacity` must be a whole number from 1 to 2147483647 GiB, got 0; choose a number in that range'],
  ['a relative path of a bucket there', existing({ dataRepositoryPaths: ['/a', 'b'] }), `\`dataRepositoryPaths[1]\` must ${PATH}, got "b"; write it like "/data"`],
];

describe('FsxShuffleStorage', () => {
  test.each(MISTAKES)('fails on %s', (_, options, message) => {
    expect(() => storage(options)).toThrow(new Error(`[Test/Fsx] ${message}`));
  });

  test.each<[string, Options]>([
    ['tokens for an existing file system', existing({ fileSystemId: text(), mountName: text(), availabilityZone: text(), dnsName: text() })],
    ['the shortest id', existing({ fileSystemId: 'fs-01234567', mountName: 'f' })],
    ['the root as path of a bucket, with scratch files in it', { ...repository({ fileSystemPath: '/' }), scratchInDataRepository: true }],
    ['a prefix of one letter', repository({ prefix: 'a' })],
    ['backups for a day', backups(Duration.days(1))],
    ['backups for 90 days', backups(Duration.days(90))],
    ['no mount option', { mountOptions: [] }],
    ['a mount option with a value', { mountOptions: ['x-y=z', text()] }],
    ['a scratch directory of several parts', { scratchDirectory: 'a/b.c/d_e' }],
    ['2.10 without a bucket', shared({ lustreVersion: FsxLustreVersion.V2_10 })],
  ])('accepts %s', (_, options) => {
    expect(() => storage(options)).not.toThrow();
  });
});
