/** A scratch volume on the node's own disk. */
export interface ScratchVolumeSpec {
  readonly sizeLimitMiB?: number;
}

/** A volume of a pod template, and where Spark's container sees it. */
export interface ScratchVolume {
  readonly name: string;
  readonly source: { readonly [field: string]: any };
  readonly mountPath: string;
}

/**
 * A volume whose name begins like this becomes Spark's local directory, and Spark adds none of its own.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#local-storage
 */
const LOCAL_DIR_VOLUME = 'spark-local-dir-1';

/** The pattern's path; EMR reserves /mnt and /tmp. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html */
const MOUNT_PATH = '/data1';

/** An `emptyDir`: on RAID0 instance store where the node has one, on its root volume elsewhere. Gone with the pod. */
export function scratchVolume(spec: ScratchVolumeSpec): ScratchVolume {
  const emptyDir = spec.sizeLimitMiB === undefined ? {} : { sizeLimit: `${spec.sizeLimitMiB}Mi` };
  return { name: LOCAL_DIR_VOLUME, source: { emptyDir }, mountPath: MOUNT_PATH };
}
