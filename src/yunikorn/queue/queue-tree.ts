import type { IConstruct } from 'constructs';
import { refuse } from '../problem';
import type { QueueSpec, ResourceAmounts } from './manifests/queues';
import type { QueueBody } from './spec';
import { treeProblem } from './validation';

/** A queue in the tree of one YuniKorn, which grows. */
export class QueueNode {
  /** The queue above all others. */
  public static root(scope: IConstruct, body: QueueBody): QueueNode {
    const root = new QueueNode('root', body);
    refuse(scope, treeProblem(root.spec()));
    return root;
  }

  /** From `root`, joined by dots. */
  public readonly path: string;
  private readonly children: QueueNode[] = [];

  private constructor(private readonly name: string, private readonly body: QueueBody, private readonly above?: QueueNode) {
    this.path = above === undefined ? name : `${above.path}.${name}`;
  }

  /** Adds a queue, unless YuniKorn would refuse the tree with it. */
  public add(scope: IConstruct, name: string, body: QueueBody): QueueNode {
    const child = new QueueNode(name, body, this);
    this.children.push(child);
    refuse(scope, treeProblem(this.top.spec()));
    return child;
  }

  /** Whether applications can run in it: nothing is below it, and nothing is to be. */
  public get isLeaf(): boolean {
    return this.children.length === 0 && this.body.childTemplate === undefined && !this.body.parent;
  }

  /** What is said of the queue itself. */
  public get own(): QueueBody {
    return this.body;
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
    return { name: this.name, ...this.body, ...(isParent ? { parent: true } : {}), ...(queues.length === 0 ? {} : { queues }) };
  }

  private get top(): QueueNode {
    return this.above?.top ?? this;
  }
}
