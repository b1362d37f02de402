import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SparkJobProps } from './options';
import { uniqueName } from '../../private/names';
import { resolveScheduling } from '../plan/scheduling';
import { resolveDriver, resolveExecutor } from '../plan/sizes';
import type { WorkloadSpec } from '../plan/spec';

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateJobTemplate.html */
export const LONGEST_NAME = 64;

/**
 * Where CloudFormation offers `AWS::EMRContainers::JobTemplate`: the regional schemas in cfn-lint 1.58.0, as
 * aws-cdk-lib 2.276.0 has them.
 *
 * @see
 *   https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emrcontainers-jobtemplate.html
 */
const TEMPLATE_REGIONS = [
  'ap-south-1', 'eu-central-1', 'eu-isoe-west-1', 'eusc-de-east-1', 'us-east-1', 'us-iso-east-1', 'us-iso-west-1', 'us-isob-east-1',
  'us-isob-west-1', 'us-isof-east-1', 'us-isof-south-1', 'us-west-2',
];

/** A job with its defaults: what a plan is made from, and what stands beside the plan. */
export interface JobSpec {
  readonly workload: WorkloadSpec;
  /** Whether there is a job template: as the user says, else where CloudFormation offers them as far as it is known. */
  readonly hasTemplate: boolean;
  readonly arguments: string[];
  readonly parameters: { readonly [name: string]: string };
  readonly tags: { readonly [key: string]: string };
}

/** Defaults resolved, sizes as plain numbers. */
export function resolveJob(scope: Construct, props: SparkJobProps): JobSpec {
  const { profile, entryPoint: { isPython: python }, queue, gang } = props;
  const { team, executionRoles, scheduling } = profile._spec;
  return {
    workload: {
      name: props.jobName ?? derivedName(scope, team.namespace),
      executionRole: props.executionRole ?? executionRoles[0],
      python,
      driver: resolveDriver(scope, props.driver),
      executor: resolveExecutor(scope, props.executor, python),
      conf: props.sparkConf ?? {},
      scheduling: resolveScheduling(scope, { queue: queue ?? scheduling?.queue, gang: gang ?? scheduling?.gang }, team),
      submitted: true,
    },
    hasTemplate: props.jobTemplate ?? offersTemplates(Stack.of(scope).region),
    arguments: props.arguments ?? [],
    parameters: props.parameters ?? {},
    tags: props.tags ?? {},
  };
}

/** Whether CloudFormation offers job templates there, as far as it is known. */
export function offersTemplates(region: string): boolean {
  return Token.isUnresolved(region) || TEMPLATE_REGIONS.includes(region);
}

/** The namespace and the construct's id, shortened with a digest where they are too long. */
function derivedName({ node }: Construct, namespace: string): string {
  const name = `${namespace}-${node.id}`.replace(/[^.\-_/#A-Za-z0-9]/g, '-');
  return name.length <= LONGEST_NAME ? name : uniqueName(LONGEST_NAME, name, node.path);
}
