import { CfnResource, type ITaggableV2, Lazy, Stack, TagManager, TagType, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { SparkJobProps } from './options';
import { jobRequests, resolveDriver, resolveExecutor, sparkContainers } from './spec';
import { hasTemplate, validateConfReferences, validateJob } from './validation';
import type { SparkJobRequests } from '../../contracts/pod-requests';
import type { IJobExecutionRole } from '../../contracts/team';
import { sortKeys } from '../../private/maps';
import { uniqueName } from '../../private/names';
import { ENTRY_POINT_PARAMETER, jobRunRequest, type JobSpec, jobTemplateProperties } from '../forms/job-template';
import { driverSettings, executorSettings, type SparkConf } from '../manifests/spark-conf';
import { validateFit } from '../plan/fit';
import { gangConf, gangTemplate, queueConf, type SchedulingSpec } from '../plan/scheduling';
import type { OwnedConf } from '../plan/settings';
import type { SparkProfile } from '../profile/spark-profile';

const JOB_TEMPLATE = 'AWS::EMRContainers::JobTemplate';
/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateJobTemplate.html */
const LONGEST_NAME = 64;

/**
 * What a team runs: a program with its size, arguments and settings, as an EMR job template that anyone with the right to may start.
 *
 * A job that its pools, their limits, the team's quota or the image cannot hold fails at synthesis.
 *
 * Job templates are immutable: a change of any property makes a new one, with a new id. The program is therefore a parameter of the
 * template, "EntryPoint", whose value comes with every run: a changed script changes `startJobRunInput` and `startJobRunCommand`, not
 * `jobTemplateId`. Its role may read the current script only, so take both from here, or from outputs, at every deployment.
 *
 * Creates one resource, `AWS::EMRContainers::JobTemplate`, which costs nothing; runs that have started do not need it any more. Where
 * CloudFormation does not offer it, none is created and `startJobRunInput` holds the whole request.
 */
export class SparkJob extends Construct implements ITaggableV2 {
  /** How it runs. */
  public readonly profile: SparkProfile;
  /** Role under which it runs. */
  public readonly executionRole: IJobExecutionRole;
  /** Name of its runs. */
  public readonly jobName: string;
  /** Id of the job template. @default - none, where there is no template */
  public readonly jobTemplateId?: string;
  /** ARN of the job template. @default - none, where there is no template */
  public readonly jobTemplateArn?: string;
  /** Where the program lies, `s3://…` or `local:///…`. */
  public readonly entryPointUri: string;
  /** What its pods request. */
  public readonly requests: SparkJobRequests;
  /** All its Spark settings, sorted. Values may be tokens. */
  public readonly sparkConf: { [key: string]: string };
  /**
   * Input of EMR's `StartJobRun` but for `clientToken`, as plain JSON, for a state machine, a schedule or an output. Values may be tokens.
   *
   * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_StartJobRun.html
   */
  public readonly startJobRunInput: { [field: string]: any };
  /** The AWS CLI command that starts the job, for a POSIX shell. May hold tokens. */
  public readonly startJobRunCommand: string;
  /** Tags of the job template and of its runs. */
  public readonly cdkTagManager: TagManager;

  constructor(scope: Construct, id: string, props: SparkJobProps) {
    super(scope, id);
    validateJob(this, props);
    this.profile = props.profile;
    this.executionRole = props.executionRole ?? props.profile.executionRoles[0];
    this.jobName = props.jobName ?? derivedName(this, props.profile.team.namespace);

    const driver = resolveDriver(this, props.driver);
    const executor = resolveExecutor(this, props.executor, props.entryPoint.isPython);
    const scheduling = this.profile._scheduling(this, props);
    const owned = [
      { option: 'driver', settings: driverSettings(driver) },
      { option: 'executor', settings: executorSettings(executor) },
      ...queueConf(scheduling),
    ];
    const conf = this.profile._sparkConf(this, props.sparkConf ?? {}, owned);
    validateConfReferences(this, conf, props);
    const containers = sparkContainers(this, { driver, executor, conf, props });
    this.requests = jobRequests(this.profile, containers, executor);
    validateFit(this, { profile: this.profile, conf, containers, requests: this.requests, dynamic: executor.dynamic, scheduling });
    this.sparkConf = scheduling?.gang === undefined ? conf : this.confOfGang(props, { scheduling, conf, owned });

    this.cdkTagManager = new TagManager(TagType.STANDARD, JOB_TEMPLATE);
    Object.entries(props.tags ?? {}).forEach(([key, value]) => this.cdkTagManager.setTag(key, value));
    this.entryPointUri = this.publishEntryPoint(props);
    const spec = this.jobSpec(props, scheduling);
    const template = hasTemplate(this, props) ? this.createTemplate(spec, props.parameters ?? {}) : undefined;
    this.node.addDependency(...this.profile._dependables);

    this.jobTemplateId = template?.getAtt('Id').toString();
    this.jobTemplateArn = template?.getAtt('Arn').toString();
    this.startJobRunInput = template === undefined ? this.wholeInput(spec) : this.templateInput();
    const isPlain = template !== undefined && [this.jobName, this.entryPointUri].every(isWord);
    this.startJobRunCommand = isPlain ? this.wordsCommand() : this.documentCommand();
  }

  /** The settings with those of the gang, which is computed from them; and pod templates of its own where the profile's do not do. */
  private confOfGang(props: SparkJobProps, { scheduling, conf, owned }: GangOfJob): SparkConf {
    const { team, _templates: templates } = this.profile;
    const { settings, driverAnnotations } = gangConf(this, { scheduling, conf, requests: this.requests, templates, team })!;
    const own = { option: 'podTemplates', settings: this.ownTemplates(scheduling, driverAnnotations) };
    return this.profile._sparkConf(this, props.sparkConf ?? {}, [...owned, { option: 'gang', settings }, own]);
  }

  private ownTemplates({ gang }: SchedulingSpec, annotations: { readonly [key: string]: string }): SparkConf {
    const { driver } = this.profile._templates;
    const base = gangTemplate(gang);
    if (Object.keys(annotations).length === 0 && (gang?.priorityClass ?? driver.spec.priorityClassName) === driver.spec.priorityClassName) {
      return {};
    }
    const published = this.profile._publishTemplates(this, { base, driver: { metadata: { annotations } } });
    return {
      'spark.kubernetes.driver.podTemplateFile': published.driver.uri,
      'spark.kubernetes.executor.podTemplateFile': published.executor.uri,
    };
  }

  private publishEntryPoint({ entryPoint }: SparkJobProps): string {
    const { uri, asset } = entryPoint._bind(this);
    if (asset !== undefined) {
      this.executionRole.grantReadAsset(asset);
    }
    return uri;
  }

  private jobSpec({ entryPoint, arguments: args = [] }: SparkJobProps, scheduling?: SchedulingSpec): JobSpec {
    return {
      executionRoleArn: this.executionRole.role.roleArn,
      releaseLabel: this.profile.releaseLabel,
      submit: entryPoint.isSql ? undefined : { arguments: args, mainClass: entryPoint.mainClass },
      applicationConfiguration: this.profile._applicationConfiguration(this, this.sparkConf, scheduling),
      monitoring: this.profile._monitoring(this.jobName),
      jobTags: Lazy.any({ produce: () => (this.cdkTagManager.hasTags() ? this.tags() : undefined) }),
    };
  }

  private createTemplate(spec: JobSpec, parameters: { [name: string]: string }): CfnResource {
    const properties = jobTemplateProperties({
      ...spec,
      // Ends in a digest of the content: a template is created before the one that it replaces is deleted.
      name: Lazy.string({ produce: () => uniqueName(LONGEST_NAME, this.jobName, this.node.path, this.rendered(properties.JobTemplateData)) }),
      parameters: sortKeys(parameters),
      tags: Lazy.any({ produce: () => Object.entries(this.tags()).map(([Key, Value]) => ({ Key, Value })) }, { omitEmptyArray: true }),
    });
    return new CfnResource(this, 'Resource', { type: JOB_TEMPLATE, properties });
  }

  private templateInput(): { [field: string]: any } {
    return {
      name: this.jobName,
      virtualClusterId: this.profile.team.virtualClusterId,
      jobTemplateId: this.jobTemplateId,
      jobTemplateParameters: { [ENTRY_POINT_PARAMETER]: this.entryPointUri },
    };
  }

  private wholeInput(spec: JobSpec): { [field: string]: any } {
    return jobRunRequest({ ...spec, name: this.jobName, virtualClusterId: this.profile.team.virtualClusterId, entryPoint: this.entryPointUri });
  }

  private wordsCommand(): string {
    return [
      'aws emr-containers start-job-run',
      `--region ${Stack.of(this).region}`,
      `--name ${this.jobName}`,
      `--virtual-cluster-id ${this.profile.team.virtualClusterId}`,
      `--job-template-id ${this.jobTemplateId}`,
      `--job-template-parameters ${ENTRY_POINT_PARAMETER}=${this.entryPointUri}`,
    ].join(' ');
  }

  private documentCommand(): string {
    const input = Stack.of(this).toJsonString(this.startJobRunInput, 2);
    // A here-document leaves every quote and dollar of the settings alone.
    return `aws emr-containers start-job-run --region ${Stack.of(this).region} --cli-input-json file:///dev/stdin <<'JSON'\n${input}\nJSON`;
  }

  private rendered(data: object): string {
    return JSON.stringify(Stack.of(this).resolve(data));
  }

  private tags(): { [key: string]: string } {
    return sortKeys(this.cdkTagManager.tagValues());
  }
}

/** What neither a shell nor the shorthand syntax of the AWS CLI reads as anything but text. @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html */
function isWord(text: string): boolean {
  return Token.isUnresolved(text) || /^[\w./][\w./:@%+#-]*$/.test(text);
}

/** What the settings of a gang are made from. */
interface GangOfJob {
  readonly scheduling: SchedulingSpec;
  readonly conf: SparkConf;
  readonly owned: OwnedConf[];
}

/** The namespace and the construct's id, shortened with a digest where they are too long. */
function derivedName(job: SparkJob, namespace: string): string {
  const name = `${namespace}-${job.node.id}`.replace(/[^.\-_/#A-Za-z0-9]/g, '-');
  return name.length <= LONGEST_NAME ? name : uniqueName(LONGEST_NAME, name, job.node.path);
}
