import { ArnFormat, CfnOutput, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { ImportedTeam } from './imported-team';
import { namespaceManifest } from './manifests/namespace';
import { networkPolicyManifest } from './manifests/network-policy';
import { limitRangeManifest, resourceQuotaManifest } from './manifests/quota';
import { emrRoleBindingManifest, emrRoleManifest } from './manifests/rbac';
import { TeamMembers } from './members';
import {
  type EmrTeamAttributes, type EmrTeamProps, TeamAccessLevel, type TeamLogs, type TeamNetworkPolicy,
} from './options';
import { encryptLogGroup, grantFollowJobRuns, grantStartJobRunAs } from './policies/team';
import { TeamScheduling } from './scheduling';
import { limitsWithDefaults, logGroupName, resolveTeam, type TeamSpec } from './spec';
import { validateTeam } from './validation';
import { VirtualCluster } from './virtual-cluster';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type {
  IEmrTeam, IJobExecutionRole, TeamEndpoint, TeamLimits, TeamQuota, TeamRole, TeamScheduler,
} from '../../contracts/team';
import type { SparkJobOptions } from '../../jobs/job/options';
import { SparkJob } from '../../jobs/job/spark-job';
import type { SparkProfileOptions } from '../../jobs/profile/options';
import { SparkProfile } from '../../jobs/profile/spark-profile';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { LIBRARY_DOMAIN } from '../../kubernetes/vocabulary';
import { oneOf } from '../../private/checks';
import { substituted } from '../../private/substitution';
import { ManagedEndpoint } from '../endpoint/managed-endpoint';
import type { ManagedEndpointOptions } from '../endpoint/options';
import { JobExecutionRole } from '../role/job-execution-role';
import type { JobExecutionRoleOptions } from '../role/options';
import { DEFAULT_ROLE_ID } from '../role/spec';

/** Key of the cost-allocation tag on every AWS resource of a team. Activate it in the billing console. */
const TEAM_TAG = `${LIBRARY_DOMAIN}:team`;

/**
 * A data team: a namespace in which EMR on EKS runs its Spark jobs, apart from other teams.
 *
 * Seven resources in the stack of its scope: the namespace with EMR's role, quota and limit range (one custom
 * resource), a log group, the job execution role with three Pod Identity associations, and the virtual cluster. None
 * costs anything while no job runs. Deleted in the order virtual cluster (which ends its jobs), then the rest; the log
 * group stays unless asked otherwise.
 *
 * **A virtual cluster cannot change.** CloudFormation replaces it on any change but tags, and makes the new one first,
 * which EMR refuses, since a namespace holds one virtual cluster. To change `virtualClusterName`,
 * `securityConfigurationId` or `sessionEnabled`, delete the team and create it again.
 *
 * Every AWS resource is tagged `emr-eks-karpenter:team` with the namespace, every object of Kubernetes belongs to a
 * namespace labelled `emr-eks-karpenter/team`.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/virtual-cluster.html
 */
export class EmrTeam extends Construct implements IEmrTeam {
  /** A team that another stack or app made. Nothing is created. */
  public static fromEmrTeamAttributes(scope: Construct, id: string, attributes: EmrTeamAttributes): IEmrTeam {
    return new ImportedTeam(scope, id, attributes);
  }

  public readonly cluster: IEmrEksCluster;
  public readonly namespace: string;
  public readonly virtualClusterId: string;
  public readonly virtualClusterArn: string;
  public readonly jobExecutionRole: IJobExecutionRole;
  public readonly logGroup: logs.ILogGroup;
  public readonly logUri?: string;
  public readonly quota?: TeamQuota;
  public readonly limits?: TeamLimits;
  public readonly logBucket?: s3.IBucket;
  public readonly logPrefix?: string;
  public readonly namespaceReady?: IDependable;
  public readonly ingressCidrs?: string[];
  public readonly securityConfigurationId?: string;
  public readonly sessionEnabled?: boolean;

  private readonly prerequisites = new DependencyGroup();
  private readonly defaultRole: JobExecutionRole;
  private readonly members = new TeamMembers();
  private readonly submitters: iam.IGrantable[] = [];
  private readonly scheduling: TeamScheduling;

  constructor(scope: Construct, id: string, props: EmrTeamProps) {
    super(scope, id);
    const spec = resolveTeam(this, props);
    validateTeam(this, props, spec);
    this.cluster = spec.cluster;
    this.namespace = spec.namespace;
    this.quota = props.quota;
    this.limits = limitsWithDefaults(props.limits, props.quota);
    this.ingressCidrs = props.networkPolicy && (props.networkPolicy.ingressCidrs ?? []);
    this.securityConfigurationId = props.securityConfigurationId;
    this.sessionEnabled = props.sessionEnabled;
    this.logBucket = props.logs?.bucket;
    this.logPrefix = this.logBucket && spec.logPrefix;
    this.logUri = this.logBucket && `s3://${this.logBucket.bucketName}/${spec.logPrefix}`;
    this.scheduling = new TeamScheduling(this, this.cluster, props.namespaceAnnotations);
    Tags.of(this).add(TEAM_TAG, this.namespace);

    this.namespaceReady = this.createNamespace(props, spec);
    this.logGroup = props.logs?.logGroup ?? this.createLogGroup(props.logs ?? {});
    this.defaultRole = this.addJobExecutionRole(DEFAULT_ROLE_ID, props.jobExecutionRole);
    this.jobExecutionRole = this.defaultRole;
    const virtualCluster = new VirtualCluster(this, 'VirtualCluster', { ...props, name: spec.virtualClusterName });
    virtualCluster.node.addDependency(this.prerequisites, this.scheduling.inReach);
    this.virtualClusterId = virtualCluster.virtualClusterId;
    this.virtualClusterArn = virtualCluster.virtualClusterArn;

    if (props.outputs ?? true) {
      this.createOutput();
    }
    this.cluster.platform.registerTeam(this);
  }

  public get jobPrerequisites(): DependencyGroup | undefined {
    return this.prerequisites;
  }

  /**
   * A further role, for jobs that may reach other data. Four resources, in the stack of the team.
   *
   * Throws if the id is taken.
   */
  public addJobExecutionRole(id: string, options: JobExecutionRoleOptions = {}): JobExecutionRole {
    return new JobExecutionRole(this, id, { ...options, team: this });
  }

  /**
   * A profile: placement, storage and settings that jobs of the team share. In the stack of the team.
   *
   * `team.addSparkProfile(id, options)` is `new SparkProfile(team, id, { ...options, team })`.
   */
  public addSparkProfile(id: string, options: SparkProfileOptions): SparkProfile {
    return new SparkProfile(this, id, { ...options, team: this });
  }

  /**
   * A job: one program with its size, as a job template. In the stack of the team.
   *
   * `team.addSparkJob(id, options)` is `new SparkJob(team, id, { ...options, team })`.
   */
  public addSparkJob(id: string, options: SparkJobOptions): SparkJob {
    return new SparkJob(this, id, { ...options, team: this });
  }

  /**
   * A managed endpoint: notebooks of EMR Studio, or Spark Connect. In the stack of the team.
   *
   * `team.addManagedEndpoint(id, options)` is `new ManagedEndpoint(team, id, { ...options, team })`.
   */
  public addManagedEndpoint(id: string, options: ManagedEndpointOptions): ManagedEndpoint {
    return new ManagedEndpoint(this, id, { ...options, team: this });
  }

  /**
   * Lets a principal start jobs in this virtual cluster under the team's roles (those added later too), follow and
   * cancel them.
   *
   * Job templates of the account can be read; a template that names a foreign role cannot be started.
   *
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/iam-execution-role.html
   */
  public grantStartJobRun(grantee: iam.IGrantable): iam.Grant {
    this.submitters.push(grantee);
    const templates = Stack.of(this).formatArn(
      { service: 'emr-containers', resource: '/jobtemplates', resourceName: '*' },
    );
    return this.members.roles.reduce(
      (grant, { roleArn }) => grant.combine(grantStartJobRunAs(grantee, this.virtualClusterArn, roleArn)),
      grantFollowJobRuns(grantee, this.virtualClusterArn, templates),
    );
  }

  /**
   * Gives a principal access to the objects of this namespace with `kubectl`. Beyond `VIEW` it can act as the team's
   * roles, through pods of its own.
   *
   * Its access entry stands in the stack of the cluster: a principal of a stack that depends on the cluster's is to be
   * imported by its literal ARN.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
   */
  public grantKubernetesAccess(principal: iam.IRole, level: TeamAccessLevel): void {
    oneOf(this, 'level', level, Object.values(TeamAccessLevel));
    this.cluster.grantKubernetesAccess(principal, {
      accessPolicies: [{ policyName: level, namespaces: [this.namespace] }],
    });
  }

  /**
   * Gives the pods of the namespace to another scheduler than Kubernetes' own. Called by queues. Throws if
   * `namespaceAnnotations` refuse it.
   */
  public useScheduler(scheduler: TeamScheduler): void {
    this.scheduling.use(scheduler);
  }

  public registerRole(role: TeamRole): void {
    this.members.addRole(role);
    this.submitters.forEach((submitter) => grantStartJobRunAs(submitter, this.virtualClusterArn, role.roleArn));
    if (role.ready !== undefined) {
      this.prerequisites.add(role.ready);
    }
  }

  public registerEndpoint(endpoint: TeamEndpoint): void {
    this.members.addEndpoint(endpoint);
  }

  /**
   * Statements for the trust policy of the default role's `targetRoleArn`.
   *
   * Throws unless its jobs use EKS Pod Identity.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  public targetRoleTrustStatements(): iam.PolicyStatement[] {
    return this.defaultRole.targetRoleTrustStatements();
  }

  /**
   * Creates one bundle for what lives as long as the namespace; the network policy is apart, since pruning would not
   * remove it.
   */
  private createNamespace(props: EmrTeamProps, spec: TeamSpec): IDependable {
    const { cluster, namespace } = this;
    const bundle = new ManifestBundle(this, 'Namespace', {
      target: cluster,
      objects: [
        this.scheduling.annotated((annotations) => namespaceManifest({
          namespace,
          podSecurity: spec.podSecurity,
          labels: props.namespaceLabels,
          annotations,
        })),
        emrRoleManifest(namespace),
        emrRoleBindingManifest(namespace),
        resourceQuotaManifest(namespace, spec.quota),
        limitRangeManifest(namespace, spec.limits),
      ],
    });
    // A namespace whose cluster lost its Metrics Server stays in "Terminating" for ever.
    bundle.node.addDependency(cluster.platform.order.coreCapacity);
    this.prerequisites.add(bundle);
    if (props.networkPolicy !== undefined) {
      this.createNetworkPolicy(props.networkPolicy, bundle);
    }
    return bundle;
  }

  private createNetworkPolicy(policy: TeamNetworkPolicy, namespace: ManifestBundle): void {
    const bundle = new ManifestBundle(this, 'NetworkPolicy', {
      target: this.cluster,
      objects: [networkPolicyManifest({
        namespace: this.namespace,
        ingressNamespaces: policy.ingressNamespaces ?? [],
        ingressCidrs: policy.ingressCidrs ?? [],
        egressCidrs: policy.egressCidrs,
      })],
    });
    bundle.node.addDependency(namespace);
    this.prerequisites.add(bundle);
  }

  private createLogGroup({ encryptionKey, removalPolicy, retention }: TeamLogs): logs.ILogGroup {
    const name = logGroupName(this.cluster.clusterName, this.namespace);
    if (encryptionKey !== undefined) {
      const stack = Stack.of(this);
      const arn = stack.formatArn({
        service: 'logs', resource: 'log-group', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
      encryptionKey.addToResourcePolicy(encryptLogGroup(stack.region, arn), true);
    }
    return new logs.LogGroup(this, 'LogGroup', {
      logGroupName: name,
      retention: retention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  private createOutput(): void {
    new CfnOutput(this, 'Output', {
      description: `Team ${this.namespace} on EKS cluster ${this.cluster.clusterName}`,
      value: substituted(Stack.of(this).toJsonString({
        jobExecutionRoleArn: this.jobExecutionRole.role.roleArn,
        logGroupName: this.logGroup.logGroupName,
        namespace: this.namespace,
        virtualClusterId: this.virtualClusterId,
      })),
    });
  }
}
