import { CapacityType } from '../../contracts/node-pool';

/**
 * Capacity types that Karpenter may choose from for the nodes of a pool.
 *
 * @see https://karpenter.sh/docs/concepts/nodepools/#capacity-type
 */
export class SparkCapacityTypes {
  /** Spot where there is any, on-demand where there is none. Drivers still run on demand. */
  public static spotFirst(): SparkCapacityTypes {
    return new SparkCapacityTypes([CapacityType.SPOT, CapacityType.ON_DEMAND]);
  }

  /** On-demand only. */
  public static onDemand(): SparkCapacityTypes {
    return new SparkCapacityTypes([CapacityType.ON_DEMAND]);
  }

  /**
   * Spot only: pods wait while there is none. Such a pool takes executors alone, since losing a driver ends its job.
   */
  public static spotOnly(): SparkCapacityTypes {
    return new SparkCapacityTypes([CapacityType.SPOT]);
  }

  private constructor(
    /** The capacity types, spot before on-demand. */
    public readonly capacityTypes: CapacityType[],
  ) {}

  /** @internal */
  public _types(): CapacityType[] {
    return [...this.capacityTypes];
  }
}
