import type { AddonConfiguration } from '../../managed-addon/addon-configuration';

export interface VpcCniSpec {
  /** Whether the agent on each node enforces `NetworkPolicy` objects. */
  readonly networkPolicy: boolean;
}

/**
 * Prefix delegation gives a node addresses by /28 blocks: more pods, fewer calls to EC2.
 * The DaemonSet tolerates every taint by itself.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
 */
export function vpcCniConfiguration(spec: VpcCniSpec): AddonConfiguration {
  return {
    owned: { enableNetworkPolicy: String(spec.networkPolicy) }, // the add-on's schema wants a string
    defaults: { env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' } },
  };
}
