/** The part a pod plays in a Spark application. */
export enum SparkRole {
  /** Holds the state of the application: losing it ends the job. */
  DRIVER = 'DRIVER',
  /** Does the work: losing one costs a retry of its tasks. */
  EXECUTOR = 'EXECUTOR',
  /** Pod by which EMR on EKS submits the job, before the driver exists. */
  SUBMITTER = 'SUBMITTER',
}

/**
 * Lets a pod run on nodes with a matching taint.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export interface Toleration {
  /** Key of the taint. @default - every key, with `operator` "Exists" */
  readonly key?: string;
  /** "Equal" or "Exists". @default "Equal" */
  readonly operator?: string;
  /** Value of the taint, for "Equal". @default - the empty value */
  readonly value?: string;
  /** "NoSchedule", "PreferNoSchedule" or "NoExecute". @default - every effect */
  readonly effect?: string;
}

/** Selectors, tolerations and annotations with which a pod runs on some nodes, and on no others. */
export interface PodPlacement {
  /** Labels that the node must have. */
  readonly nodeSelector: { [label: string]: string };
  /** Taints of the node that the pod accepts. */
  readonly tolerations: Toleration[];
  /** Annotations of the pod, such as protection from consolidation. */
  readonly annotations: { [annotation: string]: string };
}
