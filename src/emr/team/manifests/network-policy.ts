import type { KubernetesObject } from '../../../kubernetes/object';
import { Label } from '../../../kubernetes/vocabulary';

/**
 * Address of the EKS Pod Identity agent on every node.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
 */
const POD_IDENTITY_AGENT = '169.254.170.23/32';

export interface NetworkPolicySpec {
  readonly namespace: string;
  /** Other namespaces whose pods may connect. */
  readonly ingressNamespaces: string[];
  /** Addresses outside the cluster that may connect. */
  readonly ingressCidrs: string[];
  /** Addresses that pods may connect to; absent, egress is not restricted. */
  readonly egressCidrs?: string[];
}

/**
 * Pods of a team talk to each other, to nobody else's pods unless named.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicyManifest(spec: NetworkPolicySpec): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'team', namespace: spec.namespace },
    spec: {
      podSelector: {},
      policyTypes: spec.egressCidrs === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: [{
        from: [
          { podSelector: {} },
          ...[...spec.ingressNamespaces].sort().map((name) => ({
            namespaceSelector: { matchLabels: { [Label.NAMESPACE_NAME]: name } },
          })),
          ...[...spec.ingressCidrs].sort().map(block),
        ],
      }],
      ...(spec.egressCidrs === undefined ? {} : { egress: egressRules(spec.egressCidrs) }),
    },
  };
}

/** Besides the addresses named: pods of the team, the cluster's DNS and the agent that hands out credentials. */
function egressRules(cidrs: string[]): object[] {
  return [
    { to: [{ podSelector: {} }, ...[...cidrs].sort().map(block)] },
    {
      to: [
        {
          namespaceSelector: { matchLabels: { [Label.NAMESPACE_NAME]: 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
    },
    { to: [block(POD_IDENTITY_AGENT)], ports: [{ protocol: 'TCP', port: 80 }] },
  ];
}

function block(cidr: string): object {
  return { ipBlock: { cidr } };
}
