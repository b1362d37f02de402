import type { CheckResult } from './finding';
import { Resolver } from '../assembly/intrinsics';
import type { CloudFormationResource, Platform, StackTemplate } from '../assembly/model';
import type { Violation } from '../schema/structure';

/** A policy document of a resource and the property it stands in. */
interface Document {
  readonly path: string;
  readonly document: any;
  /** Says whether it names who may use the resource, rather than what its holder may do. */
  readonly namesPrincipals: boolean;
}

/** Properties in which other services keep the policies of their resources. */
const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  'AWS::ECR::Repository': 'RepositoryPolicyText',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
};

/** Subjects that are as good as none. */
const ANY_SUBJECT = /^(\*|system:serviceaccount:\*.*)$/;

/** Actions that only look; the others change something. */
const READ_ONLY =
  /^[a-z0-9-]+:(BatchGet|BatchCheck|Check|Describe|Get|Head|List|Lookup|Query|Scan|Search|Select|Simulate|View)/;

/**
 * Mutating actions that IAM defines without a resource type, so that only conditions can narrow them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html
 *   (CreateEditor names clusters on EC2 only)
 */
const WITHOUT_RESOURCE = new Set([
  'cloudwatch:PutMetricData', 'elasticmapreduce:CreateEditor', 'elasticmapreduce:LinkRepository',
  'elasticmapreduce:UnlinkRepository',
  'xray:PutTraceSegments', 'xray:PutTelemetryRecords',
]);

/** No wildcard resource on a mutating action, no web identity without a subject, no literal partition. */
export function checkIam(platform: Platform): CheckResult {
  const resolver = new Resolver(platform.stacks);
  const results = platform.stacks.map((stack) => stackResult(stack, resolver));
  return {
    name: 'iam',
    checked: results.reduce((sum, { checked }) => sum + checked, 0),
    findings: results.flatMap(({ findings }) => findings),
  };
}

function stackResult(stack: StackTemplate, resolver: Resolver): Pick<CheckResult, 'checked' | 'findings'> {
  const resources = Object.entries(stack.template.Resources ?? {});
  const documents = resources.flatMap(([, resource]) => documentsOf(resource, (value) => resolver.resolve(
    value, stack.name,
  )));
  const findings = resources.flatMap(([logicalId, resource]) => {
    const found = documentsOf(resource, (value) => resolver.resolve(value, stack.name)).flatMap(documentProblems);
    return [...found, ...literalPartitions(resource.Properties, 'Properties')]
      .map((violation) => ({ where: `${stack.name}/${logicalId}`, object: resource.Type, ...violation }));
  });
  const inOutputs = literalPartitions(stack.template.Outputs, 'Outputs').map((violation) => ({
    where: stack.name, object: 'template', ...violation,
  }));
  return { checked: resources.length + documents.length, findings: [...findings, ...inOutputs] };
}

function documentsOf({ Type, Properties }: CloudFormationResource, resolve: (value: any) => any): Document[] {
  const ofResource = RESOURCE_POLICIES[Type];
  if (!Type.startsWith('AWS::IAM::') && ofResource === undefined) {
    return [];
  }
  const properties = resolve(Properties ?? {});
  const found = [
    { path: 'AssumeRolePolicyDocument', namesPrincipals: true },
    { path: ofResource ?? 'PolicyDocument', namesPrincipals: ofResource !== undefined },
  ].filter(({ path }) => properties[path] !== undefined).map((one) => ({ ...one, document: properties[one.path] }));
  const inline = ((properties.Policies ?? []) as any[])
    .map(({ PolicyDocument }, index) => ({
      path: `Policies[${index}].PolicyDocument`, document: PolicyDocument, namesPrincipals: false,
    }));
  return [...found, ...inline];
}

function documentProblems({ path, document, namesPrincipals }: Document): Violation[] {
  const statements = [statementsOf(document)].flat();
  return statements.flatMap((statement, index) => {
    const at = `${path}.Statement[${index}]`;
    return statement.Effect === 'Allow' ? (namesPrincipals ? principalProblems : wildcardProblems)(statement, at) : [];
  });
}

/** A document may be JSON text, when `Fn::Sub` writes its condition keys. */
function statementsOf(document: any): any {
  return (typeof document === 'string' ? JSON.parse(document) : document)?.Statement ?? [];
}

function wildcardProblems(statement: any, at: string): Violation[] {
  const { NotResource: spared, Condition: condition } = statement;
  if (spared === undefined && ![statement.Resource].flat().includes('*')) {
    return [];
  }
  const [field, got] = spared === undefined ? ['Resource', '*'] : ['NotResource', `everything but ${spared}`];
  const mutating = [statement.Action ?? `everything but ${statement.NotAction}`].flat()
    .filter((action: string) => !READ_ONLY.test(action)
      && !(WITHOUT_RESOURCE.has(action) && conditionsOf(condition).length > 0));
  return mutating.map((action: string) => ({
    path: `${at}.${field}`, rule: `must name resources for the mutating action ${action}, got ${got}`,
  }));
}

function principalProblems(statement: any, at: string): Violation[] {
  const conditions = conditionsOf(statement.Condition);
  const isUnbound = admitsWebIdentity(statement) && !conditions.some(bindsSubject);
  const principal = statement.Principal?.AWS ?? statement.Principal;
  const everyone = statement.NotPrincipal === undefined
    ? [principal].flat().filter((one) => one === '*')
    : [`everyone but ${JSON.stringify(statement.NotPrincipal)}`];
  return [
    ...isUnbound
      ? [{ path: `${at}.Condition`, rule: 'must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)' }]
      : [],
    ...conditions.length === 0
      ? everyone.map(
        (one) => ({ path: `${at}.Principal`, rule: `must not be everyone without a condition, got ${one}` }),
      )
      : [],
  ];
}

function admitsWebIdentity({ Action }: any): boolean {
  return [Action].flat().some((action) => typeof action === 'string'
    && /^(\*|sts:(\*|Assume.*\*.*|AssumeRoleWithWebIdentity))$/i.test(action));
}

interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: unknown[];
}

/** One entry for each operator and key; a block that only a deployment knows counts for a subject. */
function conditionsOf(blocks: any): Condition[] {
  return Object.entries<any>(blocks ?? {}).flatMap(([operator, block]) => typeof block === 'string'
    ? [{ operator, key: ':sub', values: [block] }]
    : Object.entries<any>(block).map(([key, values]) => ({ operator, key, values: [values].flat() })));
}

/** Says whether the condition fails for subjects that it does not name, and for tokens without one. */
function bindsSubject({ operator, key, values }: Condition): boolean {
  return /^(ForAnyValue:)?String(Equals|Like|EqualsIgnoreCase)$/.test(operator)
    && key.endsWith(':sub')
    && !values.some((value) => ANY_SUBJECT.test(String(value)));
}

/**
 * An ARN of a partition other than the stack's own cannot be right everywhere; one that names an account is the user's
 * own.
 */
function literalPartitions(value: any, path: string): Violation[] {
  if (typeof value === 'string') {
    const found = [...value.matchAll(/arn:aws(-cn|-us-gov)?:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?/g)].filter(
      ([, , account]) => !account,
    );
    return found.length > 0
      ? [{ path, rule: `must use the partition of the stack (AWS::Partition), got ${found[0][0]}` }]
      : [];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => literalPartitions(item, Array.isArray(value)
    ? `${path}[${key}]`
    : `${path}.${key}`));
}
