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

/** Values that we give to a Helm chart or an EKS add-on. */
export interface ControllerValues {
  /** Values that constructs rely on: a user may repeat them, not change them. */
  readonly owned: HelmValues;
  /** Values that a user may replace, at every depth. */
  readonly defaults: HelmValues;
  /** Paths of values that only this library may set, in another way. @default - none */
  readonly reserved?: ReadonlyArray<readonly string[]>;
  /** Remedies for whoever sets an owned or reserved value, by dotted path. @default - to leave it out */
  readonly remedies?: { readonly [path: string]: string };
}
