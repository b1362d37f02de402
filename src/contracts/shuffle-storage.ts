import type { Construct, IDependable } from 'constructs';
import type { IEmrTeam } from './team-ref';

/** A volume of a pod. */
export interface PodVolume {
  /** Name of the volume; `spark-local-dir-…` makes Spark spill there. */
  readonly name: string;
  /** Source of the volume in the words of the Kubernetes API, such as `{ emptyDir: {} }`. Literals only. */
  readonly source: { [field: string]: any };
  /** Where Spark's container sees it. Outside `/mnt`, which EMR reserves. */
  readonly mountPath: string;
}

/** What shuffle storage is asked to serve. */
export interface ShuffleBindOptions {
  /** The team whose pods mount it. */
  readonly team: IEmrTeam;
}

/** What shuffle storage asks of the pods that use it. */
export interface ShuffleStorageConfig {
  /** Volumes of drivers, for pod templates. @default - none */
  readonly driverVolumes?: PodVolume[];
  /** Volumes of executors, for pod templates. @default - none */
  readonly executorVolumes?: PodVolume[];
  /** Spark settings; may hold tokens. @default - none */
  readonly sparkConf?: { [key: string]: string };
  /** Ephemeral storage that each executor requests, in MiB. @default - none */
  readonly executorEphemeralStorageMiB?: number;
  /** Ephemeral storage that each driver requests, in MiB. @default - none */
  readonly driverEphemeralStorageMiB?: number;
  /** Whether pools must have instance store. @default false */
  readonly requiresInstanceStore?: boolean;
  /** What must exist before a job starts. @default - nothing */
  readonly dependables?: IDependable[];
}

/** Where Spark keeps shuffle files and spills. */
export interface IShuffleStorage {
  /** Attaches the storage to the pods of a profile. */
  bind(scope: Construct, options: ShuffleBindOptions): ShuffleStorageConfig;
}
