import { isObject, show, type Violation } from './structure';

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const NAME_PART = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
// https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/ (256 KiB in all:
// ValidateAnnotationsSize)
const ANNOTATION_BYTES = 256 * 1024;

/** Rules for names, labels and annotations that hold for every object but stand in no schema. */
export function metadataViolations(metadata: any, path = 'metadata'): Violation[] {
  if (!isObject(metadata)) {
    return [];
  }
  const labels = Object.entries<any>(metadata.labels ?? {});
  const annotations = Object.entries<any>(metadata.annotations ?? {});
  return [
    ...labels.flatMap(([key, value]) => keyProblems(key).concat(labelValueProblems(value)).map((rule) => ({
      path: `${path}.labels["${key}"]`, rule,
    }))),
    ...annotations
      .flatMap(([key]) => keyProblems(key).map((rule) => ({ path: `${path}.annotations["${key}"]`, rule }))),
    ...Buffer.byteLength(JSON.stringify(annotations)) > ANNOTATION_BYTES
      ? [{ path: `${path}.annotations`, rule: 'must have at most 262144 bytes' }]
      : [],
  ];
}

/** Rules for the name: every object needs one that fits into a path. */
export function nameViolations(metadata: any): Violation[] {
  const name = metadata?.name;
  if (name === undefined && metadata?.generateName === undefined) {
    return [{ path: 'metadata.name', rule: 'is required' }];
  }
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names: RBAC objects alone may use other
  // characters.
  const fits = typeof name !== 'string'
    || (name.length <= 253 && /^[^/%]+$/.test(name) && name !== '.' && name !== '..');
  return fits
    ? []
    : [{ path: 'metadata.name', rule: `must have at most 253 characters and neither / nor %, got ${show(name)}` }];
}

function keyProblems(key: string): string[] {
  const parts = key.split('/');
  const [prefix, name] = parts.length === 2 ? parts : [undefined, key];
  const nameFits = NAME_PART.test(name) && name.length <= 63;
  const prefixFits = prefix === undefined || (PREFIX.test(prefix) && prefix.length <= 253);
  return parts.length <= 2 && nameFits && prefixFits
    ? []
    : ['must have a key of the form [prefix/]name, with a name of at most 63 letters, digits, -, _ and .'];
}

function labelValueProblems(value: any): string[] {
  const fits = typeof value === 'string' && value.length <= 63 && (value === '' || NAME_PART.test(value));
  return fits ? [] : [`must be at most 63 letters, digits, -, _ and ., got ${show(value)}`];
}
