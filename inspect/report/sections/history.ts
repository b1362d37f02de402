import { GANG_COLUMNS, type GangTimeline, gangTimelines } from '../gangs';
import { each, html, when, type Content, type Markup } from '../html';
import type { CallCount, NodeHistory, PodHistory, PodKind, RunHistory } from '../run-history';
import { bullets, none, section, table, tag } from './parts';
import { clock, timeline } from '../picture/timeline';

const KEY: ReadonlyArray<readonly [string, string]> = [
  ['launching', 'node boots'], ['ready', 'node ready'], ['ready on-spot', 'spot node ready'], ['pending', 'pod waits'],
  ['bound', 'pod starts'],
  ['driver', 'driver runs'], ['executor', 'executor runs'], ['submitter', 'submitter runs'], [
    'other', 'another pod runs',
  ],
];

/** Course of a run: who was where and when, what Karpenter decided, what AWS was asked. */
export function historySection(history: RunHistory): Markup {
  return section({
    id: 'history',
    title: 'What happened',
    lead: `A run of ${Math.round(history.seconds)} seconds. ${history.setting}`,
    body: html`${timelineFigure(history)}${leftBehind(history)}${figures(history)}${gangTables(history)}${decisionTable(
      history,
    )}${callTable(history.calls)}`,
  });
}

function timelineFigure(history: RunHistory): Content {
  if (history.nodes.length + history.pods.length === 0) return html`<p>No pod and no node was seen.</p>`;
  return html`<figure class="panel picture">
<div class="wide scroll" tabindex="0" role="group" aria-label="Timeline, scrolls sideways">${svg(
  'timeline-wide', history, { width: 1200, names: 270 },
)}</div>
<div class="narrow">${svg('timeline-narrow', history, { width: 368, names: 0 })}</div>
<figcaption><ul class="key">${each(KEY, ([look, words]) =>
  html`<li><svg width="26" height="12" aria-hidden="true"><rect x="1" y="1" width="24" height="10" rx="2" class="span ${look}"/></svg>${words}</li>`)}</ul></figcaption>
</figure>`;
}

function svg(id: string, history: RunHistory, layout: Parameters<typeof timeline>[1]): Markup {
  const { width, height, body } = timeline(history, layout);
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">Pods and nodes over time</title><desc id="${id}-desc">${inWords(history)}</desc>${body}</svg>`;
}

/** The picture for people who do not see it; the tables below have every figure. */
function inWords({ nodes, pods, phases }: RunHistory): string {
  const pools = [...new Set(nodes.map(({ pool }) => pool))].map((pool) =>
    `${nodes.filter((node) => node.pool === pool).length} of ${pool}`);
  return [
    `${nodes.length} nodes: ${pools.join(', ') || 'none'}.`,
    `${pods.length} pods, ${pods.filter(({ running }) => running !== undefined).length} of them ran.`,
    ...phases.map(({ name, from, to }) => `${name} from ${Math.round(from)} to ${Math.round(to)} s.`),
  ].join(' ');
}

function leftBehind({ left }: RunHistory): Content {
  const kinds = Object.entries(left);
  return kinds.length === 0
    ? html`<p class="lead">${tag('nothing is left', 'good')}</p>`
    : html`<h3>Left behind</h3>${table('What outlived the stacks', [
      { title: 'Kind', cell: ([kind]) => kind }, { title: 'Names', cell: ([, names]) => bullets(names) },
    ], kinds)}`;
}

/** The timeline in figures. */
function figures({ nodes, pods }: RunHistory): Content {
  return when(nodes.length + pods.length > 0, () => html`<div class="panel">
<details><summary>Nodes in figures <span class="muted">${nodes.length}</span></summary><div class="within">${nodeTable(
  nodes, pods,
)}</div></details>
<details><summary>Pods in figures <span class="muted">${pods.length}</span></summary><div class="within">${podTable(pods)}</div></details></div>`);
}

function nodeTable(nodes: readonly NodeHistory[], pods: readonly PodHistory[]): Markup {
  return table('Nodes: from launch to end', [
    { title: 'Node', cell: ({ name }) => name },
    { title: 'Pool', cell: ({ pool }) => pool },
    { title: 'Type', cell: ({ instanceType }) => instanceType },
    {
      title: 'Capacity',
      cell: ({ capacityType }) => (capacityType ? tag(capacityType, capacityType === 'spot' ? 'spot' : '') : none()),
    },
    { title: 'Zone', cell: ({ zone }) => zone },
    { title: 'Launched', numeric: true, cell: ({ launched }) => clock(launched) },
    { title: 'Ready after', numeric: true, cell: ({ launched, ready }) => lasted(launched, ready) },
    { title: 'Lived', numeric: true, cell: ({ launched, gone }) => lasted(launched, gone) },
    { title: 'Pods', numeric: true, cell: ({ name }) => pods.filter(({ node }) => node === name).length },
  ], nodes);
}

const TONES: Readonly<Record<PodKind, string>> = {
  driver: 'driver', executor: 'executor', submitter: 'submitter', other: '',
};

function podTable(pods: readonly PodHistory[]): Markup {
  return table('Pods: from creation to end', [
    { title: 'Pod', cell: ({ name, kind }) => html`${name} ${tag(kind, TONES[kind])}` },
    { title: 'Namespace', cell: ({ namespace }) => namespace },
    { title: 'Node', cell: ({ node }) => node ?? none() },
    { title: 'Created', numeric: true, cell: ({ created }) => clock(created) },
    { title: 'Waited', numeric: true, cell: ({ created, bound }) => lasted(created, bound) },
    {
      title: 'Ran',
      numeric: true,
      cell: ({ running, ended }) => (running === undefined ? 'never' : lasted(running, ended)),
    },
  ], pods);
}

function lasted(from: number, to: number | undefined): string {
  return to === undefined ? 'to the end' : `${Math.max(0, Math.round(to - from))} s`;
}

/** Capacity held for each gang, from the first placeholder to the last pod that took its place. */
function gangTables(history: RunHistory): Content {
  const gangs = gangTimelines(history);
  return when(gangs.length > 0, () => html`<h3>How gangs got their nodes</h3>${each(gangs, gangTable)}`);
}

function gangTable({ job, namespace, rows }: GangTimeline): Markup {
  return table(`The gang of ${job} in ${namespace}, by group and node`, GANG_COLUMNS.map(({ title, text }) => ({
    title, cell: text,
  })), rows);
}

function decisionTable({ decisions }: RunHistory): Content {
  return html`<h3>What Karpenter decided</h3>${decisions.length === 0
    ? html`<p>Nothing: no pod waited for a node.</p>`
    : table('Decisions, from the log and the events of the controller', [
      { title: 'When', cell: ({ at }) => clock(at) },
      { title: 'Decision', cell: ({ words }) => words },
      { title: 'About', cell: ({ about }) => when(about, () => html`<code>${about}</code>`) },
    ], decisions)}`;
}

function callTable(calls: readonly CallCount[]): Content {
  const most = Math.max(1, ...calls.map(({ count }) => count));
  return html`<h3>What AWS was asked</h3>${calls.length === 0
    ? html`<p>Nothing.</p>`
    : html`<div class="panel"><details><summary>Calls by action <span class="muted">${calls.reduce((sum, { count }) =>
      sum + count, 0)} calls of ${calls.length} kinds</span></summary><div class="within">${table('Calls to AWS by service and action', [
      { title: 'Action', cell: ({ service, action }) => html`<code>${service}:${action}</code>` },
      { title: 'Calls', numeric: true, cell: ({ count }) => count },
      {
        title: 'Share',
        cell: ({ count }) => html`<span class="bar" style="width:${((100 * count) / most).toFixed(1)}%"></span>`,
      },
    ], calls, 'compact bars')}</div></details></div>`}`;
}
