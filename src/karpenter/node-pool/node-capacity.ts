import { instanceFamily, vcpusOf, type InstanceFamily } from './instance-families';
import { CpuArchitecture, type NodeReservation } from '../../contracts/node-pool';
import { quantityValue } from '../../kubernetes/quantity';

/** Capacity of a node. */
export interface NodeSize {
  readonly milliVcpus: number;
  readonly memoryMiB: number;
}

/**
 * Share of memory that Karpenter leaves to the hypervisor: its setting `vmMemoryOverheadPercent`.
 *
 * @see https://karpenter.sh/docs/reference/settings/
 */
const VM_MEMORY_OVERHEAD = 0.075;

/**
 * Memory that Graviton keeps for contiguous allocations.
 *
 * @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/providers/instancetype/types.go `memory`
 */
const GRAVITON_CMA_MIB = 64;

/**
 * kubelet's hard eviction threshold for memory on EKS images.
 *
 * @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/providers/instancetype/types.go
 *   `evictionThreshold`
 */
const EVICTION_MEMORY = '100Mi';

/**
 * CPU that EKS keeps for Kubernetes: 6 % of the first vCPU, 1 % of the second, 0.5 % of the next two, 0.25 % of the
 * others.
 *
 * @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/providers/instancetype/types.go
 *   `kubeReservedResources`
 */
const KUBE_RESERVED_CPU = [
  { from: 0, to: 1000, share: 0.06 },
  { from: 1000, to: 2000, share: 0.01 },
  { from: 2000, to: 4000, share: 0.005 },
  { from: 4000, to: Infinity, share: 0.0025 },
];

/**
 * Requests of the DaemonSets of every cluster on each node: kube-proxy 100m; VPC CNI 2 × 25m; EBS CSI driver 3 × 10m
 * and 3 × 40Mi.
 *
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/master/charts/aws-vpc-cni/values.yaml
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml
 */
const DAEMON_SETS: NodeSize = { milliVcpus: 180, memoryMiB: 120 };

/**
 * Capacity of a node for pods of a job, as Karpenter reckons it before the node exists, less the DaemonSets of every
 * cluster.
 *
 * @see https://karpenter.sh/docs/reference/instance-types/
 */
export function podsCapacity(family: InstanceFamily, vcpus: number, reservation: NodeReservation = {}): NodeSize {
  const cma = family.architecture === CpuArchitecture.ARM64 ? GRAVITON_CMA_MIB : 0;
  const nominalMiB = memoryMiB(family, vcpus) - cma;
  const nodeMiB = nominalMiB - Math.ceil(nominalMiB * VM_MEMORY_OVERHEAD);
  const maxPods = reservation.maxPods ?? family.podsByVcpus[vcpus];
  const systemMilliVcpus = 1000 * (reservation.systemReservedVcpus ?? 0);
  const systemMiB = reservation.systemReservedMemoryMiB ?? 0;
  const kubeMilliVcpus = reservation.kubeReservedVcpus === undefined
    ? kubeReservedMilliVcpus(vcpus)
    : reservation.kubeReservedVcpus * 1000;
  const kubeMiB = reservation.kubeReservedMemoryMiB ?? 255 + 11 * maxPods;
  return {
    milliVcpus: Math.floor(vcpus * 1000 - kubeMilliVcpus - systemMilliVcpus - DAEMON_SETS.milliVcpus),
    memoryMiB: nodeMiB - kubeMiB - systemMiB - evictionMiB(reservation.evictionMemory, nodeMiB) - DAEMON_SETS.memoryMiB,
  };
}

/** Memory of a size as EC2 sells it, in MiB. */
export function memoryMiB(family: InstanceFamily, vcpus: number): number {
  return Math.floor(family.memoryMiBPerVcpu * vcpus);
}

/** An instance that a pool may start. */
export interface PoolInstance {
  readonly family: InstanceFamily;
  readonly vcpus: number;
}

/** The instances of these sizes, of the families that are known. */
export function poolInstances(families: string[], vcpus: number[]): PoolInstance[] {
  return families.flatMap((name) => {
    const family = instanceFamily(name);
    if (family === undefined) {
      return [];
    }
    return vcpusOf(family).filter((size) => vcpus.includes(size)).map((size) => ({ family, vcpus: size }));
  });
}

function evictionMiB(threshold: string = EVICTION_MEMORY, nodeMiB: number): number {
  return Math.ceil(threshold.endsWith('%') ? nodeMiB * parseFloat(threshold) / 100 : quantityValue(threshold) / 2 ** 20);
}

function kubeReservedMilliVcpus(vcpus: number): number {
  const milli = vcpus * 1000;
  return KUBE_RESERVED_CPU
    .map(({ from, to, share }) => Math.floor(Math.max(0, Math.min(milli, to) - from) * share))
    .reduce((sum, part) => sum + part, 0);
}
