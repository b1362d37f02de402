import { corePlacement } from '../../../kubernetes/vocabulary';
import type { AddonConfiguration } from '../../managed-addon/addon-configuration';

export interface CoreDnsSpec {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** EKS itself scales CoreDNS with the cluster: max(nodes / 16, cores / 256). @see https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html */
export function coreDnsConfiguration(spec: CoreDnsSpec): AddonConfiguration {
  const { nodeSelector, tolerations } = corePlacement();
  return {
    owned: { autoScaling: { enabled: true, minReplicas: spec.minReplicas, maxReplicas: spec.maxReplicas } },
    // The first toleration is the add-on's own; a list replaces it.
    defaults: { nodeSelector, tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }, ...tolerations] },
  };
}
