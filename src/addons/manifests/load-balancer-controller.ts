import { corePlacement } from './addon-configuration';
import type { HelmValues } from '../../kubernetes/object';

/** Port on which the controller's webhooks listen. @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/values.yaml */
export const WEBHOOK_PORT = 9443;

/** What the values of the chart `aws-load-balancer-controller` follow from. */
export interface LoadBalancerControllerSpec {
  readonly clusterName: string;
  readonly region: string;
  readonly vpcId: string;
  readonly serviceAccountName: string;
  readonly replicas: number;
  /** Repository of the image, when it is not the public one. */
  readonly imageRepository?: string;
  /** Tags of everything that it makes: a map, or what gives one at the end of synthesis. */
  readonly tags: unknown;
}

/**
 * Values that identity, permissions and network follow from.
 *
 * Region and VPC are given: pods cannot ask the metadata service. The webhook that makes every new load balancer this controller's stays off, as
 * it would refuse services of others while the controller is down. WAF and Shield stay off, as the controller has no permission for them.
 */
export function ownedLoadBalancerControllerValues(spec: LoadBalancerControllerSpec): HelmValues {
  return {
    clusterName: spec.clusterName,
    region: spec.region,
    vpcId: spec.vpcId,
    serviceAccount: { create: true, name: spec.serviceAccountName },
    webhookBindPort: WEBHOOK_PORT,
    enableServiceMutatorWebhook: false,
    enableShield: false,
    enableWaf: false,
    enableWafv2: false,
    nodeSelector: corePlacement().nodeSelector,
  };
}

/** Every value that we set, ours and those that a user may change. */
export function loadBalancerControllerValues(spec: LoadBalancerControllerSpec): HelmValues {
  return {
    ...ownedLoadBalancerControllerValues(spec),
    replicaCount: spec.replicas,
    image: spec.imageRepository === undefined ? undefined : { repository: spec.imageRepository },
    tolerations: corePlacement().tolerations,
    // Without it every deployment makes a new certificate, and the API server's calls fail until it has spread.
    keepTLSSecret: true,
    defaultTags: spec.tags,
    podDisruptionBudget: { maxUnavailable: 1 },
    resources: { requests: { cpu: '100m', memory: '128Mi' } },
  };
}

/** Keys of the controller, of Kubernetes and of AWS, which it refuses or sets itself. @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/#default-tags */
const RESERVED_TAG = /^(elbv2\.k8s\.aws|ingress\.k8s\.aws|service\.k8s\.aws|kubernetes\.io|aws:)/;

/** Those of the platform's tags that load balancers may carry. */
export function loadBalancerTags(tags: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !RESERVED_TAG.test(key)));
}
