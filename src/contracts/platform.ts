import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { IConstruct, IDependable } from 'constructs';
import type { ISparkNodePool } from './node-pool';

/** The parts of a cluster that constructs wait for, in the order of their creation. */
export interface ClusterOrder {
  /** Core nodes and the add-ons of every cluster: controllers wait for them. */
  readonly coreCapacity: IDependable;
  /** Karpenter with all it needs: node classes wait for it, so that they are deleted while it still runs. */
  readonly karpenterReady: IDependable;
  /** Node pools known to the cluster so far and later: virtual clusters wait for them, so that they are deleted first. */
  readonly nodePoolsReady: IDependable;
  /**
   * The end of jobs and nodes when the cluster is deleted: managed endpoints wait for it, so that they are deleted first.
   *
   * @default - none, as for imported clusters
   */
  readonly drain?: IDependable;
}

/** An add-on that a cluster has. */
export interface InstalledAddon {
  /** The add-on itself: whoever depends on it is created after it and deleted before it. */
  readonly ready: IDependable;
  /** Role under which it calls AWS. @default - none, or not known, as it may be of imported clusters */
  readonly role?: iam.IRole;
}

/** The IAM identity provider of a cluster, for IAM roles for service accounts (IRSA). */
export interface OidcProviderReference {
  /** ARN of the identity provider. */
  readonly oidcProviderArn: string;
  /** Issuer without "https://". */
  readonly oidcIssuer: string;
}

/** The facts of a team that its cluster needs to know. */
export interface IClusterTeam extends IConstruct {
  /** Kubernetes namespace, always a literal. */
  readonly namespace: string;
  /** ARN of the EMR virtual cluster. */
  readonly virtualClusterArn: string;
  /** Log group of the team's jobs. */
  readonly logGroup: logs.ILogGroup;
  /** Location of the jobs' logs in S3, `s3://bucket/prefix/`. @default - CloudWatch only */
  readonly logUri?: string;
}

/**
 * The plumbing between a cluster and the constructs of this library: node pools, teams, controllers and storage call it.
 *
 * Constructs of your own may call it too, such as one that installs an admission webhook.
 */
export interface IClusterPlatform {
  /** The parts of the cluster that constructs wait for. */
  readonly order: ClusterOrder;

  /**
   * Role of Karpenter's controller, which must be allowed to use the keys of node volumes.
   *
   * @default - not known, as it may be of imported clusters
   */
  readonly karpenterRole?: iam.IRole;

  /** Lets the control plane call an admission or conversion webhook on the nodes. TCP, 1 to 65535, a literal; a port may be named twice. */
  openWebhookPort(port: number): void;

  /**
   * The add-on of that name, such as "aws-fsx-csi-driver", installed now if nothing has asked for it before.
   *
   * Throws if neither the cluster nor this library has such an add-on. An imported cluster must have it already: throws unless its `addons`
   * say so.
   */
  requireAddon(addonName: string): InstalledAddon;

  /** The add-on of that name, or undefined if the cluster has none, as far as is known. */
  tryFindAddon(addonName: string): InstalledAddon | undefined;

  /**
   * The IAM identity provider of the cluster, made when the first construct asks for it; IAM takes one per cluster and account.
   *
   * An imported cluster must have it already: throws unless its `oidcProvider` is given.
   */
  requireOidcProvider(): OidcProviderReference;

  /** Lets internal load balancers connect to pods and nodes; whoever needs them waits for the result. */
  admitLoadBalancers(): IDependable;

  /** Makes a node pool known, for ordering and unique names. Called by `SparkNodePool`. Throws if another pool has its name. */
  registerNodePool(pool: ISparkNodePool): void;

  /** Makes a team known, for unique namespaces. Called by `EmrTeam`. Throws if another team has its namespace. */
  registerTeam(team: IClusterTeam): void;
}
