import type { Duration, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { NodeAmi } from './node-ami';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { NodeReservation } from '../../contracts/node-pool';

/**
 * Kinds of EBS volumes that a node can start from.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
 */
export enum NodeVolumeType {
  /** General purpose SSD; IOPS and throughput apart from the size. */
  GP3 = 'gp3',
  /** General purpose SSD of the older kind; IOPS follow from the size. */
  GP2 = 'gp2',
  /** Provisioned IOPS SSD. */
  IO1 = 'io1',
  /** Provisioned IOPS SSD of higher durability. */
  IO2 = 'io2',
}

/** The volume that holds the operating system, and images and pods where there is no instance store. */
export interface NodeVolumeOptions {
  /** Size. Whole GiB from 20, what the images need, to 59000; 16384 for gp2 and io1. @default Size.gibibytes(100) */
  readonly size?: Size;
  /** Kind of volume. @default NodeVolumeType.GP3 */
  readonly volumeType?: NodeVolumeType;
  /**
   * I/O operations per second: gp3 3000 to 80000 and at most 500 a GiB; io1 100 to 64000 and at most 50 a GiB; io2 100
   * to 256000 and at most 1000 a GiB. Required for io1 and io2; throws with gp2.
   *
   * @default - 3000 for gp3
   */
  readonly iops?: number;
  /** Throughput in MiB/s, gp3 only: 125 to 2000 and at most a quarter of the IOPS. @default - 125 */
  readonly throughputMiBps?: number;
  /** True if the volume is encrypted. Throws if switched off together with `kmsKey`. @default true */
  readonly encrypted?: boolean;
  /**
   * Key that encrypts it. Karpenter's role gets a policy for it, one resource more.
   *
   * If the key's own policy does not leave access to IAM, as CDK's does, call `grantVolumeKey` of `Karpenter` too, or
   * nodes do not start.
   *
   * @default - the account's key for EBS
   */
  readonly kmsKey?: kms.IKey;
}

/**
 * Resources that kubelet keeps from pods.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources/
 */
export interface KubeletReserve {
  /** vCPUs, in thousandths. 0 or more. @default - what EKS reserves */
  readonly vcpus?: number;
  /** Memory. Whole MiB. @default - what EKS reserves */
  readonly memory?: Size;
  /** Ephemeral storage. Whole MiB. @default - what EKS reserves */
  readonly ephemeralStorage?: Size;
  /** Process ids. 0 or more. @default - none */
  readonly pids?: number;
}

/** Settings of kubelet on the nodes. @see https://karpenter.sh/docs/concepts/nodeclasses/#speckubelet */
export interface KubeletSettings {
  /** Pods per node. 1 or more. @default - as many as the network interfaces carry */
  readonly maxPods?: number;
  /** Pods per vCPU, where that gives fewer than `maxPods`. 1 or more. @default - no such limit */
  readonly podsPerCore?: number;
  /** Resources of kubelet and the container runtime. @default - EKS' rule */
  readonly kubeReserved?: KubeletReserve;
  /** Resources of the operating system. @default - nothing */
  readonly systemReserved?: KubeletReserve;
  /**
   * Thresholds by signal at which pods are evicted at once: a quantity ("500Mi") or a percentage ("10%").
   *
   * Signals are memory.available, nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree and
   * pid.available.
   *
   * @default - kubelet's thresholds
   */
  readonly evictionHard?: { [signal: string]: string };
  /**
   * Thresholds at which pods are evicted after a grace period, in the form of `evictionHard`. Each signal needs an
   * `evictionSoftGracePeriod`.
   *
   * @default - never
   */
  readonly evictionSoft?: { [signal: string]: string };
  /** Grace periods of `evictionSoft`, by signal. Whole seconds. @default - none */
  readonly evictionSoftGracePeriod?: { [signal: string]: Duration };
  /** Longest grace period that a pod gets on soft eviction. Whole seconds. @default - none */
  readonly evictionMaxPodGracePeriod?: Duration;
  /** Use of the disk above which unused images are removed, 0 to 100 %, above the low threshold. @default 85 */
  readonly imageGcHighThresholdPercent?: number;
  /** Use of the disk below which they stay, 0 to 100 %. @default 80 */
  readonly imageGcLowThresholdPercent?: number;
  /** IP addresses of DNS servers, 1 or more. @default - found by Karpenter */
  readonly clusterDns?: string[];
  /** True if CPU limits of containers are enforced. @default true */
  readonly cpuCfsQuota?: boolean;
}

/**
 * Access of pods and nodes to the EC2 instance metadata service.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
 */
export interface NodeMetadataOptions {
  /**
   * Network hops that an answer may take, 1 to 64. With 1 only the node and pods in its network namespace see the
   * metadata, and with it the node's role; 2 opens both to every pod that needs them without Pod Identity.
   *
   * @default 1
   */
  readonly httpPutResponseHopLimit?: number;
  /** True if version 2 with its session tokens is required. @default true */
  readonly requireTokens?: boolean;
  /** True if the service answers at all. @default true */
  readonly enabled?: boolean;
  /** True if it answers on IPv6. @default false */
  readonly ipv6?: boolean;
}

/** Options of a node class. */
export interface SparkNodeClassOptions {
  /**
   * Name of the `EC2NodeClass` object. A literal DNS subdomain name, at most 63 characters since it becomes a label.
   *
   * @default "spark"
   */
  readonly nodeClassName?: string;

  /** Image that nodes start from. @default NodeAmi.AL2023 */
  readonly ami?: NodeAmi;

  /** Volume that holds the operating system. @default - 100 GiB of encrypted gp3 */
  readonly rootVolume?: NodeVolumeOptions;

  /**
   * True if instance stores become one RAID0 volume that holds images, pods and their ephemeral volumes.
   *
   * Pools of such a class must have families with instance store.
   *
   * @default true
   * @see https://karpenter.sh/docs/concepts/nodeclasses/#specinstancestorepolicy
   */
  readonly instanceStoreRaid0?: boolean;

  /**
   * User data that Karpenter merges with its own, in the form that the image takes. At most 16384 bytes; may hold
   * tokens.
   *
   * @default - Karpenter's alone
   * @see https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata
   */
  readonly userData?: string;

  /** Settings of kubelet. @default - those of EKS */
  readonly kubelet?: KubeletSettings;

  /** Access to the instance metadata service. @default - version 2 only, from the node itself */
  readonly metadataOptions?: NodeMetadataOptions;

  /** True if CloudWatch receives metrics each minute, at a price per instance. @default false */
  readonly detailedMonitoring?: boolean;

  /** True if nodes have public addresses. @default - as the subnet says */
  readonly associatePublicIpAddress?: boolean;

  /** Placement group in which nodes start, by name. @default - none */
  readonly placementGroupName?: string;

  /** Security groups besides the cluster's for nodes; at most 16 in all. @default - none */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Tags of instances, volumes, network interfaces and launch templates. They win over `Tags.of(…)`, which reaches node
   * classes too.
   *
   * Throws on tags that Karpenter sets itself, and on "aws:…".
   *
   * @default - those of `Tags.of(…)`
   */
  readonly tags?: { [key: string]: string };

  /**
   * Fields merged over the rendered `EC2NodeClass` at every depth, unchecked; lists replace.
   *
   * Throws if they change kind, name, role, instance profile or instance store.
   *
   * @default - none
   * @see https://karpenter.sh/docs/concepts/nodeclasses/
   */
  readonly overrides?: { [key: string]: any };
}

/** Props of `SparkNodeClass`. */
export interface SparkNodeClassProps extends SparkNodeClassOptions {
  /** The cluster whose nodes it describes. */
  readonly cluster: IEmrEksCluster;
}

/** A node class that exists. */
export interface SparkNodeClassAttributes {
  /** Name of the `EC2NodeClass` object, a literal. */
  readonly nodeClassName: string;
  /** True if its `instanceStorePolicy` is RAID0. @default true */
  readonly instanceStoreRaid0?: boolean;
  /** Resources that its `kubelet` settings keep from pods, by which jobs are checked. @default - EKS' rules */
  readonly nodeReservation?: NodeReservation;
}
