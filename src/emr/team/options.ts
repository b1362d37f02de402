import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { TeamLimits, TeamQuota } from '../../contracts/team';
import type { JobExecutionRoleOptions } from '../role/options';

/** Levels of the Pod Security Standards. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export enum PodSecurityLevel {
  /** Nothing is refused. */
  PRIVILEGED = 'privileged',
  /** Known privilege escalations are refused, host paths and host network among them. Spark pods of EMR on EKS run. */
  BASELINE = 'baseline',
  /**
   * Everything but hardened pods is refused. Spark pods of EMR run only with security contexts of your own in every pod
   * template.
   */
  RESTRICTED = 'restricted',
}

/**
 * Rights of a principal in the namespace of a team, by EKS access policies.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export enum TeamAccessLevel {
  /** Read most objects, no secrets: `AmazonEKSViewPolicy`. */
  VIEW = 'AmazonEKSViewPolicy',
  /**
   * Change most objects, read secrets: `AmazonEKSEditPolicy`.
   *
   * Its holders can act as the team's roles, whatever data these reach: they may make pods under the service accounts
   * of the team.
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
 * Peers that may connect to a team's pods, and to which they may connect.
 *
 * Enforced by the network policy agent of the VPC CNI add-on, which its configuration switches on
 * (`enableNetworkPolicy`: "true"); without the agent the object has no effect.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
 */
export interface TeamNetworkPolicy {
  /**
   * Other namespaces whose pods may connect, such as that of Prometheus. Throws if one is not a namespace name.
   *
   * @default - none
   */
  readonly ingressNamespaces?: string[];

  /**
   * Address ranges that may connect, such as those of the load balancers of managed endpoints. IPv4 or IPv6 CIDRs.
   *
   * @default - none
   */
  readonly ingressCidrs?: string[];

  /**
   * Address ranges to which pods may connect, besides the team's own pods, DNS and the Pod Identity agent. IPv4 or IPv6
   * CIDRs.
   *
   * Must cover the Kubernetes API server and the AWS services that jobs use, S3 among them.
   *
   * @default - egress is not restricted
   */
  readonly egressCidrs?: string[];
}

/** Log locations of a team's jobs. */
export interface TeamLogs {
  /**
   * A log group made elsewhere.
   *
   * Throws together with `retention`, `encryptionKey` or `removalPolicy`.
   *
   * @default - "/emr-on-eks-logs/<cluster>/<namespace>" is made
   */
  readonly logGroup?: logs.ILogGroup;

  /** Time for which CloudWatch retains logs. @default logs.RetentionDays.ONE_MONTH */
  readonly retention?: logs.RetentionDays;

  /**
   * Key that encrypts the log group; its policy is extended for CloudWatch Logs where CDK may change it.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Policy for the log group when the team is deleted.
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

/** Options of a team. */
export interface EmrTeamOptions {
  /**
   * Kubernetes namespace of the team; must not exist yet.
   *
   * 1 to 63 lower-case letters, digits and dashes, a literal. Not "default", nothing that begins with "kube-".
   * Fixed at creation: another namespace is another team.
   *
   * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
   */
  readonly namespace: string;

  /**
   * Further labels of the namespace. Throws on Pod Security labels, on `emr-eks-karpenter/team` and on what is no
   * label.
   *
   * @default - none
   */
  readonly namespaceLabels?: { [key: string]: string };

  /** Annotations of the namespace, at most 256 KiB together. @default - none */
  readonly namespaceAnnotations?: { [key: string]: string };

  /**
   * Pods that are refused, by level of the Pod Security Standards; what is below "restricted" is audited and warned
   * about at every level.
   *
   * @default PodSecurityLevel.BASELINE
   */
  readonly podSecurity?: PodSecurityLevel;

  /** Ceiling of what all pods of the team may request together. @default - none */
  readonly quota?: TeamQuota;

  /** Rules for single containers. @default - what `quota` makes necessary */
  readonly limits?: TeamLimits;

  /**
   * Peers that may connect to the team's pods; `{}` admits the team's own pods only. One more resource.
   *
   * @default - no network policy
   */
  readonly networkPolicy?: TeamNetworkPolicy;

  /**
   * The role under which jobs run unless they name another.
   *
   * @default - a role with a derived name, through EKS Pod Identity
   */
  readonly jobExecutionRole?: JobExecutionRoleOptions;

  /** Log locations of jobs. @default - a log group of the team, whose logs expire after a month */
  readonly logs?: TeamLogs;

  /**
   * Name of the virtual cluster. 1 to 64 letters, digits and `.-_/#`.
   *
   * Fixed at creation; see the class comment.
   *
   * @default "<cluster>-<namespace>", shortened with a digest above 64 characters
   * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateVirtualCluster.html
   */
  readonly virtualClusterName?: string;

  /** Id of an EMR security configuration. Fixed at creation; see the class comment. @default - none */
  readonly securityConfigurationId?: string;

  /**
   * Let Spark Connect sessions run in the virtual cluster. Fixed at creation; see the class comment.
   *
   * @default - EMR's own: no sessions
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-spark-connect.html
   */
  readonly sessionEnabled?: boolean;

  /** Publish one stack output, JSON with virtual cluster id, role, log group and namespace. @default true */
  readonly outputs?: boolean;
}

/** Properties of `EmrTeam`. */
export interface EmrTeamProps extends EmrTeamOptions {
  /** The cluster in which the team works; may belong to another stack or app. */
  readonly cluster: IEmrEksCluster;
}

/** A team that another stack or app made. */
export interface EmrTeamAttributes {
  /** The cluster in which the team works. */
  readonly cluster: IEmrEksCluster;
  /** Kubernetes namespace of the team, a literal. */
  readonly namespace: string;
  /** Id of its EMR virtual cluster. Throws if a literal is not one. */
  readonly virtualClusterId: string;
  /**
   * ARN of the role under which its jobs run; a literal, since EMR derives service-account names from the role's name.
   *
   * Throws if it is not the ARN of an IAM role.
   */
  readonly jobExecutionRoleArn: string;
  /** Log group of its jobs. @default "/emr-on-eks-logs/<cluster>/<namespace>" */
  readonly logGroupName?: string;
  /** Log location of its jobs in S3, `s3://bucket/prefix/`. @default - CloudWatch only */
  readonly logUri?: string;
  /** Its ceiling, against which jobs are checked. @default - not known: jobs are not checked */
  readonly quota?: TeamQuota;
  /**
   * Id of the EMR security configuration of the virtual cluster.
   *
   * @default - not known: Spark Connect endpoints are refused
   */
  readonly securityConfigurationId?: string;
  /** Permission for Spark Connect sessions in the virtual cluster. @default false */
  readonly sessionEnabled?: boolean;
}
