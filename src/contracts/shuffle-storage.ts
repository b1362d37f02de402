import type { Construct, IDependable } from 'constructs';
import type { StartupTaint } from './node-pool';
import type { IEmrTeam } from './team';

/** A volume of a pod. */
export interface PodVolume {
  /** Name of the volume; `spark-local-dir-…` makes Spark spill there. */
  readonly name: string;
  /** Source of the volume in the words of the Kubernetes API, such as `{ emptyDir: {} }`. Literals only. */
  readonly source: { [field: string]: any };
  /** Path at which Spark's container sees it. Outside `/mnt`, which EMR reserves. */
  readonly mountPath: string;
  /** Directory of the volume that Spark's container sees there. @default - all of the volume */
  readonly subPath?: string;
}

/** A container that prepares a volume before Spark's container starts. */
export interface StorageInitContainer {
  /** Name of the container. A DNS label. */
  readonly name: string;
  /** Image, `[registry/]repository[:tag][@digest]`. A literal. */
  readonly image: string;
  /** Program and its arguments. */
  readonly command: string[];
  /** Volume names and where to mount them, whole. */
  readonly mounts: { [volume: string]: string };
  /** CPU that it requests, in thousandths of a vCPU. */
  readonly cpuMillis: number;
  /** Memory that it requests, and its limit, in MiB. */
  readonly memoryMiB: number;
}

/** Team that shuffle storage is to serve, and what it may rely on. */
export interface ShuffleBindOptions {
  /** The team whose pods mount it. */
  readonly team: IEmrTeam;
  /**
   * True if executors can take over the claims of lost ones, with the shuffle files on them: Spark 3.4 and later.
   *
   * @default true
   */
  readonly reusableClaims?: boolean;
}

/** Settings, volumes and placement that shuffle storage asks of the pods that use it. */
export interface ShuffleStorageConfig {
  /** Volumes of drivers, for pod templates. @default - none */
  readonly driverVolumes?: PodVolume[];
  /** Volumes of executors, for pod templates. @default - none */
  readonly executorVolumes?: PodVolume[];
  /** Containers that prepare the volumes of drivers. @default - none */
  readonly driverInitContainers?: StorageInitContainer[];
  /** Containers that prepare the volumes of executors. @default - none */
  readonly executorInitContainers?: StorageInitContainer[];
  /** Labels that the nodes of drivers and executors must have; values may be tokens. @default - those of the pools */
  readonly nodeSelector?: { [label: string]: string };
  /** Taints that new nodes of the pools have until volumes can be mounted on them. @default - none */
  readonly startupTaints?: StartupTaint[];
  /**
   * Spark settings; may hold tokens. Volumes named `spark-local-dir-…` become Spark's local directories.
   *
   * @default - none
   */
  readonly sparkConf?: { [key: string]: string };
  /** Ephemeral storage that each executor requests, in MiB. @default - none */
  readonly executorEphemeralStorageMiB?: number;
  /** Ephemeral storage that each driver requests, in MiB. @default - none */
  readonly driverEphemeralStorageMiB?: number;
  /** True if pools must have instance store. @default false */
  readonly requiresInstanceStore?: boolean;
  /** Constructs that must exist before a job starts. @default - nothing */
  readonly dependables?: IDependable[];
}

/** Storage in which Spark keeps shuffle files and spills. */
export interface IShuffleStorage {
  /**
   * Attaches the storage to the pods of a profile.
   *
   * @param scope the profile
   * @param options the team of the profile, and the abilities of its release
   */
  bind(scope: Construct, options: ShuffleBindOptions): ShuffleStorageConfig;
}
