import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fsxCleanUpStatements, fsxCsiStatements } from './policies/driver';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import { AddonName } from '../../kubernetes/vocabulary';
import { ManagedAddon } from '../managed-addon/managed-addon';
import { csiDriverValues } from '../managed-addon/manifests/csi-driver';
import type { ManagedAddonOptions } from '../managed-addon/options';

/**
 * Amazon FSx for Lustre CSI driver: shared file systems. Two resources.
 *
 * The first `FsxShuffleStorage` installs it; add it to `ClusterAddons` to adjust it, or to have it in any case.
 */
export class FsxCsiDriver implements IClusterAddon {
  public readonly addonName: string = AddonName.FSX_CSI_DRIVER;
  public readonly stage: AddonStage = AddonStage.EXTENSION;
  private readonly options: ManagedAddonOptions;

  constructor(options: ManagedAddonOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    const stack = Stack.of(scope);
    const addon = new ManagedAddon(scope, 'FsxCsi', {
      ...options,
      addonName: this.addonName,
      options: this.options,
      values: csiDriverValues(),
      // https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi-create.html, which takes AmazonFSxFullAccess
      identity: {
        serviceAccount: 'fsx-csi-controller-sa',
        statements: fsxCsiStatements({
          fileSystemArn: stack.formatArn({ service: 'fsx', resource: 'file-system', resourceName: '*' }),
          serviceLinkedRoleArn: stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/fsx.amazonaws.com/*' }),
        }),
      },
    });
    const statements = fsxCleanUpStatements({
      fileSystemArn: Fn.sub('arn:${AWS::Partition}:fsx:${AWS::Region}:${AWS::AccountId}:file-system/*'),
      clusterName: options.cluster.clusterName,
    });
    return { ready: addon, role: addon.role, cleanUp: { statements, fileSystems: true }, published: true };
  }
}
