import type { IConstruct } from 'constructs';
import { submitterQueue } from './scheduling';
import { validateText } from './settings-validation';
import type { ProfileSpec, SchedulingSpec } from './spec';
import { map } from '../../private/checks';
import { conflictingPaths, deepMerge, sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';
import { type Classifications, containerDefaultProperties, submitterProperties } from '../manifests/classifications';
import type { SparkConf } from '../manifests/spark-conf';

/**
 * Entries of a classification.
 *
 * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_Configuration.html
 */
const MOST_ENTRIES = 100;

/**
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-7.13.0.html (configuration
 *   classifications)
 */
const JOBS_ONLY = ['emr-containers-defaults', 'emr-job-submitter'];

export interface ClassificationsInput {
  readonly settings: SparkConf;
  readonly scheduling?: SchedulingSpec;
  /**
   * Whether a pod of EMR submits it: endpoints have neither submitters nor log containers that EMR sets up for jobs.
   */
  readonly submitted: boolean;
}

/** Classifications of a profile, the user's merged, and the settings as "spark-defaults". */
export function classificationsOf(scope: IConstruct, profile: ProfileSpec, input: ClassificationsInput): Classifications {
  const { submitter, logging, configurations } = profile;
  const own: Classifications = {
    'emr-containers-defaults': containerDefaultProperties(logging, logging.executors),
    'emr-job-submitter': submitterProperties({
      ...submitter, labels: { ...submitter.labels, ...submitterQueue(input.scheduling) },
    }),
  };
  validateConfigurations(scope, own, configurations);
  const all: Classifications = { ...deepMerge(own, configurations), 'spark-defaults': input.settings };
  Object.entries(all).forEach(([classification, properties]) => validateEntries(scope, classification, properties));
  return sortKeys(
    Object.fromEntries(Object.entries(all).filter(([name]) => input.submitted || !JOBS_ONLY.includes(name))),
  );
}

/** A user's configurations beside those of the library. */
function validateConfigurations(scope: IConstruct, own: Classifications, user: Classifications): void {
  map(scope, 'configurations', user);
  if (user['spark-defaults'] !== undefined) {
    refuse(scope, 'jobs:configurations-spark', {
      prop: 'configurations', must: 'not hold "spark-defaults"', got: 'settings', fix: 'use `sparkConf`, which knows what the library sets',
    });
  }
  for (const [classification, properties] of Object.entries(user)) {
    map(scope, `configurations.${classification}`, properties);
    for (const [key, value] of Object.entries(properties)) {
      validateText(scope, `configurations.${classification}.${key}`, value);
    }
    for (const key of conflictingPaths(own[classification] ?? {}, properties)) {
      refuse(scope, 'jobs:configurations-conflict', {
        prop: `configurations.${classification}`,
        must: `not change ${key}, which is "${own[classification][key]}"`,
        got: `"${properties[key]}"`,
        fix: 'use `submitter` or `logging`',
      });
    }
  }
}

function validateEntries(scope: IConstruct, classification: string, properties: SparkConf): void {
  const entries = Object.keys(properties).length;
  if (entries > MOST_ENTRIES) {
    refuse(scope, 'jobs:entries', {
      prop: `the classification ${classification}`,
      must: `have at most ${MOST_ENTRIES} entries`,
      got: `${entries} with the library's own`,
      fix: 'set the rest in the program',
    });
  }
}
