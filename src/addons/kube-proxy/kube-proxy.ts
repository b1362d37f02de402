import type { Construct } from 'constructs';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import { ManagedAddon } from '../managed-addon/managed-addon';
import type { ManagedAddonOptions } from '../managed-addon/options';

/** kube-proxy: addresses of services. One resource. */
export class KubeProxy implements IClusterAddon {
  public readonly addonName: string = 'kube-proxy';
  public readonly stage: AddonStage = AddonStage.BEFORE_NODES;
  private readonly options: ManagedAddonOptions;

  constructor(options: ManagedAddonOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    return { ready: new ManagedAddon(scope, 'KubeProxy', { ...options, addonName: this.addonName, options: this.options }) };
  }
}
