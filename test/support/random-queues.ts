import type { Problem } from '../../src/private/refusal';
import { placementProblem } from '../../src/yunikorn/placement/validation';
import type { LimitSpec, PartitionSpec, PlacementRuleSpec, QueueSpec, ResourceAmounts } from '../../src/yunikorn/queue/manifests/queues';
import { QueueNode } from '../../src/yunikorn/queue/queue-tree';
import type { QueueBody } from '../../src/yunikorn/queue/spec';
import { NodeSorting } from '../../src/yunikorn/scheduler/node-sorting';

/** Numbers that look random and are the same in every run (Park and Miller's generator). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 16807) % 2147483647;
  }

  public next(): number {
    this.state = (this.state * 48271) % 2147483647;
    return (this.state - 1) / 2147483646;
  }

  public chance(share: number): boolean {
    return this.next() < share;
  }

  public upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  public of<T>(items: readonly T[]): T {
    return items[this.upTo(items.length - 1)];
  }

  public maybe<T>(share: number, make: () => T): T | undefined {
    return this.chance(share) ? make() : undefined;
  }
}

const GI = 2 ** 30;
const NAMES = ['a', 'b', 'c', 'emr', 'batch', 'team-1', 'q_2', 'user@x', 'p:q/r#s'];
const ODD_NAMES = ['B', 'Batch', 'x.y', '', 'has blank', 'ü', 'y'.repeat(65), 'z'.repeat(64)];
const USERS = ['ann', 'bob', 'system:serviceaccount:ns:sa', '*'];
const GROUPS = ['dev', 'ops', 'system:serviceaccounts:ns', '*'];
const ODD_PRINCIPALS = ['0ann', 'a b', '', 'a/b', '$'];
const ACLS = ['*', '', ' ', 'ann', 'ann,bob dev', ' dev', 'ann dev ops'];

/** A configuration of queues that is valid about as often as not: most rules are broken now and then. */
export function randomPartition(random: Random): PartitionSpec {
  const root = { ...queue(random, 'root', { depth: 0, max: {}, applications: random.maybe(0.05, () => 8) }), parent: true };
  const { guaranteed, max, ...plain } = root;
  return {
    root: random.chance(0.02) ? { ...plain, max: max ?? { vcore: 1000 } } : plain,
    placementRules: random.chance(0.5) ? Array.from({ length: random.upTo(2) }, () => rule(random, root)) : [],
    nodeSort: {
      type: random.of(['', 'fair', 'binpacking']),
      resourceWeights: random.maybe(0.2, () => ({ vcore: random.chance(0.05) ? -1 : random.upTo(3) })),
    },
    preemption: random.chance(0.5),
  };
}

/** The reason for which the library refuses a configuration whose queues are added one after the other. */
export function refusalOf({ root, placementRules, nodeSort }: PartitionSpec): Problem | undefined {
  try {
    grow(QueueNode.root(undefined, bodyOf(root)), root);
    NodeSorting.fair(nodeSort.resourceWeights);
  } catch (error) {
    return error as Error & Problem;
  }
  return placementProblem(root, placementRules);
}

function grow(above: QueueNode, { queues = [] }: QueueSpec): void {
  queues.forEach((child) => grow(above.add(undefined, child.name, bodyOf(child)), child));
}

function bodyOf({ name, queues, ...body }: QueueSpec): QueueBody {
  return body;
}

interface Above {
  readonly depth: number;
  readonly max: ResourceAmounts;
  readonly applications?: number;
}

function queue(random: Random, name: string, above: Above): QueueSpec {
  const max = random.maybe(0.5, () => resources(random, above.max, 0.03));
  const maxApplications = above.applications === undefined
    ? random.maybe(0.1, () => 1 + random.upTo(9))
    : random.chance(0.05) ? random.maybe(0.5, () => above.applications! + 1) : 1 + random.upTo(above.applications - 1);
  const below: Above = { depth: above.depth + 1, max: { ...above.max, ...max }, applications: maxApplications };
  const children = above.depth < 3 ? random.upTo(above.depth === 0 ? 4 : 2) : 0;
  const queues = Array.from({ length: children }, (_, index) => queue(random, nameOf(random, index), below));
  return {
    name,
    parent: queues.length > 0 && random.chance(0.9) ? true : random.maybe(0.1, () => true),
    max,
    guaranteed: random.maybe(0.3, () => scaled(random, resources(random, below.max, 0.03), above.depth)),
    maxApplications,
    properties: random.maybe(0.2, () => ({ 'application.sort.policy': random.of(['fifo', 'fair']) })),
    submitAcl: random.maybe(0.3, () => acl(random)),
    adminAcl: random.maybe(0.1, () => acl(random)),
    limits: random.maybe(0.15, () => Array.from({ length: 1 + random.upTo(1) }, () => limit(random, below))),
    childTemplate: random.maybe(0.05, () => ({ maxApplications: 1 + random.upTo(3), max: { vcore: 1000 } })),
    queues: queues.length === 0 ? undefined : queues,
  };
}

/** Different names, but for a few. */
function nameOf(random: Random, index: number): string {
  if (random.chance(0.02)) return random.of(ODD_NAMES);
  return random.chance(0.03) ? random.of(NAMES) : `${NAMES[index]}`;
}

function acl(random: Random): string {
  return random.chance(0.03) ? 'ann dev ops' : random.of(ACLS.slice(0, -1));
}

/** At most what is above, but for a few. */
function resources(random: Random, above: ResourceAmounts, excess: number): ResourceAmounts {
  const amount = (name: string, unit: number) => {
    const most = above[name] ?? 64 * unit;
    return Math.max(0, Math.floor(most * (random.chance(excess) ? 1 + random.next() : random.next())));
  };
  return {
    ...(random.chance(0.9) ? { vcore: amount('vcore', 1000) } : {}),
    ...(random.chance(0.8) ? { memory: amount('memory', GI) } : {}),
    ...(random.chance(0.1) ? { 'nvidia.com/gpu': amount('nvidia.com/gpu', 1) } : {}),
  };
}

/** Less the deeper, so that the sum of some fits. */
function scaled(random: Random, amounts: ResourceAmounts, depth: number): ResourceAmounts {
  const part = random.chance(0.1) ? 1 : 4 ** depth;
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, Math.floor(amount / part)]));
}

function limit(random: Random, here: Above): LimitSpec {
  const some = (names: string[]) => Array.from(
    { length: 1 + random.upTo(1) }, (_, index) => names[(random.upTo(3) + index) % names.length],
  );
  const principals = (names: string[]) => (random.chance(0.03) ? [random.of(ODD_PRINCIPALS)] : some(names));
  const kind = random.chance(0.03) ? 4 : random.upTo(3);
  return {
    limit: 'random',
    users: kind <= 2 ? principals(USERS) : undefined,
    groups: kind >= 2 && kind < 4 ? principals(GROUPS) : undefined,
    maxResources: random.maybe(0.7, () => resources(random, here.max, 0.05)),
    maxApplications: random.maybe(0.6, () => 1 + random.upTo(here.applications ?? 4)),
  };
}

function rule(random: Random, root: QueueSpec): PlacementRuleSpec {
  const create = random.maybe(0.5, () => random.chance(0.7));
  const parent = random.maybe(0.4, () => (random.chance(0.7) ? { name: 'fixed', value: path(random, root) } : rule(random, root)));
  const filter = random.maybe(0.2, () => ({
    type: random.of(['', 'allow', 'deny', 'Allow']),
    users: random.maybe(0.5, () => (random.chance(0.1) ? [random.of(['0ann', '*', '(a'])] : [random.of(['ann', 'svc-.*', '(ann|bob)'])])),
    groups: random.maybe(0.3, () => random.of([['dev'], ['dev', '0'], ['^d.*$']])),
  }));
  const name = random.of(['provided', 'user', 'tag', 'fixed'] as const);
  const value = name === 'tag' ? 'namespace' : name === 'fixed' ? path(random, root) : undefined;
  return { name, create, parent, filter, value };
}

/** A path that exists, or goes on where nothing is, full or from the root on. */
function path(random: Random, root: QueueSpec): string {
  const names: string[] = [];
  for (let at: QueueSpec | undefined = root; at !== undefined && random.chance(0.8); at = random.of(at.queues ?? [undefined as any])) {
    names.push(at.name);
  }
  if (random.chance(0.15)) names.push('nowhere');
  const full = names.length === 0 ? ['root'] : names;
  return random.chance(0.2) && full.length > 1 ? full.slice(1).join('.') : full.join('.');
}
