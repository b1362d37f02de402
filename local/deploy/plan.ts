import { DependencyGraph, type GraphNode } from '../../inspect/assembly/graph';
import type { Platform, StackTemplate } from '../../inspect/assembly/model';
import { LocalError } from '../errors';

const NESTED = 'AWS::CloudFormation::Stack';

/** What to deploy in which order. A stack inside another one is part of it: its resources wait for and fail with the outer ones. */
export class Plan {
  /** Stacks as they are deployed, those first that others need. */
  public readonly stacks: readonly StackTemplate[];
  private readonly graph: DependencyGraph;
  private readonly needed = new Map<string, string[]>();

  constructor(private readonly platform: Platform) {
    this.graph = new DependencyGraph(platform);
    const [cycle] = this.graph.cycles();
    if (cycle !== undefined) {
      throw new LocalError(`resources wait for each other: ${cycle.join(' → ')}`);
    }
    this.stacks = inOrder(platform.stacks.filter(({ name }) => !this.graph.nodes.has(name)));
  }

  /** Resources of a stack and of those inside it, in the order of the templates. */
  public resourcesOf(stack: StackTemplate): GraphNode[] {
    return [...this.graph.nodes.values()].filter((node) => isIn(node.stack, stack.name));
  }

  /** Keys of the resources that must exist first, within the deployed stack. */
  public needsOf(key: string): readonly string[] {
    const known = this.needed.get(key);
    if (known !== undefined) {
      return known;
    }
    const node = this.graph.nodes.get(key)!;
    const outer = this.graph.nodes.get(node.stack);
    const isNested = node.resource.Type === NESTED;
    const inner = isNested ? [...this.graph.nodes.values()].filter(({ stack }) => isIn(stack, key)).map((nested) => nested.key) : [];
    const needs = [...node.needs, ...inner, ...(outer === undefined ? [] : this.graph.nodes.get(outer.key)!.needs)];
    this.needed.set(key, needs);
    return needs;
  }

  /** Every type of resource, with one resource that has it. */
  public types(): Map<string, GraphNode> {
    return new Map([...this.graph.nodes.values()].map((node) => [node.resource.Type, node]));
  }

  public get templates(): readonly StackTemplate[] {
    return this.platform.stacks;
  }
}

function isIn(stack: string, outer: string): boolean {
  return stack === outer || stack.startsWith(`${outer}/`);
}

function inOrder(stacks: readonly StackTemplate[]): StackTemplate[] {
  const ordered = new Set<StackTemplate>();
  const add = (stack: StackTemplate) => {
    stacks.filter(({ name }) => stack.dependencies?.includes(name)).forEach(add);
    ordered.add(stack);
  };
  stacks.forEach(add);
  return [...ordered];
}
