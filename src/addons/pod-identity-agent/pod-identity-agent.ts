import type { Construct } from 'constructs';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import { AddonName } from '../../kubernetes/vocabulary';
import { ManagedAddon } from '../managed-addon/managed-addon';
import type { ManagedAddonOptions } from '../managed-addon/options';

/**
 * EKS Pod Identity agent: AWS credentials of pods. One resource.
 *
 * It tolerates every taint: https://github.com/aws/eks-pod-identity-agent/blob/main/charts/eks-pod-identity-agent/values.yaml
 */
export class PodIdentityAgent implements IClusterAddon {
  public readonly addonName: string = AddonName.POD_IDENTITY_AGENT;
  public readonly stage: AddonStage = AddonStage.BEFORE_NODES;
  private readonly options: ManagedAddonOptions;

  constructor(options: ManagedAddonOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    return { ready: new ManagedAddon(scope, 'PodIdentityAgent', { ...options, addonName: this.addonName, options: this.options }) };
  }
}
