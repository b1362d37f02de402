import { entriesOf, list, text } from './values';

/** Settings of Spark and of EMR's submitter, by key. */
export type Conf = ReadonlyMap<string, string>;

const CLASSIFICATIONS: readonly string[] = ['spark-defaults', 'emr-job-submitter'];

/**
 * Settings of a job template: its classifications, then what is passed to `spark-submit`, which wins.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-submit.html
 */
export function sparkConf(data: Readonly<Record<string, any>>): Conf {
  const classified = list(data.ConfigurationOverrides?.ApplicationConfiguration)
    .filter((configuration) => CLASSIFICATIONS.includes(text(configuration.Classification)))
    .flatMap((configuration) => entriesOf(configuration.Properties))
    .map(([key, value]) => [key, text(value)] as const);
  return new Map([...classified, ...submitted(text(data.JobDriver?.SparkSubmitJobDriver?.SparkSubmitParameters))]);
}

const SHORT_OPTIONS: Readonly<Record<string, string>> = {
  '--driver-cores': 'spark.driver.cores',
  '--driver-memory': 'spark.driver.memory',
  '--executor-cores': 'spark.executor.cores',
  '--executor-memory': 'spark.executor.memory',
  '--num-executors': 'spark.executor.instances',
};

function submitted(parameters: string): ReadonlyArray<readonly [string, string]> {
  const words = [...parameters.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
  return words.flatMap((word, index): ReadonlyArray<readonly [string, string]> => {
    const following = words[index + 1] ?? '';
    if (word === '--conf' && following.includes('=')) {
      return [
        [following.slice(0, following.indexOf('=')), following.slice(following.indexOf('=') + 1)],
      ];
    }
    return SHORT_OPTIONS[word] ? [[SHORT_OPTIONS[word], following]] : [];
  });
}

/** Settings that start with a prefix, the prefix taken off. */
export function withPrefix(conf: Conf, prefix: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...conf].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [
    key.slice(prefix.length), value,
  ]));
}
