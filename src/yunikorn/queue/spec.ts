import type { IConstruct } from 'constructs';
import type { LimitSpec, QueueSpec, ResourceAmounts } from './manifests/queues';
import {
  ApplicationSorting, type QueueLimit, type QueueOptions, QueuePreemption, type QueuePriority, type QueueResources,
  type QueueTemplate, type RootQueueOptions,
} from './options';
import type { QueueAcl } from './queue-acl';
import { qualifiedName } from '../../kubernetes/label-syntax';
import {
  flag, list, map, mebibytes, milliCpu, oneOf, type Scope, seconds, shown, text, wholeNumber,
} from '../../private/checks';
import { dropUndefined, sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';

/**
 * Longer than a node takes to start, by far: YuniKorn's own 30 seconds are not.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/queue_config#preemptiondelay
 */
const PREEMPTION_DELAY_SECONDS = 300;
/** Priorities of pods are such numbers, and so are their sums. */
const INT32 = 2 ** 31;
const MIB = 2 ** 20;
/** vCPUs whose thousandths JavaScript counts exactly. */
const MOST_VCPUS = Math.floor(Number.MAX_SAFE_INTEGER / 1000);
/** Properties of resources that have one, by the names that a user may type. */
const OWNED: { readonly [name: string]: string } = {
  'cpu': 'vcpus', 'vcore': 'vcpus', 'memory': 'memory', 'ephemeral-storage': 'ephemeralStorage', 'pods': 'pods',
};

/** A queue as plain numbers, without its name and the queues below it. */
export type QueueBody = Omit<QueueSpec, 'name' | 'queues'>;

/** A queue with its defaults; `prefix` is the public path of its options, with a dot. */
export function resolveQueue(scope: IConstruct, options: QueueOptions, prefix = ''): QueueBody {
  const { adminAcl, submitAcl, childTemplate } = options;
  return {
    ...resolveTemplate(scope, options, prefix),
    adminAcl: resolveAcl(scope, `${prefix}adminAcl`, adminAcl),
    submitAcl: resolveAcl(scope, `${prefix}submitAcl`, submitAcl),
    limits: resolveLimits(scope, { prefix, name: 'limits' }, options.limits),
    childTemplate: optional(childTemplate, (template) => resolveTemplate(scope, template, `${prefix}childTemplate.`)),
  };
}

/** The queue above all others. */
export function resolveRoot(scope: IConstruct, options: RootQueueOptions): QueueBody {
  map(scope, 'rootQueue', options as {});
  return {
    submitAcl: resolveAcl(scope, 'rootQueue.submitAcl', options.submitAcl) ?? '*',
    adminAcl: resolveAcl(scope, 'rootQueue.adminAcl', options.adminAcl),
    maxApplications: resolveApplications(scope, 'rootQueue.maxApplications', options.maxApplications),
    limits: resolveLimits(scope, { prefix: '', name: 'rootQueue.limits' }, options.limits),
  };
}

/** Amounts as YuniKorn counts them; `prop` is their public path. */
export function resolveResources(scope: Scope, prop: string, resources?: QueueResources): ResourceAmounts | undefined {
  if (resources === undefined) {
    return undefined;
  }
  map(scope, prop, resources as {});
  const { vcpus, memory, ephemeralStorage, pods, extended } = resources;
  const amounts = dropUndefined({
    'vcore': optional(vcpus, (value) => milliCpu(scope, `${prop}.vcpus`, value, { max: MOST_VCPUS })),
    'memory': optional(memory, (size) => mebibytes(scope, `${prop}.memory`, size) * MIB),
    'ephemeral-storage': optional(ephemeralStorage, (size) => mebibytes(scope, `${prop}.ephemeralStorage`, size) * MIB),
    'pods': optional(pods, (value) => wholeNumber(scope, `${prop}.pods`, value)),
    ...resolveExtended(scope, `${prop}.extended`, extended),
  }) as ResourceAmounts;
  if (Object.keys(amounts).length === 0) {
    const fix = 'leave it out for no limit';
    refuse(scope, 'yunikorn:no-resource', { prop, must: 'name a resource', got: 'none', fix });
  }
  return sortKeys(amounts);
}

function resolveExtended(scope: Scope, prop: string, extended: QueueResources['extended'] = {}): ResourceAmounts {
  return Object.fromEntries(Object.entries(map(scope, prop, extended)).map(([name, amount]) => {
    if (OWNED[name] !== undefined) {
      const fix = `use \`${prop.replace(/extended$/, OWNED[name])}\``;
      refuse(scope, 'yunikorn:resource-owned', { prop, must: `not hold "${name}"`, got: 'it', fix });
    }
    qualifiedName(scope, prop, name);
    return [name, wholeNumber(scope, `${prop}["${name}"]`, amount, { min: 0 })];
  }));
}

function resolveTemplate(scope: IConstruct, options: QueueTemplate, prefix: string): QueueBody {
  map(scope, prefix === '' ? 'options' : prefix.slice(0, -1), options as {});
  const { guaranteedResources, maxResources, maxApplications } = options;
  return {
    guaranteed: resolveResources(scope, `${prefix}guaranteedResources`, guaranteedResources),
    max: resolveResources(scope, `${prefix}maxResources`, maxResources),
    maxApplications: resolveApplications(scope, `${prefix}maxApplications`, maxApplications),
    properties: { ...sortingOf(scope, options, prefix), ...preemptionOf(scope, options, prefix) },
  };
}

/** @see https://yunikorn.apache.org/docs/user_guide/queue_config#properties */
function sortingOf(scope: IConstruct, options: QueueTemplate, prefix: string): { [key: string]: string } {
  const { applicationSorting: sorting = ApplicationSorting.FIFO, sortByPriority, priority = {} } = options;
  const { offset, fenced }: QueuePriority = map(scope, `${prefix}priority`, priority as {});
  const int32 = { min: -INT32, max: INT32 - 1 };
  const offsetText = (value: number) => `${wholeNumber(scope, `${prefix}priority.offset`, value, int32)}`;
  return dropUndefined({
    'application.sort.policy': oneOf(scope, `${prefix}applicationSorting`, sorting, Object.values(ApplicationSorting)),
    'application.sort.priority': choice(scope, `${prefix}sortByPriority`, sortByPriority, ['enabled', 'disabled']),
    'priority.offset': optional(offset, offsetText),
    'priority.policy': choice(scope, `${prefix}priority.fenced`, fenced, ['fence', 'default']),
  }) as { [key: string]: string };
}

function preemptionOf(scope: IConstruct, options: QueueTemplate, prefix: string): { [key: string]: string } {
  const { preemption = QueuePreemption.DEFAULT, preemptionDelay } = options;
  const delay = optional(preemptionDelay, (duration) => seconds(scope, `${prefix}preemptionDelay`, duration));
  return {
    'preemption.policy': oneOf(scope, `${prefix}preemption`, preemption, Object.values(QueuePreemption)),
    'preemption.delay': `${delay ?? PREEMPTION_DELAY_SECONDS}s`,
  };
}

/** YuniKorn's word for yes or no. */
function choice(scope: IConstruct, prop: string, value: boolean | undefined, [yes, no]: string[]): string | undefined {
  return optional(value, (given) => (flag(scope, prop, given, { literal: true }) ? yes : no));
}

interface LimitList {
  /** Public path of the options that hold the list, with a dot. */
  readonly prefix: string;
  /** Path of the list from there: the name of each limit for YuniKorn begins with it. */
  readonly name: string;
}

function resolveLimits(scope: IConstruct, { prefix, name }: LimitList, limits?: QueueLimit[]): LimitSpec[] | undefined {
  const rule = { fix: 'write them as `[{ users, maxResources }]`' };
  return optional(limits, (given) => list(scope, `${prefix}${name}`, given, rule).map((limit, index) => {
    const prop = `${prefix}${name}[${index}]`;
    const { users, groups, maxResources, maxApplications } = limit;
    return {
      limit: `${name}[${index}]`,
      users: optional(users, (names) => resolveNames(scope, `${prop}.users`, names)),
      groups: optional(groups, (names) => resolveNames(scope, `${prop}.groups`, names)),
      maxResources: resolveResources(scope, `${prop}.maxResources`, maxResources),
      maxApplications: resolveApplications(scope, `${prop}.maxApplications`, maxApplications),
    };
  }));
}

/** Names of users or groups; YuniKorn's rules for them are checked with the tree. */
export function resolveNames(scope: Scope, prop: string, names: string[]): string[] {
  const rule = { form: /^/, min: 0, must: 'be a name', fix: 'write it as Kubernetes does', literal: true };
  return list(scope, prop, names, { fix: 'write them as `["name"]`' })
    .map((name, index) => text(scope, `${prop}[${index}]`, name, rule));
}

function resolveApplications(scope: IConstruct, prop: string, count?: number): number | undefined {
  return optional(count, (value) => wholeNumber(scope, prop, value));
}

function resolveAcl(scope: IConstruct, prop: string, acl?: QueueAcl): string | undefined {
  if (acl !== undefined && typeof acl?.text !== 'string') {
    refuse(scope, 'yunikorn:acl-type', { prop, must: 'be a `QueueAcl`', got: shown(acl), fix: 'use `QueueAcl.of()`' });
  }
  return acl?.text;
}

/** The result of a check of what a user may leave out. */
function optional<T, R>(value: T | undefined, check: (value: T) => R): R | undefined {
  return value === undefined ? undefined : check(value);
}
