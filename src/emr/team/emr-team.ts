import { ArnFormat, CfnOutput, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import type { EmrTeamProps } from './emr-team-options';
import { ImportedTeam } from './imported-team';
import type { EmrTeamAttributes } from './imported-team';
import type { TeamAccessLevel, TeamLogs, TeamNetworkPolicy } from './options';
import { PodSecurityLevel } from './options';
import { grantFollowJobRuns, grantStartJobRunAs } from './policies/team';
import { TeamScheduling } from './scheduling';
import { validateTeam } from './validation';
import { VirtualCluster } from './virtual-cluster';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { ManagedEndpoint } from '../endpoint/managed-endpoint';
import type { ManagedEndpointOptions } from '../endpoint/options';
import type { JobExecutionRoleOptions } from '../role/job-execution-role';
import { namespaceManifest } from './manifests/namespace';
import { networkPolicyManifest } from './manifests/network-policy';
import { limitRangeManifest, resourceQuotaManifest } from './manifests/quota';
import { emrRoleBindingManifest, emrRoleManifest } from './manifests/rbac';
import { limitsWithDefaults, resolveLimits, resolveQuota } from './spec';
import type { IEmrTeam, IJobExecutionRole, TeamLimits, TeamQuota, TeamScheduler } from '../../contracts/team';
import type { SparkJobOptions } from '../../jobs/job/options';
import { SparkJob } from '../../jobs/job/spark-job';
import type { SparkProfileOptions } from '../../jobs/profile/options';
import { SparkProfile } from '../../jobs/profile/spark-profile';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { substituted } from '../../private/substitution';
import { DEFAULT_ROLE_ID, JobExecutionRole } from '../role/job-execution-role';
import { encryptLogGroup } from '../role/policies/job-execution';
import { logGroupName, virtualClusterName } from '../role/spec';

/** Key of the cost-allocation tag on every AWS resource of a team. Activate it in the billing console. */
const TEAM_TAG = 'emr-eks-karpenter:team';

/**
 * A data team: a namespace in which EMR on EKS runs its Spark jobs, apart from other teams.
 *
 * Seven resources in the stack of its scope: the namespace with EMR's role, quota and limit range (one custom resource), a log group,
 * the job execution role with three Pod Identity associations, and the virtual cluster. None costs anything while no job runs.
 * Deleted in the order virtual cluster (which ends its jobs), then the rest; the log group stays unless asked otherwise.
 *
 * **A virtual cluster cannot change.** CloudFormation replaces it on any change but tags, and makes the new one first, which EMR refuses, since a
 * namespace holds one virtual cluster. To change `virtualClusterName`, `securityConfigurationId` or `sessionEnabled`, delete the team and create it again.
 *
 * Every AWS resource is tagged `emr-eks-karpenter:team` with the namespace, every object of Kubernetes belongs to a namespace labelled `emr-eks-karpenter/team`.
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
  public readonly namespaceReady?: IDependable;
  public readonly ingressCidrs?: string[];
  public readonly securityConfigurationId?: string;
  public readonly sessionEnabled?: boolean;

  private readonly logs: TeamLogs;
  /** What must outlive the virtual cluster. */
  private readonly ground = new DependencyGroup();
  private readonly logPrefix: string;
  private readonly defaultRole: JobExecutionRole;
  private readonly roles: JobExecutionRole[] = [];
  private readonly submitters: iam.IGrantable[] = [];
  private readonly scheduling: TeamScheduling;

  constructor(scope: Construct, id: string, props: EmrTeamProps) {
    super(scope, id);
    validateTeam(this, props);
    this.cluster = props.cluster;
    this.namespace = props.namespace;
    this.quota = props.quota;
    this.limits = limitsWithDefaults(props.limits ?? {}, props.quota ?? {});
    this.ingressCidrs = props.networkPolicy && (props.networkPolicy.ingressCidrs ?? []);
    this.securityConfigurationId = props.securityConfigurationId;
    this.sessionEnabled = props.sessionEnabled;
    this.logs = props.logs ?? {};
    this.logPrefix = `${this.logs.prefix ?? logGroupName(this.cluster.clusterName, this.namespace).slice(1)}/`;
    this.logUri = this.logs.bucket && `s3://${this.logs.bucket.bucketName}/${this.logPrefix}`;
    this.scheduling = new TeamScheduling(this, this.cluster, props.namespaceAnnotations);
    Tags.of(this).add(TEAM_TAG, this.namespace);

    this.namespaceReady = this.applyNamespace(props);
    this.logGroup = this.logs.logGroup ?? this.createLogGroup();
    this.defaultRole = this.addJobExecutionRole(DEFAULT_ROLE_ID, props.jobExecutionRole);
    this.jobExecutionRole = this.defaultRole;
    const virtualCluster = new VirtualCluster(this, 'VirtualCluster', {
      ...props,
      name: props.virtualClusterName ?? virtualClusterName(this.cluster.clusterName, this.namespace),
    });
    virtualCluster.node.addDependency(this.ground, this.scheduling.inReach);
    this.virtualClusterId = virtualCluster.virtualClusterId;
    this.virtualClusterArn = virtualCluster.virtualClusterArn;

    if (props.outputs ?? true) {
      this.publish();
    }
    this.cluster.registerTeam(this);
  }

  public get jobGround(): DependencyGroup | undefined {
    return this.ground;
  }

  /**
   * A further role, for jobs that may reach other data. Four resources, in the stack of the team.
   *
   * Throws if the id is taken.
   */
  public addJobExecutionRole(id: string, options: JobExecutionRoleOptions = {}): JobExecutionRole {
    return new JobExecutionRole(this, id, { ...options, team: this });
  }

  /** @internal Gives a role of the team, wherever it stands, what all of them have. */
  public _adopt(role: JobExecutionRole): void {
    if (this.logs.bucket !== undefined) {
      const { bucketArn, encryptionKey } = this.logs.bucket;
      role._allowLogBucket({ bucketArn, prefix: this.logPrefix, keyArn: encryptionKey?.keyArn });
    }
    this.submitters.forEach((submitter) => grantStartJobRunAs(submitter, this.virtualClusterArn, role._arn));
    this.roles.push(role);
    if (Stack.of(role) === Stack.of(this)) {
      this.ground.add(role._ready); // a role of another stack refers to this one, and goes before it
    }
  }

  /**
   * How to run: placement, storage and settings that jobs of the team share. In the stack of the team.
   *
   * `team.addSparkProfile(id, options)` is `new SparkProfile(team, id, { ...options, team })`.
   */
  public addSparkProfile(id: string, options: SparkProfileOptions): SparkProfile {
    return new SparkProfile(this, id, { ...options, team: this });
  }

  /**
   * What to run: one job, as a job template. In the stack of the team.
   *
   * `team.addSparkJob(id, options)` is `new SparkJob(team, id, { ...options, team })`.
   */
  public addSparkJob(id: string, options: SparkJobOptions): SparkJob {
    return new SparkJob(this, id, { ...options, team: this });
  }

  /**
   * An interactive endpoint: notebooks of EMR Studio, or Spark Connect. In the stack of the team.
   *
   * `team.addManagedEndpoint(id, options)` is `new ManagedEndpoint(team, id, { ...options, team })`.
   */
  public addManagedEndpoint(id: string, options: ManagedEndpointOptions): ManagedEndpoint {
    return new ManagedEndpoint(this, id, { ...options, team: this });
  }

  /**
   * Lets a principal start jobs in this virtual cluster under the team's roles (those added later too), follow and cancel them.
   *
   * Job templates of the account can be read; a template that names a foreign role cannot be started.
   *
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/iam-execution-role.html
   */
  public grantStartJobRun(grantee: iam.IGrantable): iam.Grant {
    this.submitters.push(grantee);
    const templates = Stack.of(this).formatArn({ service: 'emr-containers', resource: '/jobtemplates', resourceName: '*' });
    return this.roles.reduce(
      (grant, role) => grant.combine(grantStartJobRunAs(grantee, this.virtualClusterArn, role._arn)),
      grantFollowJobRuns(grantee, this.virtualClusterArn, templates),
    );
  }

  /**
   * Gives a principal access to the objects of this namespace with `kubectl`. Beyond `VIEW` it can act as the team's roles, through pods of its own.
   *
   * Its access entry stands in the stack of the cluster: a principal of a stack that depends on the cluster's is to be imported by its literal ARN.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
   */
  public grantKubernetesAccess(principal: iam.IRole, level: TeamAccessLevel): void {
    this.cluster.grantKubernetesAccess(principal, { accessPolicies: [{ policyName: level, namespaces: [this.namespace] }] });
  }

  /** Gives the pods of the namespace to another scheduler than Kubernetes' own. Called by queues. Throws if `namespaceAnnotations` refuse it. */
  public useScheduler(scheduler: TeamScheduler): void {
    this.scheduling.use(scheduler);
  }

  /**
   * What the trust policy of the default role's `targetRoleArn` must hold.
   *
   * Throws unless its jobs use EKS Pod Identity.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  public targetRoleTrustStatements(): iam.PolicyStatement[] {
    return this.defaultRole.targetRoleTrustStatements();
  }

  /** One bundle for what lives as long as the namespace; the network policy apart, since pruning would not remove it. */
  private applyNamespace(props: EmrTeamProps): IDependable {
    const { cluster, namespace } = this;
    const bundle = new ManifestBundle(this, 'Namespace', {
      target: cluster,
      objects: [
        this.scheduling.annotated((annotations) => namespaceManifest({
          namespace,
          podSecurity: props.podSecurity ?? PodSecurityLevel.BASELINE,
          labels: props.namespaceLabels,
          annotations,
        })),
        emrRoleManifest(namespace),
        emrRoleBindingManifest(namespace),
        resourceQuotaManifest(namespace, resolveQuota(props.quota ?? {})),
        limitRangeManifest(namespace, resolveLimits(props.limits ?? {}, props.quota ?? {})),
      ],
    });
    // A namespace whose cluster lost its Metrics Server stays in "Terminating" for ever.
    bundle.node.addDependency(cluster.coreCapacity);
    this.ground.add(bundle);
    if (props.networkPolicy !== undefined) {
      this.applyNetworkPolicy(props.networkPolicy, bundle);
    }
    return bundle;
  }

  private applyNetworkPolicy(policy: TeamNetworkPolicy, namespace: ManifestBundle): void {
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
    this.ground.add(bundle);
  }

  private createLogGroup(): logs.ILogGroup {
    const { encryptionKey, removalPolicy, retention } = this.logs;
    const name = logGroupName(this.cluster.clusterName, this.namespace);
    if (encryptionKey !== undefined) {
      const stack = Stack.of(this);
      const arn = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
      encryptionKey.addToResourcePolicy(encryptLogGroup(stack.region, arn), true);
    }
    return new logs.LogGroup(this, 'LogGroup', {
      logGroupName: name,
      retention: retention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  private publish(): void {
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
