import type { Construct } from 'constructs';
import { classificationsOf } from './classifications';
import { jobRequests, type SparkContainers, sparkContainers } from './containers';
import { validateFit } from './fit';
import { gangOf, queueSettingsOf } from './scheduling';
import { layerSettings, type OwnedConf } from './settings';
import type { LoggingSpec, PublishedProfileSpec, PublishedTemplates, SchedulingSpec, WorkloadSpec } from './spec';
import { gangTemplates } from './templates';
import type { SparkJobRequests } from '../../contracts/pod-requests';
import type { IJobExecutionRole } from '../../contracts/team';
import type { Classifications } from '../manifests/classifications';
import { driverSettings, executorSettings, type SparkConf } from '../manifests/spark-conf';

/** Where logs go. */
export interface MonitoringSpec extends Pick<LoggingSpec, 'logGroupName' | 'logUri' | 'persistentAppUi'> {
  readonly logStreamNamePrefix: string;
}

/** The part of a plan that a profile gives alone, to people who bring the size themselves. */
export interface SparkFrame {
  readonly virtualClusterId: string;
  readonly executionRoleArn: string;
  readonly releaseLabel: string;
  /** All Spark settings, sorted. Values may be tokens. */
  readonly settings: SparkConf;
  /** Properties by classification, sorted; the settings are "spark-defaults". */
  readonly classifications: Classifications;
  readonly monitoring: MonitoringSpec;
}

/**
 * A Spark application, computed once from how it runs and what runs. It knows no form of a request: `forms/` write one
 * from it.
 */
export interface SparkPlan extends SparkFrame {
  readonly containers: SparkContainers;
  /** Requests of its pods. */
  readonly requests: SparkJobRequests;
  readonly templates: PublishedTemplates;
  readonly scheduling?: SchedulingSpec;
}

/** A profile without a size. */
export function planProfile(scope: Construct, profile: PublishedProfileSpec): SparkFrame {
  const { scheduling, executionRoles: [executionRole], templates } = profile;
  const settings = layerSettings(scope, { profile, templates, conf: {}, owned: queueSettingsOf(scheduling) });
  return frameOf(scope, profile, { settings, scheduling, executionRole, name: scope.node.id, submitted: true });
}

/** A job, or the sessions of an endpoint. Throws if pools, queue, quota or limit range cannot hold it. */
export function planSpark(scope: Construct, profile: PublishedProfileSpec, workload: WorkloadSpec): SparkPlan {
  const { conf, driver, executor, scheduling } = workload;
  const owned = [
    { option: 'driver', settings: driverSettings(driver) },
    { option: 'executor', settings: executorSettings(executor) },
    ...queueSettingsOf(scheduling),
  ];
  const settings = layerSettings(scope, { profile, templates: profile.templates, conf, owned });
  const containers = sparkContainers(scope, { profile, workload, settings });
  const requests = jobRequests(profile, containers, executor);
  validateFit(scope, { profile, workload, settings, containers, requests });
  const gang = planGang(scope, { profile, workload, settings, requests, owned });
  return { ...frameOf(scope, profile, { ...workload, ...gang }), ...gang, containers, requests, scheduling };
}

interface GangInput {
  readonly profile: PublishedProfileSpec;
  readonly workload: WorkloadSpec;
  readonly settings: SparkConf;
  readonly requests: SparkJobRequests;
  readonly owned: OwnedConf[];
}

/**
 * Settings with those of the gang, which follow from all others, and pod templates of its own where the profile's do
 * not do.
 */
function planGang(scope: Construct, input: GangInput): Pick<SparkPlan, 'settings' | 'templates'> {
  const { profile, workload: { conf, scheduling }, settings, owned } = input;
  const gang = gangOf(scope, { ...input, scheduling });
  if (gang === undefined) {
    return { settings, templates: profile.templates };
  }
  const templates = gangTemplates(scope, profile, gang);
  return {
    templates, settings: layerSettings(scope, {
      profile, templates, conf, owned: [...owned, { option: 'gang', settings: gang.settings }],
    }),
  };
}

interface FrameInput {
  readonly settings: SparkConf;
  readonly scheduling?: SchedulingSpec;
  readonly executionRole: IJobExecutionRole;
  readonly name: string;
  readonly submitted: boolean;
}

function frameOf(scope: Construct, profile: PublishedProfileSpec, input: FrameInput): SparkFrame {
  const { team, release, logging: { logGroupName, logUri, persistentAppUi, streamPrefix } } = profile;
  return {
    virtualClusterId: team.virtualClusterId,
    executionRoleArn: input.executionRole.role.roleArn,
    releaseLabel: release.label,
    settings: input.settings,
    classifications: classificationsOf(scope, profile, input),
    monitoring: { logGroupName, logUri, persistentAppUi, logStreamNamePrefix: streamPrefix ?? input.name },
  };
}
