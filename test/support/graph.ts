import type { Template } from 'aws-cdk-lib/assertions';
import { DependencyGraph } from '../../inspect/assembly/graph';

/** Logical ids of the resources that each resource needs. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The dependencies of a template, as CloudFormation reads them. */
export function graphOf(template: Template): Graph {
  const { nodes } = new DependencyGraph({ stacks: [{ name: '', template: template.toJSON(), bytes: 0 }] });
  const idOf = (key: string) => nodes.get(key)!.logicalId;
  return new Map([...nodes.values()].map(({ logicalId, named }) => [logicalId, new Set([...named].map(idOf))]));
}

/** A cycle of resources, if there is one. */
export function cycleOf(graph: Graph): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) {
      return [...path.slice(path.indexOf(id)), id];
    }
    if (done.has(id)) {
      return undefined;
    }
    const cycle = first([...graph.get(id) ?? []], (next) => visit(next, [...path, id]));
    done.add(id);
    return cycle;
  };
  return first([...graph.keys()], (id) => visit(id, []));
}

/** Says whether CloudFormation deletes `early` before `late`: `early` needs `late`, directly or not. */
export function isDeletedBefore(graph: Graph, early: string, late: string): boolean {
  const seen = new Set<string>();
  const reach = (id: string): boolean => {
    if (seen.has(id)) {
      return false;
    }
    seen.add(id);
    return [...graph.get(id) ?? []].some((next) => next === late || reach(next));
  };
  return reach(early);
}

/** Logical ids of the resources of a type. */
export function idsOf(template: Template, type: string): string[] {
  return Object.keys(template.findResources(type));
}

function first<T, R>(items: T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
