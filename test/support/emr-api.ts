import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';

const schemas = join(__dirname, '../schemas');
const model = JSON.parse(readFileSync(join(schemas, 'botocore/emr-containers-2020-10-01.json'), 'utf8'));
const jobTemplate = JSON.parse(readFileSync(join(schemas, 'cloudformation/aws-emrcontainers-jobtemplate.json'), 'utf8'));
const validateTemplate = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false }).compile(jobTemplate);

/** What the service model of botocore finds wrong with the input of an operation; `clientToken` is the SDK's to add. */
export function apiFaults(operation: 'StartJobRun' | 'CreateJobTemplate', input: unknown): string[] {
  return faults(model.operations[operation].input.shape, { clientToken: 'token', ...input as object }, operation);
}

/** What the published schema of `AWS::EMRContainers::JobTemplate` finds wrong with the properties of one. */
export function jobTemplateFaults(properties: unknown): string[] {
  return validateTemplate(properties) ? [] : validateTemplate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function faults(name: string, value: any, path: string): string[] {
  const shape = model.shapes[name];
  const own = range(shape, value, path);
  switch (shape.type) {
    case 'structure': return [...own, ...structure(shape, value, path)];
    case 'list': return [...own, ...value.flatMap((item: any, index: number) => faults(shape.member.shape, item, `${path}[${index}]`))];
    case 'map': return [...own, ...Object.entries(value).flatMap(([key, item]) => [...faults(shape.key.shape, key, `${path}.${key}`), ...faults(shape.value.shape, item, `${path}.${key}`)])];
    case 'string': return [...own, ...text(shape, value, path)];
    default: return Number.isInteger(value) ? own : [`${path} must be a whole number`];
  }
}

function structure(shape: any, value: any, path: string): string[] {
  const missing = (shape.required ?? []).filter((member: string) => value[member] === undefined).map((member: string) => `${path} lacks ${member}`);
  return [...missing, ...Object.entries(value).flatMap(([key, item]) => (
    shape.members[key] === undefined ? [`${path} does not know ${key}`] : faults(shape.members[key].shape, item, `${path}.${key}`)))];
}

function text(shape: any, value: any, path: string): string[] {
  if (typeof value !== 'string') {
    return [`${path} must be text, got ${JSON.stringify(value)}`];
  }
  return [
    ...(shape.pattern !== undefined && !new RegExp(`^(?:${shape.pattern})$`).test(value) ? [`${path} must match ${shape.pattern}, got "${value}"`] : []),
    ...(shape.enum !== undefined && !shape.enum.includes(value) ? [`${path} must be one of ${shape.enum}, got "${value}"`] : []),
  ];
}

function range(shape: any, value: any, path: string): string[] {
  const size = typeof value === 'number' ? value : shape.type === 'map' ? Object.keys(value).length : value.length;
  return [
    ...(shape.min !== undefined && size < shape.min ? [`${path} must be at least ${shape.min}, got ${size}`] : []),
    ...(shape.max !== undefined && size > shape.max ? [`${path} must be at most ${shape.max}, got ${size}`] : []),
  ];
}
