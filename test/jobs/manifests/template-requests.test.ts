import { containersWithoutRequests, deviceRequests, overheadRequest, templateRequest } from '../../../src/jobs/manifests/template-requests';

describe('templateRequest()', () => {
  test.each([
    ['nothing', {}, { cpuMillis: 0, memoryMiB: 0 }],
    ['requests', { resources: { requests: { 'cpu': '250m', 'memory': '2Gi', 'ephemeral-storage': '512Mi' } } }, { cpuMillis: 250, memoryMiB: 2048, ephemeralStorageMiB: 512 }],
    ['numbers', { resources: { requests: { cpu: 2, memory: 1048576 } } }, { cpuMillis: 2000, memoryMiB: 1 }],
    // https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits: the limit becomes the request
    ['limits alone', { resources: { limits: { cpu: '1', memory: '1Gi' } } }, { cpuMillis: 1000, memoryMiB: 1024 }],
    ['limits above requests', { resources: { requests: { cpu: '1' }, limits: { cpu: '2', memory: '1Gi' } } }, { cpuMillis: 1000, memoryMiB: 1024 }],
    ['devices', { resources: { limits: { 'nvidia.com/gpu': 2 } } }, { cpuMillis: 0, memoryMiB: 0, extended: { 'nvidia.com/gpu': 2 } }],
    ['one that stays', { restartPolicy: 'Always' }, { cpuMillis: 0, memoryMiB: 0, stays: true }],
  ])('reads %s', (_case, container, request) => {
    expect(templateRequest(container)).toEqual(request);
  });
});

test('overheadRequest() is what the runtime class adds', () => {
  expect(overheadRequest({ cpu: '250m', memory: '120Mi' })).toEqual([{ cpuMillis: 250, memoryMiB: 120 }]);
  expect(overheadRequest()).toEqual([]);
});

test.each<[string, object, string[]]>([
  ['nothing', {}, ['a']],
  ['CPU alone', { requests: { cpu: '1' } }, ['a']],
  ['one as a request, one as a limit', { requests: { cpu: '1' }, limits: { memory: '1Gi' } }, []],
])('containersWithoutRequests() of one that says %s', (_, resources, expected) => {
  expect(containersWithoutRequests({ spec: { containers: [{ name: 'spark' }, { name: 'a', resources }] } })).toEqual(expected);
  expect(containersWithoutRequests({ spec: { containers: [{ name: 'spark' }], initContainers: [{ name: 'a', resources }] } })).toEqual(expected);
});

test('containersWithoutRequests() names those without resources, but not Spark\'s own', () => {
  expect(containersWithoutRequests({ spec: { containers: [{ name: 'spark' }, { name: 'log' }] } })).toEqual(['log']);
});

// https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#resource-allocation-and-configuration-overview: <vendor>/<name>.
test('deviceRequests() reads the devices of one role', () => {
  const conf = {
    'spark.executor.resource.gpu.amount': '2', 'spark.executor.resource.gpu.vendor': 'nvidia.com',
    'spark.driver.resource.gpu.amount': '1', 'spark.driver.resource.gpu.vendor': 'amd.com',
  };
  expect(deviceRequests(conf, 'executor')).toEqual({ 'nvidia.com/gpu': 2 });
  expect(deviceRequests(conf, 'driver')).toEqual({ 'amd.com/gpu': 1 });
});
