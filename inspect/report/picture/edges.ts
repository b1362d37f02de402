import { each, html, type Markup } from '../html';
import { placeAnchor, podAnchor } from './blocks';
import type { Block } from './shapes';
import type { Facts, PodRole } from '../facts/model';

/** A line from a pod to a place that admits it. */
export interface Edge {
  readonly role: PodRole;
  readonly from: string;
  readonly to: string;
}

/** Nodes on which pods of jobs can run: one line for each pod and each place that is not core nodes. */
export function edgesOf(facts: Facts): readonly Edge[] {
  const core = new Set(facts.core.map((place) => place.name));
  return facts.workloads.flatMap((workload) => workload.pods
    .filter((pod) => pod.role !== 'submitter')
    .flatMap((pod) => pod.places.filter((place) => !core.has(place))
      .map((place) => ({ role: pod.role, from: podAnchor(workload, pod), to: placeAnchor(place) }))));
}

/** Pods of EMR's own that run on core nodes: submitters of jobs, gateways of endpoints. */
export function rolesOnCore(facts: Facts): readonly PodRole[] {
  const core = new Set(facts.core.map((place) => place.name));
  const pods = facts.workloads.flatMap((workload) => workload.pods).filter((pod) => pod.places.some((place) => core.has(
    place,
  )));
  return (['submitter', 'gateway'] as const).filter((role) => pods.some((pod) => pod.role === role));
}

/** Arrow heads, one for each kind of line; ids are unique to the variant of the picture. */
export function arrowHeads(variant: string): Markup {
  return html`<defs>${each(['driver', 'executor', 'submitter', 'gateway', 'flow'], (kind) =>
    html`<marker id="${variant}-${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" class="head ${kind}"/></marker>`)}</defs>`;
}

export function arrow(path: string, kind: PodRole | 'flow', variant: string): Markup {
  return html`<path d="${path}" class="wire ${kind}" marker-end="url(#${variant}-${kind})"/>`;
}

interface Positioned {
  readonly block: Block;
  readonly x: number;
  readonly y: number;
}

const heightOf = (placed: Positioned, id: string): number | undefined => {
  const anchor = placed.block.anchors.find((candidate) => candidate.id === id);
  return anchor && placed.y + anchor.dy;
};

/** Curves from the right border of one block to the left border of another; lines that end at one place are spread. */
export function curves(edges: readonly Edge[], from: Positioned, to: Positioned, variant: string): Markup {
  const arrivals = new Map<string, number>();
  return each(edges, (edge) => {
    const [start, end] = [heightOf(from, edge.from), heightOf(to, edge.to)];
    if (start === undefined || end === undefined) return undefined;
    const nth = arrivals.get(edge.to) ?? 0;
    arrivals.set(edge.to, nth + 1);
    const [x1, x2, y2] = [from.x + from.block.width, to.x - 2, end + (nth % 8) * 9];
    const middle = (x1 + x2) / 2;
    return arrow(`M${x1} ${start}C${middle} ${start} ${middle} ${y2} ${x2} ${y2}`, edge.role, variant);
  });
}

/** Lanes in the left margin, one for each role and place, that collect pods and lead down to the place. */
export function lanes(edges: readonly Edge[], from: Positioned, to: Positioned, variant: string): Markup {
  const names = [...new Set(edges.map((edge) => `${edge.role}\n${edge.to}`))];
  const step = Math.min(8, (from.x - 8) / Math.max(1, names.length));
  return each(names, (name, index) => {
    const members = edges.filter((edge) => `${edge.role}\n${edge.to}` === name);
    const end = heightOf(to, members[0].to);
    const x = from.x - 10 - index * step;
    if (end === undefined) return undefined;
    const y = end + (index % 5) * 9;
    const starts = members.map((edge) => heightOf(from, edge.from)).filter((start) => start !== undefined);
    const [first, ...rest] = starts.map((start) => `M${from.x} ${start}H${x}V${y}H${to.x - 2}`);
    return first
      && [
        arrow(first, members[0].role, variant),
        each(rest, (path) => html`<path d="${path}" class="wire ${members[0].role}"/>`),
      ];
  });
}
