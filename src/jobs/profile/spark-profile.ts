import { Construct } from 'constructs';
import type { SparkProfileProps } from './options';
import { resolveProfile } from './spec';
import { validateProfile } from './validation';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import { startJobRunFragment } from '../forms/start-job-run';
import { sparkSubmitParameters } from '../manifests/spark-conf';
import { planProfile } from '../plan/plan';
import type { PublishedProfileSpec } from '../plan/spec';
import { publishTemplates } from '../plan/templates';

/**
 * How Spark jobs of a team run: on which pools, with which storage, release, image, settings and roles.
 *
 * Apart from what they run, so that jobs share it, and so do people who submit from elsewhere, such as Airflow or the
 * AWS CLI: they take `startJobRunFragment`. Publishes one pod template for drivers and one for executors as S3 assets,
 * which its execution roles may read object by object. Creates no CloudFormation resource.
 */
export class SparkProfile extends Construct {
  /** The team whose jobs run so. */
  public readonly team: IEmrTeam;
  /** Pool of the drivers. */
  public readonly driverPool: ISparkNodePool;
  /** Pool of the executors. */
  public readonly executorPool: ISparkNodePool;
  /** Roles under which jobs may run; the first is their default. */
  public readonly executionRoles: IJobExecutionRole[];
  /** Label of the EMR release. */
  public readonly releaseLabel: string;
  /** Where the pod template of drivers lies, `s3://…`. */
  public readonly driverPodTemplateUri: string;
  /** Where the pod template of executors lies, `s3://…`. */
  public readonly executorPodTemplateUri: string;
  /** The profile's Spark settings, sorted: defaults, yours, and those for pools and storage. Values may be tokens. */
  public readonly sparkConf: { [key: string]: string };
  /** The same settings as arguments of `spark-submit`, `--conf key=value …`, for tools that take no configurations. */
  public readonly sparkSubmitParameters: string;
  /**
   * Input of EMR's `StartJobRun` but for `name`, `jobDriver` and `clientToken`, as plain JSON. Values may be tokens.
   *
   * Add the size of driver and executors as Spark settings in `jobDriver`.
   *
   * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_StartJobRun.html
   */
  public readonly startJobRunFragment: { [field: string]: any };

  /** The profile as plans read it. @internal */
  public readonly _spec: PublishedProfileSpec;

  constructor(scope: Construct, id: string, props: SparkProfileProps) {
    super(scope, id);
    const spec = resolveProfile(this, props);
    validateProfile(this, props, spec);
    const { team, driverPool, executorPool, release, executionRoles, scheduling, storage } = spec;
    (storage.startupTaints ?? []).forEach((taint) =>
      new Set([driverPool, executorPool]).forEach((pool) => pool.addStartupTaint(taint)));
    this._spec = { ...spec, templates: publishTemplates(this, spec, { priorityClass: scheduling?.gang?.priorityClass }) };
    this.team = team;
    this.driverPool = driverPool;
    this.executorPool = executorPool;
    this.executionRoles = executionRoles;
    this.releaseLabel = release.label;
    this.driverPodTemplateUri = this._spec.templates.driver.uri;
    this.executorPodTemplateUri = this._spec.templates.executor.uri;

    const plan = planProfile(this, this._spec);
    this.sparkConf = plan.settings;
    this.sparkSubmitParameters = sparkSubmitParameters(plan.settings);
    this.startJobRunFragment = startJobRunFragment(plan);
  }
}
