import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as fsx from 'aws-cdk-lib/aws-fsx';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FsxDeployment } from '../../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage, type FsxShuffleStorageProps } from '../../../src/storage/fsx/fsx-shuffle-storage';
import { type FsxDataRepository, FsxFileEvent, type SharedFsxOptions } from '../../../src/storage/fsx/options';
import { FakeCluster, testStack } from '../../support/stacks';

function template(shared: SharedFsxOptions, options: Partial<FsxShuffleStorageProps> = {}): Template {
  const stack = testStack();
  new FsxShuffleStorage(stack, 'Lustre', {
    cluster: new FakeCluster(stack), provisioning: FsxProvisioning.sharedFileSystem(shared), ...options,
  });
  return Template.fromStack(stack);
}

const repository = (more: Partial<FsxDataRepository> = {}): SharedFsxOptions => ({
  dataRepository: { bucket: s3.Bucket.fromBucketName(testStack('Elsewhere'), 'Data', 'data'), fileSystemPath: '/data', ...more },
});

describe('a data repository', () => {
  test('adds one resource, which imports and does not export', () => {
    const made = template(repository());
    const [fileSystem] = Object.keys(made.findResources('AWS::FSx::FileSystem'));
    made.resourceCountIs('AWS::FSx::DataRepositoryAssociation', 1);
    made.hasResource('AWS::FSx::DataRepositoryAssociation', {
      Properties: {
        FileSystemId: { Ref: fileSystem },
        FileSystemPath: '/data',
        DataRepositoryPath: 's3://data',
        BatchImportMetaDataOnCreate: true,
        S3: { AutoImportPolicy: { Events: ['NEW', 'CHANGED', 'DELETED'] }, AutoExportPolicy: Match.absent() },
      },
      DeletionPolicy: 'Delete',
    });
  });

  test('may be a prefix, follow some events, and export', () => {
    template(repository({ prefix: 'raw/taxi', importEvents: [], exportEvents: [FsxFileEvent.NEW], importMetadata: false }))
      .hasResourceProperties('AWS::FSx::DataRepositoryAssociation', {
        DataRepositoryPath: 's3://data/raw/taxi', BatchImportMetaDataOnCreate: false,
        S3: { AutoImportPolicy: Match.absent(), AutoExportPolicy: { Events: ['NEW'] } },
      });
  });

  test('is kept with its file system', () => {
    template({ ...repository(), removalPolicy: RemovalPolicy.RETAIN }).hasResource('AWS::FSx::DataRepositoryAssociation', {
      DeletionPolicy: 'Retain',
    });
  });

  test.each([
    ['data', '/data'], ['data/spark', '/data'], ['a', '/a/b'], ['spark-scratch', '/'],
  ])('fails with scratch files in %s under %s', (scratchDirectory, fileSystemPath) => {
    expect(() => template(repository({ fileSystemPath }), { scratchDirectory })).toThrow(new Error(
      `[Test/Lustre] \`scratchDirectory\` must be outside ${fileSystemPath}, which a bucket backs, got "${scratchDirectory}"; choose `
        + 'another directory, or set `scratchInDataRepository` if shuffle files are to be exported'));
  });

  test.each([
    ['data2', '/data'], ['database/x', '/data'], ['spark-scratch', '/data'],
  ])('accepts scratch files in %s beside %s', (scratchDirectory, fileSystemPath) => {
    expect(() => template(repository({ fileSystemPath }), { scratchDirectory })).not.toThrow();
  });

  test('accepts scratch files under it when told so', () => {
    expect(() => template(repository(), { scratchDirectory: 'data', scratchInDataRepository: true })).not.toThrow();
  });

  test('of an existing file system keeps scratch files out too', () => {
    const stack = testStack();
    const provisioning = FsxProvisioning.existingFileSystem({
      fileSystemId: 'fs-01234567', mountName: 'fsx', availabilityZone: 'eu-west-1a', dataRepositoryPaths: ['/a', '/spark-scratch'],
    });
    expect(() => new FsxShuffleStorage(stack, 'Lustre', { cluster: new FakeCluster(stack), provisioning })).toThrow(
      'must be outside /spark-scratch, which a bucket backs',
    );
  });
});

describe('a persistent file system', () => {
  test('names key, maintenance and backups', () => {
    template({
      deployment: FsxDeployment.persistent2(500),
      kmsKey: kms.Key.fromKeyArn(testStack('Elsewhere'), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
      compression: true,
      maintenance: new fsx.LustreMaintenanceTime({ day: fsx.Weekday.MONDAY, hour: 1, minute: 2 }),
      backups: { retention: Duration.days(90), startTime: new fsx.DailyAutomaticBackupStartTime({ hour: 23, minute: 59 }), copyTags: true },
    }).hasResourceProperties('AWS::FSx::FileSystem', {
      KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k',
      LustreConfiguration: {
        DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: 500, DataCompressionType: 'LZ4', WeeklyMaintenanceStartTime: '1:01:02',
        AutomaticBackupRetentionDays: 90, DailyAutomaticBackupStartTime: '23:59', CopyTagsToBackups: true,
      },
    });
  });
});
