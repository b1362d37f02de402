import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ArtifactMirrors, OidcProviderReference, OptionalAddon } from '../contracts/cluster';
import type { CpuArchitecture } from '../contracts/node-pool';
import type { SparkNodeClassAttributes } from '../karpenter/node-class/options';

/** What must be known of a cluster to use it from another stack or app. */
export interface EmrEksClusterAttributes {
  /** Name of the EKS cluster. A literal. */
  readonly clusterName: string;

  /** Kubernetes version of the cluster, such as "1.35". A literal. */
  readonly kubernetesVersion: string;

  /** Network of the cluster. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets in which Spark nodes start, in the order of the platform: pools choose zones by it.
   *
   * @default - the private subnets of `vpc`
   */
  readonly dataPlaneSubnets?: ec2.ISubnet[];

  /** Id of the security group of every node. */
  readonly nodeSecurityGroupId: string;

  /**
   * Id of the security group of the control plane that nodes let in.
   *
   * @default - not known: a warning names the rule to add when a webhook port is asked for
   */
  readonly controlPlaneSecurityGroupId?: string;

  /** ARN of the role of the nodes that Karpenter launches. */
  readonly nodeRoleArn: string;

  /**
   * Instance profile of those nodes.
   *
   * @default - Karpenter makes profiles from `nodeRoleArn`
   */
  readonly nodeInstanceProfileName?: string;

  /**
   * ARN of the role of Karpenter's controller.
   *
   * @default - not known: a node class with a key of its own warns that Karpenter must be allowed to use it
   */
  readonly karpenterRoleArn?: string;

  /**
   * ARN of the role of the EBS CSI driver.
   *
   * @default - not known: EBS storage with a key of its own warns that the driver must be allowed to use it
   */
  readonly ebsCsiRoleArn?: string;

  /**
   * ARN of the role of the FSx CSI driver.
   *
   * @default - not known: FSx storage with a key of its own warns that the driver must be allowed to use it
   */
  readonly fsxCsiRoleArn?: string;

  /** The `EC2NodeClass` of pools that name none. */
  readonly defaultNodeClass: SparkNodeClassAttributes;

  /**
   * Whether the VPC has no route to the internet.
   *
   * @default false
   */
  readonly isolated?: boolean;

  /**
   * Whether core nodes accept only pods that tolerate `CriticalAddonsOnly`.
   *
   * @default false
   */
  readonly coreNodesTainted?: boolean;

  /**
   * Mirrors of charts and images.
   *
   * @default - public registries
   */
  readonly mirrors?: ArtifactMirrors;

  /**
   * Optional add-ons that the cluster has.
   *
   * @default - none: constructs that need one are refused
   */
  readonly addons?: OptionalAddon[];

  /**
   * CPU architecture of core nodes.
   *
   * @default - not known: pods of interactive endpoints, which need amd64, are not checked against it
   */
  readonly coreNodesArchitecture?: CpuArchitecture;

  /**
   * Private subnets of internal load balancers, one per zone, tagged `kubernetes.io/role/internal-elb`.
   *
   * Import them with `ipv4CidrBlock`, so that their load balancers can be let in.
   *
   * @default - the private subnets of `vpc`
   */
  readonly loadBalancerSubnets?: ec2.ISubnet[];

  /**
   * The IAM identity provider of the cluster.
   *
   * @default - not known: interactive endpoints of teams without one of their own are refused
   */
  readonly oidcProvider?: OidcProviderReference;

  /**
   * ARN of the function by which the platform applies Kubernetes objects: the service token of its kubectl provider.
   *
   * In the account and region of the stack. Throws if a literal ARN shows another region, or together with `kubectlLayer`.
   *
   * @default - functions of your own, from `kubectlLayer`
   */
  readonly kubectlServiceToken?: string;

  /**
   * Layer with kubectl and Helm for functions of your own, where the platform's shall not be used.
   *
   * Adds two Lambda functions in the data-plane subnets with one log group, and an access entry by which they administer the cluster.
   *
   * @default - the platform's functions, from `kubectlServiceToken`
   */
  readonly kubectlLayer?: lambda.ILayerVersion;
}

/** Which published cluster to look up. */
export interface EmrEksClusterLookupOptions {
  /** Name of the EKS cluster. A literal. */
  readonly clusterName: string;
}
