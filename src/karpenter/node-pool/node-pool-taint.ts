/**
 * Effect of a taint on pods that do not tolerate it.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export enum TaintEffect {
  /** They are not scheduled on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** They are scheduled elsewhere where there is room. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** They are not scheduled on the node, and evicted from it. */
  NO_EXECUTE = 'NoExecute',
}

/** A taint of nodes. */
export interface NodeTaint {
  /** Key: an optional DNS prefix with "/", and a name of at most 63 characters. */
  readonly key: string;
  /** Value, in the form of the key. @default - none */
  readonly value?: string;
  /** Effect of the taint. @default TaintEffect.NO_SCHEDULE */
  readonly effect?: TaintEffect;
}

/** Taint that keeps other pods off the nodes of a pool. */
export class NodePoolTaint {
  /**
   * `<name of the pool>=true:NoSchedule`: only pods placed on this pool run there, besides DaemonSets that tolerate
   * everything.
   *
   * It has a value because EMR's submitter could not tolerate it otherwise: its settings take no empty text.
   */
  public static dedicated(): NodePoolTaint {
    return new NodePoolTaint((nodePoolName) => ({ key: nodePoolName, value: 'true' }));
  }

  /** A taint of your own, which `placement` tolerates too. */
  public static of(taint: NodeTaint): NodePoolTaint {
    return new NodePoolTaint(() => taint);
  }

  /** None: every pod that fits may start nodes of this pool. */
  public static none(): NodePoolTaint {
    return new NodePoolTaint(() => undefined);
  }

  private constructor(private readonly make: (nodePoolName: string) => NodeTaint | undefined) {}

  /** @internal */
  public _taint(nodePoolName: string): NodeTaint | undefined {
    return this.make(nodePoolName);
  }
}
