import type { Classifications } from '../manifests/classifications';
import type { SparkConf } from '../manifests/spark-conf';
import type { MonitoringSpec, SparkFrame } from '../plan/plan';

/**
 * The program is a parameter of a job template, without a default: job templates are immutable, so a new script in the
 * template would be a new template with a new id.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/use-job-template-parameters.html
 */
export const ENTRY_POINT_PARAMETER = 'EntryPoint';

/** One entry of `applicationConfiguration`. */
export interface Classification {
  readonly classification: string;
  readonly properties: SparkConf;
}

/** A program, beside the plan that it runs by. */
export interface ProgramSpec {
  /** Without it a Spark SQL job. */
  readonly submit?: { readonly arguments: string[]; readonly mainClass?: string };
  /** Tags of the runs, a map; rendered at the end, since tags may still be added. */
  readonly jobTags: unknown;
}

/** One run of a program. */
export interface RunSpec extends ProgramSpec {
  readonly name: string;
  readonly entryPoint: string;
}

/** One run of a job template. */
export interface TemplateRunSpec {
  readonly name: string;
  readonly virtualClusterId: string;
  readonly jobTemplateId: string;
  readonly entryPoint: string;
}

/** A request in the words of an AWS SDK, but for `clientToken`. */
export interface Request { readonly [field: string]: any }

/**
 * Input of `StartJobRun` for a job without a template.
 *
 * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_StartJobRun.html
 */
export function startJobRunRequest(plan: SparkFrame, run: RunSpec): Request {
  return {
    name: run.name,
    virtualClusterId: plan.virtualClusterId,
    executionRoleArn: plan.executionRoleArn,
    releaseLabel: plan.releaseLabel,
    jobDriver: jobDriver(run, run.entryPoint),
    configurationOverrides: configurationOverrides(plan),
    tags: run.jobTags,
  };
}

/** The same without name, program and tags, for people who bring their own. */
export function startJobRunFragment(plan: SparkFrame): Request {
  return {
    virtualClusterId: plan.virtualClusterId,
    executionRoleArn: plan.executionRoleArn,
    releaseLabel: plan.releaseLabel,
    configurationOverrides: configurationOverrides(plan),
  };
}

/** Input of `StartJobRun` for a job with a template, which says all but the program. */
export function startTemplateRunRequest({ name, virtualClusterId, jobTemplateId, entryPoint }: TemplateRunSpec): Request {
  return { name, virtualClusterId, jobTemplateId, jobTemplateParameters: { [ENTRY_POINT_PARAMETER]: entryPoint } };
}

export function jobDriver({ submit }: ProgramSpec, entryPoint: string): Request {
  if (submit === undefined) {
    return { sparkSqlJobDriver: { entryPoint } };
  }
  const { arguments: args, mainClass } = submit;
  return {
    sparkSubmitJobDriver: {
      entryPoint,
      ...(args.length === 0 ? {} : { entryPointArguments: [...args] }),
      ...(mainClass === undefined ? {} : { sparkSubmitParameters: `--class ${mainClass}` }),
    },
  };
}

export function configurationOverrides({ classifications, monitoring }: SparkFrame): Request {
  return {
    applicationConfiguration: applicationConfiguration(classifications),
    monitoringConfiguration: monitoringConfiguration(monitoring),
  };
}

/** Classifications as a list. */
export function applicationConfiguration(classifications: Classifications): Classification[] {
  return Object.entries(classifications).map(([classification, properties]) => ({ classification, properties }));
}

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_MonitoringConfiguration.html */
export function monitoringConfiguration(spec: MonitoringSpec): Request {
  return {
    persistentAppUI: spec.persistentAppUi ? 'ENABLED' : 'DISABLED',
    ...(spec.logGroupName === undefined ? {} : {
      cloudWatchMonitoringConfiguration: {
        logGroupName: spec.logGroupName, logStreamNamePrefix: spec.logStreamNamePrefix,
      },
    }),
    ...(spec.logUri === undefined ? {} : { s3MonitoringConfiguration: { logUri: spec.logUri } }),
  };
}
