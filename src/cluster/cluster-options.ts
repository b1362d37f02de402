import type { RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** How long EKS supports the Kubernetes version of a cluster. @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
export enum ClusterSupportType {
  /** About 14 months. EKS then upgrades the control plane by itself, also when Karpenter or EMR are not ready for it. */
  STANDARD = 'STANDARD',
  /** About 26 months, at a higher price per hour once standard support has ended. */
  EXTENDED = 'EXTENDED',
}

/** What keeps a cluster from being deleted or upgraded by accident, and its secrets from being read. */
export interface ClusterProtection {
  /**
   * Whether EKS refuses to delete the cluster until this is false again.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether EKS may upgrade Kubernetes by itself at the end of standard support.
   *
   * @default ClusterSupportType.EXTENDED
   */
  readonly supportType?: ClusterSupportType;

  /**
   * Key that encrypts Kubernetes secrets. Another key replaces the cluster.
   *
   * The default key goes with the stack, after the 30 days within which KMS can bring it back: nothing else is encrypted with it.
   *
   * @default - a new key, rotated every year
   * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
   */
  readonly secretsEncryptionKey?: kms.IKey;
}

/** Logs of the control plane in CloudWatch, and of the functions that apply Kubernetes objects. */
export interface ControlPlaneLogs {
  /**
   * Which components write logs. An empty list switches them off.
   *
   * @default - API server, audit and authenticator
   * @see https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
   */
  readonly types?: eks.ClusterLoggingTypes[];

  /**
   * How long CloudWatch keeps them.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly retention?: logs.RetentionDays;

  /**
   * Whether the cluster's log group, which holds the audit log, outlives the stack.
   *
   * Its name follows from the cluster's: a group that was kept must be deleted or imported before the cluster can be deployed under the same
   * name again. The log group of CDK's kubectl functions always goes with the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The managed node group on which controllers run: Karpenter, CoreDNS, CSI drivers. Spark runs elsewhere. */
export interface CoreNodesOptions {
  /**
   * Instance types, all of one CPU architecture.
   *
   * Throws if the list is empty or mixes architectures. Another list replaces the node group.
   *
   * @default - m5.xlarge
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * Fewest nodes. Not less than `karpenter.replicas`, of which no two share a node.
   *
   * @default 3
   */
  readonly minNodes?: number;

  /**
   * Nodes to start with. From `minNodes` to `maxNodes`.
   *
   * @default - 3, or `minNodes` when that is more
   */
  readonly desiredNodes?: number;

  /**
   * Most nodes. Not less than `minNodes`.
   *
   * @default - 9, or `desiredNodes` when that is more
   */
  readonly maxNodes?: number;

  /**
   * Root volume of a node: encrypted gp3. From 20 GiB to 16 TiB, in whole GiB.
   *
   * @default Size.gibibytes(100)
   */
  readonly diskSize?: Size;

  /**
   * Whether only pods that tolerate `CriticalAddonsOnly` may run on core nodes.
   *
   * Every add-on of this library tolerates it. Pods of your own that neither do nor name a node pool then have no place to run.
   *
   * @default false
   */
  readonly tainted?: boolean;

  /**
   * Further labels of the nodes.
   *
   * Throws if a label is one that this library sets, or that Kubernetes or EKS keep for themselves.
   *
   * @default - only the labels of this library
   */
  readonly labels?: { [label: string]: string };
}
