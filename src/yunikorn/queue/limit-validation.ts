import { excess, shown, smaller } from './amounts';
import { firstOf, type Problem, problem } from '../problem';
import type { LimitSpec, QueueSpec, ResourceAmounts } from './manifests/queues';

// https://yunikorn.apache.org/docs/user_guide/queue_config#limits; POSIX names and those of OIDC providers.
const USER = /^[_a-zA-Z][a-zA-Z0-9:#/_.@-]*[$]?$/;
const GROUP = /^[_a-zA-Z][a-zA-Z0-9:_.-]*$/;
const EVERYONE = '*';

type Kind = 'users' | 'groups';
const KINDS: Kind[] = ['users', 'groups'];

/** Whether YuniKorn takes a name as that of a user or group. */
export function isPrincipal(kind: Kind, name: string): boolean {
  return name === EVERYONE || (kind === 'users' ? USER : GROUP).test(name);
}

/** Limits of users and groups: each for itself, then against those of the queues above. */
export function limitsProblem(root: QueueSpec): Problem | undefined {
  const inherited = KINDS.map((kind) => () => inheritedProblem(root, kind, { path: root.name, above: new Map() }));
  return firstOf([() => ownProblem(root, root.name), ...inherited]);
}

function ownProblem(queue: QueueSpec, path: string): Problem | undefined {
  const { limits = [], queues = [] } = queue;
  const known = { users: new Set<string>(), groups: new Set<string>() };
  return firstOf([
    ...limits.map((limit, index) => () => limitProblem(limit, { queue, at: `\`limits[${index}]\` of queue ${path}`, known })),
    ...queues.map((child) => () => ownProblem(child, `${path}.${child.name}`)),
  ]);
}

interface Place {
  readonly queue: QueueSpec;
  readonly at: string;
  /** Names of this limit and of those before it. */
  readonly known: { readonly [kind in Kind]: Set<string> };
}

function limitProblem(limit: LimitSpec, place: Place): Problem | undefined {
  return firstOf([
    () => nobodyProblem(limit, place),
    ...KINDS.map((kind) => () => namesProblem(kind, limit[kind] ?? [], place)),
    () => onlyWildcardProblem(place),
    () => amountProblem(limit, place),
    () => overQueueProblem(limit, place),
  ]);
}

function nobodyProblem({ users = [], groups = [] }: LimitSpec, { at }: Place): Problem | undefined {
  return users.length + groups.length > 0 ? undefined : problem('limit-nobody', `${at} must name users or groups, got neither; name at least one`);
}

function namesProblem(kind: Kind, names: string[], { at, known }: Place): Problem | undefined {
  return firstOf(names.map((name) => () => {
    if (!isPrincipal(kind, name)) {
      return problem('limit-name', `${at} must name ${kind} as YuniKorn writes them, got "${name}"; begin with a letter and use letters, digits and ${kind === 'users' ? '":#/_.@-"' : '":_.-"'}, or "*" for all`);
    }
    if (known[kind].has(name)) {
      return problem('limit-twice', `${at} must name ${kind} that no limit of the queue names, got "${name}" again; merge the limits`);
    }
    const late = name !== EVERYONE && known[kind].has(EVERYONE);
    known[kind].add(name);
    return late ? problem('limit-after-all', `${at} must come before the limit of all ${kind}, got "${name}" after "*"; the first limit that fits is used: put "*" last`) : undefined;
  }));
}

function onlyWildcardProblem({ at, known: { groups } }: Place): Problem | undefined {
  return groups.has(EVERYONE) && groups.size === 1
    ? problem('limit-all-groups', `${at} must come after a limit of a named group, got "*" alone; all groups together are the queue: use its \`maxResources\`, or name groups first`) : undefined;
}

function amountProblem({ maxResources = {}, maxApplications = 0 }: LimitSpec, { at }: Place): Problem | undefined {
  const named = Object.keys(maxResources).length > 0;
  if (!named && maxApplications === 0) {
    return problem('limit-nothing', `${at} must limit resources or applications, got neither; set \`maxResources\` or \`maxApplications\``);
  }
  return named && Object.values(maxResources).every((amount) => amount === 0)
    ? problem('limit-zero', `${at} must leave more than 0 of some resource, got 0 of ${Object.keys(maxResources).sort().join(', ')}; leave the limit out, or raise it`) : undefined;
}

function overQueueProblem({ maxResources = {}, maxApplications = 0 }: LimitSpec, { at, queue }: Place): Problem | undefined {
  if (queue.maxApplications && queue.maxApplications < maxApplications) {
    return problem('limit-over-queue', `${at} must be at most \`maxApplications\` of the queue, got ${maxApplications} with ${queue.maxApplications}; lower it`);
  }
  const name = excess(queue.max, maxResources);
  return name === undefined ? undefined
    : problem('limit-over-queue', `${at} must be at most \`maxResources\` of the queue, got ${shown(name, maxResources[name])} with ${shown(name, queue.max![name])}; lower it`);
}

interface Limit {
  readonly resources: ResourceAmounts;
  readonly applications: number;
}

interface Inherited {
  readonly path: string;
  readonly above: ReadonlyMap<string, Limit>;
}

/** A name may have less below than above; a named one is also held by "*" above. */
function inheritedProblem({ limits = [], queues = [] }: QueueSpec, kind: Kind, { path, above }: Inherited): Problem | undefined {
  const here = new Map(above);
  const own = firstOf(limits.flatMap((limit) => (limit[kind] ?? []).map((name) => () => {
    const mine = { resources: limit.maxResources ?? {}, applications: limit.maxApplications ?? 0 };
    const same = above.get(name);
    const holder = same ?? above.get(EVERYONE);
    here.set(name, same === undefined ? mine : { ...mine, resources: smaller(mine.resources, same.resources) });
    return holder && overHolder({ path, kind, name }, mine, holder);
  })));
  return own ?? firstOf(queues.map((child) => () => inheritedProblem(child, kind, { path: `${path}.${child.name}`, above: here })));
}

function overHolder({ path, kind, name }: { path: string; kind: Kind; name: string }, mine: Limit, holder: Limit): Problem | undefined {
  const what = `\`limits\` of ${kind} "${name}" on queue ${path}`;
  const resource = excess(holder.resources, mine.resources);
  if (resource !== undefined) {
    return problem('limit-over-parent', `${what} must be at most those of the queues above, got ${shown(resource, mine.resources[resource])} with ${shown(resource, holder.resources[resource])} above; lower it`);
  }
  return holder.applications !== 0 && (mine.applications === 0 || mine.applications > holder.applications)
    ? problem('limit-over-parent', `${what} must be at most those of the queues above, got ${mine.applications || 'no limit'} with ${holder.applications} applications above; set \`maxApplications\` to at most that`) : undefined;
}
