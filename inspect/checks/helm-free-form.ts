/** A place in a chart's values where keys are the user's own. */
export interface FreeForm {
  /** Name of the chart, `*` for every chart. */
  readonly chart: string;
  /** Path from the root, or `**.key` for the key at any depth. */
  readonly path: string;
  /** The Kubernetes type that the chart copies the value into; `map` is a map of strings. @default - anything */
  readonly type?: string;
  /** Why the chart's own defaults cannot tell what may stand here. */
  readonly reason: string;
}

const copied = (path: string, type: string): FreeForm => ({
  chart: '*', path: `**.${path}`, type, reason: `charts copy it into the pod as it is (core/v1 ${type})`,
});

/** The allow-list of free-form values: nothing else may hold a key that the chart's defaults lack. */
export const FREE_FORM: readonly FreeForm[] = [
  copied('affinity', 'Affinity'),
  copied('dnsConfig', 'PodDNSConfig'),
  copied('env', 'EnvVar[]'),
  copied('envFrom', 'EnvFromSource[]'),
  copied('imagePullSecrets', 'LocalObjectReference[]'),
  copied('nodeSelector', 'map'),
  copied('podSecurityContext', 'PodSecurityContext'),
  copied('resources', 'ResourceRequirements'),
  copied('tolerations', 'Toleration[]'),
  copied('topologySpreadConstraints', 'TopologySpreadConstraint[]'),
  { chart: '*', path: '**.annotations', type: 'map', reason: 'annotations have keys of other controllers' },
  { chart: '*', path: '**.podAnnotations', type: 'map', reason: 'annotations have keys of other controllers' },
  { chart: '*', path: '**.podLabels', type: 'map', reason: 'labels are chosen by whoever selects by them' },
  {
    chart: 'aws-load-balancer-controller',
    path: 'defaultTags',
    type: 'map',
    reason: 'tags of AWS resources, chosen by the organisation',
  },
  { chart: 'aws-load-balancer-controller', path: 'podDisruptionBudget', reason: 'the chart copies it into the budget' },
  {
    chart: 'karpenter', path: 'additionalAnnotations', type: 'map',
    reason: 'annotations have keys of other controllers',
  },
  { chart: 'karpenter', path: 'additionalLabels', type: 'map', reason: 'labels are chosen by whoever selects by them' },
  {
    chart: 'karpenter',
    path: 'controller.extraVolumeMounts',
    type: 'VolumeMount[]',
    reason: 'the chart copies it into the container',
  },
  {
    chart: 'karpenter',
    path: 'controller.securityContext',
    type: 'SecurityContext',
    reason: 'the chart copies it into the container',
  },
  {
    chart: 'karpenter',
    path: 'controller.sidecarContainer',
    type: 'Container[]',
    reason: 'the chart copies it into the pod',
  },
  { chart: 'karpenter', path: 'extraVolumes', type: 'Volume[]', reason: 'the chart copies it into the pod' },
  {
    chart: 'karpenter',
    path: 'serviceMonitor.additionalLabels',
    type: 'map',
    reason: 'labels are chosen by the Prometheus that selects by them',
  },
  {
    chart: 'karpenter',
    path: 'serviceMonitor.endpointConfig',
    reason: 'the chart copies it into an endpoint of a ServiceMonitor',
  },
  {
    chart: 'karpenter-crd',
    path: 'additionalAnnotations',
    type: 'map',
    reason: 'annotations have keys of other controllers',
  },
  {
    chart: 'yunikorn',
    path: 'yunikornDefaults',
    type: 'map',
    reason: 'the chart writes every key into the ConfigMap yunikorn-defaults; the keys are the service '
      + 'settings of YuniKorn',
  },
];

/** The entry of the allow-list for a place in a chart's values; `known` tells whether the chart has a default there. */
export function freeFormAt(chart: string, path: readonly string[], known: boolean): FreeForm | undefined {
  return FREE_FORM.find((entry) => (entry.chart === '*' || entry.chart === chart)
    && (entry.path.startsWith('**.') ? known && path.at(-1) === entry.path.slice(3) : entry.path === path.join('.')));
}
