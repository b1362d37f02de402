import { qualifiedName } from '../../kubernetes/label-syntax';
import { map, number } from '../../private/checks';

/**
 * The choice of a node for the next pod, of those that can hold it.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/sorting_policies#node-sorting
 */
export class NodeSorting {
  /**
   * The fullest: empty nodes stay empty, so that Karpenter can end them.
   *
   * @param resourceWeights weight of each resource, such as `{ vcore: 2, memory: 1 }`; 0 or more, 1 for those not named
   */
  public static binPacking(resourceWeights?: { [resource: string]: number }): NodeSorting {
    return new NodeSorting('binpacking', resourceWeights);
  }

  /**
   * The emptiest: pods are spread, and nodes stay.
   *
   * @param resourceWeights weight of each resource; 0 or more, 1 for those not named
   */
  public static fair(resourceWeights?: { [resource: string]: number }): NodeSorting {
    return new NodeSorting('fair', resourceWeights);
  }

  /** Name of the policy. */
  public readonly policy: string;
  /** Weight of each resource. @default - all the same */
  public readonly resourceWeights?: { [resource: string]: number };

  private constructor(policy: string, resourceWeights?: { [resource: string]: number }) {
    this.policy = policy;
    this.resourceWeights = resourceWeights === undefined ? undefined : requireWeights(resourceWeights);
  }
}

function requireWeights(weights: { [resource: string]: number }): { [resource: string]: number } {
  Object.entries(map(undefined, 'resourceWeights', weights)).forEach(([resource, weight]) => {
    qualifiedName(undefined, 'resourceWeights', resource);
    number(undefined, `resourceWeights["${resource}"]`, weight);
  });
  return weights;
}
