import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IDependable } from 'constructs';
import { Construct, DependencyGroup } from 'constructs';
import type { ArtifactMirrors, CpuArchitecture, IEmrEksCluster, IEmrTeam, ISparkNodeClass, ISparkNodePool, KubernetesAccess, OidcProviderReference, OptionalAddon } from '../../src/contracts';
import { KubectlAccess } from '../../src/kubernetes/kubectl-access';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A stack with a concrete environment. */
export function testStack(id = 'Test', app = new App()): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: REGION } });
}

/** A stack that may be deployed anywhere. */
export function agnosticStack(id = 'Test', app = new App()): Stack {
  return new Stack(app, id);
}

/** A kubectl layer that costs no 37 MB asset. */
export function fakeKubectlLayer(scope: Construct, id = 'KubectlLayer'): lambda.ILayerVersion {
  return lambda.LayerVersion.fromLayerVersionArn(scope, id, `arn:aws:lambda:${REGION}:${ACCOUNT}:layer:kubectl:1`);
}

/** What a fake cluster may say of itself. */
export interface FakeClusterOptions {
  readonly clusterName?: string;
  readonly kubernetesVersion?: string;
  readonly isolated?: boolean;
  readonly coreNodesTainted?: boolean;
  readonly mirrors?: ArtifactMirrors;
  readonly nodeInstanceProfileName?: string;
  readonly instanceStoreRaid0?: boolean;
  /** Whether the roles of the CSI drivers are known. */
  readonly csiRoles?: boolean;
  readonly coreNodesArchitecture?: CpuArchitecture;
  readonly loadBalancerZones?: string[];
}

/** A cluster that others can be tested against without its 70 resources: everything is imported. */
export class FakeCluster extends Construct implements IEmrEksCluster {
  public readonly clusterName: string;
  public readonly clusterArn: string;
  public readonly kubernetesVersion: string;
  public readonly kubectl: KubectlAccess;
  public readonly vpc: ec2.IVpc;
  public readonly dataPlaneSubnets: ec2.ISubnet[];
  public readonly nodeSecurityGroup: ec2.ISecurityGroup;
  public readonly nodeRole: iam.IRole;
  public readonly nodeInstanceProfileName?: string;
  public readonly ebsCsiRole?: iam.IRole;
  public readonly fsxCsiRole?: iam.IRole;
  public readonly defaultNodeClass: ISparkNodeClass;
  public readonly isolated: boolean;
  public readonly coreNodesTainted: boolean;
  public readonly mirrors: ArtifactMirrors;
  public readonly coreCapacity: IDependable;
  public readonly karpenterReady: IDependable;
  public readonly nodePools = new DependencyGroup();
  public readonly webhookPorts: number[] = [];
  public readonly grants: Array<{ principal: iam.IRole; access: KubernetesAccess }> = [];
  public readonly pools: ISparkNodePool[] = [];
  public readonly teams: IEmrTeam[] = [];
  public readonly requiredAddons: OptionalAddon[] = [];
  public readonly coreNodesArchitecture?: CpuArchitecture;
  public readonly loadBalancerSubnets: ec2.ISubnet[];
  public balancersAdmitted = 0;
  public oidcProviders = 0;

  constructor(scope: Construct, id = 'Cluster', options: FakeClusterOptions = {}) {
    super(scope, id);
    this.clusterName = options.clusterName ?? 'emr-eks-karpenter';
    this.clusterArn = Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: this.clusterName });
    this.kubernetesVersion = options.kubernetesVersion ?? '1.35';
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-12345678',
      availabilityZones: [`${REGION}a`, `${REGION}b`],
      privateSubnetIds: ['subnet-aaaaaaaa', 'subnet-bbbbbbbb'],
    });
    this.dataPlaneSubnets = this.vpc.privateSubnets;
    this.nodeSecurityGroup = ec2.SecurityGroup.fromSecurityGroupId(this, 'Nodes', 'sg-12345678');
    this.nodeRole = iam.Role.fromRoleName(this, 'NodeRole', 'emr-eks-karpenter-node');
    this.nodeInstanceProfileName = options.nodeInstanceProfileName;
    if (options.csiRoles ?? true) {
      this.ebsCsiRole = iam.Role.fromRoleName(this, 'EbsCsiRole', 'ebs-csi');
      this.fsxCsiRole = iam.Role.fromRoleName(this, 'FsxCsiRole', 'fsx-csi');
    }
    this.loadBalancerSubnets = (options.loadBalancerZones ?? ['a', 'b']).map((zone, i) => ec2.Subnet.fromSubnetAttributes(this, `Balancers${i}`, {
      subnetId: `subnet-balancers-${i}`, availabilityZone: `${REGION}${zone}`, ipv4CidrBlock: `10.1.${i}.0/24`,
    }));
    this.isolated = options.isolated ?? false;
    this.coreNodesArchitecture = options.coreNodesArchitecture;
    this.coreNodesTainted = options.coreNodesTainted ?? false;
    this.mirrors = options.mirrors ?? {};
    const provider = eks.KubectlProvider.fromKubectlProviderAttributes(this, 'Kubectl', {
      serviceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:kubectl`,
    });
    this.kubectl = KubectlAccess.fromEksV2(eks.Cluster.fromClusterAttributes(this, 'Imported', { clusterName: this.clusterName, kubectlProvider: provider }));
    this.coreCapacity = new Construct(this, 'CoreCapacity');
    this.karpenterReady = new Construct(this, 'KarpenterReady');
    this.defaultNodeClass = new FakeNodeClass(this, 'NodeClass', options.instanceStoreRaid0 ?? true);
  }

  public grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void {
    this.grants.push({ principal, access });
  }

  public openWebhookPort(port: number): void {
    this.webhookPorts.push(port);
  }

  public requireAddon(addon: OptionalAddon): IDependable {
    this.requiredAddons.push(addon);
    const id = `Addon${addon}`;
    return this.node.tryFindChild(id) ?? new Construct(this, id);
  }

  public requireOidcProvider(): OidcProviderReference {
    this.oidcProviders++;
    return { oidcProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example/id/1`, oidcIssuer: 'oidc.example/id/1' };
  }

  public admitLoadBalancers(): IDependable {
    this.balancersAdmitted++;
    return this.node.tryFindChild('BalancersAdmitted') ?? new Construct(this, 'BalancersAdmitted');
  }

  public registerNodePool(pool: ISparkNodePool): void {
    this.pools.push(pool);
    this.nodePools.add(pool);
  }

  public registerTeam(team: IEmrTeam): void {
    this.teams.push(team);
  }
}

class FakeNodeClass extends Construct implements ISparkNodeClass {
  public readonly nodeClassName = 'spark';

  constructor(scope: Construct, id: string, public readonly instanceStoreRaid0: boolean) {
    super(scope, id);
  }
}
