import type { Construct } from 'constructs';
import type { IEmrTeam } from './team';

/** Most that all pods of a queue may request together, in plain numbers. */
export interface QueueCeiling {
  /** The queue, or one above it, whose limit this is. */
  readonly queuePath: string;
  /** vCPUs. @default - no limit */
  readonly vcpus?: number;
  /** Memory, in MiB. @default - no limit */
  readonly memoryMiB?: number;
  /** Ephemeral storage, in MiB. @default - no limit */
  readonly ephemeralStorageMiB?: number;
  /** Pods. @default - no limit */
  readonly pods?: number;
  /** Other resources by their Kubernetes names, such as "nvidia.com/gpu". @default - no limit */
  readonly extended?: { [name: string]: number };
}

/** Team whose jobs a queue is asked to take. */
export interface QueueBindOptions {
  /** The team whose jobs they are. */
  readonly team: IEmrTeam;
}

/** Settings that a queue gives to the jobs that run in it, and its bounds. */
export interface QueueConfig {
  /** Limits of the queue and of those above it, as far as they are known at synthesis. @default - none are known */
  readonly ceilings?: QueueCeiling[];
  /** True if jobs start one after the other, in the order of their arrival, which gang scheduling needs. @default true */
  readonly firstInFirstOut?: boolean;
  /**
   * Queue of the pods by which EMR submits jobs, so that they take no place of a job.
   *
   * @default - wherever the rules of the scheduler put them
   */
  readonly submitterQueuePath?: string;
}

/** A queue of Apache YuniKorn, created or imported. */
export interface IYuniKornQueue {
  /** Full path, such as "root.emr.emr-data-team-a"; a literal. */
  readonly queuePath: string;

  /** Lets the jobs of a team run in the queue: from then on YuniKorn schedules all pods of its namespace. Throws if it is another team's queue. */
  bind(scope: Construct, options: QueueBindOptions): QueueConfig;
}
