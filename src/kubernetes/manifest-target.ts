import type { IConstruct } from 'constructs';
import type { KubectlAccess } from './kubectl-access';

/** A cluster that accepts Kubernetes objects and Helm charts. */
export interface IManifestTarget extends IConstruct {
  /** Name of the EKS cluster, always a literal. */
  readonly clusterName: string;

  /** The way on which objects reach the cluster's API server. */
  readonly kubectl: KubectlAccess;
}
