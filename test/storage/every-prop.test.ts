import { Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lustre from 'aws-cdk-lib/aws-fsx';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IEmrEksCluster, IShuffleStorage, ShuffleStorageConfig } from '../../src/contracts';
import { EbsShuffleStorage } from '../../src/storage/ebs/ebs-shuffle-storage';
import { EbsDriverVolume, EbsFileSystem, type EbsShuffleStorageProps } from '../../src/storage/ebs/options';
import { FsxDeployment, FsxLustreVersion } from '../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage, type FsxShuffleStorageProps } from '../../src/storage/fsx/fsx-shuffle-storage';
import {
  type ExistingFsxOptions, type FsxBackups, type FsxDataRepository, FsxFileEvent, type FsxFileSystemOptions, type FsxPerClaimOptions,
  type SharedFsxOptions,
} from '../../src/storage/fsx/options';
import { FakeTeam } from '../support/fake-team';
import { deployedText, optionsIn, propsOf, type PropCases } from '../support/props';
import { FakeCluster, testStack } from '../support/stacks';

/** Makes a storage in a stack and returns what a profile of a team gets. */
type Build = (stack: Stack, options: any) => ShuffleStorageConfig;

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/sentinel';
/** Imported, so that it adds nothing itself. */
const elsewhere = () => testStack('Elsewhere');

/** A team of the cluster that the storage is for. */
const bind = (stack: Stack, cluster: IEmrEksCluster, storage: IShuffleStorage) => storage.bind(stack, {
  team: new FakeTeam(stack, 'Team', { cluster }),
});

const ebs: Build = (stack, { cluster = new FakeCluster(stack), ...options }) =>
  bind(stack, cluster, new EbsShuffleStorage(stack, 'Ebs', { cluster, ...options }));
const fsx: Build = (stack, { cluster = new FakeCluster(stack), provisioning = FsxProvisioning.sharedFileSystem(), ...options }) =>
  bind(stack, cluster, new FsxShuffleStorage(stack, 'Fsx', { cluster, provisioning, ...options }));
const shared: Build = (stack, options) => fsx(stack, { provisioning: FsxProvisioning.sharedFileSystem(options) });
const perClaim: Build = (stack, options) => fsx(stack, { provisioning: FsxProvisioning.perClaim(options) });
const existing: Build = (stack, options) => fsx(stack, {
  provisioning: FsxProvisioning.existingFileSystem({
    fileSystemId: 'fs-01234567', mountName: 'fsx', availabilityZone: 'eu-west-1a', ...options,
  }),
});
const persistent = { deployment: FsxDeployment.persistent2(125), removalPolicy: RemovalPolicy.DESTROY };
const data = (options: Partial<FsxDataRepository> = {}) => ({
  bucket: s3.Bucket.fromBucketName(elsewhere(), 'Data', 'data'), fileSystemPath: '/data', ...options,
});

const EBS: PropCases<EbsShuffleStorageProps> = {
  cluster: {
    options: (scope) => ({ cluster: new FakeCluster(scope, 'Sentinel', { clusterName: 'sentinel' }) }),
    shows: 'emr-eks-karpenter:cluster=sentinel',
  },
  size: { options: { size: Size.gibibytes(77) }, shows: '.options.sizeLimit":"77Gi"' },
  driverSize: { options: { driverSize: Size.gibibytes(77) }, shows: '.options.sizeLimit":"77Gi"' },
  driverVolume: { options: { driverVolume: EbsDriverVolume.PER_TEAM }, shows: '"kind":"PersistentVolumeClaim"' },
  iops: { options: { iops: 7777 }, shows: '"iops":"7777"' },
  throughputMiBps: { options: { throughputMiBps: 177 }, shows: '"throughput":"177"' },
  fileSystem: { options: { fileSystem: EbsFileSystem.EXT4 }, shows: '"csi.storage.k8s.io/fstype":"ext4"' },
  kmsKey: { options: { kmsKey: kms.Key.fromKeyArn(elsewhere(), 'Key', KEY) }, shows: `"kmsKeyId":"${KEY}"` },
  reuseVolumes: { options: { reuseVolumes: false }, shows: '"spark.kubernetes.driver.ownPersistentVolumeClaim":"false"' },
  tags: { options: { tags: { sentinel: 'x' } }, shows: '"sentinel=x"' },
  mountPath: { options: { mountPath: '/sentinel' }, shows: '.mount.path":"/sentinel"' },
  startupTaint: { options: { startupTaint: false }, shows: '"startupTaints":[]' },
};

const FSX: PropCases<FsxShuffleStorageProps> = {
  cluster: {
    options: (scope) => ({ cluster: new FakeCluster(scope, 'Sentinel', { clusterName: 'sentinel' }) }),
    shows: '"Value":"sentinel"',
  },
  provisioning: { options: { provisioning: FsxProvisioning.perClaim() }, shows: '"kind":"StorageClass"' },
  scratchDirectory: { options: { scratchDirectory: 'sentinel' }, shows: '"subPath":"sentinel/emr-data-team-a"' },
  // It permits what would be refused: another directory, where the other case shows the default.
  scratchInDataRepository: {
    options: {
      scratchInDataRepository: true,
      scratchDirectory: 'data/x',
      provisioning: FsxProvisioning.sharedFileSystem({ dataRepository: data() }),
    },
    shows: '"subPath":"data/x/emr-data-team-a"',
  },
  mountOptions: { options: { mountOptions: ['sentinel'] }, shows: '"mountOptions":["sentinel"]' },
  mountPath: { options: { mountPath: '/sentinel' }, shows: '"mountPath":"/sentinel"' },
  initImage: { options: { initImage: 'sentinel:1' }, shows: '"image":"sentinel:1"' },
  startupTaint: { options: { startupTaint: false }, shows: '"startupTaints":[]' },
};

const maintenance = new lustre.LustreMaintenanceTime({ day: lustre.Weekday.FRIDAY, hour: 7, minute: 7 });
/** The same options reach CloudFormation for one file system, and the class for many. */
const fileSystem = (shows: { readonly backups: string; readonly removalPolicy: string }): PropCases<FsxFileSystemOptions> => ({
  storageCapacity: { options: { storageCapacity: Size.gibibytes(4800) }, shows: '4800' },
  deployment: { options: { deployment: FsxDeployment.persistent2(1000) }, shows: 'PERSISTENT_2' },
  lustreVersion: { options: { lustreVersion: FsxLustreVersion.V2_12 }, shows: '"2.12"' },
  subnetIndex: { options: { subnetIndex: 1 }, shows: 'subnet-bbbbbbbb' },
  compression: { options: { compression: true }, shows: '"LZ4"' },
  kmsKey: { options: { ...persistent, kmsKey: kms.Key.fromKeyArn(elsewhere(), 'Key', KEY) }, shows: `"${KEY}"` },
  maintenance: { options: { maintenance }, shows: '"5:07:07"' },
  backups: { options: { ...persistent, backups: { retention: Duration.days(77) } }, shows: shows.backups },
  removalPolicy: { options: { removalPolicy: RemovalPolicy.RETAIN }, shows: shows.removalPolicy },
});
const FILE_SYSTEM = fileSystem({ backups: '"AutomaticBackupRetentionDays":77', removalPolicy: '"DeletionPolicy":"Retain"' });
const CLASS = fileSystem({ backups: '"automaticBackupRetentionDays":"77"', removalPolicy: '"reclaimPolicy":"Retain"' });
const BACKUPS: PropCases<FsxBackups> = {
  retention: { options: { retention: Duration.days(77) }, shows: '"AutomaticBackupRetentionDays":77' },
  startTime: {
    options: { startTime: new lustre.DailyAutomaticBackupStartTime({ hour: 7, minute: 7 }) },
    shows: '"DailyAutomaticBackupStartTime":"07:07"',
  },
  copyTags: { options: { copyTags: true }, shows: '"CopyTagsToBackups":true' },
};
const SHARED: PropCases<Pick<SharedFsxOptions, 'dataRepository'>> = {
  dataRepository: { options: { dataRepository: data() }, shows: 'AWS::FSx::DataRepositoryAssociation' },
};
const REPOSITORY: PropCases<FsxDataRepository> = {
  bucket: {
    options: { bucket: s3.Bucket.fromBucketName(elsewhere(), 'Sentinel', 'sentinel') }, shows: '"DataRepositoryPath":"s3://sentinel"',
  },
  prefix: { options: { prefix: 'sentinel' }, shows: '"DataRepositoryPath":"s3://data/sentinel"' },
  fileSystemPath: { options: { fileSystemPath: '/sentinel' }, shows: '"FileSystemPath":"/sentinel"' },
  importEvents: { options: { importEvents: [FsxFileEvent.CHANGED] }, shows: '"AutoImportPolicy":{"Events":["CHANGED"]}' },
  exportEvents: { options: { exportEvents: [FsxFileEvent.CHANGED] }, shows: '"AutoExportPolicy":{"Events":["CHANGED"]}' },
  importMetadata: { options: { importMetadata: false }, shows: '"BatchImportMetaDataOnCreate":false' },
};
const PER_CLAIM: PropCases<Pick<FsxPerClaimOptions, 'tags'>> = { tags: { options: { tags: { sentinel: 'x' } }, shows: 'sentinel=x' } };
/** `dataRepositoryPaths` is not deployed: it refuses scratch files there, see test/storage/fsx/fsx-file-system.test.ts. */
const EXISTING: PropCases<Omit<ExistingFsxOptions, 'dataRepositoryPaths'>> = {
  fileSystemId: { options: { fileSystemId: 'fs-77777777' }, shows: '"volumeHandle":"fs-77777777:emr-data-team-a"' },
  mountName: { options: { mountName: 'sentinel' }, shows: '"mountname":"sentinel"' },
  availabilityZone: { options: { availabilityZone: 'eu-west-1b' }, shows: '"topology.kubernetes.io/zone":"eu-west-1b"' },
  dnsName: { options: { dnsName: 'sentinel' }, shows: '"dnsname":"sentinel"' },
  storageCapacity: { options: { storageCapacity: Size.gibibytes(77) }, shows: '"storage":"77Gi"' },
  securityGroup: {
    options: { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(elsewhere(), 'Group', 'sg-sentinel') },
    shows: '"GroupId":"sg-sentinel"',
  },
};

const STRUCTS: Array<[string, string, PropCases<any>, Build]> = [
  ['EbsShuffleStorageProps', 'storage/ebs/options', EBS, ebs],
  ['FsxShuffleStorageProps', 'storage/fsx/fsx-shuffle-storage', FSX, fsx],
  ['FsxFileSystemOptions', 'storage/fsx/options', FILE_SYSTEM, shared],
  ['FsxFileSystemOptions', 'storage/fsx/options', CLASS, perClaim],
  ['FsxBackups', 'storage/fsx/options', BACKUPS, (stack, options) => shared(stack, {
    ...persistent, backups: { retention: Duration.days(1), ...options },
  })],
  ['SharedFsxOptions', 'storage/fsx/options', SHARED, shared],
  ['FsxDataRepository', 'storage/fsx/options', REPOSITORY, (stack, options) => shared(stack, { dataRepository: data(options) })],
  ['FsxPerClaimOptions', 'storage/fsx/options', PER_CLAIM, perClaim],
  ['ExistingFsxOptions', 'storage/fsx/options', EXISTING, existing],
];

function deployed(build: Build, options: object | ((scope: Stack) => object)): string {
  const stack = testStack();
  const { dependables, ...config } = build(stack, optionsIn(stack, options));
  return [deployedText(Template.fromStack(stack)), JSON.stringify(stack.resolve(config))].join('\n');
}

describe.each(STRUCTS)('%s', (struct, file, cases, build) => {
  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`${file}.ts`, struct).filter((prop) => prop !== 'dataRepositoryPaths'));
  });

  test.each(Object.entries(cases))('%s is deployed', (_, { options, shows }) => {
    expect(deployed(build, {})).not.toContain(shows);
    expect(deployed(build, options)).toContain(shows);
  });
});
