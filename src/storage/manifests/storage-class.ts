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
