import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { FsxSecurityGroup } from './fsx-security-group';
import { fsxParameters } from './manifests/class-parameters';
import type { FsxPerClaimOptions } from './options';
import { type FsxContext, requireSubnet, resolveFsx } from './spec';
import { validateFsx } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { AddonName } from '../../kubernetes/vocabulary';
import { digest } from '../../private/names';
import { storageClass } from '../manifests/storage-class';
import { StorageKeyAccess } from '../storage-key-access';
import { REMOVAL_TAG, sortedTags, storageTags, validateTags } from '../storage-tags';

export interface FsxClaimsProps extends FsxContext {
  readonly options: FsxPerClaimOptions;
}

/** The class of claims for which the driver makes file systems, and their security group. */
export class FsxClaims extends Construct {
  public readonly suffix: string;
  public readonly storageClassName: string;
  public readonly availabilityZone: string;
  public readonly sizeGiB: number;

  constructor(scope: Construct, id: string, { cluster, driver, mountOptions, options }: FsxClaimsProps) {
    super(scope, id);
    const { tags = {}, kmsKey } = options;
    const spec = resolveFsx(scope, options);
    const subnet = requireSubnet(scope, cluster, spec.subnetIndex);
    validateFsx(scope, spec, options);
    // The driver's list of tags has no way to quote.
    validateTags(scope, tags, { hasEquals: false });

    const isRetained = spec.removalPolicy === RemovalPolicy.RETAIN;
    const group = new FsxSecurityGroup(this, 'SecurityGroup', { cluster, removalPolicy: spec.removalPolicy });
    const { deploymentType, storageType, throughputMBpsPerTiB, _spec: { driveCache } } = spec.deployment;
    const parameters = fsxParameters({
      ...spec,
      subnetId: subnet.subnetId,
      securityGroupId: group.securityGroupId,
      deploymentType,
      storageType,
      throughputMBpsPerTiB,
      driveCache,
      tags: sortedTags({ ...tags, ...storageTags(scope, cluster), ...(isRetained ? {} : REMOVAL_TAG) }),
    });
    const { storageCapacityGiB, removalPolicy } = spec;
    const identity = { parameters, mountOptions, capacity: storageCapacityGiB, removalPolicy };
    this.suffix = digest(8, scope.node.path, JSON.stringify(Stack.of(this).resolve(identity)));
    this.storageClassName = `fsx-shuffle-${this.suffix}`;
    this.availabilityZone = subnet.availabilityZone;
    this.sizeGiB = storageCapacityGiB;
    this.createClass({ cluster, parameters, mountOptions, isRetained }).node.addDependency(driver, group);
    this.allowKey(cluster, kmsKey);
  }

  /** As for every class: no parameter can change, so another digest is another resource. */
  private createClass({ cluster, parameters, mountOptions, isRetained }: FsxClassOptions): Construct {
    return new ManifestBundle(this, `Class${this.suffix}`, {
      target: cluster,
      objects: [storageClass({
        name: this.storageClassName,
        provisioner: 'fsx.csi.aws.com',
        parameters,
        reclaimPolicy: isRetained ? 'Retain' : 'Delete',
        // A file system takes minutes: it is made with the claim, not when a node already waits for it. Its subnet is
        // fixed anyway.
        volumeBindingMode: 'Immediate',
        mountOptions,
      })],
    });
  }

  private allowKey(cluster: IEmrEksCluster, key?: kms.IKey): void {
    if (key !== undefined) {
      new StorageKeyAccess(this, 'KeyAccess', {
        role: cluster.platform.tryFindAddon(AddonName.FSX_CSI_DRIVER)?.role,
        key,
        service: 'fsx',
        storageClassName: this.storageClassName,
        addonName: AddonName.FSX_CSI_DRIVER,
      });
    }
  }
}

interface FsxClassOptions {
  readonly cluster: IEmrEksCluster;
  readonly parameters: { readonly [name: string]: string };
  readonly mountOptions: string[];
  readonly isRetained: boolean;
}
