import type { Template } from 'aws-cdk-lib/assertions';

/**
 * A small evaluator of IAM policies: enough to ask "may this role do that?" of a synthesised template.
 *
 * It knows identity policies and trust policies; no session policies, boundaries or resource policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Principal?: '*' | Record<string, string | string[]>;
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

export interface IamRequest {
  readonly action: string;
  /** Left out for trust policies. */
  readonly resource?: string;
  /** For trust policies: `{ Service: 'pods.eks.amazonaws.com' }`. */
  readonly principal?: Record<string, string>;
  /** Condition keys of the request; keys are compared without case, as IAM does. */
  readonly context?: Record<string, string | string[]>;
}

export type Verdict = 'allowed' | 'denied' | 'not allowed';

/** An explicit deny wins; without an allow the answer is "not allowed". */
export function evaluate(statements: Statement[], request: IamRequest): Verdict {
  const matching = statements.filter((statement) => applies(statement, request));
  if (matching.some((statement) => statement.Effect === 'Deny')) return 'denied';
  return matching.some((statement) => statement.Effect === 'Allow') ? 'allowed' : 'not allowed';
}

/** IAM wildcards: `*` is any text, `?` any character; no other character is special. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function applies(statement: Statement, request: IamRequest): boolean {
  return matchesAction(statement, request.action)
    && matchesResource(statement, request.resource)
    && matchesPrincipal(statement, request.principal)
    && Object.entries(statement.Condition ?? {}).every(([operator, block]) => Object.entries(block).every(
      ([key, values]) => holds(operator, contextValue(request, key), list(values)),
    ));
}

function matchesAction(statement: Statement, action: string): boolean {
  const any = (patterns: string | string[]) => list(patterns).some(
    (pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()),
  );
  return statement.NotAction === undefined ? any(statement.Action ?? []) : !any(statement.NotAction);
}

function matchesResource(statement: Statement, resource: string | undefined): boolean {
  if (resource === undefined) return true;
  const any = (patterns: string | string[]) => list(patterns).some((pattern) => matchesPattern(pattern, resource));
  return statement.NotResource === undefined ? any(statement.Resource ?? []) : !any(statement.NotResource);
}

/**
 * `"*"` and `{ "AWS": "*" }` are everyone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
 */
function matchesPrincipal(statement: Statement, principal: Record<string, string> | undefined): boolean {
  if ('NotPrincipal' in statement) throw new Error('NotPrincipal is not known to test/support/iam.ts');
  if (principal === undefined || statement.Principal === undefined) return principal === undefined;
  const wanted = statement.Principal;
  if (wanted === '*' || list(wanted.AWS ?? []).includes('*')) return true;
  return Object.entries(principal).some(([type, value]) => list(wanted[type] ?? []).some((one) => one === '*' || one === value));
}

function contextValue(request: IamRequest, key: string): string[] | undefined {
  const found = Object.entries(request.context ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase());
  const values = found && list(found[1]);
  return values?.length === 0 ? undefined : values; // a key without a value is a key that the request lacks
}

/** Each of the six parts by itself, so that no wildcard reaches over a colon into the next. */
function matchesArn(value: string, wanted: string): boolean {
  const parts = (arn: string) => [...arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')];
  const pattern = parts(wanted);
  return parts(value).every((part, index) => matchesPattern(pattern[index] ?? '', part));
}

const OPERATORS: { readonly [operator: string]: (value: string, wanted: string) => boolean } = {
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => matchesPattern(wanted, value),
};

/**
 * One operator on one key: several wanted values are alternatives, several operators must all hold.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function holds(fullOperator: string, values: string[] | undefined, wanted: string[]): boolean {
  const [, quantifier, operator, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(fullOperator) ?? [];
  if (fullOperator === 'Null') return wanted.includes(String(values === undefined));
  const negated = /^(String|Arn)Not/.test(operator);
  const compare = OPERATORS[negated ? operator.replace('Not', '') : operator];
  if (compare === undefined || (quantifier && ifExists)) {
    throw new Error(
      `condition operator ${fullOperator} is not known to test/support/iam.ts`,
    );
  }
  const variable = wanted.find((one) => /\$\{[^*?$]/.test(one));
  if (variable !== undefined) throw new Error(`policy variable ${variable} is not known to test/support/iam.ts`);
  if (values === undefined) {
    // A key that the request lacks: fails, but for IfExists, ForAllValues and negated operators.
    return ifExists !== undefined || quantifier === 'ForAllValues' || (negated && quantifier === undefined);
  }
  if (quantifier === undefined && values.length > 1) {
    throw new Error(
      `${fullOperator} needs ForAllValues or ForAnyValue for a key with ${values.length} values`,
    );
  }
  const matches = (value: string) => wanted.some((one) => compare(value, one)) !== negated;
  return quantifier === 'ForAllValues' ? values.every(matches) : values.some(matches);
}

function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** What CloudFormation would know on deployment. */
export interface Deployment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

export const DEPLOYMENT: Deployment = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

/** Identity policies of the role with that logical id or role name: inline, attached as resources, resolved as on deployment. */
export function policiesOf(template: Template, role: string, deployment = DEPLOYMENT): Statement[] {
  const resources = template.toJSON().Resources as Record<string, any>;
  const [logicalId, resource] = roleOf(template, role);
  const inline = (resource.Properties.Policies ?? []).map((policy: any) => policy.PolicyDocument);
  const attached = Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && Properties.Roles?.some(({ Ref }: any) => Ref === logicalId))
    .map(({ Properties }) => Properties.PolicyDocument);
  return [...inline, ...attached].flatMap((document) => list(resolveIntrinsics(document, resources, deployment).Statement)) as Statement[];
}

/** The trust policy of a role, also where it is JSON text in `Fn::Sub`. */
export function trustOf(template: Template, role: string, deployment = DEPLOYMENT): Statement[] {
  const resolved = resolveIntrinsics(
    roleOf(template, role)[1].Properties.AssumeRolePolicyDocument, template.toJSON().Resources, deployment,
  );
  return (typeof resolved === 'string' ? JSON.parse(resolved) : resolved).Statement;
}

function roleOf(template: Template, role: string): [string, any] {
  const found = Object.entries(template.findResources('AWS::IAM::Role'))
    .filter(([logicalId, { Properties }]) => logicalId === role || Properties.RoleName === role);
  if (found.length !== 1) throw new Error(`expected one role ${role}, found ${found.length}`);
  return found[0];
}

/** Replaces intrinsic functions by what they would give; attributes that only AWS knows stay readable placeholders. */
export function resolveIntrinsics(value: any, resources: Record<string, any>, deployment = DEPLOYMENT): any {
  const resolve = (inner: any): any => resolveIntrinsics(inner, resources, deployment);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const [[fn, argument], ...others] = [...Object.entries<any>(value), ['', undefined]] as Array<[string, any]>;
  if (others.length === 1) {
    switch (fn) {
      case 'Ref': return reference(argument, resources, deployment);
      case 'Fn::GetAtt': return attribute(argument[0], argument[1], resources, deployment);
      case 'Fn::Join': return argument[1].map(resolve).join(argument[0]);
      case 'Fn::Select': return resolve(argument[1])[Number(argument[0])];
      case 'Fn::Split': return resolve(argument[1]).split(argument[0]);
      case 'Fn::Sub': return substitute(argument, resources, deployment);
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

function substitute(argument: any, resources: Record<string, any>, deployment: Deployment): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return text.replace(/\$\{([^!}][^}]*)\}/g, (_: string, name: string) => name in variables
    ? resolveIntrinsics(variables[name], resources, deployment)
    : reference(name, resources, deployment));
}

const NAME_PROPERTY: { readonly [type: string]: string } = {
  'AWS::IAM::Role': 'RoleName', 'AWS::Logs::LogGroup': 'LogGroupName', 'AWS::S3::Bucket': 'BucketName',
};

function reference(name: string, resources: Record<string, any>, { account, region, partition }: Deployment): string {
  const pseudo: { readonly [key: string]: string } = {
    'AWS::AccountId': account, 'AWS::Region': region, 'AWS::Partition': partition, 'AWS::URLSuffix': partition === 'aws-cn'
      ? 'amazonaws.com.cn'
      : 'amazonaws.com',
  };
  const resource = resources[name];
  return pseudo[name] ?? resource?.Properties?.[NAME_PROPERTY[resource.Type]] ?? name.toLowerCase();
}

function attribute(logicalId: string, name: string, resources: Record<string, any>, deployment: Deployment): string {
  const { account, region, partition } = deployment;
  const id = reference(logicalId, resources, deployment);
  if (name !== 'Arn') return `${id}.${name}`;
  switch (resources[logicalId]?.Type) {
    case 'AWS::IAM::Role': return `arn:${partition}:iam::${account}:role${resources[logicalId].Properties.Path ?? '/'}${id}`;
    case 'AWS::Logs::LogGroup': return `arn:${partition}:logs:${region}:${account}:log-group:${id}:*`;
    case 'AWS::S3::Bucket': return `arn:${partition}:s3:::${id}`;
    case 'AWS::EMRContainers::VirtualCluster': return `arn:${partition}:emr-containers:${region}:${account}:/virtualclusters/${id}`;
    case 'AWS::KMS::Key': return `arn:${partition}:kms:${region}:${account}:key/${id}`;
    default: return `arn:${partition}:unknown:${region}:${account}:${id}`;
  }
}
