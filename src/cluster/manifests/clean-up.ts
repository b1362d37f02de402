import type { KubernetesObject } from '../../kubernetes/object';

/** Group of the clean-up's access entry, and name of the role that the group has. */
export const CLEAN_UP_GROUP = 'emr-eks-karpenter:clean-up';

/** What may wait for a controller that is gone. */
const WITH_FINALIZERS = ['ec2nodeclasses', 'ingresses', 'nodeclaims', 'nodepools', 'services', 'targetgroupbindings'];
const GROUPS_WITH_FINALIZERS = ['', 'elbv2.k8s.aws', 'karpenter.k8s.aws', 'karpenter.sh', 'networking.k8s.io'];

const RBAC = 'rbac.authorization.k8s.io';

const rule = (apiGroups: string[], resources: string[], verbs: string[]) => ({ apiGroups, resources, verbs });

/**
 * What the clean-up may do in the cluster: delete what makes nodes, load balancers and volumes, and release what would never go.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
export function cleanUpAccess(): KubernetesObject[] {
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name: CLEAN_UP_GROUP },
      rules: [
        rule(GROUPS_WITH_FINALIZERS, WITH_FINALIZERS, ['list', 'delete', 'patch']),
        rule([''], ['persistentvolumeclaims', 'pods'], ['list', 'delete']),
        rule([''], ['persistentvolumes'], ['list']),
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: CLEAN_UP_GROUP },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: CLEAN_UP_GROUP },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: CLEAN_UP_GROUP }],
    },
  ];
}
