import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { validateSparkConf, validateVolumeSettings } from './settings-validation';
import { POD_ROLES, type PodRole, type ProfileSpec, type PublishedTemplates } from './spec';
import type { ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import { SparkContainer } from '../../kubernetes/vocabulary';
import { sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';
import type { JsonObject } from '../manifests/pod-template';
import type { SparkConf } from '../manifests/spark-conf';

/** Settings that suit nodes which come and go. A user's win over them. */
export const SPARK_DEFAULTS: Readonly<SparkConf> = {
  // A node that Spot or Karpenter takes back hands its blocks over first.
  // https://aws.github.io/aws-emr-containers-best-practices/cost-optimization/docs/node-decommission/
  'spark.decommission.enabled': 'true',
  'spark.storage.decommission.enabled': 'true',
  'spark.storage.decommission.rddBlocks.enabled': 'true',
  'spark.storage.decommission.shuffleBlocks.enabled': 'true',
  // There is no external shuffle service on Kubernetes; the default from Spark 3.4 on.
  // https://spark.apache.org/docs/3.5.6/core-migration-guide.html
  'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
  // EMR's own is Always, which asks the registry once for every pod.
  // https://aws.github.io/aws-emr-containers-best-practices/performance/docs/dra/
  'spark.kubernetes.container.image.pullPolicy': 'IfNotPresent',
};

/** Settings of one kind that a user may not contradict. */
export interface OwnedConf {
  readonly settings: SparkConf;
  /** The option that makes them, for messages. */
  readonly option: string;
  /**
   * Whether they are settings of the job, or said elsewhere (in a pod template) and only defended here.
   *
   * @default true
   */
  readonly rendered?: boolean;
}

/** All that settings are layered from. */
export interface SettingsInput {
  readonly profile: ProfileSpec;
  readonly templates: PublishedTemplates;
  /** Settings of a job, over the profile's. */
  readonly conf: SparkConf;
  /** Settings that follow from size, queue and gang of a job. */
  readonly owned: OwnedConf[];
}

/** Defaults, under the profile's, under the job's, under what follows from options. Sorted. */
export function layerSettings(scope: IConstruct, { profile, templates, conf, owned }: SettingsInput): SparkConf {
  validateSparkConf(scope, conf);
  const user = { ...profile.conf, ...conf };
  const all = [...ownedByProfile(profile, templates), ...owned];
  all.forEach((one) => validateOwned(scope, user, one));
  const volumes = { driver: volumesOf(templates.driver.template), executor: volumesOf(templates.executor.template) };
  validateVolumeSettings(scope, user, volumes, profile.storage.sparkConf ?? {});
  const rendered = all.filter((one) => one.rendered ?? true).map(({ settings }) => settings);
  return sortKeys(Object.assign({}, SPARK_DEFAULTS, user, ...rendered));
}

function validateOwned(scope: IConstruct, user: SparkConf, { settings, option }: OwnedConf): void {
  for (const [key, value] of Object.entries(settings)) {
    if (user[key] !== undefined && user[key] !== value) {
      refuse(scope, 'jobs:conf-conflict', {
        prop: 'sparkConf',
        must: `not change ${key}, which \`${option}\` sets to "${value}"`,
        got: `"${user[key]}"`,
        fix: `change \`${option}\` instead`,
      });
    }
  }
}

function volumesOf({ spec }: JsonObject): string[] {
  return (spec.volumes ?? []).map((volume: JsonObject) => volume.name);
}

function ownedByProfile({ storage, imageUri, driver, executor }: ProfileSpec, templates: PublishedTemplates): OwnedConf[] {
  return [
    ...ownedByStorage(storage),
    { option: 'image', settings: imageUri === undefined ? {} : { 'spark.kubernetes.container.image': imageUri } },
    { option: 'podTemplates', settings: templateSettings(templates) },
    placementGuard('driver', driver.placement),
    placementGuard('executor', executor.placement),
  ];
}

/** Where Spark finds its templates, and which of their containers it takes for its own: EMR knows no other names. */
function templateSettings({ driver, executor }: PublishedTemplates): SparkConf {
  return {
    'spark.kubernetes.driver.podTemplateContainerName': SparkContainer.DRIVER,
    'spark.kubernetes.executor.podTemplateContainerName': SparkContainer.EXECUTOR,
    'spark.kubernetes.driver.podTemplateFile': driver.uri,
    'spark.kubernetes.executor.podTemplateFile': executor.uri,
  };
}

/** Node selectors and annotations of a pod template, as the settings that would beat them. */
function placementGuard(role: PodRole, { nodeSelector, annotations }: ProfileSpec['driver']['placement']): OwnedConf {
  const selectors = Object.entries(nodeSelector).flatMap(([label, value]) => [
    [selectorKey(label), value], [selectorKey(label, role), value],
  ]);
  const own = Object.entries(annotations).map(([key, value]) => [`spark.kubernetes.${role}.annotation.${key}`, value]);
  return { option: `${role}Pool`, rendered: false, settings: Object.fromEntries([...selectors, ...own]) };
}

/** Settings of storage, and its selectors in the settings that would beat them. */
function ownedByStorage(storage: ShuffleStorageConfig): OwnedConf[] {
  const labels = Object.entries(storage.nodeSelector ?? {});
  const late = labels.filter(([, value]) => Token.isUnresolved(value));
  const settings: SparkConf = {
    ...storage.sparkConf, ...Object.fromEntries(late.map(([label, value]) => [selectorKey(label), value])),
  };
  const selectors = labels.flatMap(([label, value]) => [undefined, ...POD_ROLES].map((role) => [
    selectorKey(label, role), value,
  ]));
  return [
    { option: 'shuffleStorage', settings },
    { option: 'shuffleStorage', settings: Object.fromEntries(selectors), rendered: false },
  ];
}

/**
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#configuration
 *   (spark.kubernetes.node.selector.[labelKey])
 */
function selectorKey(label: string, role?: PodRole): string {
  return `spark.kubernetes.${role === undefined ? '' : `${role}.`}node.selector.${label}`;
}
