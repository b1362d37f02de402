/** A claim that Spark makes for a pod. */
export interface OnDemandClaimSpec {
  readonly role: 'driver' | 'executor';
  /** Name of the volume in the pod. */
  readonly volume: string;
  readonly storageClassName: string;
  readonly sizeGiB: number;
  readonly mountPath: string;
}

/**
 * Settings by which Spark makes a claim for each pod of a role, named after the pod.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#using-kubernetes-volumes
 */
export function onDemandClaim(spec: OnDemandClaimSpec): { [key: string]: string } {
  const { role, volume, storageClassName, sizeGiB, mountPath } = spec;
  const key = `spark.kubernetes.${role}.volumes.persistentVolumeClaim.${volume}`;
  return {
    [`${key}.options.claimName`]: 'OnDemand',
    [`${key}.options.storageClass`]: storageClassName,
    [`${key}.options.sizeLimit`]: `${sizeGiB}Gi`,
    [`${key}.mount.path`]: mountPath,
    [`${key}.mount.readOnly`]: 'false',
  };
}

/**
 * Owner of the claims of executors. Written out either way, since releases differ in their defaults.
 *
 * Reused, they belong to the driver: a new executor takes the claim of a lost one over, and with the plugin the shuffle
 * files on it.
 *
 * @see https://aws.github.io/aws-emr-containers-best-practices/performance/docs/dra/
 */
export function claimOwnership(reuse: boolean): { [key: string]: string } {
  return {
    'spark.kubernetes.driver.ownPersistentVolumeClaim': `${reuse}`,
    'spark.kubernetes.driver.reusePersistentVolumeClaim': `${reuse}`,
    ...(reuse ? {
      'spark.kubernetes.driver.waitToReusePersistentVolumeClaim': 'true',
      'spark.shuffle.sort.io.plugin.class': 'org.apache.spark.shuffle.KubernetesLocalDiskShuffleDataIO',
    } : {}),
  };
}
