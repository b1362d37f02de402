import type { Classification } from '../manifests/configurations';

/** A job, in the words of `StartJobRun`. */
export interface JobSpec {
  readonly executionRoleArn: string;
  readonly releaseLabel: string;
  /** Without it a Spark SQL job. */
  readonly submit?: { readonly arguments: string[]; readonly mainClass?: string };
  readonly applicationConfiguration: Classification[];
  /** As `monitoringConfiguration()` makes it. */
  readonly monitoring: { readonly [key: string]: any };
  /** Tags of the runs, a map; rendered at the end, since tags may still be added. */
  readonly jobTags: unknown;
}

/** A job as a template. */
export interface JobTemplateSpec extends JobSpec {
  readonly name: string;
  /** Default values of the parameters beside `ENTRY_POINT_PARAMETER`. */
  readonly parameters: { readonly [name: string]: string };
  /** Tags of the template, a list; rendered at the end. */
  readonly tags: unknown;
}

/** A run without a template. */
export interface JobRunSpec extends JobSpec {
  readonly name: string;
  readonly virtualClusterId: string;
  readonly entryPoint: string;
}

/**
 * The program is a parameter of the template, without a default: job templates are immutable, so a new script in the template
 * would be a new template with a new id.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/use-job-template-parameters.html
 */
export const ENTRY_POINT_PARAMETER = 'EntryPoint';

/**
 * Properties of an `AWS::EMRContainers::JobTemplate`.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emrcontainers-jobtemplate.html
 */
export function jobTemplateProperties(spec: JobTemplateSpec): { readonly [property: string]: any } {
  return {
    Name: spec.name,
    JobTemplateData: {
      ExecutionRoleArn: spec.executionRoleArn,
      ReleaseLabel: spec.releaseLabel,
      JobDriver: pascalCase(jobDriver(spec, `\${${ENTRY_POINT_PARAMETER}}`)),
      ConfigurationOverrides: {
        ApplicationConfiguration: spec.applicationConfiguration.map(({ classification, properties }) => ({
          Classification: classification,
          Properties: { ...properties },
        })),
        MonitoringConfiguration: pascalCase(spec.monitoring),
      },
      ParameterConfiguration: {
        [ENTRY_POINT_PARAMETER]: { Type: 'STRING' },
        ...Object.fromEntries(Object.entries(spec.parameters).map(([name, value]) => [name, { Type: 'STRING', DefaultValue: value }])),
      },
      JobTags: spec.jobTags,
    },
    Tags: spec.tags,
  };
}

/**
 * Input of `StartJobRun` for a job without a template.
 *
 * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_StartJobRun.html
 */
export function jobRunRequest(spec: JobRunSpec): { readonly [field: string]: any } {
  return {
    name: spec.name,
    virtualClusterId: spec.virtualClusterId,
    executionRoleArn: spec.executionRoleArn,
    releaseLabel: spec.releaseLabel,
    jobDriver: jobDriver(spec, spec.entryPoint),
    configurationOverrides: { applicationConfiguration: spec.applicationConfiguration, monitoringConfiguration: spec.monitoring },
    tags: spec.jobTags,
  };
}

function jobDriver(spec: JobSpec, entryPoint: string): object {
  if (spec.submit === undefined) {
    return { sparkSqlJobDriver: { entryPoint } };
  }
  const { arguments: args, mainClass } = spec.submit;
  return {
    sparkSubmitJobDriver: {
      entryPoint,
      ...(args.length === 0 ? {} : { entryPointArguments: [...args] }),
      ...(mainClass === undefined ? {} : { sparkSubmitParameters: `--class ${mainClass}` }),
    },
  };
}

/** Names of CloudFormation begin with a capital; those of the API do not. */
function pascalCase(value: any): any {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key[0].toUpperCase() + key.slice(1), pascalCase(item)]));
}
