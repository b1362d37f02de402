import { Problem } from '../../inspect/assembly/command-line';
import { DependencyGraph, type Resource } from '../../inspect/assembly/graph';
import type { Platform, StackTemplate } from '../../inspect/assembly/model';

/**
 * Order of a deployment. A stack inside another one is part of it: its resources wait for and fail with the outer ones.
 */
export class Plan {
  /** Stacks as they are deployed, those first that others need. */
  public readonly stacks: readonly StackTemplate[];
  private readonly graph: DependencyGraph;

  constructor(private readonly platform: Platform) {
    this.graph = new DependencyGraph(platform);
    const [cycle] = this.graph.cycles();
    if (cycle !== undefined) {
      throw new Problem(`resources wait for each other: ${cycle.join(' → ')}`);
    }
    this.stacks = this.graph.stacksInOrder();
  }

  /** Resources of a stack and of those inside it, in the order of the templates. */
  public resourcesOf(stack: StackTemplate): Resource[] {
    return this.graph.resourcesIn(stack.name);
  }

  /** Keys of the resources that must exist first. */
  public needsOf(key: string): readonly string[] {
    return this.graph.needsOf(key);
  }

  /** Every type of resource, with one resource that has it. */
  public types(): Map<string, Resource> {
    return new Map([...this.graph.nodes.values()].map((resource) => [resource.type, resource]));
  }

  public get templates(): readonly StackTemplate[] {
    return this.platform.stacks;
  }
}
