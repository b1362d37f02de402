import type { CloudFormationResource, Origin, Platform, StackTemplate } from './model';
import { NESTED_STACK } from './vocabulary';

/** A resource of a template, with the resources of all templates that it names. */
export interface Resource extends Origin {
  /** `<stack>/<logical id>`. */
  readonly key: string;
  readonly type: string;
  /** Properties as the template has them, with their intrinsics. */
  readonly properties: Readonly<Record<string, any>>;
  /** Condition under which the stack has it. @default - always */
  readonly condition?: string;
  /** Says whether it stays when its stack no longer has it. */
  readonly isRetained: boolean;
  /** Path of the construct that made it, for people. */
  readonly path: string;
  /** Keys of the resources that it refers to or names in `DependsOn`. */
  readonly named: ReadonlySet<string>;
}

/** Resources and what each needs. CloudFormation creates what is needed first and deletes it last. */
export class DependencyGraph {
  public readonly nodes: ReadonlyMap<string, Resource>;
  private readonly exports: ReadonlyMap<string, string[]>;
  private readonly stacksBefore: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly needed = new Map<string, readonly string[]>();
  private readonly reached = new Map<string, ReadonlySet<string>>();

  constructor(private readonly platform: Pick<Platform, 'stacks'>) {
    const { stacks } = platform;
    this.exports = exportedResources(stacks);
    this.nodes = new Map(stacks.flatMap((stack) => Object.entries(stack.template.Resources ?? {})
      .map(([logicalId, resource]) => [keyOf(stack.name, logicalId), this.read(stack, logicalId, resource)] as const)));
    this.stacksBefore = new Map(stacks.map((stack) => [stack.name, this.precedingStacks(stack, stacks)]));
  }

  /** Resources that a value of this stack names, those of other stacks through their exports. */
  public mentioned(stack: string, value: unknown): readonly Resource[] {
    return this.mentionedKeys(stack, value).flatMap((key) => this.nodes.get(key) ?? []);
  }

  /** Stacks as they are deployed, those first that others need; a nested stack is part of the outer one. */
  public stacksInOrder(): readonly StackTemplate[] {
    const outer = this.platform.stacks.filter(({ name }) => !this.nodes.has(name));
    const ordered = new Set<StackTemplate>();
    const add = (stack: StackTemplate) => {
      outer.filter(({ name }) => name !== stack.name && this.stacksBefore.get(stack.name)!.has(name)).forEach(add);
      ordered.add(stack);
    };
    outer.forEach(add);
    return [...ordered];
  }

  /** Resources of a stack and of those nested in it, in the order of the templates. */
  public resourcesIn(stack: string): Resource[] {
    return [...this.nodes.values()].filter((resource) => resource.stack === stack
      || resource.stack.startsWith(`${stack}/`));
  }

  /**
   * Keys of the resources that must exist before this one.
   *
   * A nested stack needs all that is in it, which waits for what the nested stack itself names.
   */
  public needsOf(key: string): readonly string[] {
    const known = this.needed.get(key) ?? this.findNeeds(key);
    this.needed.set(key, known);
    return known;
  }

  /** All that must exist before this resource, at any distance within stacks. */
  public closure(key: string): ReadonlySet<string> {
    const known = this.reached.get(key) ?? reach(this.needsOf(key), (next) => this.needsOf(next));
    this.reached.set(key, known);
    return known;
  }

  /** Says whether the one is certainly gone before deletion of the other begins. */
  public deletedBefore(first: Resource, second: Resource): boolean {
    return this.closure(first.key).has(second.key) || this.stackNeeds(first, second);
  }

  /** Says whether the stack of the one is deployed after the stack of the other. */
  public stackNeeds(first: Resource, second: Resource): boolean {
    return this.stacksBefore.get(first.stack)!.has(second.stack);
  }

  /** Number of resources that are deleted, one after the other, before each resource; a stack goes as a whole. */
  public deletionDepths(): ReadonlyMap<string, number> {
    const users = usersOf([...this.nodes.keys()].map((key) => ({ key, needs: this.needsOf(key) })));
    const depths = new Map<string, number>();
    const depthOf = (key: string, path: ReadonlySet<string>): number => {
      const known = depths.get(key);
      if (known !== undefined || path.has(key)) return known ?? 0;
      const inner = new Set([...path, key]);
      const before = [...users.get(key) ?? [], ...this.laterResources(this.nodes.get(key)!)];
      const found = Math.max(0, ...before.map((user) => depthOf(user, inner) + 1));
      depths.set(key, found);
      return found;
    };
    this.nodes.forEach((_, key) => depthOf(key, new Set()));
    return depths;
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

  private read(stack: StackTemplate, logicalId: string, resource: CloudFormationResource): Resource {
    const { Type, Properties = {}, DependsOn = [], Condition, DeletionPolicy = '', Metadata } = resource;
    const key = keyOf(stack.name, logicalId);
    const depended = [DependsOn].flat().filter((id) => stack.template.Resources![id])
      .map((id) => keyOf(stack.name, id));
    return {
      key, stack: stack.name, logicalId, type: Type, properties: Properties, condition: Condition,
      isRetained: DeletionPolicy.startsWith('Retain'),
      path: Metadata?.['aws:cdk:path'] ?? key,
      named: new Set([...this.mentionedKeys(stack.name, Properties), ...depended]),
    };
  }

  private mentionedKeys(stack: string, value: unknown): string[] {
    const template = this.platform.stacks.find(({ name }) => name === stack)?.template;
    const { resources, imports } = mentions(value);
    const here = resources.filter((id) => template?.Resources?.[id]).map((id) => keyOf(stack, id));
    return [...here, ...imports.flatMap((name) => this.exports.get(name) ?? [])];
  }

  private findNeeds(key: string): readonly string[] {
    const { type, stack, named } = this.nodes.get(key)!;
    const inner = type === NESTED_STACK ? this.resourcesIn(key).map((nested) => nested.key) : [];
    return [...named, ...inner, ...this.nodes.get(stack)?.named ?? []];
  }

  /** Keys of the resources of stacks that need the stack of this one. */
  private laterResources(resource: Resource): string[] {
    const later = this.platform.stacks.filter(({ name }) => this.stacksBefore.get(name)!.has(resource.stack));
    return later.flatMap(({ name, template }) => Object.keys(template.Resources ?? {}).map((id) => keyOf(name, id)));
  }

  /** The shortest way from a resource back to itself. */
  private loopThrough(key: string): string[] {
    const cameFrom = new Map<string, string>();
    const waiting = [key];
    for (let next = waiting.shift(); next !== undefined && !cameFrom.has(key); next = waiting.shift()) {
      for (const needed of this.needsOf(next)) {
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
    const named = (name: string) => nodes.filter((node) => node.stack === name).flatMap((node) => [...node.named]);
    const imported = (name: string) => named(name).map((key) => this.nodes.get(key)!.stack);
    const declared = (name: string) => stacks.find((candidate) => candidate.name === name)?.dependencies ?? [];
    const direct = (name: string) => [...declared(name), ...imported(name)].filter((other) => other !== name);
    return reach(direct(stack.name), direct);
  }
}

/** The keys that need each key: they are deleted before it. */
export function usersOf(
  resources: Iterable<{ readonly key: string; readonly needs: Iterable<string> }>,
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { key, needs } of resources) {
    for (const needed of new Set(needs)) {
      users.set(needed, [...users.get(needed) ?? [], key]);
    }
  }
  return users;
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

/** All that is reached from some keys, they themselves included. */
function reach(from: readonly string[], next: (key: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (!found.has(key)) {
      found.add(key);
      waiting.push(...next(key));
    }
  }
  return found;
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
