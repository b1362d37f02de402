import type { TaintSpec } from './manifests/node-pool';
import { CapacityType } from '../contracts/node-pool-ref';
import { SparkRole, type PodPlacement, type Toleration } from '../contracts/placement';
import { Annotation, Label } from '../kubernetes/vocabulary';

/** Selector, tolerations and annotations of a pod on a pool. */
export function poolPlacement(nodePoolName: string, role: SparkRole, taints: TaintSpec[]): PodPlacement {
  const lasting = role !== SparkRole.EXECUTOR;
  return {
    nodeSelector: { [Label.NODE_POOL]: nodePoolName, ...(lasting ? { [Label.CAPACITY_TYPE]: CapacityType.ON_DEMAND } : {}) },
    tolerations: taints.map(toleration),
    annotations: lasting ? { [Annotation.DO_NOT_DISRUPT]: 'true' } : {},
  };
}

function toleration({ key, value, effect }: TaintSpec): Toleration {
  return value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };
}
