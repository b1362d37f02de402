import type { KubernetesObject } from '../../../kubernetes/object';
import { Label } from '../../../kubernetes/vocabulary';

/**
 * @see
 *   https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
const POD_SECURITY = 'pod-security.kubernetes.io/';

export interface NamespaceSpec {
  readonly namespace: string;
  /** Level of the Pod Security Standards below which pods are refused. */
  readonly podSecurity: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** True for label keys that the namespace owns. */
export function isReservedNamespaceLabel(key: string): boolean {
  return key === Label.TEAM || key === Label.NAMESPACE_NAME || key.startsWith(POD_SECURITY);
}

/** Namespace of a team: what is below the level is refused, what is below "restricted" is reported. */
export function namespaceManifest(spec: NamespaceSpec): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: spec.namespace,
      labels: {
        ...spec.labels,
        [Label.TEAM]: spec.namespace,
        [`${POD_SECURITY}enforce`]: spec.podSecurity,
        [`${POD_SECURITY}audit`]: 'restricted',
        [`${POD_SECURITY}warn`]: 'restricted',
      },
      ...(spec.annotations === undefined ? {} : { annotations: { ...spec.annotations } }),
    },
  };
}
