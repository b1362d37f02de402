import type { KubeClient } from '../control-plane/kube-client';
import { createOnce, EMR } from '../jobs/submission';

/** Rights of a Spark job in its namespace: those of EMR itself, since nobody may grant more than they have. */
const RULES = [{
  apiGroups: [''],
  resources: ['pods', 'configmaps', 'services', 'persistentvolumeclaims'],
  verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete', 'deletecollection'],
}];

const GROUP = 'rbac.authorization.k8s.io';

/** Lasts longer than any run here. */
const TOKEN_SECONDS = 7200;

/** A token of a service account of a job, which EMR has given the rights that Spark needs. */
export async function tokenOf(admin: KubeClient, namespace: string, account: string): Promise<string> {
  const emr = admin.as(EMR);
  const scope = `/apis/${GROUP}/v1/namespaces/${namespace}`;
  const name = `${account}-spark`;
  await createOnce(emr, `${scope}/roles`, { metadata: { name }, rules: RULES });
  await createOnce(emr, `${scope}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: GROUP, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
  const request = {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: TOKEN_SECONDS },
  };
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  return (await admin.create(path, request as any)).status.token;
}
