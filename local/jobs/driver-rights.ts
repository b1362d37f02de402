import type { SparkJob } from './spark-job';

const NAME = 'emr-containers-role-spark-driver';

/** What a Spark driver does in its namespace. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/spark-operator-security-rbac.html */
const RULES = [{
  apiGroups: [''],
  resources: ['pods', 'services', 'configmaps', 'persistentvolumeclaims'],
  verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete', 'deletecollection'],
}];

/** Role and binding by which EMR lets drivers start executors. The API server lets it give only rights that it has itself. */
export function driverRights({ namespace, serviceAccounts }: SparkJob): { readonly role: object; readonly binding: object } {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    role: { metadata: { name: NAME, namespace }, rules: RULES },
    binding: {
      metadata: { name: `${NAME}-${serviceAccounts.driver}`.slice(0, 253), namespace },
      roleRef: { apiGroup, kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: serviceAccounts.driver, namespace }],
    },
  };
}
