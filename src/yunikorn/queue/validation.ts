import { excess, isZero, shown, smaller, sum } from './amounts';
import { limitsProblem } from './limit-validation';
import type { PartitionSpec, QueueSpec, ResourceAmounts } from './manifests/queues';
import { placementProblem } from '../placement/validation';
import { firstOf, type Problem, problem } from '../problem';

// What YuniKorn itself would refuse: https://github.com/apache/yunikorn-core/blob/v1.8.0/pkg/common/configs/configvalidator.go

/** @see https://yunikorn.apache.org/docs/user_guide/queue_config#queues */
const QUEUE_NAME = /^[a-zA-Z0-9_:#/@-]{1,64}$/;

/** The first reason for which YuniKorn would not take the configuration. */
export function partitionProblem(spec: PartitionSpec): Problem | undefined {
  return firstOf([() => treeProblem(spec.root), () => placementProblem(spec.root, spec.placementRules), () => nodeSortProblem(spec)]);
}

/** The same for the queues alone, which may still grow. */
export function treeProblem(root: QueueSpec): Problem | undefined {
  return firstOf([
    () => rootProblem(root),
    () => namesProblem(root, root.name),
    () => aclProblem(root, root.name),
    () => resourcesOf(root, { path: root.name }).problem,
    () => applicationsProblem(root, root.name),
    () => limitsProblem(root),
  ]);
}

function rootProblem({ guaranteed, max }: QueueSpec): Problem | undefined {
  return guaranteed === undefined && max === undefined ? undefined
    : problem('root-resources', 'queue root must have neither `guaranteed` nor `max`, got one; the nodes of the cluster are its limit: set them on the queues below');
}

function namesProblem({ queues = [] }: QueueSpec, path: string): Problem | undefined {
  const names = queues.map(({ name }) => name);
  const wrong = names.find((name) => !QUEUE_NAME.test(name));
  if (wrong !== undefined) {
    return problem('queue-name', `\`name\` of a queue must be 1 to 64 letters, digits or "_:#/@-", got "${wrong}" below ${path}; dots separate queues`);
  }
  const twice = names.find((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index);
  if (twice !== undefined) {
    return problem('duplicate-queue', `\`name\` of a queue must be unique below its parent, whatever the case, got "${twice}" twice below ${path}; rename one`);
  }
  return firstOf(queues.map((queue) => () => namesProblem(queue, `${path}.${queue.name}`)));
}

function aclProblem({ queues = [], adminAcl = '', submitAcl = '' }: QueueSpec, path: string): Problem | undefined {
  const wrong = [adminAcl, submitAcl].find((acl) => acl.trim().split(/\s+/).length > 2);
  if (wrong !== undefined) {
    return problem('acl', `an access control list must be a list of users, then one of groups, got "${wrong}" on ${path}; use \`QueueAcl\``);
  }
  return firstOf(queues.map((queue) => () => aclProblem(queue, `${path}.${queue.name}`)));
}

interface Above {
  readonly path: string;
  /** Limits of all queues above, the smallest of each. */
  readonly max?: ResourceAmounts;
  readonly owner?: string;
}

interface Outcome {
  readonly problem?: Problem;
  /** What the queue is guaranteed, or all queues below it. */
  readonly guaranteed: ResourceAmounts;
}

/** A queue against those above, its children against it. */
function resourcesOf(queue: QueueSpec, above: Above): Outcome {
  const { guaranteed = {}, max = {}, queues = [] } = queue;
  const own = firstOf([() => overOwnMax(above.path, guaranteed, max), () => overParent(above, max)]);
  const limit = smaller(max, above.max ?? {});
  const below = (name: string): Above => ({ path: `${above.path}.${name}`, max: limit, owner: above.path });
  const children = own === undefined ? queues.map((child) => resourcesOf(child, below(child.name))) : [];
  const total = children.reduce((all, child) => sum(all, child.guaranteed), {});
  return {
    problem: own ?? children.find((child) => child.problem)?.problem
      ?? overCommitted({ path: above.path, what: 'guaranteedResources', whole: guaranteed, total }) ?? overCommitted({ path: above.path, what: 'maxResources', whole: limit, total }),
    guaranteed: isZero(guaranteed) ? total : guaranteed,
  };
}

function overOwnMax(path: string, guaranteed: ResourceAmounts, max: ResourceAmounts): Problem | undefined {
  const name = excess(max, guaranteed);
  return name === undefined ? undefined
    : problem('guaranteed-over-max', `\`guaranteedResources\` of queue ${path} must be at most its \`maxResources\`, got ${shown(name, guaranteed[name])} with ${shown(name, max[name])}; raise \`maxResources\``);
}

function overParent({ path, max = {}, owner }: Above, own: ResourceAmounts): Problem | undefined {
  const name = excess(max, own);
  return name === undefined ? undefined
    : problem('max-over-parent', `\`maxResources\` of queue ${path} must be at most that of the queues above, got ${shown(name, own[name])} with ${shown(name, max[name])} at ${owner}; lower it, or raise the limit above`);
}

interface Commitment {
  readonly path: string;
  readonly what: string;
  readonly whole: ResourceAmounts;
  readonly total: ResourceAmounts;
}

function overCommitted({ path, what, whole, total }: Commitment): Problem | undefined {
  const name = excess(whole, total);
  return name === undefined ? undefined
    : problem('guaranteed-sum', `\`${what}\` of queue ${path} must be at least what the queues below it are guaranteed together, got ${shown(name, whole[name])} with ${shown(name, total[name])} guaranteed; raise it, or lower \`guaranteedResources\` below`);
}

function applicationsProblem({ queues = [], maxApplications = 0 }: QueueSpec, path: string): Problem | undefined {
  const own = maxApplications === 0 ? undefined : queues.find((child) => !child.maxApplications || child.maxApplications > maxApplications);
  if (own !== undefined) {
    const got = own.maxApplications ? `${own.maxApplications} with ${maxApplications} at ${path}` : `none with ${maxApplications} at ${path}`;
    return problem('max-applications', `\`maxApplications\` of queue ${path}.${own.name} must be set and at most that of the queue above, got ${got}; set it from 1 to ${maxApplications}`);
  }
  return firstOf(queues.map((queue) => () => applicationsProblem(queue, `${path}.${queue.name}`)));
}

/** Which node gets the next pod. */
export function nodeSortProblem({ nodeSort }: PartitionSpec): Problem | undefined {
  const { type, resourceWeights = {} } = nodeSort;
  if (!['', 'fair', 'binpacking'].includes(type)) {
    return problem('node-sort', `\`nodeSorting\` must be fair or binpacking, got "${type}"; use \`NodeSorting\``);
  }
  const negative = Object.keys(resourceWeights).sort().find((name) => resourceWeights[name] < 0);
  return negative === undefined ? undefined
    : problem('resource-weight', `\`nodeSorting\` must have weights of 0 or more, got ${resourceWeights[negative]} for ${negative}; 0 leaves a resource out`);
}
