import type { KubernetesObject } from '../../kubernetes/object';

/** A claim in the namespace of a team. */
export interface ClaimSpec {
  readonly name: string;
  readonly namespace: string;
  readonly accessMode: 'ReadWriteOnce' | 'ReadWriteMany';
  readonly sizeGiB: number;
  /** Empty for a volume that exists. */
  readonly storageClassName: string;
  /** The volume that it is bound to. Absent where one is made for it. */
  readonly volumeName?: string;
}

/** @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims */
export function volumeClaim(spec: ClaimSpec): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: spec.name, namespace: spec.namespace },
    spec: {
      accessModes: [spec.accessMode],
      storageClassName: spec.storageClassName,
      resources: { requests: { storage: `${spec.sizeGiB}Gi` } },
      ...(spec.volumeName === undefined ? {} : { volumeName: spec.volumeName }),
    },
  };
}
