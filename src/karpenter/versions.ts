import type { ChartSource, ControllerChart } from '../kubernetes/controller-chart';

/** Registry of Karpenter's charts and image. @see https://gallery.ecr.aws/karpenter/karpenter */
const PUBLIC_REGISTRY = 'public.ecr.aws';
const CHARTS = 'oci://public.ecr.aws/karpenter';

/**
 * Karpenter, as this library is built and checked against it.
 *
 * @see https://github.com/aws/karpenter-provider-aws/releases/tag/v1.14.1
 */
export const KARPENTER = {
  title: 'Karpenter',
  room: 'karpenter',
  name: 'karpenter',
  repository: CHARTS,
  version: '1.14.1',
  namespace: 'kube-system',
  serviceAccount: 'karpenter',
  // The chart itself names tag and digest.
  images: { controller: { registry: PUBLIC_REGISTRY, path: 'karpenter/controller' } },
  // Upstream's advice: https://karpenter.sh/docs/getting-started/getting-started-with-karpenter/
  requests: { controller: { replicas: 2, milliCpu: 1000, memoryMiB: 1024 } },
  support: {
    // Permissions and values since then only grew: https://karpenter.sh/docs/upgrading/upgrade-guide/
    oldestMinor: 9,
    checked: 'node pools and permissions',
    kubernetes: {
      // `MaxK8sVersion` of https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/providers/version/version.go
      newest: 36,
      // Karpenter 0.x counts as 0.
      oldestReleases: { 30: 0, 31: 0, 32: 2, 33: 5, 34: 6, 35: 9, 36: 13 },
      page: 'https://karpenter.sh/docs/upgrading/compatibility/',
    },
  },
} as const satisfies ControllerChart;

/** CRDs of Karpenter, a chart of the same version. */
export const KARPENTER_CRDS = { name: 'karpenter-crd', repository: CHARTS } as const satisfies ChartSource;

/**
 * AMI of nodes unless a node class says otherwise: a dated release, for each version of Kubernetes from 1.31 to 1.36.
 *
 * @see https://github.com/awslabs/amazon-eks-ami/releases/tag/v20260903
 */
export const AL2023_ALIAS = 'al2023@v20260903';

/**
 * First Bottlerocket whose instance stores Karpenter can join.
 *
 * @see https://karpenter.sh/docs/concepts/nodeclasses/#specinstancestorepolicy
 */
export const BOTTLEROCKET_RAID0 = '1.22.0';
