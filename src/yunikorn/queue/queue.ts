import type { Construct, IDependable } from 'constructs';
import { ceilingOf } from './amounts';
import type { ResourceAmounts } from './manifests/queues';
import { ApplicationSorting, type QueueOptions, type YuniKornQueueAttributes } from './options';
import type { QueueNode } from './queue-tree';
import { resolveQueue, resolveResources } from './spec';
import { requireQueueName } from './validation';
import type { IYuniKornQueue, QueueBindOptions, QueueConfig } from '../../contracts/queue';
import { isLabelValue } from '../../kubernetes/label-syntax';
import { YUNIKORN_DOMAIN } from '../../kubernetes/vocabulary';
import { map, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';

/** The queue in which EMR's submitters wait, so that they take neither resources nor a turn from jobs. */
export const SUBMITTER_QUEUE = 'emr-submitters';

/**
 * Asks the admission controller to hand over every pod of a namespace.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/service_config#admission-controller-filtering
 */
const OPT_IN = { [`${YUNIKORN_DOMAIN}/namespace.enableYuniKorn`]: 'true' };

/** The YuniKorn that a queue belongs to. @internal */
export interface QueueOwner {
  readonly scope: Construct;
  readonly clusterName: string;
  readonly ready: IDependable;
}

/** A queue of YuniKorn, made by `YuniKorn.queueFor`, `YuniKorn.addQueue` or `addQueue` of the queue above. */
export class YuniKornQueue implements IYuniKornQueue {
  /**
   * A queue that another app made, or that YuniKorn makes when the first pod of a namespace comes, such as
   * "root.emr.emr-data-team-c".
   *
   * @param queuePath from "root", joined by dots; a literal of at most 63 characters
   * @param attributes facts of the queue that are known
   */
  public static fromQueuePath(queuePath: string, attributes: YuniKornQueueAttributes = {}): IYuniKornQueue {
    text(undefined, 'queuePath', queuePath, {
      form: /^root(\.[a-zA-Z0-9_-]{1,64})+$/,
      must: 'be names of letters, digits, "_" or "-" joined by dots, from "root"',
      fix: 'write for example "root.emr.emr-data-team-a"',
      literal: true,
    });
    map(undefined, 'attributes', attributes as {});
    return new ForeignQueue(queuePath, resolveResources(undefined, 'attributes.maxResources', attributes.maxResources));
  }

  /** @internal */
  public static _of(owner: QueueOwner, node: QueueNode, namespace?: string): YuniKornQueue {
    return new YuniKornQueue(owner, node, namespace);
  }

  /** Full path, such as "root.emr.emr-data-team-a". */
  public readonly queuePath: string;
  /** Namespace of the team whose queue it is. @default - any team's jobs may run in it */
  public readonly namespace?: string;

  private taken = false;

  private constructor(private readonly owner: QueueOwner, private readonly queue: QueueNode, namespace?: string) {
    this.queuePath = queue.path;
    this.namespace = namespace;
  }

  /**
   * Adds a queue below this one, which then takes no jobs itself.
   *
   * Throws if it is a team's queue, if jobs run in it, or if YuniKorn would refuse the new queue.
   *
   * @param name 1 to 64 letters, digits, "_" or "-", unique below this queue whatever the case
   */
  public addQueue(name: string, options: QueueOptions = {}): YuniKornQueue {
    const { owner: { scope }, queuePath, namespace } = this;
    if (namespace !== undefined) {
      const got = `${queuePath}, where pods of namespace ${namespace} run`;
      refuse(scope, 'yunikorn:team-queue', {
        prop: 'addQueue', must: 'be called on a queue of no team', got, fix: 'add the queue to `YuniKorn`',
      });
    }
    if (this.taken) {
      refuse(scope, 'yunikorn:taken-queue', {
        prop: 'addQueue',
        must: 'be called before jobs use the queue',
        got: `${queuePath}, in which jobs run`,
        fix: 'only queues at the end of a path take jobs',
      });
    }
    return addQueue(this.owner, { above: this.queue, name, options });
  }

  /**
   * Lets the jobs of a team run in the queue. Called by profiles and jobs; throws if it is another team's or has queues
   * below it.
   */
  public bind(scope: Construct, options: QueueBindOptions): QueueConfig {
    const { queuePath, queue, owner: { ready } } = this;
    this.validateTeam(scope, options);
    if (!queue.isLeaf) {
      refuse(scope, 'yunikorn:parent-queue', {
        prop: 'queue', must: 'have no queues below it', got: queuePath, fix: 'use one of those below',
      });
    }
    validateLabel(scope, queuePath);
    this.taken = true;
    options.team.useScheduler({ namespaceAnnotations: OPT_IN, ready });
    return {
      ceilings: queue.limits.map(({ path, max }) => ceilingOf(path, max)),
      firstInFirstOut: queue.body.properties?.['application.sort.policy'] === ApplicationSorting.FIFO,
      submitterQueuePath: `root.${SUBMITTER_QUEUE}`,
    };
  }

  private validateTeam(scope: Construct, { team }: QueueBindOptions): void {
    const { namespace, queuePath, owner: { clusterName } } = this;
    if (namespace !== undefined && namespace !== team.namespace) {
      refuse(scope, 'yunikorn:foreign-queue', {
        prop: 'queue',
        must: 'be the team\'s own or one that teams share',
        got: `${queuePath}, which is that of namespace ${namespace}, for ${team.namespace}`,
        fix: 'use `queueFor` with this team',
      });
    }
    if (team.cluster.clusterName !== clusterName) {
      refuse(scope, 'yunikorn:foreign-cluster', {
        prop: 'queue',
        must: `be of the team's cluster, ${team.cluster.clusterName}`,
        got: `${queuePath} of ${clusterName}`,
        fix: 'use the YuniKorn of that cluster',
      });
    }
  }
}

/** A queue to be. @internal */
export interface NewQueue {
  readonly above: QueueNode;
  readonly name: string;
  readonly options: QueueOptions;
  /** The namespace whose jobs alone run in it. */
  readonly namespace?: string;
}

/** Adds a queue to the tree. @internal */
export function addQueue(owner: QueueOwner, { above, name, options, namespace }: NewQueue): YuniKornQueue {
  requireQueueName(owner.scope, name);
  const body = resolveQueue(owner.scope, options);
  warnOfHalfLimit(owner.scope, `${above.path}.${name}`, body.max);
  return YuniKornQueue._of(owner, above.add(owner.scope, name, body), namespace);
}

/** A limit of one resource alone leaves the other without any. */
function warnOfHalfLimit(scope: Construct, path: string, max?: ResourceAmounts): void {
  const missing = max && ['vcore', 'memory'].find((name) => max[name] === undefined);
  if (missing !== undefined) {
    const resource = missing === 'vcore' ? 'vCPUs' : 'memory';
    const effect = 'that resource has no limit, and neither has what Karpenter spends on it';
    warn(scope, `yunikorn:half-limit-${path}`, `\`maxResources\` of queue ${path} has no ${resource}: ${effect}`);
  }
}

/** Placeholders and pods have the path as a label. */
function validateLabel(scope: Construct, path: string): void {
  if (!isLabelValue(path)) {
    refuse(scope, 'yunikorn:path-label', {
      prop: 'queue',
      must: 'have a path of at most 63 letters, digits, "-", "_" or ".", starting and ending with a letter or digit',
      got: `"${path}" with ${path.length}`,
      fix: 'pods have it as a label: choose shorter names',
    });
  }
}

/** A queue of which only the path is known. */
class ForeignQueue implements IYuniKornQueue {
  constructor(public readonly queuePath: string, private readonly max?: ResourceAmounts) {}

  public bind(scope: Construct, options: QueueBindOptions): QueueConfig {
    const { queuePath, max } = this;
    validateLabel(scope, queuePath);
    options.team.useScheduler({ namespaceAnnotations: OPT_IN });
    return {
      ceilings: max === undefined ? [] : [ceilingOf(queuePath, max)], submitterQueuePath: `root.${SUBMITTER_QUEUE}`,
    };
  }
}
