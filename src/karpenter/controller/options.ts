import type { Duration } from 'aws-cdk-lib';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { ControllerResources } from '../../contracts/controller';

/**
 * Resolver of names in the controller's pods.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
 */
export enum KarpenterDnsPolicy {
  /** The resolver of the VPC: Karpenter can start nodes while CoreDNS is down. */
  DEFAULT = 'Default',
  /** CoreDNS. */
  CLUSTER_FIRST = 'ClusterFirst',
}

/** Level of the controller's log. */
export enum KarpenterLogLevel {
  /** Every decision. */
  DEBUG = 'debug',
  /** Changes and their reasons. */
  INFO = 'info',
  /** Failures only. */
  ERROR = 'error',
}

/** Treatment of preferences (preferred affinity, `ScheduleAnyway` spread) that need another node. */
export enum KarpenterPreferencePolicy {
  /** They are honoured when nodes are planned. */
  RESPECT = 'Respect',
  /** They are left out, which packs nodes denser. */
  IGNORE = 'Ignore',
}

/** Treatment of `minValues` that cannot be met. */
export enum KarpenterMinValuesPolicy {
  /** No node starts. */
  STRICT = 'Strict',
  /** A node starts with fewer choices. */
  BEST_EFFORT = 'BestEffort',
}

/**
 * Features of Karpenter that are not yet, or not always, on.
 *
 * @see https://karpenter.sh/docs/reference/settings/#feature-gates
 */
export interface KarpenterFeatureGates {
  /** Replaces nodes that report bad health (alpha). @default false */
  readonly nodeRepair?: boolean;
  /** `NodeOverlay` objects, which adjust prices and capacity (alpha). @default false */
  readonly nodeOverlay?: boolean;
  /** On-demand capacity reservations that a node class selects (beta). @default true */
  readonly reservedCapacity?: boolean;
  /** Replaces spot nodes by cheaper spot nodes (alpha). @default false */
  readonly spotToSpotConsolidation?: boolean;
  /** Node pools with a fixed number of nodes (alpha). @default false */
  readonly staticCapacity?: boolean;
  /** `CapacityBuffer` objects, which keep nodes warm (alpha). @default false */
  readonly capacityBuffer?: boolean;
}

/** Settings of the controller. @see https://karpenter.sh/docs/reference/settings/ */
export interface KarpenterSettings {
  /**
   * Longest time for which pending pods are collected before nodes are planned.
   *
   * Whole seconds, not less than `batchIdleDuration`. More makes fewer and larger nodes for a job's burst of executors.
   *
   * @default Duration.seconds(10)
   */
  readonly batchMaxDuration?: Duration;
  /** Pause between pending pods that ends the collection. Whole seconds, 1 or more. @default Duration.seconds(1) */
  readonly batchIdleDuration?: Duration;
  /** Treatment of preferences. @default KarpenterPreferencePolicy.RESPECT */
  readonly preferencePolicy?: KarpenterPreferencePolicy;
  /** Treatment of `minValues` that cannot be met. @default KarpenterMinValuesPolicy.STRICT */
  readonly minValuesPolicy?: KarpenterMinValuesPolicy;
  /**
   * Share of a node's memory that the hypervisor keeps, 0 or more and less than 1.
   *
   * Jobs are checked at synthesis with the default; a larger share leaves them less than was checked.
   *
   * @default 0.075
   */
  readonly vmMemoryOverheadPercent?: number;
  /** Network interfaces per node that carry no pods; 1 with custom networking of the VPC CNI. 0 or more. @default 0 */
  readonly reservedEnis?: number;
  /** True if pods that claim devices through dynamic resource allocation are left to others. @default true */
  readonly ignoreDraRequests?: boolean;
  /** True if node classes are taken as valid without a trial call to EC2. @default false */
  readonly disableDryRun?: boolean;
  /** Time between two look-ups of AMIs. Whole seconds, 1 minute or more. @default Duration.minutes(1) */
  readonly amiRefreshInterval?: Duration;
  /** Time between two look-ups of subnets. Whole seconds, 1 minute or more. @default Duration.minutes(1) */
  readonly subnetRefreshInterval?: Duration;
}

/** Options of Karpenter. */
export interface KarpenterOptions {
  /**
   * Release of Karpenter, `<major>.<minor>.<patch>` without "v".
   *
   * Throws if it is older than 1.9, or too old or too new for the cluster's Kubernetes. Other releases than the default
   * are installed with a warning: node pools are checked against the rules of the default release.
   *
   * @default "1.14.1"
   * @see https://karpenter.sh/docs/upgrading/compatibility/
   */
  readonly version?: string;

  /**
   * Pods of the controller; one leads, the others wait. 1 or more.
   *
   * Each needs a core node of its own, in different zones.
   *
   * @default 2
   */
  readonly replicas?: number;

  /** Requests and limits of each pod. @default - 1 vCPU and 1 GiB, upstream's advice */
  readonly resources?: ControllerResources;

  /** Resolver of names in the pods. @default KarpenterDnsPolicy.DEFAULT */
  readonly dnsPolicy?: KarpenterDnsPolicy;

  /** Level of the controller's log. @default KarpenterLogLevel.INFO */
  readonly logLevel?: KarpenterLogLevel;

  /** Settings of the controller. @default - those of the chart */
  readonly settings?: KarpenterSettings;

  /** Features to switch on or off. @default - those of the chart */
  readonly featureGates?: KarpenterFeatureGates;

  /** Further environment variables of the controller. Throws if they set `AWS_REGION`. @default - none */
  readonly environment?: { [name: string]: string };

  /**
   * Further values of the chart, merged at every depth over ours.
   *
   * Throws if they change a value that the construct relies on: the cluster's name, the queue, the service account, the
   * environment. With `mirrors.imageRegistry` the image keeps the digest that the chart names, so a mirror must hold
   * upstream's image unchanged (a pull-through cache does, as do `crane copy` and `skopeo copy --all`); otherwise set
   * `controller.image.digest` to "".
   *
   * @default - none
   * @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/charts/karpenter/values.yaml
   */
  readonly values?: { [key: string]: any };

  /**
   * True to create the account's service-linked role for EC2 Spot.
   *
   * An account has one: deployment fails where it exists, and spot capacity where it does not. It stays when the stack
   * is deleted.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
   */
  readonly createSpotServiceLinkedRole?: boolean;
}

/** Props of `Karpenter`. */
export interface KarpenterProps extends KarpenterOptions {
  /** The cluster to install it in. */
  readonly cluster: IEmrEksCluster;
}
