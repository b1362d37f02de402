import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PodPlacement } from '../../contracts/placement';
import { SparkContainer } from '../../kubernetes/vocabulary';
import { ValidationError } from '../../private/errors';
import { sortKeys } from '../../private/maps';
import type { SparkConf } from '../manifests/spark-conf';

/** Keys and values of a classification. @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_Configuration.html */
export const LONGEST_TEXT = 1024;
/** Entries of a classification, from the same page. */
const MOST_ENTRIES = 100;

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

/** The containers of the pod templates that Spark takes for its own. EMR knows no other names. */
export const CONTAINER_NAMES: Readonly<SparkConf> = {
  'spark.kubernetes.driver.podTemplateContainerName': SparkContainer.DRIVER,
  'spark.kubernetes.executor.podTemplateContainerName': SparkContainer.EXECUTOR,
};

/** Settings that have an option of their own, or that EMR makes, as patterns with what to do instead. */
const OWNED: Array<{ readonly pattern: RegExp; readonly instead: string }> = [
  { pattern: /^spark\.(driver|executor)\.(cores|memory|memoryOverhead)$/, instead: 'use `$1.$2` of the job' },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.(request|limit)\.cores$/, instead: 'use `$1.$2Cores` of the job' },
  { pattern: /^spark\.executor\.pyspark\.memory$/, instead: 'use `executor.pySparkMemory` of the job' },
  { pattern: /^spark\.memory\.offHeap\.(enabled|size)$/, instead: 'use `executor.offHeapMemory` of the job' },
  { pattern: /^spark\.(executor\.instances|dynamicAllocation\.(enabled|(min|max|initial)Executors))$/, instead: 'use `executor.allocation` of the job' },
  { pattern: /^spark\.kubernetes\.((driver|executor)\.)?container\.image$/, instead: 'use `image` of the profile' },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.podTemplateFile$/, instead: 'use `podTemplates.$1` of the profile' },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.podTemplateContainerName$/, instead: 'leave it out: EMR knows only its own name' },
  { pattern: /^spark\.(master|submit\.deployMode|kubernetes\.namespace|kubernetes\.authenticate\..+)$/, instead: 'leave it out: EMR sets it' },
];

/** Refuses settings that a user must not make, or that EMR's API would not take. */
export function validateSparkConf(scope: IConstruct, conf: SparkConf): void {
  for (const [key, value] of Object.entries(conf)) {
    validateKey(scope, key);
    const owner = OWNED.find(({ pattern }) => pattern.test(key));
    if (owner !== undefined) {
      throw new ValidationError(scope, 'jobs:conf-owned', `\`sparkConf\` must not hold ${key}, got "${value}"; ${key.replace(owner.pattern, owner.instead)}`);
    }
    validateText(scope, `sparkConf.${key}`, value);
  }
}

function validateKey(scope: IConstruct, key: string): void {
  if (Token.isUnresolved(key)) {
    throw new ValidationError(scope, 'jobs:conf-token', '`sparkConf` must have literal keys, got a token; values may be tokens');
  }
  if (!/^spark\.\S+$/.test(key) || key.length > LONGEST_TEXT) {
    throw new ValidationError(scope, 'jobs:conf-key', `\`sparkConf\` must have keys that begin with "spark." and hold no blanks, got "${key}"; Spark drops others`);
  }
}

/** A value of a classification, as far as it is known. */
export function validateText(scope: IConstruct, prop: string, value: string): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (!/\S/.test(value) || value.length > LONGEST_TEXT) {
    const got = value.length > LONGEST_TEXT ? `${value.length} characters` : `"${value}"`;
    throw new ValidationError(scope, 'jobs:text', `\`${prop}\` must be 1 to ${LONGEST_TEXT} characters and not blank, got ${got}; EMR's API takes no other`);
  }
}

/** One classification, as the API takes it. */
export function validateEntries(scope: IConstruct, classification: string, properties: SparkConf): void {
  const entries = Object.keys(properties).length;
  if (entries > MOST_ENTRIES) {
    throw new ValidationError(scope, 'jobs:entries', `the classification ${classification} must have at most ${MOST_ENTRIES} entries, got ${entries} with the library's own; set the rest in the program`);
  }
}

/** Settings of one kind that a user may not contradict. */
export interface OwnedConf {
  readonly settings: SparkConf;
  /** The option that makes them, for messages. */
  readonly option: string;
  /** Whether they are settings of the job, or said elsewhere (in a pod template) and only defended here. @default true */
  readonly rendered?: boolean;
}

/** The layers, later ones winning, over which the owned settings stand. */
export function layerSparkConf(scope: IConstruct, layers: SparkConf[], owned: OwnedConf[]): SparkConf {
  const user: SparkConf = Object.assign({}, ...layers);
  for (const { settings, option } of owned) {
    for (const [key, value] of Object.entries(settings)) {
      if (user[key] !== undefined && user[key] !== value) {
        throw new ValidationError(scope, 'jobs:conf-conflict', `\`sparkConf\` must not change ${key}, which \`${option}\` sets to "${value}", got "${user[key]}"; change \`${option}\` instead`);
      }
    }
  }
  const rendered = owned.filter((conf) => conf.rendered ?? true).map(({ settings }) => settings);
  return sortKeys(Object.assign({}, SPARK_DEFAULTS, user, ...rendered));
}

/** What a pod template says of a pod's place, in the settings that would beat it. */
export function placementGuard(role: 'driver' | 'executor', option: string, placement: PodPlacement): OwnedConf {
  const selectors = Object.entries(placement.nodeSelector).flatMap(([label, value]) => [
    [`spark.kubernetes.node.selector.${label}`, value],
    [`spark.kubernetes.${role}.node.selector.${label}`, value],
  ]);
  const annotations = Object.entries(placement.annotations).map(([key, value]) => [`spark.kubernetes.${role}.annotation.${key}`, value]);
  return { option, rendered: false, settings: Object.fromEntries([...selectors, ...annotations]) };
}

/** Names of the volumes of the pod templates. */
export interface TemplateVolumes {
  driver: string[];
  executor: string[];
}

/** @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#local-storage */
const LOCAL_DIR_VOLUME = /^spark-local-dir-/;

/** Settings of the form `spark.kubernetes.<role>.volumes.<type>.<name>.…`. */
function volumeSettings(conf: SparkConf): Array<{ readonly key: string; readonly role: 'driver' | 'executor'; readonly name: string }> {
  return Object.keys(conf).flatMap((key) => {
    const match = /^spark\.kubernetes\.(driver|executor)\.volumes\.[^.]+\.([^.]+)\./.exec(key);
    return match === null ? [] : [{ key, role: match[1] as 'driver' | 'executor', name: match[2] }];
  });
}

/**
 * A volume in a pod template and in the settings makes every executor invalid, and Spark retries for ever.
 *
 * From testing, 2026-11-23: Spark 3.5.6, status 422 of the API server.
 */
export function validateVolumeSettings(scope: IConstruct, conf: SparkConf, templates: TemplateVolumes, storage: SparkConf): void {
  for (const { key, role, name } of [conf, storage].flatMap(volumeSettings)) {
    if (templates[role].includes(name)) {
      throw new ValidationError(scope, 'jobs:conf-volume', `\`sparkConf\` must not hold ${key}, got a volume named "${name}", which the pod templates have already; give it another name`);
    }
  }
  const ofStorage = volumeSettings(storage);
  for (const { key, role, name } of volumeSettings(conf)) {
    if (storage[key] === undefined && ofStorage.some((other) => other.role === role && other.name === name)) {
      throw new ValidationError(scope, 'jobs:conf-volume', `\`sparkConf\` must not hold ${key}, got a volume named "${name}", which \`shuffleStorage\` makes; give it another name`);
    }
  }
  const local = [...templates.driver, ...templates.executor, ...ofStorage.map(({ name }) => name)].some((name) => LOCAL_DIR_VOLUME.test(name));
  if (local && conf['spark.local.dir'] !== undefined) {
    throw new ValidationError(scope, 'jobs:conf-local-dir', `\`sparkConf\` must not hold spark.local.dir, got "${conf['spark.local.dir']}"; \`shuffleStorage\` mounts Spark's local directory`);
  }
}

/** `spark.{driver,executor}.memoryOverheadFactor` and `spark.kubernetes.memoryOverheadFactor`. */
export function overheadFactor(scope: IConstruct, conf: SparkConf, key: string): number | undefined {
  const text = conf[key];
  if (text === undefined) {
    return undefined;
  }
  const factor = Number(text);
  if (Token.isUnresolved(text) || !(factor > 0)) {
    throw new ValidationError(scope, 'jobs:overhead-factor', `\`sparkConf.${key}\` must be a literal number greater than 0, got ${Token.isUnresolved(text) ? 'a token' : `"${text}"`}; what pods request is computed from it`);
  }
  return factor;
}
