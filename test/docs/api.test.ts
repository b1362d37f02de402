import { exportedTypes, membersOf, propertiesOf, type JsiiType } from '../support/assembly';

/** Members without a comment; one that overrides a documented member inherits its comment. */
function undocumented(types: JsiiType[]): string[] {
  return types.flatMap((type) => [
    ...(type.docs?.summary ? [] : [type.fqn]),
    ...membersOf(type).filter((member) => !member.docs?.summary && !member.overrides).map((member) => `${type.fqn}.${member.name}`),
  ]);
}

/** Optional properties of structs without `@default`, or with one that says nothing. */
function withoutDefault(types: JsiiType[]): string[] {
  return types.filter((type) => type.datatype).flatMap((type) => (type.properties ?? [])
    .filter((property) => property.optional
      && !property.docs?.deprecated
      && !/^(?!undefined$|default).+/i.test(property.docs?.default ?? ''))
    .map((property) => `${type.fqn}.${property.name}`));
}

/** `…Props` a user would not want to read: more than 15 properties, or more than 3 required ones. */
function oversized(types: JsiiType[]): string[] {
  return types.filter((type) => type.datatype && /Props$/.test(type.name)).flatMap((type) => {
    const all = propertiesOf(type, types);
    const required = all.filter((property) => !property.optional);
    return all.length > 15 || required.length > 3 ? [`${type.fqn}: ${all.length} properties, ${required.length} required`] : [];
  });
}

/** Structs a user fills in: the names say which. */
function oddlyNamed(types: JsiiType[]): string[] {
  return types.filter((type) => (type.kind === 'interface') && Boolean(type.datatype) === /^I[A-Z][a-z]/.test(type.name))
    .map((type) => type.fqn);
}

const struct = (name: string, properties: JsiiType['properties'], interfaces: string[] = []): JsiiType =>
  ({ kind: 'interface', datatype: true, fqn: `x.${name}`, name, docs: { summary: 'A struct.' }, properties, interfaces });
const optional = (name: string, value?: string) => ({ name, optional: true, docs: { summary: 'A property.', default: value } });
const many = (count: number) => Array.from({ length: count }, (_, i) => optional(`p${i}`, '1'));

describe('the exported API', () => {
  const types = exportedTypes();

  test('exists', () => expect(types.length).toBeGreaterThan(0));
  test('has a comment on every type and member', () => expect(undocumented(types)).toEqual([]));
  test('has a meaningful @default on every optional property', () => expect(withoutDefault(types)).toEqual([]));
  test('has Props of at most 15 properties, 3 of them required', () => expect(oversized(types)).toEqual([]));
  test('calls interfaces IThing and structs never', () => expect(oddlyNamed(types)).toEqual([]));
});

describe('the checks themselves', () => {
  test('find a missing comment', () => {
    const type = { ...struct('A', [{ name: 'b' }]), docs: undefined };
    expect(undocumented([type])).toEqual(['x.A', 'x.A.b']);
    expect(undocumented([{ ...type, docs: { summary: 'A.' }, properties: [{ name: 'b', overrides: 'x.B' }] }])).toEqual([]);
  });

  test.each([undefined, 'undefined', 'default behaviour'])('find the @default %s', (value) => {
    expect(withoutDefault([struct('A', [optional('b', value)])])).toEqual(['x.A.b']);
  });

  test.each(['- no limit', '3', 'false'])('accept the @default %s', (value) => {
    expect(withoutDefault([struct('A', [optional('b', value)])])).toEqual([]);
  });

  test('find the sixteenth property, inherited or not, and the fourth required one', () => {
    const base = struct('Base', many(15));
    const wide = struct('WideProps', [optional('extra', '1')], ['x.Base']);
    const strict = struct('StrictProps', ['a', 'b', 'c', 'd'].map((name) => ({ name })));
    expect(oversized([base, wide, strict])).toEqual(['x.WideProps: 16 properties, 0 required', 'x.StrictProps: 4 properties, 4 required']);
    expect(oversized([struct('EdgeProps', [...many(12), { name: 'a' }, { name: 'b' }, { name: 'c' }])])).toEqual([]);
  });

  test('find an interface without its I, and a struct with one', () => {
    expect(oddlyNamed([struct('IThing', []), { ...struct('Thing', []), datatype: undefined }])).toEqual(['x.IThing', 'x.Thing']);
    expect(oddlyNamed([struct('Thing', []), { ...struct('IThing', []), datatype: undefined }])).toEqual([]);
  });
});
