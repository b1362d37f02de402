import { isReservedNamespaceLabel, namespaceManifest } from '../../../../src/emr/team/manifests/namespace';

describe('namespaceManifest()', () => {
  test('labels the namespace for Pod Security and as a team', () => {
    expect(namespaceManifest({ namespace: 'emr-data-team-a', podSecurity: 'baseline' })).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'emr-data-team-a',
        labels: {
          'emr-eks-karpenter/team': 'emr-data-team-a',
          'pod-security.kubernetes.io/enforce': 'baseline',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
      },
    });
  });

  test('adds labels and annotations of the user', () => {
    expect(namespaceManifest({ namespace: 'a', podSecurity: 'privileged', labels: { costs: '42' }, annotations: { owner: 'ann' } }).metadata)
      .toMatchObject({ labels: { 'costs': '42', 'pod-security.kubernetes.io/enforce': 'privileged' }, annotations: { owner: 'ann' } });
  });

  test.each(['emr-eks-karpenter/team', 'kubernetes.io/metadata.name', 'pod-security.kubernetes.io/enforce', 'pod-security.kubernetes.io/warn-version'])('reserves the label %s', (label) => {
    expect(isReservedNamespaceLabel(label)).toBe(true);
  });

  test('leaves other labels to the user', () => {
    expect(isReservedNamespaceLabel('costs')).toBe(false);
  });
});
