import { App, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CapacityType, CpuArchitecture } from '../../../src/contracts/node-pool';
import { SparkRole } from '../../../src/contracts/placement';
import { NodePoolTaint } from '../../../src/karpenter/node-pool/node-pool-taint';
import type { SparkNodePoolOptions } from '../../../src/karpenter/node-pool/options';
import { SparkCapacityTypes } from '../../../src/karpenter/node-pool/spark-capacity-types';
import { SparkNodePool } from '../../../src/karpenter/node-pool/spark-node-pool';
import { SparkNodePoolPreset } from '../../../src/karpenter/node-pool/spark-node-pool-preset';
import { manifestsOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';
import { refusal } from '../support';

const SHARED = { 'pool.emr-eks-karpenter/first': 'true' };

let stack: Stack;
let cluster: FakeCluster;

beforeEach(() => {
  stack = testStack('Test', new App());
  cluster = new FakeCluster(stack);
});

function pool(nodePoolName: string, options: SparkNodePoolOptions = {}): SparkNodePool {
  return new SparkNodePool(stack, nodePoolName, { cluster, nodePoolName, weight: nodePoolName === 'first' ? 20 : 10, ...options });
}

function labelsOf(nodePoolName: string): any {
  const objects = manifestsOf(Template.fromStack(stack)).flat() as any[];
  return objects.find(({ metadata }) => metadata.name === nodePoolName).spec.template.metadata.labels;
}

describe('SparkNodePool.addFallbackPool()', () => {
  test('carries startup taints over to the fallback, before or after', () => {
    const [first, second] = [pool('first'), pool('second')];
    first.addStartupTaint({ key: 'early', effect: 'NoExecute' });
    first.addFallbackPool(second);
    first.addStartupTaint({ key: 'late', effect: 'NoExecute' });
    second.addStartupTaint({ key: 'own', effect: 'NoExecute' });
    const keysOf = (name: string) => (manifestsOf(Template.fromStack(stack)).flat() as any[])
      .find(({ metadata }) => metadata.name === name).spec.template.spec.startupTaints.map(({ key }: any) => key);
    expect(keysOf('first')).toEqual(['early', 'late']);
    expect(keysOf('second')).toEqual(['own', 'early', 'late']);
  });

  test('gives pods the nodes of both pools, and their taints', () => {
    const first = pool('first');
    first.addFallbackPool(pool('second', { taint: NodePoolTaint.of({ key: 'spare' }) }));
    expect(first.placement(SparkRole.EXECUTOR)).toEqual({
      nodeSelector: SHARED,
      tolerations: [
        { key: 'first', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
        { key: 'spare', operator: 'Exists', effect: 'NoSchedule' },
      ],
      annotations: {},
    });
    expect(first.placement(SparkRole.DRIVER).nodeSelector).toEqual({ ...SHARED, 'karpenter.sh/capacity-type': 'on-demand' });
    expect(labelsOf('first')).toEqual({ type: 'karpenter', provisioner: 'first', NodeGroupType: 'SparkComputeOptimized', ...SHARED });
    expect(labelsOf('second')).toEqual({ type: 'karpenter', provisioner: 'second', NodeGroupType: 'SparkComputeOptimized', ...SHARED });
  });

  test('leaves pods of the fallback, and pools without one, where they are', () => {
    const [first, second, third] = [pool('first'), pool('second', { labels: { own: 'label' } }), pool('third')];
    first.addFallbackPool(second);
    expect(second.placement(SparkRole.EXECUTOR)).toEqual({
      nodeSelector: { 'karpenter.sh/nodepool': 'second' }, tolerations: [
        { key: 'second', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
      ], annotations: {},
    });
    expect(third.placement(SparkRole.EXECUTOR).nodeSelector).toEqual({ 'karpenter.sh/nodepool': 'third' });
    expect(labelsOf('second')).toMatchObject({ own: 'label', ...SHARED });
    expect(labelsOf('third')).toEqual({ type: 'karpenter', provisioner: 'third', NodeGroupType: 'SparkComputeOptimized' });
  });

  test('several, and one of several, tolerating the same taint once', () => {
    const taint = NodePoolTaint.of({ key: 'spark', value: 'true' });
    const [first, other, spare] = [pool('first', { taint }), pool('other', { taint, weight: 15 }), pool('spare', { taint })];
    [other, spare].forEach((fallback) => first.addFallbackPool(fallback));
    other.addFallbackPool(spare);
    expect(first.placement(SparkRole.EXECUTOR).tolerations).toEqual([
      { key: 'spark', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
    ]);
    expect(labelsOf('spare')).toMatchObject({ ...SHARED, 'pool.emr-eks-karpenter/other': 'true' });
  });

  test('counts the limits of both, the nodes of the first', () => {
    const first = pool('first', { limits: { vcpus: 100, memory: Size.gibibytes(200) }, capacityTypes: SparkCapacityTypes.spotOnly() });
    const alone = first.capacity!;
    first.addFallbackPool(pool('second', {
      preset: SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED, limits: { vcpus: 50, memory: Size.gibibytes(100) },
      capacityTypes: SparkCapacityTypes.onDemand(),
    }));
    expect(first.capacity).toEqual({
      ...alone,
      architectures: [CpuArchitecture.AMD64, CpuArchitecture.ARM64],
      capacityTypes: [CapacityType.SPOT, CapacityType.ON_DEMAND],
      limitVcpus: 150,
      limitMemoryMiB: 300 * 1024,
    });
    expect(first.placement(SparkRole.DRIVER).nodeSelector).toEqual({ ...SHARED, 'karpenter.sh/capacity-type': 'on-demand' });
  });

  test('a limit that one of them does not have is none', () => {
    const first = pool('first', { limits: { memory: Size.gibibytes(200) } });
    first.addFallbackPool(pool('second'));
    expect(first.capacity).toMatchObject({ limitVcpus: 2000, limitMemoryMiB: undefined });
  });

  test.each<[string, (first: SparkNodePool) => void, string]>([
    [
      'itself',
      (first) => first.addFallbackPool(first),
      '`fallback` must be another pool than this one and its other fallbacks, got "first"; leave it out',
    ],
    ['a pool that is added already', (first) => {
      const second = pool('second');
      [second, second].forEach((fallback) => first.addFallbackPool(fallback));
    }, '`fallback` must be another pool than this one and its other fallbacks, got "second"; leave it out'],
    ['a pool of the same weight', (first) => first.addFallbackPool(pool('second', { weight: 20 })),
      '`fallback` must have a lower weight than 20, that of this pool, got 20; set `weight` of either pool'],
    ['a pool after jobs were placed', (first) => {
      first.placement(SparkRole.EXECUTOR);
      first.addFallbackPool(pool('second'));
    }, '`fallback` must be added before jobs are placed on pool first, got "second"; add it where the pool is made'],
  ])('refuses %s', (_case, mistake, message) => {
    const first = pool('first');
    expect(() => mistake(first)).toThrow(refusal('Test/first', message));
  });
});
