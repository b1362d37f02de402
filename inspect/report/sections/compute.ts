import { each, html, when, type Content, type Markup } from '../html';
import { note, none, pairs, section, table, tag, tags } from './parts';
import type { CoreNodes, Facts, Place, PodFacts, PoolFacts, WorkloadFacts } from '../facts/model';

const capacityTone = (type: string): string => (type === 'spot' ? 'spot' : '');

export function poolSection({ pools, core }: Facts): Markup {
  return section({
    id: 'pools',
    title: 'Node pools and core nodes',
    lead: 'Karpenter launches the nodes of a pool when pods wait for them, heaviest pool first. Controllers stay '
      + 'on core nodes.',
    body: html`${when(pools.length > 0, () => [poolTable(pools), classTable(pools)])}${when(core.length > 0, () =>
      coreTable(core))}${when(pools.length + core.length === 0, () => html`<p>These stacks bring no nodes.</p>`)}`,
  });
}

function poolTable(pools: readonly PoolFacts[]): Markup {
  return table('Node pools of Karpenter', [
    {
      title: 'Pool',
      cell: (pool) =>
        html`${pool.name}${when(pool.weight !== undefined, () => html`<br>${note(`weight ${pool.weight}`)}`)}`,
    },
    {
      title: 'Instances',
      cell: (pool) => html`${tags([...pool.families, ...pool.architectures])}${when(pool.vcpus.length > 0, () => note(
        `${pool.vcpus.join(', ')} vCPU`,
      ))}`,
    },
    { title: 'Capacity', cell: (pool) => tags(pool.capacityTypes, capacityTone) },
    { title: 'Zones', cell: (pool) => pool.zones.join(', ') || 'all' },
    { title: 'Limits', cell: (pool) => pairs(pool.limits) },
    { title: 'Taints', cell: taints },
    { title: 'Disruption', cell: (pool) => pairs(pool.disruption) },
    { title: 'Node class', cell: (pool) => pool.nodeClass },
  ], pools);
}

function classTable(pools: readonly PoolFacts[]): Markup {
  const classes = [...new Map(pools.map((pool) => [pool.nodeClass, pool])).values()];
  return table('Node classes: how a node is set up', [
    { title: 'Node class', cell: (pool) => pool.nodeClass },
    {
      title: 'Set-up',
      cell: (pool) => (pool.nodeClassSettings.length > 0 ? pairs(pool.nodeClassSettings) : note('made elsewhere')),
    },
    {
      title: 'Used by',
      cell: (pool) => tags(pools.filter(({ nodeClass }) => nodeClass === pool.nodeClass).map(({ name }) => name)),
    },
  ], classes);
}

function coreTable(core: readonly CoreNodes[]): Markup {
  return table('Node groups that EKS manages', [
    { title: 'Nodes', cell: (group) => group.name },
    { title: 'Size', cell: (group) => group.size },
    { title: 'Instance types', cell: (group) => tags(group.instanceTypes) },
    { title: 'Capacity', cell: (group) => tags([group.capacityType], capacityTone) },
    { title: 'Image', cell: (group) => group.amiType || 'default of EKS' },
    { title: 'Taints', cell: taints },
  ], core);
}

function taints(place: Place): Content {
  return place.taints.length > 0
    ? each(place.taints, (taint) => html`<code>${taint.key}${taint.value && `=${taint.value}`}:${taint.effect}</code> `)
    : none();
}

export function jobSection({ workloads, pools, core }: Facts): Markup {
  const rows = workloads.flatMap((workload) => workload.pods.map((pod) => ({ workload, pod })));
  return section({
    id: 'jobs',
    title: 'Jobs and who may run where',
    lead: 'What each pod asks for, and every place that admits it: worked out from selectors, affinities and taints '
      + 'as the scheduler does.',
    body: rows.length === 0
      ? html`<p>No job template and no pod template in these stacks.</p>`
      : html`${jobTable(workloads)}${placementTable(rows, [...pools, ...core])}`,
  });
}

function jobTable(workloads: readonly WorkloadFacts[]): Markup {
  return table('Jobs, endpoints and profiles', [
    {
      title: 'Name',
      cell: (workload) => html`${workload.title}<br>${note(workload.kind === 'profile'
        ? 'pod template without a job'
        : workload.name)}`,
    },
    { title: 'Team', cell: (workload) => workload.namespace ?? none() },
    { title: 'EMR release', cell: (workload) => workload.release ?? note('chosen by the submitter') },
    { title: 'Entry point', cell: (workload) => entryPoint(workload) },
    ...(['driver', 'executor'] as const).map((role) => ({
      title: role === 'driver' ? 'Driver' : 'Executors',
      cell: (workload: WorkloadFacts) => requestsOf(workload.pods.find((pod) => pod.role === role)),
    })),
  ], workloads);
}

function requestsOf(pod: PodFacts | undefined): Content {
  return pod && pod.requests.length > 0 ? pairs(pod.requests) : note('defaults of Spark');
}

interface PodRow {
  readonly workload: WorkloadFacts;
  readonly pod: PodFacts;
}

function placementTable(rows: readonly PodRow[], places: readonly Place[]): Markup {
  return table('Who may run where', [
    {
      title: 'Pod',
      cell: ({ workload, pod }) =>
        html`${workload.title} ${tag(pod.role, pod.role)}<br>${note(workload.namespace ?? '')}`,
    },
    ...places.map((place) => ({
      title: place.name,
      cell: ({ pod }: PodRow) => (pod.places.includes(place.name) ? tag('yes', 'good') : note('no')),
      isMinor: ({ pod }: PodRow) => !pod.places.includes(place.name),
    })),
    { title: 'Because it selects', cell: ({ pod }) => selection(pod) },
    {
      title: 'Do not disrupt',
      cell: ({ pod }) => (pod.protected ? 'yes' : note('no')),
      isMinor: ({ pod }) => !pod.protected,
    },
  ], rows);
}

function selection({ nodeSelector }: PodFacts): Content {
  const labels = Object.entries(nodeSelector);
  return labels.length > 0
    ? each(labels, ([label, value]) => html`<code>${label}=${value}</code><br>`)
    : note('any node without taints');
}

/** A program; of an endpoint what it is for, in words. */
function entryPoint({ kind, entryPoint: text }: WorkloadFacts): Content {
  if (text === undefined) return note('chosen by the submitter');
  return kind === 'endpoint' ? html`${text}` : html`<code>${text}</code>`;
}
