import { Duration } from 'aws-cdk-lib';
import type { IYuniKornQueue } from '../contracts/queue';
import { objectName } from '../kubernetes/label-syntax';
import { seconds } from '../private/checks';

/** How a gang waits. */
export interface GangSchedulingOptions {
  /**
   * How long the places of a gang are held while others are missing, from the first one on. Whole seconds, 1 or more.
   *
   * Warns below 2 minutes, since nodes must start in that time.
   *
   * @default Duration.minutes(10)
   */
  readonly placeholderTimeout?: Duration;
  /**
   * Name of an existing `PriorityClass`, for driver, executors and their placeholders. A DNS subdomain.
   *
   * @default - the cluster's default priority
   */
  readonly priorityClass?: string;
}

/**
 * All or nothing: places for the driver and all executors are held before one of them starts.
 *
 * The sizes of the places follow from the job: nobody writes them. Of a job with a fixed number of executors all belong
 * to the gang, of one with dynamic allocation the minimum.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/gang_scheduling
 */
export class GangScheduling {
  /** After the time-out the job goes on with what there is, as without a gang. */
  public static soft(options: GangSchedulingOptions = {}): GangScheduling {
    return new GangScheduling('Soft', options);
  }

  /** After the time-out the job fails. */
  public static hard(options: GangSchedulingOptions = {}): GangScheduling {
    return new GangScheduling('Hard', options);
  }

  /** "Soft" or "Hard", in YuniKorn's words. */
  public readonly style: string;
  /** How long places are held, in seconds. */
  public readonly placeholderTimeoutSeconds: number;
  /** Name of a `PriorityClass`. @default - the cluster's default priority */
  public readonly priorityClass?: string;

  private constructor(style: string, options: GangSchedulingOptions) {
    const { placeholderTimeout = Duration.minutes(10), priorityClass } = options;
    this.style = style;
    this.placeholderTimeoutSeconds = seconds(undefined, 'placeholderTimeout', placeholderTimeout);
    this.priorityClass = priorityClass === undefined ? undefined : objectName(undefined, 'priorityClass', priorityClass);
  }
}

/** Which queue jobs wait in, and how. */
export interface SparkScheduling {
  /**
   * Queue of Apache YuniKorn. From then on it schedules all pods of the team's namespace.
   *
   * @default - Kubernetes' own scheduler, without queues
   */
  readonly queue?: IYuniKornQueue;
  /**
   * Whether driver and executors start together. Throws without a queue.
   *
   * @default - each pod starts when there is room for it
   */
  readonly gang?: GangScheduling;
}
