import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FsxContext } from './fsx-provisioning';
import { FsxSecurityGroup } from './fsx-security-group';
import { fsxSubnet } from './fsx-subnet';
import type { FsxPerClaimOptions } from './options';
import { resolveFsx } from './validation';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { digest } from '../../private/names';
import { fsxParameters } from '../manifests/fsx';
import { storageClass } from '../manifests/storage-class';
import { StorageKeyAccess } from '../storage-key-access';
import { REMOVAL_TAG, storageTags, validateTags } from '../storage-tags';

export interface FsxClaimsProps extends FsxContext {
  readonly options: FsxPerClaimOptions;
}

/** Of 50 tags that a file system may have: what the driver and this library add. @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_TagResource.html */
const MOST_TAGS = 40;

/** The class of claims for which the driver makes file systems, and their security group. */
export class FsxClaims extends Construct {
  public readonly suffix: string;
  public readonly storageClassName: string;
  public readonly availabilityZone: string;
  public readonly sizeGiB: number;

  constructor(scope: Construct, id: string, { cluster, driver, mountOptions, options }: FsxClaimsProps) {
    super(scope, id);
    const spec = resolveFsx(scope, options);
    const subnet = fsxSubnet(scope, cluster, spec.subnetIndex);
    // The driver's list of tags has no way to quote.
    validateTags(scope, options.tags ?? {}, { forbidden: /[,=]/, most: MOST_TAGS });
    const kept = spec.removalPolicy === RemovalPolicy.RETAIN;
    const group = new FsxSecurityGroup(this, 'SecurityGroup', { cluster, removalPolicy: spec.removalPolicy });
    const parameters = fsxParameters({
      subnetId: subnet.subnetId,
      securityGroupId: group.securityGroupId,
      ...spec,
      deploymentType: spec.deployment.deploymentType,
      storageType: spec.deployment.storageType,
      throughput: spec.deployment.throughput,
      driveCache: spec.deployment._spec.driveCache,
      kmsKeyArn: options.kmsKey?.keyArn,
      maintenance: options.maintenance?.toTimestamp(),
      backupTime: options.backups?.startTime?.toTimestamp(),
      copyTags: options.backups?.copyTags,
      tags: { ...options.tags, ...storageTags(scope, cluster), ...(kept ? {} : REMOVAL_TAG) },
    });
    const identity = { parameters, mountOptions, capacity: spec.capacityGiB, removalPolicy: spec.removalPolicy };
    this.suffix = digest(8, scope.node.path, JSON.stringify(Stack.of(this).resolve(identity)));
    this.storageClassName = `fsx-shuffle-${this.suffix}`;
    this.availabilityZone = subnet.availabilityZone;
    this.sizeGiB = spec.capacityGiB;

    // As for every class: no parameter can change, so another digest is another resource.
    const bundle = new ManifestBundle(this, `Class${this.suffix}`, {
      target: cluster,
      objects: [storageClass({
        name: this.storageClassName,
        provisioner: 'fsx.csi.aws.com',
        parameters,
        reclaimPolicy: kept ? 'Retain' : 'Delete',
        // A file system takes minutes: it is made with the claim, not when a node already waits for it. Its subnet is fixed anyway.
        volumeBindingMode: 'Immediate',
        mountOptions,
      })],
    });
    bundle.node.addDependency(driver, group);
    this.allowKey({ cluster, options });
  }

  private allowKey({ cluster, options }: Pick<FsxClaimsProps, 'cluster' | 'options'>): void {
    if (options.kmsKey !== undefined) {
      new StorageKeyAccess(this, 'KeyAccess', {
        role: cluster.fsxCsiRole,
        key: options.kmsKey,
        service: 'fsx',
        storageClassName: this.storageClassName,
        attribute: 'fsxCsiRoleArn',
      });
    }
  }
}
