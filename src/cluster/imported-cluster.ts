import { Annotations, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { AccessEntries } from './access';
import type { EmrEksClusterAttributes, EmrEksClusterLookupOptions } from './cluster-attributes';
import type { ClusterDocument } from './cluster-document';
import { requireClusterName } from './cluster-name';
import { lookUpDocument } from './cluster-publication';
import { kubectlByServiceToken, OwnKubectl } from './own-kubectl';
import { ClusterRegistry } from './registry';
import { loadBalancerCidrs, loadBalancerRule, requirePort, webhookRule } from './security-groups';
import { requireKubernetesVersion } from './version-guard';
import type { ArtifactMirrors, IEmrEksCluster, KubernetesAccess, OidcProviderReference, OptionalAddon } from '../contracts/cluster';
import type { CpuArchitecture, ISparkNodeClass, ISparkNodePool } from '../contracts/node-pool';
import type { IEmrTeam } from '../contracts/team';
import { SparkNodeClass } from '../karpenter/node-class/spark-node-class';
import type { KubectlAccess } from '../kubernetes/kubectl-access';
import { ValidationError } from '../private/errors';

/**
 * A platform that another stack or app deployed.
 *
 * It adds pools, teams and jobs as the platform itself does. What it cannot do is left out or said: rules for webhook ports and access entries
 * are resources of the importing stack, and there is nothing to wait for.
 */
export class ImportedEmrEksCluster extends Construct implements IEmrEksCluster {
  /** From the document that the platform publishes. */
  public static fromSsm(scope: Construct, id: string, options: EmrEksClusterLookupOptions): ImportedEmrEksCluster {
    return new ImportedEmrEksCluster(scope, id, (self) => {
      requireClusterName(self, options.clusterName);
      return attributesOf(self, lookUpDocument(self, options.clusterName));
    });
  }

  /** From plain attributes. */
  public static fromAttributes(scope: Construct, id: string, attributes: EmrEksClusterAttributes): ImportedEmrEksCluster {
    return new ImportedEmrEksCluster(scope, id, () => attributes);
  }

  public readonly clusterName: string;
  public readonly clusterArn: string;
  public readonly kubernetesVersion: string;
  public readonly kubectl: KubectlAccess;
  public readonly vpc: ec2.IVpc;
  public readonly dataPlaneSubnets: ec2.ISubnet[];
  public readonly nodeSecurityGroup: ec2.ISecurityGroup;
  public readonly nodeRole: iam.IRole;
  public readonly nodeInstanceProfileName?: string;
  public readonly karpenterRole?: iam.IRole;
  public readonly ebsCsiRole?: iam.IRole;
  public readonly fsxCsiRole?: iam.IRole;
  public readonly defaultNodeClass: ISparkNodeClass;
  public readonly isolated: boolean;
  public readonly coreNodesTainted: boolean;
  public readonly coreNodesArchitecture?: CpuArchitecture;
  public readonly loadBalancerSubnets: ec2.ISubnet[];
  public readonly mirrors: ArtifactMirrors;
  public readonly coreCapacity: IDependable = new DependencyGroup();
  public readonly karpenterReady: IDependable = new DependencyGroup();
  public readonly nodePools: IDependable;
  private readonly registry = new ClusterRegistry();
  private readonly accessEntries: AccessEntries;
  private readonly openPorts = new Set<number>();
  private readonly balancerRules = new DependencyGroup();
  private balancersAdmitted = false;
  private readonly attributes: EmrEksClusterAttributes;

  private constructor(scope: Construct, id: string, describe: (self: Construct) => EmrEksClusterAttributes) {
    super(scope, id);
    const attributes = this.attributes = describe(this);
    validate(this, attributes);
    this.clusterName = attributes.clusterName;
    this.clusterArn = Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: attributes.clusterName });
    this.kubernetesVersion = attributes.kubernetesVersion;
    this.vpc = attributes.vpc;
    this.dataPlaneSubnets = attributes.dataPlaneSubnets ?? attributes.vpc.privateSubnets;
    this.nodeSecurityGroup = ec2.SecurityGroup.fromSecurityGroupId(this, 'NodeSecurityGroup', attributes.nodeSecurityGroupId);
    this.nodeRole = iam.Role.fromRoleArn(this, 'NodeRole', attributes.nodeRoleArn, { mutable: false });
    this.nodeInstanceProfileName = attributes.nodeInstanceProfileName;
    this.isolated = attributes.isolated ?? false;
    this.coreNodesTainted = attributes.coreNodesTainted ?? false;
    this.coreNodesArchitecture = attributes.coreNodesArchitecture;
    this.loadBalancerSubnets = attributes.loadBalancerSubnets ?? attributes.vpc.privateSubnets;
    this.mirrors = attributes.mirrors ?? {};
    this.karpenterRole = this.importRole('KarpenterRole', attributes.karpenterRoleArn);
    this.ebsCsiRole = this.importRole('EbsCsiRole', attributes.ebsCsiRoleArn);
    this.fsxCsiRole = this.importRole('FsxCsiRole', attributes.fsxCsiRoleArn);
    this.defaultNodeClass = SparkNodeClass.fromNodeClassAttributes(this, 'DefaultNodeClass', attributes.defaultNodeClass);
    this.nodePools = this.registry.nodePools;
    this.accessEntries = new AccessEntries(this, 'Access', { clusterName: this.clusterName, clusterReady: [] });
    this.accessEntries.reserve(this.nodeRole, 'the role of the nodes');
    this.kubectl = this.findKubectl(attributes);
  }

  public grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void {
    this.accessEntries.grant(principal, access);
  }

  public openWebhookPort(port: number): void {
    requirePort(this, port);
    const { controlPlaneSecurityGroupId } = this.attributes;
    if (controlPlaneSecurityGroupId === undefined) {
      Annotations.of(this).addWarningV2(`cdk-emr-eks-karpenter/cluster:webhook-port-${port}`, `TCP port ${port} must be open from the control plane to the nodes, which \`controlPlaneSecurityGroupId\` would let this stack see to; set it, or add the rule to ${this.attributes.nodeSecurityGroupId}`);
    } else if (!this.openPorts.has(port)) {
      new ec2.CfnSecurityGroupIngress(this, `Webhook${port}`, { groupId: this.attributes.nodeSecurityGroupId, ...webhookRule(controlPlaneSecurityGroupId, { fromPort: port, toPort: port }) });
    }
    this.openPorts.add(port);
  }

  public requireAddon(addon: OptionalAddon): IDependable {
    const { addons = [] } = this.attributes;
    if (!addons.includes(addon)) {
      throw new ValidationError(this, 'cluster:import-addon', `\`addons\` must hold ${addon} for what this app puts into the cluster, got ${addons.join(', ') || 'none'}; name it if the cluster has it, else install it where the cluster is defined`);
    }
    return this.coreCapacity;
  }

  public requireOidcProvider(): OidcProviderReference {
    const { oidcProvider } = this.attributes;
    if (oidcProvider === undefined) {
      throw new ValidationError(this, 'cluster:import-oidc', '`oidcProvider` must be given for what this app puts into the cluster, got none; call `requireOidcProvider()` where the cluster is defined, and pass what it returns');
    }
    return oidcProvider;
  }

  public admitLoadBalancers(): IDependable {
    if (!this.balancersAdmitted) {
      this.balancersAdmitted = true;
      loadBalancerCidrs(this, this.loadBalancerSubnets).forEach((cidr, i) => this.balancerRules.add(
        new ec2.CfnSecurityGroupIngress(this, `LoadBalancers${i + 1}`, { groupId: this.attributes.nodeSecurityGroupId, ...loadBalancerRule(cidr) }),
      ));
    }
    return this.balancerRules;
  }

  public registerNodePool(pool: ISparkNodePool): void {
    this.registry.addNodePool(pool);
  }

  public registerTeam(team: IEmrTeam): void {
    this.registry.addTeam(team);
  }

  private importRole(id: string, arn?: string): iam.IRole | undefined {
    return arn === undefined ? undefined : iam.Role.fromRoleArn(this, id, arn);
  }

  private findKubectl({ kubectlServiceToken, kubectlLayer }: EmrEksClusterAttributes): KubectlAccess {
    return kubectlLayer === undefined
      ? kubectlByServiceToken(this, this.clusterName, kubectlServiceToken!)
      : new OwnKubectl(this, 'Kubectl', { cluster: this, kubectlLayer }).access;
  }
}

function attributesOf(scope: Construct, document: ClusterDocument): EmrEksClusterAttributes {
  const { version, vpcId, defaultNodeClass, dataPlaneSubnets, loadBalancerSubnets, ...attributes } = document;
  return {
    ...attributes,
    vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: [...new Set(dataPlaneSubnets.map((subnet) => subnet.zone))] }),
    dataPlaneSubnets: dataPlaneSubnets.map(({ id, zone }, i) => ec2.Subnet.fromSubnetAttributes(scope, `DataPlane${i + 1}`, { subnetId: id, availabilityZone: zone })),
    loadBalancerSubnets: loadBalancerSubnets?.map(({ id, zone, cidr }, i) => ec2.Subnet.fromSubnetAttributes(scope, `LoadBalancer${i + 1}`, {
      subnetId: id, availabilityZone: zone, ipv4CidrBlock: cidr,
    })),
    defaultNodeClass: { ...defaultNodeClass, nodeClassName: defaultNodeClass.name },
  };
}

function validate(scope: Construct, attributes: EmrEksClusterAttributes): void {
  requireClusterName(scope, attributes.clusterName);
  requireKubernetesVersion(scope, 'kubernetesVersion', attributes.kubernetesVersion);
  requireSubnets(scope, attributes);
  requireKubectl(scope, attributes);
}

function requireSubnets(scope: Construct, { vpc, dataPlaneSubnets }: EmrEksClusterAttributes): void {
  const subnets = dataPlaneSubnets ?? vpc.privateSubnets;
  if (subnets.length === 0) {
    throw new ValidationError(scope, 'cluster:import-subnets', '`dataPlaneSubnets` must hold the subnets of Spark nodes, got none; pass them, since `vpc` knows no private subnets');
  }
}

function requireKubectl(scope: Construct, { kubectlServiceToken: token, kubectlLayer }: EmrEksClusterAttributes): void {
  if ((token === undefined) === (kubectlLayer === undefined)) {
    throw new ValidationError(scope, 'cluster:import-kubectl', `exactly one of \`kubectlServiceToken\` and \`kubectlLayer\` must be given, got ${token === undefined ? 'neither' : 'both'}; the platform publishes its service token in SSM`);
  }
  const { region } = Stack.of(scope);
  if (token === undefined || Token.isUnresolved(token) || Token.isUnresolved(region)) {
    return;
  }
  const there = Stack.of(scope).splitArn(token, ArnFormat.COLON_RESOURCE_NAME).region;
  if (there !== region) {
    throw new ValidationError(scope, 'cluster:import-kubectl-region', `\`kubectlServiceToken\` must be in the region of the stack, ${region}, got ${there}; CloudFormation calls functions in its own region only`);
  }
}
