import { LOCAL_DIR_VOLUME, MOUNT_PATH } from '../manifests/names';

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

/** An `emptyDir`: on RAID0 instance store where the node has one, on its root volume elsewhere. Gone with the pod. */
export function scratchVolume(spec: ScratchVolumeSpec): ScratchVolume {
  const emptyDir = spec.sizeLimitMiB === undefined ? {} : { sizeLimit: `${spec.sizeLimitMiB}Mi` };
  return { name: LOCAL_DIR_VOLUME, source: { emptyDir }, mountPath: MOUNT_PATH };
}
