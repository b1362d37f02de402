import type { Decision } from '../../inspect/report';
import type { KubeObject } from '../control-plane/kube-client';

/** A line of Karpenter's log. */
type Entry = Readonly<Record<string, any>>;

/** Instance types that are worth naming. */
const NAMED = 3;

/** Decisions by the message of the log (Karpenter 1.14). Other lines are steps. */
const MEANINGS: Readonly<Record<string, (entry: Entry) => Omit<Decision, 'at'>>> = {
  'created nodeclaim': (entry) => ({
    words: `asks for a node for ${plural(Number(entry.requests?.pods ?? 0), 'pod')} (${entry.requests?.cpu} CPU, `
      + `${entry.requests?.memory} of memory): ${types(entry['instance-types'])}`,
    about: entry.NodePool?.name ?? '',
  }),
  'launched nodeclaim': (entry) => ({
    words: `launches ${entry['instance-type']}, ${entry['capacity-type']}, in ${entry.zone}`, about: entry.NodeClaim?.name
      ?? '',
  }),
  'initialized nodeclaim': ({ NodeClaim }) => ({ words: 'takes the node as ready', about: NodeClaim?.name ?? '' }),
  'computed unready node(s) will fit pod(s)': ({ nodes, pods }) => ({
    words: `launches nothing: ${plural(pods, 'pod')} will fit ${plural(nodes, 'node')} that still ${nodes === 1
      ? 'boots'
      : 'boot'}`, about: '',
  }),
  'disrupting node(s)': (entry) => ({
    words: disruption(entry),
    about: (entry['disrupted-nodes'] ?? []).map(({ NodeClaim }: any) => NodeClaim?.name).join(', '),
  }),
  'deleted nodeclaim': ({ NodeClaim }) => ({ words: 'has ended the node', about: NodeClaim?.name ?? '' }),
  'nodepool node limit reached': ({ NodePool }) => ({
    words: 'launches nothing: the pool has reached its limit', about: NodePool?.name ?? '',
  }),
};

/** Events that say why nothing happens, or that somebody waits; Karpenter's own words are clear. */
const TELLING = new Set([
  'FailedScheduling',
  'NoCompatibleInstanceTypes',
  'InsufficientCapacityError',
  'FailedDraining',
  'TerminationGracePeriodExpiring',
  'SpotInterrupted',
]);

const LONGEST = 300;
const FAILURE = 'could not: ';

/**
 * Decisions that a log in JSON lines tells, `started` in milliseconds; the same failure of the same object once, with
 * how often.
 */
export function decisionsOfLog(log: string, started: number): Decision[] {
  const told = new Map<string | number, Decision[]>();
  for (const [index, decision] of everyDecision(log, started).entries()) {
    const key = decision.words.startsWith(FAILURE) ? `${decision.about}\n${decision.words}` : index;
    told.set(key, [...told.get(key) ?? [], decision]);
  }
  return [...told.values()].map(([first, ...again]) => (again.length === 0
    ? first
    : { ...first, words: `${first.words} (${again.length + 1} times)` }));
}

function everyDecision(log: string, started: number): Decision[] {
  return log.split('\n').flatMap((line) => {
    const entry = parse(line);
    const meaning = MEANINGS[entry.message];
    if (entry.level === 'ERROR') {
      return [
        {
          at: seconds(entry.time, started),
          words: shortened(`${FAILURE}${entry.message}: ${entry.error ?? ''}`),
          about: entry.name ?? '',
        },
      ];
    }
    return meaning === undefined ? [] : [{ at: seconds(entry.time, started), ...meaning(entry) }];
  });
}

/** Decisions that events tell; the same words about the same object once. */
export function decisionsOfEvents(events: Iterable<KubeObject>, started: number): Decision[] {
  const told = new Map<string, Decision>();
  for (const { source, reportingComponent, reason, message, involvedObject, firstTimestamp, metadata } of events) {
    if ((source?.component || reportingComponent) === 'karpenter' && TELLING.has(reason)) {
      const about = [involvedObject.namespace, involvedObject.name].filter(Boolean).join('/');
      const key = `${about}\n${message}`;
      const at = seconds(firstTimestamp ?? metadata.creationTimestamp, started);
      told.set(key, told.get(key) ?? { at, words: shortened(`says: ${message}`), about });
    }
  }
  return [...told.values()];
}

function disruption(entry: Entry): string {
  const [count, replacements, pods] = ['disrupted-node-count', 'replacement-node-count', 'pod-count'].map((field) =>
    Number(entry[field] ?? 0));
  const [, reason] = /^(\w+)[/:]/.exec(entry.reason ?? entry.command ?? '') ?? [];
  const why = reason === undefined || reason.toLowerCase() === entry.decision ? '' : ` (${reason.toLowerCase()})`;
  const moved = pods > 0 ? `, whose ${plural(pods, 'pod')} must move` : '';
  return replacements > 0
    ? `replaces ${plural(count, 'node')} by ${replacements}${moved}${why}`
    : `ends ${plural(count, 'node')}${moved}${why}`;
}

/** The first of Karpenter's list, which ends in "and 3 other(s)" itself when it is long. */
function types(list: unknown): string {
  const [, named = '', unnamed = 0] = /^(.*?)(?: and (\d+) other\(s\))?$/.exec(String(list ?? '')) ?? [];
  const all = named.split(', ');
  const others = Math.max(0, all.length - NAMED) + Number(unnamed);
  return `${all.slice(0, NAMED).join(', ')}${others > 0 ? ` or ${plural(others, 'other')}` : ''}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function seconds(time: string, started: number): number {
  return Math.max(0, (Date.parse(time) - started) / 1000);
}

function parse(line: string): Entry {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {}; // a line of a panic, or the end of a log that is being written
  }
}
