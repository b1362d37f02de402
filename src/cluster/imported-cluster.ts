import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AccessEntries } from './access';
import type { ClusterNetworkAttributes, EmrEksClusterAttributes, EmrEksClusterLookupOptions } from './cluster-attributes';
import { attributesOf } from './cluster-document';
import { requireClusterName } from './cluster-name';
import { lookUpDocument } from './cluster-publication';
import { ImportedPlatform } from './imported-platform';
import { kubectlByServiceToken, OwnKubectl } from './own-kubectl';
import { requireKubernetesVersion } from './version-guard';
import type {
  ArtifactMirrors, ClusterCoreNodes, ClusterNetwork, ClusterNodeIdentity, IEmrEksCluster, KubernetesAccess,
} from '../contracts/cluster';
import type { ISparkNodeClass } from '../contracts/node-pool';
import type { IClusterPlatform } from '../contracts/platform';
import { SparkNodeClass } from '../karpenter/node-class/spark-node-class';
import type { KubectlAccess } from '../kubernetes/kubectl-access';
import { refuse } from '../private/refusal';

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
  public readonly network: ClusterNetwork;
  public readonly coreNodes: ClusterCoreNodes;
  public readonly nodeIdentity: ClusterNodeIdentity;
  public readonly defaultNodeClass: ISparkNodeClass;
  public readonly mirrors: ArtifactMirrors;
  public readonly platform: IClusterPlatform;
  private readonly accessEntries: AccessEntries;

  private constructor(scope: Construct, id: string, describe: (self: Construct) => EmrEksClusterAttributes) {
    super(scope, id);
    const attributes = describe(this);
    validate(this, attributes);
    this.clusterName = attributes.clusterName;
    this.clusterArn = Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: attributes.clusterName });
    this.kubernetesVersion = attributes.kubernetesVersion;
    this.network = this.importNetwork(attributes.network);
    this.coreNodes = attributes.coreNodes ?? { tainted: false };
    this.nodeIdentity = {
      role: iam.Role.fromRoleArn(this, 'NodeRole', attributes.nodeIdentity.roleArn, { mutable: false }),
      instanceProfileName: attributes.nodeIdentity.instanceProfileName,
    };
    this.mirrors = attributes.mirrors ?? {};
    this.platform = new ImportedPlatform({ scope: this, attributes, network: this.network });
    this.defaultNodeClass = SparkNodeClass.fromNodeClassAttributes(this, 'DefaultNodeClass', attributes.defaultNodeClass);
    this.accessEntries = new AccessEntries(this, 'Access', { clusterName: this.clusterName, clusterReady: [] });
    this.accessEntries.reserve(this.nodeIdentity.role, 'the role of the nodes');
    this.kubectl = this.findKubectl(attributes);
  }

  public grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void {
    this.accessEntries.grant(principal, access);
  }

  private importNetwork({ vpc, nodeSecurityGroupId, ...network }: ClusterNetworkAttributes): ClusterNetwork {
    return {
      vpc,
      dataPlaneSubnets: network.dataPlaneSubnets ?? vpc.privateSubnets,
      loadBalancerSubnets: network.loadBalancerSubnets ?? vpc.privateSubnets,
      nodeSecurityGroup: ec2.SecurityGroup.fromSecurityGroupId(this, 'NodeSecurityGroup', nodeSecurityGroupId),
      isolated: network.isolated ?? false,
    };
  }

  private findKubectl({ kubectl: { serviceToken, layer } }: EmrEksClusterAttributes): KubectlAccess {
    return layer === undefined
      ? kubectlByServiceToken(this, this.clusterName, serviceToken!)
      : new OwnKubectl(this, 'Kubectl', { cluster: this, kubectlLayer: layer }).access;
  }
}

function validate(scope: Construct, attributes: EmrEksClusterAttributes): void {
  requireClusterName(scope, attributes.clusterName);
  requireKubernetesVersion(scope, 'kubernetesVersion', attributes.kubernetesVersion);
  validateSubnets(scope, attributes);
  validateKubectl(scope, attributes);
}

function validateSubnets(scope: Construct, { network: { vpc, dataPlaneSubnets } }: EmrEksClusterAttributes): void {
  const subnets = dataPlaneSubnets ?? vpc.privateSubnets;
  if (subnets.length === 0) {
    refuse(scope, 'cluster:import-subnets', {
      prop: 'network.dataPlaneSubnets', must: 'hold the subnets of Spark nodes', got: 'none',
      fix: 'pass them, since `vpc` knows no private subnets',
    });
  }
}

function validateKubectl(scope: Construct, { kubectl: { serviceToken: token, layer } }: EmrEksClusterAttributes): void {
  if ((token === undefined) === (layer === undefined)) {
    refuse(scope, 'cluster:import-kubectl', {
      prop: 'kubectl', must: 'have exactly one of `serviceToken` and `layer`', got: token === undefined ? 'neither' : 'both',
      fix: 'the platform publishes its service token in SSM',
    });
  }
  const { region } = Stack.of(scope);
  if (token === undefined || Token.isUnresolved(token) || Token.isUnresolved(region)) {
    return;
  }
  const there = Stack.of(scope).splitArn(token, ArnFormat.COLON_RESOURCE_NAME).region;
  if (there !== region) {
    refuse(scope, 'cluster:import-kubectl-region', {
      prop: 'kubectl.serviceToken', must: `be in the region of the stack, ${region}`, got: there!,
      fix: 'CloudFormation calls functions in its own region only',
    });
  }
}
