import type { Size } from 'aws-cdk-lib';
import type { IYuniKornQueue } from '../../contracts/queue';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import type { ExecutorAllocation } from '../executor-allocation';
import type { GangScheduling } from '../gang-scheduling';
import type { SparkProfile } from '../profile/spark-profile';
import type { SparkEntryPoint } from '../spark-entry-point';

/** Size of a driver. */
export interface SparkDriverOptions {
  /** Cores that Spark uses. 1 or more, whole. @default 1 */
  readonly cores?: number;
  /** Heap. Whole MiB, at least 512 MiB. @default Size.gibibytes(4) */
  readonly memory?: Size;
  /**
   * Memory beside the heap. Whole MiB, 1 or more.
   *
   * @default - 40 % of `memory` for Python, 10 % for others, at least 384 MiB
   */
  readonly memoryOverhead?: Size;
  /**
   * CPU that the pod requests for Spark, in vCPUs, when less or more than `cores`. At least 0.001.
   *
   * @default - `cores`
   */
  readonly requestCores?: number;
  /** CPU that Spark may use at most, in vCPUs. At least what is requested. @default - no limit */
  readonly limitCores?: number;
}

/** Size and number of executors. */
export interface SparkExecutorOptions {
  /** How many there are. */
  readonly allocation: ExecutorAllocation;
  /** Tasks that run together in one. 1 or more, whole. @default 1 */
  readonly cores?: number;
  /** Heap. Whole MiB, at least 512 MiB. @default Size.gibibytes(4) */
  readonly memory?: Size;
  /**
   * Memory beside the heap. Whole MiB, 1 or more.
   *
   * @default - 40 % of `memory` for Python, 10 % for others, at least 384 MiB
   */
  readonly memoryOverhead?: Size;
  /** Memory that Spark manages outside the heap. Whole MiB, 1 or more. @default - none */
  readonly offHeapMemory?: Size;
  /**
   * Memory of Python workers, beside the overhead. Whole MiB, 1 or more. Throws for jobs that are not Python.
   *
   * @default - part of the overhead
   */
  readonly pySparkMemory?: Size;
  /**
   * CPU that the pod requests for Spark, in vCPUs, when less or more than `cores`. At least 0.001.
   *
   * @default - `cores`
   */
  readonly requestCores?: number;
  /** CPU that Spark may use at most, in vCPUs. At least what is requested. @default - no limit */
  readonly limitCores?: number;
}

/** What a Spark job runs. */
export interface SparkJobOptions {
  /** How it runs. */
  readonly profile: SparkProfile;
  /** The program. */
  readonly entryPoint: SparkEntryPoint;
  /** Size and number of executors. */
  readonly executor: SparkExecutorOptions;
  /** Size of the driver. @default - 1 core, 4 GiB of heap */
  readonly driver?: SparkDriverOptions;
  /**
   * Arguments of the program, each at most 10280 characters; `${name}` stands for a parameter. Throws for Spark SQL.
   *
   * @default - none
   */
  readonly arguments?: string[];
  /** Spark settings; they win over the profile's. The same rules hold. @default - those of the profile */
  readonly sparkConf?: { [key: string]: string };
  /**
   * Parameters by name, with their default values. Letters, digits, `.`, `-`, `_` and `#`; values of at most 1024
   * characters.
   *
   * A run may give other values. Throws for "EntryPoint", which is the program.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/use-job-template-parameters.html
   */
  readonly parameters?: { [name: string]: string };
  /** Role under which it runs. One of the profile's. @default - the first role of the profile */
  readonly executionRole?: IJobExecutionRole;
  /**
   * Queue of Apache YuniKorn in which it waits. Throws if it is another team's, or cannot hold the job.
   *
   * @default - the profile's
   */
  readonly queue?: IYuniKornQueue;
  /**
   * Whether driver and executors start together, or not at all.
   *
   * Throws without a queue, with dynamic allocation from 0 executors, and if the gang is more than its queue, its pools
   * or its team may have.
   *
   * @default - the profile's
   */
  readonly gang?: GangScheduling;
  /**
   * Name of its runs. Letters, digits and `.-_/#`, at most 64 characters; a literal.
   *
   * @default - from the namespace and the construct's id
   */
  readonly jobName?: string;
  /**
   * Whether there is an EMR job template. Without it `startJobRunInput` holds the whole request, and no resource is
   * created.
   *
   * CloudFormation offers `AWS::EMRContainers::JobTemplate` in some regions only. Throws if there is none but
   * `parameters`.
   *
   * @default - true, but false in a region that is known not to offer them
   */
  readonly jobTemplate?: boolean;
  /**
   * Tags of the template and of its runs, beside those of `Tags.of(…)`. A change replaces the template.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/** A Spark job of a team. */
export interface SparkJobProps extends SparkJobOptions {
  /** The team whose job it is. Throws if the profile is another team's. @default - the team of the profile */
  readonly team?: IEmrTeam;
}
