/** Path of an object in the API server; core kinds of this app only. */
export function pathOf({ apiVersion, kind, metadata }: any): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = `${kind.toLowerCase()}${/(s|ss)$/.test(kind) ? 'es' : 's'}`.replace(/policys$/, 'policies');
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${place}/${plural}/${metadata.name}`;
}

const ALL = ['get', 'list', 'watch', 'create', 'delete', 'deletecollection', 'patch', 'update'];
const WITHOUT_COLLECTIONS = ALL.filter((verb) => verb !== 'deletecollection');

/**
 * What EMR on EKS does in a team's namespace, in verbs that Kubernetes has.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-cluster-access.html
 */
const RULES: Array<{ readonly group: string; readonly resources: string[]; readonly verbs: string[] }> = [
  { group: '', resources: ['serviceaccounts', 'services', 'configmaps', 'events', 'pods'], verbs: ALL.filter((verb) => verb !== 'update') },
  { group: '', resources: ['persistentvolumeclaims'], verbs: ALL.filter((verb) => verb !== 'update') },
  { group: '', resources: ['secrets'], verbs: ['create', 'patch', 'delete', 'watch'] },
  { group: 'apps', resources: ['statefulsets', 'deployments'], verbs: WITHOUT_COLLECTIONS.filter((verb) => verb !== 'update') },
  { group: 'batch', resources: ['jobs'], verbs: WITHOUT_COLLECTIONS.filter((verb) => verb !== 'update') },
  { group: 'networking.k8s.io', resources: ['ingresses'], verbs: WITHOUT_COLLECTIONS.filter((verb) => verb !== 'update') },
  { group: 'rbac.authorization.k8s.io', resources: ['roles', 'rolebindings'], verbs: ALL.filter((verb) => verb !== 'update') },
];

/** Every verb of every rule, as a question to the API server. */
export function verbsOfEmr(namespace: string): object[] {
  return RULES.flatMap(({ group, resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => ({ namespace, group, resource, verb }))));
}
