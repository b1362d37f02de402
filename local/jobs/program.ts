import type { Settings } from './spark-memory';

/** Program of a job, in the words of `spark-submit`. */
export interface Program {
  /** Main class of a JAR; a job without one is a Python script. */
  readonly mainClass?: string;
  readonly arguments: readonly string[];
  /** Settings that stand beside the class; they beat the classification `spark-defaults`. */
  readonly settings: Settings;
}

/**
 * Spark SQL is run by a class of Spark's own.
 *
 * @see https://spark.apache.org/docs/3.5.6/sql-distributed-sql-engine-spark-sql-cli.html
 */
const SQL_CLASS = 'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver';

/**
 * Options of `spark-submit` that are settings.
 *
 * @see https://spark.apache.org/docs/3.5.6/submitting-applications.html
 */
const SHORTHANDS: Settings = {
  '--driver-memory': 'spark.driver.memory',
  '--driver-cores': 'spark.driver.cores',
  '--executor-memory': 'spark.executor.memory',
  '--executor-cores': 'spark.executor.cores',
  '--num-executors': 'spark.executor.instances',
};

/** The program of a job template, or of a request to start a job. */
export function programOf({ SparkSubmitJobDriver: submit, SparkSqlJobDriver: sql }: any): Program {
  const given = words((submit ?? sql)?.SparkSubmitParameters ?? sql?.SparkSqlParameters ?? '');
  const of = (option: string) => given.flatMap((word, index) => (word === option ? [given[index + 1] ?? ''] : []));
  return {
    mainClass: submit === undefined ? SQL_CLASS : of('--class').pop(),
    arguments: submit?.EntryPointArguments ?? [],
    settings: {
      ...Object.fromEntries(of('--conf').map((setting) => [
        setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1),
      ])),
      ...Object.fromEntries(
        Object.entries(SHORTHANDS).flatMap(([option, key]) => of(option).map((value) => [key, value])),
      ),
    },
  };
}

/** Words of a command line: quotes keep blanks together, a backslash keeps the next character as it is. */
function words(line: string): string[] {
  const found = line.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return found
    .map((word) => word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) => double?.replace(/\\(.)/g, '$1')
    ?? single
    ?? escaped));
}
