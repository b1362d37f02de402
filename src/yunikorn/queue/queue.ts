import { Annotations, Token } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import type { ResourceAmounts } from './manifests/queues';
import { ApplicationSorting, type QueueOptions } from './options';
import { ceilingOf, type QueueResources, resolveResources } from './queue-resources';
import type { QueueNode } from './queue-tree';
import { resolveQueue } from './spec';
import type { IYuniKornQueue, QueueBindOptions, QueueConfig } from '../../contracts/queue';
import { UnscopedValidationError, ValidationError } from '../../private/errors';

/** What is known of a queue that another app made. */
export interface YuniKornQueueAttributes {
  /** Its limit, or the smallest of those above it. @default - not known: jobs are not checked against it */
  readonly maxResources?: QueueResources;
}

/** The queue where EMR's submitters wait, so that they take neither resources nor a place from jobs. */
export const SUBMITTER_QUEUE = 'emr-submitters';

/** Asks the admission controller to hand over every pod of a namespace. @see https://yunikorn.apache.org/docs/user_guide/service_config#admission-controller-filtering */
const OPT_IN = { 'yunikorn.apache.org/namespace.enableYuniKorn': 'true' };

/** Placeholders carry the path as a label. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_VALUE = /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

/** What a queue is part of. @internal */
export interface QueueHome {
  readonly scope: Construct;
  readonly clusterName: string;
  readonly ready: IDependable;
}

/** A queue of YuniKorn, made by `YuniKorn.queueFor`, `YuniKorn.addQueue` or `addQueue` of the queue above. */
export class YuniKornQueue implements IYuniKornQueue {
  /**
   * A queue that another app made, or that YuniKorn makes when the first pod of a namespace comes, such as "root.emr.emr-data-team-c".
   *
   * @param queuePath from "root", joined by dots; a literal of at most 63 characters
   * @param attributes what is known of it
   */
  public static fromQueuePath(queuePath: string, attributes: YuniKornQueueAttributes = {}): IYuniKornQueue {
    if (Token.isUnresolved(queuePath)) {
      throw new UnscopedValidationError('yunikorn:path-token', '`queuePath` must be a literal, got a token; pods carry it as a label that is checked at synthesis');
    }
    if (!/^root(\.[a-zA-Z0-9_-]{1,64})+$/.test(queuePath)) {
      throw new UnscopedValidationError('yunikorn:path', `\`queuePath\` must be names of letters, digits, "_" or "-" joined by dots, from "root", got "${queuePath}"; write for example "root.emr.emr-data-team-a"`);
    }
    return new ForeignQueue(queuePath, attributes);
  }

  /** @internal */
  public static _of(home: QueueHome, node: QueueNode, namespace?: string): YuniKornQueue {
    return new YuniKornQueue(home, node, namespace);
  }

  /** Full path, such as "root.emr.emr-data-team-a". */
  public readonly queuePath: string;
  /** Namespace of the team whose queue it is. @default - any team's jobs may run in it */
  public readonly namespace?: string;

  private taken = false;

  private constructor(private readonly home: QueueHome, private readonly node: QueueNode, namespace?: string) {
    this.queuePath = node.path;
    this.namespace = namespace;
  }

  /**
   * Adds a queue below this one, which then takes no jobs itself.
   *
   * @param name 1 to 64 letters, digits, "_" or "-", unique below this queue whatever the case
   */
  public addQueue(name: string, options: QueueOptions = {}): YuniKornQueue {
    if (this.namespace !== undefined) {
      throw new ValidationError(this.home.scope, 'yunikorn:team-queue', `\`addQueue\` must be called on a queue of no team, got ${this.queuePath}, where pods of namespace ${this.namespace} run; add the queue to \`YuniKorn\``);
    }
    if (this.taken) {
      throw new ValidationError(this.home.scope, 'yunikorn:taken-queue', `\`addQueue\` must be called before jobs use the queue, got ${this.queuePath}, in which jobs run; only queues at the end of a path take jobs`);
    }
    return addQueue(this.home, { above: this.node, name, options });
  }

  /** Lets the jobs of a team run in the queue. Called by profiles and jobs; throws if it is another team's or has queues below it. */
  public bind(scope: Construct, options: QueueBindOptions): QueueConfig {
    const { team } = options;
    if (this.namespace !== undefined && this.namespace !== team.namespace) {
      throw new ValidationError(scope, 'yunikorn:foreign-queue', `\`queue\` must be the team's own or one that teams share, got ${this.queuePath}, which is that of namespace ${this.namespace}, for ${team.namespace}; use \`queueFor\` with this team`);
    }
    if (team.cluster.clusterName !== this.home.clusterName) {
      throw new ValidationError(scope, 'yunikorn:foreign-cluster', `\`queue\` must be of the team's cluster, ${team.cluster.clusterName}, got ${this.queuePath} of ${this.home.clusterName}; use the YuniKorn of that cluster`);
    }
    if (!this.node.isLeaf) {
      throw new ValidationError(scope, 'yunikorn:parent-queue', `\`queue\` must have no queues below it, got ${this.queuePath}; use one of those below`);
    }
    requireLabel(scope, this.queuePath);
    this.taken = true;
    team.useScheduler({ namespaceAnnotations: OPT_IN, ready: this.home.ready });
    return {
      ceilings: this.node.limits.map(({ path, max }) => ceilingOf(path, max)),
      firstInFirstOut: this.node.own.properties?.['application.sort.policy'] === ApplicationSorting.FIFO,
      submitterQueuePath: `root.${SUBMITTER_QUEUE}`,
    };
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
export function addQueue(home: QueueHome, { above, name, options, namespace }: NewQueue): YuniKornQueue {
  if (Token.isUnresolved(name)) {
    throw new ValidationError(home.scope, 'yunikorn:name-token', '`name` of a queue must be a literal, got a token; queues are checked against each other at synthesis');
  }
  const body = resolveQueue(home.scope, options);
  warnOfHalfLimit(home.scope, `${above.path}.${name}`, body.max);
  return YuniKornQueue._of(home, above.add(home.scope, name, body), namespace);
}

/** A limit of one resource alone leaves the other without any. */
function warnOfHalfLimit(scope: Construct, path: string, max?: ResourceAmounts): void {
  const missing = max && ['vcore', 'memory'].find((name) => max[name] === undefined);
  if (missing !== undefined) {
    Annotations.of(scope).addWarningV2(`@cdk-emr-eks-karpenter/yunikorn:half-limit-${path}`, `\`maxResources\` of queue ${path} has no ${missing === 'vcore' ? 'vCPUs' : 'memory'}: that resource has no limit, and neither has what Karpenter spends on it`);
  }
}

function requireLabel(scope: Construct, path: string): void {
  if (!LABEL_VALUE.test(path)) {
    throw new ValidationError(scope, 'yunikorn:path-label', `\`queue\` must have a path of at most 63 letters, digits, "-", "_" or ".", got "${path}" with ${path.length}; pods carry it as a label: shorten the names`);
  }
}

/** A queue of which only the path is known. */
class ForeignQueue implements IYuniKornQueue {
  constructor(public readonly queuePath: string, private readonly attributes: YuniKornQueueAttributes) {}

  public bind(scope: Construct, options: QueueBindOptions): QueueConfig {
    requireLabel(scope, this.queuePath);
    options.team.useScheduler({ namespaceAnnotations: OPT_IN });
    const max = resolveResources({ scope, prop: 'maxResources' }, this.attributes.maxResources);
    return { ceilings: max === undefined ? [] : [ceilingOf(this.queuePath, max)], submitterQueuePath: `root.${SUBMITTER_QUEUE}` };
  }
}
