import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PodRole } from './spec';
import { LOCAL_DIR_PREFIX } from '../../kubernetes/vocabulary';
import { map, shown, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import type { SparkConf } from '../manifests/spark-conf';

/**
 * Keys and values of a classification.
 *
 * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_Configuration.html
 */
export const LONGEST_TEXT = 1024;
/** Settings that have an option of their own, or that EMR makes, as patterns with what to do instead. */
const OWNED: Array<{ readonly pattern: RegExp; readonly instead: string }> = [
  { pattern: /^spark\.(driver|executor)\.(cores|memory|memoryOverhead)$/, instead: 'use `$1.$2` of the job' },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.(request|limit)\.cores$/, instead: 'use `$1.$2Cores` of the job' },
  { pattern: /^spark\.executor\.pyspark\.memory$/, instead: 'use `executor.pySparkMemory` of the job' },
  { pattern: /^spark\.memory\.offHeap\.(enabled|size)$/, instead: 'use `executor.offHeapMemory` of the job' },
  {
    pattern: /^spark\.(executor\.instances|dynamicAllocation\.(enabled|(min|max|initial)Executors))$/,
    instead: 'use `executor.allocation` of the job',
  },
  { pattern: /^spark\.kubernetes\.((driver|executor)\.)?container\.image$/, instead: 'use `image` of the profile' },
  { pattern: /^spark\.kubernetes\.(driver|executor)\.podTemplateFile$/, instead: 'use `podTemplates.$1` of the profile' },
  {
    pattern: /^spark\.kubernetes\.(driver|executor)\.podTemplateContainerName$/,
    instead: 'leave it out: EMR knows only its own name',
  },
  {
    pattern: /^spark\.(master|submit\.deployMode|kubernetes\.namespace|kubernetes\.authenticate\..+)$/,
    instead: 'leave it out: EMR sets it',
  },
];

/** Refuses settings that a user must not make, or that EMR's API would not take. */
export function validateSparkConf(scope: IConstruct, conf: SparkConf): void {
  for (const [key, value] of Object.entries(map(scope, 'sparkConf', conf))) {
    validateKey(scope, key);
    const owner = OWNED.find(({ pattern }) => pattern.test(key));
    if (owner !== undefined) {
      refuse(scope, 'jobs:conf-owned', {
        prop: 'sparkConf',
        must: `not hold ${key}`,
        got: `"${value}"`,
        fix: `${key.replace(owner.pattern, owner.instead)}`,
      });
    }
    validateText(scope, `sparkConf.${key}`, value);
  }
}

function validateKey(scope: IConstruct, key: string): void {
  if (Token.isUnresolved(key)) {
    refuse(scope, 'jobs:conf-token', {
      prop: 'sparkConf',
      must: 'have literal keys',
      got: 'a token',
      fix: 'values may be tokens',
    });
  }
  if (!/^spark\.\S+$/.test(key) || key.length > LONGEST_TEXT) {
    refuse(scope, 'jobs:conf-key', {
      prop: 'sparkConf',
      must: 'have keys that begin with "spark." and hold no blanks',
      got: `"${key}"`,
      fix: 'Spark drops others',
    });
  }
}

/** A value of a classification, as far as it is known. */
export function validateText(scope: IConstruct, prop: string, value: string): void {
  text(scope, prop, value, {
    max: LONGEST_TEXT, must: `be 1 to ${LONGEST_TEXT} characters and not blank`, fix: "EMR's API takes no other",
  });
}

/** Names of the volumes of the pod templates. */
export interface TemplateVolumes {
  readonly driver: string[];
  readonly executor: string[];
}

interface VolumeSetting {
  readonly key: string;
  readonly role: PodRole;
  readonly name: string;
}

/** Settings of the form `spark.kubernetes.<role>.volumes.<type>.<name>.…`. */
function volumeSettings(conf: SparkConf): VolumeSetting[] {
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
export function validateVolumeSettings(
  scope: IConstruct, conf: SparkConf, templates: TemplateVolumes, storage: SparkConf,
): void {
  const ofStorage = volumeSettings(storage);
  const inTemplate = [conf, storage].flatMap(volumeSettings).find(({ role, name }) => templates[role].includes(name));
  if (inTemplate !== undefined) {
    refuseVolume(scope, inTemplate, 'which the pod templates have already');
  }
  const ofBoth = volumeSettings(conf).find(({ key, role, name }) =>
    storage[key] === undefined && ofStorage.some((other) => other.role === role && other.name === name));
  if (ofBoth !== undefined) {
    refuseVolume(scope, ofBoth, 'which `shuffleStorage` makes');
  }
  const names = [...templates.driver, ...templates.executor, ...ofStorage.map(({ name }) => name)];
  if (names.some((name) => name.startsWith(LOCAL_DIR_PREFIX)) && conf['spark.local.dir'] !== undefined) {
    refuse(scope, 'jobs:conf-local-dir', {
      prop: 'sparkConf',
      must: 'not hold spark.local.dir',
      got: `"${conf['spark.local.dir']}"`,
      fix: "`shuffleStorage` mounts Spark's local directory",
    });
  }
}

function refuseVolume(scope: IConstruct, { key, name }: VolumeSetting, why: string): never {
  refuse(scope, 'jobs:conf-volume', {
    prop: 'sparkConf', must: `not hold ${key}`, got: `a volume named "${name}", ${why}`, fix: 'give it another name',
  });
}

/** `spark.{driver,executor}.memoryOverheadFactor` and `spark.kubernetes.memoryOverheadFactor`. */
export function overheadFactor(scope: IConstruct, conf: SparkConf, key: string): number | undefined {
  const value = conf[key];
  if (value === undefined) {
    return undefined;
  }
  const factor = Number(value);
  if (Token.isUnresolved(value) || !(factor > 0 && factor < Infinity)) {
    refuse(scope, 'jobs:overhead-factor', {
      prop: `sparkConf.${key}`,
      must: 'be a literal number greater than 0',
      got: shown(value),
      fix: 'what pods request is computed from it',
    });
  }
  return factor;
}
