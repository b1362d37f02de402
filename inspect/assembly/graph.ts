import type { CloudFormationResource, Origin, Platform, StackTemplate } from './model';

/** A resource with what it needs to exist first. */
export interface GraphNode extends Origin {
  readonly key: string;
  readonly resource: CloudFormationResource;
  /** Keys of the resources that this one refers to or names in `DependsOn`. */
  readonly needs: ReadonlySet<string>;
}

/** Which resource needs which. CloudFormation creates what is needed first and deletes it last. */
export class DependencyGraph {
  public readonly nodes: ReadonlyMap<string, GraphNode>;
  private readonly stacksBefore: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly reached = new Map<string, ReadonlySet<string>>();

  constructor(platform: Platform) {
    const exports = exportedResources(platform.stacks);
    const nodes = platform.stacks.flatMap((stack) => Object.entries(stack.template.Resources ?? {}).map(([logicalId, resource]) => ({
      key: keyOf(stack.name, logicalId), stack: stack.name, logicalId, resource, needs: needsOf(stack, resource, exports),
    })));
    this.nodes = new Map(nodes.map((node) => [node.key, node]));
    this.stacksBefore = new Map(platform.stacks.map((stack) => [stack.name, this.precedingStacks(stack, platform.stacks)]));
  }

  /** All that must exist before this resource, at any distance within stacks. */
  public closure(key: string): ReadonlySet<string> {
    const known = this.reached.get(key);
    if (known) {
      return known;
    }
    const found = new Set<string>();
    const waiting = [...this.nodes.get(key)?.needs ?? []];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!found.has(next) && this.nodes.has(next)) {
        found.add(next);
        waiting.push(...this.nodes.get(next)!.needs);
      }
    }
    this.reached.set(key, found);
    return found;
  }

  /** Whether the one is certainly gone before deletion of the other begins. */
  public deletedBefore(first: GraphNode, second: GraphNode): boolean {
    return this.closure(first.key).has(second.key) || this.stackNeeds(first, second);
  }

  /** Whether the stack of the one is deployed after the stack of the other. */
  public stackNeeds(first: GraphNode, second: GraphNode): boolean {
    return this.stacksBefore.get(first.stack)!.has(second.stack);
  }

  /** Resources that need themselves, each cycle once, in order of need. */
  public cycles(): string[][] {
    const seen = new Set<string>();
    return [...this.nodes.keys()].flatMap((key) => {
      if (seen.has(key) || !this.closure(key).has(key)) {
        return [];
      }
      const together = [...this.closure(key)].filter((other) => this.closure(other).has(key));
      together.forEach((other) => seen.add(other));
      return [this.loopThrough(key)];
    });
  }

  /** The shortest way from a resource back to itself. */
  private loopThrough(key: string): string[] {
    const cameFrom = new Map<string, string>();
    const waiting = [key];
    for (let next = waiting.shift(); next !== undefined && !cameFrom.has(key); next = waiting.shift()) {
      for (const needed of this.nodes.get(next)?.needs ?? []) {
        if (!cameFrom.has(needed)) {
          cameFrom.set(needed, next);
          waiting.push(needed);
        }
      }
    }
    const loop = [key];
    for (let at = cameFrom.get(key)!; at !== key; at = cameFrom.get(at)!) {
      loop.unshift(at);
    }
    return [key, ...loop];
  }

  /** Stacks deployed before this one: as the assembly says, and as imports show. */
  private precedingStacks(stack: StackTemplate, stacks: readonly StackTemplate[]): ReadonlySet<string> {
    const nodes = [...this.nodes.values()];
    const needed = (name: string) => nodes.filter((node) => node.stack === name).flatMap(({ needs }) => [...needs]);
    const imported = (name: string) => needed(name).map((key) => this.nodes.get(key)!.stack);
    const declared = (name: string) => stacks.find((candidate) => candidate.name === name)?.dependencies ?? [];
    const direct = (name: string) => [...declared(name), ...imported(name)].filter((other) => other !== name);
    const found = new Set<string>();
    const waiting = direct(stack.name);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!found.has(next)) {
        found.add(next);
        waiting.push(...direct(next));
      }
    }
    return found;
  }
}

/** Logical ids that an expression mentions, and names of exports that it imports. */
export function mentions(value: any): { resources: string[]; imports: string[] } {
  const resources: string[] = [];
  const imports: string[] = [];
  visit(value, (name, argument) => {
    switch (name) {
      case 'Ref': resources.push(String(argument)); break;
      case 'Fn::GetAtt': resources.push(Array.isArray(argument) ? argument[0] : String(argument).split('.')[0]); break;
      case 'Fn::Sub': resources.push(...namesIn(String([argument].flat()[0]))); break;
      case 'Fn::ImportValue': imports.push(JSON.stringify(argument)); break;
    }
  });
  return { resources, imports };
}

/** Logical ids in `${LogicalId}` and `${LogicalId.Attribute}`. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}.]+)/g)].map(([, name]) => name);
}

function visit(value: any, see: (name: string, argument: any) => void): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  for (const [name, argument] of Object.entries(value)) {
    see(name, argument);
    visit(argument, see);
  }
}

function needsOf(stack: StackTemplate, resource: CloudFormationResource, exports: ReadonlyMap<string, string[]>): Set<string> {
  const { resources, imports } = mentions(resource.Properties);
  const here = [...resources, ...[resource.DependsOn ?? []].flat()].filter((id) => stack.template.Resources![id]);
  return new Set([...here.map((id) => keyOf(stack.name, id)), ...imports.flatMap((name) => exports.get(name) ?? [])]);
}

/** Resources behind each export; names are compared as they are written. */
function exportedResources(stacks: readonly StackTemplate[]): ReadonlyMap<string, string[]> {
  return new Map(stacks.flatMap((stack) => Object.values<any>(stack.template.Outputs ?? {})
    .filter((output) => output.Export)
    .map((output) => [JSON.stringify(output.Export.Name), mentions(output.Value).resources
      .filter((id) => stack.template.Resources?.[id]).map((id) => keyOf(stack.name, id))] as const)));
}

function keyOf(stack: string, logicalId: string): string {
  return `${stack}/${logicalId}`;
}
