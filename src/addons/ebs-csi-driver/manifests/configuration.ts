import { corePlacement } from '../../../kubernetes/vocabulary';
import type { AddonConfiguration } from '../../managed-addon/addon-configuration';

/** Keys of the driver, of Kubernetes and of AWS. @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/pkg/driver/validation.go */
const RESERVED_TAG = /^(CSIVolumeName|CSIVolumeSnapshotName|ebs\.csi\.aws\.com\/.*|kubernetes\.io\/.*|aws:.*)$/;

/**
 * The controller stays on core nodes, the node plugin runs wherever a volume may be mounted.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml
 */
export function ebsCsiConfiguration(): AddonConfiguration {
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

/**
 * Tags that the driver puts on each volume it makes. It refuses keys that it uses itself, and would then make no volume at all.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
 */
export function volumeTags(tags: { readonly [key: string]: string }): { [key: string]: unknown } {
  const allowed = Object.entries(tags).filter(([key]) => !RESERVED_TAG.test(key));
  return allowed.length === 0 ? {} : { controller: { extraVolumeTags: Object.fromEntries(allowed) } };
}
