import type { Duration, Size } from 'aws-cdk-lib';
import type { QueueAcl } from './queue-acl';

/**
 * The order in which the applications of a queue get resources.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/sorting_policies
 */
export enum ApplicationSorting {
  /** As they arrive. Gangs run in such queues only. */
  FIFO = 'fifo',
  /** Those with the smallest share of the queue first. */
  FAIR = 'fair',
}

/**
 * The queues whose pods may be ended for those of a queue.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/preemption
 */
export enum QueuePreemption {
  /** Any queue that has more than it is guaranteed, up to the nearest fence. */
  DEFAULT = 'default',
  /** The queue and those below it: nothing inside ends a pod outside. */
  FENCE = 'fence',
  /** None, and no pod of the queue is ended. */
  DISABLED = 'disabled',
}

/** Amounts of resources, of all pods together; a resource that is left out has no limit. */
export interface QueueResources {
  /** vCPUs. 0.001 or more, in steps of 0.001. @default - not limited */
  readonly vcpus?: number;
  /** Memory. Whole MiB, 1 MiB or more. @default - not limited */
  readonly memory?: Size;
  /** Ephemeral storage. Whole MiB, 1 MiB or more. @default - not limited */
  readonly ephemeralStorage?: Size;
  /** Pods. 1 or more. @default - not limited */
  readonly pods?: number;
  /**
   * Other resources by their Kubernetes names, such as `{ 'nvidia.com/gpu': 8 }`. Whole numbers, 0 or more.
   *
   * Throws for "cpu", which YuniKorn would take and limit nothing by, and for names that have a property of their own.
   *
   * @default - not limited
   */
  readonly extended?: { [name: string]: number };
}

/**
 * The priority of the pods of a queue beside those of others.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/priorities
 */
export interface QueuePriority {
  /** Offset of each pod's priority. A whole number of 32 bits. @default 0 */
  readonly offset?: number;
  /** Makes priorities count among the pods of the queue only, not against other queues. @default false */
  readonly fenced?: boolean;
}

/** Limits of some users and groups in a queue at a time. */
export interface QueueLimit {
  /**
   * Users, "*" for all others.
   *
   * The user of EMR's pods is a service account, "system:serviceaccount:<namespace>:<name>", another one for drivers
   * than for executors.
   *
   * @default - none
   */
  readonly users?: string[];
  /**
   * Groups, "*" for all others; "system:serviceaccounts:<namespace>" is everything that runs for a team.
   *
   * @default - none
   */
  readonly groups?: string[];
  /** Resources. At most those of the queue. @default - no limit */
  readonly maxResources?: QueueResources;
  /** Applications that run together. 1 or more, at most those of the queue. @default - no limit */
  readonly maxApplications?: number;
}

/** Settings of queues that a placement rule makes, for namespaces that have none of their own. */
export interface QueueTemplate {
  /** Resources that the queue gets before others do. @default - none */
  readonly guaranteedResources?: QueueResources;
  /**
   * Resources that the pods of the queue may request together: no node starts for more.
   *
   * @default - no limit of its own
   */
  readonly maxResources?: QueueResources;
  /** Applications that run together. 1 or more. @default - no limit */
  readonly maxApplications?: number;
  /** Order of applications. @default ApplicationSorting.FIFO */
  readonly applicationSorting?: ApplicationSorting;
  /** Lets applications of higher priority come first, before `applicationSorting`. @default true */
  readonly sortByPriority?: boolean;
  /** Priority beside other queues. @default - none */
  readonly priority?: QueuePriority;
  /**
   * Queues whose pods may be ended. Has an effect only if `preemption` of `YuniKorn` is on.
   *
   * @default QueuePreemption.DEFAULT
   */
  readonly preemption?: QueuePreemption;
  /**
   * Wait of the queue below its guarantee before pods of others end. Whole seconds, 1 or more.
   *
   * Longer than a node takes to start, or executors end although capacity is coming.
   *
   * @default Duration.minutes(5)
   */
  readonly preemptionDelay?: Duration;
}

/** A queue. */
export interface QueueOptions extends QueueTemplate {
  /** Users and groups that may submit applications. @default - those that may submit to the queue above */
  readonly submitAcl?: QueueAcl;
  /** Users and groups that may administrate the queue. @default - those that may administrate the queue above */
  readonly adminAcl?: QueueAcl;
  /** Limits of users and groups; of several that fit, the first counts. @default - none */
  readonly limits?: QueueLimit[];
  /** Settings of queues that a placement rule makes below this one. @default - none */
  readonly childTemplate?: QueueTemplate;
}

/** The queue above all others, whose resources are the nodes of the cluster. */
export interface RootQueueOptions {
  /** Users and groups that may submit applications. @default QueueAcl.everyone() */
  readonly submitAcl?: QueueAcl;
  /** Users and groups that may administrate queues. @default QueueAcl.nobody() */
  readonly adminAcl?: QueueAcl;
  /**
   * Applications that run together. 1 or more; every queue below then needs a number of its own.
   *
   * @default - no limit
   */
  readonly maxApplications?: number;
  /** Limits of users and groups in the whole cluster. @default - none */
  readonly limits?: QueueLimit[];
}

/** Facts of a queue that another app made. */
export interface YuniKornQueueAttributes {
  /** Limit of the queue, or the smallest of those above it. @default - not known: jobs are not checked against it */
  readonly maxResources?: QueueResources;
}
