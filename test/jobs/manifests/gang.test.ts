import { taskGroups } from '../../../src/jobs/manifests/gang';
import type { JsonObject } from '../../../src/jobs/manifests/pod-template';

const REQUEST = { cpuMillis: 1100, memoryMiB: 5120 };

function groupOf(role: 'driver' | 'executor', template: JsonObject, conf = {}): JsonObject {
  return taskGroups([{ role, members: 3, request: REQUEST, template, conf }])[0];
}

// Fields: https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/cache/amprotocol.go `TaskGroup`
describe('taskGroups()', () => {
  test('of pods that may run anywhere hold what they request, and nothing about places', () => {
    expect(groupOf('executor', { spec: {} })).toEqual({
      name: 'spark-executor',
      minMember: 3,
      minResource: { cpu: '1100m', memory: '5120Mi' },
      annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
    });
  });

  test('hold everything by which a place is chosen', () => {
    const tolerations = [{ key: 'spark', operator: 'Exists' }];
    const affinity = { podAntiAffinity: {} };
    const topologySpreadConstraints = [{ maxSkew: 1 }];
    const template = { metadata: { labels: { app: 'taxi' } }, spec: { nodeSelector: { pool: 'spark' }, tolerations, affinity, topologySpreadConstraints } };
    const conf = {
      'spark.kubernetes.node.selector.zone': 'a',
      'spark.kubernetes.driver.node.selector.disk': 'fast',
      'spark.kubernetes.executor.node.selector.disk': 'slow',
      'spark.kubernetes.driver.label.stage': 'live',
      'spark.kubernetes.driver.label.yunikorn.apache.org/queue': 'root.emr',
    };
    expect(groupOf('driver', template, conf)).toMatchObject({
      labels: { app: 'taxi', stage: 'live' },
      nodeSelector: { pool: 'spark', zone: 'a', disk: 'fast' },
      tolerations,
      affinity,
      topologySpreadConstraints,
    });
  });
});
