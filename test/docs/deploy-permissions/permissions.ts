import { readFileSync } from 'fs';
import { join } from 'path';
import { EC2_IN_CHINA, ENDPOINTS, FURTHER, LEFT_OUT, scopes, YOURS } from './knowledge';
import type { SynthesisedTemplate } from './sources';
import type { Statement } from '../../support/iam';

const SCHEMAS = join(__dirname, '../../schemas');
const json = (path: string) => JSON.parse(readFileSync(join(SCHEMAS, path), 'utf8'));

/** Actions that CloudFormation's handlers of a type take: `test/schemas/cloudformation`. */
export const HANDLERS: { readonly [type: string]: { readonly [kind: string]: string[] } } = json('cloudformation/handlers.json');

/** ARN formats that an action can be narrowed to, none for those that take `*` only: `test/schemas/iam`. */
export const ARNS: { readonly [action: string]: string[] } = json('iam/service-authorization.json');

/** What one type of resource takes. */
export interface Row {
  readonly type: string;
  readonly apps: string[];
  readonly actions: string[];
}

const unique = (values: string[]) => [...new Set(values)].sort();

/** Types of the platform's resources, and of parameters that CloudFormation resolves. */
function typesOf({ Parameters = {}, Resources }: SynthesisedTemplate): string[] {
  const parameters = Object.values(Parameters).map(({ Type }) => Type).filter((type) => type.startsWith('AWS::SSM::'));
  return [...Object.values(Resources).map(({ Type }) => Type).filter((type) => !YOURS.test(type)), ...parameters];
}

function actionsOf(type: string): string[] {
  const handlers = HANDLERS[type];
  const further = FURTHER.filter(({ types }) => types.test(type)).flatMap(({ actions }) => actions);
  if (handlers === undefined && further.length === 0) {
    const remedy = `bash test/schemas/cloudformation/refresh.sh 1.58.0 ${type} && bash test/schemas/iam/refresh.sh`;
    throw new Error(`the handlers of ${type} are not known; run: ${remedy}`);
  }
  const known = [...Object.values(handlers ?? {}).flat(), ...further];
  return unique(known.filter((action) => !LEFT_OUT.some(({ actions }) => actions.test(action))));
}

/** Every type that a template holds, with the apps that do. */
export function rows(templates: { readonly [app: string]: SynthesisedTemplate[] }): Row[] {
  const used = Object.entries(templates).map(([app, all]) => ({ app, types: new Set(all.flatMap(typesOf)) }));
  return unique(used.flatMap(({ types }) => [...types])).map((type) => ({
    type,
    apps: used.filter(({ types }) => types.has(type)).map(({ app }) => app),
    actions: actionsOf(type),
  }));
}

/** Services that the roles of the templates trust: what roles may be passed to. */
export function trustedServices(templates: { readonly [app: string]: SynthesisedTemplate[] }): string[] {
  const roles = Object.values(templates).flat().flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Role');
  const trusted = roles.flatMap(
    ({ Properties }) => [...JSON.stringify(Properties.AssumeRolePolicyDocument).matchAll(/"Service":"([^"]+)"/g)],
  );
  return unique([...trusted.map(([, service]) => service), EC2_IN_CHINA, ENDPOINTS]);
}

/** A statement of the policies on the page. */
export interface PolicyStatement extends Statement {
  readonly Sid: string;
}

/** Statements that allow the actions, each as narrow as its ARNs let it be. */
export function statements(actions: string[], passedTo: string[]): PolicyStatement[] {
  const open = actions.filter((action) => ARNS[action].length === 0);
  const arns = actions.filter((action) => ARNS[action].length > 0);
  const narrowed = scopes(passedTo).map((scope) => ({ ...scope, taken: arns.filter((action) => scope.actions.test(action)) }));
  return [
    {
      Sid: 'WithoutArn',
      Effect: 'Allow' as const,
      Action: open,
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': '<Region>' } },
    },
    ...narrowed.map(({ sid, taken, resources, condition }) => ({
      Sid: sid,
      Effect: 'Allow' as const,
      Action: taken,
      Resource: resources,
      ...(condition ? { Condition: { StringEquals: { ...condition } } } : {}),
    })),
  ].filter(({ Action }) => Action.length > 0);
}

/** What others may have made already, or may be asked to make. */
const FOUNDATION = /^(ec2|events|kms|logs|s3|sqs|ssm):/;

/** IAM takes 6,144 characters a managed policy, so there are two. */
export function policies(all: Row[], passedTo: string[]): { readonly [name: string]: PolicyStatement[] } {
  const actions = unique(all.flatMap((row) => row.actions));
  return {
    Foundation: statements(actions.filter((action) => FOUNDATION.test(action)), passedTo),
    Platform: statements(actions.filter((action) => !FOUNDATION.test(action)), passedTo),
  };
}
