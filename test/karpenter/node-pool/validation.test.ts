import { Duration, Lazy, Size } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { Consolidation, DisruptionReason, NodeLifetime, type DisruptionBudget } from '../../../src/karpenter/node-pool/disruption';
import { NodePoolTaint, TaintEffect } from '../../../src/karpenter/node-pool/node-pool-taint';
import type { SparkNodePoolOptions } from '../../../src/karpenter/node-pool/options';
import { SparkNodePool } from '../../../src/karpenter/node-pool/spark-node-pool';
import { testStack } from '../../support/stacks';
import { nodePool, nodePoolObject, refusal } from '../support';

const NAME = 'must be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most 63 characters';
const NAME_FIX = 'choose such a name';
const KEY = 'must have keys made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and "."';
const VALUE = 'must be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit';
const KARPENTER_LABELS = '`labels` must leave the labels that Karpenter keeps for itself';
const token = Lazy.string({ produce: () => 'x' });
const late = Duration.seconds(Lazy.number({ produce: () => 1 }));
const manyLabels = Object.fromEntries(Array.from({ length: 92 }, (_, i) => [`l${i}`, 'x']));

const bad: Array<[string, SparkNodePoolOptions, string]> = [
  ['a name with an underscore', { nodePoolName: 'my_pool' }, `\`nodePoolName\` ${NAME}, got "my_pool"; ${NAME_FIX}`],
  ['a name that ends in a dash', { nodePoolName: 'pool-' }, `\`nodePoolName\` ${NAME}, got "pool-"; ${NAME_FIX}`],
  ['an empty name', { nodePoolName: '' }, `\`nodePoolName\` ${NAME}, got ""; ${NAME_FIX}`],
  ['a name of 64 characters', { nodePoolName: 'p'.repeat(64) }, `\`nodePoolName\` ${NAME}, got 64 characters; ${NAME_FIX}`],
  [
    'a token for a name',
    { nodePoolName: token },
    '`nodePoolName` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
  ],
  ['weight 0', { weight: 0 }, '`weight` must be a whole number from 1 to 100, got 0; choose a number in that range'],
  ['weight 101', { weight: 101 }, '`weight` must be a whole number from 1 to 100, got 101; choose a number in that range'],
  ['weight 1.5', { weight: 1.5 }, '`weight` must be a whole number from 1 to 100, got 1.5; choose a number in that range'],
  ['no vCPUs', { limits: { vcpus: 0 } }, '`limits.vcpus` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['no nodes', { limits: { nodes: 0 } }, '`limits.nodes` must be a whole number of at least 1, got 0; choose a number in that range'],
  [
    'a token for memory',
    { limits: { memory: Size.gibibytes(Lazy.number({ produce: () => 1 })) } },
    '`limits.memory` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis',
  ],
  [
    'a label of Karpenter',
    { labels: { 'karpenter.sh/nodepool': 'x' } },
    `${KARPENTER_LABELS}, got "karpenter.sh/nodepool"; use a domain of your own`,
  ],
  [
    'a label below Karpenter',
    { labels: { 'my.karpenter.sh/x': 'x' } },
    `${KARPENTER_LABELS}, got "my.karpenter.sh/x"; use a domain of your own`,
  ],
  [
    'an unknown label of its AWS provider',
    { labels: { 'karpenter.k8s.aws/mine': 'x' } },
    `${KARPENTER_LABELS}, got "karpenter.k8s.aws/mine"; use a domain of your own`,
  ],
  [
    'the label of the host',
    { labels: { 'kubernetes.io/hostname': 'x' } },
    `${KARPENTER_LABELS}, got "kubernetes.io/hostname"; use a domain of your own`,
  ],
  [
    'a label of a prop',
    { labels: { 'kubernetes.io/arch': 'arm64' } },
    '`labels` must leave what other props set, got "kubernetes.io/arch"; use `instances`, `zones` or `capacityTypes`',
  ],
  ['a label key with a space', { labels: { 'a b': 'x' } }, `\`labels\` ${KEY}, got "a b"; rename it`],
  ['a label key of 64 characters', { labels: { ['k'.repeat(64)]: 'x' } }, `\`labels\` ${KEY}, got "${'k'.repeat(64)}"; rename it`],
  [
    'a label prefix of 254 characters',
    { labels: { [`${'k'.repeat(254)}/x`]: 'x' } },
    `\`labels\` ${KEY}, got "${'k'.repeat(254)}/x"; rename it`,
  ],
  ['a token for a label key', { labels: { [token]: 'x' } }, `\`labels\` ${KEY}, got a token; rename it`],
  ['a label value with a slash', { labels: { team: 'a/b' } }, `\`labels["team"]\` ${VALUE}, got "a/b"; use an annotation for longer text`],
  [
    'a label value of 64 characters',
    { labels: { team: 'a'.repeat(64) } },
    `\`labels["team"]\` ${VALUE}, got 64 characters; use an annotation for longer text`,
  ],
  ['101 labels', { labels: manyLabels }, '`labels` must come to at most 100 with the 6 that other props set, got 101; leave some out'],
  ['an annotation key with a space', { annotations: { 'a b': 'x' } }, `\`annotations\` ${KEY}, got "a b"; rename it`],
  ['a taint key with a space', { taint: NodePoolTaint.of({ key: 'a b' }) }, `\`taint\` ${KEY}, got "a b"; rename it`],
  [
    'an empty taint value',
    { taint: NodePoolTaint.of({ key: 'a', value: '' }) },
    '`taint.value` must be at most 63 letters, digits, "-", "_" and ".", got ""; leave it out for none',
  ],
  [
    'a startup taint with a bad value',
    { startupTaints: [{ key: 'a', value: '-' }] },
    '`startupTaints[0].value` must be at most 63 letters, digits, "-", "_" and ".", got "-"; leave it out for none',
  ],
  [
    'one taint twice',
    { startupTaints: [{ key: 'spark-compute-optimized' }] },
    '`startupTaints` must differ from each other and from `taint` in key or effect, got "spark-compute-optimized:NoSchedule" twice; '
      + 'leave one out',
  ],
  [
    'other taints in overrides',
    { overrides: { spec: { template: { spec: { taints: [] } } } } },
    '`overrides.spec.template.spec.taints` must stay as this library sets it, got another value; use the prop for it',
  ],
  [
    'taints in overrides of an untainted pool',
    { taint: NodePoolTaint.none(), overrides: { spec: { template: { spec: { taints: [{}] } } } } },
    '`overrides.spec.template.spec.taints` must stay as this library sets it, got another value; use the prop for it',
  ],
  [
    'another class in overrides',
    { overrides: { spec: { template: { spec: { nodeClassRef: { name: 'x' } } } } } },
    '`overrides.spec.template.spec.nodeClassRef.name` must stay as this library sets it, got another value; use the prop for it',
  ],
];

const badBudgets: Array<[string, DisruptionBudget, string]> = [
  ['neither nodes nor percent', {}, '`disruption.budgets[0]` must have exactly one of `nodes` and `percent`, got none; set one of them'],
  ['both', { nodes: 1, percent: 1 }, '`disruption.budgets[0]` must have exactly one of `nodes` and `percent`, got both; set one of them'],
  ['-1 nodes', { nodes: -1 }, '`disruption.budgets[0].nodes` must be a whole number of at least 0, got -1; choose a number in that range'],
  ['101 %', { percent: 101 }, '`disruption.budgets[0].percent` must be a whole number from 0 to 100, got 101; choose a number in that range'],
  [
    'half a percent',
    { percent: 0.5 },
    '`disruption.budgets[0].percent` must be a whole number from 0 to 100, got 0.5; choose a number in that range',
  ],
  [
    'a token for nodes',
    { nodes: Lazy.number({ produce: () => 1 }) },
    '`disruption.budgets[0].nodes` must be a literal, got a token; pass the value itself, since names and texts are computed from '
      + 'it at synthesis',
  ],
  [
    'a token for percent',
    { percent: Lazy.number({ produce: () => 1 }) },
    '`disruption.budgets[0].percent` must be a literal, got a token; pass the value itself, since names and texts are computed from '
      + 'it at synthesis',
  ],
  [
    'no reason',
    { nodes: 1, reasons: [] },
    '`disruption.budgets[0].reasons` must name one or more reasons, each once, got none; leave it out for every reason',
  ],
  [
    'a reason twice',
    { nodes: 1, reasons: [DisruptionReason.EMPTY, DisruptionReason.EMPTY] },
    '`disruption.budgets[0].reasons` must name one or more reasons, each once, got Empty, Empty; leave it out for every reason',
  ],
  [
    'a schedule alone',
    { nodes: 1, schedule: '@daily' },
    '`disruption.budgets[0].duration` must be set together with `schedule`, got none; set both, or neither for a budget that always holds',
  ],
  [
    'a duration alone',
    { nodes: 1, duration: Duration.hours(1) },
    '`disruption.budgets[0].schedule` must be set together with `duration`, got none; set both, or neither for a budget that always holds',
  ],
  [
    'a schedule of four fields',
    { nodes: 1, schedule: '0 9 * *', duration: Duration.hours(1) },
    '`disruption.budgets[0].schedule` must be five cron fields, or a macro such as "@daily", got "0 9 * *"; write it like "0 9 * * '
      + 'mon-fri", in UTC',
  ],
  [
    '30 seconds',
    { nodes: 1, schedule: '@daily', duration: Duration.seconds(30) },
    '`disruption.budgets[0].duration` must be whole seconds, at least 60, got 30 seconds; choose a duration in that range',
  ],
  [
    '90 seconds',
    { nodes: 1, schedule: '@daily', duration: Duration.seconds(90) },
    '`disruption.budgets[0].duration` must be whole minutes, got 90 seconds; round it',
  ],
];

const badDisruptions: Array<[string, SparkNodePoolOptions['disruption'], string]> = [
  [
    'half a second',
    { consolidation: Consolidation.whenEmpty(Duration.millis(500)) },
    '`disruption.consolidation` must be whole seconds, at least 0, got 0.5 seconds; choose a duration in that range',
  ],
  [
    'a token',
    { consolidation: Consolidation.whenEmpty(late) },
    '`disruption.consolidation` must be a literal, got a token; pass the value itself, since names and texts are computed from '
      + 'it at synthesis',
  ],
  [
    'no life',
    { expireAfter: NodeLifetime.atMost(Duration.seconds(0)) },
    '`disruption.expireAfter` must be whole seconds, at least 1, got 0 seconds; choose a duration in that range',
  ],
  [
    'no grace',
    { terminationGracePeriod: Duration.seconds(0) },
    '`disruption.terminationGracePeriod` must be whole seconds, at least 1, got 0 seconds; choose a duration in that range',
  ],
  [
    '51 budgets',
    { budgets: Array.from({ length: 51 }, () => ({ nodes: 1 })) },
    '`disruption.budgets` must hold at most 50, got 51; join some of them',
  ],
];

describe('SparkNodePool', () => {
  test.each(bad)('fails on %s', (_, options, message) => {
    expect(() => nodePool(options)).toThrow(refusal('Test/Pool', message));
  });

  test.each(badBudgets)('fails on a budget with %s', (_, budget, message) => {
    expect(() => nodePool({ disruption: { budgets: [budget] } })).toThrow(refusal('Test/Pool', message));
  });

  test.each(badDisruptions)('fails on a disruption with %s', (_, disruption, message) => {
    expect(() => nodePool({ disruption })).toThrow(refusal('Test/Pool', message));
  });

  test.each<[string, SparkNodePoolOptions]>([
    ['a name of one letter', { nodePoolName: 'p' }],
    ['a name of 63 characters with dots', { nodePoolName: `a.${'b'.repeat(61)}` }],
    ['weights 1', { weight: 1 }],
    ['weight 100', { weight: 100 }],
    ['one node', { limits: { vcpus: 4, memory: Size.gibibytes(8), nodes: 1 } }],
    ['94 labels', { labels: Object.fromEntries(Object.entries(manyLabels).slice(0, 91)) }],
    ['a known label of the AWS provider', { labels: { 'karpenter.k8s.aws/instance-tenancy': 'default' } }],
    ['an empty label value', { labels: { team: '' } }],
    ['the longest label', { labels: { [`${'p'.repeat(253)}/${'k'.repeat(63)}`]: 'v'.repeat(63) } }],
    ['one key with two effects', { startupTaints: [{ key: 'spark-compute-optimized', effect: TaintEffect.NO_EXECUTE }] }],
    ['a taint value with a prefix', {
      taint: NodePoolTaint.of({
        key: 'example.com/pool', value: 'a.b/c', effect: TaintEffect.PREFER_NO_SCHEDULE,
      }),
    }],
    ['a token for a taint value', { taint: NodePoolTaint.of({ key: 'k', value: token }) }],
    [
      'budgets at their bounds',
      {
        disruption: {
          budgets: [{ nodes: 0 }, { percent: 0 }, { percent: 100 }, { nodes: 1, schedule: '@hourly', duration: Duration.minutes(1) }],
        },
      },
    ],
    ['a token for a schedule', { disruption: { budgets: [{ nodes: 0, schedule: token, duration: Duration.minutes(90) }] } }],
    ['50 budgets', { disruption: { budgets: Array.from({ length: 50 }, () => ({ nodes: 1 })) } }],
    ['no budgets', { disruption: { budgets: [] } }],
    [
      'one second of life and grace',
      { disruption: { expireAfter: NodeLifetime.atMost(Duration.seconds(1)), terminationGracePeriod: Duration.seconds(1) } },
    ],
    ['overrides that repeat ours', { overrides: { metadata: { name: 'spark-compute-optimized' } } }],
  ])('accepts %s', (_, options) => {
    expect(() => nodePool(options)).not.toThrow();
  });

  test('is not imported by a name that cannot be one', () => {
    expect(() => SparkNodePool.fromNodePoolName(testStack(), 'Imported', 'A')).toThrow(
      refusal('Test/Imported', `\`nodePoolName\` ${NAME}, got "A"; ${NAME_FIX}`),
    );
  });

  // The patterns of the CRD, karpenter.sh_nodepools.yaml at v1.14.1.
  test('writes every whole duration as the CRD reads it', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4_000_000 }), (seconds) => {
      const duration = Duration.seconds(seconds);
      const { spec } = nodePoolObject({ disruption: { terminationGracePeriod: duration, expireAfter: NodeLifetime.atMost(duration) } });
      expect(spec.template.spec.terminationGracePeriod).toMatch(/^([0-9]+(s|m|h))+$/);
      expect(spec.template.spec.expireAfter).toMatch(/^(([0-9]+(s|m|h))+|Never)$/);
    }), { numRuns: 30 });
  });

  test('writes every budget as the CRD reads it', () => {
    const minutes = fc.integer({ min: 1, max: 10_000 }).map((count) => Duration.minutes(count));
    const budget = fc.record({ percent: fc.integer({ min: 0, max: 100 }), schedule: fc.constant('@daily'), duration: minutes });
    fc.assert(fc.property(budget, (given) => {
      const [{ nodes, duration }] = nodePoolObject({ disruption: { budgets: [given] } }).spec.disruption.budgets;
      expect(nodes).toMatch(/^((100|[0-9]{1,2})%|[0-9]+)$/);
      expect(duration).toMatch(/^((([0-9]+(h|m))|([0-9]+h[0-9]+m))(0s)?)$/);
    }), { numRuns: 30 });
  });
});
