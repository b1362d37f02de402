import type { Schema } from './data';

/** A field that breaks a schema. */
export interface Violation {
  readonly path: string;
  readonly rule: string;
}

/** Strictness of a comparison with a schema, and the definitions that it may refer to. */
export interface Dialect {
  /** Path of the value in its object. @default - it is the whole object */
  readonly path?: string;
  /** Targets of `$ref`. */
  readonly definitions?: Readonly<Record<string, Schema>>;
  /**
   * Says whether `{type: object}` without properties takes any content (OpenAPI) or none (structural schemas prune it).
   */
  readonly freeFormObjects: boolean;
  /** Rules beyond the schema, by definition name. */
  readonly extra?: (definition: string, value: any, path: string) => readonly Violation[];
}

// https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/api/resource/quantity.go: the syntax in the comment of
// Quantity.
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?\d+)?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Definitions whose JSON form their schema does not tell. */
const SPECIAL: Readonly<Record<string, (value: any) => string | undefined>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': (value) =>
    isScalar(value) && QUANTITY.test(String(value))
      ? undefined
      : `must be a quantity, such as 500m or 4Gi, got ${show(value)}`,
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': (value) =>
    Number.isInteger(value) || typeof value === 'string'
      ? undefined
      : `must be an integer or a string, got ${show(value)}`,
};

/** Every way in which the value breaks the schema; unknown fields are violations. */
export function violations(schema: Schema, value: any, dialect: Dialect): Violation[] {
  return violationsAt({ value, path: dialect.path ?? '' }, schema, dialect);
}

/** A value and where in the object it stands. */
interface Place {
  readonly value: any;
  readonly path: string;
}

function violationsAt({ value, path }: Place, schema: Schema, dialect: Dialect): Violation[] {
  if (schema.$ref) {
    return referenceViolations({ value, path }, schema.$ref.replace('#/definitions/', ''), dialect);
  }
  if (value === null && schema.nullable) {
    return [];
  }
  const wrongType = typeProblem(schema, value);
  if (wrongType) {
    return [{ path, rule: wrongType }];
  }
  const here = boundProblems(schema, value).map((rule) => ({ path, rule }));
  if (Array.isArray(value)) {
    return [
      ...here,
      ...value.flatMap((item, index) => violationsAt(
        { value: item, path: `${path}[${index}]` }, schema.items ?? {}, dialect,
      )),
    ];
  }
  return isObject(value) ? [...here, ...fieldViolations({ value, path }, schema, dialect)] : here;
}

function referenceViolations({ value, path }: Place, name: string, dialect: Dialect): Violation[] {
  if (SPECIAL[name]) {
    const problem = SPECIAL[name](value);
    return problem ? [{ path, rule: problem }] : [];
  }
  return [
    ...violationsAt({ value, path }, dialect.definitions![name], dialect), ...dialect.extra?.(name, value, path) ?? [],
  ];
}

function fieldViolations({ value, path }: Place, schema: Schema, dialect: Dialect): Violation[] {
  const { properties, additionalProperties, required = [] } = schema;
  const missing = required.filter((field) => value[field] === undefined).map((field) => ({
    path: join(path, field), rule: 'is required',
  }));
  const isFreeForm = dialect.freeFormObjects && !properties && !additionalProperties;
  const open = schema['x-kubernetes-preserve-unknown-fields'] || additionalProperties === true || isFreeForm;
  const inner = Object.entries(value).flatMap(([field, item]) => {
    const known = properties && Object.hasOwn(properties, field) ? properties[field] : additionalProperties;
    if (typeof known === 'object') {
      return violationsAt({ value: item, path: join(path, field) }, known, dialect);
    }
    return open
      ? []
      : [{ path: join(path, field), rule: `unknown field${suggestion(field, Object.keys(properties ?? {}))}` }];
  });
  return [...missing, ...inner];
}

function typeProblem(schema: Schema, value: any): string | undefined {
  if (schema['x-kubernetes-int-or-string']) {
    return Number.isInteger(value) || typeof value === 'string'
      ? undefined
      : `must be an integer or a string, got ${show(value)}`;
  }
  const matches = {
    object: isObject(value),
    array: Array.isArray(value),
    string: typeof value === 'string',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    boolean: typeof value === 'boolean',
  };
  return schema.type === undefined || matches[schema.type]
    ? undefined
    : `must be of type ${schema.type}, got ${show(value)}`;
}

/** Bounds of numbers, strings, lists and maps. Enumerations and patterns too. */
function boundProblems(schema: Schema, value: any): string[] {
  const size = sizeOf(value);
  const word = typeof value === 'string' ? 'characters' : Array.isArray(value) ? 'items' : 'entries';
  const problems: Array<[broken: boolean, rule: string]> = [
    [
      schema.enum !== undefined && !schema.enum.includes(value),
      `must be one of ${schema.enum?.join(', ')}, got ${show(value)}`,
    ],
    [
      typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value),
      `must match ${schema.pattern}, got ${show(value)}`,
    ],
    [value < schema.minimum!, `must be at least ${schema.minimum}, got ${value}`],
    [value > schema.maximum!, `must be at most ${schema.maximum}, got ${value}`],
    [size < lowest(schema, value)!, `must have at least ${lowest(schema, value)} ${word}, got ${size}`],
    [size > highest(schema, value)!, `must have at most ${highest(schema, value)} ${word}, got ${size}`],
    [!fitsFormat(schema.format, value), `must be of format ${schema.format}, got ${show(value)}`],
    [
      !uniqueItems(schema, value),
      `must have no duplicates${schema['x-kubernetes-list-map-keys']
        ? ` of ${schema['x-kubernetes-list-map-keys'].join(', ')}`
        : ''}`,
    ],
  ];
  return problems.filter(([broken]) => broken).map(([, rule]) => rule);
}

function lowest(schema: Schema, value: any): number | undefined {
  return typeof value === 'string' ? schema.minLength : Array.isArray(value) ? schema.minItems : schema.minProperties;
}

function highest(schema: Schema, value: any): number | undefined {
  return typeof value === 'string' ? schema.maxLength : Array.isArray(value) ? schema.maxItems : schema.maxProperties;
}

function sizeOf(value: any): number {
  return typeof value === 'string' || Array.isArray(value)
    ? [...value].length
    : isObject(value) ? Object.keys(value).length : NaN;
}

function fitsFormat(format: string | undefined, value: any): boolean {
  switch (format) {
    case 'int32': return Math.abs(value) <= 2 ** 31;
    case 'int64': return Math.abs(value) <= 2 ** 63;
    case 'date-time': return DATE_TIME.test(value);
    case 'byte': return /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0;
    default: return true;
  }
}

function uniqueItems(schema: Schema, value: any): boolean {
  const type = schema['x-kubernetes-list-type'];
  if (!Array.isArray(value) || !['set', 'map'].includes(type ?? '')) {
    return true;
  }
  const identity = (item: any) => JSON.stringify(type === 'map'
    ? schema['x-kubernetes-list-map-keys']!.map((key) => item?.[key])
    : item);
  return new Set(value.map(identity)).size === value.length;
}

function join(path: string, field: string): string {
  const step = /^[A-Za-z_][\w-]*$/.test(field) ? field : `["${field}"]`;
  return path && !step.startsWith('[') ? `${path}.${step}` : `${path}${step}`;
}

/** The known field that was probably meant. */
function suggestion(field: string, known: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/s$/, '');
  const near = known.find((name) => plain(name) === plain(field)) ?? known.find((name) => distance(name, field) <= 2);
  return near ? `; did you mean ${near}?` : '';
}

/** Levenshtein's distance. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}

export function isObject(value: any): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: any): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** A value in a message, cut to a length a line can bear. */
export function show(value: any): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
