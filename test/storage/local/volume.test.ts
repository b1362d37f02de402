import { scratchVolume } from '../../../src/storage/local/volume';

describe('scratchVolume()', () => {
  // https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#local-storage: names that begin with spark-local-dir-
  test('is an emptyDir that Spark takes for its local directory', () => {
    expect(scratchVolume({})).toEqual({ name: 'spark-local-dir-1', source: { emptyDir: {} }, mountPath: '/data1' });
  });

  test('has a size limit', () => {
    expect(scratchVolume({ sizeLimitMiB: 204800 }).source).toEqual({ emptyDir: { sizeLimit: '204800Mi' } });
  });
});
