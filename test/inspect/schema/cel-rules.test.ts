import { alsoValid, changed, faults, valid } from './cel-rules';
import { customResourceViolations } from '../../../inspect/schema/custom-resource';
import { customKinds, type Schema, type ValidationRule } from '../../../inspect/schema/data';

const KINDS = Object.keys(valid);

function kindNamed(name: string) {
  return customKinds().find(({ kind }) => kind === name)!;
}

function rulesOf(schema: Schema): ValidationRule[] {
  const inner = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return [...schema['x-kubernetes-validations'] ?? [], ...inner.flatMap((child) => typeof child === 'object' ? rulesOf(child) : [])];
}

/** Rules that were seen to hold, and to be broken, by all objects of the table. */
function seen(): Record<'held' | 'broken', Set<ValidationRule>> {
  const sets = { held: new Set<ValidationRule>(), broken: new Set<ValidationRule>() };
  const look = (name: string, object: any, previous: any) => customResourceViolations(kindNamed(name), object, {
    previous,
    observe: (rule, verdict) => sets[verdict.holds ? 'held' : 'broken'].add(rule),
  });
  KINDS.forEach((kind) => look(kind, valid[kind], valid[kind]));
  alsoValid.forEach(([kind, changes]) => look(kind, changed(valid[kind], changes), undefined));
  faults.forEach(({ kind, changes, before }) => look(kind, changed(valid[kind], changes), before && changed(valid[kind], before)));
  return sets;
}

describe('the CEL rules of Karpenter', () => {
  test('are 94', () => {
    expect(KINDS.flatMap((kind) => rulesOf(kindNamed(kind).schema))).toHaveLength(94);
  });

  test('hold and are broken at least once each', () => {
    const { held, broken } = seen();
    const rules = KINDS.flatMap((kind) => rulesOf(kindNamed(kind).schema));
    expect(rules.filter((rule) => !held.has(rule)).map(({ rule }) => rule)).toEqual([]);
    expect(rules.filter((rule) => !broken.has(rule)).map(({ rule }) => rule)).toEqual([]);
  });

  test.each(KINDS)('accept a valid %s', (kind) => {
    expect(customResourceViolations(kindNamed(kind), valid[kind], { previous: valid[kind] })).toEqual([]);
  });

  test.each(alsoValid)('accept a valid %s with %j', (kind, changes) => {
    expect(customResourceViolations(kindNamed(kind), changed(valid[kind], changes))).toEqual([]);
  });

  test.each(faults)('refuse $kind: $message', ({ kind, message, changes, before }) => {
    const previous = before && changed(valid[kind], before);
    const said = customResourceViolations(kindNamed(kind), changed(valid[kind], changes), { previous }).map(({ rule }) => rule);
    expect(said).toContain(message);
  });

  test('let one bad subnet term pass among good ones, as the API server does', () => {
    const object = changed(valid.EC2NodeClass, { 'spec.subnetSelectorTerms': [{ id: 'subnet-1' }, { id: 'subnet-2', tags: { a: 'b' } }] });
    expect(customResourceViolations(kindNamed('EC2NodeClass'), object)).toEqual([]);
  });

  test('count a rule that cannot be evaluated as broken', () => {
    const object = changed(valid.NodePool, { 'spec.template.spec.requirements': [{ key: 'a', operator: 'In' }] });
    expect(customResourceViolations(kindNamed('NodePool'), object)).toEqual([{
      path: 'spec.template.spec.requirements',
      rule: "requirements with operator 'In' must have a value defined (the rule cannot be evaluated: No such key: values)",
    }]);
  });
});
