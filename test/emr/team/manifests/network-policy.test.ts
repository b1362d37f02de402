import { networkPolicyManifest } from '../../../../src/emr/team/manifests/network-policy';

describe('networkPolicyManifest()', () => {
  test('admits the pods of the namespace only, and leaves egress alone', () => {
    expect(networkPolicyManifest({ namespace: 'team-a', ingressNamespaces: [], ingressCidrs: [] })).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'team', namespace: 'team-a' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
    });
  });

  test('admits other namespaces and address ranges, in a fixed order', () => {
    const policy = networkPolicyManifest({ namespace: 'team-a', ingressNamespaces: ['prometheus', 'kubecost'], ingressCidrs: ['10.1.1.0/24', '10.1.0.0/24'] });
    expect(policy.spec).toMatchObject({
      ingress: [{
        from: [
          { podSelector: {} },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kubecost' } } },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'prometheus' } } },
          { ipBlock: { cidr: '10.1.0.0/24' } },
          { ipBlock: { cidr: '10.1.1.0/24' } },
        ],
      }],
    });
  });

  test('restricts egress to what is named, DNS and the Pod Identity agent', () => {
    const policy = networkPolicyManifest({ namespace: 'team-a', ingressNamespaces: [], ingressCidrs: [], egressCidrs: ['10.1.0.0/16'] });
    expect(policy.spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        { to: [{ podSelector: {} }, { ipBlock: { cidr: '10.1.0.0/16' } }] },
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
        },
        { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] },
      ],
    });
  });

  test('does not reorder what it was given', () => {
    const ingressNamespaces = Object.freeze(['b', 'a']) as string[];
    networkPolicyManifest({ namespace: 'team-a', ingressNamespaces, ingressCidrs: [] });
    expect(ingressNamespaces).toEqual(['b', 'a']);
  });
});
