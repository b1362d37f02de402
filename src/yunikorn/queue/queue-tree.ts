import { isZero, smaller, sum } from './amounts';
import { type Holders, holdersBelow } from './limit-validation';
import type { QueueSpec, ResourceAmounts } from './manifests/queues';
import type { QueueBody } from './spec';
import { type Level, queueProblem, requireQueueName } from './validation';
import type { Scope } from '../../private/checks';
import { requireNoProblem } from '../../private/refusal';

/**
 * A queue in the tree of one YuniKorn, which grows.
 *
 * A queue that comes is checked against those above it and what those know of all queues below them: a tree of any
 * size is checked in the time that it takes to read it.
 */
export class QueueNode implements Level {
  /** The queue above all others. */
  public static root(scope: Scope, body: QueueBody): QueueNode {
    requireNoProblem(scope, queueProblem('root', body));
    return new QueueNode('root', body);
  }

  public readonly path: string;
  public readonly ceiling: ResourceAmounts;
  public readonly holders: Holders;
  private readonly children: QueueNode[] = [];
  private readonly names = new Set<string>();
  private promised: ResourceAmounts = {};

  private constructor(
    private readonly name: string, public readonly body: QueueBody, public readonly above?: QueueNode,
  ) {
    this.path = above === undefined ? name : `${above.path}.${name}`;
    this.ceiling = smaller(body.max ?? {}, above?.ceiling ?? {});
    this.holders = holdersBelow(body, above?.holders);
  }

  /** Adds a queue, unless YuniKorn would refuse the tree with it. */
  public add(scope: Scope, name: string, body: QueueBody): QueueNode {
    requireQueueName(scope, name);
    requireNoProblem(scope, queueProblem(name, body, this));
    const child = new QueueNode(name, body, this);
    this.children.push(child);
    this.names.add(name.toLowerCase());
    this.promise(body.guaranteed ?? {});
    return child;
  }

  public get committed(): ResourceAmounts {
    return this.promised;
  }

  public has(name: string): boolean {
    return this.names.has(name.toLowerCase());
  }

  /** True if applications can run in it: nothing is below it, and nothing is to be. */
  public get isLeaf(): boolean {
    return this.children.length === 0 && this.body.childTemplate === undefined && !this.body.parent;
  }

  /** Limits of the queue and of those above, by path. */
  public get limits(): Array<{ readonly path: string; readonly max: ResourceAmounts }> {
    const above = this.above?.limits ?? [];
    return this.body.max === undefined ? above : [{ path: this.path, max: this.body.max }, ...above];
  }

  /** The queue and all below it. */
  public spec(): QueueSpec {
    const isParent = this.above === undefined || !this.isLeaf;
    const queues = this.children.map((child) => child.spec());
    return {
      name: this.name,
      ...this.body,
      ...(isParent ? { parent: true } : {}),
      ...(queues.length === 0 ? {} : { queues }),
    };
  }

  /** Counts what a queue below is guaranteed, here and above as far as no queue has a guarantee of its own. */
  private promise(guaranteed: ResourceAmounts): void {
    this.promised = sum(this.promised, guaranteed);
    if (isZero(this.body.guaranteed ?? {})) {
      this.above?.promise(guaranteed);
    }
  }
}
