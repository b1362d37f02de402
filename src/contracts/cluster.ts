import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IDependable } from 'constructs';
import type { CpuArchitecture, ISparkNodeClass, ISparkNodePool } from './node-pool';
import type { IEmrTeam } from './team';
import type { IManifestTarget } from '../kubernetes/manifest-target';

/** An EKS access policy, for the whole cluster or for some namespaces. @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
export interface AccessPolicyGrant {
  /** Name of the policy, such as "AmazonEKSViewPolicy". */
  readonly policyName: string;
  /** Namespaces in which it holds. @default - the whole cluster */
  readonly namespaces?: string[];
}

/** What a principal may do in the cluster. */
export interface KubernetesAccess {
  /** EKS access policies. @default - none */
  readonly accessPolicies?: AccessPolicyGrant[];
  /** Kubernetes groups of the principal, for RBAC of your own; never `system:…`. @default - none */
  readonly groups?: string[];
}

/** Where charts and images come from, when not from their public registries. */
export interface ArtifactMirrors {
  /** Repository of Helm charts, such as "oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/charts". @default - each chart's public repository */
  readonly chartRepository?: string;
  /** Registry (and path) of container images, such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/mirror". @default - each image's public registry */
  readonly imageRegistry?: string;
}

/** Software in a cluster that some constructs need and others do not. */
export enum OptionalAddon {
  /** Amazon FSx for Lustre CSI driver, an EKS add-on. */
  FSX_CSI_DRIVER = 'FSX_CSI_DRIVER',
  /** AWS Load Balancer Controller, a Helm chart. */
  LOAD_BALANCER_CONTROLLER = 'LOAD_BALANCER_CONTROLLER',
}

/** The IAM identity provider of a cluster, for IAM roles for service accounts (IRSA). */
export interface OidcProviderReference {
  /** ARN of the identity provider. */
  readonly oidcProviderArn: string;
  /** Issuer without "https://". */
  readonly oidcIssuer: string;
}

/** A cluster that runs EMR on EKS with Karpenter, created here or imported. */
export interface IEmrEksCluster extends IManifestTarget {
  /** ARN of the EKS cluster. */
  readonly clusterArn: string;
  /** Kubernetes version, `<major>.<minor>`. */
  readonly kubernetesVersion: string;
  /** Network of the cluster. */
  readonly vpc: ec2.IVpc;
  /** Subnets in which Spark nodes start, in the order by which pools choose zones. */
  readonly dataPlaneSubnets: ec2.ISubnet[];
  /** Security group of every node. */
  readonly nodeSecurityGroup: ec2.ISecurityGroup;
  /** Role of the nodes that Karpenter launches. */
  readonly nodeRole: iam.IRole;
  /** Instance profile of those nodes, where Karpenter cannot make its own. @default - Karpenter makes profiles from `nodeRole` */
  readonly nodeInstanceProfileName?: string;
  /** Role of Karpenter's controller, which must be allowed to use the keys of node volumes. @default - not known, as it may be of imported clusters */
  readonly karpenterRole?: iam.IRole;
  /** Role of the EBS CSI driver, which must be allowed to use the keys of its volumes. @default - not known, as it may be of imported clusters */
  readonly ebsCsiRole?: iam.IRole;
  /** Role of the FSx CSI driver, once something has asked for the driver. @default - not known, as it may be of imported clusters */
  readonly fsxCsiRole?: iam.IRole;
  /** Node class of pools that name none. */
  readonly defaultNodeClass: ISparkNodeClass;
  /** Whether the VPC has no route to the internet. */
  readonly isolated: boolean;
  /** Whether core nodes are kept free of pods that do not tolerate `CriticalAddonsOnly`. */
  readonly coreNodesTainted: boolean;
  /** CPU architecture of core nodes. @default - not known: pods that need amd64 are not checked against it */
  readonly coreNodesArchitecture?: CpuArchitecture;
  /** Private subnets of internal load balancers, one per zone, tagged `kubernetes.io/role/internal-elb`. */
  readonly loadBalancerSubnets: ec2.ISubnet[];
  /** Mirrors of charts and images. */
  readonly mirrors: ArtifactMirrors;

  /** Core nodes and always-on add-ons: what a controller waits for. */
  readonly coreCapacity: IDependable;
  /** Karpenter with all it needs: what node classes wait for, so that they are deleted while it still runs. */
  readonly karpenterReady: IDependable;
  /** Node pools known to the cluster so far and later: what virtual clusters wait for, so that they are deleted first. */
  readonly nodePools: IDependable;
  /** What ends jobs and nodes when the cluster is deleted: what managed endpoints wait for, so that they are deleted first. @default - none, as for imported clusters */
  readonly drain?: IDependable;

  /**
   * Gives a principal access to the Kubernetes API; calls for one principal merge into its one access entry.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
   */
  grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void;

  /** Lets the control plane call an admission or conversion webhook on the nodes. TCP, 1 to 65535. */
  openWebhookPort(port: number): void;

  /**
   * Brings an add-on when the first construct asks for it; what is returned is to be waited for, so that the add-on is deleted last.
   *
   * An imported cluster must have it already: throws unless its `addons` say so.
   */
  requireAddon(addon: OptionalAddon): IDependable;

  /**
   * The IAM identity provider of the cluster, made when the first construct asks for it; IAM takes one per cluster and account.
   *
   * An imported cluster must have it already: throws unless its `oidcProvider` is given.
   */
  requireOidcProvider(): OidcProviderReference;

  /** Lets internal load balancers connect to pods and nodes; what is returned is to be waited for. */
  admitLoadBalancers(): IDependable;

  /** Makes a node pool known, for ordering and unique names. Called by `SparkNodePool`. */
  registerNodePool(pool: ISparkNodePool): void;

  /** Makes a team known, for unique namespaces. Called by `EmrTeam`. */
  registerTeam(team: IEmrTeam): void;
}
