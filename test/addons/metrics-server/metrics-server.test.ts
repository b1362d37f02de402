import { MetricsServer } from '../../../src/addons/metrics-server/metrics-server';
import { bindAddon, configurationOf } from '../../support/addons';

describe('MetricsServer', () => {
  test('runs on core nodes', () => {
    expect(configurationOf(bindAddon(new MetricsServer()).template)).toEqual({
      nodeSelector: { 'emr-eks-karpenter/node-group': 'core' }, tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
    });
  });

  // https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/node_groups.tf
  test('asks for its port', () => {
    expect(bindAddon(new MetricsServer()).config.webhookPorts).toEqual([10251]);
  });
});
