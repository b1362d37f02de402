import type { Construct, IConstruct } from 'constructs';
import type { OwnedConf } from './settings';
import { LONGEST_TEXT } from './settings-validation';
import { POD_ROLES, type PodRole, type PublishedProfileSpec, type SchedulingSpec } from './spec';
import type { PodRequests, SparkJobRequests } from '../../contracts/pod-requests';
import type { IEmrTeam } from '../../contracts/team';
import { sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import type { GangScheduling, SparkScheduling } from '../gang-scheduling';
import { gangSettings, queueSettings, schedulerNames, submitterLabels, TASK_GROUPS, type TaskGroupSpec, taskGroups } from '../manifests/gang';
import type { JsonObject } from '../manifests/pod-template';
import type { SparkConf } from '../manifests/spark-conf';
import { containersWithoutRequests } from '../manifests/template-requests';

/** A node of Karpenter joins within 40 to 90 seconds; images are pulled then. @see https://karpenter.sh/docs/faq/ */
const BOOT_SECONDS = 120;

/** Binds the queue; nothing where there is none. */
export function resolveScheduling(scope: Construct, { queue, gang }: SparkScheduling, team: IEmrTeam):
  | SchedulingSpec
  | undefined {
  if (queue === undefined) {
    if (gang !== undefined) {
      refuse(scope, 'jobs:gang-queue', {
        prop: 'gang',
        must: 'come with a `queue`',
        got: `${gang.style.toLowerCase()} scheduling alone`,
        fix: 'only YuniKorn holds places: pass `queue: yunikorn.queueFor(team)`',
      });
    }
    return undefined;
  }
  const config = queue.bind(scope, { team });
  if (gang !== undefined && !(config.firstInFirstOut ?? true)) {
    refuse(scope, 'jobs:gang-fifo', {
      prop: 'gang',
      must: 'be in a queue that starts jobs in the order of their arrival',
      got: `${queue.queuePath}, which shares fairly among jobs`,
      fix: 'set its `applicationSorting` to `ApplicationSorting.FIFO`',
    });
  }
  return { queue, config, gang };
}

/** Settings by which pods find the queue, which nobody may change. */
export function queueSettingsOf(spec?: SchedulingSpec): OwnedConf[] {
  return spec === undefined ? [] : [
    { option: 'queue', settings: queueSettings(spec.queue.queuePath) },
    { option: 'queue', settings: schedulerNames(), rendered: false },
  ];
}

/** Labels of the submitter. */
export function submitterQueue(spec?: SchedulingSpec): { [label: string]: string } {
  const path = spec?.config.submitterQueuePath;
  return path === undefined ? {} : submitterLabels(path);
}

/** All that a gang is computed from. */
export interface GangInput {
  readonly profile: PublishedProfileSpec;
  readonly scheduling?: SchedulingSpec;
  readonly requests: SparkJobRequests;
  readonly settings: SparkConf;
}

/** A gang, as it reaches the driver. */
export interface GangPlan {
  readonly settings: SparkConf;
  /** Annotations of the driver's template: what is too long for a setting. */
  readonly driverAnnotations: { readonly [key: string]: string };
  readonly priorityClass?: string;
}

/** One group for the driver, one for the executors; nothing where there is no gang. */
export function gangOf(scope: IConstruct, input: GangInput): GangPlan | undefined {
  const { profile: { templates }, scheduling: { gang } = {}, requests, settings } = input;
  if (gang === undefined) {
    return undefined;
  }
  validateGang(scope, gang, input);
  const { style, placeholderTimeoutSeconds: timeoutSeconds, priorityClass } = gang;
  const group = (role: PodRole, members: number): TaskGroupSpec =>
    ({ role, members, request: requests[role], template: templates[role].template, conf: settings });
  const groups = JSON.stringify(taskGroups([group('driver', 1), group('executor', requests.minExecutors)]).map(sortKeys));
  // Settings may hold what is known at deployment only (a zone), templates may not; templates may be long, values of
  // settings may not.
  const fits = groups.length <= LONGEST_TEXT;
  return {
    settings: {
      ...gangSettings({ style, timeoutSeconds }),
      ...(fits ? { [`spark.kubernetes.driver.annotation.${TASK_GROUPS}`]: groups } : {}),
    },
    driverAnnotations: fits ? {} : { [TASK_GROUPS]: groups },
    priorityClass,
  };
}

function validateGang(scope: IConstruct, gang: GangScheduling, { requests, profile: { templates, team } }: GangInput): void {
  if (requests.minExecutors < 1) {
    refuse(scope, 'jobs:gang-minimum', {
      prop: 'executor.allocation',
      must: 'have a minimum of at least 1 with `gang`',
      got: `${requests.minExecutors}`,
      fix: 'the gang is the driver and the executors that always run',
    });
  }
  POD_ROLES.forEach((role) => {
    validateRequests(scope, role, templates[role].template);
    validatePlaceholder(scope, { role, request: requests[role], team });
  });
  if (gang.placeholderTimeoutSeconds < BOOT_SECONDS) {
    warn(scope, 'jobs:gang-timeout', `\`placeholderTimeout\` is ${gang.placeholderTimeoutSeconds} seconds, and nodes take `
      + `up to ${BOOT_SECONDS} to start: placeholders of a gang are given up while their nodes come`);
  }
}

function validateRequests(scope: IConstruct, role: PodRole, template: JsonObject): void {
  const [container] = containersWithoutRequests(template);
  if (container !== undefined) {
    refuse(scope, 'jobs:gang-requests', {
      prop: `podTemplates.${role}`,
      must: 'say what every container requests with `gang`',
      got: `none of CPU or memory for "${container}"`,
      fix: 'the placeholders of a gang are as large as its pods',
    });
  }
}

interface Placeholder {
  readonly role: PodRole;
  readonly request: PodRequests;
  readonly team: IEmrTeam;
}

/**
 * The limit range of a namespace looks at single containers, and a placeholder has one, as large as all those of its
 * pod.
 */
function validatePlaceholder(scope: IConstruct, { role, request, team: { limits = {}, namespace } }: Placeholder): void {
  const { maxVcpus = Infinity, maxMemory } = limits;
  const most = maxMemory?.toMebibytes() ?? Infinity;
  const [got, limit] = request.cpuMillis / 1000 > maxVcpus
    ? [`${request.cpuMillis / 1000} vCPUs with at most ${maxVcpus}`, 'maxVcpus']
    : [`${request.memoryMiB} MiB with at most ${most} MiB`, 'maxMemory'];
  if (request.cpuMillis / 1000 > maxVcpus || request.memoryMiB > most) {
    refuse(scope, 'jobs:gang-container', {
      prop: `the placeholder of ${role === 'driver' ? 'the driver' : 'an executor'}`,
      must: `fit a container of namespace ${namespace}`,
      got: `${got}`,
      fix: `it is one container as large as its pod: raise \`limits.${limit}\` of the team, or leave \`gang\` out`,
    });
  }
}
