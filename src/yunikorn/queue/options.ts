import type { Duration } from 'aws-cdk-lib';
import type { QueueAcl } from './queue-acl';
import type { QueueResources } from './queue-resources';

/** In which order the applications of a queue get resources. @see https://yunikorn.apache.org/docs/user_guide/sorting_policies */
export enum ApplicationSorting {
  /** As they arrive. Gangs run in such queues only. */
  FIFO = 'fifo',
  /** Those with the smallest share of the queue first. */
  FAIR = 'fair',
}

/** Whose pods may be ended for those of a queue. @see https://yunikorn.apache.org/docs/user_guide/preemption */
export enum QueuePreemption {
  /** Those of any queue that has more than it is guaranteed, up to the nearest fence. */
  DEFAULT = 'default',
  /** Those of the queue and of queues below it: nothing inside ends a pod outside. */
  FENCE = 'fence',
  /** Nobody's, and no pod of the queue is ended. */
  DISABLED = 'disabled',
}

/** How urgent the pods of a queue are, beside those of others. @see https://yunikorn.apache.org/docs/user_guide/priorities */
export interface QueuePriority {
  /** Added to the priority of each pod. A whole number of 32 bits. @default 0 */
  readonly offset?: number;
  /** Whether priorities count among the pods of the queue only, not against other queues. @default false */
  readonly fenced?: boolean;
}

/** What one user or group may have of a queue at a time. */
export interface QueueLimit {
  /**
   * Users, "*" for all others.
   *
   * The user of EMR's pods is a service account, "system:serviceaccount:<namespace>:<name>", another one for drivers than for executors.
   *
   * @default - none
   */
  readonly users?: string[];
  /** Groups, "*" for all others; "system:serviceaccounts:<namespace>" is everything that runs for a team. @default - none */
  readonly groups?: string[];
  /** Resources. At most those of the queue. @default - no limit */
  readonly maxResources?: QueueResources;
  /** Applications that run together. 1 or more, at most those of the queue. @default - no limit */
  readonly maxApplications?: number;
}

/** What queues made for namespaces that have none of their own begin with. */
export interface QueueTemplate {
  /** Resources that the queue gets before others do. @default - none */
  readonly guaranteedResources?: QueueResources;
  /** Resources that the pods of the queue may request together: no node starts for more. @default - no limit of its own */
  readonly maxResources?: QueueResources;
  /** Applications that run together. 1 or more. @default - no limit */
  readonly maxApplications?: number;
  /** Order of applications. @default ApplicationSorting.FIFO */
  readonly applicationSorting?: ApplicationSorting;
  /** Whether applications of higher priority come first, before `applicationSorting`. @default true */
  readonly sortByPriority?: boolean;
  /** Priority beside other queues. @default - none */
  readonly priority?: QueuePriority;
  /** Whose pods may be ended. Has an effect only where `preemption` of `YuniKorn` is on. @default QueuePreemption.DEFAULT */
  readonly preemption?: QueuePreemption;
  /**
   * How long the queue waits below its guarantee before pods of others end. Whole seconds, 1 or more.
   *
   * Longer than a node takes to start, or executors end although capacity is coming.
   *
   * @default Duration.minutes(5)
   */
  readonly preemptionDelay?: Duration;
}

/** A queue. */
export interface QueueOptions extends QueueTemplate {
  /** Who may submit applications. @default - whoever may submit to the queue above */
  readonly submitAcl?: QueueAcl;
  /** Who may administrate the queue. @default - whoever may administrate the queue above */
  readonly adminAcl?: QueueAcl;
  /** Limits of users and groups; of several that fit, the first counts. @default - none */
  readonly limits?: QueueLimit[];
  /** For a queue above others: what queues begin with that a placement rule makes below it. @default - nothing */
  readonly childTemplate?: QueueTemplate;
}

/** The queue above all others, whose resources are the nodes of the cluster. */
export interface RootQueueOptions {
  /** Who may submit applications. @default QueueAcl.everyone() */
  readonly submitAcl?: QueueAcl;
  /** Who may administrate queues. @default QueueAcl.nobody() */
  readonly adminAcl?: QueueAcl;
  /** Applications that run together. 1 or more; every queue below then needs a number of its own. @default - no limit */
  readonly maxApplications?: number;
  /** Limits of users and groups in the whole cluster. @default - none */
  readonly limits?: QueueLimit[];
}
