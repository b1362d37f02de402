import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { LimitSpec, QueueSpec } from './manifests/queues';
import { ApplicationSorting, type QueueLimit, type QueueOptions, QueuePreemption, type QueueTemplate, type RootQueueOptions } from './options';
import { resolveResources } from './queue-resources';
import { ValidationError } from '../../private/errors';

/** Longer than a node takes to start, by far: YuniKorn's own 30 seconds are not. @see https://yunikorn.apache.org/docs/user_guide/queue_config#preemptiondelay */
const PREEMPTION_DELAY_SECONDS = 300;
/** Priorities of pods are such numbers, and so are their sums. */
const INT32 = 2 ** 31;

/** A queue as plain numbers, without its name and what is below it. */
export type QueueBody = Omit<QueueSpec, 'name' | 'queues'>;

/** Defaults resolved. */
export function resolveQueue(scope: IConstruct, options: QueueOptions): QueueBody {
  return {
    ...resolveTemplate(scope, '', options),
    adminAcl: options.adminAcl?.text,
    submitAcl: options.submitAcl?.text,
    limits: options.limits?.map((limit, index) => resolveLimit(scope, `limits[${index}]`, limit)),
    childTemplate: options.childTemplate && resolveTemplate(scope, 'childTemplate.', options.childTemplate),
  };
}

/** The queue above all others. */
export function resolveRoot(scope: IConstruct, options: RootQueueOptions): QueueBody {
  return {
    submitAcl: options.submitAcl?.text ?? '*',
    adminAcl: options.adminAcl?.text,
    maxApplications: applications(scope, 'rootQueue.maxApplications', options.maxApplications),
    limits: options.limits?.map((limit, index) => resolveLimit(scope, `rootQueue.limits[${index}]`, limit)),
  };
}

function resolveTemplate(scope: IConstruct, prefix: string, options: QueueTemplate): QueueBody {
  return {
    guaranteed: resolveResources({ scope, prop: `${prefix}guaranteedResources` }, options.guaranteedResources),
    max: resolveResources({ scope, prop: `${prefix}maxResources` }, options.maxResources),
    maxApplications: applications(scope, `${prefix}maxApplications`, options.maxApplications),
    properties: properties(scope, options),
  };
}

/** @see https://yunikorn.apache.org/docs/user_guide/queue_config#properties */
function properties(scope: IConstruct, options: QueueTemplate): { [key: string]: string } {
  const { offset, fenced } = options.priority ?? {};
  return {
    'application.sort.policy': options.applicationSorting ?? ApplicationSorting.FIFO,
    ...(options.sortByPriority === undefined ? {} : { 'application.sort.priority': options.sortByPriority ? 'enabled' : 'disabled' }),
    ...(offset === undefined ? {} : { 'priority.offset': `${priorityOffset(scope, offset)}` }),
    ...(fenced === undefined ? {} : { 'priority.policy': fenced ? 'fence' : 'default' }),
    'preemption.policy': options.preemption ?? QueuePreemption.DEFAULT,
    'preemption.delay': `${delaySeconds(scope, options.preemptionDelay)}s`,
  };
}

function resolveLimit(scope: IConstruct, prop: string, limit: QueueLimit): LimitSpec {
  return {
    limit: prop,
    users: limit.users,
    groups: limit.groups,
    maxResources: resolveResources({ scope, prop: `${prop}.maxResources` }, limit.maxResources),
    maxApplications: applications(scope, `${prop}.maxApplications`, limit.maxApplications),
  };
}

function applications(scope: IConstruct, prop: string, count?: number): number | undefined {
  if (Token.isUnresolved(count)) {
    throw new ValidationError(scope, 'yunikorn:number-token', `\`${prop}\` must be a literal, got a token; queues and jobs are checked against it at synthesis`);
  }
  if (count !== undefined && (!Number.isSafeInteger(count) || count < 1)) {
    throw new ValidationError(scope, 'yunikorn:applications', `\`${prop}\` must be a whole number of at least 1, got ${count}; leave it out for no limit`);
  }
  return count;
}

function priorityOffset(scope: IConstruct, offset: number): number {
  if (Token.isUnresolved(offset) || !Number.isInteger(offset) || offset < -INT32 || offset >= INT32) {
    throw new ValidationError(scope, 'yunikorn:priority-offset', `\`priority.offset\` must be a literal whole number of 32 bits, got ${Token.isUnresolved(offset) ? 'a token' : offset}; priorities of pods are of that size`);
  }
  return offset;
}

function delaySeconds(scope: IConstruct, delay?: Duration): number {
  if (delay?.isUnresolved()) {
    throw new ValidationError(scope, 'yunikorn:duration-token', '`preemptionDelay` must be a literal, got a token; it is written as text such as "300s"');
  }
  const seconds = delay?.toSeconds({ integral: false }) ?? PREEMPTION_DELAY_SECONDS;
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new ValidationError(scope, 'yunikorn:preemption-delay', `\`preemptionDelay\` must be whole seconds, at least 1, got ${seconds} seconds; nodes start within two minutes`);
  }
  return seconds;
}
