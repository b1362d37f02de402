import { Construct } from 'constructs';
import { defaultStorageClass, volumeTags } from './manifests/volumes';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import type { IManifestTarget } from '../../kubernetes/manifest-target';
import type { KubernetesObject } from '../../kubernetes/object';
import { AddonName } from '../../kubernetes/vocabulary';
import { ManagedAddon } from '../managed-addon/managed-addon';
import { csiDriverValues } from '../managed-addon/manifests/csi-driver';
import type { ManagedAddonOptions } from '../managed-addon/options';

/** Amazon EBS CSI driver: persistent volumes. Two resources. */
export class EbsCsiDriver implements IClusterAddon {
  public readonly addonName: string = AddonName.EBS_CSI_DRIVER;
  public readonly stage: AddonStage = AddonStage.CORE;
  private readonly options: ManagedAddonOptions;

  constructor(options: ManagedAddonOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    const addon = new ManagedAddon(scope, 'EbsCsi', {
      ...options,
      addonName: this.addonName,
      options: this.options,
      values: csiDriverValues(),
      valuesFromTags: volumeTags,
      // Only volumes that the driver made: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverPolicyV2.html
      identity: { serviceAccount: 'ebs-csi-controller-sa', managedPolicy: 'AmazonEBSCSIDriverPolicyV2' },
    });
    return { ready: addon, role: addon.role, published: true };
  }
}

export interface DefaultStorageClassProps {
  readonly target: IManifestTarget;
  /** Further objects that live as long as the cluster. @default - none */
  readonly objects?: KubernetesObject[];
}

/** The StorageClass of claims that name none, and further objects that every cluster has from beginning to end. */
export class DefaultStorageClass extends Construct {
  constructor(scope: Construct, id: string, props: DefaultStorageClassProps) {
    super(scope, id);
    new ManifestBundle(this, 'Bundle', { target: props.target, objects: [defaultStorageClass(), ...(props.objects ?? [])] });
  }
}
