import { type CfnResource, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, Dependable, type IDependable } from 'constructs';
import { checkCompatibility } from './compatibility';
import { Interruption } from './interruption';
import { KarpenterDnsPolicy, KarpenterLogLevel, type KarpenterOptions, type KarpenterProps, type KarpenterSettings } from './karpenter-options';
import { refuseOwnedValues, validateKarpenter } from './karpenter-rules';
import { karpenterCrdValues, karpenterValues, ownedKarpenterValues, type KarpenterSettingsSpec, type KarpenterValuesSpec } from './manifests/chart-values';
import { controllerPolicy } from './policies/controller';
import { volumeKeyStatements } from './policies/volume-key';
import { wholeMebibytes } from './refuse';
import { KARPENTER_CHART_REPOSITORY, KARPENTER_IMAGE, KARPENTER_VERSION } from './versions';
import { viaEc2 } from './volume-key-access';
import type { IEmrEksCluster } from '../contracts/cluster';
import { ChartRelease } from '../kubernetes/manifest-bundle';
import { deepMerge } from '../private/maps';
import { awsManagedPolicyArn } from '../private/substitution';

const NAMESPACE = 'kube-system';
const SERVICE_ACCOUNT = 'karpenter';

/** Catches a slip of the unit; upstream's guide gives the controller 1 GiB. */
const LEAST_MEMORY_MIB = 256;

/** What a node needs from IAM to join and to be reached. @see https://karpenter.sh/docs/reference/cloudformation/#karpenternoderole */
const NODE_POLICIES = ['AmazonEKS_CNI_Policy', 'AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonSSMManagedInstanceCore'];

/**
 * Karpenter, which starts nodes when Spark pods wait for them and ends nodes that are empty.
 *
 * Made by the cluster's constructor. Creates 13 resources: two Helm releases (definitions first, then the controller), the controller's role
 * with upstream's permissions and its EKS Pod Identity association, the role and access entry of nodes, the interruption queue with its policy
 * and five EventBridge rules; one instance profile more where the VPC is isolated. The controller runs on core nodes only.
 *
 * Whoever depends on this construct waits for the controller's release, which waits for all the rest: so on deletion the controller still
 * runs, and may still terminate instances, until node pools and node classes are gone.
 *
 * @see https://karpenter.sh/docs/
 */
export class Karpenter extends Construct {
  /** Role of the controller. */
  public readonly controllerRole: iam.IRole;
  /** Role of the nodes that it launches. */
  public readonly nodeRole: iam.IRole;
  /** Instance profile of those nodes in an isolated VPC, where Karpenter cannot make one: IAM has no VPC endpoint. @default - Karpenter makes profiles from `nodeRole` */
  public readonly nodeInstanceProfileName?: string;
  /** Queue by which EC2 tells of nodes that will go. */
  public readonly interruptionQueue: sqs.IQueue;
  /** Release of Karpenter. */
  public readonly version: string;

  private readonly prerequisites: IDependable[];

  constructor(scope: Construct, id: string, props: KarpenterProps) {
    super(scope, id);
    const { cluster } = props;
    this.version = props.version ?? KARPENTER_VERSION;
    checkCompatibility(this, this.version, cluster.kubernetesVersion);
    validateKarpenter(this, cluster, props);

    const interruption = new Interruption(this, 'Interruption');
    this.interruptionQueue = interruption.queue;
    this.nodeRole = this.makeNodeRole();
    this.controllerRole = this.makeControllerRole(cluster);
    this.prerequisites = [interruption, ...this.identities(cluster, this.define(cluster))];
    if (cluster.isolated) {
      const profile = new iam.CfnInstanceProfile(this, 'NodeInstanceProfile', { roles: [this.nodeRole.roleName] });
      this.nodeInstanceProfileName = profile.ref;
      this.prerequisites.push(profile);
    }
    if (props.createSpotServiceLinkedRole) {
      this.prerequisites.push(this.makeSpotRole());
    }
    const controller = this.install(cluster, props);
    Dependable.implement(this, { dependencyRoots: [controller] });
  }

  /**
   * Lets nodes have volumes that are encrypted with a customer-managed key whose policy does not leave access to IAM.
   *
   * Adds two statements to the key's own policy; for a key that is imported, add them where it is defined. Other keys need no call: node classes
   * see to the role's permissions.
   */
  public grantVolumeKey(key: kms.IKey): void {
    volumeKeyStatements({ controllerRoleArn: this.controllerRole.roleArn, viaService: viaEc2(this) })
      .forEach((statement) => key.addToResourcePolicy(statement));
  }

  private makeNodeRole(): iam.Role {
    return new iam.Role(this, 'NodeRole', {
      description: 'Nodes that Karpenter launches',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: NODE_POLICIES.map((name) => iam.ManagedPolicy.fromManagedPolicyArn(this, name, awsManagedPolicyArn(name))),
    });
  }

  private makeControllerRole(cluster: IEmrEksCluster): iam.Role {
    const policy = controllerPolicy({
      arn: (pattern) => Fn.sub(pattern),
      region: Stack.of(this).region,
      clusterName: cluster.clusterName,
      nodeRoleArn: this.nodeRole.roleArn,
      queueArn: this.interruptionQueue.queueArn,
    });
    return new iam.Role(this, 'ControllerRole', {
      description: `Karpenter in the EKS cluster ${cluster.clusterName}`,
      assumedBy: new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com')),
      inlinePolicies: { Controller: policy },
    });
  }

  /** The controller's identity must be there before its pod starts, and the nodes' right to join before the first one does. */
  private identities(cluster: IEmrEksCluster, definitions: IDependable): IDependable[] {
    const identities: CfnResource[] = [
      new eks.CfnPodIdentityAssociation(this, 'PodIdentity', {
        clusterName: cluster.clusterName,
        namespace: NAMESPACE,
        serviceAccount: SERVICE_ACCOUNT,
        roleArn: this.controllerRole.roleArn,
      }),
      new eks.CfnAccessEntry(this, 'NodeAccess', { clusterName: cluster.clusterName, principalArn: this.nodeRole.roleArn, type: 'EC2_LINUX' }),
    ];
    // The cluster's name is a literal: only this tells CloudFormation that the cluster comes first.
    identities.forEach((identity) => identity.node.addDependency(definitions));
    return identities;
  }

  private makeSpotRole(): iam.CfnServiceLinkedRole {
    const role = new iam.CfnServiceLinkedRole(this, 'SpotServiceLinkedRole', { awsServiceName: 'spot.amazonaws.com' });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN); // the account shares it
    return role;
  }

  private define(cluster: IEmrEksCluster): ChartRelease {
    const crds = new ChartRelease(this, 'Definitions', {
      target: cluster, version: this.version, namespace: NAMESPACE, ...chart(cluster, 'karpenter-crd'), values: karpenterCrdValues(),
    });
    crds.node.addDependency(cluster.coreCapacity);
    return crds;
  }

  private install(cluster: IEmrEksCluster, options: KarpenterOptions): ChartRelease {
    const values = this.valuesSpec(cluster, options);
    refuseOwnedValues(this, ownedKarpenterValues(values), options.values ?? {});

    const controller = new ChartRelease(this, 'Controller', {
      target: cluster,
      version: this.version,
      namespace: NAMESPACE,
      ...chart(cluster, 'karpenter'),
      values: deepMerge(karpenterValues(values), options.values ?? {}),
      wait: true,
      timeout: Duration.minutes(10),
    });
    controller.node.addDependency(...this.prerequisites);
    return controller;
  }

  private valuesSpec(cluster: IEmrEksCluster, options: KarpenterOptions): KarpenterValuesSpec {
    const { imageRegistry } = cluster.mirrors;
    const vcpus = options.resources?.vcpus ?? 1;
    const memory = options.resources?.memory;
    return {
      clusterName: cluster.clusterName,
      interruptionQueueName: this.interruptionQueue.queueName,
      serviceAccountName: SERVICE_ACCOUNT,
      region: Stack.of(this).region,
      isolatedVpc: cluster.isolated,
      imageRepository: imageRegistry === undefined ? undefined : `${imageRegistry}/${KARPENTER_IMAGE}`,
      replicas: options.replicas ?? 2,
      cpu: Number.isInteger(vcpus) ? `${vcpus}` : `${Math.round(vcpus * 1000)}m`,
      memoryMiB: memory === undefined ? 1024 : wholeMebibytes(this, 'resources.memory', memory, LEAST_MEMORY_MIB),
      dnsPolicy: options.dnsPolicy ?? KarpenterDnsPolicy.DEFAULT,
      logLevel: options.logLevel ?? KarpenterLogLevel.INFO,
      featureGates: { ...options.featureGates },
      settings: settingsSpec(options.settings ?? {}),
      env: options.env ?? {},
    };
  }
}

/** An OCI repository names the chart, an HTTPS one holds an index of charts. */
function chart(cluster: IEmrEksCluster, name: string): { chart: string; release: string; repository: string } {
  const repository = cluster.mirrors.chartRepository ?? KARPENTER_CHART_REPOSITORY;
  return { chart: name, release: name, repository: repository.startsWith('https://') ? repository : `${repository}/${name}` };
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
