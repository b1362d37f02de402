import type { Construct } from 'constructs';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import { corePlacement } from '../../kubernetes/vocabulary';
import { ManagedAddon } from '../managed-addon/managed-addon';
import type { ManagedAddonOptions } from '../managed-addon/options';

/**
 * Port on which the add-on listens.
 *
 * @see https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/node_groups.tf (rule `ingress_cluster_10251_webhook`)
 */
const PORT = 10251;

/** Metrics Server: CPU and memory of pods and nodes. One resource. */
export class MetricsServer implements IClusterAddon {
  public readonly addonName: string = 'metrics-server';
  public readonly stage: AddonStage = AddonStage.CORE;
  private readonly options: ManagedAddonOptions;

  constructor(options: ManagedAddonOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    const addon = new ManagedAddon(scope, 'MetricsServer', {
      ...options,
      addonName: this.addonName,
      options: this.options,
      // The add-on itself brings two replicas and a disruption budget: https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
      values: { owned: {}, defaults: { ...corePlacement() } },
    });
    return { ready: addon, webhookPorts: [PORT] };
  }
}
