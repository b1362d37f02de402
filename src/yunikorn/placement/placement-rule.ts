import { flag, map, requireMethod, type Scope, text } from '../../private/checks';
import { dropUndefined } from '../../private/maps';
import type { PlacementFilterSpec, PlacementRuleSpec } from '../queue/manifests/queues';
import { resolveNames } from '../queue/spec';

/** Users and groups whose applications a rule places. */
export interface PlacementFilter {
  /** Places the applications of those named; `false` places those of all others. @default true */
  readonly allow?: boolean;
  /** Users, or one regular expression. @default - none */
  readonly users?: string[];
  /** Groups, or one regular expression. @default - none */
  readonly groups?: string[];
}

/** Options of all rules. */
export interface PlacementRuleOptions {
  /** Makes a queue that does not exist. @default false */
  readonly create?: boolean;
  /** The rule that gives the queue above. @default - the root queue */
  readonly parent?: PlacementRule;
  /** Users and groups whose applications are placed. @default - everyone's */
  readonly placementFilter?: PlacementFilter;
}

/**
 * A rule by which an application finds its queue; of several rules the first that gives one counts.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/placement_rules
 */
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
   * @param queue a full path, "root.adhoc", or a name below `parent`; a literal
   * @param options options of all rules
   */
  public static fixed(queue: string, options: PlacementRuleOptions = {}): PlacementRule {
    text(undefined, 'queue', queue, {
      form: /^[\w:#/@-]{1,64}(\.[\w:#/@-]{1,64})*$/,
      must: 'be names of 1 to 64 letters, digits or "_:#/@-", joined by dots',
      fix: 'write for example "root.adhoc"',
      literal: true,
    });
    return new PlacementRule('fixed', options, queue);
  }

  private readonly spec: PlacementRuleSpec;

  private constructor(name: string, options: PlacementRuleOptions, value?: string) {
    const { create, parent, placementFilter }: PlacementRuleOptions = map(undefined, 'options', options as {});
    if (parent !== undefined) {
      validateRule(undefined, 'parent', parent);
    }
    this.spec = dropUndefined({
      name,
      value,
      create: create === undefined ? undefined : flag(undefined, 'create', create, { literal: true }),
      parent: parent?.spec,
      filter: placementFilter === undefined ? undefined : resolveFilter(placementFilter),
    });
  }

  /** @internal */
  public _spec(): PlacementRuleSpec {
    return this.spec;
  }
}

/** Refuses, in plain JavaScript, anything but a rule. */
export function validateRule(scope: Scope, prop: string, rule: PlacementRule): void {
  requireMethod(scope, prop, rule, {
    type: 'PlacementRule', method: '_spec', fix: 'use for example `PlacementRule.user()`',
  });
}

function resolveFilter(filter: PlacementFilter): PlacementFilterSpec {
  map(undefined, 'placementFilter', filter as {});
  const { allow = true, users, groups } = filter;
  return dropUndefined({
    type: flag(undefined, 'placementFilter.allow', allow, { literal: true }) ? 'allow' : 'deny',
    users: users === undefined ? undefined : resolveNames(undefined, 'placementFilter.users', users),
    groups: groups === undefined ? undefined : resolveNames(undefined, 'placementFilter.groups', groups),
  });
}
