import { Stack, Tags } from 'aws-cdk-lib';
import * as fsx from 'aws-cdk-lib/aws-fsx';
import { Construct } from 'constructs';
import { FsxSecurityGroup } from './fsx-security-group';
import type { FsxDataRepository, SharedFsxOptions } from './options';
import { type FsxSpec, requireSubnet, resolveFsx } from './spec';
import { validateDataRepository, validateFsx } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';

export interface FsxFileSystemProps {
  readonly cluster: IEmrEksCluster;
  readonly options: SharedFsxOptions;
}

/** One file system with its security group, and its link to a bucket. */
export class FsxFileSystem extends Construct {
  public readonly fileSystemId: string;
  public readonly dnsName: string;
  public readonly mountName: string;
  public readonly availabilityZone: string;
  public readonly sizeGiB: number;
  /** Directories that a bucket backs. */
  public readonly repositories: string[];
  /** Props that make another file system of it, or another size: a volume of Kubernetes can follow neither. */
  public readonly identity: string;

  constructor(scope: Construct, id: string, { cluster, options }: FsxFileSystemProps) {
    super(scope, id);
    const spec = resolveFsx(scope, options);
    const subnet = requireSubnet(scope, cluster, spec.subnetIndex);
    validateFsx(scope, spec, options);
    if (options.dataRepository !== undefined) {
      validateDataRepository(scope, spec, options.dataRepository);
    }
    const group = new FsxSecurityGroup(this, 'SecurityGroup', { cluster, removalPolicy: spec.removalPolicy });
    const fixed = {
      fileSystemType: 'LUSTRE',
      fileSystemTypeVersion: spec.lustreVersion,
      storageCapacity: spec.storageCapacityGiB,
      storageType: spec.deployment.storageType,
      subnetIds: [subnet.subnetId],
      kmsKeyId: spec.kmsKeyArn,
    };
    const resource = new fsx.CfnFileSystem(this, 'Resource', {
      ...fixed,
      securityGroupIds: [group.securityGroupId],
      lustreConfiguration: lustreConfiguration(spec),
    });
    resource.applyRemovalPolicy(spec.removalPolicy);
    // FSx checks at creation that its servers may talk to each other.
    resource.node.addDependency(group);
    Tags.of(resource).add('Name', `${cluster.clusterName}-${scope.node.id}`);

    this.fileSystemId = resource.ref;
    this.dnsName = resource.attrDnsName;
    this.mountName = resource.attrLustreMountName;
    this.availabilityZone = subnet.availabilityZone;
    this.sizeGiB = spec.storageCapacityGiB;
    const { deploymentType } = spec.deployment;
    this.identity = JSON.stringify(Stack.of(this).resolve({ ...fixed, deploymentType }));
    this.repositories = options.dataRepository === undefined ? [] : [this.associate(spec, options.dataRepository)];
  }

  private associate(spec: FsxSpec, { bucket, prefix, fileSystemPath, ...repository }: FsxDataRepository): string {
    const { importEvents = ['NEW', 'CHANGED', 'DELETED'], exportEvents = [], importMetadata = true } = repository;
    const association = new fsx.CfnDataRepositoryAssociation(this, 'DataRepository', {
      fileSystemId: this.fileSystemId,
      fileSystemPath,
      dataRepositoryPath: bucket.s3UrlForObject(prefix),
      batchImportMetaDataOnCreate: importMetadata,
      s3: {
        autoImportPolicy: importEvents.length === 0 ? undefined : { events: [...importEvents] },
        autoExportPolicy: exportEvents.length === 0 ? undefined : { events: [...exportEvents] },
      },
    });
    association.applyRemovalPolicy(spec.removalPolicy);
    return fileSystemPath;
  }
}

/**
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-fsx-filesystem-lustreconfiguration.html
 */
function lustreConfiguration(spec: FsxSpec): fsx.CfnFileSystem.LustreConfigurationProperty {
  const { deployment } = spec;
  return {
    deploymentType: deployment.deploymentType,
    perUnitStorageThroughput: deployment.throughputMBpsPerTiB,
    driveCacheType: deployment._spec.driveCache,
    dataCompressionType: spec.compression ? 'LZ4' : 'NONE',
    weeklyMaintenanceStartTime: spec.maintenance,
    // Written out: the documentation of FSx names 0 in one place and 30 in another as its default.
    automaticBackupRetentionDays: deployment.isPersistent ? spec.backupDays ?? 0 : undefined,
    dailyAutomaticBackupStartTime: spec.backupTime,
    copyTagsToBackups: spec.copyTags,
  };
}
