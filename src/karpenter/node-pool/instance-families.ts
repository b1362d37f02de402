import { CpuArchitecture } from '../../contracts/node-pool';

/** Pods that the network interfaces of each size carry without prefix delegation: interfaces × (addresses − 1) + 2. */
type PodsByVcpus = { readonly [vcpus: number]: number };

/** Facts that are the same for every size of an instance family, as DescribeInstanceTypes states it. */
export interface InstanceFamily {
  readonly architecture: CpuArchitecture;
  /** True if each size has local NVMe. */
  readonly instanceStore: boolean;
  readonly memoryMiBPerVcpu: number;
  readonly podsByVcpus: PodsByVcpus;
}

const NVME = true;
const EBS_ONLY = false;

// Data of the EC2 API (DescribeInstanceTypes) as recorded by moto 5.2.5 (2026-11); test/karpenter compares samples with
// https://karpenter.sh/docs/reference/instance-types/. Sizes:
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
const C5: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 36: 234, 48: 234, 72: 737, 96: 737 };
const GEN5: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737 };
const C5N: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 36: 234, 72: 737 };
const AMD6: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737, 128: 737, 192: 737 };
const GEN6: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737, 128: 737 };
const GEN6N: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737, 128: 786 };
const GRAVITON: PodsByVcpus = { 1: 8, 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737 };
const AMD7: PodsByVcpus = { 1: 8, 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737, 128: 737, 192: 737 };
const GEN7: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737, 192: 737 };
const FLEX7: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737 };
const AMD8: PodsByVcpus = { 1: 8, 2: 59, 4: 78, 8: 158, 16: 314, 32: 392, 48: 758, 64: 1010, 96: 1010, 192: 1514 };
const GRAVITON8: PodsByVcpus = { 1: 8, 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 737, 192: 737 };
const GEN8: PodsByVcpus = {
  2: 59, 4: 118, 8: 118, 16: 394, 32: 492, 48: 590, 64: 1010, 96: 1010, 128: 1514, 192: 1514, 384: 1514,
};
const R7IZ: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 128: 737 };
const I3EN: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 12: 58, 24: 234, 48: 234, 96: 737 };
const I4G: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 64: 737 };
const I4I: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 16: 234, 32: 234, 48: 234, 64: 737, 96: 437, 128: 737 };
const I7IE: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 12: 58, 24: 234, 48: 394, 72: 737, 96: 737, 192: 737 };
const I8GE: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 12: 176, 24: 292, 48: 350, 72: 786, 96: 786, 192: 1178 };
const IS4GEN: PodsByVcpus = { 1: 8, 2: 29, 4: 58, 8: 58, 16: 234, 32: 234 };
const D3: PodsByVcpus = { 4: 10, 8: 18, 16: 38, 32: 59 };
const D3EN: PodsByVcpus = { 4: 10, 8: 18, 16: 38, 24: 58, 32: 78, 48: 89 };
const X2IDN: PodsByVcpus = { 64: 737, 96: 737, 128: 737 };
const X2IEDN: PodsByVcpus = { 4: 58, 8: 58, 16: 234, 32: 234, 64: 737, 96: 737, 128: 737 };
const Z1D: PodsByVcpus = { 2: 29, 4: 58, 8: 58, 12: 234, 24: 234, 48: 737 };

/**
 * Families on the Nitro hypervisor that suit Spark; bare-metal sizes are left out, as `instance-hypervisor: nitro`
 * leaves them out.
 */
const FAMILIES: { readonly [family: string]: InstanceFamily } = {
  'c5': x86(2, EBS_ONLY, C5),
  'c5a': x86(2, EBS_ONLY, GEN5),
  'c5ad': x86(2, NVME, GEN5),
  'c5d': x86(2, NVME, C5),
  'c5n': x86(2.625, EBS_ONLY, C5N),
  'c6a': x86(2, EBS_ONLY, AMD6),
  'c6i': x86(2, EBS_ONLY, GEN6),
  'c6id': x86(2, NVME, GEN6),
  'c6in': x86(2, EBS_ONLY, GEN6N),
  'c6g': graviton(2, EBS_ONLY, GRAVITON),
  'c6gd': graviton(2, NVME, GRAVITON),
  'c6gn': graviton(2, EBS_ONLY, GRAVITON),
  'c7a': x86(2, EBS_ONLY, AMD7),
  'c7g': graviton(2, EBS_ONLY, GRAVITON),
  'c7gd': graviton(2, NVME, GRAVITON),
  'c7gn': graviton(2, EBS_ONLY, GRAVITON),
  'c7i': x86(2, EBS_ONLY, GEN7),
  'c7i-flex': x86(2, EBS_ONLY, FLEX7),
  'c8a': x86(2, EBS_ONLY, AMD8),
  'c8g': graviton(2, EBS_ONLY, GRAVITON8),
  'c8gd': graviton(2, NVME, GRAVITON8),
  'c8i': x86(2, EBS_ONLY, GEN8),
  'c8id': x86(2, NVME, GEN8),
  'm5': x86(4, EBS_ONLY, GEN5),
  'm5a': x86(4, EBS_ONLY, GEN5),
  'm5ad': x86(4, NVME, GEN5),
  'm5d': x86(4, NVME, GEN5),
  'm5dn': x86(4, NVME, GEN5),
  'm5n': x86(4, EBS_ONLY, GEN5),
  'm6a': x86(4, EBS_ONLY, AMD6),
  'm6g': graviton(4, EBS_ONLY, GRAVITON),
  'm6gd': graviton(4, NVME, GRAVITON),
  'm6i': x86(4, EBS_ONLY, GEN6),
  'm6id': x86(4, NVME, GEN6),
  'm6idn': x86(4, NVME, GEN6N),
  'm6in': x86(4, EBS_ONLY, GEN6N),
  'm7a': x86(4, EBS_ONLY, AMD7),
  'm7g': graviton(4, EBS_ONLY, GRAVITON),
  'm7gd': graviton(4, NVME, GRAVITON),
  'm7i': x86(4, EBS_ONLY, GEN7),
  'm7i-flex': x86(4, EBS_ONLY, FLEX7),
  'm8a': x86(4, EBS_ONLY, AMD8),
  'm8g': graviton(4, EBS_ONLY, GRAVITON8),
  'm8gd': graviton(4, NVME, GRAVITON8),
  'm8i': x86(4, EBS_ONLY, GEN8),
  'm8id': x86(4, NVME, GEN8),
  'r5': x86(8, EBS_ONLY, GEN5),
  'r5a': x86(8, EBS_ONLY, GEN5),
  'r5ad': x86(8, NVME, GEN5),
  'r5b': x86(8, EBS_ONLY, GEN5),
  'r5d': x86(8, NVME, GEN5),
  'r5dn': x86(8, NVME, GEN5),
  'r5n': x86(8, EBS_ONLY, GEN5),
  'r6a': x86(8, EBS_ONLY, AMD6),
  'r6g': graviton(8, EBS_ONLY, GRAVITON),
  'r6gd': graviton(8, NVME, GRAVITON),
  'r6i': x86(8, EBS_ONLY, GEN6),
  'r6id': x86(8, NVME, GEN6),
  'r6idn': x86(8, NVME, GEN6N),
  'r6in': x86(8, EBS_ONLY, GEN6N),
  'r7a': x86(8, EBS_ONLY, AMD7),
  'r7g': graviton(8, EBS_ONLY, GRAVITON),
  'r7gd': graviton(8, NVME, GRAVITON),
  'r7i': x86(8, EBS_ONLY, GEN7),
  'r7iz': x86(8, EBS_ONLY, R7IZ),
  'r8a': x86(8, EBS_ONLY, AMD8),
  'r8g': graviton(8, EBS_ONLY, GRAVITON8),
  'r8gd': graviton(8, NVME, GRAVITON8),
  'r8i': x86(8, EBS_ONLY, GEN8),
  'r8id': x86(8, NVME, GEN8),
  'i3en': x86(8, NVME, I3EN),
  'i4g': graviton(8, NVME, I4G),
  'i4i': x86(8, NVME, I4I),
  'i7i': x86(8, NVME, GEN7),
  'i7ie': x86(8, NVME, I7IE),
  'i8g': graviton(8, NVME, GEN7),
  'i8ge': graviton(8, NVME, I8GE),
  'im4gn': graviton(4, NVME, I4G),
  'is4gen': graviton(6, NVME, IS4GEN),
  'd3': x86(8, NVME, D3),
  'd3en': x86(4, NVME, D3EN),
  'x2gd': graviton(16, NVME, GRAVITON),
  'x2idn': x86(16, NVME, X2IDN),
  'x2iedn': x86(32, NVME, X2IEDN),
  'x8g': graviton(16, EBS_ONLY, GRAVITON8),
  'z1d': x86(8, NVME, Z1D),
};

/**
 * Families that still run on the Xen hypervisor, which pools exclude.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html
 */
const XEN_FAMILIES = new Set([
  'c1', 'c3', 'c4', 'd2', 'h1', 'i2', 'i3', 'm1', 'm2', 'm3', 'm4', 'r3', 'r4', 't1', 't2', 'x1', 'x1e',
]);

/** The facts of a family; undefined for families that this table does not list. */
export function instanceFamily(family: string): InstanceFamily | undefined {
  return Object.prototype.hasOwnProperty.call(FAMILIES, family) ? FAMILIES[family] : undefined;
}

/** True if a family runs on Xen only. */
export function isXenFamily(family: string): boolean {
  return XEN_FAMILIES.has(family);
}

/**
 * The generation as Karpenter labels it: the first number after the letters.
 *
 * @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/providers/instancetype/types.go
 *   `instanceTypeScheme`
 */
export function generationOf(family: string): number | undefined {
  const match = /^[a-z]+(?:-\d+tb)?(\d+)/.exec(family);
  return match === null ? undefined : Number(match[1]);
}

/** vCPU counts of the sizes of a family, ascending. */
export function vcpusOf(family: InstanceFamily): number[] {
  return Object.keys(family.podsByVcpus).map(Number);
}

function x86(gibPerVcpu: number, instanceStore: boolean, podsByVcpus: PodsByVcpus): InstanceFamily {
  return { architecture: CpuArchitecture.AMD64, instanceStore, memoryMiBPerVcpu: gibPerVcpu * 1024, podsByVcpus };
}

function graviton(gibPerVcpu: number, instanceStore: boolean, podsByVcpus: PodsByVcpus): InstanceFamily {
  return { architecture: CpuArchitecture.ARM64, instanceStore, memoryMiBPerVcpu: gibPerVcpu * 1024, podsByVcpus };
}
