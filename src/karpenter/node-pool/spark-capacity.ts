import { CapacityType } from '../../contracts/node-pool';

/**
 * How the nodes of a pool are bought.
 *
 * @see https://karpenter.sh/docs/concepts/nodepools/#capacity-type
 */
export class SparkCapacity {
  /** Spot where there is any, on-demand where there is none. Drivers still run on demand. */
  public static spotFirst(): SparkCapacity {
    return new SparkCapacity([CapacityType.SPOT, CapacityType.ON_DEMAND]);
  }

  /** On-demand only. */
  public static onDemand(): SparkCapacity {
    return new SparkCapacity([CapacityType.ON_DEMAND]);
  }

  /** Spot only: pods wait while there is none. Such a pool takes executors alone, since losing a driver ends its job. */
  public static spotOnly(): SparkCapacity {
    return new SparkCapacity([CapacityType.SPOT]);
  }

  private constructor(
    /** The ways of buying that Karpenter may choose from, spot before on-demand. */
    public readonly capacityTypes: CapacityType[],
  ) {}
}
