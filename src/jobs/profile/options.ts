import type { Duration, Size } from 'aws-cdk-lib';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { IShuffleStorage } from '../../contracts/shuffle-storage';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import type { EmrRelease } from '../emr-release';
import type { SparkScheduling } from '../gang-scheduling';
import type { SparkImage } from '../spark-image';

/** A container beside Spark's in its pods. Literals only: pod templates are files made at synthesis. */
export interface AuxiliaryContainer {
  /** Name of the container, unique in its pod. A DNS label. */
  readonly name: string;
  /** Image, `[registry/]repository[:tag][@digest]`. */
  readonly image: string;
  /** Replaces the entry point of the image. @default - the image's own */
  readonly command?: string[];
  /** Arguments of the entry point. @default - the image's own */
  readonly args?: string[];
  /** Environment variables. @default - none */
  readonly environment?: { [name: string]: string };
  /** CPU that it requests, in vCPUs. At least 0.001; counted against pools and quotas. @default 0.1 */
  readonly vcpus?: number;
  /**
   * Memory that it requests, and its limit. Whole MiB; counted against pools and quotas.
   *
   * @default Size.mebibytes(128)
   */
  readonly memory?: Size;
  /**
   * Volume names and where to mount them; EMR's own volumes, such as "emr-container-communicate", included.
   *
   * @default - none
   */
  readonly mounts?: { [volume: string]: string };
}

/** What drivers or executors carry beside Spark. Literals only: pod templates are files made at synthesis. */
export interface SparkPodOptions {
  /** Labels of the pods. Throws if a key belongs to Spark or EMR. @default - none */
  readonly labels?: { [key: string]: string };
  /** Annotations of the pods. Throws if one contradicts the pool's. @default - those of the pool */
  readonly annotations?: { [key: string]: string };
  /** Environment variables of Spark's container. Throws if one is EMR's. @default - none */
  readonly environment?: { [name: string]: string };
  /**
   * Containers that run beside Spark's.
   *
   * They must end by themselves when Spark does, or the pod of a driver stays until EMR removes it.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html
   */
  readonly sidecars?: AuxiliaryContainer[];
  /** Containers that run to their end before Spark's begins. @default - none */
  readonly initContainers?: AuxiliaryContainer[];
  /**
   * Time between a pod's notice and its end, in which executors hand over shuffle blocks. Whole seconds, 1 or more.
   *
   * @default - 2 minutes for executors, the notice of EC2 Spot; Kubernetes' own 30 seconds for drivers
   */
  readonly terminationGracePeriod?: Duration;
}

/**
 * Fields of the pod templates that have no option, merged into what the library makes.
 *
 * Containers, volumes, mounts and environment variables are merged by name, other lists are appended. Throws if a field
 * is one that EMR does not allow, or contradicts the pool, or holds a token.
 */
export interface PodTemplateOverrides {
  /** Merged into the driver's template, such as `{ spec: { priorityClassName: 'high' } }`. @default - nothing */
  readonly driver?: { [field: string]: any };
  /** Merged into the executors' template. @default - nothing */
  readonly executor?: { [field: string]: any };
}

/** The pod by which EMR submits jobs, before a driver exists. */
export interface SparkSubmitterOptions {
  /**
   * Pool on which it runs. Throws if the pool's taint has no value, since EMR's API takes none that are empty.
   *
   * @default - core nodes: they are there already, and on demand
   */
  readonly pool?: ISparkNodePool;
  /**
   * Whether it ends when the driver has started. Its resources are free earlier, its logs end too.
   *
   * @default - the release decides
   */
  readonly endsWhenDriverStarts?: boolean;
  /** Labels of the pod. @default - none */
  readonly labels?: { [key: string]: string };
  /** Annotations of the pod. @default - none */
  readonly annotations?: { [key: string]: string };
}

/** Where the logs of jobs go. */
export interface SparkLogging {
  /** Whether logs go to the team's log group. @default true */
  readonly cloudWatch?: boolean;
  /**
   * Whether logs go to the team's S3 location. Throws if `true` and the team has none.
   *
   * @default - if the team has one
   */
  readonly s3?: boolean;
  /** Whether the Spark UI stays available after a job, hosted by EMR. @default true */
  readonly persistentAppUi?: boolean;
  /** Beginning of the names of log streams. At most 256 characters. @default - the name of the job */
  readonly streamPrefix?: string;
  /** Whether executors have a log container. Without it they log nothing. @default true */
  readonly executors?: boolean;
  /** CPU that each log container of drivers and executors requests, in vCPUs. At least 0.001. @default 0.1 */
  readonly containerVcpus?: number;
  /**
   * Memory that each log container of drivers and executors requests. Whole MiB.
   *
   * @default Size.mebibytes(512), EMR's own
   */
  readonly containerMemory?: Size;
}

/** How Spark jobs run. */
export interface SparkProfileOptions {
  /** Pool of the executors. */
  readonly executorPool: ISparkNodePool;
  /** Pool of the drivers, which run on demand. @default - `executorPool` */
  readonly driverPool?: ISparkNodePool;
  /** Where shuffle files and spills go. @default - Spark's own `emptyDir` on the node's ephemeral storage */
  readonly shuffleStorage?: IShuffleStorage;
  /** Release of EMR. Throws if it is a Flink variant or earlier than emr-6.3. @default EmrRelease.EMR_7_13_0 */
  readonly release?: EmrRelease;
  /** Custom image for drivers and executors. @default - the image of the release */
  readonly image?: SparkImage;
  /**
   * Spark settings.
   *
   * They win over the library's defaults; those of a job win over them. Throws if a setting has an option of its own,
   * or contradicts pools or shuffle storage. Keys are literals that begin with "spark.", values have at most 1024
   * characters and may be tokens.
   *
   * @default - the library's: graceful decommissioning, shuffle tracking, images pulled once
   * @see https://spark.apache.org/docs/3.5.6/configuration.html
   */
  readonly sparkConf?: { [key: string]: string };
  /**
   * Further configurations by classification, such as `{ 'spark-hive-site': { … } }`.
   *
   * Those of "emr-job-submitter" and "emr-containers-defaults" are merged; throws if one contradicts another option.
   * Throws for "spark-defaults": use `sparkConf`.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-CLI.html
   */
  readonly configurations?: { [classification: string]: { [property: string]: string } };
  /**
   * Roles under which jobs of this profile may run; the first is their default. At least one.
   *
   * @default - the team's `jobExecutionRole`
   */
  readonly executionRoles?: IJobExecutionRole[];
  /** The pod by which EMR submits jobs. @default - on core nodes */
  readonly submitter?: SparkSubmitterOptions;
  /** What drivers carry beside Spark. @default - nothing */
  readonly driver?: SparkPodOptions;
  /** What executors carry beside Spark. @default - nothing */
  readonly executor?: SparkPodOptions;
  /** Escape hatch into the pod templates. @default - nothing */
  readonly podTemplates?: PodTemplateOverrides;
  /** Where logs go. @default - to the team's log group, and to its S3 location if it has one */
  readonly logging?: SparkLogging;
  /**
   * Queue and gang of jobs that name none of their own. Who submits without a job of this library gets the queue, but
   * no gang.
   *
   * @default - Kubernetes' own scheduler
   */
  readonly scheduling?: SparkScheduling;
}

/** How Spark jobs of a team run. */
export interface SparkProfileProps extends SparkProfileOptions {
  /** The team whose jobs run so. */
  readonly team: IEmrTeam;
}
