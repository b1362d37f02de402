import type { Construct } from 'constructs';
import { CoreDns } from './core-dns/core-dns';
import { EbsCsiDriver } from './ebs-csi-driver/ebs-csi-driver';
import { FsxCsiDriver } from './fsx-csi-driver/fsx-csi-driver';
import { KubeProxy } from './kube-proxy/kube-proxy';
import { LoadBalancerController } from './load-balancer-controller/load-balancer-controller';
import { MetricsServer } from './metrics-server/metrics-server';
import { PodIdentityAgent } from './pod-identity-agent/pod-identity-agent';
import { VpcCni } from './vpc-cni/vpc-cni';
import { AddonStage, type IClusterAddon } from '../contracts/addon';
import { oneOf, requireMethod, text } from '../private/checks';
import { refuse } from '../private/refusal';

/** The add-ons that every cluster has, in the order of their installation. */
const minimal = () => [new PodIdentityAgent(), new KubeProxy(), new VpcCni(), new CoreDns(), new EbsCsiDriver(), new MetricsServer()];

/** The add-ons that constructs ask for by name. */
const onDemand = (): IClusterAddon[] => [new FsxCsiDriver(), new LoadBalancerController()];

/** The add-ons of a cluster, each at most once. Those that some constructs need come by themselves, see `IClusterPlatform.requireAddon`. */
export class ClusterAddons {
  /**
   * The add-ons that no cluster can do without: VPC CNI, CoreDNS, kube-proxy, Pod Identity agent, EBS CSI driver and Metrics Server.
   *
   * None can be switched off; each can be adjusted, with `including`.
   */
  public static minimal(): ClusterAddons {
    return new ClusterAddons(minimal());
  }

  private constructor(
    /** @internal */
    public readonly _addons: readonly IClusterAddon[],
  ) {}

  /** The same with further add-ons. One takes the place of another of its name, and with it other options. Throws if it has no name. */
  public including(...addons: IClusterAddon[]): ClusterAddons {
    addons.forEach(validateAddon);
    return new ClusterAddons(addons.reduce(withAddon, this._addons));
  }
}

function withAddon(addons: readonly IClusterAddon[], addon: IClusterAddon): readonly IClusterAddon[] {
  const isSame = (other: IClusterAddon) => other.addonName === addon.addonName;
  return addons.some(isSame) ? addons.map((other) => (isSame(other) ? addon : other)) : [...addons, addon];
}

/** Plain JavaScript may pass anything. */
function validateAddon(addon: IClusterAddon, index: number): void {
  const prop = `addons[${index}]`;
  requireMethod(undefined, prop, addon, { type: 'IClusterAddon', method: 'bind', fix: 'pass an add-on such as `new VpcCni()`' });
  text(undefined, `${prop}.addonName`, addon.addonName, { must: 'be text that is not blank', fix: 'name the EKS add-on or the chart', literal: true });
  oneOf(undefined, `${prop}.stage`, addon.stage, Object.values(AddonStage));
}

/** The add-on of that name that a cluster installs when a construct asks for it. */
export function requireOnDemand(scope: Construct, addonName: string): IClusterAddon {
  const addons = onDemand();
  const found = addons.find((addon) => addon.addonName === addonName);
  return found ?? refuse(scope, 'addons:name', {
    prop: 'addonName',
    must: `be an add-on of the cluster or one of ${addons.map((addon) => addon.addonName).join(', ')}`,
    got: `"${addonName}"`,
    fix: 'add it to `addons` of the cluster, with `ClusterAddons.minimal().including(…)`',
  });
}
