import type { Template } from 'aws-cdk-lib/assertions';

/** Which resources a resource needs: by `DependsOn`, `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The dependencies of a template, as CloudFormation reads them. */
export function graphOf(template: Template): Graph {
  const resources = template.toJSON().Resources as Record<string, { DependsOn?: string | string[]; Properties?: unknown }>;
  const ids = new Set(Object.keys(resources));
  return new Map(Object.entries(resources).map(([id, { DependsOn = [], Properties }]) => {
    const named = [...[DependsOn].flat(), ...references(Properties)];
    return [id, new Set(named.filter((name) => ids.has(name)))];
  }));
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

/** Whether CloudFormation deletes `early` before `late`: `early` needs `late`, directly or not. */
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

function references(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(references);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, argument]) => {
    switch (key) {
      case 'Ref': return [String(argument)];
      case 'Fn::GetAtt': return [String([argument].flat()[0]).split('.')[0]];
      case 'Fn::Sub': return [...String([argument].flat()[0]).matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)].map((match) => match[1]).concat(references(argument));
      default: return references(argument);
    }
  });
}
