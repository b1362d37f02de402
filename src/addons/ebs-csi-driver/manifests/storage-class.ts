import type { KubernetesObject } from '../../../kubernetes/object';

/** Name of the default StorageClass. */
export const DEFAULT_STORAGE_CLASS = 'gp3';

/**
 * The default StorageClass: encrypted gp3 with xfs, made in the zone of the first pod that uses it.
 *
 * A StorageClass cannot be changed: no value here may come from a user. `gp2`, which EKS makes, is no default since Kubernetes 1.30.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions-standard.html
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 */
export function defaultStorageClass(): KubernetesObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: DEFAULT_STORAGE_CLASS, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'ebs.csi.aws.com',
    parameters: { 'type': 'gp3', 'encrypted': 'true', 'csi.storage.k8s.io/fstype': 'xfs' },
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  };
}
