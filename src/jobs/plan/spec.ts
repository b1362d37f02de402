import type { ISparkNodePool } from '../../contracts/node-pool';
import type { PodPlacement } from '../../contracts/placement';
import type { IYuniKornQueue, QueueConfig } from '../../contracts/queue';
import type { ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import type { EmrRelease } from '../emr-release';
import type { GangScheduling } from '../gang-scheduling';
import type { Classifications, LogContainerSpec, SubmitterSpec } from '../manifests/classifications';
import type { AuxiliaryContainerSpec, JsonObject, PodTemplateVolume } from '../manifests/pod-template';
import type { DriverSettingsSpec, ExecutorSettingsSpec, SparkConf } from '../manifests/spark-conf';

/** The two roles whose pods follow from a template. */
export type PodRole = 'driver' | 'executor';
export const POD_ROLES: readonly PodRole[] = ['driver', 'executor'];

/** Logging, resolved. */
export interface LoggingSpec extends LogContainerSpec {
  readonly logGroupName?: string;
  readonly logUri?: string;
  readonly persistentAppUi: boolean;
  readonly streamPrefix?: string;
  /** Whether executors have a log container. */
  readonly executors: boolean;
}

/** Pods of one role, beside Spark's own container. */
export interface PodSpec {
  readonly placement: PodPlacement;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  readonly environment: { readonly [key: string]: string };
  readonly volumes: PodTemplateVolume[];
  readonly ephemeralStorageMiB?: number;
  readonly sidecars: AuxiliaryContainerSpec[];
  readonly initContainers: AuxiliaryContainerSpec[];
  readonly terminationGracePeriodSeconds?: number;
  /** Fields of the user, merged into the template. */
  readonly overrides: JsonObject;
}

/** A queue and a gang, bound to a team. */
export interface SchedulingSpec {
  readonly queue: IYuniKornQueue;
  readonly config: QueueConfig;
  readonly gang?: GangScheduling;
}

/** How jobs run, with defaults resolved, sizes and durations as plain numbers. */
export interface ProfileSpec {
  readonly team: IEmrTeam;
  readonly driverPool: ISparkNodePool;
  readonly executorPool: ISparkNodePool;
  readonly release: EmrRelease;
  readonly imageUri?: string;
  /** Spark settings of the user. */
  readonly conf: SparkConf;
  /** Further classifications of the user. */
  readonly configurations: Classifications;
  readonly executionRoles: IJobExecutionRole[];
  readonly driver: PodSpec;
  readonly executor: PodSpec;
  readonly submitter: SubmitterSpec;
  readonly logging: LoggingSpec;
  readonly scheduling?: SchedulingSpec;
  readonly storage: ShuffleStorageConfig;
}

/** A pod template, and its address, `s3://…`. */
export interface PublishedTemplate {
  readonly template: JsonObject;
  readonly uri: string;
}

export interface PublishedTemplates {
  readonly driver: PublishedTemplate;
  readonly executor: PublishedTemplate;
}

/** A profile whose pod templates are published: all that a plan needs to know of it. */
export interface PublishedProfileSpec extends ProfileSpec {
  readonly templates: PublishedTemplates;
}

/** A job, or the sessions of an endpoint: size, settings and queue, without the profile. */
export interface WorkloadSpec {
  /** Beginning of the names of log streams, unless the profile says another. */
  readonly name: string;
  readonly executionRole: IJobExecutionRole;
  /** Whether executors run Python. */
  readonly python: boolean;
  readonly driver: DriverSettingsSpec;
  readonly executor: ExecutorSettingsSpec;
  /** Spark settings of the user, over those of the profile. */
  readonly conf: SparkConf;
  readonly scheduling?: SchedulingSpec;
  /** Whether a pod of EMR submits it, as jobs. */
  readonly submitted: boolean;
}
