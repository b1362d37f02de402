import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { IDependable } from 'constructs';
import { Construct, DependencyGroup } from 'constructs';
import type {
  ArtifactMirrors, ClusterCoreNodes, ClusterNetwork, ClusterNodeIdentity, ClusterOrder, CpuArchitecture, IClusterPlatform, IClusterTeam,
  IEmrEksCluster, InstalledAddon, ISparkNodeClass, ISparkNodePool, KubernetesAccess, OidcProviderReference,
} from '../../src/contracts';
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
  public readonly network: ClusterNetwork;
  public readonly coreNodes: ClusterCoreNodes;
  public readonly nodeIdentity: ClusterNodeIdentity;
  public readonly defaultNodeClass: ISparkNodeClass;
  public readonly mirrors: ArtifactMirrors;
  public readonly platform: FakePlatform;
  public readonly grants: Array<{ principal: iam.IRole; access: KubernetesAccess }> = [];

  constructor(scope: Construct, id = 'Cluster', options: FakeClusterOptions = {}) {
    super(scope, id);
    this.clusterName = options.clusterName ?? 'emr-eks-karpenter';
    this.clusterArn = Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: this.clusterName });
    this.kubernetesVersion = options.kubernetesVersion ?? '1.35';
    this.network = this.importNetwork(options);
    this.coreNodes = { tainted: options.coreNodesTainted ?? false, architecture: options.coreNodesArchitecture };
    this.nodeIdentity = {
      role: iam.Role.fromRoleName(this, 'NodeRole', 'emr-eks-karpenter-node'), instanceProfileName: options.nodeInstanceProfileName,
    };
    this.mirrors = options.mirrors ?? {};
    const provider = eks.KubectlProvider.fromKubectlProviderAttributes(this, 'Kubectl', {
      serviceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:kubectl`,
    });
    this.kubectl = KubectlAccess.fromEksV2(eks.Cluster.fromClusterAttributes(this, 'Imported', {
      clusterName: this.clusterName, kubectlProvider: provider,
    }));
    this.platform = new FakePlatform(this, options);
    this.defaultNodeClass = new FakeNodeClass(this, 'NodeClass', options.instanceStoreRaid0 ?? true);
  }

  public grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void {
    this.grants.push({ principal, access });
  }

  private importNetwork({ isolated = false, loadBalancerZones = ['a', 'b'] }: FakeClusterOptions): ClusterNetwork {
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-12345678',
      availabilityZones: [`${REGION}a`, `${REGION}b`],
      privateSubnetIds: ['subnet-aaaaaaaa', 'subnet-bbbbbbbb'],
    });
    return {
      vpc,
      dataPlaneSubnets: vpc.privateSubnets,
      loadBalancerSubnets: loadBalancerZones.map((zone, i) => ec2.Subnet.fromSubnetAttributes(this, `Balancers${i}`, {
        subnetId: `subnet-balancers-${i}`, availabilityZone: `${REGION}${zone}`, ipv4CidrBlock: `10.1.${i}.0/24`,
      })),
      nodeSecurityGroup: ec2.SecurityGroup.fromSecurityGroupId(this, 'Nodes', 'sg-12345678'),
      isolated,
    };
  }
}

/** Plumbing that remembers what it was asked for. */
export class FakePlatform implements IClusterPlatform {
  public readonly order: ClusterOrder;
  public karpenterRole?: iam.IRole;
  public readonly nodePools = new DependencyGroup();
  public readonly webhookPorts: number[] = [];
  public readonly pools: ISparkNodePool[] = [];
  public readonly teams: IClusterTeam[] = [];
  public readonly requiredAddons: string[] = [];
  public balancersAdmitted = 0;
  public oidcProviders = 0;

  constructor(private readonly scope: Construct, private readonly options: FakeClusterOptions) {
    this.order = {
      coreCapacity: new Construct(scope, 'CoreCapacity'), karpenterReady: new Construct(scope, 'KarpenterReady'),
      nodePoolsReady: this.nodePools,
    };
  }

  public openWebhookPort(port: number): void {
    this.webhookPorts.push(port);
  }

  public requireAddon(addonName: string): InstalledAddon {
    this.requiredAddons.push(addonName);
    return this.tryFindAddon(addonName);
  }

  public tryFindAddon(addonName: string): InstalledAddon {
    const known = this.scope.node.tryFindChild(addonName) as Construct | undefined;
    const ready = known ?? new Construct(this.scope, addonName);
    const roleOf = () => (ready.node.tryFindChild('Role') ?? iam.Role.fromRoleName(ready, 'Role', addonName)) as iam.IRole;
    return { ready, role: this.options.csiRoles ?? true ? roleOf() : undefined };
  }

  public requireOidcProvider(): OidcProviderReference {
    this.oidcProviders++;
    return { oidcProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.example/id/1`, oidcIssuer: 'oidc.example/id/1' };
  }

  public admitLoadBalancers(): IDependable {
    this.balancersAdmitted++;
    return this.scope.node.tryFindChild('BalancersAdmitted') ?? new Construct(this.scope, 'BalancersAdmitted');
  }

  public registerNodePool(pool: ISparkNodePool): void {
    this.pools.push(pool);
    this.nodePools.add(pool);
  }

  public registerTeam(team: IClusterTeam): void {
    this.teams.push(team);
  }
}

class FakeNodeClass extends Construct implements ISparkNodeClass {
  public readonly nodeClassName = 'spark';

  constructor(scope: Construct, id: string, public readonly instanceStoreRaid0: boolean) {
    super(scope, id);
  }
}
