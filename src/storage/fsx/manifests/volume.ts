import type { KubernetesObject } from '../../../kubernetes/object';
import { EMR_PROCESS } from '../../../kubernetes/vocabulary';

/** A file system as a volume of one namespace. */
export interface FsxVolumeSpec {
  readonly name: string;
  readonly namespace: string;
  readonly claimName: string;
  readonly sizeGiB: number;
  readonly fileSystemId: string;
  readonly dnsName: string;
  readonly mountName: string;
  readonly mountOptions: string[];
}

/**
 * A volume bound to the claim of a team. Kubernetes never deletes the file system.
 *
 * Its handle names the namespace too: kubelet takes volumes of one handle for one, and pods of two teams may share a
 * node. The driver mounts by DNS name and mount name; it would need the bare id only to delete or grow the file system.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/examples/kubernetes/static_provisioning/README.md
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#csi
 */
export function fsxVolume(spec: FsxVolumeSpec): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: spec.name },
    spec: {
      capacity: { storage: `${spec.sizeGiB}Gi` },
      volumeMode: 'Filesystem',
      accessModes: ['ReadWriteMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
      mountOptions: [...spec.mountOptions],
      claimRef: { namespace: spec.namespace, name: spec.claimName },
      csi: {
        driver: 'fsx.csi.aws.com',
        volumeHandle: `${spec.fileSystemId}:${spec.namespace}`,
        volumeAttributes: { dnsname: spec.dnsName, mountname: spec.mountName },
      },
    },
  };
}

/**
 * Makes a directory and gives it to EMR's user, who could not write to it otherwise: a new file system belongs to root.
 *
 * One script with the path as its argument; what follows a script is `$0`, `$1`, never a second script. Many pods may
 * run it at once.
 */
export function ownDirectory(path: string): string[] {
  const { uid, gid } = EMR_PROCESS;
  return ['sh', '-euc', `mkdir -p "$1"; chown ${uid}:${gid} "$1"; chmod 0770 "$1"`, 'own-directory', path];
}
