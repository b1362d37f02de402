import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ArtifactMirrors, ClusterCoreNodes } from '../contracts/cluster';
import type { OidcProviderReference } from '../contracts/platform';
import type { SparkNodeClassAttributes } from '../karpenter/node-class/options';

/** The facts of a cluster by which another stack or app uses it. */
export interface EmrEksClusterAttributes {
  /** Name of the EKS cluster. A literal. */
  readonly clusterName: string;

  /** Kubernetes version of the cluster, such as "1.35". A literal. */
  readonly kubernetesVersion: string;

  /** Network of the cluster. */
  readonly network: ClusterNetworkAttributes;

  /** Identity of the nodes that Karpenter launches. */
  readonly nodeIdentity: ClusterNodeIdentityAttributes;

  /** The `EC2NodeClass` of pools that name none. */
  readonly defaultNodeClass: SparkNodeClassAttributes;

  /** Way to the API server of the cluster. */
  readonly kubectl: ClusterKubectlAttributes;

  /**
   * Nodes on which controllers run.
   *
   * @default - not tainted, of an architecture that is not known: pods that need amd64 are not checked against it
   */
  readonly coreNodes?: ClusterCoreNodes;

  /**
   * ARN of the role of Karpenter's controller.
   *
   * @default - not known: a node class with a key of its own warns that Karpenter must be allowed to use it
   */
  readonly karpenterRoleArn?: string;

  /**
   * Mirrors of charts and images.
   *
   * @default - public registries
   */
  readonly mirrors?: ArtifactMirrors;

  /**
   * Add-ons that the cluster has and that constructs may ask for.
   *
   * @default - none: constructs that need one are refused
   */
  readonly addons?: ClusterAddonAttributes[];

  /**
   * The IAM identity provider of the cluster.
   *
   * @default - not known: managed endpoints of teams without one of their own are refused
   */
  readonly oidcProvider?: OidcProviderReference;
}

/** The network of a cluster that another stack or app uses. */
export interface ClusterNetworkAttributes {
  /** The VPC. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets in which Spark nodes start, in the order of the platform: pools choose zones by it.
   *
   * @default - the private subnets of `vpc`
   */
  readonly dataPlaneSubnets?: ec2.ISubnet[];

  /**
   * Private subnets of internal load balancers, one per zone, tagged `kubernetes.io/role/internal-elb`.
   *
   * Import them with `ipv4CidrBlock`, so that their load balancers can be let in.
   *
   * @default - the private subnets of `vpc`
   */
  readonly loadBalancerSubnets?: ec2.ISubnet[];

  /** Id of the security group of every node. */
  readonly nodeSecurityGroupId: string;

  /**
   * Id of the security group of the control plane that nodes let in.
   *
   * @default - not known: a warning names the rule to add when a webhook port is asked for
   */
  readonly controlPlaneSecurityGroupId?: string;

  /**
   * Whether the VPC has no route to the internet.
   *
   * @default false
   */
  readonly isolated?: boolean;
}

/** The identity of nodes that Karpenter launches in a cluster that another stack or app uses. */
export interface ClusterNodeIdentityAttributes {
  /** ARN of their role. */
  readonly roleArn: string;

  /**
   * Their instance profile.
   *
   * @default - Karpenter makes profiles from `roleArn`
   */
  readonly instanceProfileName?: string;
}

/** An add-on of a cluster that another stack or app uses. */
export interface ClusterAddonAttributes {
  /** Name of the EKS add-on or of the chart, such as "aws-fsx-csi-driver". A literal. */
  readonly addonName: string;

  /**
   * ARN of its role.
   *
   * @default - not known: storage with a key of its own warns that the driver must be allowed to use it
   */
  readonly roleArn?: string;
}

/** The way by which another stack or app applies Kubernetes objects. Exactly one of `serviceToken` and `layer`. */
export interface ClusterKubectlAttributes {
  /**
   * ARN of the function by which the platform applies Kubernetes objects: the service token of its kubectl provider.
   *
   * In the account and region of the stack. Throws if a literal ARN shows another region, or together with `layer`.
   *
   * @default - functions of your own, from `layer`
   */
  readonly serviceToken?: string;

  /**
   * Layer with kubectl and Helm for functions of your own, where the platform's shall not be used.
   *
   * Adds two Lambda functions in the data-plane subnets with one log group, and an access entry by which they administer the cluster.
   *
   * @default - the platform's functions, from `serviceToken`
   */
  readonly layer?: lambda.ILayerVersion;
}

/** The published cluster to look up. */
export interface EmrEksClusterLookupOptions {
  /** Name of the EKS cluster. A literal. */
  readonly clusterName: string;
}
