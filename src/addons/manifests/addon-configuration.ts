import { CORE_NODE_GROUP, Label, Taint } from '../../kubernetes/vocabulary';

/** Configuration values of an EKS add-on. */
export interface AddonConfiguration {
  /** Values that constructs rely on: a user may repeat them, not change them. */
  readonly owned: { readonly [key: string]: unknown };
  /** Values that a user may replace. */
  readonly defaults: { readonly [key: string]: unknown };
}

/** Where the pods of a controller run. */
export interface ControllerPlacement {
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: ReadonlyArray<{ readonly [field: string]: string | number }>;
}

/** Controllers stay on core nodes, tainted or not: Spark's nodes come and go. */
export function corePlacement(): ControllerPlacement {
  return {
    nodeSelector: { [Label.CORE_NODES]: CORE_NODE_GROUP },
    tolerations: [{ key: Taint.CRITICAL_ADDONS_ONLY, operator: 'Exists' }],
  };
}
