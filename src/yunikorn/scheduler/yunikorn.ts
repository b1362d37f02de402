import { Lazy } from 'aws-cdk-lib';
import { Construct, Dependable, type IDependable } from 'constructs';
import { yuniKornValues } from './manifests/chart-values';
import { namespaceManifest, queueConfigManifest, webhookManifests } from './manifests/objects';
import type { YuniKornProps } from './options';
import { resolvePartition, resolveValues, TEAMS_QUEUE } from './spec';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { IEmrTeam } from '../../contracts/team';
import { ControllerRelease } from '../../kubernetes/controller-chart';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { sortKeys } from '../../private/maps';
import { firstProblem, type Problem, problem, refuse } from '../../private/refusal';
import { placementProblem } from '../placement/validation';
import { type PartitionSpec, queuesYaml } from '../queue/manifests/queues';
import type { QueueOptions } from '../queue/options';
import { addQueue, type QueueOwner, SUBMITTER_QUEUE, type YuniKornQueue } from '../queue/queue';
import { QueueNode } from '../queue/queue-tree';
import { resolveQueue, resolveRoot } from '../queue/spec';
import { YUNIKORN } from '../versions';

/**
 * Characters of the queues, so that objects of a bundle and their escapes have room: decisions/ADR-02-bundle-size.md.
 */
const LONGEST_QUEUES = 80 * 1024;

/**
 * Apache YuniKorn, which schedules the pods of teams by queues: jobs wait for their turn instead of for nodes, and
 * gangs start whole or not at all.
 *
 * Two resources: the namespace `yunikorn` with the queues, and the Helm release. They run on core nodes only.
 * Namespaces ask for YuniKorn by an annotation, which `queueFor` and jobs with a queue see to; then every pod there
 * goes through it, and elsewhere nothing changes. A change of queues is read while YuniKorn runs.
 *
 * The webhook that hands pods over is called for every pod of the cluster, and YuniKorn makes it so that a failure is
 * ignored: while no admission controller answers, pods everywhere start, under Kubernetes' own scheduler unless they
 * name YuniKorn. It cannot be given a namespace selector, since YuniKorn writes it anew at every start.
 *
 * @see https://yunikorn.apache.org/docs/
 */
export class YuniKorn extends Construct {
  /** The cluster. */
  public readonly cluster: IEmrEksCluster;
  /** Release of YuniKorn. */
  public readonly version: string;
  /** Kubernetes namespace of the scheduler. */
  public readonly namespace: string = YUNIKORN.namespace;
  /** Command of a POSIX shell that opens the page with queues and applications at port 9889 of this machine. */
  public readonly webInterfaceCommand: string =
    `kubectl port-forward --namespace ${YUNIKORN.namespace} service/yunikorn-service 9889:9889`;

  private readonly root: QueueNode;
  private readonly teams: QueueNode;
  private readonly teamQueues = new Map<string, YuniKornQueue>();
  private readonly rules: Omit<PartitionSpec, 'root'>;
  private readonly owner: QueueOwner;

  constructor(scope: Construct, id: string, props: YuniKornProps) {
    super(scope, id);
    const { cluster, version = YUNIKORN.version, rootQueue = {}, teamsQueue = {} } = props;
    this.cluster = cluster;
    this.version = version;
    validateSole(this);

    this.rules = resolvePartition(this, props);
    this.root = QueueNode.root(this, resolveRoot(this, rootQueue));
    this.teams = this.root.add(this, TEAMS_QUEUE, { ...resolveQueue(this, teamsQueue, 'teamsQueue.'), parent: true });
    this.root.add(this, SUBMITTER_QUEUE, { maxApplications: rootQueue.maxApplications });
    this.node.addValidation({ validate: () => this.finalProblems().map(({ message }) => message) });

    const values = yuniKornValues(resolveValues(this, cluster, props));
    const after = [this.applyQueues()];
    const release = new ControllerRelease(this, 'Scheduler', {
      host: cluster, chart: YUNIKORN, options: props, values, after,
    });
    Dependable.implement(this, { dependencyRoots: [release] });
    this.owner = { scope: this, clusterName: cluster.clusterName, ready: release };
  }

  /**
   * The queue of a team, `root.emr.<namespace>`, made at the first call; from then on YuniKorn schedules all pods of
   * the team.
   *
   * Throws if options come with a later call, or if the namespace has more than 54 characters.
   */
  public queueFor(team: IEmrTeam, options?: QueueOptions): YuniKornQueue {
    const known = this.teamQueues.get(team.namespace);
    if (known !== undefined && options !== undefined) {
      refuse(this, 'yunikorn:queue-twice', {
        prop: 'options',
        must: 'come with the first call of `queueFor` for a team',
        got: `more for ${known.queuePath}`,
        fix: 'set them once',
      });
    }
    const { owner, teams: above } = this;
    const queue = known ?? addQueue(owner, {
      above, name: team.namespace, options: options ?? {}, namespace: team.namespace,
    });
    this.teamQueues.set(team.namespace, queue);
    queue.bind(this, { team });
    return queue;
  }

  /**
   * Adds a queue that teams share, `root.<name>`.
   *
   * @param name 1 to 64 letters, digits, "_" or "-", unique whatever the case
   */
  public addQueue(name: string, options: QueueOptions = {}): YuniKornQueue {
    return addQueue(this.owner, { above: this.root, name, options });
  }

  private partition(): PartitionSpec {
    return { root: this.root.spec(), ...this.rules };
  }

  private queuesYaml(): string {
    return queuesYaml(sortKeys(this.partition()));
  }

  /** Problems that are known when no queue can be added any more. */
  private finalProblems(): Problem[] {
    const { root, placementRules } = this.partition();
    const found = firstProblem([() => placementProblem(root, placementRules), () => sizeProblem(this.queuesYaml())]);
    return found === undefined ? [] : [found];
  }

  /** Namespace and queues come before the release, so that the scheduler starts with them, and are deleted after it. */
  private applyQueues(): IDependable {
    const queues = Lazy.string({ produce: () => this.queuesYaml() });
    const bundle = new ManifestBundle(this, 'Queues', {
      target: this.cluster,
      objects: [
        namespaceManifest(YUNIKORN.namespace), queueConfigManifest(YUNIKORN.namespace, queues), ...webhookManifests(),
      ],
    });
    bundle.node.addDependency(this.cluster.platform.order.coreCapacity);
    return bundle;
  }
}

function sizeProblem({ length }: string): Problem | undefined {
  return length <= LONGEST_QUEUES ? undefined : problem('yunikorn:queues-size', {
    prop: '`addQueue` and `queueFor`',
    must: `make queues of at most ${LONGEST_QUEUES} characters of YAML`,
    got: length,
    fix: 'let `teamsQueue.childTemplate` make queues',
  });
}

/** The names of the release and its webhooks are the same everywhere: a cluster has one. */
function validateSole(yunikorn: YuniKorn): void {
  const all = yunikorn.node.root.node.findAll().filter((each): each is YuniKorn => each instanceof YuniKorn);
  const { clusterName } = yunikorn.cluster;
  const same = all.find((other) => other !== yunikorn && other.cluster.clusterName === clusterName);
  if (same !== undefined) {
    const got = `${clusterName}, which ${same.node.path} schedules`;
    refuse(yunikorn, 'yunikorn:twice', { prop: 'cluster', must: 'have one YuniKorn', got, fix: 'use that one' });
  }
}
