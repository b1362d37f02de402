import type { ControllerValues } from '../../../kubernetes/object';
import { corePlacement } from '../../../kubernetes/vocabulary';

/**
 * Values of a CSI driver: its controller stays on core nodes, its node plugin runs wherever a volume may be mounted.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/charts/aws-fsx-csi-driver/values.yaml
 */
export function csiDriverValues(): ControllerValues {
  const { nodeSelector, tolerations } = corePlacement();
  // The second toleration is the charts' own; a list replaces it.
  const own = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
  return {
    owned: {},
    defaults: {
      controller: { nodeSelector, tolerations: [...tolerations, own] },
      node: { tolerateAllTaints: true },
    },
  };
}
