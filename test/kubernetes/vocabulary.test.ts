import { corePlacement } from '../../src/kubernetes/vocabulary';

describe('corePlacement()', () => {
  test('selects core nodes and tolerates their taint', () => {
    expect(corePlacement()).toEqual({
      nodeSelector: { 'emr-eks-karpenter/node-group': 'core' },
      tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
    });
  });

  test('is a fresh object each time', () => {
    expect(corePlacement()).not.toBe(corePlacement());
  });
});
