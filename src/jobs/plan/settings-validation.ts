import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PodRole } from './spec';
import { ValidationError } from '../../private/errors';
import type { SparkConf } from '../manifests/spark-conf';

/** Keys and values of a classification. @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_Configuration.html */
export const LONGEST_TEXT = 1024;
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

/** Names of the volumes of the pod templates. */
export interface TemplateVolumes {
  readonly driver: string[];
  readonly executor: string[];
}

/** @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#local-storage */
const LOCAL_DIR_VOLUME = /^spark-local-dir-/;

/** Settings of the form `spark.kubernetes.<role>.volumes.<type>.<name>.…`. */
function volumeSettings(conf: SparkConf): Array<{ readonly key: string; readonly role: PodRole; readonly name: string }> {
  return Object.keys(conf).flatMap((key) => {
    const match = /^spark\.kubernetes\.(driver|executor)\.volumes\.[^.]+\.([^.]+)\./.exec(key);
    return match === null ? [] : [{ key, role: match[1] as PodRole, name: match[2] }];
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
