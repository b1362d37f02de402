import type { Construct } from 'constructs';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import type { ControllerValues } from '../../kubernetes/object';
import { AddonName } from '../../kubernetes/vocabulary';
import { flag } from '../../private/checks';
import { ManagedAddon } from '../managed-addon/managed-addon';
import type { ManagedAddonOptions } from '../managed-addon/options';

/** Settings of the Amazon VPC CNI add-on. */
export interface VpcCniOptions extends ManagedAddonOptions {
  /**
   * Whether the nodes enforce `NetworkPolicy` objects.
   *
   * Without it the network policies of teams have no effect.
   *
   * @default true
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
   */
  readonly networkPolicy?: boolean;
}

/** Amazon VPC CNI: addresses of pods, by prefixes. Two resources. */
export class VpcCni implements IClusterAddon {
  public readonly addonName: string = 'vpc-cni';
  public readonly stage: AddonStage = AddonStage.BEFORE_NODES;
  private readonly options: VpcCniOptions;

  constructor(options: VpcCniOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    const { networkPolicy = true, ...managed } = this.options;
    flag(scope, 'networkPolicy', networkPolicy);
    const agent = options.cluster.platform.tryFindAddon(AddonName.POD_IDENTITY_AGENT);
    const addon = new ManagedAddon(scope, 'VpcCni', {
      ...options,
      addonName: this.addonName,
      options: managed,
      values: vpcCniValues(networkPolicy),
      // https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html
      identity: { serviceAccount: 'aws-node', managedPolicy: 'AmazonEKS_CNI_Policy' },
      after: [...options.after, ...(agent === undefined ? [] : [agent.ready])], // which hands out the role
    });
    return { ready: addon, role: addon.role };
  }
}

/**
 * Prefix delegation gives a node addresses by /28 blocks: more pods, fewer calls to EC2.
 *
 * The DaemonSet tolerates every taint by itself.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
 */
function vpcCniValues(networkPolicy: boolean): ControllerValues {
  return {
    owned: { enableNetworkPolicy: String(networkPolicy) }, // the add-on's schema wants a string
    defaults: { env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' } },
    remedies: { enableNetworkPolicy: 'use `networkPolicy`' },
  };
}
