import { amountText, excess, smaller } from './amounts';
import type { LimitSpec, ResourceAmounts } from './manifests/queues';
import type { QueueBody } from './spec';
import { firstProblem, type Problem, problem, type Refusal } from '../../private/refusal';

// https://yunikorn.apache.org/docs/user_guide/queue_config#limits; POSIX names and those of OIDC providers.
const USER = /^[_a-zA-Z][a-zA-Z0-9:#/_.@-]*[$]?$/;
const GROUP = /^[_a-zA-Z][a-zA-Z0-9:_.-]*$/;
const EVERYONE = '*';

type Kind = 'users' | 'groups';
const KINDS: Kind[] = ['users', 'groups'];

/** The limit of a user or group in a queue and in those above it. */
interface Holder {
  readonly resources: ResourceAmounts;
  /** 0 if there is no limit. */
  readonly applications: number;
}

/** Limits by name of the user or group. */
export type Holders = { readonly [kind in Kind]: ReadonlyMap<string, Holder> };

const NOBODY: Holders = { users: new Map(), groups: new Map() };

/** True if YuniKorn takes a name as that of a user or group. */
export function isPrincipal(kind: Kind, name: string): boolean {
  return name === EVERYONE || (kind === 'users' ? USER : GROUP).test(name);
}

/** Limits of users and groups of a queue: each for itself, then against those of the queues above. */
export function limitsProblem(path: string, queue: QueueBody, above: Holders = NOBODY): Problem | undefined {
  const { limits = [] } = queue;
  const known = { users: new Set<string>(), groups: new Set<string>() };
  return firstProblem([
    ...limits.map((limit, index) => () => limitProblem(limit, {
      queue, known, prop: `\`limits[${index}]\` of queue ${path}`,
    })),
    ...KINDS.map((kind) => () => inheritedProblem(path, { kind, limits, above: above[kind] })),
  ]);
}

/** Limits that hold below a queue: its own, and those above. */
export function holdersBelow({ limits = [] }: QueueBody, above: Holders = NOBODY): Holders {
  return limits.length === 0 ? above : {
    users: holdersOf('users', limits, above.users),
    groups: holdersOf('groups', limits, above.groups),
  };
}

function holdersOf(kind: Kind, limits: LimitSpec[], above: ReadonlyMap<string, Holder>): ReadonlyMap<string, Holder> {
  const below = new Map(above);
  for (const limit of limits) {
    const { resources, applications } = holderOf(limit);
    for (const name of limit[kind] ?? []) {
      below.set(name, { resources: smaller(resources, above.get(name)?.resources ?? {}), applications });
    }
  }
  return below;
}

function holderOf({ maxResources = {}, maxApplications = 0 }: LimitSpec): Holder {
  return { resources: maxResources, applications: maxApplications };
}

interface LimitContext {
  readonly queue: QueueBody;
  readonly prop: string;
  /** Names of this limit and of those before it. */
  readonly known: { readonly [kind in Kind]: Set<string> };
}

function limitProblem(limit: LimitSpec, context: LimitContext): Problem | undefined {
  const { users = [], groups = [] } = limit;
  const { prop, known } = context;
  return firstProblem([
    () => (users.length + groups.length > 0 ? undefined : problem('yunikorn:limit-nobody', {
      prop, must: 'name users or groups', got: 'neither', fix: 'name at least one',
    })),
    ...users.map((name) => () => nameProblem('users', name, context)),
    ...groups.map((name) => () => nameProblem('groups', name, context)),
    () => (!known.groups.has(EVERYONE) || known.groups.size > 1 ? undefined : problem('yunikorn:limit-all-groups', {
      prop,
      must: 'come after a limit of a named group',
      got: '"*" alone',
      fix: 'all groups together are the queue: use its `maxResources`, or name groups first',
    })),
    () => amountProblem(limit, context),
    () => overQueueProblem(limit, context),
  ]);
}

function nameProblem(kind: Kind, name: string, { prop, known: { [kind]: known } }: LimitContext): Problem | undefined {
  const must = nameRule(kind, name, known);
  known.add(name);
  return must === undefined ? undefined : problem(must.code, { prop, ...must });
}

/** The rule that a name breaks after those before it. */
function nameRule(kind: Kind, name: string, known: Set<string>): Omit<Refusal, 'prop'> & { code: string } | undefined {
  if (!isPrincipal(kind, name)) {
    const letters = kind === 'users' ? '":#/_.@-"' : '":_.-"';
    const fix = `begin with a letter and use letters, digits and ${letters}, or "*" for all`;
    return { code: 'yunikorn:limit-name', must: `name ${kind} as YuniKorn writes them`, got: `"${name}"`, fix };
  }
  if (known.has(name)) {
    const must = `name ${kind} that no limit of the queue names`;
    return { code: 'yunikorn:limit-twice', must, got: `"${name}" again`, fix: 'merge the limits' };
  }
  return name === EVERYONE || !known.has(EVERYONE) ? undefined : {
    code: 'yunikorn:limit-after-all',
    must: `come before the limit of all ${kind}`,
    got: `"${name}" after "*"`,
    fix: 'the first limit that fits is used: put "*" last',
  };
}

function amountProblem(limit: LimitSpec, { prop }: LimitContext): Problem | undefined {
  const { maxResources = {}, maxApplications = 0 } = limit;
  const names = Object.keys(maxResources).sort();
  if (names.length === 0 && maxApplications === 0) {
    const fix = 'set `maxResources` or `maxApplications`';
    return problem('yunikorn:limit-nothing', { prop, must: 'limit resources or applications', got: 'neither', fix });
  }
  if (names.length === 0 || names.some((name) => maxResources[name] > 0)) {
    return undefined;
  }
  return problem('yunikorn:limit-zero', {
    prop,
    must: 'leave more than 0 of some resource',
    got: `0 of ${names.join(', ')}`,
    fix: 'leave the limit out, or raise it',
  });
}

function overQueueProblem(limit: LimitSpec, { prop, queue }: LimitContext): Problem | undefined {
  const { maxResources = {}, maxApplications = 0 } = limit;
  if (queue.maxApplications !== undefined && queue.maxApplications < maxApplications) {
    return overQueue(prop, 'maxApplications', `${maxApplications} with ${queue.maxApplications}`);
  }
  const name = excess(queue.max, maxResources);
  if (name === undefined) {
    return undefined;
  }
  const got = `${amountText(name, maxResources[name])} with ${amountText(name, queue.max![name])}`;
  return overQueue(prop, 'maxResources', got);
}

function overQueue(prop: string, own: string, got: string): Problem {
  const must = `be at most \`${own}\` of the queue`;
  return problem('yunikorn:limit-over-queue', { prop, must, got, fix: 'lower it' });
}

interface Inherited {
  readonly kind: Kind;
  readonly limits: LimitSpec[];
  readonly above: ReadonlyMap<string, Holder>;
}

/** A name may have less below than above; a named one is also held by "*" above. */
function inheritedProblem(path: string, { kind, limits, above }: Inherited): Problem | undefined {
  return firstProblem(limits.flatMap((limit) => (limit[kind] ?? []).map((name) => () => {
    const holder = above.get(name) ?? above.get(EVERYONE);
    return holder && overHolder(`\`limits\` of ${kind} "${name}" on queue ${path}`, holderOf(limit), holder);
  })));
}

function overHolder(prop: string, own: Holder, holder: Holder): Problem | undefined {
  const must = 'be at most those of the queues above';
  const name = excess(holder.resources, own.resources);
  if (name !== undefined) {
    const got = `${amountText(name, own.resources[name])} with ${amountText(name, holder.resources[name])} above`;
    return problem('yunikorn:limit-over-parent', { prop, must, got, fix: 'lower it' });
  }
  const isOver = holder.applications !== 0 && (own.applications === 0 || own.applications > holder.applications);
  return !isOver ? undefined : problem('yunikorn:limit-over-parent', {
    prop,
    must,
    got: `${own.applications || 'no limit'} with ${holder.applications} applications above`,
    fix: 'set `maxApplications` to at most that',
  });
}
