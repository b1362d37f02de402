import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, Dependable, type IDependable } from 'constructs';
import { Interruption } from './interruption';
import { karpenterCrdValues, karpenterValues, type KarpenterSettingsSpec, type KarpenterValuesSpec } from './manifests/chart-values';
import { controllerPolicy } from './policies/controller';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { chartSource, ControllerRelease, resolveRequests } from '../../kubernetes/controller-chart';
import { mirroredImageName } from '../../kubernetes/image';
import { ChartRelease } from '../../kubernetes/manifest-bundle';
import { PodIdentity, PodIdentityRole } from '../../kubernetes/pod-identity';
import { KARPENTER, KARPENTER_CRDS } from '../versions';
import { KarpenterDnsPolicy, KarpenterLogLevel, type KarpenterOptions, type KarpenterProps, type KarpenterSettings } from './options';
import { validateKarpenter } from './validation';
import { cpuQuantity, memoryQuantity } from '../../kubernetes/quantity';
import { viaService } from '../../private/key-access';
import { keyStatements, VOLUME_KEY_ACTIONS } from '../../private/policies/key-access';
import { awsManagedPolicyArn } from '../../private/substitution';

/**
 * Policies that a node needs to join and to be reached.
 *
 * @see https://karpenter.sh/docs/reference/cloudformation/#karpenternoderole
 */
const NODE_POLICIES = [
  'AmazonEKS_CNI_Policy',
  'AmazonEKSWorkerNodePolicy',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonSSMManagedInstanceCore',
];

/**
 * Karpenter, which starts nodes when Spark pods wait for them and ends nodes that are empty.
 *
 * Made by the cluster's constructor. Creates 13 resources: two Helm releases (CRDs first, then the controller), the
 * controller's role with upstream's permissions and its EKS Pod Identity association, the role and access entry of
 * nodes, the interruption queue with its policy and five EventBridge rules; one instance profile more where the VPC is
 * isolated. The controller runs on core nodes only.
 *
 * Whoever depends on this construct waits for the controller's release, which waits for all the rest: so on deletion
 * the controller still runs, and may still terminate instances, until node pools and node classes are gone.
 *
 * @see https://karpenter.sh/docs/
 */
export class Karpenter extends Construct {
  /** Role of the controller. */
  public readonly controllerRole: iam.IRole;
  /** Role of the nodes that it launches. */
  public readonly nodeRole: iam.IRole;
  /**
   * Instance profile of those nodes in an isolated VPC, where Karpenter cannot make one: IAM has no VPC endpoint.
   *
   * @default - Karpenter makes profiles from `nodeRole`
   */
  public readonly nodeInstanceProfileName?: string;
  /** Queue by which EC2 tells of nodes that will go. */
  public readonly interruptionQueue: sqs.IQueue;
  /** Release of Karpenter. */
  public readonly version: string;

  private readonly prerequisites: IDependable[];

  constructor(scope: Construct, id: string, props: KarpenterProps) {
    super(scope, id);
    const { cluster } = props;
    this.version = props.version ?? KARPENTER.version;
    validateKarpenter(this, props);

    const interruption = new Interruption(this, 'Interruption');
    this.interruptionQueue = interruption.queue;
    this.nodeRole = this.createNodeRole();
    this.controllerRole = this.createControllerRole(cluster);
    this.prerequisites = [interruption, this.createNodeAccess(cluster, this.createCrds(cluster))];
    if (cluster.network.isolated) {
      const profile = new iam.CfnInstanceProfile(this, 'NodeInstanceProfile', { roles: [this.nodeRole.roleName] });
      this.nodeInstanceProfileName = profile.ref;
      this.prerequisites.push(profile);
    }
    if (props.createSpotServiceLinkedRole) {
      this.prerequisites.push(this.createSpotRole());
    }
    const controller = this.createController(cluster, props);
    Dependable.implement(this, { dependencyRoots: [controller] });
  }

  /**
   * Lets nodes have volumes that are encrypted with a customer-managed key whose policy does not leave access to IAM.
   *
   * Adds two statements to the key's own policy; for a key that is imported, add them where it is defined. Other keys
   * need no call: node classes see to the role's permissions.
   */
  public grantVolumeKey(key: kms.IKey): void {
    const granteeArn = this.controllerRole.roleArn;
    keyStatements({ actions: VOLUME_KEY_ACTIONS, granteeArn, viaService: viaService(this, 'ec2') })
      .forEach((statement) => key.addToResourcePolicy(statement));
  }

  private createNodeRole(): iam.Role {
    return new iam.Role(this, 'NodeRole', {
      description: 'Nodes that Karpenter launches',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: NODE_POLICIES.map((name) => iam.ManagedPolicy.fromManagedPolicyArn(
        this, name, awsManagedPolicyArn(name),
      )),
    });
  }

  private createControllerRole(cluster: IEmrEksCluster): iam.Role {
    return new PodIdentityRole(this, 'ControllerRole', {
      description: `Karpenter in the EKS cluster ${cluster.clusterName}`,
      policy: controllerPolicy({
        arn: (pattern) => Fn.sub(pattern),
        region: Stack.of(this).region,
        clusterName: cluster.clusterName,
        nodeRoleArn: this.nodeRole.roleArn,
        queueArn: this.interruptionQueue.queueArn,
      }),
    });
  }

  /** The right of nodes to join must be there before the first one starts, so before the controller. */
  private createNodeAccess(cluster: IEmrEksCluster, crds: IDependable): IDependable {
    const access = new eks.CfnAccessEntry(this, 'NodeAccess', {
      clusterName: cluster.clusterName, principalArn: this.nodeRole.roleArn, type: 'EC2_LINUX',
    });
    // the name of the cluster is a literal: only this says that the cluster comes first
    access.node.addDependency(crds);
    return access;
  }

  private createSpotRole(): iam.CfnServiceLinkedRole {
    const role = new iam.CfnServiceLinkedRole(this, 'SpotServiceLinkedRole', { awsServiceName: 'spot.amazonaws.com' });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN); // the account shares it
    return role;
  }

  private createCrds(cluster: IEmrEksCluster): ChartRelease {
    const crds = new ChartRelease(this, 'Definitions', {
      ...chartSource(cluster, KARPENTER_CRDS), target: cluster, version: this.version, namespace: KARPENTER.namespace, values: karpenterCrdValues(),
    });
    crds.node.addDependency(cluster.platform.order.coreCapacity);
    return crds;
  }

  private createController(cluster: IEmrEksCluster, options: KarpenterOptions): ControllerRelease {
    const { clusterName, platform: { order: { coreCapacity } } } = cluster;
    const { namespace, serviceAccount } = KARPENTER;
    const identity = new PodIdentity(this, 'PodIdentity', {
      clusterName, namespace, serviceAccount, role: this.controllerRole, after: coreCapacity,
    });
    return new ControllerRelease(this, 'Controller', {
      host: cluster, chart: KARPENTER, options, values: karpenterValues(this.valuesSpec(cluster, options)), identity, after: this.prerequisites,
    });
  }

  private valuesSpec(cluster: IEmrEksCluster, options: KarpenterOptions): KarpenterValuesSpec {
    const usual = KARPENTER.requests.controller;
    const { milliCpu, memoryMiB } = resolveRequests(this, 'resources', usual, options.resources);
    return {
      clusterName: cluster.clusterName,
      interruptionQueueName: this.interruptionQueue.queueName,
      serviceAccountName: KARPENTER.serviceAccount,
      region: Stack.of(this).region,
      isolatedVpc: cluster.network.isolated,
      imageRepository: mirroredImageName(KARPENTER.images.controller, cluster.mirrors.imageRegistry),
      replicas: options.replicas ?? usual.replicas,
      cpu: cpuQuantity(milliCpu),
      memory: memoryQuantity(memoryMiB),
      dnsPolicy: options.dnsPolicy ?? KarpenterDnsPolicy.DEFAULT,
      logLevel: options.logLevel ?? KarpenterLogLevel.INFO,
      featureGates: { ...options.featureGates },
      settings: settingsSpec(options.settings ?? {}),
      environment: options.environment ?? {},
    };
  }
}

function settingsSpec(settings: KarpenterSettings): KarpenterSettingsSpec {
  return {
    batchMaxSeconds: settings.batchMaxDuration?.toSeconds(),
    batchIdleSeconds: settings.batchIdleDuration?.toSeconds(),
    preferencePolicy: settings.preferencePolicy,
    minValuesPolicy: settings.minValuesPolicy,
    vmMemoryOverheadPercent: settings.vmMemoryOverheadPercent,
    reservedEnis: settings.reservedEnis,
    ignoreDraRequests: settings.ignoreDraRequests,
    disableDryRun: settings.disableDryRun,
    amiRefreshSeconds: settings.amiRefreshInterval?.toSeconds(),
    subnetRefreshSeconds: settings.subnetRefreshInterval?.toSeconds(),
  };
}
