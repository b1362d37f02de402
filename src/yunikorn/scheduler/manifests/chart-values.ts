import type { ControllerValues, HelmValues } from '../../../kubernetes/object';
import { corePlacement, Label } from '../../../kubernetes/vocabulary';

/** Facts that the values of the chart follow from. */
export interface YuniKornValuesSpec {
  readonly clusterName: string;
  readonly version: string;
  readonly imageRepository: string;
  readonly imagePullPolicy: string;
  readonly placeholderImage: string;
  /** CPU of the scheduler, as a Kubernetes quantity. */
  readonly cpu: string;
  /** Memory of the scheduler, as a Kubernetes quantity. */
  readonly memory: string;
  readonly admissionReplicas: number;
  readonly webInterface: boolean;
  readonly settings: { readonly [setting: string]: string };
}

/** Settings of all three programs, and the one that holds the queues. */
const SETTINGS = 'yunikornDefaults';
const QUEUES = 'queues.yaml';
const REMEDIES = { [`${SETTINGS}.${QUEUES}`]: 'use `addQueue`, `queueFor` and the props' };

/** Matches no namespace, since none has an empty name: those that want YuniKorn say so by annotation. */
const NO_NAMESPACE = '^$';
/**
 * Evicted last, as Karpenter.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/
 */
const PRIORITY = 'system-cluster-critical';

/** Values of the chart; those that queues, placement and the webhook's port rely on are owned. */
export function yuniKornValues(spec: YuniKornValuesSpec): ControllerValues {
  const reserved = [[SETTINGS, QUEUES]];
  return { owned: ownedValues(spec), defaults: defaultValues(spec), reserved, remedies: REMEDIES };
}

function ownedValues(spec: YuniKornValuesSpec): HelmValues {
  return {
    nodeSelector: corePlacement().nodeSelector,
    embedAdmissionController: true,
    admissionController: { nodeSelector: corePlacement().nodeSelector, hostNetwork: false },
    [SETTINGS]: {
      'service.clusterId': spec.clusterName,
      'service.policyGroup': 'queues',
      'service.enableConfigHotRefresh': 'true',
      'admissionController.filtering.processNamespaces': NO_NAMESPACE,
      'admissionController.filtering.generateUniqueAppId': 'true',
    },
  };
}

function defaultValues(spec: YuniKornValuesSpec): HelmValues {
  return {
    image: image(spec, 'scheduler'),
    web: { image: image(spec, 'web') },
    enableWebService: spec.webInterface,
    priorityClassName: PRIORITY,
    tolerations: corePlacement().tolerations,
    resources: { requests: { cpu: spec.cpu, memory: spec.memory }, limits: { memory: spec.memory } },
    admissionController: {
      image: image(spec, 'admission'),
      replicaCount: spec.admissionReplicas,
      priorityClassName: PRIORITY,
      tolerations: corePlacement().tolerations,
      affinity: spread(),
    },
    [SETTINGS]: { 'service.placeholderImage': spec.placeholderImage, ...spec.settings },
  };
}

function image({ imageRepository, imagePullPolicy, version }: YuniKornValuesSpec, program: string): object {
  return { repository: imageRepository, tag: `${program}-${version}`, pullPolicy: imagePullPolicy };
}

/** The loss of one node leaves a webhook. */
function spread(): object {
  const labelSelector = { matchLabels: { component: 'yunikorn-admission-controller' } };
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { labelSelector, topologyKey: Label.HOSTNAME } },
      ],
    },
  };
}
