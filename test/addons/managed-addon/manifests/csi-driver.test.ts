import { csiDriverValues } from '../../../../src/addons/managed-addon/manifests/csi-driver';

describe('csiDriverValues()', () => {
  // Keys: test/schemas/chart-values/aws-ebs-csi-driver-2.64.0.json and aws-fsx-csi-driver-1.17.0.json
  test('keeps the controller on core nodes and the plugin everywhere', () => {
    expect(csiDriverValues()).toEqual({
      owned: {},
      defaults: {
        controller: {
          nodeSelector: { 'emr-eks-karpenter/node-group': 'core' },
          tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }, { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
        },
        node: { tolerateAllTaints: true },
      },
    });
  });
});
