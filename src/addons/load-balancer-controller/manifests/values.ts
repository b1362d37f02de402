import type { ControllerValues } from '../../../kubernetes/object';
import { corePlacement } from '../../../kubernetes/vocabulary';

/** Facts that the values of the chart `aws-load-balancer-controller` follow from. */
export interface LoadBalancerControllerSpec {
  readonly clusterName: string;
  readonly region: string;
  readonly vpcId: string;
  readonly serviceAccountName: string;
  readonly webhookPort: number;
  readonly replicas: number;
  /** CPU request, as a Kubernetes quantity. */
  readonly cpu: string;
  /** Memory request, as a Kubernetes quantity. */
  readonly memory: string;
  /** Repository of the image, when it is not the public one. */
  readonly imageRepository?: string;
  /** Tags of everything that it makes: a map, or what gives one at the end of synthesis. */
  readonly tags: unknown;
}

const SWITCHED_OFF = { enableServiceMutatorWebhook: false, enableShield: false, enableWaf: false, enableWafv2: false };

/**
 * Values of the chart; those that identity, permissions and network follow from are owned.
 *
 * Region and VPC are given: pods cannot ask the metadata service. The webhook that makes every new load balancer this controller's stays
 * off, as it would refuse services of others while the controller is down. WAF and Shield stay off, as it has no permission for them.
 */
export function loadBalancerControllerValues(spec: LoadBalancerControllerSpec): ControllerValues {
  const { clusterName, region, vpcId } = spec;
  const { nodeSelector, tolerations } = corePlacement();
  return {
    owned: {
      clusterName,
      region,
      vpcId,
      serviceAccount: { create: true, name: spec.serviceAccountName },
      webhookBindPort: spec.webhookPort,
      ...SWITCHED_OFF,
      nodeSelector,
    },
    defaults: {
      replicaCount: spec.replicas,
      image: spec.imageRepository === undefined ? undefined : { repository: spec.imageRepository },
      tolerations,
      // Without it every deployment makes a new certificate, and the API server's calls fail until it has spread.
      keepTLSSecret: true,
      defaultTags: spec.tags,
      podDisruptionBudget: { maxUnavailable: 1 },
      resources: { requests: { cpu: spec.cpu, memory: spec.memory } },
    },
  };
}

/** Keys of the controller, of Kubernetes and of AWS, which it refuses or sets itself. @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/#default-tags */
const RESERVED_TAG = /^(elbv2\.k8s\.aws|ingress\.k8s\.aws|service\.k8s\.aws|kubernetes\.io|aws:)/;

/** Those of the platform's tags that load balancers may carry. */
export function loadBalancerTags(tags: { readonly [key: string]: string }): { [key: string]: string } {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !RESERVED_TAG.test(key)));
}
