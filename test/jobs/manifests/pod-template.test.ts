import { mergePodTemplate, podTemplate, type PodTemplateSpec } from '../../../src/jobs/manifests/pod-template';

const SPEC: PodTemplateSpec = {
  container: 'spark-kubernetes-driver', nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute' }, tolerations: [], labels: {}, annotations: {}, volumes: [],
  sidecars: [], initContainers: [],
};

describe('podTemplate()', () => {
  test('holds place and container, and nothing that is absent', () => {
    expect(podTemplate(SPEC)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute' }, tolerations: [], containers: [{ name: 'spark-kubernetes-driver' }] },
    });
  });

  test('holds everything', () => {
    const companion = { image: 'busybox:1', cpuMillis: 100, memoryMiB: 128 };
    expect(podTemplate({
      ...SPEC,
      tolerations: [{ key: 'spark-compute', operator: 'Exists', effect: 'NoSchedule' }],
      labels: { app: 'taxi' },
      annotations: { note: 'x' },
      environment: { B: '2', A: '1' },
      volumes: [{ name: 'spark-local-dir-1', source: { emptyDir: {} }, mountPath: '/data1' }],
      ephemeralStorageMiB: 1024,
      terminationGracePeriodSeconds: 120,
      sidecars: [{ ...companion, name: 'side', command: ['sh'], args: ['-c', 'true'], environment: { C: '3', D: '4' }, mounts: { 'z': '/z', 'spark-local-dir-1': '/data1' } }],
      initContainers: [{ ...companion, name: 'init' }],
    })).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { labels: { app: 'taxi' }, annotations: { note: 'x' } },
      spec: {
        nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute' },
        tolerations: [{ key: 'spark-compute', operator: 'Exists', effect: 'NoSchedule' }],
        terminationGracePeriodSeconds: 120,
        volumes: [{ name: 'spark-local-dir-1', emptyDir: {} }],
        initContainers: [{ name: 'init', image: 'busybox:1', resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } } }],
        containers: [
          {
            name: 'spark-kubernetes-driver',
            env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }],
            resources: { requests: { 'ephemeral-storage': '1024Mi' } },
            volumeMounts: [{ name: 'spark-local-dir-1', mountPath: '/data1' }],
          },
          {
            name: 'side', image: 'busybox:1', command: ['sh'], args: ['-c', 'true'], env: [{ name: 'C', value: '3' }, { name: 'D', value: '4' }],
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
            volumeMounts: [{ name: 'spark-local-dir-1', mountPath: '/data1' }, { name: 'z', mountPath: '/z' }],
          },
        ],
      },
    });
  });
});

describe('mergePodTemplate()', () => {
  const base = { spec: { containers: [{ name: 'z' }, { name: 'a', env: [{ name: 'X', value: '1' }] }], tolerations: [{ key: 't' }], nodeSelector: { a: '1' } } };

  test('merges named things by name, appends the others', () => {
    const override = {
      spec: {
        containers: [{ name: 'a', tty: true, env: [{ name: 'X', value: '2' }, { name: 'Y', value: '3' }] }, { name: 'b' }], tolerations: [{ key: 't' }, 'x'], nodeSelector: { b: '2' },
        priorityClassName: 'high',
      },
    };
    expect(mergePodTemplate(base, override)).toEqual({
      spec: {
        containers: [{ name: 'z' }, { name: 'a', env: [{ name: 'X', value: '2' }, { name: 'Y', value: '3' }], tty: true }, { name: 'b' }],
        tolerations: [{ key: 't' }, { key: 't' }, 'x'],
        nodeSelector: { a: '1', b: '2' },
        priorityClassName: 'high',
      },
    });
  });

  test('does not write into what it is given', () => {
    const before = JSON.stringify(base);
    mergePodTemplate(base, { spec: { containers: [{ name: 'a', tty: true }] } });
    expect(JSON.stringify(base)).toBe(before);
  });

  test('lets a value of another kind win', () => {
    expect(mergePodTemplate({ a: [1], b: 1, c: { d: 1 } }, { a: 'x', b: { e: 1 }, c: null })).toEqual({ a: 'x', b: { e: 1 }, c: null });
  });
});
