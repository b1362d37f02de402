import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';

const schemas = join(__dirname, '../schemas');
const containers = JSON.parse(readFileSync(join(schemas, 'botocore/emr-containers-2020-10-01.json'), 'utf8'));
const emr = JSON.parse(readFileSync(join(schemas, 'botocore/emr-2009-03-31.json'), 'utf8'));
const jobTemplate = JSON.parse(readFileSync(join(schemas, 'cloudformation/aws-emrcontainers-jobtemplate.json'), 'utf8'));
const validateTemplate = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false }).compile(jobTemplate);

/** What the service model of botocore finds wrong with the input of an operation; `clientToken` is the SDK's to add. */
export function apiFaults(operation: ContainersOperation, input: unknown): string[] {
  const model: Model = { shapes: containers.shapes, flags: '' };
  return faults(
    model, containers.operations[operation].input.shape, { value: { clientToken: 'token', ...input as object }, path: operation },
  );
}

/** As `apiFaults`, for EMR itself. Its patterns name code points beyond 16 bits. */
export function emrFaults(operation: 'CreateStudio', input: unknown): string[] {
  return faults({ shapes: emr.shapes, flags: 'u' }, emr.operations[operation].input.shape, { value: input, path: operation });
}

type ContainersOperation = 'StartJobRun' | 'CreateJobTemplate' | 'CreateManagedEndpoint' | 'GetManagedEndpointSessionCredentials';

interface Model {
  readonly shapes: any;
  /** Of regular expressions. */
  readonly flags: string;
}

interface Part {
  readonly value: any;
  readonly path: string;
}

/** What the published schema of `AWS::EMRContainers::JobTemplate` finds wrong with the properties of one. */
export function jobTemplateFaults(properties: unknown): string[] {
  return validateTemplate(properties) ? [] : validateTemplate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function faults(model: Model, name: string, { value, path }: Part): string[] {
  const shape = model.shapes[name];
  const own = range(shape, value, path);
  const of = (inner: string, part: any, at: string) => faults(model, inner, { value: part, path: at });
  switch (shape.type) {
    case 'structure': return [...own, ...structure(shape, { value, path }, of)];
    case 'list': return [...own, ...value.flatMap((item: any, index: number) => of(shape.member.shape, item, `${path}[${index}]`))];
    case 'map': return [
      ...own,
      ...Object.entries(value).flatMap(([key, item]) => [
        ...of(shape.key.shape, key, `${path}.${key}`), ...of(shape.value.shape, item, `${path}.${key}`),
      ]),
    ];
    case 'string': return [...own, ...text(shape, { value, path }, model.flags)];
    case 'boolean': return typeof value === 'boolean' ? [] : [`${path} must be true or false`];
    default: return Number.isInteger(value) ? own : [`${path} must be a whole number`];
  }
}

function structure(shape: any, { value, path }: Part, of: (name: string, value: any, path: string) => string[]): string[] {
  const missing = (shape.required ?? []).filter((member: string) => value[member] === undefined)
    .map((member: string) => `${path} lacks ${member}`);
  return [...missing, ...Object.entries(value).flatMap(([key, item]) => (
    shape.members[key] === undefined ? [`${path} does not know ${key}`] : of(shape.members[key].shape, item, `${path}.${key}`)))];
}

function text(shape: any, { value, path }: Part, flags: string): string[] {
  if (typeof value !== 'string') {
    return [`${path} must be text, got ${JSON.stringify(value)}`];
  }
  return [
    ...(shape.pattern !== undefined && !new RegExp(`^(?:${shape.pattern})$`, flags).test(value)
      ? [`${path} must match ${shape.pattern}, got "${value}"`]
      : []),
    ...(shape.enum !== undefined && !shape.enum.includes(value) ? [`${path} must be one of ${shape.enum}, got "${value}"`] : []),
  ];
}

function range(shape: any, value: any, path: string): string[] {
  const size = typeof value === 'number' ? value : shape.type === 'map' ? Object.keys(value).length : value?.length;
  return [
    ...(shape.min !== undefined && size < shape.min ? [`${path} must be at least ${shape.min}, got ${size}`] : []),
    ...(shape.max !== undefined && size > shape.max ? [`${path} must be at most ${shape.max}, got ${size}`] : []),
  ];
}
