import { each, html, type Content, type Markup } from '../html';
import { line, type Drawing } from './shapes';
import { axis, MARGIN, type Scale, xOf } from './time-axis';
import type { NodeHistory, PodHistory, RunHistory } from '../run-history';

/** A pool with what ran on it. */
interface Lane {
  readonly pool: string;
  readonly rows: readonly Row[];
}

interface Row {
  readonly words: string;
  readonly tip: string;
  readonly isNode: boolean;
  readonly spans: readonly Span[];
}

/** A state that lasted. */
interface Span {
  readonly look: string;
  readonly from: number;
  readonly to: number;
}

export interface TimelineLayout {
  readonly width: number;
  /** Room for names at the left; without any, names stand above the bars. */
  readonly names: number;
}

const TITLE = 34;
const TOP = 34;

/** Pods and nodes over time: a lane for each pool, a node in it, and its pods below the node. */
export function timeline(history: RunHistory, { width, names }: TimelineLayout): Drawing {
  const scale: Scale = { left: names + 8, width: width - names - 8 - MARGIN, seconds: Math.max(1, history.seconds) };
  const step = names > 0 ? 19 : 36;
  let y = TOP;
  const drawn = lanesOf(history).map(({ pool, rows }) => {
    const top = y;
    y += TITLE + rows.length * step;
    return html`${line(4, top + 22, pool, 'strong', width - 8)}${each(rows, (row, index) => drawRow(
      row, top + TITLE + index * step, { scale, names },
    ))}`;
  });
  return { width, height: y + 12, body: html`${axis(history, scale, y)}${drawn}` };
}

function drawRow(row: Row, top: number, { scale, names }: { readonly scale: Scale; readonly names: number }): Markup {
  const indent = row.isNode ? 4 : 16;
  const label = line(indent, top + 11, row.words, 'small', (names > 0 ? names : scale.width) - indent, row.isNode
    ? ''
    : 'muted');
  const [y, height] = [names > 0 ? top : top + 17, row.isNode ? 14 : 12];
  return html`${label}<g>${each(row.spans, (span) => drawSpan(span, { scale, y, height }))}<title>${row.tip}</title></g>`;
}

function drawSpan(
  { look, from, to }: Span,
  { scale, y, height }: { readonly scale: Scale; readonly y: number; readonly height: number },
): Content {
  const [x, end] = [xOf(from, scale), xOf(to, scale)];
  return html`<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(1.5, end - x).toFixed(1)}" height="${height}" rx="2" class="span ${look}"/>`;
}

/** Pools by name, the machines that were there before at the end, then pods that found no node. */
function lanesOf(history: RunHistory): readonly Lane[] {
  const pools = [...new Set(history.nodes.map(({ pool }) => pool))].sort((a, b) => Number(a === 'core') - Number(
    b === 'core',
  )
    || (a < b ? -1 : 1));
  const known = new Set(history.nodes.map(({ name }) => name));
  const homeless = podRows(history, ({ node }) => node === undefined || !known.has(node));
  return [
    ...pools.map((pool) => ({
      pool,
      rows: history.nodes.filter((node) => node.pool === pool)
        .flatMap((node) => [nodeRow(node, history), ...podRows(history, (pod) => pod.node === node.name)]),
    })),
    ...(homeless.length > 0 ? [{ pool: 'without a node', rows: homeless }] : []),
  ];
}

function podRows(history: RunHistory, isHere: (pod: PodHistory) => boolean): readonly Row[] {
  return history.pods.filter(isHere).map((pod) => podRow(pod, history));
}

function nodeRow(node: NodeHistory, { seconds }: RunHistory): Row {
  const end = node.gone ?? seconds;
  const ready = Math.min(node.ready ?? end, end);
  return {
    words: [node.instanceType, node.capacityType, node.zone].filter(Boolean).join(', ') || node.name,
    tip: [
      `node ${node.name}: launched ${clock(node.launched)}`,
      since('ready', node.ready, 'never ready'), since('gone', node.gone, 'still there'),
    ].join(', '),
    isNode: true,
    spans: [
      { look: 'launching', from: node.launched, to: ready },
      { look: node.capacityType === 'spot' ? 'ready on-spot' : 'ready', from: ready, to: end },
    ].filter(lasts),
  };
}

function podRow(pod: PodHistory, { seconds }: RunHistory): Row {
  const end = pod.ended ?? seconds;
  const [bound, running] = [Math.min(pod.bound ?? end, end), Math.min(pod.running ?? end, end)];
  return {
    words: pod.name,
    tip: [
      `${pod.namespace}/${pod.name}: created ${clock(pod.created)}`,
      since('bound', pod.bound, 'never bound'), since('running', pod.running, 'never ran'), since(
        'ended', pod.ended, 'still there',
      ),
    ].join(', '),
    isNode: false,
    spans: [
      { look: 'pending', from: pod.created, to: bound },
      { look: 'bound', from: bound, to: running },
      { look: pod.kind, from: running, to: end },
    ].filter(lasts),
  };
}

function since(what: string, seconds: number | undefined, otherwise: string): string {
  return seconds === undefined ? otherwise : `${what} ${clock(seconds)}`;
}

function lasts({ from, to }: Span): boolean {
  return to > from;
}

/** A time of the run, on one line: "at 75 s". */
export function clock(seconds: number): string {
  return `at\u00a0${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)}\u00a0s`;
}
