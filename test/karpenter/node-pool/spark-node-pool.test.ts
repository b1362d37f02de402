import { Duration, Lazy, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { SparkRole } from '../../../src/contracts/placement';
import { SparkNodeClass } from '../../../src/karpenter/node-class/spark-node-class';
import { Consolidation, DisruptionReason, NodeLifetime } from '../../../src/karpenter/node-pool/disruption';
import { NodePoolTaint, TaintEffect } from '../../../src/karpenter/node-pool/node-pool-taint';
import { SparkCapacityTypes } from '../../../src/karpenter/node-pool/spark-capacity-types';
import { SparkNodePool } from '../../../src/karpenter/node-pool/spark-node-pool';
import { SparkNodePoolPreset } from '../../../src/karpenter/node-pool/spark-node-pool-preset';
import { manifestOf } from '../../support/manifests';
import { agnosticStack, FakeCluster, testStack } from '../../support/stacks';
import { nodePool, nodePoolObject, refusal, requirementOf, warningsOf } from '../support';

const FAMILY = 'karpenter.k8s.aws/instance-family';
const CPU = 'karpenter.k8s.aws/instance-cpu';

// Data on EKS emr-eks-karpenter at 35e09a8f, karpenter-provisioners/*.yaml and addons.tf.
const PATTERN = [
  {
    preset: 'COMPUTE_OPTIMIZED' as const,
    name: 'spark-compute-optimized',
    family: 'c5d',
    cpus: ['4', '8', '16', '36'],
    arch: 'amd64',
    group: 'SparkComputeOptimized',
  },
  {
    preset: 'MEMORY_OPTIMIZED' as const,
    name: 'spark-memory-optimized',
    family: 'r5d',
    cpus: ['4', '8', '16', '32'],
    arch: 'amd64',
    group: 'SparkMemoryOptimized',
  },
  {
    preset: 'GRAVITON_MEMORY_OPTIMIZED' as const,
    name: 'spark-graviton-memory-optimized',
    family: 'r6gd',
    cpus: ['4', '8', '16', '32'],
    arch: 'arm64',
    group: 'SparkGravitonMemoryOptimized',
  },
];

describe('SparkNodePool', () => {
  test.each(PATTERN)('is the pool of the pattern with $preset', ({ preset, name, family, cpus, arch, group }) => {
    const object = nodePoolObject({ preset: SparkNodePoolPreset[preset] });

    expect(object.metadata.name).toBe(name);
    expect(object.spec.template.metadata.labels).toEqual({ type: 'karpenter', provisioner: name, NodeGroupType: group });
    expect(object.spec.template.spec.requirements).toEqual([
      { key: FAMILY, operator: 'In', values: [family] },
      { key: CPU, operator: 'In', values: cpus },
      { key: 'kubernetes.io/arch', operator: 'In', values: [arch] },
      { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot', 'on-demand'] },
      { key: 'karpenter.k8s.aws/instance-hypervisor', operator: 'In', values: ['nitro'] },
      { key: 'karpenter.k8s.aws/instance-generation', operator: 'Gt', values: ['2'] },
    ]);
    expect(object.spec).toMatchObject({ limits: { cpu: 1000 }, weight: 10, disruption: { consolidationPolicy: 'WhenEmpty' } });
    expect(object.spec.template.spec).toMatchObject({
      expireAfter: '720h', terminationGracePeriod: '48h', taints: [{ key: name, value: 'true', effect: 'NoSchedule' }],
    });
  });

  test('lets all empty nodes go, and a tenth of the others', () => {
    expect(nodePoolObject().spec.disruption).toEqual({
      consolidationPolicy: 'WhenEmpty',
      consolidateAfter: '2m',
      budgets: [{ nodes: '100%', reasons: ['Empty'] }, { nodes: '10%', reasons: ['Underutilized', 'Drifted'] }],
    });
  });

  test('adds one CloudFormation resource', () => {
    expect(Object.keys(Template.fromStack(nodePool().stack).toJSON().Resources)).toHaveLength(1);
  });

  test('waits for its class and for Karpenter, and is made known to the cluster', () => {
    const { construct, cluster } = nodePool();
    expect(construct.node.findChild('Manifest').node.dependencies).toEqual(expect.arrayContaining([
      cluster.defaultNodeClass, cluster.platform.order.karpenterReady,
    ]));
    expect(cluster.platform.pools).toEqual([construct]);
  });

  test('chooses from more families where asked', () => {
    const object = nodePoolObject({ preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED.withFallbackFamilies() });
    expect(requirementOf(object, FAMILY)?.values).toEqual(['c5d', 'c5ad', 'c6id', 'c8id']);
    expect(requirementOf(object, CPU)?.values).toEqual(['4', '8', '16', '32', '36']);
  });

  test('derives sizes and architectures from families', () => {
    const object = nodePoolObject({ instances: { families: ['i3en', 'i4g', 'i3en'] } });
    expect(requirementOf(object, FAMILY)?.values).toEqual(['i3en', 'i4g']);
    expect(requirementOf(object, CPU)?.values).toEqual(['4', '8', '12', '16', '24', '32']);
    expect(requirementOf(object, 'kubernetes.io/arch')?.values).toEqual(['amd64', 'arm64']);
  });

  test('passes the other options on', () => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    const nodeClass = new SparkNodeClass(stack, 'Class', { cluster, nodeClassName: 'plain', instanceStoreRaid0: false });
    new SparkNodePool(stack, 'Pool', {
      cluster,
      nodePoolName: 'mine',
      nodeClass,
      instances: { families: ['m5'], vcpus: [8], minimumGeneration: 5 },
      capacityTypes: SparkCapacityTypes.onDemand(),
      limits: { vcpus: 64, memory: Size.gibibytes(256), nodes: 4 },
      weight: 50,
      startupTaints: [{ key: 'ebs.csi.aws.com/agent-not-ready', effect: TaintEffect.NO_EXECUTE }],
      labels: { NodeGroupType: 'Mine', cost: '1' },
      annotations: { 'example.com/note': 'a note' },
      disruption: {
        consolidation: Consolidation.balanced(Duration.seconds(90)),
        budgets: [{ nodes: 0, reasons: [DisruptionReason.DRIFTED], schedule: '0 9 * * mon-fri', duration: Duration.hours(8) }],
        expireAfter: NodeLifetime.unlimited(),
        terminationGracePeriod: Duration.hours(12),
      },
    });
    const object = manifestOf(Template.fromStack(stack), 'NodePool');

    expect(object.metadata.name).toBe('mine');
    expect(object.spec).toMatchObject({
      limits: { cpu: 64, memory: '262144Mi', nodes: 4 },
      weight: 50,
      disruption: {
        consolidationPolicy: 'Balanced',
        consolidateAfter: '90s',
        budgets: [{ nodes: '0', reasons: ['Drifted'], schedule: '0 9 * * mon-fri', duration: '8h' }],
      },
    });
    expect(object.spec.template).toMatchObject({
      metadata: {
        labels: { type: 'karpenter', provisioner: 'mine', NodeGroupType: 'Mine', cost: '1' }, annotations: { 'example.com/note': 'a note' },
      },
      spec: {
        nodeClassRef: { name: 'plain' },
        startupTaints: [{ key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' }],
        expireAfter: 'Never',
        terminationGracePeriod: '12h',
      },
    });
    expect(requirementOf(object, 'karpenter.sh/capacity-type')?.values).toEqual(['on-demand']);
    expect(requirementOf(object, 'karpenter.k8s.aws/instance-generation')?.values).toEqual(['4']);
  });

  test.each([
    [Consolidation.whenEmptyOrUnderutilized(), { consolidationPolicy: 'WhenEmptyOrUnderutilized', consolidateAfter: '2m' }],
    [Consolidation.balanced(), { consolidationPolicy: 'Balanced', consolidateAfter: '2m' }],
    [Consolidation.whenEmpty(Duration.seconds(0)), { consolidationPolicy: 'WhenEmpty', consolidateAfter: '0s' }],
    [Consolidation.never(), { consolidationPolicy: 'WhenEmpty', consolidateAfter: 'Never' }],
  ])('consolidates as %p says', (consolidation, expected) => {
    expect(nodePoolObject({ disruption: { consolidation } }).spec.disruption).toMatchObject(expected);
  });

  test('merges overrides', () => {
    expect(nodePoolObject({ overrides: { spec: { replicas: 2, limits: { 'nvidia.com/gpu': 1 } } } }).spec).toMatchObject({
      replicas: 2, limits: { 'cpu': 1000, 'nvidia.com/gpu': 1 },
    });
  });

  test('accepts tokens for numbers and values', () => {
    const { construct, stack } = nodePool({
      weight: Lazy.number({ produce: () => 7 }),
      limits: { vcpus: Lazy.number({ produce: () => 77 }), nodes: Lazy.number({ produce: () => 3 }) },
      labels: { team: Lazy.string({ produce: () => 'late' }) },
    });
    expect(construct.capacity?.limitVcpus).toBeUndefined();
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('\\"weight\\":7');
  });

  test('deploys to any region', () => {
    const stack = agnosticStack();
    new SparkNodePool(stack, 'Pool', { cluster: new FakeCluster(stack) });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('SparkNodePool.placement()', () => {
  const toleration = { key: 'spark-compute-optimized', operator: 'Equal', value: 'true', effect: 'NoSchedule' };

  test.each([SparkRole.DRIVER, SparkRole.SUBMITTER])('keeps the %s on demand and undisturbed', (role) => {
    expect(nodePool().construct.placement(role)).toEqual({
      nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute-optimized', 'karpenter.sh/capacity-type': 'on-demand' },
      tolerations: [toleration],
      annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
    });
  });

  test('lets executors run on whatever the pool buys', () => {
    expect(nodePool().construct.placement(SparkRole.EXECUTOR)).toEqual({
      nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute-optimized' }, tolerations: [toleration], annotations: {},
    });
  });

  test('tolerates the taint that was chosen', () => {
    const taint = NodePoolTaint.of({ key: 'spark', value: 'yes', effect: TaintEffect.NO_EXECUTE });
    expect(nodePool({ taint }).construct.placement(SparkRole.EXECUTOR).tolerations).toEqual([
      { key: 'spark', operator: 'Equal', value: 'yes', effect: 'NoExecute' },
    ]);
    expect(nodePool({ taint: NodePoolTaint.none() }).construct.placement(SparkRole.EXECUTOR).tolerations).toEqual([]);
    expect(nodePoolObject({ taint: NodePoolTaint.none() }).spec.template.spec).not.toHaveProperty('taints');
  });

  test.each([SparkRole.DRIVER, SparkRole.SUBMITTER])('fails for the %s on spot alone', (role) => {
    const { construct } = nodePool({ capacityTypes: SparkCapacityTypes.spotOnly() });
    expect(() => construct.placement(role)).toThrow(
      refusal(
        'Test/Pool',
        '`capacityTypes` must include on-demand for drivers and submitters, got spot only; give the job another driver pool, or use '
          + '`SparkCapacityTypes.spotFirst()`',
      ),
    );
    expect(construct.placement(SparkRole.EXECUTOR).nodeSelector).toEqual({ 'karpenter.sh/nodepool': 'spark-compute-optimized' });
  });

  test('is the same for a pool known by name', () => {
    const imported = SparkNodePool.fromNodePoolName(testStack(), 'Imported', 'spark-compute-optimized');
    for (const role of Object.values(SparkRole)) {
      expect(imported.placement(role)).toEqual(nodePool().construct.placement(role));
    }
    expect(imported.capacity).toBeUndefined();
  });

  test('selects the very pool, whatever its name', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/), (nodePoolName) => {
      const imported = SparkNodePool.fromNodePoolName(testStack(), 'Imported', nodePoolName);
      expect(imported.placement(SparkRole.EXECUTOR)).toMatchObject({
        nodeSelector: { 'karpenter.sh/nodepool': nodePoolName }, tolerations: [{ key: nodePoolName }],
      });
    }), { numRuns: 30 });
  });
});

describe('SparkNodePool.capacity', () => {
  // c5d.9xlarge has 35840m and 65269Mi, https://karpenter.sh/docs/reference/instance-types/#c5d9xlarge; DaemonSets take 180m and 120Mi.
  test('is that of the largest node', () => {
    expect(nodePool({ limits: { vcpus: 100, memory: Size.gibibytes(100) } }).construct.capacity).toEqual({
      architectures: ['amd64'],
      capacityTypes: ['spot', 'on-demand'],
      instanceStore: true,
      largestNodeVcpus: 35.66,
      largestNodeMemoryMiB: 65149,
      limitVcpus: 100,
      limitMemoryMiB: 102400,
    });
  });

  test('is not known for families that are not, of which it warns', () => {
    const { construct, stack } = nodePool({ instances: { families: ['c5d', 'c99d'] } });
    expect(construct.capacity).toMatchObject({ architectures: ['amd64'] });
    expect(construct.capacity?.largestNodeVcpus).toBeUndefined();
    expect(warningsOf(stack)).toEqual([expect.stringContaining('`instances.families` names c99d, of which this library knows nothing')]);
  });

  test('falls back to the preset where no family is known', () => {
    const object = nodePoolObject({ preset: SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED, instances: { families: ['r99gd'] } });
    expect(requirementOf(object, CPU)?.values).toEqual(['4', '8', '16', '32']);
    expect(requirementOf(object, 'kubernetes.io/arch')?.values).toEqual(['arm64']);
  });
});

describe('startup taints of others', () => {
  const taintsOf = (stack: Stack) => manifestOf(Template.fromStack(stack), 'NodePool').spec.template.spec.startupTaints;
  const TAINT = { key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' };

  test('are added after the pool is made, once', () => {
    const { construct, stack } = nodePool({ startupTaints: [{ key: 'mine' }] });
    construct.addStartupTaint(TAINT);
    construct.addStartupTaint({ ...TAINT });
    expect(taintsOf(stack)).toEqual([{ key: 'mine', effect: 'NoSchedule' }, TAINT]);
  });

  test('are absent where nobody adds one', () => {
    expect(taintsOf(nodePool({}).stack)).toBeUndefined();
  });

  test('cannot be given to an imported pool, which warns', () => {
    const stack = testStack();
    SparkNodePool.fromNodePoolName(stack, 'Pool', 'theirs').addStartupTaint(TAINT);
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining(
        'the node pool theirs should have the startup taint ebs.csi.aws.com/agent-not-ready:NoExecute, which this app cannot give it; add '
          + 'it to `startupTaints` where the pool is defined',
      ),
    ]);
  });
});
