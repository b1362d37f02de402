import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Levels of the Pod Security Standards. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export enum PodSecurityLevel {
  /** Nothing is refused. */
  PRIVILEGED = 'privileged',
  /** Known privilege escalations are refused, host paths and host network among them. Spark pods of EMR on EKS run. */
  BASELINE = 'baseline',
  /** Everything but hardened pods is refused. Spark pods of EMR run only with security contexts of your own in every pod template. */
  RESTRICTED = 'restricted',
}

/** What a principal may do in the namespace of a team, by EKS access policies. @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
export enum TeamAccessLevel {
  /** Read most objects, no secrets: `AmazonEKSViewPolicy`. */
  VIEW = 'AmazonEKSViewPolicy',
  /**
   * Change most objects, read secrets: `AmazonEKSEditPolicy`.
   *
   * Its holders can act as the team's roles, whatever data these reach: they may make pods under the service accounts of the team.
   *
   * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
   */
  EDIT = 'AmazonEKSEditPolicy',
  /**
   * Change roles and role bindings too: `AmazonEKSAdminPolicy`.
   *
   * Its holders can act as the team's roles, as those of `EDIT` can.
   */
  ADMIN = 'AmazonEKSAdminPolicy',
}

/**
 * Who may connect to a team's pods, and to whom they may connect.
 *
 * Enforced by the network policy agent of the VPC CNI add-on, which its configuration switches on (`enableNetworkPolicy`: "true");
 * without the agent the object has no effect.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
 */
export interface TeamNetworkPolicy {
  /** Other namespaces whose pods may connect, such as that of Prometheus. Throws if one is not a namespace name. @default - none */
  readonly ingressNamespaces?: string[];

  /** Address ranges that may connect, such as those of the load balancers of interactive endpoints. IPv4 or IPv6 CIDRs. @default - none */
  readonly ingressCidrs?: string[];

  /**
   * Address ranges to which pods may connect, besides the team's own pods, DNS and the Pod Identity agent. IPv4 or IPv6 CIDRs.
   *
   * Must cover the Kubernetes API server and the AWS services that jobs use, S3 among them.
   *
   * @default - egress is not restricted
   */
  readonly egressCidrs?: string[];
}

/** Where jobs of a team write logs. */
export interface TeamLogs {
  /**
   * A log group made elsewhere.
   *
   * Throws together with `retention`, `encryptionKey` or `removalPolicy`.
   *
   * @default - "/emr-on-eks-logs/<cluster>/<namespace>" is made
   */
  readonly logGroup?: logs.ILogGroup;

  /** How long CloudWatch keeps logs. @default logs.RetentionDays.ONE_MONTH */
  readonly retention?: logs.RetentionDays;

  /** Key that encrypts the log group; its policy is extended for CloudWatch Logs where CDK may change it. @default - a key of CloudWatch Logs */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the log group when the team is deleted.
   *
   * A retained group keeps its name: to create the team again, import it (`logGroup`) or delete it.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /** Bucket to which jobs write logs as well; the team's role may write under `prefix`. @default - CloudWatch only */
  readonly bucket?: s3.IBucket;

  /**
   * Folder in `bucket`, a literal without a slash at either end.
   *
   * Throws without `bucket`.
   *
   * @default "emr-on-eks-logs/<cluster>/<namespace>"
   */
  readonly prefix?: string;
}
