import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { CleanUpOptions } from './clean-up-options';
import type { ClusterProtection, ControlPlaneLogs, CoreNodesOptions } from './cluster-options';
import type { IEmrEksNetwork } from './network';
import type { ClusterAddons } from '../addons/cluster-addons';
import type { ArtifactMirrors } from '../contracts/cluster';
import type { KarpenterOptions } from '../karpenter/controller/options';
import type { SparkNodeClassOptions } from '../karpenter/node-class/options';

/** Properties of `EmrEksKarpenterCluster`. */
export interface EmrEksKarpenterClusterProps {
  /**
   * Layer with kubectl and Helm, by which CDK applies Kubernetes objects and charts.
   *
   * Its kubectl must be within one minor version of `kubernetesVersion`: `new KubectlV35Layer(this, 'Kubectl')` of `@aws-cdk/lambda-layer-kubectl-v35`.
   * Throws if a layer of these packages has another version; warns if the version of a layer is not known.
   *
   * @see https://kubernetes.io/releases/version-skew-policy/#kubectl
   */
  readonly kubectlLayer: lambda.ILayerVersion;

  /**
   * Name of the EKS cluster. A literal of 1 to 100 letters, digits, "-" and "_".
   *
   * It is the key by which other apps find the cluster, and part of tags, labels and IAM conditions. Another name replaces the cluster.
   *
   * @default - derived from the path of the construct
   */
  readonly clusterName?: string;

  /**
   * Version of Kubernetes. Karpenter must support it.
   *
   * Raise it by one minor version at a time: EKS allows no more.
   *
   * @default eks.KubernetesVersion.V1_35
   * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
   */
  readonly kubernetesVersion?: eks.KubernetesVersion;

  /**
   * Network of the cluster.
   *
   * @default - a new `EmrEksNetwork` in two zones with one NAT gateway
   */
  readonly network?: IEmrEksNetwork;

  /**
   * From where the Kubernetes API can be reached.
   *
   * Warns if it is open to the whole internet, or to nodes only through the internet. Throws if it has no private side and the network has no
   * way to the internet.
   *
   * @default - eks.EndpointAccess.PRIVATE: from within the VPC only
   */
  readonly endpointAccess?: eks.EndpointAccess;

  /**
   * Logs of the control plane.
   *
   * @default - API server, audit and authenticator, kept for three months, in a log group that outlives the stack
   */
  readonly controlPlaneLogs?: ControlPlaneLogs;

  /**
   * Roles that administer the cluster through the Kubernetes API, such as those of your single sign-on.
   *
   * Nobody else does, except CDK's handler: CloudFormation, which creates the cluster, is given no access.
   *
   * @default - none; see `grantKubernetesAccess`
   */
  readonly admins?: iam.IRole[];

  /**
   * The nodes of controllers.
   *
   * @default - three m5.xlarge, up to nine, not tainted
   */
  readonly coreNodes?: CoreNodesOptions;

  /**
   * Add-ons.
   *
   * @default ClusterAddons.minimal()
   */
  readonly addons?: ClusterAddons;

  /**
   * How Karpenter is installed.
   *
   * @default - the defaults of `KarpenterOptions`
   */
  readonly karpenter?: KarpenterOptions;

  /**
   * The node class of pools that name none.
   *
   * @default - the defaults of `SparkNodeClassOptions`
   */
  readonly defaultNodeClass?: SparkNodeClassOptions;

  /**
   * Where charts and images come from. A network without internet needs both.
   *
   * @default - their public registries
   */
  readonly mirrors?: ArtifactMirrors;

  /**
   * What protects the cluster from accidents, and its secrets from readers.
   *
   * @default - it can be deleted, is not upgraded at the end of standard support, and has a key of its own for secrets
   */
  readonly protection?: ClusterProtection;

  /**
   * What the deletion of the cluster takes along that CloudFormation does not know: jobs, nodes, load balancers, volumes.
   *
   * @default - all that carries the tags of the cluster
   */
  readonly cleanUp?: CleanUpOptions;

  /**
   * Whether the stack shows the command that configures kubectl, as output `ConfigureKubectl`.
   *
   * @default true
   */
  readonly outputs?: boolean;
}
