import { templateRequest } from '../../../src/jobs/manifests/template-requests';

describe('templateRequest()', () => {
  test.each([
    ['nothing', {}, { cpuMillis: 0, memoryMiB: 0 }],
    ['requests', { resources: { requests: { 'cpu': '250m', 'memory': '2Gi', 'ephemeral-storage': '512Mi' } } }, { cpuMillis: 250, memoryMiB: 2048, ephemeralStorageMiB: 512 }],
    ['numbers', { resources: { requests: { cpu: 2, memory: 1048576 } } }, { cpuMillis: 2000, memoryMiB: 1 }],
    // https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits: the limit becomes the request
    ['limits alone', { resources: { limits: { cpu: '1', memory: '1Gi' } } }, { cpuMillis: 1000, memoryMiB: 1024 }],
    ['limits above requests', { resources: { requests: { cpu: '1' }, limits: { cpu: '2', memory: '1Gi' } } }, { cpuMillis: 1000, memoryMiB: 1024 }],
    ['one that stays', { restartPolicy: 'Always' }, { cpuMillis: 0, memoryMiB: 0, stays: true }],
  ])('reads %s', (_case, container, request) => {
    expect(templateRequest(container)).toEqual(request);
  });
});
