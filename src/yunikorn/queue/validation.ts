import { amountText, excess, isZero, sum } from './amounts';
import { type Holders, limitsProblem } from './limit-validation';
import type { ResourceAmounts } from './manifests/queues';
import type { QueueBody } from './spec';
import { type Scope, text } from '../../private/checks';
import { firstProblem, type Problem, problem } from '../../private/refusal';

// Rules of YuniKorn itself: https://github.com/apache/yunikorn-core/blob/v1.8.0/pkg/common/configs/configvalidator.go

/** @see https://yunikorn.apache.org/docs/user_guide/queue_config#queues */
const QUEUE_NAME = /^[a-zA-Z0-9_:#/@-]{1,64}$/;

/** A queue of the tree, as the rules see it for a queue below. */
export interface Level {
  /** Names from `root`, joined by dots. */
  readonly path: string;
  readonly above?: Level;
  readonly body: QueueBody;
  /** The smallest limit of each resource, of the queue and all above. */
  readonly ceiling: ResourceAmounts;
  /** The sum of what the queues below are guaranteed. */
  readonly committed: ResourceAmounts;
  /** Limits of users and groups, of the queue and all above. */
  readonly holders: Holders;
  /** True if a queue of that name is below, whatever the case. */
  has(name: string): boolean;
}

/** Refuses a name that YuniKorn would. */
export function requireQueueName(scope: Scope, name: string): void {
  const must = 'be 1 to 64 letters, digits or "_:#/@-"';
  text(scope, 'name', name, { form: QUEUE_NAME, must, fix: 'dots separate queues', literal: true });
}

/** The first reason for which YuniKorn would not take a queue into the tree. */
export function queueProblem(name: string, body: QueueBody, above?: Level): Problem | undefined {
  const path = above === undefined ? name : `${above.path}.${name}`;
  return firstProblem([
    () => aclProblem(path, body),
    ...(above === undefined ? [() => rootProblem(body)] : [
      () => nameProblem(name, above),
      () => resourcesProblem(path, body, above),
      () => applicationsProblem(path, body, above),
    ]),
    () => limitsProblem(path, body, above?.holders),
  ]);
}

function rootProblem({ guaranteed, max }: QueueBody): Problem | undefined {
  return guaranteed === undefined && max === undefined ? undefined : problem('yunikorn:root-resources', {
    prop: 'queue root',
    must: 'have neither `guaranteedResources` nor `maxResources`',
    got: 'one',
    fix: 'the nodes of the cluster are its limit: set them on the queues below',
  });
}

function nameProblem(name: string, above: Level): Problem | undefined {
  return !above.has(name) ? undefined : problem('yunikorn:duplicate-queue', {
    prop: 'name',
    must: 'be unique below its parent, whatever the case',
    got: `"${name}" twice below ${above.path}`,
    fix: 'rename one',
  });
}

function aclProblem(path: string, { adminAcl = '', submitAcl = '' }: QueueBody): Problem | undefined {
  const lists = { adminAcl, submitAcl };
  const wrong = (['adminAcl', 'submitAcl'] as const).find((prop) => lists[prop].trim().split(/\s+/).length > 2);
  return wrong === undefined ? undefined : problem('yunikorn:acl', {
    prop: of(wrong, path),
    must: 'be a list of users, then one of groups',
    got: `"${lists[wrong]}"`,
    fix: 'use `QueueAcl`',
  });
}

/** A queue against itself and those above, whose guarantees it adds to. */
function resourcesProblem(path: string, { guaranteed = {}, max = {} }: QueueBody, above: Level): Problem | undefined {
  return firstProblem([
    () => overOwnMax(path, guaranteed, max),
    () => overParent(path, max, above),
    () => commitmentProblem(above, guaranteed),
  ]);
}

function overOwnMax(path: string, guaranteed: ResourceAmounts, max: ResourceAmounts): Problem | undefined {
  const name = excess(max, guaranteed);
  return name === undefined ? undefined : problem('yunikorn:guaranteed-over-max', {
    prop: of('guaranteedResources', path),
    must: 'be at most its `maxResources`',
    got: `${amountText(name, guaranteed[name])} with ${amountText(name, max[name])}`,
    fix: 'raise `maxResources`',
  });
}

function overParent(path: string, max: ResourceAmounts, above: Level): Problem | undefined {
  const name = excess(above.ceiling, max);
  return name === undefined ? undefined : problem('yunikorn:max-over-parent', {
    prop: of('maxResources', path),
    must: 'be at most that of the queues above',
    got: `${amountText(name, max[name])} with ${amountText(name, above.ceiling[name])} at ${above.path}`,
    fix: 'lower it, or raise the limit above',
  });
}

/** A level and those above with more guaranteed below, as far as no queue has a guarantee of its own. */
function commitmentProblem(level: Level, added: ResourceAmounts): Problem | undefined {
  const { path, above, ceiling, body: { guaranteed = {} } } = level;
  const total = sum(level.committed, added);
  return firstProblem([
    () => overCommitted({ path, prop: 'guaranteedResources', whole: guaranteed, total }),
    () => overCommitted({ path, prop: 'maxResources', whole: ceiling, total }),
    () => (above !== undefined && isZero(guaranteed) ? commitmentProblem(above, added) : undefined),
  ]);
}

interface Commitment {
  readonly path: string;
  readonly prop: string;
  readonly whole: ResourceAmounts;
  readonly total: ResourceAmounts;
}

function overCommitted({ path, prop, whole, total }: Commitment): Problem | undefined {
  const name = excess(whole, total);
  return name === undefined ? undefined : problem('yunikorn:guaranteed-sum', {
    prop: of(prop, path),
    must: 'be at least what the queues below it are guaranteed together',
    got: `${amountText(name, whole[name])} with ${amountText(name, total[name])} guaranteed`,
    fix: 'raise it, or lower `guaranteedResources` below',
  });
}

function applicationsProblem(path: string, { maxApplications: own }: QueueBody, above: Level): Problem | undefined {
  const most = above.body.maxApplications;
  return most === undefined || (own !== undefined && own <= most) ? undefined : problem('yunikorn:max-applications', {
    prop: of('maxApplications', path),
    must: 'be set and at most that of the queue above',
    got: `${own ?? 'none'} with ${most} at ${above.path}`,
    fix: `set it from 1 to ${most}`,
  });
}

/** A prop of a queue, as messages name it. */
function of(prop: string, path: string): string {
  return `\`${prop}\` of queue ${path}`;
}
