import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { SparkJobProps } from './options';
import { type JobSpec, offersTemplates } from './spec';
import { list, map, shown, tags, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import { ENTRY_POINT_PARAMETER } from '../forms/start-job-run';
import type { SparkConf } from '../manifests/spark-conf';
import { validateText } from '../plan/settings-validation';

// https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateJobTemplate.html, API_JobTemplateData.html,
// API_SparkSubmitJobDriver.html
const NAME = /^[.\-_/#A-Za-z0-9]{1,64}$/;
const PARAMETER = /^[.\-_#A-Za-z0-9]{1,512}$/;
const LONGEST_ARGUMENT = 10280;
const MOST_PARAMETERS = 100;

/**
 * How a value refers to a parameter.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/use-job-template-parameters.html
 */
const REFERENCE = /\$\{([.\-_#A-Za-z0-9]+)\}/g;

/** The rules of a job, but for its size and place, which the plan knows. */
export function validateJob(scope: IConstruct, props: SparkJobProps, job: JobSpec): void {
  validateTeam(scope, props);
  validateRole(scope, props);
  validateName(scope, props.jobName);
  validateParameters(scope, job.parameters);
  validateTemplate(scope, props, job);
  validateArguments(scope, props, job);
  tags(scope, 'tags', job.tags);
}

function validateTeam(scope: IConstruct, { team, profile }: SparkJobProps): void {
  if (team !== undefined && team !== profile.team) {
    refuse(scope, 'jobs:team', {
      prop: 'profile',
      must: "be one of the job's team",
      got: `a profile of namespace ${profile.team.namespace} for a job in ${team.namespace}`,
      fix: 'make a profile for that team',
    });
  }
}

function validateRole(scope: IConstruct, { executionRole, profile }: SparkJobProps): void {
  if (executionRole !== undefined && !profile.executionRoles.includes(executionRole)) {
    const known = profile.executionRoles.map((role) => role.roleName).join(', ');
    refuse(scope, 'jobs:execution-role', {
      prop: 'executionRole',
      must: `be one of the profile's, ${known}`,
      got: `${executionRole.roleName}`,
      fix: 'add it to `executionRoles` of the profile, so that it may read the pod templates',
    });
  }
}

function validateName(scope: IConstruct, name?: string): void {
  if (name !== undefined) {
    text(scope, 'jobName', name, {
      form: NAME, must: 'be 1 to 64 letters, digits or ".-_/#"', fix: 'leave it out to have one derived', literal: true,
    });
  }
}

function validateParameters(scope: IConstruct, parameters: JobSpec['parameters']): void {
  for (const [name, value] of Object.entries(map(scope, 'parameters', parameters))) {
    if (name === ENTRY_POINT_PARAMETER) {
      refuse(scope, 'jobs:parameter-reserved', {
        prop: 'parameters', must: `not hold ${ENTRY_POINT_PARAMETER}`, got: shown(value), fix: 'it stands for `entryPoint`',
      });
    }
    if (Token.isUnresolved(name) || !PARAMETER.test(name)) {
      refuse(scope, 'jobs:parameter-name', {
        prop: 'parameters', must: 'have literal names of 1 to 512 letters, digits or ".-_#"', got: shown(name), fix: 'rename it',
      });
    }
    validateText(scope, `parameters.${name}`, value);
  }
  const count = Object.keys(parameters).length;
  if (count >= MOST_PARAMETERS) {
    refuse(scope, 'jobs:parameters', {
      prop: 'parameters',
      must: `be at most ${MOST_PARAMETERS - 1} beside ${ENTRY_POINT_PARAMETER}`,
      got: count,
      fix: 'pass a file instead',
    });
  }
}

function validateTemplate(scope: IConstruct, { jobTemplate }: SparkJobProps, { hasTemplate, parameters }: JobSpec): void {
  const { region } = Stack.of(scope);
  if (!hasTemplate && Object.keys(parameters).length > 0) {
    const got = jobTemplate === false
      ? '`jobTemplate: false`'
      : `the region ${region}, where CloudFormation offers none`;
    refuse(scope, 'jobs:parameters-template', {
      prop: 'parameters',
      must: 'be unset without a job template',
      got: `${got}`,
      fix: 'write the values into `arguments` and `sparkConf`',
    });
  }
  if (jobTemplate === true && !offersTemplates(region)) {
    warn(
      scope,
      'jobs:template-region',
      `AWS::EMRContainers::JobTemplate was not offered in ${region} when this library was made, and may be by now: if `
        + 'the deployment does not know it, leave `jobTemplate` out',
    );
  }
}

function validateArguments(scope: IConstruct, { entryPoint }: SparkJobProps, job: JobSpec): void {
  const { arguments: args } = job;
  list(scope, 'arguments', args, { fix: 'write it as a list of texts' });
  if (args.length > 0 && entryPoint.isSql) {
    refuse(scope, 'jobs:sql-arguments', {
      prop: 'arguments',
      must: 'be unset for Spark SQL',
      got: `${args.length}`,
      fix: 'EMR takes none there: use `sparkConf` and its variable substitution',
    });
  }
  args.forEach((argument, index) => {
    text(scope, `arguments[${index}]`, argument, {
      max: LONGEST_ARGUMENT, must: `be 1 to ${LONGEST_ARGUMENT} characters and not blank`, fix: "EMR's API takes no other",
    });
    validateReferences(scope, `arguments[${index}]`, argument, job);
  });
}

/** Every `${name}` of a template must have a parameter, or no run ever starts. */
export function validateConfReferences(scope: IConstruct, conf: SparkConf, job: JobSpec): void {
  Object.entries(conf).forEach(([key, value]) => validateReferences(scope, `sparkConf.${key}`, value, job));
}

function validateReferences(scope: IConstruct, prop: string, value: string, { parameters, hasTemplate }: JobSpec): void {
  for (const [, name] of Token.isUnresolved(value) || !hasTemplate ? [] : value.matchAll(REFERENCE)) {
    if (parameters[name] === undefined && name !== ENTRY_POINT_PARAMETER) {
      refuse(scope, 'jobs:parameter-missing', {
        prop: `${prop}`,
        must: 'refer to parameters that exist',
        got: `\${${name}}`,
        fix: `add ${name} to \`parameters\``,
      });
    }
  }
}
