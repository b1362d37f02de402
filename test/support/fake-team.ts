import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { FakeCluster, type FakeClusterOptions } from './stacks';
import {
  CapacityType, CpuArchitecture, type IEmrEksCluster, type IEmrTeam, type IJobExecutionRole, type ISparkNodePool, type NodePoolCapacity,
  type PodPlacement, SparkRole, type StartupTaint, type TeamLimits, type TeamQuota, type TeamScheduler,
} from '../../src/contracts';

/** What a fake team may say of itself. */
export interface FakeTeamOptions {
  readonly cluster?: IEmrEksCluster;
  readonly clusterOptions?: FakeClusterOptions;
  readonly namespace?: string;
  readonly logUri?: string;
  readonly quota?: TeamQuota;
  readonly limits?: TeamLimits;
}

/** A team that jobs can be tested against: its virtual cluster and log group are imported, its role is real. */
export class FakeTeam extends Construct implements IEmrTeam {
  public readonly cluster: IEmrEksCluster;
  public readonly namespace: string;
  public readonly virtualClusterId = 'abcdef0123456789';
  public readonly virtualClusterArn: string;
  public readonly jobExecutionRole: FakeExecutionRole;
  public readonly logGroup: logs.ILogGroup;
  public readonly logUri?: string;
  public readonly quota?: TeamQuota;
  public readonly limits?: TeamLimits;
  public readonly schedulers: TeamScheduler[] = [];

  constructor(scope: Construct, id = 'TeamA', options: FakeTeamOptions = {}) {
    super(scope, id);
    this.cluster = options.cluster ?? new FakeCluster(this, 'Cluster', options.clusterOptions);
    this.namespace = options.namespace ?? 'emr-data-team-a';
    this.virtualClusterArn = Stack.of(this).formatArn({
      service: 'emr-containers', resource: '/virtualclusters', resourceName: this.virtualClusterId,
    });
    this.jobExecutionRole = new FakeExecutionRole(this, 'JobExecutionRole', `${this.namespace.slice(0, 50)}-jobs`);
    this.logGroup = logs.LogGroup.fromLogGroupName(this, 'LogGroup', `/emr-on-eks/${this.namespace}`);
    this.logUri = options.logUri;
    this.quota = options.quota;
    this.limits = options.limits;
  }

  public useScheduler(scheduler: TeamScheduler): void {
    this.schedulers.push(scheduler);
  }

  public registerRole(): void {}

  public registerEndpoint(): void {}
}

/** A role that remembers what it may read. */
export class FakeExecutionRole extends Construct implements IJobExecutionRole {
  public readonly role: iam.Role;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly readable: Asset[] = [];

  constructor(scope: Construct, id: string, public readonly roleName: string) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', { roleName, assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    this.grantPrincipal = this.role;
  }

  public grantReadAsset(asset: Asset): iam.Grant {
    this.readable.push(asset);
    return iam.Grant.addToPrincipal({
      grantee: this.role, actions: ['s3:GetObject'], resourceArns: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
    });
  }

  public serveEndpoints(): undefined {
    return undefined;
  }
}

/** c5d.xlarge to c5d.4xlarge, spot first, with a taint of its own. */
export const COMPUTE: NodePoolCapacity = {
  architectures: [CpuArchitecture.AMD64], capacityTypes: [CapacityType.SPOT, CapacityType.ON_DEMAND], instanceStore: true,
  largestNodeVcpus: 15.89, largestNodeMemoryMiB: 28000, limitVcpus: 1000, limitMemoryMiB: 2000000,
};

/** A pool that jobs can be placed on: nothing is created. */
export class FakePool extends Construct implements ISparkNodePool {
  public readonly capacity?: NodePoolCapacity;
  public readonly startupTaints: StartupTaint[] = [];

  constructor(
    scope: Construct, id: string, public readonly nodePoolName: string, capacity = COMPUTE, private readonly taintValue?: string,
  ) {
    super(scope, id);
    this.capacity = capacity;
  }

  public placement(role: SparkRole): PodPlacement {
    const lasting = role !== SparkRole.EXECUTOR;
    const value = this.taintValue === undefined ? { operator: 'Exists' } : { operator: 'Equal', value: this.taintValue };
    return {
      nodeSelector: { 'karpenter.sh/nodepool': this.nodePoolName, ...(lasting ? { 'karpenter.sh/capacity-type': 'on-demand' } : {}) },
      tolerations: [{ key: this.nodePoolName, ...value, effect: 'NoSchedule' }],
      annotations: lasting ? { 'karpenter.sh/do-not-disrupt': 'true' } : {},
    };
  }

  public addStartupTaint(taint: StartupTaint): void {
    this.startupTaints.push(taint);
  }
}

/** A pool of which nothing is known, as an imported one. */
export class UnknownPool extends Construct implements ISparkNodePool {
  public readonly capacity = undefined;

  constructor(scope: Construct, id: string, public readonly nodePoolName: string) {
    super(scope, id);
  }

  public placement(): PodPlacement {
    return { nodeSelector: { 'karpenter.sh/nodepool': this.nodePoolName }, tolerations: [], annotations: {} };
  }

  public addStartupTaint(): void {}
}
