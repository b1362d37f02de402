/** One container, as far as the scheduler cares. */
export interface ContainerRequest {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageMiB?: number;
  /** Of an init container: whether it runs on beside the containers. */
  readonly stays?: boolean;
  /** Other resources by their names. */
  readonly extended?: { readonly [name: string]: number };
}

/** Spark's own container. */
export interface SparkContainerSpec {
  readonly cores: number;
  /** Requested cores, when they differ. */
  readonly requestMillis?: number;
  /** Cores that it may use at most, when they are limited. */
  readonly limitMillis?: number;
  readonly memoryMiB: number;
  /** Explicit overhead. */
  readonly memoryOverheadMiB?: number;
  /** `spark.{driver,executor}.memoryOverheadFactor`. */
  readonly roleFactor?: number;
  /** `spark.kubernetes.memoryOverheadFactor`. */
  readonly kubernetesFactor?: number;
  readonly python: boolean;
  /** `spark.executor.pyspark.memory`, of Python executors. */
  readonly pySparkMemoryMiB?: number;
  /** `spark.memory.offHeap.size`, of executors. */
  readonly offHeapMiB?: number;
  readonly ephemeralStorageMiB?: number;
  /** Other resources, of its template and of `spark.{driver,executor}.resource.*`. */
  readonly extended?: { readonly [name: string]: number };
}

// Measured with Spark 3.5.6 in cluster mode (every row of test/jobs/manifests/requests.test.ts); the rule is written at
// https://spark.apache.org/docs/3.5.6/configuration.html (spark.executor.memoryOverhead) and
// https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html (spark.kubernetes.memoryOverheadFactor).
const LEAST_OVERHEAD_MIB = 384;
const JVM_FACTOR = 0.1;
const PYTHON_FACTOR = 0.4;

/** Memory that Spark adds to a container beside the heap, in MiB. */
export function memoryOverheadMiB(spec: SparkContainerSpec): number {
  const factor = spec.roleFactor ?? spec.kubernetesFactor ?? (spec.python ? PYTHON_FACTOR : JVM_FACTOR);
  return spec.memoryOverheadMiB ?? Math.max(Math.floor(factor * spec.memoryMiB), LEAST_OVERHEAD_MIB);
}

/** What Spark's own container requests; its memory limit is the same. */
export function sparkContainerRequest(spec: SparkContainerSpec): ContainerRequest {
  const pySpark = spec.python ? spec.pySparkMemoryMiB ?? 0 : 0;
  return {
    cpuMillis: spec.requestMillis ?? spec.cores * 1000,
    memoryMiB: spec.memoryMiB + memoryOverheadMiB(spec) + pySpark + (spec.offHeapMiB ?? 0),
    ...(spec.ephemeralStorageMiB === undefined ? {} : { ephemeralStorageMiB: spec.ephemeralStorageMiB }),
    ...(spec.extended === undefined ? {} : { extended: spec.extended }),
  };
}

/**
 * What a pod requests: the sum of what runs together, or an init container with those that stay before it, if that is
 * more.
 *
 * Rounded up to whole thousandths of a vCPU and whole MiB.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function podRequest(containers: ContainerRequest[], initContainers: ContainerRequest[] = []): ContainerRequest {
  const together = [...initContainers.filter(({ stays }) => stays), ...containers];
  const largest = (value: (c: ContainerRequest) => number) => {
    const phases = initContainers.map((container, index) => [
      ...initContainers.slice(0, index).filter(({ stays }) => stays), container,
    ]);
    return wholeUp(
      Math.max(...[together, ...phases].map((phase) => phase.reduce((sum, container) => sum + value(container), 0))),
    );
  };
  const ephemeralStorageMiB = largest((container) => container.ephemeralStorageMiB ?? 0);
  const names = [...new Set([...containers, ...initContainers].flatMap(({ extended = {} }) => Object.keys(extended)))].sort();
  const extended = Object.fromEntries(
    names.map((name) => [name, largest((container) => container.extended?.[name] ?? 0)]),
  );
  return {
    cpuMillis: largest((container) => container.cpuMillis),
    memoryMiB: largest((container) => container.memoryMiB),
    ...(ephemeralStorageMiB === 0 ? {} : { ephemeralStorageMiB }),
    ...(names.length === 0 ? {} : { extended }),
  };
}

/** The next whole number, but for what only the representation of fractions adds. */
function wholeUp(value: number): number {
  return Math.ceil(value - 1e-6);
}
