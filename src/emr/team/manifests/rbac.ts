import type { KubernetesObject } from '../../../kubernetes/object';
import { EMR_CONTAINERS_USER } from '../../../kubernetes/vocabulary';

/** One row of the role that EMR on EKS documents. */
export interface DocumentedRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  /** As the page prints them; four of them are kubectl commands, not verbs of the API. */
  readonly verbs: string[];
}

const APPS = ['get', 'list', 'watch', 'describe', 'create', 'edit', 'delete', 'annotate', 'patch', 'label'];
const ALL = [
  'get', 'list', 'watch', 'describe', 'create', 'edit', 'delete', 'deletecollection', 'annotate', 'patch', 'label',
];

/**
 * The role of EMR on EKS in a namespace, row by row (Kubernetes 1.22 and later).
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-cluster-access.html
 */
export const DOCUMENTED_RULES: DocumentedRule[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  {
    apiGroups: [''],
    resources: ['serviceaccounts', 'services', 'configmaps', 'events', 'pods', 'pods/log'],
    verbs: ALL,
  },
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'patch', 'delete', 'watch'] },
  { apiGroups: ['apps'], resources: ['statefulsets', 'deployments'], verbs: APPS },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: APPS },
  { apiGroups: ['extensions', 'networking.k8s.io'], resources: ['ingresses'], verbs: APPS },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ALL },
  { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ALL },
];

/**
 * Verbs of the API that the kubectl commands in EMR's list come down to.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb
 */
const VERB_OF_COMMAND: { readonly [command: string]: string } = {
  describe: 'get', edit: 'update', annotate: 'patch', label: 'patch',
};

/** Verbs of the Kubernetes API, each once, in the order of the documented ones. */
export function kubernetesVerbs(documented: string[]): string[] {
  return [...new Set(documented.map((verb) => VERB_OF_COMMAND[verb] ?? verb))];
}

/**
 * Role by which EMR runs jobs in the namespace: one rule for the rows of the same verbs, since no kind of theirs is in
 * two API groups.
 */
export function emrRoleManifest(namespace: string): KubernetesObject {
  const verbs = [...new Set(DOCUMENTED_RULES.map((row) => row.verbs))];
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: EMR_CONTAINERS_USER, namespace },
    rules: verbs.map((ofRule) => {
      const rows = DOCUMENTED_RULES.filter((row) => row.verbs === ofRule);
      return {
        apiGroups: [...new Set(rows.flatMap((row) => row.apiGroups))],
        resources: rows.flatMap((row) => row.resources),
        verbs: kubernetesVerbs(ofRule),
      };
    }),
  };
}

/** Binds the role to the user name under which EMR acts. */
export function emrRoleBindingManifest(namespace: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: EMR_CONTAINERS_USER, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: EMR_CONTAINERS_USER },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: EMR_CONTAINERS_USER }],
  };
}
