import { Lazy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NodeSorting, PlacementRule } from '../../../src/yunikorn';
import { errorOf, partitionOf, world } from '../fixtures';

const rules = (...placementRules: PlacementRule[]) => {
  const w = world({ placementRules });
  w.yunikorn.addQueue('batch').addQueue('nightly');
  return w;
};

// https://yunikorn.apache.org/docs/user_guide/placement_rules
test('rules are written as YuniKorn reads them', () => {
  const w = rules(
    PlacementRule.provided({ create: true, placementFilter: { users: ['ann'], groups: ['dev', 'ops'] } }),
    PlacementRule.user({ create: true, parent: PlacementRule.namespace({ create: true, parent: PlacementRule.fixed('root.batch') }), placementFilter: { allow: false, users: ['svc-.*'] } }),
    PlacementRule.fixed('root.batch.nightly'),
  );
  expect(partitionOf(w).placementrules).toEqual([
    { name: 'provided', create: true, filter: { type: 'allow', users: ['ann'], groups: ['dev', 'ops'] } },
    {
      name: 'user', create: true, filter: { type: 'deny', users: ['svc-.*'] },
      parent: { name: 'tag', value: 'namespace', create: true, parent: { name: 'fixed', value: 'root.batch' } },
    },
    { name: 'fixed', value: 'root.batch.nightly' },
  ]);
});

test.each<[string, PlacementRule, string]>([
  ['a queue that does not exist', PlacementRule.fixed('root.none'), '`placementRules[0]` must lead to a leaf queue, got root.none, which does not exist; add it, or let the rule create it'],
  ['a queue above others', PlacementRule.fixed('root.batch'), '`placementRules[0]` must lead to a leaf queue, got root.batch, which is a parent; name one of the queues below it'],
  ['namespaces below a leaf', PlacementRule.namespace({ create: true, parent: PlacementRule.fixed('root.batch.nightly') }), '`placementRules[0]` must lead to a parent queue, got root.batch.nightly, which is a leaf; place below a parent'],
  ['a path that goes on below a leaf', PlacementRule.fixed('root.batch.nightly.late', { create: true }), '`placementRules[0]` must lead to a leaf queue, got root.batch.nightly.late, but nightly is a leaf; end the path there'],
  ['a full path below another', PlacementRule.fixed('root.batch', { parent: PlacementRule.fixed('root.emr') }), '`placementRules[0]` must name a full path in its outermost parent only, got "root.batch" below another queue; leave out "root."'],
  ['a filter of a name that cannot be', PlacementRule.user({ create: true, placementFilter: { users: ['0ann'] } }), '`placementRules[0]` must have a `placementFilter` of names or of one regular expression, got users "0ann"; begin a name with a letter'],
  ['a filter that is no regular expression', PlacementRule.user({ create: true, parent: PlacementRule.provided({ placementFilter: { groups: ['*'] } }) }), '`placementRules[0]` must have a `placementFilter` of names or of one regular expression, got groups "*"; begin a name with a letter'],
])('at the end, %s is refused', (_, rule, message) => {
  expect(errorOf(() => Template.fromStack(rules(rule).stack))).toContain(`[Test/YuniKorn] ${message}`);
});

test.each([
  PlacementRule.fixed('root.new', { create: true }), PlacementRule.fixed('nightly', { parent: PlacementRule.fixed('batch') }), PlacementRule.user(),
  PlacementRule.user({ placementFilter: { users: ['(ann|bob)'], groups: ['dev'] } }), PlacementRule.fixed('root.batch.new', { create: true }),
])('a rule that leads somewhere is accepted', (rule) => {
  expect(partitionOf(rules(rule)).placementrules).toHaveLength(1);
});

test.each<[string, () => unknown, string]>([
  ['no name', () => PlacementRule.fixed(''), '`queue` must be names of 1 to 64 letters, digits or "_:#/@-", joined by dots, got ""; write for example "root.adhoc"'],
  ['a token', () => PlacementRule.fixed(Lazy.string({ produce: () => 'x' })), '`queue` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
])('a fixed queue must have %s', (_, make, message) => {
  expect(errorOf(make)).toBe(message);
});

test('nodes are chosen as asked for', () => {
  expect(partitionOf(world({ nodeSorting: NodeSorting.fair({ vcore: 2, memory: 0 }) })).nodesortpolicy).toEqual({ type: 'fair', resourceweights: { memory: 0, vcore: 2 } });
  expect(partitionOf(world({ nodeSorting: NodeSorting.binPacking() })).nodesortpolicy).toEqual({ type: 'binpacking' });
});

test.each<[string, { [resource: string]: number }, string]>([
  ['negative', { vcore: -1 }, '`resourceWeights["vcore"]` must be a number of at least 0, got -1; choose a number in that range'],
  ['no number', { vcore: NaN }, '`resourceWeights["vcore"]` must be a number of at least 0, got NaN; choose a number in that range'],
])('refuses a weight that is %s', (_, weights, message) => {
  expect(errorOf(() => NodeSorting.fair(weights))).toBe(message);
});
