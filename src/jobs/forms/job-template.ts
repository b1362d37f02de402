import { applicationConfiguration, ENTRY_POINT_PARAMETER, jobDriver, monitoringConfiguration, type ProgramSpec } from './start-job-run';
import type { SparkFrame } from '../plan/plan';

/** A job as a template. */
export interface JobTemplateSpec extends ProgramSpec {
  readonly name: string;
  /** Default values of the parameters beside `ENTRY_POINT_PARAMETER`. */
  readonly parameters: { readonly [name: string]: string };
  /** Tags of the template, a list; rendered at the end. */
  readonly tags: unknown;
}

/**
 * Properties of an `AWS::EMRContainers::JobTemplate`.
 *
 * @see
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emrcontainers-jobtemplate.html
 */
export function jobTemplateProperties(plan: SparkFrame, spec: JobTemplateSpec): { readonly [property: string]: any } {
  return {
    Name: spec.name,
    JobTemplateData: {
      ExecutionRoleArn: plan.executionRoleArn,
      ReleaseLabel: plan.releaseLabel,
      JobDriver: pascalCase(jobDriver(spec, `\${${ENTRY_POINT_PARAMETER}}`)),
      ConfigurationOverrides: {
        ApplicationConfiguration: applicationConfiguration(plan.classifications)
          .map(({ classification, properties }) => ({ Classification: classification, Properties: { ...properties } })),
        MonitoringConfiguration: pascalCase(monitoringConfiguration(plan.monitoring)),
      },
      ParameterConfiguration: {
        [ENTRY_POINT_PARAMETER]: { Type: 'STRING' },
        ...Object.fromEntries(Object.entries(spec.parameters).map(([name, value]) => [
          name, { Type: 'STRING', DefaultValue: value },
        ])),
      },
      JobTags: spec.jobTags,
    },
    Tags: spec.tags,
  };
}

/** Names of CloudFormation begin with a capital; those of the API do not. */
function pascalCase(value: any): any {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [
    key[0].toUpperCase() + key.slice(1), pascalCase(item),
  ]));
}
