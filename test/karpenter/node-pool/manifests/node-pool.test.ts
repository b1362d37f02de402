import { nodePoolManifest, requirementLabels, type NodePoolSpec } from '../../../../src/karpenter/node-pool/manifests/node-pool';

const spec: NodePoolSpec = {
  name: 'pool',
  nodeClassName: 'spark',
  families: ['c5d'],
  vcpus: [4, 8],
  architectures: ['amd64'],
  capacityTypes: ['spot', 'on-demand'],
  minimumGeneration: 3,
  labels: { team: 'a' },
  taints: [],
  startupTaints: [],
  limits: { vcpus: 1000 },
  weight: 10,
  disruption: {
    consolidationPolicy: 'WhenEmpty',
    consolidateAfterSeconds: 30,
    budgets: [{ nodes: '10%' }],
    expireAfterSeconds: 720 * 3600,
    terminationGraceSeconds: 5400,
  },
};

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

// Fields: https://karpenter.sh/docs/concepts/nodepools/
describe('nodePoolManifest()', () => {
  test('renders the least', () => {
    expect(plain(nodePoolManifest(spec))).toEqual({
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name: 'pool' },
      spec: {
        template: {
          metadata: { labels: { team: 'a' } },
          spec: {
            nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'spark' },
            requirements: [
              { key: 'karpenter.k8s.aws/instance-family', operator: 'In', values: ['c5d'] },
              { key: 'karpenter.k8s.aws/instance-cpu', operator: 'In', values: ['4', '8'] },
              { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
              { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot', 'on-demand'] },
              { key: 'karpenter.k8s.aws/instance-hypervisor', operator: 'In', values: ['nitro'] },
              { key: 'karpenter.k8s.aws/instance-generation', operator: 'Gt', values: ['2'] },
            ],
            expireAfter: '720h',
            terminationGracePeriod: '90m',
          },
        },
        limits: { cpu: 1000 },
        weight: 10,
        disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '30s', budgets: [{ nodes: '10%' }] },
      },
    });
  });

  test('renders every field', () => {
    const object = plain(nodePoolManifest({
      ...spec,
      zones: ['eu-west-1a'],
      annotations: { note: 'x' },
      taints: [{ key: 'pool', effect: 'NoSchedule' }],
      startupTaints: [{ key: 'ebs', value: 'v', effect: 'NoExecute' }],
      limits: { vcpus: 8, memoryMiB: 1024, nodes: 2 },
      disruption: {
        consolidationPolicy: 'Balanced',
        consolidateAfterSeconds: 0,
        budgets: [{ nodes: '0', reasons: ['Drifted'], schedule: '@daily', durationMinutes: 90 }],
        terminationGraceSeconds: 1,
      },
    }));

    expect(object.spec.template.metadata.annotations).toEqual({ note: 'x' });
    expect(object.spec.template.spec.requirements).toContainEqual({
      key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-west-1a'],
    });
    expect(object.spec.template.spec).toMatchObject({
      taints: [{ key: 'pool', effect: 'NoSchedule' }],
      startupTaints: [{ key: 'ebs', value: 'v', effect: 'NoExecute' }],
      expireAfter: 'Never',
      terminationGracePeriod: '1s',
    });
    expect(object.spec.limits).toEqual({ cpu: 8, memory: '1024Mi', nodes: 2 });
    expect(object.spec.disruption).toEqual({
      consolidationPolicy: 'Balanced', consolidateAfter: '0s', budgets: [
        { nodes: '0', reasons: ['Drifted'], schedule: '@daily', duration: '90m' },
      ],
    });
  });

  test('consolidates never', () => {
    const { consolidateAfterSeconds, ...disruption } = spec.disruption;
    expect(nodePoolManifest({ ...spec, disruption }).spec).toMatchObject({ disruption: { consolidateAfter: 'Never' } });
  });
});

describe('requirementLabels()', () => {
  test('names a zone only when there is one', () => {
    expect(requirementLabels(spec)).not.toContain('topology.kubernetes.io/zone');
    expect(requirementLabels({ ...spec, zones: ['a'] })).toContain('topology.kubernetes.io/zone');
  });
});
