import { CfnResource, type ITaggableV2, Lazy, Stack, TagManager, TagType, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { SparkJobProps } from './options';
import { type JobSpec, LONGEST_NAME, resolveJob } from './spec';
import { validateConfReferences, validateJob } from './validation';
import type { SparkJobRequests } from '../../contracts/pod-requests';
import type { IJobExecutionRole } from '../../contracts/team';
import { sortKeys } from '../../private/maps';
import { uniqueName } from '../../private/names';
import { documentCommand, templateRunCommand } from '../forms/command';
import { jobTemplateProperties } from '../forms/job-template';
import { type ProgramSpec, startJobRunRequest, startTemplateRunRequest } from '../forms/start-job-run';
import { planSpark, type SparkPlan } from '../plan/plan';
import type { SparkProfile } from '../profile/spark-profile';
import type { SparkEntryPoint } from '../spark-entry-point';

const JOB_TEMPLATE = 'AWS::EMRContainers::JobTemplate';

/**
 * What a team runs: a program with its size, arguments and settings, as an EMR job template that anyone with the right
 * to may start.
 *
 * A job that its pools, their limits, the team's quota or the image cannot hold fails at synthesis.
 *
 * Job templates are immutable: a change of any property makes a new one, with a new id. The program is therefore a
 * parameter of the template, "EntryPoint", whose value comes with every run: a changed script changes
 * `startJobRunInput` and `startJobRunCommand`, not
 * `jobTemplateId`. Its role may read the current script only, so take both from here, or from outputs, at every
 * deployment.
 *
 * Creates one resource, `AWS::EMRContainers::JobTemplate`, which costs nothing; runs that have started do not need it
 * any more. Where CloudFormation does not offer it, none is created and `startJobRunInput` holds the whole request.
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
   * Input of EMR's `StartJobRun` but for `clientToken`, as plain JSON, for a state machine, a schedule or an output.
   * Values may be tokens.
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
    const job = resolveJob(this, props);
    validateJob(this, props, job);
    const plan = planSpark(this, props.profile._spec, job.workload);
    validateConfReferences(this, plan.settings, job);
    this.profile = props.profile;
    this.executionRole = job.workload.executionRole;
    this.jobName = job.workload.name;
    this.requests = plan.requests;
    this.sparkConf = plan.settings;

    this.cdkTagManager = new TagManager(TagType.STANDARD, JOB_TEMPLATE);
    Object.entries(job.tags).forEach(([key, value]) => this.cdkTagManager.setTag(key, value));
    this.entryPointUri = this.publishEntryPoint(props.entryPoint);
    const program = this.programOf(props.entryPoint, job);
    const template = job.hasTemplate ? this.createTemplate(plan, program, job) : undefined;
    this.node.addDependency(...props.profile._spec.storage.dependables ?? []);

    this.jobTemplateId = template?.getAtt('Id').toString();
    this.jobTemplateArn = template?.getAtt('Arn').toString();
    const run = { name: this.jobName, entryPoint: this.entryPointUri, virtualClusterId: plan.virtualClusterId };
    if (this.jobTemplateId === undefined) {
      this.startJobRunInput = startJobRunRequest(plan, { ...program, ...run });
      this.startJobRunCommand = this.documentCommand();
    } else {
      const templateRun = { ...run, jobTemplateId: this.jobTemplateId };
      this.startJobRunInput = startTemplateRunRequest(templateRun);
      const isPlain = [run.name, run.entryPoint].every(isWord);
      this.startJobRunCommand = isPlain
        ? templateRunCommand(Stack.of(this).region, templateRun)
        : this.documentCommand();
    }
  }

  private publishEntryPoint(entryPoint: SparkEntryPoint): string {
    const { uri, asset } = entryPoint._bind(this);
    if (asset !== undefined) {
      this.executionRole.grantReadAsset(asset);
    }
    return uri;
  }

  private programOf({ isSql, mainClass }: SparkEntryPoint, job: JobSpec): ProgramSpec {
    return {
      submit: isSql ? undefined : { arguments: job.arguments, mainClass },
      jobTags: Lazy.any({ produce: () => (this.cdkTagManager.hasTags() ? this.tags() : undefined) }),
    };
  }

  private createTemplate(plan: SparkPlan, program: ProgramSpec, { parameters }: JobSpec): CfnResource {
    const properties = jobTemplateProperties(plan, {
      ...program,
      // Ends in a digest of the content: a template is created before the one that it replaces is deleted.
      name: Lazy.string({
        produce: () => uniqueName(LONGEST_NAME, this.jobName, this.node.path, this.rendered(properties.JobTemplateData)),
      }),
      parameters: sortKeys(parameters),
      tags: Lazy.any({ produce: () => Object.entries(this.tags()).map(([Key, Value]) => ({ Key, Value })) }, {
        omitEmptyArray: true,
      }),
    });
    return new CfnResource(this, 'Resource', { type: JOB_TEMPLATE, properties });
  }

  private documentCommand(): string {
    const stack = Stack.of(this);
    return documentCommand(stack.region, stack.toJsonString(this.startJobRunInput, 2));
  }

  private rendered(data: object): string {
    return JSON.stringify(Stack.of(this).resolve(data));
  }

  private tags(): { [key: string]: string } {
    return sortKeys(this.cdkTagManager.tagValues());
  }
}

/**
 * True for text that neither a shell nor the shorthand syntax of the AWS CLI reads as anything else.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 */
function isWord(text: string): boolean {
  return Token.isUnresolved(text) || /^[\w./][\w./:@%+#-]*$/.test(text);
}
