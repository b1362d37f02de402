import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { SparkJobProps } from './options';
import { type JobSpec, offersTemplates } from './spec';
import { ValidationError } from '../../private/errors';
import { requireLiteral } from '../../private/tokens';
import { ENTRY_POINT_PARAMETER } from '../forms/start-job-run';
import type { SparkConf } from '../manifests/spark-conf';
import { validateText } from '../plan/settings-validation';

// https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateJobTemplate.html, API_JobTemplateData.html, API_SparkSubmitJobDriver.html
const NAME = /^[.\-_/#A-Za-z0-9]{1,64}$/;
const PARAMETER = /^[.\-_#A-Za-z0-9]{1,512}$/;
const LONGEST_ARGUMENT = 10280;
const MOST_PARAMETERS = 100;
const MOST_TAGS = 50;

/** How a value refers to a parameter. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/use-job-template-parameters.html */
const REFERENCE = /\$\{([.\-_#A-Za-z0-9]+)\}/g;

/** The rules of a job, but for its size and place, which the plan knows. */
export function validateJob(scope: IConstruct, props: SparkJobProps, job: JobSpec): void {
  validateTeam(scope, props);
  validateRole(scope, props);
  validateName(scope, props.jobName);
  validateParameters(scope, job.parameters);
  validateTemplate(scope, props, job);
  validateArguments(scope, props, job);
  validateTags(scope, job.tags);
}

function validateTeam(scope: IConstruct, { team, profile }: SparkJobProps): void {
  if (team !== undefined && team !== profile.team) {
    throw new ValidationError(scope, 'jobs:team', `\`profile\` must be one of the job's team, got a profile of namespace ${profile.team.namespace} for a job in ${team.namespace}; make a profile for that team`);
  }
}

function validateRole(scope: IConstruct, { executionRole, profile }: SparkJobProps): void {
  if (executionRole !== undefined && !profile.executionRoles.includes(executionRole)) {
    const known = profile.executionRoles.map((role) => role.roleName).join(', ');
    throw new ValidationError(scope, 'jobs:execution-role', `\`executionRole\` must be one of the profile's, ${known}, got ${executionRole.roleName}; add it to \`executionRoles\` of the profile, so that it may read the pod templates`);
  }
}

function validateName(scope: IConstruct, name?: string): void {
  if (name === undefined) {
    return;
  }
  requireLiteral(scope, 'jobs:name-token', 'jobName', name);
  if (!NAME.test(name)) {
    throw new ValidationError(scope, 'jobs:name', `\`jobName\` must be 1 to 64 letters, digits or ".-_/#", got "${name}"; leave it out to have one derived`);
  }
}

function validateParameters(scope: IConstruct, parameters: JobSpec['parameters']): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (name === ENTRY_POINT_PARAMETER) {
      throw new ValidationError(scope, 'jobs:parameter-reserved', `\`parameters\` must not hold ${ENTRY_POINT_PARAMETER}, got "${value}"; it stands for \`entryPoint\``);
    }
    if (Token.isUnresolved(name) || !PARAMETER.test(name)) {
      throw new ValidationError(scope, 'jobs:parameter-name', `\`parameters\` must have literal names of 1 to 512 letters, digits or ".-_#", got "${Token.isUnresolved(name) ? 'a token' : name}"; rename it`);
    }
    validateText(scope, `parameters.${name}`, value);
  }
  const count = Object.keys(parameters).length + 1;
  if (count > MOST_PARAMETERS) {
    throw new ValidationError(scope, 'jobs:parameters', `\`parameters\` must be at most ${MOST_PARAMETERS - 1} beside ${ENTRY_POINT_PARAMETER}, got ${count - 1}; pass a file instead`);
  }
}

function validateTemplate(scope: IConstruct, { jobTemplate }: SparkJobProps, { hasTemplate, parameters }: JobSpec): void {
  const { region } = Stack.of(scope);
  if (!hasTemplate && Object.keys(parameters).length > 0) {
    const got = jobTemplate === false ? '`jobTemplate: false`' : `the region ${region}, where CloudFormation offers none`;
    throw new ValidationError(scope, 'jobs:parameters-template', `\`parameters\` must be unset without a job template, got ${got}; write the values into \`arguments\` and \`sparkConf\``);
  }
  if (jobTemplate === true && !offersTemplates(region)) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/jobs:template-region',
      `AWS::EMRContainers::JobTemplate was not offered in ${region} when this library was made, and may be by now: if the deployment does not know it, leave \`jobTemplate\` out`);
  }
}

function validateArguments(scope: IConstruct, { entryPoint }: SparkJobProps, job: JobSpec): void {
  const { arguments: args } = job;
  if (args.length > 0 && entryPoint.isSql) {
    throw new ValidationError(scope, 'jobs:sql-arguments', `\`arguments\` must be unset for Spark SQL, got ${args.length}; EMR takes none there: use \`sparkConf\` and its variable substitution`);
  }
  args.forEach((argument, index) => {
    if (!Token.isUnresolved(argument) && (!/\S/.test(argument) || argument.length > LONGEST_ARGUMENT)) {
      throw new ValidationError(scope, 'jobs:argument', `\`arguments[${index}]\` must be 1 to ${LONGEST_ARGUMENT} characters and not blank, got ${argument.length} characters; EMR's API takes no other`);
    }
    validateReferences(scope, `arguments[${index}]`, argument, job);
  });
}

/** Every `${name}` of a template must have a parameter, or no run ever starts. */
export function validateConfReferences(scope: IConstruct, conf: SparkConf, job: JobSpec): void {
  Object.entries(conf).forEach(([key, value]) => validateReferences(scope, `sparkConf.${key}`, value, job));
}

function validateReferences(scope: IConstruct, prop: string, text: string, { parameters, hasTemplate }: JobSpec): void {
  for (const [, name] of Token.isUnresolved(text) || !hasTemplate ? [] : text.matchAll(REFERENCE)) {
    if (parameters[name] === undefined && name !== ENTRY_POINT_PARAMETER) {
      throw new ValidationError(scope, 'jobs:parameter-missing', `\`${prop}\` must refer to parameters that exist, got \${${name}}; add ${name} to \`parameters\``);
    }
  }
}

function validateTags(scope: IConstruct, tags: JobSpec['tags']): void {
  const keys = Object.keys(tags);
  if (keys.length > MOST_TAGS) {
    throw new ValidationError(scope, 'jobs:tags', `\`tags\` must be at most ${MOST_TAGS}, got ${keys.length}; leave some out`);
  }
  const wrong = keys.find((key) => !Token.isUnresolved(tags[key]) && (key.length < 1 || key.length > 128 || tags[key].length > 256));
  if (wrong !== undefined) {
    throw new ValidationError(scope, 'jobs:tag', `\`tags\` must have keys of 1 to 128 characters and values of at most 256, got ${wrong.length} and ${tags[wrong].length} for "${wrong.slice(0, 32)}"; shorten it`);
  }
}
