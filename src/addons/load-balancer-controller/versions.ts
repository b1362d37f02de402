import type { ControllerChart } from '../../kubernetes/controller-chart';

/**
 * AWS Load Balancer Controller: chart and application have one version.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/releases/tag/v3.5.0
 */
export const LOAD_BALANCER_CONTROLLER = {
  title: 'the AWS Load Balancer Controller',
  room: 'addons',
  name: 'aws-load-balancer-controller',
  // The charts of AWS: https://github.com/aws/eks-charts
  repository: 'https://aws.github.io/eks-charts',
  version: '3.5.0',
  namespace: 'kube-system',
  // Of the chart's guide, so that guides for the controller fit: https://docs.aws.amazon.com/eks/latest/userguide/lbc-helm.html
  serviceAccount: 'aws-load-balancer-controller',
  // The chart itself names the tag.
  images: { controller: { registry: 'public.ecr.aws', path: 'eks/aws-load-balancer-controller' } },
  requests: { controller: { replicas: 2, milliCpu: 100, memoryMiB: 128 } },
  // https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/values.yaml
  webhookPort: 9443,
} as const satisfies ControllerChart;
