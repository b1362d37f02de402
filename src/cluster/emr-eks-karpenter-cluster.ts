import { CfnOutput, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
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
import { ClusterRegistry } from './registry';
import { ClusterSecurityGroups, loadBalancerCidrs } from './security-groups';
import { checkKubectlLayer } from './version-guard';
import { ClusterAddons } from '../addons/cluster-addons';
import { DefaultStorageClass } from '../addons/default-storage-class';
import { ControllerAddons, type ManagedAddonsProps, NodeAddons } from '../addons/managed-addons';
import { OptionalAddons } from '../addons/optional-addons';
import type { ArtifactMirrors, IEmrEksCluster, KubernetesAccess, OidcProviderReference, OptionalAddon } from '../contracts/cluster';
import type { CpuArchitecture, ISparkNodeClass, ISparkNodePool } from '../contracts/node-pool';
import type { IEmrTeam } from '../contracts/team';
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
  /** Network of the cluster. */
  public readonly vpc: ec2.IVpc;
  /** Subnets in which Spark nodes start, in the order by which pools choose zones. */
  public readonly dataPlaneSubnets: ec2.ISubnet[];
  /** Security group of every node. */
  public readonly nodeSecurityGroup: ec2.ISecurityGroup;
  /** Karpenter. */
  public readonly karpenter: Karpenter;
  /** Role of the nodes that Karpenter launches. */
  public readonly nodeRole: iam.IRole;
  /** Instance profile of those nodes, in an isolated VPC. @default - Karpenter makes profiles from `nodeRole` */
  public readonly nodeInstanceProfileName?: string;
  /** Node class of pools that name none. */
  public readonly defaultNodeClass: ISparkNodeClass;
  /** Whether the VPC has no route to the internet. */
  public readonly isolated: boolean;
  /** Whether core nodes are kept free of pods that do not tolerate `CriticalAddonsOnly`. */
  public readonly coreNodesTainted: boolean;
  /** CPU architecture of core nodes. @default - not known, where instance types are tokens */
  public readonly coreNodesArchitecture?: CpuArchitecture;
  /** Private subnets of internal load balancers, one per zone. */
  public readonly loadBalancerSubnets: ec2.ISubnet[];
  /** Mirrors of charts and images. */
  public readonly mirrors: ArtifactMirrors;
  /** Core nodes and add-ons: what a controller waits for. */
  public readonly coreCapacity: IDependable;
  /** Karpenter with all it needs: what node classes wait for. */
  public readonly karpenterReady: IDependable;
  /** Node pools known so far and later, of every stack of the app: what virtual clusters wait for. */
  public readonly nodePools: IDependable;
  /** Role of the EBS CSI driver. @default - always known of a cluster that this app creates */
  public readonly ebsCsiRole?: iam.IRole;
  /** Ends jobs and nodes when the cluster is deleted: what managed endpoints wait for. @default - always there */
  public readonly drain?: IDependable;
  private readonly securityGroups: ClusterSecurityGroups;
  private readonly cleanUp: CleanUp;
  private readonly accessEntries: AccessEntries;
  private readonly optionalAddons: OptionalAddons;
  private readonly registry = new ClusterRegistry();
  private oidcProvider?: ClusterOidcProvider;
  private balancerCidrs?: string[];

  constructor(scope: Construct, id: string, props: EmrEksKarpenterClusterProps) {
    super(scope, id);
    const version = props.kubernetesVersion ?? eks.KubernetesVersion.V1_35;
    this.clusterName = props.clusterName ?? deriveClusterName(this);
    this.kubernetesVersion = version.version;
    this.mirrors = props.mirrors ?? {};
    validate(this, props);

    const network = props.network ?? new EmrEksNetwork(this, 'Network', { name: this.clusterName });
    this.vpc = network.vpc;
    this.dataPlaneSubnets = network.dataPlaneSubnets;
    this.loadBalancerSubnets = network.privateSubnets;
    this.isolated = network.isolated;
    this.securityGroups = new ClusterSecurityGroups(this, 'SecurityGroups', { clusterName: this.clusterName, vpcId: network.vpc.vpcId });
    this.nodeSecurityGroup = this.securityGroups.nodes;

    const controlPlane = this.createControlPlane(props, network, version);
    this.eksCluster = controlPlane.cluster;
    this.clusterArn = controlPlane.cluster.clusterArn;
    this.kubectl = KubectlAccess.fromEksV2(controlPlane.cluster);
    this.accessEntries = this.createAccessEntries(controlPlane, props.admins ?? []);

    this.coreNodesTainted = props.coreNodes?.tainted ?? false;
    this.coreNodesArchitecture = coreArchitecture(props.coreNodes ?? {});
    const controllers = this.createControllers(props, network);
    this.coreCapacity = controllers;
    this.ebsCsiRole = controllers.ebsCsiRole;
    this.optionalAddons = new OptionalAddons(this, 'OptionalAddons', { ...this.addonProps(props), cluster: this, coreCapacity: this.coreCapacity });
    const objects = new DefaultStorageClass(this, 'DefaultStorageClass', { target: this, alongside: cleanUpAccess() });

    this.karpenter = new Karpenter(this, 'Karpenter', { ...props.karpenter, cluster: this });
    this.karpenterReady = this.karpenter;
    this.nodeRole = this.karpenter.nodeRole;
    this.nodeInstanceProfileName = this.karpenter.nodeInstanceProfileName;
    this.accessEntries.reserve(this.nodeRole, 'the role of the nodes');
    this.nodePools = this.registry.nodePools;
    this.defaultNodeClass = new SparkNodeClass(this, 'DefaultNodeClass', { ...props.defaultNodeClass, cluster: this });
    this.cleanUp = this.createCleanUp(props.cleanUp ?? {}, controlPlane, { routes: network.routesReady, objects });
    this.drain = this.cleanUp.drain;

    this.publish(props.outputs ?? true);
  }

  /** Role of Karpenter's controller, which node classes let use the keys of volumes. */
  public get karpenterRole(): iam.IRole | undefined {
    return this.karpenter.controllerRole;
  }

  /** Role of the FSx CSI driver, once something has asked for the driver. */
  public get fsxCsiRole(): iam.IRole | undefined {
    return this.optionalAddons.fsxCsiRole;
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

  /** Lets the control plane call an admission or conversion webhook on the nodes. TCP, 1 to 65535, a literal; a port may be named twice. */
  public openWebhookPort(port: number): void {
    this.securityGroups.openWebhookPort(port);
  }

  /** Brings an add-on when the first construct asks for it; wait for what is returned, so that the add-on is deleted last. */
  public requireAddon(addon: OptionalAddon): IDependable {
    this.cleanUp.addAddon(addon);
    return this.optionalAddons.require(addon);
  }

  /**
   * The IAM identity provider of this cluster, made at the first call.
   *
   * Interactive endpoints ask for it. Pass it to `EmrTeamIdentity.irsa()` or `.both()` too: IAM takes one provider per cluster and account.
   */
  public requireOidcProvider(): OidcProviderReference {
    this.oidcProvider ??= new ClusterOidcProvider(this, 'OidcProvider', { issuerUrl: this.eksCluster.clusterOpenIdConnectIssuerUrl });
    return this.oidcProvider;
  }

  /** Lets internal load balancers connect to pods and nodes. */
  public admitLoadBalancers(): IDependable {
    this.securityGroups.admitLoadBalancers(this.balancerCidrs ??= loadBalancerCidrs(this, this.loadBalancerSubnets));
    return new DependencyGroup(); // a rule of the nodes' group, which comes before them
  }

  /** Makes a node pool known, for ordering and unique names. Called by `SparkNodePool`. Throws if another pool has its name. */
  public registerNodePool(pool: ISparkNodePool): void {
    this.registry.addNodePool(pool);
  }

  /** Makes a team known, for unique namespaces. Called by `EmrTeam`. Throws if another team has its namespace. */
  public registerTeam(team: IEmrTeam): void {
    this.registry.addTeam(team);
    this.cleanUp.addTeam(team);
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

  /** DaemonSets, then nodes, then controllers; nodes keep their routes and rules to the end. */
  private createControllers(props: EmrEksKarpenterClusterProps, network: IEmrEksNetwork): ControllerAddons {
    const addons = this.addonProps(props);
    const nodeAddons = new NodeAddons(this, 'NodeAddons', addons);
    const coreNodes = new CoreNodes(this, 'CoreNodes', {
      clusterName: this.clusterName,
      clusterRef: this.eksCluster.clusterName,
      kubernetesVersion: this.kubernetesVersion,
      subnets: this.dataPlaneSubnets,
      securityGroup: this.nodeSecurityGroup,
      karpenterReplicas: props.karpenter?.replicas ?? KARPENTER.requests.controller.replicas,
      lifelines: [nodeAddons, network.routesReady, ...this.securityGroups.rules],
      options: props.coreNodes ?? {},
    });
    const controllerAddons = new ControllerAddons(this, 'ControllerAddons', { ...addons, nodes: coreNodes });
    controllerAddons.webhookPorts.forEach((port) => this.openWebhookPort(port));
    return controllerAddons;
  }

  private addonProps({ addons }: EmrEksKarpenterClusterProps): ManagedAddonsProps {
    return { clusterName: this.eksCluster.clusterName, addons: addons ?? ClusterAddons.minimal() };
  }

  /** The cluster goes between drain and sweep. */
  private createCleanUp(options: CleanUpOptions, controlPlane: ControlPlane, { routes, objects }: CleanUpNeeds): CleanUp {
    const cleanUp = new CleanUp(this, 'CleanUp', {
      clusterName: this.clusterName,
      clusterRef: this.eksCluster.clusterName,
      options,
      isolated: this.isolated,
      placement: controlPlane.isPrivate ? { vpc: this.vpc, subnets: this.dataPlaneSubnets, securityGroup: this.nodeSecurityGroup } : undefined,
      logGroup: controlPlane.functionLogs,
      drainedBefore: [objects, this.optionalAddons, this.defaultNodeClass, this.nodePools],
      sweptBefore: [routes, ...this.securityGroups.rules, this.nodeRole],
    });
    this.optionalAddons.kinds.forEach((addon) => cleanUp.addAddon(addon));
    controlPlane.resource.node.addDependency(cleanUp.sweep);
    return cleanUp;
  }

  private publish(outputs: boolean): void {
    new ClusterPublication(this, 'Publication', {
      cluster: this,
      securityGroups: this.securityGroups,
      kubectlProvider: this.eksCluster.kubectlProvider!,
      addons: () => this.optionalAddons.kinds,
      oidcProvider: () => this.oidcProvider,
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

function validate(cluster: EmrEksKarpenterCluster, props: EmrEksKarpenterClusterProps): void {
  requireClusterName(cluster, cluster.clusterName);
  checkKubectlLayer(cluster, props.kubectlLayer, cluster.kubernetesVersion);
  requireMirrors(cluster, cluster.mirrors);
}
