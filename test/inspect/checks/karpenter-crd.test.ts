import { checkKarpenterCrd } from '../../../inspect/checks/karpenter-crd';
import { withDefaults } from '../../../inspect/schema/defaults';
import { platformWith, said } from '../platforms';
import { changed, valid, type Changes } from '../schema/cel-rules';

const requirement = 'spec.template.spec.requirements[0]';

describe('checkKarpenterCrd()', () => {
  test('accepts right objects and looks at no others', () => {
    const platform = platformWith(...Object.values(valid), { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } });
    expect(checkKarpenterCrd(platform)).toEqual({ name: 'karpenter-crd', checked: 5, findings: [] });
  });

  test('names the place, the object, the path and the rule in its own words', () => {
    const object = changed(valid.NodePool, { 'spec.disruption.budgets': [{ nodes: '10%', duration: '1h' }] });
    expect(checkKarpenterCrd(platformWith(object)).findings).toEqual([
      { where: 'One/Bundle', object: 'NodePool/compute', path: 'spec.disruption.budgets', rule: "'schedule' must be set with 'duration'" },
    ]);
  });

  test.each<[string, string, Changes, string]>([
    [
      'a misspelt field',
      'NodePool',
      { 'spec.disruption.consolidateafter': '1m' },
      'spec.disruption.consolidateafter: unknown field; did you mean consolidateAfter?',
    ],
    ['a field in the wrong place', 'NodePool', { 'spec.expireAfter': '1h' }, 'spec.expireAfter: unknown field'],
    ['a wrong type', 'NodePool', { 'spec.weight': '10' }, 'spec.weight: must be of type integer, got "10"'],
    ['a value out of bounds', 'NodePool', { 'spec.weight': 101 }, 'spec.weight: must be at most 100, got 101'],
    ['a value outside its enumeration', 'NodePool', { [`${requirement}.operator`]: 'in' },
      'spec.template.spec.requirements[0].operator: must be one of Gte, Lte, In, NotIn, Exists, DoesNotExist, Gt, Lt, got "in"'],
    [
      'a duration with days',
      'NodePool',
      { 'spec.template.spec.expireAfter': '30d' },
      'spec.template.spec.expireAfter: must match ^(([0-9]+(s|m|h))+|Never)$, got "30d"',
    ],
    ['a missing field', 'NodePool', { 'spec.disruption': {} }, 'spec.disruption.consolidateAfter: is required'],
    [
      'a list too long',
      'NodePool',
      { 'spec.disruption.budgets': Array.from({ length: 51 }, () => ({ nodes: '1' })) },
      'spec.disruption.budgets: must have at most 50 items, got 51',
    ],
    ['a quantity that is none', 'NodePool', { 'spec.limits': { cpu: 'many' } },
      'spec.limits.cpu: must match ^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$, got "many"'],
    [
      'an id of the wrong kind',
      'EC2NodeClass',
      { 'spec.subnetSelectorTerms': [{ id: 'sg-1' }] },
      'spec.subnetSelectorTerms[0].id: must match subnet-[0-9a-z]+, got "sg-1"',
    ],
    [
      'a namespace on a cluster-wide kind',
      'NodePool',
      { 'metadata.namespace': 'a' },
      'metadata.namespace: must be absent: NodePool belongs to no namespace',
    ],
    [
      'a bad label',
      'NodePool',
      { 'metadata.labels': { team: 'a b' } },
      'metadata.labels["team"]: must be at most 63 letters, digits, -, _ and ., got "a b"',
    ],
  ])('finds %s', (_, kind, changes, finding) => {
    expect(said(checkKarpenterCrd(platformWith(changed(valid[kind], changes))))).toEqual([finding]);
  });

  test('asks no rule of an object whose structure is wrong', () => {
    const object = changed(valid.EC2NodeClass, { 'spec.role': '', 'spec.roles': 'a' });
    expect(said(checkKarpenterCrd(platformWith(object)))).toEqual(['spec.roles: unknown field; did you mean role?']);
  });

  test('does not know kinds that Karpenter no longer serves', () => {
    expect(checkKarpenterCrd(platformWith({ ...valid.NodePool, apiVersion: 'karpenter.sh/v1beta1' })).checked).toBe(0);
  });
});

describe('withDefaults()', () => {
  test('fills defaults at every depth and leaves the object as it was', () => {
    const schema = {
      properties: { a: { default: {}, properties: { b: { default: 1 } } }, c: { items: { properties: { d: { default: 'x' } } } } },
    };
    const object = { c: [{}, { d: 'y' }] };
    expect(withDefaults(schema, object)).toEqual({ a: { b: 1 }, c: [{ d: 'x' }, { d: 'y' }] });
    expect(object).toEqual({ c: [{}, { d: 'y' }] });
  });
});
