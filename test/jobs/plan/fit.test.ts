import { Lazy, Size } from 'aws-cdk-lib';
import type { NodePoolCapacity, TeamLimits, TeamQuota } from '../../../src/contracts';
import { ExecutorAllocation, type SparkJob, type SparkJobOptions } from '../../../src/jobs';
import { ShuffleStorage } from '../../../src/storage';
import { COMPUTE, FakePool, UnknownPool } from '../../support/fake-team';
import { errorOf, fixture, jobOf, profileOf } from '../fixtures';

// The job of `jobOf`: PySpark, driver and executors of 1 core and 4096 MiB, so 1.1 vCPUs and 4096 + 1638 + 512 = 6246 MiB per pod
// with EMR's log container; the submitter 0.1 vCPUs and 200 MiB.
const onPool = (capacity: Partial<NodePoolCapacity>, options: Partial<SparkJobOptions> = {}) => {
  const world = fixture();
  const executorPool = new FakePool(world.stack, 'Small', 'small', { ...COMPUTE, ...capacity });
  return jobOf(world, { profile: profileOf(world, { executorPool }), ...options });
};
const underQuota = (quota: TeamQuota, options: Partial<SparkJobOptions> = {}) => jobOf(fixture({ quota }), options);
const underLimits = (limits: TeamLimits, options: Partial<SparkJobOptions> = {}, quota: TeamQuota = {}) => jobOf(fixture({ limits, quota }), options);
const dynamic = (min: number, max: number) => ({ executor: { allocation: ExecutorAllocation.dynamic({ minExecutors: min, maxExecutors: max }) } });
const warnings = (job: SparkJob) => job.node.metadata.filter(({ type, data }) => type === 'aws:cdk:warning' && !/template-region/.test(data)).map(({ data }) => data);

describe('a job', () => {
  test.each<[string, () => SparkJob, string]>([
    ['a driver on too small a node', () => onPool({ largestNodeVcpus: 3.5 }, { driver: { cores: 4 } }),
      '`driver.cores` must fit a node of pool small, got 4 vCPUs for Spark + 0.1 for other containers = 4.1 with at most 3.5 vCPUs for pods on its largest node; take fewer cores or a pool with larger nodes'],
    ['an executor whose request is too large', () => onPool({ largestNodeVcpus: 3.5 }, { executor: { allocation: ExecutorAllocation.fixed(1), requestCores: 3.5 } }),
      '`executor.cores` must fit a node of pool small, got 3.5 vCPUs for Spark + 0.1 for other containers = 3.6 with at most 3.5 vCPUs for pods on its largest node; take fewer cores or a pool with larger nodes'],
    ['a driver with too much memory', () => onPool({ largestNodeMemoryMiB: 6245 }),
      '`driver.memory` must fit a node of pool small, got 4096 heap + 1638 overhead + 512 other containers = 6246 MiB with at most 6245 MiB for pods on its largest node; take less memory or a pool with larger nodes'],
    ['an executor with too much memory of every kind',
      () => onPool({ largestNodeMemoryMiB: 7000 }, {
        executor: { allocation: ExecutorAllocation.fixed(1), pySparkMemory: Size.gibibytes(1), offHeapMemory: Size.gibibytes(2) },
      }),
      '`executor.memory` must fit a node of pool small, got 4096 heap + 1638 overhead + 1024 PySpark + 2048 off-heap + 512 other containers = 9318 MiB with at most 7000 MiB for pods on its largest node; take less memory or a pool with larger nodes'],
    ['more vCPUs than the pool may have', () => onPool({ limitVcpus: 3.2 }),
      '`executor.allocation` must fit the limits of pool small, got 1.1 driver + 2 × 1.1 executors = 3.3 vCPUs with 3.2 vCPUs; take fewer or smaller executors, or raise the limits of the pool'],
    ['more memory than the pool may have', () => onPool({ limitMemoryMiB: 18737 }),
      '`executor.allocation` must fit the limits of pool small, got 6246 driver + 2 × 6246 executors = 18738 MiB with 18737 MiB; take fewer or smaller executors, or raise the limits of the pool'],
    ['more least executors than the pool may have', () => onPool({ limitVcpus: 3.2 }, dynamic(2, 2)),
      '`executor.allocation` must fit the limits of pool small, got 1.1 driver + 2 × 1.1 executors = 3.3 vCPUs with 3.2 vCPUs; take fewer or smaller executors, or raise the limits of the pool'],
    ['no room for one executor', () => onPool({ limitVcpus: 2 }, dynamic(0, 1)),
      '`executor.allocation` must fit the limits of pool small, got 1.1 driver + 1 × 1.1 executor = 2.2 vCPUs with 2 vCPUs; take fewer or smaller executors, or raise the limits of the pool'],
    ['a quota of vCPUs', () => underQuota({ vcpus: 3.3 }),
      '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 1.1 driver + 0.1 submitter + 2 × 1.1 executors = 3.4 vCPUs with 3.3 vCPUs; take fewer or smaller executors, or raise the quota of the team'],
    ['a quota of memory', () => underQuota({ memory: Size.mebibytes(18937) }),
      '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 6246 driver + 200 submitter + 2 × 6246 executors = 18938 MiB with 18937 MiB; take fewer or smaller executors, or raise the quota of the team'],
    ['a quota of pods', () => underQuota({ pods: 3 }),
      '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 1 driver + 1 submitter + 2 × 1 executors = 4 pods with 3 pods; take fewer or smaller executors, or raise the quota of the team'],
    ['a quota of vCPUs that the request of the submitter\'s unnamed container passes', () => underLimits({ defaultVcpus: 0.5 }, {}, { vcpus: 3.8 }),
      '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 1.1 driver + 0.6 submitter + 2 × 1.1 executors = 3.9 vCPUs with 3.8 vCPUs; take fewer or smaller executors, or raise the quota of the team'],
    ['a quota of memory that it passes', () => underLimits({ defaultMemory: Size.mebibytes(128) }, {}, { memory: Size.mebibytes(19065) }),
      '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 6246 driver + 328 submitter + 2 × 6246 executors = 19066 MiB with 19065 MiB; take fewer or smaller executors, or raise the quota of the team'],
    ['a quota of storage that unnamed requests pass', () => underLimits({ defaultEphemeralStorage: Size.gibibytes(1) }, {}, { ephemeralStorage: Size.mebibytes(8191) }),
      '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 2048 driver + 2048 submitter + 2 × 2048 executors = 8192 MiB of ephemeral storage with 8191 MiB of ephemeral storage; take fewer or smaller executors, or raise the quota of the team'],
    ['a driver larger than containers may be', () => underLimits({ maxVcpus: 1.5 }, { driver: { cores: 2 } }),
      '`driver.cores` must fit a container of namespace emr-data-team-a, got 2 vCPUs with at most 1.5; take fewer cores, or raise `limits.maxVcpus` of the team'],
    ['an executor that may use more than containers may', () => underLimits({ maxVcpus: 1.5 }, { executor: { allocation: ExecutorAllocation.fixed(1), limitCores: 1.6 } }),
      '`executor.cores` must fit a container of namespace emr-data-team-a, got 1.6 vCPUs with at most 1.5; take fewer cores, or raise `limits.maxVcpus` of the team'],
    ['more memory than containers may have', () => underLimits({ maxMemory: Size.mebibytes(5733) }),
      '`driver.memory` must fit a container of namespace emr-data-team-a, got 4096 heap + 1638 overhead = 5734 MiB with at most 5733 MiB; take less memory, or raise `limits.maxMemory` of the team'],
  ])('fails on %s', (_case, mistake, message) => {
    expect(errorOf(mistake)).toBe(`[Test/Taxi] ${message}`);
  });

  test('fails on a quota of ephemeral storage', () => {
    const world = fixture({ quota: { ephemeralStorage: Size.gibibytes(100) } });
    const shuffleStorage = ShuffleStorage.nvme({ executorRequest: Size.gibibytes(50), driverRequest: Size.mebibytes(1) });
    const profile = profileOf(world, { shuffleStorage });
    expect(errorOf(() => jobOf(world, { profile }))).toBe('[Test/Taxi] `executor.allocation` must fit the quota of namespace emr-data-team-a, got 1 driver + 0 submitter + 2 × 51200 executors = 102401 MiB of ephemeral storage with 102400 MiB of ephemeral storage; take fewer or smaller executors, or raise the quota of the team');
  });

  test('fails on a driver pool of its own that is too small', () => {
    const world = fixture();
    const driverPool = new FakePool(world.stack, 'Drivers', 'drivers', { ...COMPUTE, limitVcpus: 1 });
    expect(errorOf(() => jobOf(world, { profile: profileOf(world, { driverPool }) }))).toBe('[Test/Taxi] `executor.allocation` must fit the limits of pool drivers, got 1.1 driver = 1.1 vCPUs with 1 vCPUs; take fewer or smaller executors, or raise the limits of the pool');
  });

  test.each<[string, () => SparkJob]>([
    ['a node to the last MiB', () => onPool({ largestNodeMemoryMiB: 6246, largestNodeVcpus: 1.1 })],
    ['a pool to the last vCPU', () => onPool({ limitVcpus: 3.3, limitMemoryMiB: 18738 })],
    ['a quota to the last pod', () => underQuota({ vcpus: 3.4, memory: Size.mebibytes(18938), pods: 4 })],
    ['a quota to the last unnamed request', () => underLimits({ defaultVcpus: 0.5, defaultMemory: Size.mebibytes(128), defaultEphemeralStorage: Size.gibibytes(1) }, {}, {
      vcpus: 3.9, memory: Size.mebibytes(19066), ephemeralStorage: Size.gibibytes(8),
    })],
    ['containers as large as they may be', () => underLimits({ maxVcpus: 1, maxMemory: Size.mebibytes(5734) })],
    ['a scaling job to its maximum', () => underQuota({ pods: 4 }, dynamic(0, 2))],
  ])('fits %s', (_case, job) => {
    expect(warnings(job())).toEqual([]);
  });

  test('warns when it never scales to its maximum', () => {
    expect(warnings(underQuota({ pods: 4 }, dynamic(1, 10)))).toEqual([
      '`executor.allocation` never reaches its maximum under the quota of namespace emr-data-team-a: 1 driver + 1 submitter + 10 × 1 executors = 12 pods with 4 pods [ack: cdk-emr-eks-karpenter/jobs:ceiling]',
    ]);
  });

  test('is not checked against a quota that is not known yet', () => {
    const token = Lazy.number({ produce: () => 1 });
    expect(warnings(underQuota({ vcpus: token, memory: Size.gibibytes(token) }))).toEqual([]);
  });

  test('is not checked against what is not known', () => {
    const world = fixture();
    const profile = profileOf(world, { executorPool: new UnknownPool(world.stack, 'Imported', 'imported') });
    const job = jobOf(world, { profile, driver: { cores: 1000, memory: Size.tebibytes(1) } });
    expect([job.requests.driver.cpuMillis, warnings(job)]).toEqual([1000100, []]);
  });
});
