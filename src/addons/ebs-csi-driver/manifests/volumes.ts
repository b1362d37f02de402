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

/** Keys of the driver, of Kubernetes and of AWS. @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/pkg/driver/validation.go */
const RESERVED_TAG = /^(CSIVolumeName|CSIVolumeSnapshotName|ebs\.csi\.aws\.com\/.*|kubernetes\.io\/.*|aws:.*)$/;

/**
 * Tags that the driver puts on each volume it makes. It refuses keys that it uses itself, and would then make no volume at all.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
 */
export function volumeTags(tags: { readonly [key: string]: string }): { [key: string]: unknown } {
  const allowed = Object.entries(tags).filter(([key]) => !RESERVED_TAG.test(key));
  return allowed.length === 0 ? {} : { controller: { extraVolumeTags: Object.fromEntries(allowed) } };
}
