import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { YuniKornValuesSpec } from './manifests/chart-values';
import { NodeSorting } from './node-sorting';
import { YuniKornImagePullPolicy, type YuniKornOptions, type YuniKornSettings } from './options';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { resolveRequests } from '../../kubernetes/controller-chart';
import { imageName } from '../../kubernetes/image';
import { cpuQuantity, memoryQuantity } from '../../kubernetes/quantity';
import { flag, list, map, oneOf, seconds, shown, text, wholeNumber } from '../../private/checks';
import { dropUndefined } from '../../private/maps';
import { refuse } from '../../private/refusal';
import { PlacementRule, validateRule } from '../placement/placement-rule';
import type { PartitionSpec } from '../queue/manifests/queues';
import { YUNIKORN } from '../versions';

/** The queue above those of teams, the same in every app. */
export const TEAMS_QUEUE = 'emr';

/** Kubernetes counts pods in 32 bits. */
const MOST_REPLICAS = 2 ** 31 - 1;

/** The values of the chart. */
export function resolveValues(scope: IConstruct, cluster: IEmrEksCluster, options: YuniKornOptions): YuniKornValuesSpec {
  const { clusterName, mirrors: { imageRegistry } } = cluster;
  const { images, requests } = YUNIKORN;
  const {
    version = YUNIKORN.version,
    imagePullPolicy = YuniKornImagePullPolicy.IF_NOT_PRESENT,
    placeholderImage = imageName(images.placeholder, imageRegistry),
    admissionReplicas = requests.admission.replicas,
    webInterface = true,
  } = options;
  const { milliCpu, memoryMiB } = resolveRequests(scope, 'resources', requests.scheduler, options.resources);
  return {
    clusterName,
    version,
    imageRepository: imageName(images.scheduler, imageRegistry),
    imagePullPolicy: oneOf(scope, 'imagePullPolicy', imagePullPolicy, Object.values(YuniKornImagePullPolicy)),
    placeholderImage: requireImage(scope, 'placeholderImage', placeholderImage),
    cpu: cpuQuantity(milliCpu),
    memory: memoryQuantity(memoryMiB),
    admissionReplicas: wholeNumber(scope, 'admissionReplicas', admissionReplicas, { max: MOST_REPLICAS }),
    webInterface: flag(scope, 'webInterface', webInterface),
    settings: resolveSettings(scope, options.settings ?? {}),
  };
}

/** The configuration of queues but for the queues themselves, which may still grow. */
export function resolvePartition(scope: IConstruct, options: YuniKornOptions): Omit<PartitionSpec, 'root'> {
  const { placementRules = defaultRules(), nodeSorting = NodeSorting.binPacking(), preemption = false } = options;
  const rules = list(scope, 'placementRules', placementRules, { fix: 'write them as `[PlacementRule.user()]`' });
  rules.forEach((rule, index) => validateRule(scope, `placementRules[${index}]`, rule));
  if (typeof nodeSorting?.policy !== 'string') {
    const got = shown(nodeSorting);
    refuse(scope, 'yunikorn:node-sorting', {
      prop: 'nodeSorting', must: 'be a `NodeSorting`', got, fix: 'use for example `NodeSorting.binPacking()`',
    });
  }
  return {
    placementRules: rules.map((rule) => rule._spec()),
    nodeSort: { type: nodeSorting.policy, resourceWeights: nodeSorting.resourceWeights },
    preemption: flag(scope, 'preemption', preemption, { literal: true }),
  };
}

/** The queue that the pod names; else that of its namespace, below the queue of teams. */
function defaultRules(): PlacementRule[] {
  const parent = PlacementRule.fixed(`root.${TEAMS_QUEUE}`);
  return [PlacementRule.provided(), PlacementRule.namespace({ create: true, parent })];
}

/** The settings by YuniKorn's names. */
function resolveSettings(scope: IConstruct, settings: YuniKornSettings): { [setting: string]: string } {
  map(scope, 'settings', settings as {});
  const { schedulingInterval, volumeBindTimeout, apiQueriesPerSecond, apiBurst } = settings;
  return dropUndefined({
    'service.schedulingInterval': duration(scope, 'settings.schedulingInterval', schedulingInterval),
    'service.volumeBindTimeout': duration(scope, 'settings.volumeBindTimeout', volumeBindTimeout),
    'kubernetes.qps': count(scope, 'settings.apiQueriesPerSecond', apiQueriesPerSecond),
    'kubernetes.burst': count(scope, 'settings.apiBurst', apiBurst),
  }) as { [setting: string]: string };
}

function duration(scope: IConstruct, prop: string, value?: Duration): string | undefined {
  return value === undefined ? undefined : `${seconds(scope, prop, value)}s`;
}

function count(scope: IConstruct, prop: string, value?: number): string | undefined {
  return value === undefined ? undefined : `${wholeNumber(scope, prop, value)}`;
}

function requireImage(scope: IConstruct, prop: string, image: string): string {
  return text(scope, prop, image, {
    form: /^[a-z0-9][^\s]*$/, must: 'be an image reference', fix: 'leave out any scheme such as "https://"',
  });
}
