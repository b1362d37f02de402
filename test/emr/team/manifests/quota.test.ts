import { limitRangeManifest, resourceQuotaManifest } from '../../../../src/emr/team/manifests/quota';

describe('resourceQuotaManifest()', () => {
  test('is neutral without a ceiling', () => {
    expect(resourceQuotaManifest('team-a', {})).toEqual({
      apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team', namespace: 'team-a' }, spec: { hard: {} },
    });
  });

  test('limits requests, pods and claims', () => {
    expect(resourceQuotaManifest('team-a', { vcpus: 100, memoryMiB: 409600, ephemeralStorageMiB: 1024, pods: 200, persistentVolumeClaims: 0 }).spec).toEqual({
      hard: { 'requests.cpu': '100', 'requests.memory': '409600Mi', 'requests.ephemeral-storage': '1024Mi', 'pods': '200', 'persistentvolumeclaims': '0' },
    });
  });

  test('writes parts of a vCPU in thousandths', () => {
    expect(resourceQuotaManifest('team-a', { vcpus: 1.5 }).spec).toEqual({ hard: { 'requests.cpu': '1500m' } });
  });
});

describe('limitRangeManifest()', () => {
  test('is neutral without limits', () => {
    expect(limitRangeManifest('team-a', {})).toEqual({
      apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'team', namespace: 'team-a' }, spec: { limits: [] },
    });
  });

  test('gives containers a request', () => {
    expect(limitRangeManifest('team-a', { defaultVcpus: 0.1, defaultMemoryMiB: 128, defaultEphemeralStorageMiB: 1024 }).spec).toEqual({
      limits: [{ type: 'Container', defaultRequest: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '1024Mi' } }],
    });
  });

  test('bounds containers', () => {
    expect(limitRangeManifest('team-a', { maxVcpus: 16, maxMemoryMiB: 131072 }).spec).toEqual({
      limits: [{ type: 'Container', max: { cpu: '16', memory: '131072Mi' } }],
    });
  });
});
