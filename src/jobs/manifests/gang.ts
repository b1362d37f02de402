import type { JsonObject } from './pod-template';
import type { ContainerRequest } from './requests';
import type { SparkConf } from './spark-conf';

/** Name by which pods ask for YuniKorn. @see https://yunikorn.apache.org/docs/user_guide/service_config */
const SCHEDULER = 'yunikorn';
const YUNIKORN = 'yunikorn.apache.org/';
/**
 * Spark writes the application's id for it, in annotations that settings give.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#configuration
 */
const APPLICATION_ID = '{{APP_ID}}';
/** @see https://karpenter.sh/v1.14/concepts/disruption/#pod-level-controls */
const DO_NOT_DISRUPT = 'karpenter.sh/do-not-disrupt';

type Role = 'driver' | 'executor';
const ROLES: Role[] = ['driver', 'executor'];

/**
 * Settings that put the pods of a job into a queue.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/labels_and_annotations_in_yunikorn
 */
export function queueSettings(queuePath: string): SparkConf {
  return {
    'spark.kubernetes.scheduler.name': SCHEDULER,
    ...Object.fromEntries(ROLES.flatMap((role) => [
      [`spark.kubernetes.${role}.label.${YUNIKORN}queue`, queuePath],
      [`spark.kubernetes.${role}.annotation.${YUNIKORN}app-id`, APPLICATION_ID],
    ])),
    // Without its driver a job is lost, while the loss of an executor costs a retry.
    [`spark.kubernetes.driver.annotation.${YUNIKORN}allow-preemption`]: 'false',
  };
}

/** Settings that would send single pods elsewhere, for guards. */
export function schedulerNames(): SparkConf {
  return Object.fromEntries(ROLES.map((role) => [`spark.kubernetes.${role}.scheduler.name`, SCHEDULER]));
}

/** The label by which EMR's submitter finds its queue. */
export function submitterLabels(queuePath: string): { [label: string]: string } {
  return { [`${YUNIKORN}queue`]: queuePath };
}

/** The pods of one role, of which placeholders are made. */
export interface TaskGroupSpec {
  readonly role: Role;
  readonly members: number;
  readonly request: ContainerRequest;
  /** The pod template. */
  readonly template: JsonObject;
  /** All Spark settings of the job. */
  readonly conf: SparkConf;
}

export interface GangSpec {
  /** "Soft" or "Hard". */
  readonly style: string;
  readonly timeoutSeconds: number;
}

/** Annotation of the driver that holds the groups. */
export const TASK_GROUPS = `${YUNIKORN}task-groups`;

/**
 * Settings that make a gang of the pods of a job, but for the groups themselves.
 *
 * The key is `placeholderTimeoutInSeconds`: YuniKorn ignores any other, such as the one that AWS's tutorial has.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/gang_scheduling
 * @see https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/common/constants/constants.go
 *   `SchedulingPolicyTimeoutParam`
 */
export function gangSettings({ style, timeoutSeconds }: GangSpec): SparkConf {
  return {
    ...Object.fromEntries(ROLES.map((role) => [
      `spark.kubernetes.${role}.annotation.${YUNIKORN}task-group-name`, groupName(role),
    ])),
    [`spark.kubernetes.driver.annotation.${YUNIKORN}schedulingPolicyParameters`]: `placeholderTimeoutInSeconds=${timeoutSeconds} gangSchedulingStyle=${style}`,
  };
}

/**
 * The groups, as YuniKorn reads them.
 *
 * @see https://github.com/apache/yunikorn-k8shim/blob/v1.8.0/pkg/cache/amprotocol.go `TaskGroup`
 */
export function taskGroups(groups: TaskGroupSpec[]): JsonObject[] {
  return groups.map(taskGroup);
}

/**
 * A placeholder must land where its pod will: it carries everything by which a place is chosen, and keeps its node from
 * being consolidated.
 */
function taskGroup({ role, members, request, template, conf }: TaskGroupSpec): JsonObject {
  const { tolerations = [], affinity, topologySpreadConstraints } = template.spec;
  const labels = { ...template.metadata?.labels, ...withoutOurs(prefixed(conf, `spark.kubernetes.${role}.label.`)) };
  return {
    name: groupName(role),
    minMember: members,
    minResource: quantities(request),
    ...unlessEmpty('labels', labels),
    annotations: { [DO_NOT_DISRUPT]: 'true', ...(role === 'driver' ? { [`${YUNIKORN}allow-preemption`]: 'false' } : {}) },
    ...unlessEmpty('nodeSelector', {
      ...template.spec.nodeSelector,
      ...prefixed(conf, 'spark.kubernetes.node.selector.'),
      ...prefixed(conf, `spark.kubernetes.${role}.node.selector.`),
    }),
    ...unlessEmpty('tolerations', tolerations),
    ...(affinity === undefined ? {} : { affinity }),
    ...(topologySpreadConstraints === undefined ? {} : { topologySpreadConstraints }),
  };
}

function groupName(role: Role): string {
  return `spark-${role}`;
}

function quantities({ cpuMillis, memoryMiB, ephemeralStorageMiB, extended }: ContainerRequest): JsonObject {
  return {
    cpu: `${cpuMillis}m`,
    memory: `${memoryMiB}Mi`,
    ...(ephemeralStorageMiB === undefined ? {} : { 'ephemeral-storage': `${ephemeralStorageMiB}Mi` }),
    ...Object.fromEntries(Object.entries(extended ?? {}).map(([name, amount]) => [name, `${amount}`])),
  };
}

function prefixed(conf: SparkConf, prefix: string): SparkConf {
  return Object.fromEntries(Object.entries(conf).filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [
    key.slice(prefix.length), value,
  ]));
}

function withoutOurs(labels: SparkConf): SparkConf {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(YUNIKORN)));
}

function unlessEmpty(key: string, value: object): JsonObject {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
