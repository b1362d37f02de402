/** Parameters of file systems, in the words of FSx. */
export interface FsxParametersSpec {
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly deploymentType: string;
  readonly storageType: string;
  readonly throughputMBpsPerTiB?: number;
  readonly driveCache?: string;
  readonly lustreVersion: string;
  readonly compression: boolean;
  readonly kmsKeyArn?: string;
  readonly maintenance?: string;
  readonly backupDays?: number;
  readonly backupTime?: string;
  readonly copyTags?: boolean;
  readonly tags: ReadonlyArray<{ readonly key: string; readonly value: string }>;
}

/**
 * Parameters of a StorageClass whose claims become file systems.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/examples/kubernetes/dynamic_provisioning/README.md
 */
export function fsxParameters(spec: FsxParametersSpec): { [name: string]: string } {
  const optional: { readonly [name: string]: string | number | boolean | undefined } = {
    perUnitStorageThroughput: spec.throughputMBpsPerTiB,
    driveCacheType: spec.driveCache,
    kmsKeyId: spec.kmsKeyArn,
    weeklyMaintenanceStartTime: spec.maintenance,
    automaticBackupRetentionDays: spec.backupDays,
    dailyAutomaticBackupStartTime: spec.backupTime,
    copyTagsToBackups: spec.copyTags,
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    subnetId: spec.subnetId,
    securityGroupIds: spec.securityGroupId,
    deploymentType: spec.deploymentType,
    storageType: spec.storageType,
    fileSystemTypeVersion: spec.lustreVersion,
    dataCompressionType: spec.compression ? 'LZ4' : 'NONE',
    extraTags: spec.tags.map(({ key, value }) => `${key}=${value}`).join(','),
    ...Object.fromEntries(given.map(([name, value]) => [name, `${value}`])),
  };
}
