import type { RoleFacts, StatementFacts } from './model';
import { entriesOf, list, optionalText, shortText, text } from './values';
import type { Resource } from '../../assembly/graph';
import type { Inventory } from '../../assembly/query';

/** Roles that pods of the namespace can take, by Pod Identity or by a trust that names the namespace. */
export function rolesOf(inventory: Inventory, namespace: string): readonly RoleFacts[] {
  return inventory.ofType('AWS::IAM::Role')
    .filter((role) => namespacesOf(inventory, role).includes(namespace))
    .map((role) => roleFacts(inventory, role, namespace));
}

/** Namespaces whose pods can take the role. */
export function namespacesOf(inventory: Inventory, role: Resource): readonly string[] {
  const byPodIdentity = associationsOf(inventory, role).map((association) => text(association.properties.Namespace));
  const byToken = [
    ...JSON.stringify(role.properties.AssumeRolePolicyDocument ?? '').matchAll(/system:serviceaccount:([a-z0-9-]+):/g),
  ].map((match) => match[1]);
  return [...new Set([...byPodIdentity, ...byToken])];
}

function associationsOf(inventory: Inventory, role: Resource): readonly Resource[] {
  return inventory.ofType('AWS::EKS::PodIdentityAssociation')
    .filter((association) => inventory.mentioned(association.stack, association.properties.RoleArn).includes(role));
}

function roleFacts(inventory: Inventory, role: Resource, namespace: string): RoleFacts {
  return {
    name: optionalText(role.properties.RoleName) ?? role.logicalId,
    trust: trustOf(role.properties.AssumeRolePolicyDocument),
    managedPolicies: list(role.properties.ManagedPolicyArns).map(text).map((arn) => arn.split(':policy/').pop()!),
    statements: documentsOf(inventory, role).flatMap(statementsOf),
    serviceAccounts: associationsOf(inventory, role)
      .filter((association) => text(association.properties.Namespace) === namespace)
      .map((association) => text(association.properties.ServiceAccount)),
  };
}

/** Single objects in S3 that a role may read, `s3://…`: no prefixes, no whole buckets. */
export function readableObjects(inventory: Inventory, role: Resource): readonly string[] {
  return documentsOf(inventory, role).flatMap((document) => list(parsed(document).Statement))
    .filter((statement) => text(statement.Effect) === 'Allow'
      && list(statement.Action).some((action) => /^s3:GetObject\b/.test(text(action))))
    .flatMap((statement) => list(statement.Resource).map(text))
    .filter((resource) => /:s3:::[^/]+\/.*[^*/]$/.test(resource))
    .map((resource) => `s3://${resource.split(':::')[1]}`);
}

/** Policy documents that hold for a role: its own, attached ones and customer-managed ones of the stacks. */
function documentsOf(inventory: Inventory, role: Resource): readonly unknown[] {
  const own = list(role.properties.Policies).map((policy) => policy.PolicyDocument);
  const attached = inventory.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy')
    .filter((policy) => isAttached(inventory, policy, role))
    .map((policy) => policy.properties.PolicyDocument);
  return [...own, ...attached];
}

function isAttached(inventory: Inventory, policy: Resource, role: Resource): boolean {
  const holders = [policy.properties.Roles, policy.properties.RoleName];
  const byReference = inventory.mentioned(policy.stack, holders).includes(role);
  const roleName = optionalText(role.properties.RoleName);
  const byName = roleName !== undefined && list(policy.properties.Roles).some((name) => text(name) === roleName);
  return byReference || byName || inventory.mentioned(role.stack, role.properties.ManagedPolicyArns).includes(policy);
}

/** Statements of a document, which may be written as JSON text. */
export function statementsOf(document: unknown): readonly StatementFacts[] {
  return list(parsed(document).Statement).map((statement) => ({
    effect: text(statement.Effect),
    actions: [
      ...list(statement.Action).map(text), ...list(statement.NotAction).map((action) => `all but ${text(action)}`),
    ],
    resources: [
      ...list(statement.Resource).map(shortText),
      ...list(statement.NotResource).map((resource) => `all but ${text(resource)}`),
    ],
    conditions: conditionsOf(statement.Condition),
  }));
}

function conditionsOf(condition: unknown): readonly string[] {
  return entriesOf(condition)
    .flatMap(([operator, tests]) => entriesOf(tests)
      .map(([key, values]) => `${operator} ${key} ${list(values).map(text).join(' or ')}`));
}

function trustOf(document: unknown): readonly string[] {
  return list(parsed(document).Statement).map((statement) => {
    const principals = typeof statement.Principal === 'string'
      ? [statement.Principal]
      : entriesOf(statement.Principal).flatMap(([, values]) => list(values).map(text));
    return [
      `${principals.join(', ')} may ${list(statement.Action).map(text).join(', ')}`,
      ...conditionsOf(statement.Condition),
    ].join(' when ');
  });
}

/** A policy document as an object; documents with intrinsics may be the text of a `Fn::Sub`. */
function parsed(document: unknown): Readonly<Record<string, any>> {
  const isObject = typeof document === 'object' && document !== null && 'Statement' in document;
  if (isObject) return document as Readonly<Record<string, any>>;
  try {
    return JSON.parse(text(document));
  } catch {
    return {};
  }
}
