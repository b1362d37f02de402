import { DnsAutoscaling } from '../../../src/addons/core-dns/autoscaling';
import { CoreDns } from '../../../src/addons/core-dns/core-dns';
import { bindAddon, configurationOf } from '../../support/addons';

describe('CoreDns', () => {
  test('is scaled by EKS, on core nodes', () => {
    expect(configurationOf(bindAddon(new CoreDns()).template)).toEqual({
      autoScaling: { enabled: true, minReplicas: 2, maxReplicas: 10 },
      nodeSelector: { 'emr-eks-karpenter/node-group': 'core' },
      tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }, { key: 'CriticalAddonsOnly', operator: 'Exists' }],
    });
  });

  test('autoscaling moves the bounds', () => {
    const autoscaling = DnsAutoscaling.managed({ minReplicas: 3, maxReplicas: 30 });
    expect(configurationOf(bindAddon(new CoreDns({ autoscaling })).template).autoScaling).toEqual({ enabled: true, minReplicas: 3, maxReplicas: 30 });
  });

  test('fails on an autoscaling that is none', () => {
    expect(() => bindAddon(new CoreDns({ autoscaling: { minReplicas: 2 } as unknown as DnsAutoscaling }))).toThrow(new Error(
      '[Test] `autoscaling` must be a `DnsAutoscaling`, got {"minReplicas":2}; use `DnsAutoscaling.managed()`'));
  });
});
