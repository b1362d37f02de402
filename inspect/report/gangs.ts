import type { NodeHistory, PodHistory, RunHistory } from './run-history';

/** From the first to the last of several, in seconds since the beginning of the run. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The placeholders of one group of a gang that were on one node, and the pods that came there. */
export interface GangRow {
  readonly group: string;
  /** @default - they never found one */
  readonly node?: NodeHistory;
  /** Number of placeholders. */
  readonly placeholders: number;
  /** When the placeholders were made. @default - there were none */
  readonly appeared?: Span;
  /** When YuniKorn bound them to the node. @default - never */
  readonly held?: Span;
  /** Number of pods of the job that were bound there. */
  readonly pods: number;
  /** When they were. @default - never */
  readonly taken?: Span;
  /** When the placeholders were seen no more. @default - never */
  readonly gone?: Span;
  /** Placeholders that outlived the run. */
  readonly left: number;
}

/** Course of a gang: how it got its nodes, and its pods the room of their placeholders. */
export interface GangTimeline {
  /** Name of the run of the job, or YuniKorn's of the application if no driver was seen. */
  readonly job: string;
  readonly namespace: string;
  readonly rows: readonly GangRow[];
}

/** Columns of a gang's timeline, for a page or a terminal. */
export const GANG_COLUMNS: ReadonlyArray<{ readonly title: string; readonly text: (row: GangRow) => string }> = [
  { title: 'Group', text: ({ group }) => group },
  {
    title: 'Node',
    text: ({ node }) => (node === undefined
      ? 'none'
      : [node.instanceType, node.capacityType, node.zone].filter(Boolean).join(', ')),
  },
  { title: 'Placeholders', text: ({ placeholders }) => String(placeholders) },
  { title: 'Appeared', text: ({ appeared }) => when(appeared) },
  {
    title: 'Node ready',
    text: ({ node }) => when(node?.ready === undefined ? undefined : { from: node.ready, to: node.ready }),
  },
  { title: 'Held', text: ({ held }) => when(held) },
  {
    title: 'Taken',
    text: ({ pods, placeholders, taken }) => (taken === undefined ? 'never' : `${pods} of ${placeholders}, ${when(taken)}`),
  },
  {
    title: 'Gone',
    text: ({ gone, left, placeholders }) => (placeholders === 0
      ? 'none'
      : [...(gone === undefined ? [] : [when(gone)]), ...(left > 0 ? [`${left} left`] : [])].join(', ')),
  },
];

/** The gangs of a run, the first one first. */
export function gangTimelines({ pods, nodes }: Pick<RunHistory, 'pods' | 'nodes'>): GangTimeline[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return grouped(pods.filter(({ gang }) => gang !== undefined), ({ namespace, gang }) =>
    `${namespace}/${gang!.application}`).map((members) => {
    const driver = members.find(({ kind, gang }) => kind === 'driver' && !gang!.isPlaceholder);
    return {
      job: driver?.name.replace(/-driver$/, '') ?? members[0].gang!.application,
      namespace: members[0].namespace,
      rows: grouped(members.filter(({ gang, bound }) => gang!.isPlaceholder || bound !== undefined), ({ gang, node = '' }) =>
        `${gang!.group}/${node}`)
        .map((some) => rowOf(some, byName.get(some[0].node ?? '')))
        .sort((a, b) => first(a) - first(b) || a.group.localeCompare(b.group)),
    };
  });
}

function rowOf(members: readonly PodHistory[], node: NodeHistory | undefined): GangRow {
  const placeholders = members.filter(({ gang }) => gang!.isPlaceholder);
  const pods = members.filter(({ gang }) => !gang!.isPlaceholder);
  return {
    group: members[0].gang!.group,
    node,
    placeholders: placeholders.length,
    appeared: span(placeholders.map(({ created }) => created)),
    held: span(placeholders.map(({ bound }) => bound)),
    pods: pods.length,
    taken: span(pods.map(({ bound }) => bound)),
    gone: span(placeholders.map(({ ended }) => ended)),
    left: placeholders.filter(({ ended }) => ended === undefined).length,
  };
}

function first({ appeared, taken }: GangRow): number {
  return (appeared ?? taken)!.from;
}

function span(times: ReadonlyArray<number | undefined>): Span | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : { from: Math.min(...known), to: Math.max(...known) };
}

function when(span_: Span | undefined): string {
  if (span_ === undefined) {
    return 'never';
  }
  const [from, to] = [span_.from, span_.to].map(Math.round);
  return from === to ? `${from} s` : `${from} to ${to} s`;
}

function grouped<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  items.forEach((item) => groups.set(key(item), [...groups.get(key(item)) ?? [], item]));
  return [...groups.values()];
}
