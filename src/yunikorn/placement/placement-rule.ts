import { Token } from 'aws-cdk-lib';
import { UnscopedValidationError } from '../../private/errors';
import type { PlacementFilterSpec, PlacementRuleSpec } from '../queue/manifests/queues';

/** Whose applications a rule places. */
export interface PlacementFilter {
  /** Whether those named are placed, or all but those. @default true */
  readonly allow?: boolean;
  /** Users, or one regular expression. @default - none */
  readonly users?: string[];
  /** Groups, or one regular expression. @default - none */
  readonly groups?: string[];
}

/** What all rules have. */
export interface PlacementRuleOptions {
  /** Whether a queue that does not exist is made. @default false */
  readonly create?: boolean;
  /** The rule that gives the queue above. @default - the root queue */
  readonly parent?: PlacementRule;
  /** Whose applications are placed. @default - everyone's */
  readonly placementFilter?: PlacementFilter;
}

/** By which an application finds its queue; of several rules the first that gives one counts. @see https://yunikorn.apache.org/docs/user_guide/placement_rules */
export class PlacementRule {
  /** The queue that the pod itself names. */
  public static provided(options: PlacementRuleOptions = {}): PlacementRule {
    return new PlacementRule('provided', options);
  }

  /** A queue with the name of the user. */
  public static user(options: PlacementRuleOptions = {}): PlacementRule {
    return new PlacementRule('user', options);
  }

  /** A queue with the name of the pod's namespace. */
  public static namespace(options: PlacementRuleOptions = {}): PlacementRule {
    return new PlacementRule('tag', options, 'namespace');
  }

  /**
   * Always the same queue.
   *
   * @param queue a full path, "root.adhoc", or a name below `parent`
   * @param options what all rules have
   */
  public static fixed(queue: string, options: PlacementRuleOptions = {}): PlacementRule {
    if (Token.isUnresolved(queue) || queue === '') {
      throw new UnscopedValidationError('yunikorn:fixed-queue', `\`queue\` must be a literal path of a queue, got ${queue === '' ? 'none' : 'a token'}; write for example "root.adhoc"`);
    }
    return new PlacementRule('fixed', options, queue);
  }

  private readonly spec: PlacementRuleSpec;

  private constructor(name: string, { create, parent, placementFilter }: PlacementRuleOptions, value?: string) {
    this.spec = {
      name,
      ...(value === undefined ? {} : { value }),
      ...(create === undefined ? {} : { create }),
      ...(parent === undefined ? {} : { parent: parent.spec }),
      ...(placementFilter === undefined ? {} : { filter: filterSpec(placementFilter) }),
    };
  }

  /** @internal */
  public _spec(): PlacementRuleSpec {
    return this.spec;
  }
}

function filterSpec({ allow, users, groups }: PlacementFilter): PlacementFilterSpec {
  return { type: allow ?? true ? 'allow' : 'deny', ...(users === undefined ? {} : { users: [...users] }), ...(groups === undefined ? {} : { groups: [...groups] }) };
}
