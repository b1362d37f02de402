import { isDeepStrictEqual } from 'util';
import type { LiveValues } from './live-values';
import type { Action, DeployedResource, ResourceHandler, ResourceRequest, ResourceResult, StackEvent } from './model';
import { runOrdered } from './ordered-work';
import { usersOf, type Resource } from '../../inspect/assembly/graph';

/** Things that a deployment of a stack works with. */
export interface DeploymentContext {
  readonly live: Map<string, DeployedResource>;
  readonly values: LiveValues;
  readonly handlerOf: (type: string) => ResourceHandler;
  readonly onEvent: (event: StackEvent) => void;
  readonly concurrency: number;
}

interface Change {
  readonly before?: DeployedResource;
  readonly after: DeployedResource;
}

/** One create or update of a stack: all of it, or back to where it was. */
export class StackDeployment {
  private readonly changes: Change[] = [];

  constructor(private readonly context: DeploymentContext) {}

  /** Brings the resources to their new state; gives what failed, after everything else is as it was before. */
  public async run(nodes: readonly Resource[], needs: (key: string) => readonly string[]): Promise<Map<string, Error>> {
    const wanted = new Map(nodes.filter((node) => this.isWanted(node)).map((node) => [node.key, node]));
    const failures = await runOrdered({
      keys: [...wanted.keys()],
      needs,
      run: (key) => this.apply(wanted.get(key)!, needs(key)),
      concurrency: this.context.concurrency,
      continuesAfterFailure: false,
    });
    if (failures.size > 0) {
      await this.rollBack(failures);
      return failures;
    }
    await this.cleanUp(nodes, wanted);
    return failures;
  }

  private isWanted({ condition, stack }: Resource): boolean {
    return condition === undefined || this.context.values.resolve({ 'Fn::If': [condition, true, false] }, stack);
  }

  private async apply(node: Resource, needs: readonly string[]): Promise<void> {
    const before = this.context.live.get(node.key);
    const wanted = { ...this.requestFor(node, before), key: node.key, needs, isRetained: node.isRetained };
    if (before?.type !== wanted.type) {
      await this.timed('create', wanted, async () => this.keep(before, {
        ...wanted, ...await this.handler(wanted).create(wanted),
      }));
    } else if (isDeepStrictEqual(before.properties, wanted.properties)) {
      this.context.live.set(node.key, { ...before, needs, isRetained: wanted.isRetained });
    } else {
      await this.timed('update', wanted, async () => this.update(before, wanted));
    }
  }

  private async update(before: DeployedResource, wanted: Omit<DeployedResource, 'physicalId'>): Promise<boolean> {
    const attempted = { ...wanted, physicalId: before.physicalId, attributes: before.attributes };
    try {
      const result = await this.handler(wanted).update({ ...attempted, oldProperties: before.properties });
      this.keep(before, { ...attempted, ...result });
      return result.physicalId !== before.physicalId;
    } catch (error) {
      this.changes.push({ before, after: attempted }); // half of it may have happened
      throw error;
    }
  }

  private keep(before: DeployedResource | undefined, after: DeployedResource): void {
    this.changes.push({ before, after });
    this.put(after.key, after);
  }

  /** Deletes what is no longer in the template and what was replaced, the last needed first. */
  private async cleanUp(nodes: readonly Resource[], wanted: ReadonlyMap<string, Resource>): Promise<void> {
    const inStack = new Set(nodes.map(({ stack }) => stack));
    const removed = [...this.context.live.values()].filter(({ key, stack }) => inStack.has(stack) && !wanted.has(key));
    const replaced = this.changes.flatMap(({ before, after }) => (before !== undefined
      && before.physicalId !== after.physicalId
      ? [before]
      : []));
    await deleteResources([...replaced, ...removed], this.context, (resource) =>
      this.context.live.get(resource.key) === resource);
  }

  private async rollBack(failures: Map<string, Error>): Promise<void> {
    for (const { before, after } of [...this.changes].reverse()) {
      await this.timed('roll back', after, () => this.undo(before, after)).catch((error) => failures.set(
        `${after.key} (roll back)`, error,
      ));
    }
  }

  private async undo(before: DeployedResource | undefined, after: DeployedResource): Promise<void> {
    if (before?.physicalId === after.physicalId) {
      const result: ResourceResult = await this.handler(before).update({ ...before, oldProperties: after.properties });
      this.put(before.key, { ...before, ...result });
      return;
    }
    await this.handler(after).delete(after);
    this.put(after.key, before);
  }

  private requestFor(
    { key, stack, logicalId, type, properties: template }: Resource, before: DeployedResource | undefined,
  ): ResourceRequest {
    const { values } = this.context;
    const suggestedId = before?.suggestedId ?? String(values.resolve({ Ref: logicalId }, stack));
    const properties = values.resolve(template, stack);
    return { stack, logicalId, type, properties, suggestedId: suggestedId === '' ? key : suggestedId };
  }

  private put(key: string, resource: DeployedResource | undefined): void {
    if (resource === undefined) {
      this.context.live.delete(key);
    } else {
      this.context.live.set(key, resource);
    }
    this.context.values.changed();
  }

  private handler({ type }: { readonly type: string }): ResourceHandler {
    return this.context.handlerOf(type);
  }

  private async timed(
    action: Action, { key, type }: { key: string; type: string }, work: () => Promise<boolean | void> | void,
  ): Promise<void> {
    await timed(this.context, { key, type, action }, work);
  }
}

/** Deletes resources against the direction of need; gives the failures. What a failed one needs stays. */
export async function deleteResources(
  resources: readonly DeployedResource[], context: DeploymentContext,
  isCurrent: (resource: DeployedResource) => boolean,
): Promise<Map<string, Error>> {
  const byId = new Map(resources.map((resource, index) => [`${resource.key}#${index}`, resource]));
  const users = usersOf([...byId].map(([key, { needs }]) => ({ key, needs })));
  const failures = await runOrdered({
    keys: [...byId.keys()].reverse(),
    needs: (id) => users.get(byId.get(id)!.key) ?? [],
    run: (id) => deleteResource(byId.get(id)!, context, isCurrent),
    concurrency: context.concurrency,
    continuesAfterFailure: true,
  });
  return new Map([...failures].map(([id, error]) => [byId.get(id)!.key, error]));
}

async function deleteResource(
  resource: DeployedResource, context: DeploymentContext, isCurrent: (resource: DeployedResource) => boolean,
): Promise<void> {
  const { key, type, isRetained } = resource;
  await timed(context, { key, type, action: isRetained ? 'retain' : 'delete' }, async () => {
    if (!isRetained) {
      await context.handlerOf(type).delete(resource);
    }
    if (isCurrent(resource)) {
      context.live.delete(key);
      context.values.changed();
    }
  });
}

async function timed(
  { onEvent }: DeploymentContext, event: Pick<StackEvent, 'key' | 'type' | 'action'>, work: () =>
    | Promise<boolean | void>
    | void,
): Promise<void> {
  const started = Date.now();
  const seconds = () => (Date.now() - started) / 1000;
  try {
    const replaced = await work() === true;
    onEvent({ ...event, seconds: seconds(), replaced });
  } catch (error) {
    onEvent({ ...event, seconds: seconds(), error: error as Error });
    throw error;
  }
}
