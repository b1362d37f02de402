import { DOCUMENTED_RULES, emrRoleBindingManifest, emrRoleManifest, kubernetesVerbs } from '../../../../src/emr/team/manifests/rbac';

/** EMR on EKS Development Guide, "Enable cluster access", rules for EKS 1.22 and later: api groups, resources, verbs, as printed. */
const PRINTED = `
''                           | namespaces                                                   | get
''                           | serviceaccounts services configmaps events pods pods/log     | get list watch describe create edit delete deletecollection annotate patch label
''                           | secrets                                                      | create patch delete watch
apps                         | statefulsets deployments                                     | get list watch describe create edit delete annotate patch label
batch                        | jobs                                                         | get list watch describe create edit delete annotate patch label
extensions networking.k8s.io | ingresses                                                    | get list watch describe create edit delete annotate patch label
rbac.authorization.k8s.io    | roles rolebindings                                           | get list watch describe create edit delete deletecollection annotate patch label
''                           | persistentvolumeclaims                                       | get list watch describe create edit delete deletecollection annotate patch label
`.trim().split('\n').map((row) => row.split('|').map((cell) => cell.trim().split(' ').map((word) => word.replace("''", ''))));

/** Verbs of resource requests: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

describe('emrRoleManifest()', () => {
  const rules = emrRoleManifest('emr-data-team-a').rules as Array<{ apiGroups: string[]; resources: string[]; verbs: string[] }>;

  test.each(PRINTED.map((row, index) => [row[1].join(', '), index]))('holds the documented row for %s', (_, index) => {
    const [apiGroups, resources, verbs] = PRINTED[index as number];
    expect(DOCUMENTED_RULES[index as number]).toEqual({ apiGroups, resources, verbs });
  });

  /** One line for each verb that the rules allow, without kinds that no API group of theirs has. */
  function allowed(of: string[][][]): string[] {
    const kinds = new Set(PRINTED.flatMap(([groups, resources]) => groups.flatMap((group) => resources.map((resource) => `${group}/${resource}`))));
    const lines = of.flatMap(([groups, resources, verbs]) => groups.flatMap((group) => resources
      .filter((resource) => kinds.has(`${group}/${resource}`))
      .flatMap((resource) => kubernetesVerbs(verbs).map((verb) => `${verb} ${group}/${resource}`))));
    return [...new Set(lines)].sort();
  }

  test('allows what is documented, and nothing else', () => {
    expect(rules).toHaveLength(4);
    const ours = rules.map(({ apiGroups, resources, verbs }) => [apiGroups, resources, verbs]);
    expect(allowed(ours)).toEqual(allowed(PRINTED));
  });

  test('says in verbs of the Kubernetes API what the page says in kubectl commands', () => {
    expect(kubernetesVerbs(['get', 'list', 'watch', 'describe', 'create', 'edit', 'delete', 'deletecollection', 'annotate', 'patch', 'label']))
      .toEqual(['get', 'list', 'watch', 'create', 'update', 'delete', 'deletecollection', 'patch']);
    expect(kubernetesVerbs(['create', 'patch', 'delete', 'watch'])).toEqual(['create', 'patch', 'delete', 'watch']);
    expect(rules.flatMap((rule) => rule.verbs).filter((verb) => !VERBS.includes(verb))).toEqual([]);
  });

  test('is named after the user, in the namespace', () => {
    expect(emrRoleManifest('emr-data-team-a')).toMatchObject({
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'emr-containers', namespace: 'emr-data-team-a' },
    });
  });
});

describe('emrRoleBindingManifest()', () => {
  test('binds the role to the user "emr-containers"', () => {
    expect(emrRoleBindingManifest('emr-data-team-a')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'emr-containers', namespace: 'emr-data-team-a' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'emr-containers' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'emr-containers' }],
    });
  });
});
