import type { Place, PodFacts } from '../../../inspect/report/facts/model';
import { admits } from '../../../inspect/report/facts/scheduling';

const POOL: Place = {
  name: 'pool',
  labels: { 'karpenter.sh/nodepool': 'pool' },
  requirements: [
    { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] },
    { key: 'karpenter.k8s.aws/instance-cpu', operator: 'Gt', values: ['4'] },
    { key: 'team', operator: 'Exists', values: [] },
  ],
  taints: [{ key: 'pool', value: 'true', effect: 'NoSchedule' }, { key: 'soft', value: '', effect: 'PreferNoSchedule' }],
};
const CORE: Place = { name: 'core', labels: {}, requirements: [], taints: [] };
const TOLERATION = { key: 'pool', operator: 'Equal', value: 'true', effect: 'NoSchedule' };

const pod = (rest: Partial<PodFacts> = {}) => ({ nodeSelector: {}, requiredTerms: [], tolerations: [TOLERATION], ...rest });
const wants = (key: string, operator: string, ...values: string[]) => pod({ requiredTerms: [[{ key, operator, values }]] });

describe('admits()', () => {
  test.each([
    ['an empty wish', pod()],
    ['its own name', pod({ nodeSelector: { 'karpenter.sh/nodepool': 'pool' } })],
    ['a capacity type it sells', pod({ nodeSelector: { 'karpenter.sh/capacity-type': 'spot' } })],
    ['a label that every node has', pod({ nodeSelector: { 'topology.kubernetes.io/zone': 'eu-west-1a' } })],
    ['a label that Karpenter sets', pod({ nodeSelector: { 'karpenter.k8s.aws/instance-local-nvme': '100' } })],
    ['a value within a bound', pod({ nodeSelector: { 'karpenter.k8s.aws/instance-cpu': '8' } })],
    ['any value of an open label', pod({ nodeSelector: { team: 'a' } })],
    ['one term of two', pod({
      requiredTerms: [[{ key: 'x', operator: 'Exists', values: [] }], [{ key: 'karpenter.sh/nodepool', operator: 'Exists', values: [] }]],
    })],
    ['the absence of a label it lacks', wants('gpu', 'DoesNotExist')],
    ['another value than one it lacks', wants('gpu', 'NotIn', 'a')],
    ['bounds that meet', wants('karpenter.k8s.aws/instance-cpu', 'Lt', '64')],
    ['a toleration of everything', pod({ tolerations: [{ operator: 'Exists' }] })],
    ['a toleration of the key', pod({ tolerations: [{ key: 'pool', operator: 'Exists' }] })],
  ])('a pool takes %s', (_, wish) => {
    expect(admits(POOL, wish)).toBe(true);
  });

  test.each([
    ['another name', pod({ nodeSelector: { 'karpenter.sh/nodepool': 'other' } })],
    ['a capacity type it does not sell', pod({ nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' } })],
    ['a value outside a bound', pod({ nodeSelector: { 'karpenter.k8s.aws/instance-cpu': '4' } })],
    ['a label it lacks', pod({ nodeSelector: { gpu: 'a' } })],
    ['the absence of a label it has', wants('karpenter.sh/nodepool', 'DoesNotExist')],
    ['the absence of a label it may have', wants('team', 'DoesNotExist')],
    ['no toleration', pod({ tolerations: [] })],
    ['a toleration of another value', pod({ tolerations: [{ ...TOLERATION, value: 'false' }] })],
    ['a toleration of another effect', pod({ tolerations: [{ ...TOLERATION, effect: 'NoExecute' }] })],
    ['an operator nobody knows', wants('karpenter.sh/nodepool', 'Near', 'pool')],
  ])('a pool refuses %s', (_, wish) => {
    expect(admits(POOL, wish)).toBe(false);
  });

  test('core nodes take what selects nothing, and never what selects a pool', () => {
    expect(admits(CORE, pod({ tolerations: [] }))).toBe(true);
    expect(admits(CORE, pod({ nodeSelector: { 'karpenter.sh/nodepool': 'pool' } }))).toBe(false);
  });
});
