import { GANG_COLUMNS, type GangTimeline } from '../../inspect/report';
import type { KubeClient, KubeObject } from '../control-plane/kube-client';

/** A table of text: columns as wide as their widest cell. */
export function table(rows: ReadonlyArray<readonly string[]>): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

export interface ViewOptions {
  readonly client: KubeClient;
  readonly namespaces: ReadonlySet<string>;
  readonly prices: ReadonlyMap<string, number>;
}

/** Pods of the jobs with the machine that each is on, then the machines that Karpenter launched. */
export async function jobView({ client, namespaces, prices }: ViewOptions): Promise<string> {
  const nodes = new Map((await client.list('/api/v1/nodes')).map((node) => [node.metadata.name, node]));
  const pods = (await client.list('/api/v1/pods')).filter(({ metadata }) => namespaces.has(metadata.namespace!));
  const launched = [...nodes.values()].filter((node) => poolOf(node) !== 'core');
  return [
    table([['POD', 'NAMESPACE', 'STATE', 'POOL', 'TYPE', 'CAPACITY', 'ZONE'], ...pods.map((pod) => podRow(pod, nodes))]),
    table([['NODE', 'POOL', 'TYPE', 'CAPACITY', 'ZONE', 'USD/H'], ...launched.map((node) => nodeRow(node, prices))]),
  ].join('\n\n');
}

/** The course of a gang as a table; times are those of the run. */
export function gangView({ job, namespace, rows }: GangTimeline): string {
  const titles = GANG_COLUMNS.map(({ title }) => title.toUpperCase());
  return `the gang of ${job} in ${namespace}\n\n${table([
    titles, ...rows.map((row) => GANG_COLUMNS.map(({ text }) => text(row))),
  ])}`;
}

export interface Placement {
  readonly pool: string;
  readonly type: string;
  readonly capacity: string;
  readonly zone: string;
}

/** Pool, type and zone of a node; one that Karpenter did not launch is of the core group. */
export function placementOf(node: KubeObject | undefined): Placement {
  const labels = node?.metadata.labels ?? {};
  return {
    pool: node === undefined ? '' : poolOf(node),
    type: labels['node.kubernetes.io/instance-type'] ?? '',
    capacity: labels['karpenter.sh/capacity-type'] ?? '',
    zone: labels['topology.kubernetes.io/zone'] ?? '',
  };
}

function poolOf({ metadata }: KubeObject): string {
  return metadata.labels?.['karpenter.sh/nodepool'] ?? 'core';
}

function podRow({ metadata, spec, status }: KubeObject, nodes: ReadonlyMap<string, KubeObject>): string[] {
  const { pool, type, capacity, zone } = placementOf(nodes.get(spec.nodeName));
  return [metadata.name, metadata.namespace!, status.phase, pool, type, capacity, zone];
}

/** The list has on-demand prices; a spot machine costs at most that. */
function nodeRow(node: KubeObject, prices: ReadonlyMap<string, number>): string[] {
  const { pool, type, capacity, zone } = placementOf(node);
  const price = prices.get(type);
  return [
    node.metadata.name,
    pool,
    type,
    capacity,
    zone,
    price === undefined ? '?' : `${capacity === 'spot' ? '< ' : ''}${price.toFixed(3)}`,
  ];
}
