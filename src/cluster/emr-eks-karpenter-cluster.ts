import { CfnOutput, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { AccessEntries } from './access';
import { CleanUp } from './clean-up';
import type { CleanUpOptions } from './clean-up-options';
import type { EmrEksClusterAttributes, EmrEksClusterLookupOptions } from './cluster-attributes';
import { deriveClusterName, requireClusterName } from './cluster-name';
import type { EmrEksKarpenterClusterProps } from './cluster-props';
import { ClusterPublication } from './cluster-publication';
import { ControlPlane } from './control-plane';
import { coreArchitecture, CoreNodes } from './core-nodes';
import { ImportedEmrEksCluster } from './imported-cluster';
import { cleanUpAccess } from './manifests/clean-up';
import { requireMirrors } from './mirrors-guard';
import { EmrEksNetwork, type IEmrEksNetwork } from './network';
import { OwnPlatform } from './platform';
import { ClusterSecurityGroups } from './security-groups';
import { checkKubectlLayer } from './version-guard';
import { ClusterAddons, requireOnDemand } from '../addons/cluster-addons';
import { DefaultStorageClass } from '../addons/ebs-csi-driver/ebs-csi-driver';
import { StagedAddons } from '../addons/staged-addons';
import { AddonStage } from '../contracts/addon';
import type {
  ArtifactMirrors, ClusterCoreNodes, ClusterNetwork, ClusterNodeIdentity, IEmrEksCluster, KubernetesAccess,
} from '../contracts/cluster';
import type { ISparkNodeClass } from '../contracts/node-pool';
import type { IClusterPlatform, OidcProviderReference } from '../contracts/platform';
import { ClusterOidcProvider } from '../emr/role/cluster-oidc-provider';
import { EmrTeam } from '../emr/team/emr-team';
import type { EmrTeamOptions } from '../emr/team/options';
import { Karpenter } from '../karpenter/controller/karpenter';
import type { SparkNodeClassOptions } from '../karpenter/node-class/options';
import { SparkNodeClass } from '../karpenter/node-class/spark-node-class';
import { SparkNodePool, type SparkNodePoolOptions } from '../karpenter/node-pool/spark-node-pool';
import { KARPENTER } from '../karpenter/versions';
import { KubectlAccess } from '../kubernetes/kubectl-access';
import { substituted } from '../private/substitution';

/**
 * An EKS cluster on which data teams run Spark through EMR on EKS, on nodes that Karpenter starts.
 *
 * Creates the EKS cluster with key, log groups, security groups and CDK's two kubectl functions; a managed node group for controllers; the
 * add-ons VPC CNI, CoreDNS, kube-proxy, Pod Identity agent, EBS CSI driver and Metrics Server; Karpenter with its queue, rules and roles; a
 * default StorageClass and a default node class; the clean-up function with its two custom resources; and an SSM parameter by which other apps
 * find it. With a network of its own about 75 resources.
 *
 * Deletion follows creation backwards: virtual clusters, node pools, node classes, Karpenter, add-ons, core nodes, cluster, network. Before and
 * after it a clean-up function takes along what CloudFormation does not know, see `cleanUp`. `Tags.of(cluster)` reaches nodes, volumes and network
 * interfaces too.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks.html
 */
export class EmrEksKarpenterCluster extends Construct implements IEmrEksCluster {
  /**
   * A cluster that this library deployed elsewhere, by what is known of it.
   *
   * Pools, teams and jobs that use it land in the stacks that define them. Webhook ports become rules, and access becomes entries, of the
   * importing stack; EKS allows one entry per principal, so grant access to a role in one app only. Nor can one app see the names of another's
   * node pools, node classes and namespaces: agree on them, since the later deployment takes over an object of the same name.
   */
  public static fromClusterAttributes(scope: Construct, id: string, attributes: EmrEksClusterAttributes): IEmrEksCluster {
    return ImportedEmrEksCluster.fromAttributes(scope, id, attributes);
  }

  /**
   * A cluster that this library deployed in the same account and region, by the document that it publishes.
   *
   * Looked up while synthesising and remembered in `cdk.context.json`. Throws if the stack is environment-agnostic or the document is of another
   * version.
   */
  public static fromSsm(scope: Construct, id: string, options: EmrEksClusterLookupOptions): IEmrEksCluster {
    return ImportedEmrEksCluster.fromSsm(scope, id, options);
  }

  /** Name of the EKS cluster, always a literal. */
  public readonly clusterName: string;
  /** ARN of the EKS cluster. */
  public readonly clusterArn: string;
  /** Kubernetes version, `<major>.<minor>`. */
  public readonly kubernetesVersion: string;
  /** The EKS cluster: for its endpoint, its OIDC issuer, and whatever this library leaves out. */
  public readonly eksCluster: eks.Cluster;
  /** How objects reach the cluster's API server. */
  public readonly kubectl: KubectlAccess;
  /** The VPC of the cluster. */
  public readonly vpc: ec2.IVpc;
  /** Network of the cluster. */
  public readonly network: ClusterNetwork;
  /** Nodes on which controllers run. */
  public readonly coreNodes: ClusterCoreNodes;
  /** Karpenter. */
  public readonly karpenter: Karpenter;
  /** Identity of the nodes that Karpenter launches. */
  public readonly nodeIdentity: ClusterNodeIdentity;
  /** Node class of pools that name none. */
  public readonly defaultNodeClass: ISparkNodeClass;
  /** Mirrors of charts and images. */
  public readonly mirrors: ArtifactMirrors;
  /** Plumbing between the cluster and the constructs of this library. */
  public readonly platform: IClusterPlatform;
  private readonly securityGroups: ClusterSecurityGroups;
  private readonly accessEntries: AccessEntries;
  private readonly ownPlatform: OwnPlatform;
  private readonly extensions: StagedAddons;

  constructor(scope: Construct, id: string, props: EmrEksKarpenterClusterProps) {
    super(scope, id);
    const version = props.kubernetesVersion ?? eks.KubernetesVersion.V1_35;
    this.clusterName = props.clusterName ?? deriveClusterName(this);
    this.kubernetesVersion = version.version;
    this.mirrors = props.mirrors ?? {};
    validate(this, props);

    const network = props.network ?? new EmrEksNetwork(this, 'Network', { name: this.clusterName });
    this.vpc = network.vpc;
    this.securityGroups = new ClusterSecurityGroups(this, 'SecurityGroups', { clusterName: this.clusterName, vpcId: network.vpc.vpcId });
    this.network = networkOf(network, this.securityGroups);
    this.coreNodes = { tainted: props.coreNodes?.tainted ?? false, architecture: coreArchitecture(props.coreNodes ?? {}) };

    const controlPlane = this.createControlPlane(props, network, version);
    this.eksCluster = controlPlane.cluster;
    this.clusterArn = controlPlane.cluster.clusterArn;
    this.kubectl = KubectlAccess.fromEksV2(controlPlane.cluster);
    this.accessEntries = this.createAccessEntries(controlPlane, props.admins ?? []);

    this.platform = this.ownPlatform = this.createPlatform();
    this.ownPlatform.addCoreCapacity(this.createCoreCapacity(props, network));
    this.extensions = this.createAddons('OptionalAddons', AddonStage.EXTENSION, props, this.platform.order.coreCapacity);
    const objects = new DefaultStorageClass(this, 'DefaultStorageClass', { target: this, objects: cleanUpAccess() });

    this.karpenter = new Karpenter(this, 'Karpenter', { ...props.karpenter, cluster: this });
    this.ownPlatform.addKarpenter(this.karpenter);
    this.nodeIdentity = { role: this.karpenter.nodeRole, instanceProfileName: this.karpenter.nodeInstanceProfileName };
    this.accessEntries.reserve(this.nodeIdentity.role, 'the role of the nodes');
    this.defaultNodeClass = new SparkNodeClass(this, 'DefaultNodeClass', { ...props.defaultNodeClass, cluster: this });
    this.ownPlatform.addCleanUp(this.createCleanUp(props.cleanUp ?? {}, controlPlane, { routes: network.routesReady, objects }));

    this.publish(props.outputs ?? true);
  }

  /** Adds a node pool in the stack of this cluster. From another stack write `new SparkNodePool(this, …)`. */
  public addSparkNodePool(id: string, options: SparkNodePoolOptions = {}): SparkNodePool {
    return new SparkNodePool(this, id, { ...options, cluster: this });
  }

  /** Adds a node class, for pools that name it, in the stack of this cluster. From another stack write `new SparkNodeClass(this, …)`. */
  public addSparkNodeClass(id: string, options: SparkNodeClassOptions = {}): SparkNodeClass {
    return new SparkNodeClass(this, id, { ...options, cluster: this });
  }

  /** Adds a data team in the stack of this cluster. From another stack write `new EmrTeam(this, …)`. */
  public addTeam(id: string, options: EmrTeamOptions): EmrTeam {
    return new EmrTeam(this, id, { ...options, cluster: this });
  }

  /**
   * Gives a role access to the Kubernetes API; calls for one role merge into its one access entry.
   *
   * The entry lives in the stack of the role where the app creates it, else in the stack of this cluster. Throws for service-linked roles, for
   * the role of the nodes, for groups that start with "system:", and if `access` holds nothing.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
   */
  public grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void {
    this.accessEntries.grant(principal, access);
  }

  /**
   * The IAM identity provider of this cluster, made at the first call.
   *
   * Managed endpoints ask for it. Pass it to `EmrTeamIdentity.irsa()` or `.both()` too: IAM takes one provider per cluster and account.
   */
  public requireOidcProvider(): OidcProviderReference {
    return this.platform.requireOidcProvider();
  }

  private createControlPlane(props: EmrEksKarpenterClusterProps, network: IEmrEksNetwork, version: eks.KubernetesVersion): ControlPlane {
    const { API, AUDIT, AUTHENTICATOR } = eks.ClusterLoggingTypes;
    return new ControlPlane(this, 'Eks', {
      clusterName: this.clusterName,
      version,
      kubectlLayer: props.kubectlLayer,
      network,
      securityGroups: this.securityGroups,
      endpointAccess: props.endpointAccess ?? eks.EndpointAccess.PRIVATE,
      logs: { types: [API, AUDIT, AUTHENTICATOR], ...props.controlPlaneLogs },
      protection: props.protection ?? {},
    });
  }

  private createAccessEntries(controlPlane: ControlPlane, admins: iam.IRole[]): AccessEntries {
    const entries = new AccessEntries(this, 'Access', { clusterName: this.clusterName, clusterReady: [controlPlane.resource] });
    admins.forEach((admin) => entries.grantAdmin(admin));
    return entries;
  }

  private createPlatform(): OwnPlatform {
    return new OwnPlatform({
      scope: this,
      securityGroups: this.securityGroups,
      loadBalancerSubnets: this.network.loadBalancerSubnets,
      installAddon: (addonName) => this.extensions.install(requireOnDemand(this, addonName)),
      createOidcProvider: () => new ClusterOidcProvider(this, 'OidcProvider', { issuerUrl: this.eksCluster.clusterOpenIdConnectIssuerUrl }),
    });
  }

  /** DaemonSets, then nodes, then controllers; nodes keep their routes and rules to the end. */
  private createCoreCapacity(props: EmrEksKarpenterClusterProps, network: IEmrEksNetwork): StagedAddons {
    const nodeAddons = this.createAddons('NodeAddons', AddonStage.BEFORE_NODES, props);
    const coreNodes = new CoreNodes(this, 'CoreNodes', {
      clusterName: this.clusterName,
      clusterRef: this.eksCluster.clusterName,
      kubernetesVersion: this.kubernetesVersion,
      subnets: this.network.dataPlaneSubnets,
      securityGroup: this.network.nodeSecurityGroup,
      karpenterReplicas: props.karpenter?.replicas ?? KARPENTER.requests.controller.replicas,
      lifelines: [nodeAddons, network.routesReady, ...this.securityGroups.rules],
      options: props.coreNodes ?? {},
    });
    return this.createAddons('ControllerAddons', AddonStage.CORE, props, coreNodes);
  }

  private createAddons(id: string, stage: AddonStage, props: EmrEksKarpenterClusterProps, ...after: IDependable[]): StagedAddons {
    return new StagedAddons(this, id, {
      cluster: this,
      clusterReference: this.eksCluster.clusterName,
      addons: (props.addons ?? ClusterAddons.minimal())._addons,
      stage,
      after,
      onInstalled: (addonName, config) => this.ownPlatform.addAddon(addonName, config),
    });
  }

  /** The cluster goes between drain and sweep. */
  private createCleanUp(options: CleanUpOptions, controlPlane: ControlPlane, { routes, objects }: CleanUpNeeds): CleanUp {
    const { vpc, dataPlaneSubnets, nodeSecurityGroup, isolated } = this.network;
    const cleanUp = new CleanUp(this, 'CleanUp', {
      clusterName: this.clusterName,
      clusterRef: this.eksCluster.clusterName,
      options,
      isolated,
      placement: controlPlane.isPrivate ? { vpc, subnets: dataPlaneSubnets, securityGroup: nodeSecurityGroup } : undefined,
      logGroup: controlPlane.functionLogs,
      drainedBefore: [objects, this.extensions, this.defaultNodeClass, this.platform.order.nodePoolsReady],
      sweptBefore: [routes, ...this.securityGroups.rules, this.nodeIdentity.role],
    });
    controlPlane.resource.node.addDependency(cleanUp.sweep);
    return cleanUp;
  }

  private publish(outputs: boolean): void {
    new ClusterPublication(this, 'Publication', {
      cluster: this,
      published: () => ({
        cluster: this,
        controlPlaneSecurityGroupId: this.securityGroups.controlPlane.securityGroupId,
        kubectlServiceToken: this.eksCluster.kubectlProvider!.serviceToken,
        addons: this.ownPlatform.addons,
        oidcProvider: this.ownPlatform.knownOidcProvider,
      }),
    });
    if (outputs) {
      new CfnOutput(this, 'ConfigureKubectl', {
        description: 'Run it under a role that has access to the cluster',
        value: substituted(`aws eks update-kubeconfig --name ${this.clusterName} --region ${Stack.of(this).region}`),
      });
    }
  }
}

interface CleanUpNeeds {
  readonly routes: IDependable;
  /** By which the clean-up may reach into the cluster. */
  readonly objects: IDependable;
}

function networkOf({ vpc, dataPlaneSubnets, privateSubnets, isolated }: IEmrEksNetwork, { nodes }: ClusterSecurityGroups): ClusterNetwork {
  return { vpc, dataPlaneSubnets, loadBalancerSubnets: privateSubnets, nodeSecurityGroup: nodes, isolated };
}

function validate(cluster: EmrEksKarpenterCluster, props: EmrEksKarpenterClusterProps): void {
  requireClusterName(cluster, cluster.clusterName);
  checkKubectlLayer(cluster, props.kubectlLayer, cluster.kubernetesVersion);
  requireMirrors(cluster, cluster.mirrors);
}
