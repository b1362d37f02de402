import { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DisruptionSpec } from './manifests/node-pool';
import { optional, seconds } from '../../private/checks';

type ConsolidationSpec = Pick<DisruptionSpec, 'consolidationPolicy' | 'consolidateAfterSeconds'>;

/** Why Karpenter ends a node. @see https://karpenter.sh/docs/concepts/disruption/ */
export enum DisruptionReason {
  /** No pods but those of DaemonSets are left. */
  EMPTY = 'Empty',
  /** Its pods fit elsewhere, or on a cheaper node. */
  UNDERUTILIZED = 'Underutilized',
  /** It no longer is what its pool and class describe. */
  DRIFTED = 'Drifted',
}

/** Consolidation: the nodes that Karpenter ends to save cost, and when. */
export class Consolidation {
  /**
   * Nodes without pods, `after` they became so: running executors stay where they are.
   *
   * Longer than `spark.dynamicAllocation.executorIdleTimeout` (60 s), so that nodes outlive a pause between stages.
   * Whole seconds.
   */
  public static whenEmpty(after: Duration = Duration.minutes(2)): Consolidation {
    return new Consolidation('WhenEmpty', after);
  }

  /**
   * Nodes without pods, and nodes whose pods fit elsewhere, `after` the last pod came or went.
   *
   * Evicts executors in the middle of a stage; drivers are protected. Whole seconds.
   */
  public static whenEmptyOrUnderutilized(after: Duration = Duration.minutes(2)): Consolidation {
    return new Consolidation('WhenEmptyOrUnderutilized', after);
  }

  /** As `whenEmptyOrUnderutilized`, where the saving outweighs the disruption. Karpenter 1.14. Whole seconds. */
  public static balanced(after: Duration = Duration.minutes(2)): Consolidation {
    return new Consolidation('Balanced', after);
  }

  /** None: nodes live until they expire, drift or are interrupted. */
  public static never(): Consolidation {
    return new Consolidation('WhenEmpty');
  }

  private constructor(private readonly policy: string, private readonly after?: Duration) {}

  /** @internal */
  public _resolve(scope: IConstruct, prop: string): ConsolidationSpec {
    return {
      consolidationPolicy: this.policy,
      consolidateAfterSeconds: optional(this.after, (after) => seconds(scope, prop, after, { min: 0 })),
    };
  }
}

/** Lifetime of a node. */
export class NodeLifetime {
  /** At most `duration`; then it is drained, whatever budgets say. Whole seconds, more than 0. */
  public static atMost(duration: Duration): NodeLifetime {
    return new NodeLifetime(duration);
  }

  /** Until something else ends it. Patches then arrive by drift alone. */
  public static unlimited(): NodeLifetime {
    return new NodeLifetime();
  }

  private constructor(private readonly max?: Duration) {}

  /** Seconds, or undefined for no limit. @internal */
  public _resolve(scope: IConstruct, prop: string): number | undefined {
    return optional(this.max, (max) => seconds(scope, prop, max));
  }
}

/** Number of nodes of a pool that may be on their way out at once. The least of the active budgets holds. */
export interface DisruptionBudget {
  /** Nodes, 0 or more. Exactly one of `nodes` and `percent`. @default - `percent` says it */
  readonly nodes?: number;
  /** Share of the pool's nodes in percent, 0 to 100. @default - `nodes` says it */
  readonly percent?: number;
  /** For which reasons it holds. Each once. @default - for every reason */
  readonly reasons?: DisruptionReason[];
  /**
   * Times at which it begins to hold, in UTC: five cron fields or "@daily" and the like. Together with `duration`.
   *
   * @default - it always holds
   */
  readonly schedule?: string;
  /**
   * Time for which it holds from then. Whole minutes, 1 or more. Together with `schedule`.
   *
   * @default - it always holds
   */
  readonly duration?: Duration;
}

/** Disruption of the nodes of a pool: when they go. @see https://karpenter.sh/docs/concepts/disruption/ */
export interface NodePoolDisruption {
  /** Nodes that are ended to save cost. @default Consolidation.whenEmpty() */
  readonly consolidation?: Consolidation;

  /**
   * Numbers of nodes that may go at once, for consolidation and drift; not for expiry and interruption. At most 50.
   *
   * A node that waits for its protected driver counts until the driver ends, and so may hold back the others of its
   * pool: long-running drivers are better in a pool of their own (`driverPool` of a profile).
   *
   * @default - all empty nodes, and a tenth of the nodes for other reasons
   */
  readonly budgets?: DisruptionBudget[];

  /** Lifetime of a node. @default - 720 hours */
  readonly expireAfter?: NodeLifetime;

  /**
   * Time by which pods may delay the end of a node, even those that must not be disrupted. Whole seconds, more than 0.
   *
   * Finite, so that one protected driver cannot keep a node, and the deletion of the cluster, for ever: a job that runs
   * longer than this after its node expired or drifted is ended. Raise it above your longest job.
   *
   * @default Duration.hours(48)
   */
  readonly terminationGracePeriod?: Duration;
}
