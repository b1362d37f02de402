import { corePlacement } from '../../../kubernetes/vocabulary';
import type { AddonConfiguration } from '../../managed-addon/addon-configuration';

/**
 * The controller stays on core nodes, the node plugin runs wherever a file system may be mounted.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/charts/aws-fsx-csi-driver/values.yaml
 */
export function fsxCsiConfiguration(): AddonConfiguration {
  const { nodeSelector, tolerations } = corePlacement();
  return {
    owned: {},
    defaults: {
      // The second toleration is the chart's own; a list replaces it.
      controller: { nodeSelector, tolerations: [...tolerations, { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }] },
      node: { tolerateAllTaints: true },
    },
  };
}
