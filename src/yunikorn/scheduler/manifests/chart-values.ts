import type { HelmValues } from '../../../kubernetes/object';
import { CORE_NODE_GROUP, Label, Taint } from '../../../kubernetes/vocabulary';

/** What the values of the chart follow from. */
export interface YuniKornValuesSpec {
  readonly clusterName: string;
  readonly version: string;
  readonly imageRepository: string;
  readonly imagePullPolicy: string;
  readonly placeholderImage: string;
  /** CPU of the scheduler, as a Kubernetes quantity. */
  readonly cpu: string;
  readonly memoryMiB: number;
  readonly admissionReplicas: number;
  readonly webInterface: boolean;
  readonly settings: { readonly [setting: string]: string };
}

/** Matches no namespace, since none has an empty name: those that want YuniKorn say so by annotation. */
const NO_NAMESPACE = '^$';
/** Evicted last, as Karpenter. @see https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/ */
const PRIORITY = 'system-cluster-critical';

/** Values that queues, placement and the webhook's port rely on. */
export function ownedYuniKornValues(spec: YuniKornValuesSpec): HelmValues {
  const nodeSelector = { [Label.CORE_NODES]: CORE_NODE_GROUP };
  return {
    nodeSelector: { ...nodeSelector },
    embedAdmissionController: true,
    admissionController: { nodeSelector: { ...nodeSelector }, hostNetwork: false },
    yunikornDefaults: {
      'service.clusterId': spec.clusterName,
      'service.policyGroup': 'queues',
      'service.enableConfigHotRefresh': 'true',
      'admissionController.filtering.processNamespaces': NO_NAMESPACE,
      'admissionController.filtering.generateUniqueAppId': 'true',
    },
  };
}

/** Every value that we set, ours and those that a user may change. */
export function yuniKornValues(spec: YuniKornValuesSpec): HelmValues {
  const owned = ownedYuniKornValues(spec) as { admissionController: object; yunikornDefaults: object };
  const memory = `${spec.memoryMiB}Mi`;
  return {
    ...owned,
    image: image(spec, 'scheduler'),
    web: { image: image(spec, 'web') },
    enableWebService: spec.webInterface,
    priorityClassName: PRIORITY,
    tolerations: tolerations(),
    resources: { requests: { cpu: spec.cpu, memory }, limits: { memory } },
    admissionController: {
      ...owned.admissionController,
      image: image(spec, 'admission'),
      replicaCount: spec.admissionReplicas,
      priorityClassName: PRIORITY,
      tolerations: tolerations(),
      affinity: spread(),
    },
    yunikornDefaults: { ...owned.yunikornDefaults, 'service.placeholderImage': spec.placeholderImage, ...spec.settings },
  };
}

function image({ imageRepository, imagePullPolicy, version }: YuniKornValuesSpec, program: string): object {
  return { repository: imageRepository, tag: `${program}-${version}`, pullPolicy: imagePullPolicy };
}

function tolerations(): object[] {
  return [{ key: Taint.CRITICAL_ADDONS_ONLY, operator: 'Exists' }];
}

/** The loss of one node leaves a webhook. */
function spread(): object {
  const labelSelector = { matchLabels: { component: 'yunikorn-admission-controller' } };
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector, topologyKey: Label.HOSTNAME } }],
    },
  };
}
