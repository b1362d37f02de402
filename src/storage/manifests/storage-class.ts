import type { KubernetesObject } from '../../kubernetes/object';

/** Any StorageClass. */
export interface StorageClassSpec {
  readonly name: string;
  readonly provisioner: string;
  readonly parameters: { readonly [name: string]: string };
  readonly reclaimPolicy: 'Delete' | 'Retain';
  readonly volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer';
  readonly mountOptions?: string[];
}

/** @see https://kubernetes.io/docs/concepts/storage/storage-classes/ */
export function storageClass(spec: StorageClassSpec): KubernetesObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: spec.name },
    provisioner: spec.provisioner,
    parameters: { ...spec.parameters },
    reclaimPolicy: spec.reclaimPolicy,
    volumeBindingMode: spec.volumeBindingMode,
    allowVolumeExpansion: true,
    ...(spec.mountOptions === undefined ? {} : { mountOptions: [...spec.mountOptions] }),
  };
}

/** What the EBS CSI driver makes volumes from. */
export interface EbsParametersSpec {
  readonly fileSystem: string;
  readonly iops?: number;
  readonly throughputMiBps?: number;
  readonly kmsKeyArn?: string;
  readonly tags: { readonly [key: string]: string };
}

/**
 * Encrypted gp3.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md (tagSpecification_n)
 */
export function ebsParameters(spec: EbsParametersSpec): { [name: string]: string } {
  const tags = byKey(spec.tags).map(([key, value], index) => [`tagSpecification_${index + 1}`, `${key}=${value}`]);
  return {
    'type': 'gp3',
    'encrypted': 'true',
    'csi.storage.k8s.io/fstype': spec.fileSystem,
    ...(spec.iops === undefined ? {} : { iops: `${spec.iops}` }),
    ...(spec.throughputMiBps === undefined ? {} : { throughput: `${spec.throughputMiBps}` }),
    ...(spec.kmsKeyArn === undefined ? {} : { kmsKeyId: spec.kmsKeyArn }),
    ...Object.fromEntries(tags),
  };
}

/** Maps of a user arrive in any order; numbered entries made of them must not. */
export function byKey(map: { readonly [key: string]: string }): Array<[string, string]> {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
