import { memoryOverheadMiB, podRequest, type SparkContainerSpec, sparkContainerRequest } from '../../../src/jobs/manifests/requests';

// Pods that real Spark 3.5.6 created in cluster mode, 2026-11-23: memory request in MiB of driver and executor.
const JVM: SparkContainerSpec = { cores: 1, memoryMiB: 4096, python: false };
const PYTHON: SparkContainerSpec = { ...JVM, python: true };
const memory = (spec: SparkContainerSpec) => sparkContainerRequest(spec).memoryMiB;
/** Off-heap memory and Python memory are the executors' only. */
const pair = (driver: SparkContainerSpec, executor: Partial<SparkContainerSpec> = {}) => [memory(driver), memory({ ...driver, ...executor })];

describe('sparkContainerRequest()', () => {
  test.each([
    ['JVM 4g', pair(JVM), [4505, 4505]],
    ['Python 4g', pair(PYTHON), [5734, 5734]],
    ['JVM 1g, on the floor of 384 MiB', pair({ ...JVM, memoryMiB: 1024 }), [1408, 1408]],
    ['Python 1g, above the floor', pair({ ...PYTHON, memoryMiB: 1024 }), [1433, 1433]],
    ['Python 6g', pair({ ...PYTHON, memoryMiB: 6144 }), [8601, 8601]],
    ['JVM, memoryOverhead=1g on both', pair({ ...JVM, memoryOverheadMiB: 1024 }), [5120, 5120]],
    ['Python, memoryOverhead=1g on both', pair({ ...PYTHON, memoryOverheadMiB: 1024 }), [5120, 5120]],
    ['Python, executor overhead 1g and executor factor 0.4', pair(PYTHON, { memoryOverheadMiB: 1024, roleFactor: 0.4 }), [5734, 5120]],
    ['Python, pyspark.memory=1g', pair(PYTHON, { pySparkMemoryMiB: 1024 }), [5734, 6758]],
    ['JVM, pyspark.memory=1g, ignored', pair(JVM, { pySparkMemoryMiB: 1024 }), [4505, 4505]],
    ['JVM, off-heap 1g', pair(JVM, { offHeapMiB: 1024 }), [4505, 5529]],
    ['Python, off-heap 1g', pair(PYTHON, { offHeapMiB: 1024 }), [5734, 6758]],
    ['JVM, off-heap not enabled', pair(JVM, { offHeapMiB: undefined }), [4505, 4505]],
    ['factors: executor 0.2, driver 0.3', pair({ ...JVM, roleFactor: 0.3 }, { roleFactor: 0.2 }), [5324, 4915]],
    ['kubernetes.memoryOverheadFactor=0.2', pair({ ...JVM, kubernetesFactor: 0.2 }), [4915, 4915]],
    ['Python, kubernetes factor 0.3 and executor factor 0.1', pair({ ...PYTHON, kubernetesFactor: 0.3 }, { roleFactor: 0.1 }), [5324, 4505]],
    ['Python, driver factor 0.1 only', pair({ ...PYTHON, roleFactor: 0.1 }, { roleFactor: undefined }), [4505, 5734]],
  ])('requests what Spark does: %s', (_case, requested, measured) => {
    expect(requested).toEqual(measured);
  });

  test.each([
    ['executor.cores=4', { ...JVM, cores: 4 }, 4000],
    ['driver.cores=2', { ...JVM, cores: 2 }, 2000],
    ['request.cores=500m', { ...JVM, requestMillis: 500 }, 500],
  ])('requests the CPU that Spark does: %s', (_case, spec, cpuMillis) => {
    expect(sparkContainerRequest(spec).cpuMillis).toBe(cpuMillis);
  });

  test('requests ephemeral storage when there is any', () => {
    expect(sparkContainerRequest({ ...JVM, ephemeralStorageMiB: 1024 })).toEqual({ cpuMillis: 1000, memoryMiB: 4505, ephemeralStorageMiB: 1024 });
    expect(sparkContainerRequest(JVM)).toEqual({ cpuMillis: 1000, memoryMiB: 4505 });
  });
});

describe('memoryOverheadMiB()', () => {
  test.each([[3840, 384], [3839, 384], [3850, 385]])('is a tenth of %i MiB, at least 384: %i', (memoryMiB, overhead) => {
    expect(memoryOverheadMiB({ ...JVM, memoryMiB })).toBe(overhead);
  });
});

describe('podRequest()', () => {
  const small = { cpuMillis: 100, memoryMiB: 200 };

  test('sums containers', () => {
    expect(podRequest([{ cpuMillis: 1000, memoryMiB: 4505, ephemeralStorageMiB: 10 }, small])).toEqual({
      cpuMillis: 1100, memoryMiB: 4705, ephemeralStorageMiB: 10,
    });
  });

  test('takes the largest init container where it is more', () => {
    const initContainers = [{ cpuMillis: 150, memoryMiB: 900 }, { cpuMillis: 300, memoryMiB: 10 }];
    expect(podRequest([small, small], initContainers)).toEqual({ cpuMillis: 300, memoryMiB: 900 });
  });
  test('counts an init container that stays with the containers, and with the init containers after it', () => {
    const stays = { cpuMillis: 50, memoryMiB: 64, stays: true };
    expect(podRequest([small], [stays])).toEqual({ cpuMillis: 150, memoryMiB: 264 });
    expect(podRequest([small], [stays, { cpuMillis: 300, memoryMiB: 10 }])).toEqual({ cpuMillis: 350, memoryMiB: 264 });
    expect(podRequest([small], [{ cpuMillis: 300, memoryMiB: 10 }, stays])).toEqual({ cpuMillis: 300, memoryMiB: 264 });
  });

  test('rounds up to whole units, but not for what fractions only seem to add', () => {
    const fractions = { cpuMillis: 0.1 * 3 * 1000, memoryMiB: 1e9 / 2 ** 20, ephemeralStorageMiB: 0.25 };
    expect(podRequest([fractions])).toEqual({ cpuMillis: 300, memoryMiB: 954, ephemeralStorageMiB: 1 });
  });
});
