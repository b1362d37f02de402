/** An intrinsic function of CloudFormation, when the value is one. */
function intrinsic(value: unknown): { readonly name: string; readonly argument: any } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length !== 1) return undefined;
  const [[name, argument]] = entries;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

const RENDERERS: Readonly<Record<string, (argument: any) => string>> = {
  'Ref': (id) => (id === 'AWS::NoValue' ? '' : `\${${id}}`),
  'Fn::GetAtt': (path) => `\${${Array.isArray(path) ? path.map(text).join('.') : path}}`,
  'Fn::Join': ([separator, parts]) => (Array.isArray(parts) ? parts.map(text).join(separator) : text(parts)),
  'Fn::Sub': (body) => text(Array.isArray(body) ? body[0] : body),
  'Fn::ImportValue': (name) => `\${import ${text(name)}}`,
  'Fn::Select': ([index, items]) => (Array.isArray(items)
    ? text(items[index])
    : `item ${Number(index) + 1} of ${text(items)}`),
  'Fn::GetAZs': () => 'the zones of the region',
};

/** A value as a reader sees it: intrinsics are written `${LogicalId.Attribute}`, everything else as it stands. */
export function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(text).join(', ');
  const call = intrinsic(value);
  if (call) return RENDERERS[call.name]?.(call.argument) ?? `${call.name}(${text(call.argument)})`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Text with content hashes cut to their first eight digits, as people compare them. */
export function shortText(value: unknown): string {
  return text(value).replace(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…');
}

/** Text, or nothing where there is none. */
export function optionalText(value: unknown): string | undefined {
  const found = text(value);
  return found === '' ? undefined : found;
}

/** Any value as a list: nothing is the empty list, one value a list of one. */
export function list<T = any>(value: unknown): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as T];
}

/** Entries of a map; whatever is no map has none. */
export function entriesOf(value: unknown): ReadonlyArray<readonly [string, any]> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
