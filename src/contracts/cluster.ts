import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { CpuArchitecture, ISparkNodeClass } from './node-pool';
import type { IClusterPlatform } from './platform';
import type { IManifestTarget } from '../kubernetes/manifest-target';

/**
 * An EKS access policy, for the whole cluster or for some namespaces.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export interface AccessPolicyGrant {
  /** Name of the policy, such as "AmazonEKSViewPolicy". */
  readonly policyName: string;
  /** Namespaces in which it holds. @default - the whole cluster */
  readonly namespaces?: string[];
}

/** The rights of a principal in the cluster. */
export interface KubernetesAccess {
  /** EKS access policies. @default - none */
  readonly accessPolicies?: AccessPolicyGrant[];
  /** Kubernetes groups of the principal, for RBAC of your own; never `system:…`. @default - none */
  readonly groups?: string[];
}

/** Sources of charts and images, when not their public registries. */
export interface ArtifactMirrors {
  /**
   * Repository of Helm charts, such as "oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/charts".
   *
   * @default - each chart's public repository
   */
  readonly chartRepository?: string;
  /**
   * Registry (and path) of container images, such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/mirror".
   *
   * @default - each image's public registry
   */
  readonly imageRegistry?: string;
}

/** The network of a cluster. */
export interface ClusterNetwork {
  /** The VPC. */
  readonly vpc: ec2.IVpc;
  /** Subnets in which Spark nodes start, in the order by which pools choose zones. */
  readonly dataPlaneSubnets: ec2.ISubnet[];
  /** Private subnets of internal load balancers, one per zone, tagged `kubernetes.io/role/internal-elb`. */
  readonly loadBalancerSubnets: ec2.ISubnet[];
  /** Security group of every node. */
  readonly nodeSecurityGroup: ec2.ISecurityGroup;
  /** True if the VPC has no route to the internet. */
  readonly isolated: boolean;
}

/** The nodes on which controllers run. */
export interface ClusterCoreNodes {
  /** True if they refuse pods that do not tolerate `CriticalAddonsOnly`. */
  readonly tainted: boolean;
  /** CPU architecture. @default - not known: pods that need amd64 are not checked against it */
  readonly architecture?: CpuArchitecture;
}

/** The identity of the nodes that Karpenter launches. */
export interface ClusterNodeIdentity {
  /** Their role. */
  readonly role: iam.IRole;
  /** Their instance profile, where Karpenter cannot make its own. @default - Karpenter makes profiles from `role` */
  readonly instanceProfileName?: string;
}

/** A cluster that runs EMR on EKS with Karpenter, created here or imported. */
export interface IEmrEksCluster extends IManifestTarget {
  /** ARN of the EKS cluster. */
  readonly clusterArn: string;
  /** Kubernetes version, `<major>.<minor>`. */
  readonly kubernetesVersion: string;
  /** Network of the cluster. */
  readonly network: ClusterNetwork;
  /** Nodes on which controllers run. */
  readonly coreNodes: ClusterCoreNodes;
  /** Identity of the nodes that Karpenter launches. */
  readonly nodeIdentity: ClusterNodeIdentity;
  /** Node class of pools that name none. */
  readonly defaultNodeClass: ISparkNodeClass;
  /** Mirrors of charts and images. */
  readonly mirrors: ArtifactMirrors;
  /** Plumbing between the cluster and the constructs of this library. */
  readonly platform: IClusterPlatform;

  /**
   * Gives a principal access to the Kubernetes API; calls for one principal merge into its one access entry.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
   */
  grantKubernetesAccess(principal: iam.IRole, access: KubernetesAccess): void;
}
