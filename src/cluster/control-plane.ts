import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import type { ControlPlaneLogs, ClusterProtection } from './cluster-options';
import { ClusterSupportType } from './cluster-options';
import { logKubectl, withoutLogGroupPerFunction } from './kubectl-logs';
import type { IEmrEksNetwork } from './network';
import type { ClusterSecurityGroups } from './security-groups';
import { ValidationError } from '../private/errors';

export interface ControlPlaneProps {
  readonly clusterName: string;
  readonly version: eks.KubernetesVersion;
  readonly kubectlLayer: lambda.ILayerVersion;
  readonly network: IEmrEksNetwork;
  readonly securityGroups: ClusterSecurityGroups;
  readonly endpointAccess: eks.EndpointAccess;
  readonly logs: ControlPlaneLogs;
  readonly protection: ClusterProtection;
}

/** The EKS cluster with its key, its log group and the functions by which CDK reaches the Kubernetes API. */
export class ControlPlane extends Construct {
  public readonly cluster: eks.Cluster;
  /** The cluster itself, without what CDK hangs under it: depending on `cluster` would make cycles. */
  public readonly resource: CfnCluster;
  /** Log group of the functions that look after the cluster. */
  public readonly functionLogs: logs.ILogGroup;

  constructor(scope: Construct, id: string, props: ControlPlaneProps) {
    super(scope, id);
    withoutLogGroupPerFunction(this);
    this.cluster = this.createCluster(props);
    this.resource = this.cluster.node.defaultChild as CfnCluster;
    this.setWhatTheL2Lacks(props.protection);
    this.functionLogs = this.keepLogs(props);
    this.keepRoutes(props.network.routesReady);
    this.review(props.network.isolated);
  }

  /** Whether the Kubernetes API is reached from within the VPC. */
  public get isPrivate(): boolean {
    return (this.resource.resourcesVpcConfig as CfnCluster.ResourcesVpcConfigProperty).endpointPrivateAccess === true;
  }

  private createCluster(props: ControlPlaneProps): eks.Cluster {
    return new eks.Cluster(this, 'Default', {
      clusterName: props.clusterName,
      version: props.version,
      vpc: props.network.vpc,
      vpcSubnets: [{ subnets: props.network.dataPlaneSubnets }],
      securityGroup: props.securityGroups.controlPlane,
      endpointAccess: props.endpointAccess,
      secretsEncryptionKey: props.protection.secretsEncryptionKey ?? this.createKey(props.clusterName),
      clusterLogging: props.logs.types,
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      kubectlProviderOptions: { kubectlLayer: props.kubectlLayer },
      // The creator is CloudFormation's role, which nobody logs in with: administrators are named, see `admins`.
      bootstrapClusterCreatorAdminPermissions: false,
      outputConfigCommand: false,
      // bootstrapSelfManagedAddons stays unset: the add-ons overwrite what EKS puts there, and changing it would replace the cluster.
    });
  }

  /** Nothing else is encrypted with it: it may go with the cluster, after the 30 days in which KMS can bring it back. */
  private createKey(clusterName: string): kms.IKey {
    return new kms.Key(this, 'SecretsKey', {
      description: `Kubernetes secrets of ${clusterName}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** EMR on EKS makes access entries only where both ways of authentication are on; the L2 says "API". */
  private setWhatTheL2Lacks(protection: ClusterProtection): void {
    this.resource.addPropertyOverride('AccessConfig.AuthenticationMode', 'API_AND_CONFIG_MAP');
    this.resource.addPropertyOverride('DeletionProtection', protection.deletionProtection ?? false);
    this.resource.addPropertyOverride('UpgradePolicy.SupportType', protection.supportType ?? ClusterSupportType.EXTENDED);
  }

  /** EKS and Lambda make their log groups themselves, without retention, unless they are there already. */
  private keepLogs({ clusterName, logs: options }: ControlPlaneProps): logs.ILogGroup {
    const retention = options.retention ?? logs.RetentionDays.THREE_MONTHS;
    const removalPolicy = options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const cluster = new logs.LogGroup(this, 'LogGroup', { logGroupName: `/aws/eks/${clusterName}/cluster`, retention, removalPolicy });
    this.resource.node.addDependency(cluster);
    return logKubectl(this, retention);
  }

  /** Objects and charts need the way to the API and to registries for as long as they exist. */
  private keepRoutes(routesReady: IDependable): void {
    this.cluster.node.findChild('KubectlReadyBarrier').node.addDependency(routesReady);
  }

  private review(isolated: boolean): void {
    // `EmrEksNetwork` tags its own subnets and warns about others.
    Annotations.of(this.cluster).acknowledgeWarning('@aws-cdk/aws-eks:clusterMustManuallyTagSubnet', 'the network sees to the tags of load balancers');
    const access = this.resource.resourcesVpcConfig as CfnCluster.ResourcesVpcConfigProperty;
    const open = access.publicAccessCidrs ?? [];
    if (access.endpointPublicAccess === true && (open.length === 0 || open.includes('0.0.0.0/0'))) {
      Annotations.of(this).addWarningV2('cdk-emr-eks-karpenter/cluster:public-endpoint', '`endpointAccess` opens the Kubernetes API to the whole internet; name the blocks that need it, as in EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(\'203.0.113.0/24\')');
    }
    if (access.endpointPrivateAccess !== true && isolated) {
      throw new ValidationError(this, 'cluster:isolated-endpoint', '`endpointAccess` must have a private side in a network without a route to the internet, got a public side only; use EndpointAccess.PRIVATE, since nodes could not reach the Kubernetes API');
    }
    if (access.endpointPrivateAccess !== true) {
      Annotations.of(this).addWarningV2('cdk-emr-eks-karpenter/cluster:public-endpoint-only', '`endpointAccess` has no private side: nodes reach the Kubernetes API through the internet; use EndpointAccess.PUBLIC_AND_PRIVATE');
    }
  }
}
