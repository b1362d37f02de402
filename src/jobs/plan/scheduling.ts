import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SparkScheduling, GangScheduling } from '../gang-scheduling';
import { LONGEST_TEXT, type OwnedConf } from './settings';
import type { PodRequests, SparkJobRequests } from '../../contracts/pod-requests';
import type { QueueConfig } from '../../contracts/queue';
import type { IEmrTeam } from '../../contracts/team';
import { ValidationError } from '../../private/errors';
import { sortKeys } from '../../private/maps';
import { type GangSpec, gangSettings, queueSettings, schedulerNames, submitterLabels, TASK_GROUPS, taskGroups } from '../manifests/gang';
import type { JsonObject } from '../manifests/pod-template';
import type { SparkConf } from '../manifests/spark-conf';
import { containersWithoutRequests } from '../manifests/template-requests';

/** A node of Karpenter joins within 40 to 90 seconds; images are pulled then. @see https://karpenter.sh/docs/faq/ */
const BOOT_SECONDS = 120;

/** Where pods wait, resolved. */
export interface SchedulingSpec {
  readonly queuePath: string;
  readonly queue: QueueConfig;
  readonly gang?: GangScheduling;
}

/** Binds the queue; nothing where there is none. */
export function resolveScheduling(scope: Construct, { queue, gang }: SparkScheduling, team: IEmrTeam): SchedulingSpec | undefined {
  if (queue === undefined) {
    if (gang !== undefined) {
      throw new ValidationError(scope, 'jobs:gang-queue', `\`gang\` must come with a \`queue\`, got ${gang.style.toLowerCase()} scheduling alone; only YuniKorn holds places: pass \`queue: yunikorn.queueFor(team)\``);
    }
    return undefined;
  }
  const spec = { queuePath: queue.queuePath, queue: queue.bind(scope, { team }), gang };
  if (gang !== undefined && !(spec.queue.firstInFirstOut ?? true)) {
    throw new ValidationError(scope, 'jobs:gang-fifo', `\`gang\` must be in a queue that starts jobs in the order of their arrival, got ${spec.queuePath}, which shares fairly among jobs; set its \`applicationSorting\` to \`ApplicationSorting.FIFO\``);
  }
  return spec;
}

/** Settings by which pods find the queue, which nobody may change. */
export function queueConf(spec?: SchedulingSpec): OwnedConf[] {
  return spec === undefined ? [] : [
    { option: 'queue', settings: queueSettings(spec.queuePath) },
    { option: 'queue', settings: schedulerNames(), rendered: false },
  ];
}

/** Labels of the submitter. */
export function submitterQueue(spec?: SchedulingSpec): { [label: string]: string } {
  const path = spec?.queue.submitterQueuePath;
  return path === undefined ? {} : submitterLabels(path);
}

/** Fields of both pod templates that follow from the gang. */
export function gangTemplate(gang?: GangScheduling): JsonObject {
  return gang?.priorityClass === undefined ? {} : { spec: { priorityClassName: gang.priorityClass } };
}

/** What a gang is computed from. */
export interface GangInput {
  readonly scheduling: SchedulingSpec;
  readonly requests: SparkJobRequests;
  readonly templates: { readonly driver: JsonObject; readonly executor: JsonObject };
  readonly conf: SparkConf;
  readonly team: IEmrTeam;
}

/** A gang, as it reaches the driver. */
export interface GangConf {
  readonly settings: SparkConf;
  /** Of the driver's template: what is too long for a setting. */
  readonly driverAnnotations: { readonly [key: string]: string };
}

/** One group for the driver, one for the executors; nothing where there is no gang. */
export function gangConf(scope: Construct, input: GangInput): GangConf | undefined {
  const { scheduling: { gang }, requests, templates, conf } = input;
  if (gang === undefined) {
    return undefined;
  }
  validateGang(scope, gang, input);
  const spec: GangSpec = {
    style: gang.style,
    timeoutSeconds: gang.placeholderTimeoutSeconds,
    groups: [
      { role: 'driver', members: 1, request: requests.driver, template: templates.driver, conf },
      { role: 'executor', members: requests.minExecutors, request: requests.executor, template: templates.executor, conf },
    ],
  };
  const groups = JSON.stringify(taskGroups(spec).map(sortKeys));
  // Settings may hold what is known at deployment only (a zone), templates may not; templates may be long, values of settings may not.
  const fits = groups.length <= LONGEST_TEXT;
  return {
    settings: { ...gangSettings(spec), ...(fits ? { [`spark.kubernetes.driver.annotation.${TASK_GROUPS}`]: groups } : {}) },
    driverAnnotations: fits ? {} : { [TASK_GROUPS]: groups },
  };
}

function validateGang(scope: Construct, gang: GangScheduling, { requests, templates, team }: GangInput): void {
  if (requests.minExecutors < 1) {
    throw new ValidationError(scope, 'jobs:gang-minimum', `\`executor.allocation\` must have a minimum of at least 1 with \`gang\`, got ${requests.minExecutors}; the gang is the driver and the executors that always run`);
  }
  for (const role of ['driver', 'executor'] as const) {
    const [container] = containersWithoutRequests(templates[role]);
    if (container !== undefined) {
      throw new ValidationError(scope, 'jobs:gang-requests', `\`podTemplates.${role}\` must say what every container requests with \`gang\`, got none of CPU or memory for "${container}"; the places of a gang are as large as its pods`);
    }
    validatePlaceholder(scope, { role, request: requests[role], team });
  }
  if (gang.placeholderTimeoutSeconds < BOOT_SECONDS) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/jobs:gang-timeout',
      `\`placeholderTimeout\` is ${gang.placeholderTimeoutSeconds} seconds, and nodes take up to ${BOOT_SECONDS} to start: places of a gang are given up while their nodes come`);
  }
}

interface Placeholder {
  readonly role: 'driver' | 'executor';
  readonly request: PodRequests;
  readonly team: IEmrTeam;
}

/** The limit range of a namespace looks at single containers, and a placeholder has one, as large as all those of its pod. */
function validatePlaceholder(scope: Construct, { role, request, team: { limits = {}, namespace } }: Placeholder): void {
  const { maxVcpus = Infinity, maxMemory } = limits;
  const most = maxMemory?.toMebibytes() ?? Infinity;
  const [got, limit] = request.cpuMillis / 1000 > maxVcpus
    ? [`${request.cpuMillis / 1000} vCPUs with at most ${maxVcpus}`, 'maxVcpus']
    : [`${request.memoryMiB} MiB with at most ${most} MiB`, 'maxMemory'];
  if (request.cpuMillis / 1000 > maxVcpus || request.memoryMiB > most) {
    throw new ValidationError(scope, 'jobs:gang-container', `the placeholder of ${role === 'driver' ? 'the driver' : 'an executor'} must fit a container of namespace ${namespace}, got ${got}; it is one container as large as its pod: raise \`limits.${limit}\` of the team, or leave \`gang\` out`);
  }
}
