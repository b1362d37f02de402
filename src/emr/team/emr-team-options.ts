import type { JobExecutionRoleOptions } from '../role/job-execution-role';
import type { PodSecurityLevel, TeamLogs, TeamNetworkPolicy } from './options';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { TeamLimits, TeamQuota } from '../../contracts/team';

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

  /** Further labels of the namespace. Throws on Pod Security labels and on `emr-eks-karpenter/team`. @default - none */
  readonly namespaceLabels?: { [key: string]: string };

  /** Annotations of the namespace. @default - none */
  readonly namespaceAnnotations?: { [key: string]: string };

  /**
   * Pods that are refused, by level of the Pod Security Standards; what is below "restricted" is audited and warned about at every level.
   *
   * @default PodSecurityLevel.BASELINE
   */
  readonly podSecurity?: PodSecurityLevel;

  /** Ceiling of what all pods of the team may request together. @default - none */
  readonly quota?: TeamQuota;

  /** Rules for single containers. @default - what `quota` makes necessary */
  readonly limits?: TeamLimits;

  /** Who may connect to the team's pods; `{}` admits the team's own pods only. One more resource. @default - no network policy */
  readonly networkPolicy?: TeamNetworkPolicy;

  /** The role under which jobs run unless they name another. @default - a role with a derived name, through EKS Pod Identity */
  readonly jobExecutionRole?: JobExecutionRoleOptions;

  /** Where jobs write logs. @default - a log group of the team, kept for a month */
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
