import { shown } from '../../private/checks';
import { refuse } from '../../private/refusal';

/**
 * Lustre's version on the file system.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/lustre-client-matrix.html
 */
export enum FsxLustreVersion {
  /** For scratch file systems and PERSISTENT_1; no data repository associations. */
  V2_10 = '2.10',
  /** For all deployments. */
  V2_12 = '2.12',
  /** For all deployments; recommended by AWS. */
  V2_15 = '2.15',
}

interface DeploymentSpec {
  readonly type: string;
  readonly storageType: string;
  readonly throughputMBpsPerTiB?: number;
  readonly driveCache?: string;
  /** Smallest capacity beside the multiples of `step`, in GiB. */
  readonly smallest?: number;
  /** Capacity is a multiple of it, in GiB. */
  readonly step: number;
  readonly versions: FsxLustreVersion[];
}

const { V2_10, V2_12, V2_15 } = FsxLustreVersion;

/**
 * Capacity of SSD.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html
 *   (StorageCapacity)
 */
const SSD = { storageType: 'SSD', smallest: 1200, step: 2400 };

/** Throughput a TiB, from the same page (PerUnitStorageThroughput); on HDD, the step of the capacity depends on it. */
const PERSISTENT_1 = [50, 100, 200];
const PERSISTENT_1_HDD: { readonly [throughputMBpsPerTiB: number]: number } = { 12: 6000, 40: 1800 };
const PERSISTENT_2 = [125, 250, 500, 1000];

/**
 * Hardware and durability of an FSx for Lustre file system.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/using-fsx-lustre.html
 */
export class FsxDeployment {
  /** SCRATCH_2: SSD, 200 MB/s a TiB, not replicated. Enough for shuffle files, at the lowest price. */
  public static readonly SCRATCH_2 = new FsxDeployment({ type: 'SCRATCH_2', ...SSD, versions: [V2_10, V2_12, V2_15] });

  /**
   * PERSISTENT_1 on SSD, replicated within its zone.
   *
   * @param throughputMBpsPerTiB MB/s a TiB: 50, 100 or 200; a literal
   */
  public static persistent1(throughputMBpsPerTiB: number): FsxDeployment {
    validateThroughput(throughputMBpsPerTiB, PERSISTENT_1, 'PERSISTENT_1 on SSD');
    return new FsxDeployment({ type: 'PERSISTENT_1', ...SSD, throughputMBpsPerTiB, versions: [V2_10, V2_12, V2_15] });
  }

  /**
   * PERSISTENT_1 on HDD, replicated within its zone. Capacity is a multiple of 6000 GiB at 12 MB/s a TiB, of 1800 GiB
   * at 40.
   *
   * @param throughputMBpsPerTiB MB/s a TiB: 12 or 40; a literal
   * @param readCache an SSD cache of 20 % of the capacity serves reads, at a price of its own
   */
  public static persistent1Hdd(throughputMBpsPerTiB: number, readCache: boolean = false): FsxDeployment {
    validateThroughput(throughputMBpsPerTiB, Object.keys(PERSISTENT_1_HDD).map(Number), 'PERSISTENT_1 on HDD');
    const driveCache = readCache ? 'READ' : 'NONE';
    return new FsxDeployment({
      type: 'PERSISTENT_1',
      storageType: 'HDD',
      throughputMBpsPerTiB,
      driveCache,
      step: PERSISTENT_1_HDD[throughputMBpsPerTiB],
      versions: [V2_10, V2_12, V2_15],
    });
  }

  /**
   * PERSISTENT_2 on SSD, replicated within its zone, of the newer generation.
   *
   * @param throughputMBpsPerTiB MB/s a TiB: 125, 250, 500 or 1000; a literal
   */
  public static persistent2(throughputMBpsPerTiB: number): FsxDeployment {
    validateThroughput(throughputMBpsPerTiB, PERSISTENT_2, 'PERSISTENT_2');
    return new FsxDeployment({ type: 'PERSISTENT_2', ...SSD, throughputMBpsPerTiB, versions: [V2_12, V2_15] });
  }

  /** Type, in the words of FSx: "SCRATCH_2", "PERSISTENT_1" or "PERSISTENT_2". */
  public readonly deploymentType: string;
  /** "SSD" or "HDD". */
  public readonly storageType: string;
  /** Throughput that is paid for, in MB/s for each TiB. @default - that of the deployment type */
  public readonly throughputMBpsPerTiB?: number;

  private constructor(
    /** @internal */
    public readonly _spec: DeploymentSpec,
  ) {
    this.deploymentType = _spec.type;
    this.storageType = _spec.storageType;
    this.throughputMBpsPerTiB = _spec.throughputMBpsPerTiB;
  }

  /** True if data survives the failure of a file server. */
  public get isPersistent(): boolean {
    return this.deploymentType.startsWith('PERSISTENT');
  }

  /** The least capacity, in GiB. @internal */
  public get _smallest(): number {
    return this._spec.smallest ?? this._spec.step;
  }

  /** True for a capacity that FSx has, in GiB. @internal */
  public _allows(gibibytes: number): boolean {
    const { smallest, step } = this._spec;
    return gibibytes === smallest || (gibibytes > 0 && gibibytes % step === 0);
  }

  /** The rule in words. @internal */
  public get _capacityRule(): string {
    const { smallest, step } = this._spec;
    return smallest === undefined ? `a multiple of ${step} GiB` : `${smallest} GiB or a multiple of ${step} GiB`;
  }

  /** The legal capacities around one that is not. @internal */
  public _neighbours(gibibytes: number): string {
    const { smallest, step } = this._spec;
    const below = Math.floor(gibibytes / step) * step;
    const candidates = [below, smallest ?? 0, below + step].filter((capacity) => capacity > 0).sort((a, b) => a - b);
    const lower = candidates.filter((capacity) => capacity < gibibytes).pop();
    const higher = candidates.find((capacity) => capacity > gibibytes);
    return [lower, higher].filter((capacity) => capacity !== undefined).map((capacity) => `${capacity}`).join(' or ');
  }

  /** Name for messages. @internal */
  public get _title(): string {
    return this.storageType === 'HDD'
      ? `${this.deploymentType} on HDD with ${this.throughputMBpsPerTiB} MB/s a TiB`
      : this.deploymentType;
  }
}

function validateThroughput(value: number, legal: number[], title: string): void {
  if (!legal.includes(value)) {
    const must = `be ${legal.slice(0, -1).join(', ')} or ${legal.at(-1)} MB/s a TiB for ${title}`;
    const refusal = { prop: 'throughputMBpsPerTiB', must, got: shown(value), fix: 'choose one of them' };
    refuse(undefined, 'storage:throughput', refusal);
  }
}
