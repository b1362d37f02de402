/** Metadata that every object of the Kubernetes API carries. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** A plain object of the Kubernetes API, ready to be written as JSON. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** Values of a Helm chart, ready to be written as JSON. */
export interface HelmValues {
  readonly [key: string]: unknown;
}
