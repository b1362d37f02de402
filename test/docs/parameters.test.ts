import { callablesOf, exportedTypes, type Callable, type JsiiType, type Member } from '../support/assembly';

/** Names of what a user passes that are no words: jsii makes `__0` of a parameter that is taken apart where it is declared. */
function unreadable(types: JsiiType[]): string[] {
  return parametersOf(types).filter(({ parameter }) => parameter.name.startsWith('_')).map(({ title }) => title);
}

/**
 * Methods whose parameters have other names than in the interface or class that declares them: Python passes them by name, so a type
 * checker refuses such a class where the interface is asked for.
 */
function renamed(types: JsiiType[]): string[] {
  return types.flatMap((type) => ancestorsOf(type, types).flatMap((ancestor) => (type.methods ?? []).flatMap((method) => {
    const declared = ancestor.methods?.find(({ name }) => name === method.name);
    const [own, inherited] = [method, declared].map((callable) => callable?.parameters?.map(({ name }) => name).join(', ') ?? '');
    return declared && own !== inherited ? [`${type.name}.${method.name}(${own}), ${ancestor.name} has (${inherited})`] : [];
  })));
}

/** Numbers that are sizes, rates, times or shares without their unit in the name. */
function withoutUnit(types: JsiiType[]): string[] {
  const properties = types.flatMap((type) => (type.properties ?? []).map((member) => ({ title: `${type.name}.${member.name}`, member })));
  const parameters = parametersOf(types).map(({ title, parameter }) => ({ title, member: parameter }));
  return [...properties, ...parameters].filter(({ member }) => member.type?.primitive === 'number' && lacksUnit(member))
    .map(({ title }) => title);
}

interface Measure {
  readonly name: RegExp;
  readonly text: RegExp;
  readonly unit: RegExp;
}

const MEASURES: Measure[] = [
  { name: /throughput|bandwidth/i, text: /\bMi?B\/s/, unit: /Mi?Bps(PerTiB)?$/ },
  { name: /memory|storage|(size|disk)$/i, text: /\b(in|of) [KMGT]iB\b(?!\/)/, unit: /[KMGT]iB(psPerTiB)?$|Percent$/ },
  {
    name: /timeout|duration|interval|period|(delay|age)$/i,
    text: /\bin (seconds|minutes|hours|days)\b/,
    unit: /(Seconds|Minutes|Hours|Days)$/,
  },
  { name: /percent/i, text: /\bin percent\b|%/, unit: /percent$/i },
];

function lacksUnit({ name, docs }: Member): boolean {
  return MEASURES.some((measure) => (measure.name.test(name) || measure.text.test(docs?.summary ?? '')) && !measure.unit.test(name));
}

function parametersOf(types: JsiiType[]): Array<{ readonly title: string; readonly parameter: Member }> {
  return types.flatMap((type) => callablesOf(type).flatMap(({ name, parameters }) => (
    (parameters ?? []).map((parameter) => ({ title: `${type.name}.${name}(${parameter.name})`, parameter }))
  )));
}

/** Interfaces and classes of this library that a type extends or implements, however far away. */
function ancestorsOf({ base, interfaces = [] }: JsiiType, types: JsiiType[]): JsiiType[] {
  const parents = types.filter(({ fqn }) => fqn === base || interfaces.includes(fqn));
  return [...new Set([...parents, ...parents.flatMap((parent) => ancestorsOf(parent, types))])];
}

/** Classes whose parameters get the names of their interfaces. @todo none */
const TO_DO = [/^(EbsShuffleStorage(Props)?|FsxShuffleStorage|SparkNodePool|YuniKornQueue)\./, /^FsxDeployment\./];
const remaining = (found: string[]) => found.filter((title) => !TO_DO.some((pattern) => pattern.test(title)));

describe('the exported API', () => {
  const types = exportedTypes();

  test('has parameters with names', () => expect(remaining(unreadable(types))).toEqual([]));
  test('calls parameters as the interfaces do that it implements', () => expect(remaining(renamed(types))).toEqual([]));
  test('has the unit in the name of each number that has one', () => expect(remaining(withoutUnit(types))).toEqual([]));
});

describe('the checks themselves', () => {
  const type = (name: string, methods: Callable[], more: Partial<JsiiType> = {}): JsiiType => ({
    kind: 'class', fqn: `x.${name}`, name, methods, ...more,
  });
  const method = (...parameters: string[]): Callable => ({ name: 'bind', parameters: parameters.map((name) => ({ name })) });
  const storage = type('IStorage', [method('scope', 'options')], { kind: 'interface' });

  test('find a parameter that is taken apart, and one that is not used', () => {
    expect(unreadable([type('Ebs', [method('_scope', '__1')])])).toEqual(['Ebs.bind(_scope)', 'Ebs.bind(__1)']);
    expect(unreadable([type('Ebs', [], { initializer: { name: '', parameters: [{ name: '__0' }] } })])).toEqual(['Ebs.new(__0)']);
  });

  test('find a parameter with another name than in an interface, also of a base class', () => {
    const base = type('Base', [], { interfaces: ['x.IStorage'] });
    const ebs = type('Ebs', [method('scope', 'props')], { base: 'x.Base' });
    expect(renamed([storage, base, ebs])).toEqual(['Ebs.bind(scope, props), IStorage has (scope, options)']);
    expect(renamed([storage, type('Ebs', [method('scope', 'options')], { interfaces: ['x.IStorage'] })])).toEqual([]);
  });

  const number = (name: string, summary = 'A number.') => type('A', [], {
    properties: [{ name, docs: { summary }, type: { primitive: 'number' } }],
  });

  test.each([
    'throughput', 'driverMemory', 'placeholderTimeout', 'throughputMibps',
    'a: Ephemeral storage, in MiB.', 'a: Waits, in seconds.', 'a: Share in percent.', 'a: MB/s a TiB.',
  ])('find the unit that is missing in "%s"', (text) => {
    const [name, summary] = text.split(': ');
    expect(withoutUnit([number(name, summary)])).toEqual([`A.${name}`]);
  });

  test.each([
    'throughputMiBps', 'throughputMBpsPerTiB: MB/s a TiB.', 'driverMemoryMiB', 'placeholderTimeoutSeconds', 'vmMemoryOverheadPercent',
    'vcpus: vCPUs.',
    'iops: I/O operations a second.', 'percent: Share in percent.',
  ])('accept "%s"', (text) => {
    const [name, summary] = text.split(': ');
    expect(withoutUnit([number(name, summary)])).toEqual([]);
  });
});
