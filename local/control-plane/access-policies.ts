import * as fs from 'fs';
import * as http from 'http';
import * as path from 'path';
import type { KubeClient } from './kube-client';

/** A policy of an access entry, as CloudFormation writes it. */
export interface AssociatedPolicy {
  readonly PolicyArn: string;
  readonly AccessScope: { readonly Type: string; readonly Namespaces?: string[] };
}

/**
 * The cluster role that a policy is like; EKS says "similar to the Kubernetes user-facing cluster roles". Other
 * policies give nothing here.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
const ROLES: Readonly<Record<string, string>> = {
  AmazonEKSClusterAdminPolicy: 'cluster-admin',
  AmazonEKSAdminPolicy: 'admin',
  AmazonEKSEditPolicy: 'edit',
  AmazonEKSViewPolicy: 'view',
};

interface Rule {
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly nonResourceURLs?: string[];
  readonly verbs: string[];
}

/** Question of a `SubjectAccessReview`. */
interface Question {
  readonly user?: string;
  readonly resourceAttributes?: Readonly<Record<'namespace' | 'group' | 'resource' | 'subresource' | 'verb',
    | string
    | undefined>>;
  readonly nonResourceAttributes?: Readonly<Record<'path' | 'verb', string | undefined>>;
}

/** EKS' authorizer of access entries: the API server asks it whatever RBAC does not allow. */
export class AccessPolicies {
  public static async start(): Promise<AccessPolicies> {
    const policies = new AccessPolicies();
    await new Promise<void>((resolve, reject) => policies.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return policies;
  }

  private readonly server = http.createServer((request, response) => void this.handle(request, response));
  private readonly entries = new Map<string, readonly AssociatedPolicy[]>();
  private readonly groups = new Map<string, readonly string[]>();
  private client?: KubeClient;

  private constructor() {}

  /**
   * Configuration by which kube-apiserver finds this authorizer.
   *
   * @see https://kubernetes.io/docs/reference/access-authn-authz/webhook/
   */
  public writeConfig(folder: string): string {
    const { port } = this.server.address() as { readonly port: number };
    const file = path.join(folder, 'authorizer.json');
    fs.writeFileSync(file, JSON.stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'clusters': [{ name: 'eks', cluster: { server: `http://127.0.0.1:${port}/authorize` } }],
      'users': [{ name: 'kube-apiserver', user: {} }],
      'contexts': [{ name: 'eks', context: { cluster: 'eks', user: 'kube-apiserver' } }],
      'current-context': 'eks',
    }));
    return file;
  }

  /** Takes the rules of cluster roles from the API server, which is started after this. */
  public readRolesFrom(client: KubeClient): void {
    this.client = client;
  }

  /** Gives a principal exactly these policies, and membership of these groups of the cluster's own rules. */
  public associate(principalArn: string, policies: readonly AssociatedPolicy[], groups: readonly string[] = []): void {
    this.entries.set(principalArn, policies);
    this.groups.set(principalArn, groups);
  }

  /** Groups of the cluster's own rules of which the entry of a principal makes it a member. */
  public groupsOf(principalArn: string): readonly string[] {
    return this.groups.get(principalArn) ?? [];
  }

  public forget(principalArn: string): void {
    this.entries.delete(principalArn);
    this.groups.delete(principalArn);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const { apiVersion, kind, spec } = JSON.parse(Buffer.concat(chunks).toString());
    const allowed = await this.allows(spec).catch(() => false); // without an answer of the API server nobody gets in
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({
      apiVersion, kind, status: { allowed },
    }));
  }

  private async allows(question: Question): Promise<boolean> {
    const policies = [...this.entries].filter(([principal]) => isPrincipal(question.user ?? '', principal))
      .flatMap(([, associated]) => associated);
    for (const { PolicyArn, AccessScope } of policies) {
      const role = ROLES[PolicyArn.split('/').pop()!];
      if (role !== undefined
          && isInScope(AccessScope, question)
          && (await this.rulesOf(role)).some((rule) => permits(rule, question))) {
        return true;
      }
    }
    return false;
  }

  private async rulesOf(role: string): Promise<Rule[]> {
    return (await this.client?.read(`/apis/rbac.authorization.k8s.io/v1/clusterroles/${role}`))?.rules ?? [];
  }
}

/**
 * Name by which the API server knows whoever works under a principal.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export function userName(principalArn: string, session: string): string {
  const [, partition, account, role] = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(principalArn) ?? [];
  return role === undefined ? principalArn : `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`;
}

function isPrincipal(user: string, principalArn: string): boolean {
  const session = user.split('/').pop()!;
  return session !== '' && user === userName(principalArn, session);
}

function isInScope(
  { Type, Namespaces = [] }: AssociatedPolicy['AccessScope'], { resourceAttributes }: Question,
): boolean {
  const namespace = resourceAttributes?.namespace ?? '';
  const matches = (pattern: string) => new RegExp(`^${pattern.replace(/\*/g, '.*')}$`).test(namespace);
  return Type === 'cluster' || (namespace !== '' && Namespaces.some(matches));
}

function permits(rule: Rule, { resourceAttributes, nonResourceAttributes }: Question): boolean {
  const { apiGroups = [], resources = [], nonResourceURLs = [], verbs } = rule;
  const has = (list: string[], value: string) => list.includes('*') || list.includes(value);
  if (resourceAttributes === undefined) {
    return has(nonResourceURLs, nonResourceAttributes?.path ?? '') && has(verbs, nonResourceAttributes?.verb ?? '');
  }
  const { group = '', resource = '', subresource = '', verb = '' } = resourceAttributes;
  return has(apiGroups, group)
    && has(resources, subresource === '' ? resource : `${resource}/${subresource}`)
    && has(verbs, verb);
}
