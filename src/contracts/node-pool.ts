import type { IConstruct } from 'constructs';
import type { PodPlacement, SparkRole } from './placement';

/** CPU architecture of nodes, in the words of Kubernetes. */
export enum CpuArchitecture {
  /** x86-64: Intel and AMD. */
  AMD64 = 'amd64',
  /** 64-bit ARM: AWS Graviton. */
  ARM64 = 'arm64',
}

/** Capacity type of a node: how EC2 sells it. */
export enum CapacityType {
  /** Spare capacity, taken back with two minutes' notice. */
  SPOT = 'spot',
  /** Capacity that stays until it is given back. */
  ON_DEMAND = 'on-demand',
}

/** CPU and memory that the nodes of a pool can hold, as far as it is known at synthesis. */
export interface NodePoolCapacity {
  /** CPU architectures that the pool may launch; more than one needs multi-architecture images. */
  readonly architectures: CpuArchitecture[];
  /** Capacity types that the pool may use. */
  readonly capacityTypes: CapacityType[];
  /** True if pods find local NVMe under `emptyDir`. */
  readonly instanceStore: boolean;
  /** Names of the zones in which nodes start; may be tokens. @default - every zone with a data-plane subnet */
  readonly zones?: string[];
  /** vCPUs that pods can request on the largest node, after Kubernetes' own share. @default - not known at synthesis */
  readonly largestNodeVcpus?: number;
  /** Memory that pods can request on the largest node, in MiB, after Kubernetes' own share. @default - not known at synthesis */
  readonly largestNodeMemoryMiB?: number;
  /** vCPUs of all nodes together. @default - no limit */
  readonly limitVcpus?: number;
  /** Memory of all nodes together, in MiB. @default - no limit */
  readonly limitMemoryMiB?: number;
}

/**
 * A taint that new nodes have until something on them removes it. Pods need not tolerate it.
 *
 * @see https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecstartuptaints
 */
export interface StartupTaint {
  /** Key of the taint. */
  readonly key: string;
  /** "NoSchedule" or "NoExecute". */
  readonly effect: string;
}

/** A Karpenter node pool for Spark, created or imported. */
export interface ISparkNodePool extends IConstruct {
  /** Name of the `NodePool` object, always a literal. */
  readonly nodePoolName: string;

  /** CPU and memory that its nodes can hold. @default - not known, as for imported pools: jobs are not checked against it */
  readonly capacity?: NodePoolCapacity;

  /** Selectors and tolerations with which a pod runs on this pool. */
  placement(role: SparkRole): PodPlacement;

  /** Gives new nodes, once, a taint that they have until something on them removes it. Called by whoever mounts volumes on them. */
  addStartupTaint(taint: StartupTaint): void;
}

/** CPU, memory and pods that kubelet keeps from the pods of a node, where a node class changes it. */
export interface NodeReservation {
  /** Pods per node. @default - as many as the network interfaces carry */
  readonly maxPods?: number;
  /** vCPUs kept for Kubernetes. @default - EKS' rule, by the vCPUs of the node */
  readonly kubeReservedVcpus?: number;
  /** Memory kept for Kubernetes, in MiB. @default - EKS' rule, by the pods of the node */
  readonly kubeReservedMemoryMiB?: number;
  /** vCPUs kept for the operating system. @default 0 */
  readonly systemReservedVcpus?: number;
  /** Memory kept for the operating system, in MiB. @default 0 */
  readonly systemReservedMemoryMiB?: number;
  /** Free memory below which pods are evicted, a quantity or a percentage. @default "100Mi" */
  readonly evictionMemory?: string;
}

/** A Karpenter `EC2NodeClass` for Spark, created or imported. */
export interface ISparkNodeClass extends IConstruct {
  /** Name of the `EC2NodeClass` object, always a literal. */
  readonly nodeClassName: string;

  /** True if instance stores become one RAID0 volume under the pods' ephemeral storage. */
  readonly instanceStoreRaid0: boolean;

  /** CPU, memory and pods that kubelet keeps from the pods of its nodes. @default - EKS' rules */
  readonly nodeReservation?: NodeReservation;
}
