import type { Construct } from 'constructs';
import { DnsAutoscaling } from './autoscaling';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import type { ControllerValues } from '../../kubernetes/object';
import { corePlacement } from '../../kubernetes/vocabulary';
import { requireMethod } from '../../private/checks';
import { ManagedAddon } from '../managed-addon/managed-addon';
import type { ManagedAddonOptions } from '../managed-addon/options';

/** Settings of the CoreDNS add-on. */
export interface CoreDnsOptions extends ManagedAddonOptions {
  /**
   * Scaling of CoreDNS.
   *
   * @default - EKS, from 2 to 10 replicas
   */
  readonly autoscaling?: DnsAutoscaling;
}

/** CoreDNS: names of services. One resource. */
export class CoreDns implements IClusterAddon {
  public readonly addonName: string = 'coredns';
  public readonly stage: AddonStage = AddonStage.CORE;
  private readonly options: CoreDnsOptions;

  constructor(options: CoreDnsOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    const { autoscaling = DnsAutoscaling.managed(), ...managed } = this.options;
    requireMethod(scope, 'autoscaling', autoscaling, { type: 'DnsAutoscaling', method: '_bounds', fix: 'use `DnsAutoscaling.managed()`' });
    return {
      ready: new ManagedAddon(scope, 'CoreDns', {
        ...options, addonName: this.addonName, options: managed, values: coreDnsValues(autoscaling),
      }),
    };
  }
}

/** The remedy for whoever sets a bound among the configuration values. */
const REMEDY = 'use `autoscaling`';

/** EKS itself scales CoreDNS with the cluster: max(nodes / 16, cores / 256). @see https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html */
function coreDnsValues(autoscaling: DnsAutoscaling): ControllerValues {
  const { nodeSelector, tolerations } = corePlacement();
  const autoScaling = { enabled: true, ...autoscaling._bounds() };
  return {
    owned: { autoScaling },
    // The first toleration is the add-on's own; a list replaces it.
    defaults: { nodeSelector, tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }, ...tolerations] },
    remedies: Object.fromEntries(Object.keys(autoScaling).map((bound) => [`autoScaling.${bound}`, REMEDY])),
  };
}
