import { driverSettings, executorSettings, type ExecutorSettingsSpec, sparkSubmitParameters } from '../../../src/jobs/manifests/spark-conf';

const EXECUTOR: ExecutorSettingsSpec = { cores: 4, memoryMiB: 8192, dynamic: false, minExecutors: 2, initialExecutors: 2, maxExecutors: 2 };

// Names: https://spark.apache.org/docs/3.5.6/configuration.html and running-on-kubernetes.html#configuration
describe('driverSettings()', () => {
  test('has cores and heap', () => expect(driverSettings({ cores: 1, memoryMiB: 4096 })).toEqual({ 'spark.driver.cores': '1', 'spark.driver.memory': '4096m' }));

  test('has everything else when asked', () => {
    expect(driverSettings({ cores: 1, memoryMiB: 4096, memoryOverheadMiB: 1024, requestMillis: 500, limitMillis: 2000 })).toEqual({
      'spark.driver.cores': '1',
      'spark.driver.memory': '4096m',
      'spark.driver.memoryOverhead': '1024m',
      'spark.kubernetes.driver.request.cores': '500m',
      'spark.kubernetes.driver.limit.cores': '2000m',
    });
  });
});

describe('executorSettings()', () => {
  test('has a fixed number', () => {
    expect(executorSettings(EXECUTOR)).toEqual({
      'spark.executor.cores': '4', 'spark.executor.memory': '8192m', 'spark.dynamicAllocation.enabled': 'false', 'spark.executor.instances': '2',
    });
  });

  test('scales between bounds', () => {
    expect(executorSettings({ ...EXECUTOR, dynamic: true, minExecutors: 0, initialExecutors: 3, maxExecutors: 9 })).toEqual({
      'spark.executor.cores': '4',
      'spark.executor.memory': '8192m',
      'spark.dynamicAllocation.enabled': 'true',
      'spark.dynamicAllocation.minExecutors': '0',
      'spark.dynamicAllocation.initialExecutors': '3',
      'spark.dynamicAllocation.maxExecutors': '9',
    });
  });

  test('has off-heap and Python memory, each enabled by its size', () => {
    expect(executorSettings({ ...EXECUTOR, offHeapMiB: 1024, pySparkMemoryMiB: 512 })).toMatchObject({
      'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '1024m', 'spark.executor.pyspark.memory': '512m',
    });
  });
});

describe('sparkSubmitParameters()', () => {
  test('quotes what the shell would split', () => {
    expect(sparkSubmitParameters({ 'spark.a': '1', 'spark.b': '-X -Y', 'spark.c': 'say "hi" \\' })).toBe('--conf spark.a=1 --conf spark.b="-X -Y" --conf spark.c="say \\"hi\\" \\\\"');
  });
});
