import { LiveValues } from './live-values';
import type { DeployedResource, ResourceHandler, StackEvent } from './model';
import { Plan } from './plan';
import { deleteResources, StackDeployment, type DeploymentContext } from './stack-deployment';
import { Problem } from '../../inspect/assembly/command-line';
import type { Platform } from '../../inspect/assembly/model';

/** A stack that was not deployed or deleted, with the output of what failed. */
export class StackError extends Problem {
  constructor(what: string, public readonly failures: ReadonlyMap<string, Error>) {
    super([what, ...[...failures].map(([key, error]) => `${key}: ${error.message}`)].join('\n'));
  }
}

export interface TemplateExecutorOptions {
  /** Owner of a type of resource. Throws for a type that nobody knows. */
  readonly handlerOf: (type: string) => ResourceHandler;
  readonly onEvent?: (event: StackEvent) => void;
  /** Resources at the same time. @default 4 */
  readonly concurrency?: number;
}

/** Deploys, updates and destroys the stacks of a cloud assembly as CloudFormation does. */
export class TemplateExecutor {
  private readonly live = new Map<string, DeployedResource>();
  /** Names of the stacks that exist, in the order of their creation. */
  private stacks: string[] = [];

  constructor(private readonly options: TemplateExecutorOptions) {}

  /** Resources that exist, by `<stack>/<logical id>`. */
  public get resources(): ReadonlyMap<string, DeployedResource> {
    return this.live;
  }

  /**
   * Creates the stacks, or updates those that exist. A stack that fails is rolled back, and the ones after it are not
   * touched.
   */
  public async deploy(platform: Platform): Promise<void> {
    const plan = new Plan(platform);
    this.refuseUnknownTypes(plan);
    const context = this.context(new LiveValues(plan.templates, this.live));
    for (const stack of plan.stacks) {
      const failures = await new StackDeployment(context).run(plan.resourcesOf(stack), (key) => plan.needsOf(key));
      if ([...this.live.values()].some((resource) => topOf(resource.stack) === stack.name)) {
        this.stacks = [...this.stacks.filter((name) => name !== stack.name), stack.name];
      }
      if (failures.size > 0) {
        throw new StackError(`stack ${stack.name} failed and was rolled back`, failures);
      }
    }
  }

  /** Deletes the stacks, the last created first; stops at a stack that cannot be deleted. */
  public async destroy(): Promise<void> {
    const context = this.context(new LiveValues([], this.live));
    for (const name of [...this.stacks].reverse()) {
      const resources = [...this.live.values()].filter(({ stack }) => topOf(stack) === name);
      const failures = await deleteResources(resources, context, () => true);
      if (failures.size > 0) {
        throw new StackError(
          `stack ${name} is not deleted; ${resources.length - [...this.live.values()].filter(({ stack }) =>
            topOf(stack) === name).length} of ${resources.length} resources are gone`,
          failures,
        );
      }
      this.stacks = this.stacks.filter((other) => other !== name);
    }
  }

  private refuseUnknownTypes(plan: Plan): void {
    for (const [type, { key }] of plan.types()) {
      try {
        this.options.handlerOf(type);
      } catch (error) {
        throw error instanceof Problem ? new Problem(`${key}: ${error.message}`) : error;
      }
    }
  }

  private context(values: LiveValues): DeploymentContext {
    const { handlerOf, onEvent = () => {}, concurrency = 4 } = this.options;
    return { live: this.live, values, handlerOf, onEvent, concurrency };
  }
}

/** The stack that is deployed: nested ones are named `<stack>/<logical id>`. */
function topOf(stack: string): string {
  return stack.split('/')[0];
}
