import type { ControllerChart } from '../kubernetes/controller-chart';

/**
 * Registry path of all three programs, told apart by tag: `scheduler-`, `web-` and `admission-<version>`.
 *
 * @see https://yunikorn.apache.org/docs/
 */
const IMAGE = { registry: 'docker.io', path: 'apache/yunikorn' } as const;

/**
 * Apache YuniKorn, as this library is built and checked against it; chart and application share the version.
 *
 * @see https://yunikorn.apache.org/release-announce/1.9.0
 */
export const YUNIKORN = {
  title: 'YuniKorn',
  room: 'yunikorn',
  name: 'yunikorn',
  repository: 'https://apache.github.io/yunikorn-release',
  version: '1.9.0',
  namespace: 'yunikorn',
  images: {
    scheduler: IMAGE,
    // `PlaceholderContainerImage` of
    // https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/common/constants/constants.go
    placeholder: { registry: 'registry.k8s.io', path: 'pause:3.10' },
  },
  // Those of the admission controller and of the page are the chart's own.
  requests: {
    scheduler: { replicas: 1, milliCpu: 500, memoryMiB: 2048 },
    web: { replicas: 1, milliCpu: 100, memoryMiB: 100 },
    admission: { replicas: 2, milliCpu: 100, memoryMiB: 500 },
  },
  // https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/cmd/admissioncontroller/main.go
  webhookPort: 9089,
  support: {
    // 1.8 lets two gangs wait for each other for ever.
    oldestMinor: 9,
    checked: 'queues and values',
    // Upstream's end-to-end tests pass on 1.36: https://yunikorn.apache.org/release-announce/1.9.0
    kubernetes: { newest: 35, tried: 36, page: 'https://yunikorn.apache.org/release-announce' },
  },
} as const satisfies ControllerChart;
