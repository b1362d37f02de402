import { instanceFamily, vcpusOf } from './instance-families';
import { CpuArchitecture } from '../../contracts/node-pool';

/** The span of vCPUs that presets cover: large enough for an executor or two, small enough to be had as spot. */
const VCPU_SPAN = { min: 4, max: 36 };

interface PresetSpec {
  readonly nodePoolName: string;
  readonly nodeGroupType: string;
  readonly families: string[];
  readonly fallbackFamilies: string[];
  readonly architecture: CpuArchitecture;
}

/** A choice of instances that suits a kind of Spark job; all of them have local NVMe. */
export class SparkNodePoolPreset {
  /** c5d: 2 GiB a vCPU, amd64. For jobs bound by CPU. Falls back to c5ad, c6id and c8id. */
  public static readonly COMPUTE_OPTIMIZED = new SparkNodePoolPreset({
    nodePoolName: 'spark-compute-optimized',
    nodeGroupType: 'SparkComputeOptimized',
    families: ['c5d'],
    fallbackFamilies: ['c5ad', 'c6id', 'c8id'],
    architecture: CpuArchitecture.AMD64,
  });

  /** r5d: 8 GiB a vCPU, amd64. For jobs that cache and join. Falls back to r5ad, r5dn, r6id, r6idn and r8id. */
  public static readonly MEMORY_OPTIMIZED = new SparkNodePoolPreset({
    nodePoolName: 'spark-memory-optimized',
    nodeGroupType: 'SparkMemoryOptimized',
    families: ['r5d'],
    fallbackFamilies: ['r5ad', 'r5dn', 'r6id', 'r6idn', 'r8id'],
    architecture: CpuArchitecture.AMD64,
  });

  /** r6gd: 8 GiB a vCPU, arm64, at a lower price; images must be built for arm64. Falls back to r7gd and r8gd. */
  public static readonly GRAVITON_MEMORY_OPTIMIZED = new SparkNodePoolPreset({
    nodePoolName: 'spark-graviton-memory-optimized',
    nodeGroupType: 'SparkGravitonMemoryOptimized',
    families: ['r6gd'],
    fallbackFamilies: ['r7gd', 'r8gd'],
    architecture: CpuArchitecture.ARM64,
  });

  private constructor(private readonly spec: PresetSpec) {}

  /**
   * The same with families of the same kind besides, from which EC2 chooses where the first is short or dearer.
   *
   * More families make spot capacity likelier to be found and to last. They are chosen from together, not in order.
   */
  public withFallbackFamilies(): SparkNodePoolPreset {
    const { families, fallbackFamilies } = this.spec;
    return new SparkNodePoolPreset({ ...this.spec, families: [...families, ...fallbackFamilies], fallbackFamilies: [] });
  }

  /** Name of a pool of this preset that is given no other. */
  public get nodePoolName(): string {
    return this.spec.nodePoolName;
  }

  /** Value of the label `NodeGroupType` on its nodes. */
  public get nodeGroupType(): string {
    return this.spec.nodeGroupType;
  }

  /** Instance families. */
  public get families(): string[] {
    return [...this.spec.families];
  }

  /** vCPUs of the instances, ascending. */
  public get vcpus(): number[] {
    return usualVcpus(this.spec.families);
  }

  /** CPU architecture of the families. */
  public get architecture(): CpuArchitecture {
    return this.spec.architecture;
  }
}

/** The sizes of the families, as far as they are known, that presets use. */
export function usualVcpus(families: string[]): number[] {
  const sizes = families.flatMap((family) => {
    const known = instanceFamily(family);
    return known === undefined ? [] : vcpusOf(known);
  });
  return [...new Set(sizes)].filter((size) => size >= VCPU_SPAN.min && size <= VCPU_SPAN.max).sort((a, b) => a - b);
}
