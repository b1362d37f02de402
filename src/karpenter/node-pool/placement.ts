import type { TaintSpec } from './manifests/node-pool';
import { CapacityType } from '../../contracts/node-pool';
import { SparkRole, type PodPlacement, type Toleration } from '../../contracts/placement';
import { Annotation, Label } from '../../kubernetes/vocabulary';

/** The nodes on which pods of a pool may run. */
export interface PoolNodes {
  /** Labels that all of them have, and no others. */
  readonly selector: { readonly [label: string]: string };
  readonly taints: TaintSpec[];
}

/** The nodes of one pool. */
export function nodesOfPool(nodePoolName: string, taints: TaintSpec[]): PoolNodes {
  return { selector: { [Label.NODE_POOL]: nodePoolName }, taints };
}

/** Selector, tolerations and annotations of a pod on a pool. */
export function poolPlacement({ selector, taints }: PoolNodes, role: SparkRole): PodPlacement {
  const lasting = role !== SparkRole.EXECUTOR;
  return {
    nodeSelector: { ...selector, ...(lasting ? { [Label.CAPACITY_TYPE]: CapacityType.ON_DEMAND } : {}) },
    tolerations: taints.map(toleration),
    annotations: lasting ? { [Annotation.DO_NOT_DISRUPT]: 'true' } : {},
  };
}

function toleration({ key, value, effect }: TaintSpec): Toleration {
  return value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };
}
