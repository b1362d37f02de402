import { Resolver } from '../intrinsics';
import type { CheckResult, CloudFormationResource, Platform, StackTemplate } from '../model';
import type { Violation } from '../schema/structure';

/** A policy document of a resource and the property it stands in. */
interface Document {
  readonly path: string;
  readonly document: any;
  /** Whether it says who may use the resource, rather than what its holder may do. */
  readonly isTrust: boolean;
}

/** Actions that only look; the others change something. */
const READ_ONLY = /^[a-z0-9-]+:(BatchGet|BatchCheck|Check|Describe|Get|Head|List|Lookup|Query|Scan|Search|Select|Simulate|View)/;

/**
 * Mutating actions that IAM defines without a resource type, so that only conditions can narrow them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
const WITHOUT_RESOURCE = new Set(['cloudwatch:PutMetricData', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords']);

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
  const documents = resources.flatMap(([, resource]) => documentsOf(resource, (value) => resolver.resolve(value, stack.name)));
  const findings = resources.flatMap(([logicalId, resource]) => {
    const found = documentsOf(resource, (value) => resolver.resolve(value, stack.name)).flatMap(documentProblems);
    return [...found, ...literalPartitions(resource.Properties, 'Properties')]
      .map((violation) => ({ where: `${stack.name}/${logicalId}`, object: resource.Type, ...violation }));
  });
  const inOutputs = literalPartitions(stack.template.Outputs, 'Outputs').map((violation) => ({ where: stack.name, object: 'template', ...violation }));
  return { checked: resources.length + documents.length, findings: [...findings, ...inOutputs] };
}

function documentsOf({ Type, Properties }: CloudFormationResource, resolve: (value: any) => any): Document[] {
  if (!Type.startsWith('AWS::IAM::')) {
    return [];
  }
  const properties = resolve(Properties ?? {});
  const inline = (properties.Policies ?? []) as any[];
  switch (Type) {
    case 'AWS::IAM::Role':
      return [
        { path: 'AssumeRolePolicyDocument', document: properties.AssumeRolePolicyDocument, isTrust: true },
        ...inline.map(({ PolicyDocument }, index) => ({ path: `Policies[${index}].PolicyDocument`, document: PolicyDocument, isTrust: false })),
      ];
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::IAM::RolePolicy':
      return [{ path: 'PolicyDocument', document: properties.PolicyDocument, isTrust: false }];
    default:
      return [];
  }
}

function documentProblems({ path, document, isTrust }: Document): Violation[] {
  const statements = [statementsOf(document)].flat();
  return statements.flatMap((statement, index) => {
    const at = `${path}.Statement[${index}]`;
    return statement.Effect === 'Allow' ? (isTrust ? trustProblems : wildcardProblems)(statement, at) : [];
  });
}

/** A document may be JSON text, when `Fn::Sub` writes its condition keys. */
function statementsOf(document: any): any {
  return (typeof document === 'string' ? JSON.parse(document) : document)?.Statement ?? [];
}

function wildcardProblems(statement: any, at: string): Violation[] {
  if (![statement.Resource].flat().includes('*')) {
    return [];
  }
  const mutating = [statement.Action ?? `everything but ${statement.NotAction}`].flat()
    .filter((action: string) => !READ_ONLY.test(action) && !(WITHOUT_RESOURCE.has(action) && statement.Condition));
  return mutating.map((action: string) => ({ path: `${at}.Resource`, rule: `must name resources for the mutating action ${action}, got *` }));
}

function trustProblems(statement: any, at: string): Violation[] {
  const conditions = statement.Condition ?? {};
  const keys = Object.values<any>(conditions).flatMap((operands) => typeof operands === 'string' ? [':sub'] : Object.keys(operands));
  const web = [statement.Action].flat().includes('sts:AssumeRoleWithWebIdentity') && !keys.some((key) => key.endsWith(':sub'));
  const principal = statement.Principal?.AWS ?? statement.Principal;
  return [
    ...web ? [{ path: `${at}.Condition`, rule: 'must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)' }] : [],
    ...[principal].flat().includes('*') && keys.length === 0 ? [{ path: `${at}.Principal`, rule: 'must not be everyone without a condition, got *' }] : [],
  ];
}

/** An ARN of a partition other than the stack's own cannot be right everywhere; one that names an account is the user's own. */
function literalPartitions(value: any, path: string): Violation[] {
  if (typeof value === 'string') {
    const found = [...value.matchAll(/arn:aws(-cn|-us-gov)?:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?/g)].filter(([, , account]) => !account);
    return found.length > 0 ? [{ path, rule: `must use the partition of the stack (AWS::Partition), got ${found[0][0]}` }] : [];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => literalPartitions(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`));
}
