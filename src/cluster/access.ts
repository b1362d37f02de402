import { Aws, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import type { AccessPolicyGrant, KubernetesAccess } from '../contracts/cluster';
import { ValidationError } from '../private/errors';
import { DNS_LABEL, digest } from '../private/names';

/** @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
export const CLUSTER_ADMIN_POLICY = 'AmazonEKSClusterAdminPolicy';

export interface AccessEntriesProps {
  /** Name of the cluster, always a literal. */
  readonly clusterName: string;
  /** What must exist before an entry can. */
  readonly clusterReady: IDependable[];
}

/** Access to the Kubernetes API: EKS allows one entry per principal, so all grants for one principal meet here. */
export class AccessEntries extends Construct {
  private readonly entries = new Map<string, AccessEntry>();
  /** Principals that have an entry of another type, with what they are. */
  private readonly reserved = new Map<string, string>();

  constructor(scope: Construct, id: string, private readonly props: AccessEntriesProps) {
    super(scope, id);
  }

  /** Refuses grants for a principal whose entry is made elsewhere. */
  public reserve(principal: iam.IRole, reason: string): void {
    this.reserved.set(keyOf(principal), reason);
  }

  public grant(principal: iam.IRole, access: KubernetesAccess): void {
    this.entryOf(principal, access, () => this.scopeOf(principal)).add(access);
  }

  /** Full access, with an entry that always lives here: an administrator's role may come from a stack that the cluster's depends on. */
  public grantAdmin(principal: iam.IRole): void {
    const access = { accessPolicies: [{ policyName: CLUSTER_ADMIN_POLICY }] };
    this.entryOf(principal, access, () => this).add(access);
  }

  private entryOf(principal: iam.IRole, access: KubernetesAccess, scope: () => Construct): AccessEntry {
    validateAccess(this, access);
    this.validatePrincipal(principal);
    const key = keyOf(principal);
    return this.entries.get(key) ?? this.addEntry(scope(), key, principal);
  }

  private addEntry(scope: Construct, key: string, principal: iam.IRole): AccessEntry {
    const entry = new AccessEntry(scope, `AccessEntry${digest(8, this.node.path, key)}`, { clusterName: this.props.clusterName, principalArn: principal.roleArn });
    entry.node.addDependency(...this.props.clusterReady);
    this.entries.set(key, entry);
    return entry;
  }

  /**
   * A role of another stack takes its entry with it: the cluster's stack would otherwise depend on a stack that, as a team's,
   * already depends on the cluster's. Entries exist in the cluster's account and region only.
   */
  private scopeOf(principal: iam.IRole): Construct {
    const [here, there] = [Stack.of(this), Stack.of(principal)];
    const travels = here !== there && Resource.isOwnedResource(principal) && here.environment === there.environment;
    return travels ? (principal as iam.IRole & Construct) : this;
  }

  private validatePrincipal(principal: iam.IRole): void {
    const reason = this.reserved.get(keyOf(principal));
    if (reason !== undefined) {
      throw new ValidationError(this, 'cluster:access-reserved', `\`principal\` must be a role without an access entry of its own, got ${reason}; grant access to another role`);
    }
    const arn = principal.roleArn;
    if (!Token.isUnresolved(arn) && /:role\/(aws-service-role\/.*|AWSServiceRoleFor[^/]*)$/.test(arn)) {
      // https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
      throw new ValidationError(this, 'cluster:access-service-linked-role', `\`principal\` must be a role of your own, got the service-linked role ${arn}; EKS refuses entries for service-linked roles, and the service that owns it makes its own`);
    }
  }
}

interface AccessEntryProps {
  readonly clusterName: string;
  readonly principalArn: string;
}

/** The one entry of one principal; it grows until synthesis. */
class AccessEntry extends Construct {
  private readonly groups = new Set<string>();
  /** Scope of each policy: namespaces, or undefined for the whole cluster. EKS keeps one scope per policy. */
  private readonly policies = new Map<string, Set<string> | undefined>();

  constructor(scope: Construct, id: string, props: AccessEntryProps) {
    super(scope, id);
    new eks.CfnAccessEntry(this, 'Resource', {
      clusterName: props.clusterName,
      principalArn: props.principalArn,
      type: 'STANDARD',
      kubernetesGroups: Lazy.list({ produce: () => [...this.groups].sort() }, { omitEmpty: true }),
      accessPolicies: Lazy.any({ produce: () => this.renderPolicies() }, { omitEmptyArray: true }),
    });
  }

  public add(access: KubernetesAccess): void {
    access.groups?.forEach((group) => this.groups.add(group));
    access.accessPolicies?.forEach((policy) => this.addPolicy(policy));
  }

  private addPolicy({ policyName, namespaces }: AccessPolicyGrant): void {
    const known = this.policies.get(policyName);
    const everywhere = namespaces === undefined || (this.policies.has(policyName) && known === undefined);
    this.policies.set(policyName, everywhere ? undefined : new Set([...(known ?? []), ...namespaces]));
  }

  private renderPolicies(): object[] {
    const byName = [...this.policies].sort(([a], [b]) => (a < b ? -1 : 1));
    return byName.map(([policyName, namespaces]) => ({
      policyArn: accessPolicyArn(policyName),
      accessScope: namespaces === undefined ? { type: 'cluster' } : { type: 'namespace', namespaces: [...namespaces].sort() },
    }));
  }
}

export function accessPolicyArn(policyName: string): string {
  return `arn:${Aws.PARTITION}:eks::aws:cluster-access-policy/${policyName}`;
}

/** One role, however often it was imported. */
function keyOf(principal: iam.IRole): string {
  return Token.isUnresolved(principal.roleArn) ? principal.node.path : principal.roleArn;
}

function validateAccess(scope: Construct, access: KubernetesAccess): void {
  const { groups = [], accessPolicies = [] } = access;
  if (groups.length === 0 && accessPolicies.length === 0) {
    throw new ValidationError(scope, 'cluster:access-empty', '`access` must name at least one access policy or group, got none; an entry without either permits nothing');
  }
  groups.forEach((group) => validateGroup(scope, group));
  accessPolicies.forEach((policy) => validatePolicy(scope, policy));
}

function validateGroup(scope: Construct, group: string): void {
  if (Token.isUnresolved(group)) {
    return;
  }
  if (group === '' || group.startsWith('system:')) {
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html
    throw new ValidationError(scope, 'cluster:access-group', `\`access.groups\` must hold names of your own groups, got "${group}"; EKS refuses groups that start with "system:", use an access policy such as ${CLUSTER_ADMIN_POLICY}`);
  }
}

function validatePolicy(scope: Construct, { policyName, namespaces }: AccessPolicyGrant): void {
  if (!Token.isUnresolved(policyName) && !/^Amazon[A-Za-z0-9]+$/.test(policyName)) {
    throw new ValidationError(scope, 'cluster:access-policy', `\`access.accessPolicies.policyName\` must be the name of an EKS access policy, got "${policyName}"; use a name such as ${CLUSTER_ADMIN_POLICY}, not an ARN`);
  }
  if (namespaces?.length === 0) {
    throw new ValidationError(scope, 'cluster:access-namespaces', '`access.accessPolicies.namespaces` must hold at least one namespace, got none; leave it out to grant the whole cluster');
  }
  const wrong = namespaces?.find((name) => !Token.isUnresolved(name) && !DNS_LABEL.test(name.replace(/\*/g, 'x')));
  if (wrong !== undefined) {
    throw new ValidationError(scope, 'cluster:access-namespaces', `\`access.accessPolicies.namespaces\` must hold names of namespaces, got "${wrong}"; use lower-case letters, digits and "-", with "*" for any characters`);
  }
}
