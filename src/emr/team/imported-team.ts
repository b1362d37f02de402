import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TeamMembers } from './members';
import type { EmrTeamAttributes } from './options';
import { logGroupName } from './spec';
import { validateTeamAttributes } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type {
  IEmrTeam, IJobExecutionRole, TeamEndpoint, TeamQuota, TeamRole, TeamScheduler,
} from '../../contracts/team';
import { warn } from '../../private/warnings';
import { JobExecutionRole } from '../role/job-execution-role';

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

  private readonly members = new TeamMembers();

  constructor(scope: Construct, id: string, attributes: EmrTeamAttributes) {
    super(scope, id);
    validateTeamAttributes(this, attributes);
    this.cluster = attributes.cluster;
    this.namespace = attributes.namespace;
    this.virtualClusterId = attributes.virtualClusterId;
    this.virtualClusterArn = Stack.of(this).formatArn({
      service: 'emr-containers', resource: '/virtualclusters', resourceName: this.virtualClusterId,
    });
    const role = iam.Role.fromRoleArn(this, 'Role', attributes.jobExecutionRoleArn);
    this.jobExecutionRole = JobExecutionRole.fromRole(this, 'JobExecutionRole', role);
    const name = attributes.logGroupName ?? logGroupName(this.cluster.clusterName, this.namespace);
    this.logGroup = logs.LogGroup.fromLogGroupName(this, 'LogGroup', name);
    this.logUri = attributes.logUri;
    this.quota = attributes.quota;
    this.securityConfigurationId = attributes.securityConfigurationId;
    this.sessionEnabled = attributes.sessionEnabled;
  }

  public useScheduler(scheduler: TeamScheduler): void {
    const annotations = Object.entries(scheduler.namespaceAnnotations);
    const wanted = annotations.map(([key, value]) => `${key}: "${value}"`).join(', ');
    warn(this, 'emr:namespace-annotations',
      `namespace ${this.namespace} is made elsewhere and needs the annotations ${wanted}: use a queue in the app that `
        + 'makes the team');
  }

  public registerRole(role: TeamRole): void {
    this.members.addRole(role);
  }

  public registerEndpoint(endpoint: TeamEndpoint): void {
    this.members.addEndpoint(endpoint);
  }
}
