import { byKey } from './storage-class';
import type { KubernetesObject } from '../../kubernetes/object';

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
 * A volume bound to the claim of a team. Kubernetes never deletes what it stands for.
 *
 * Its handle names the namespace too: kubelet takes volumes of one handle for one, and pods of two teams may share a node. The driver mounts
 * by DNS name and mount name; it would need the bare id only to delete or grow the file system.
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

/** What the FSx CSI driver makes file systems from. */
export interface FsxParametersSpec {
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly deploymentType: string;
  readonly storageType: string;
  readonly throughput?: number;
  readonly driveCache?: string;
  readonly lustreVersion: string;
  readonly compression: boolean;
  readonly kmsKeyArn?: string;
  readonly maintenance?: string;
  readonly backupDays?: number;
  readonly backupTime?: string;
  readonly copyTags?: boolean;
  readonly tags: { readonly [key: string]: string };
}

/** @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/examples/kubernetes/dynamic_provisioning/README.md */
export function fsxParameters(spec: FsxParametersSpec): { [name: string]: string } {
  const optional: { readonly [name: string]: string | number | boolean | undefined } = {
    perUnitStorageThroughput: spec.throughput,
    driveCacheType: spec.driveCache,
    kmsKeyId: spec.kmsKeyArn,
    weeklyMaintenanceStartTime: spec.maintenance,
    automaticBackupRetentionDays: spec.backupDays,
    dailyAutomaticBackupStartTime: spec.backupTime,
    copyTagsToBackups: spec.copyTags,
  };
  return {
    subnetId: spec.subnetId,
    securityGroupIds: spec.securityGroupId,
    deploymentType: spec.deploymentType,
    storageType: spec.storageType,
    fileSystemTypeVersion: spec.lustreVersion,
    dataCompressionType: spec.compression ? 'LZ4' : 'NONE',
    extraTags: byKey(spec.tags).map(([key, value]) => `${key}=${value}`).join(','),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined).map(([name, value]) => [name, `${value}`])),
  };
}

/** User and group under which EMR on EKS runs Spark. @see https://aws.github.io/aws-emr-containers-best-practices/storage/docs/spark/fsx-lustre/ */
export const EMR_USER = { uid: 999, gid: 1000 };

/**
 * Makes a directory and gives it to EMR's user, who could not write to it otherwise: a new file system belongs to root.
 *
 * One script with the path as its argument; what follows a script is `$0`, `$1`, never a second script. Many pods may run it at once.
 */
export function ownDirectory(path: string): string[] {
  return ['sh', '-euc', `mkdir -p "$1"; chown ${EMR_USER.uid}:${EMR_USER.gid} "$1"; chmod 0770 "$1"`, 'own-directory', path];
}
