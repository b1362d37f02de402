import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { JobExecutionRole } from '../role/job-execution-role';
import { logGroupName } from '../role/spec';
import { validateNamespace } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { IEmrTeam, IJobExecutionRole, TeamQuota, TeamScheduler } from '../../contracts/team';

/** What is to be known of a team that another stack or app made. */
export interface EmrTeamAttributes {
  /** The cluster in which the team works. */
  readonly cluster: IEmrEksCluster;
  /** Kubernetes namespace of the team, a literal. */
  readonly namespace: string;
  /** Id of its EMR virtual cluster. */
  readonly virtualClusterId: string;
  /** ARN of the role under which its jobs run, a literal, since EMR derives service-account names from the role's name. */
  readonly jobExecutionRoleArn: string;
  /** Log group of its jobs. @default "/emr-on-eks-logs/<cluster>/<namespace>" */
  readonly logGroupName?: string;
  /** Where its jobs write logs in S3, `s3://bucket/prefix/`. @default - CloudWatch only */
  readonly logUri?: string;
  /** Its ceiling, against which jobs are checked. @default - not known: jobs are not checked */
  readonly quota?: TeamQuota;
  /** Id of the EMR security configuration of the virtual cluster. @default - not known: Spark Connect endpoints are refused */
  readonly securityConfigurationId?: string;
  /** Whether Spark Connect sessions may run in the virtual cluster. @default false */
  readonly sessionEnabled?: boolean;
}

/** A team made elsewhere. */
export class ImportedTeam extends Construct implements IEmrTeam {
  public readonly cluster: IEmrEksCluster;
  public readonly namespace: string;
  public readonly virtualClusterId: string;
  public readonly virtualClusterArn: string;
  public readonly jobExecutionRole: IJobExecutionRole;
  public readonly logGroup: logs.ILogGroup;
  public readonly logUri?: string;
  public readonly quota?: TeamQuota;
  public readonly securityConfigurationId?: string;
  public readonly sessionEnabled?: boolean;

  constructor(scope: Construct, id: string, attributes: EmrTeamAttributes) {
    super(scope, id);
    validateNamespace(this, attributes.namespace);
    this.cluster = attributes.cluster;
    this.namespace = attributes.namespace;
    this.virtualClusterId = attributes.virtualClusterId;
    this.virtualClusterArn = Stack.of(this).formatArn({ service: 'emr-containers', resource: '/virtualclusters', resourceName: this.virtualClusterId });
    const role = iam.Role.fromRoleArn(this, 'Role', attributes.jobExecutionRoleArn);
    this.jobExecutionRole = JobExecutionRole.fromRole(this, 'JobExecutionRole', role);
    const name = attributes.logGroupName ?? logGroupName(this.cluster.clusterName, this.namespace);
    this.logGroup = logs.LogGroup.fromLogGroupName(this, 'LogGroup', name);
    this.logUri = attributes.logUri;
    this.quota = attributes.quota;
    this.securityConfigurationId = attributes.securityConfigurationId;
    this.sessionEnabled = attributes.sessionEnabled;
  }

  public useScheduler({ namespaceAnnotations }: TeamScheduler): void {
    const wanted = Object.entries(namespaceAnnotations).map(([key, value]) => `${key}: "${value}"`).join(', ');
    Annotations.of(this).addWarningV2('@cdk-emr-eks-karpenter/emr:namespace-annotations',
      `namespace ${this.namespace} is made elsewhere and needs the annotations ${wanted}: use a queue in the app that makes the team`);
  }
}
