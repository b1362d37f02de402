import { Lazy } from 'aws-cdk-lib';
import { Construct, Dependable, type IDependable } from 'constructs';
import { type YuniKornValuesSpec, yuniKornValues } from './manifests/chart-values';
import { namespaceManifest, queueConfigManifest, webhookManifests } from './manifests/objects';
import { NodeSorting } from './node-sorting';
import { placementProblem } from '../placement/validation';
import { firstOf, type Problem, problem, refuse } from '../problem';
import { QueueNode } from '../queue/queue-tree';
import { nodeSortProblem } from '../queue/validation';
import { YUNIKORN } from '../versions';
import { YuniKornImagePullPolicy, type YuniKornOptions, type YuniKornProps } from './options';
import { serviceSettings, validateYuniKorn } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { IEmrTeam } from '../../contracts/team';
import { ControllerRelease, resolveRequests } from '../../kubernetes/controller-chart';
import { imageName } from '../../kubernetes/image';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import { cpuQuantity, memoryQuantity } from '../../kubernetes/quantity';
import { ValidationError } from '../../private/errors';
import { sortKeys } from '../../private/maps';
import { PlacementRule } from '../placement/placement-rule';
import { type PartitionSpec, queuesYaml } from '../queue/manifests/queues';
import type { QueueOptions } from '../queue/options';
import { addQueue, type QueueHome, SUBMITTER_QUEUE, type YuniKornQueue } from '../queue/queue';
import { resolveQueue, resolveRoot } from '../queue/spec';

/** The queue above those of teams, the same in every app. */
const TEAMS_QUEUE = 'emr';
/** Objects of a bundle and their escapes have this much room; see decisions/ADR-02-bundle-size.md. */
const LONGEST_QUEUES = 80 * 1024;

/**
 * Apache YuniKorn, which schedules the pods of teams by queues: jobs wait for their turn instead of for nodes, and gangs start whole or not at all.
 *
 * Two resources: the namespace `yunikorn` with the queues, and the Helm release. They run on core nodes only. Namespaces ask for YuniKorn by
 * an annotation, which `queueFor` and jobs with a queue see to; then every pod there goes through it, and elsewhere nothing changes. A change
 * of queues is read while YuniKorn runs.
 *
 * The webhook that hands pods over is called for every pod of the cluster, and YuniKorn makes it so that a failure is ignored: while no
 * admission controller answers, pods everywhere start, under Kubernetes' own scheduler unless they name YuniKorn. It cannot be given a
 * namespace selector, since YuniKorn writes it anew at every start.
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
  /** Opens the page that shows queues and applications, for a POSIX shell; then at port 9889 of this machine. */
  public readonly webInterfaceCommand: string = `kubectl port-forward --namespace ${YUNIKORN.namespace} service/yunikorn-service 9889:9889`;

  private readonly root: QueueNode;
  private readonly teams: QueueNode;
  private readonly teamQueues = new Map<string, YuniKornQueue>();
  private readonly home: QueueHome;
  private readonly options: YuniKornOptions;

  constructor(scope: Construct, id: string, props: YuniKornProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.options = props;
    this.version = props.version ?? YUNIKORN.version;
    refuse(this, anotherOf(this));
    validateYuniKorn(this, props);

    this.root = QueueNode.root(this, resolveRoot(this, props.rootQueue ?? {}));
    this.teams = this.root.add(this, TEAMS_QUEUE, { ...resolveQueue(this, props.teamsQueue ?? {}), parent: true });
    this.root.add(this, SUBMITTER_QUEUE, { maxApplications: props.rootQueue?.maxApplications });
    refuse(this, nodeSortProblem(this.partition()));
    this.node.addValidation({ validate: () => [this.finalProblem()].flatMap((found) => (found === undefined ? [] : [found.message])) });

    const release = this.install(this.applyQueues());
    Dependable.implement(this, { dependencyRoots: [release] });
    this.home = { scope: this, clusterName: this.cluster.clusterName, ready: release };
  }

  /**
   * The queue of a team, `root.emr.<namespace>`, made at the first call; from then on YuniKorn schedules all pods of the team.
   *
   * Throws if options come with a later call, or if the namespace has more than 54 characters.
   */
  public queueFor(team: IEmrTeam, options?: QueueOptions): YuniKornQueue {
    const known = this.teamQueues.get(team.namespace);
    if (known !== undefined && options !== undefined) {
      throw new ValidationError(this, 'yunikorn:queue-twice', `\`options\` must come with the first call of \`queueFor\` for a team, got more for ${known.queuePath}; set them once`);
    }
    const queue = known ?? addQueue(this.home, { above: this.teams, name: team.namespace, options: options ?? {}, namespace: team.namespace });
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
    return addQueue(this.home, { above: this.root, name, options });
  }

  private partition(): PartitionSpec {
    const rules = this.options.placementRules ?? defaultRules();
    const sorting = this.options.nodeSorting ?? NodeSorting.binPacking();
    return {
      root: this.root.spec(),
      placementRules: rules.map((rule) => rule._spec()),
      nodeSort: { type: sorting.policy, resourceWeights: sorting.resourceWeights },
      preemption: this.options.preemption ?? false,
    };
  }

  private queuesYaml(): string {
    return queuesYaml(sortKeys(this.partition()));
  }

  /** What is known when no queue can be added any more. */
  private finalProblem(): Problem | undefined {
    const { root, placementRules } = this.partition();
    const length = this.queuesYaml().length;
    return firstOf([
      () => placementProblem(root, placementRules),
      () => (length > LONGEST_QUEUES ? problem('queues-size', `the queues must be at most ${LONGEST_QUEUES} characters of YAML, got ${length}; let \`childTemplate\` make queues`) : undefined),
    ]);
  }

  /** Before the release, so that the scheduler starts with its queues; and after it on deletion, so that nothing of it is left. */
  private applyQueues(): IDependable {
    const queues = Lazy.string({ produce: () => this.queuesYaml() });
    const bundle = new ManifestBundle(this, 'Queues', {
      target: this.cluster,
      objects: [namespaceManifest(YUNIKORN.namespace), queueConfigManifest(YUNIKORN.namespace, queues), ...webhookManifests()],
    });
    bundle.node.addDependency(this.cluster.platform.order.coreCapacity);
    return bundle;
  }

  private install(queues: IDependable): ControllerRelease {
    const { cluster, options } = this;
    return new ControllerRelease(this, 'Scheduler', {
      host: cluster, chart: YUNIKORN, options, values: yuniKornValues(this.valuesSpec()), after: [queues],
    });
  }

  private valuesSpec(): YuniKornValuesSpec {
    const { cluster: { clusterName, mirrors: { imageRegistry } }, options, version } = this;
    const { images, requests } = YUNIKORN;
    const { milliCpu, memoryMiB } = resolveRequests(this, 'resources', requests.scheduler, options.resources);
    return {
      clusterName,
      version,
      imageRepository: imageName(images.scheduler, imageRegistry),
      imagePullPolicy: options.imagePullPolicy ?? YuniKornImagePullPolicy.IF_NOT_PRESENT,
      placeholderImage: options.placeholderImage ?? imageName(images.placeholder, imageRegistry),
      cpu: cpuQuantity(milliCpu),
      memory: memoryQuantity(memoryMiB),
      admissionReplicas: options.admissionReplicas ?? requests.admission.replicas,
      webInterface: options.webInterface ?? true,
      settings: serviceSettings(this, options.settings ?? {}),
    };
  }
}

/** What the pod says; else its namespace, below the queue of teams. */
function defaultRules(): PlacementRule[] {
  return [PlacementRule.provided(), PlacementRule.namespace({ create: true, parent: PlacementRule.fixed(`root.${TEAMS_QUEUE}`) })];
}

/** The names of the release and its webhooks are the same everywhere: a cluster has one. */
function anotherOf(yunikorn: YuniKorn): Problem | undefined {
  const others = yunikorn.node.root.node.findAll().filter((other): other is YuniKorn => other instanceof YuniKorn && other !== yunikorn);
  const same = others.find(({ cluster }) => cluster.clusterName === yunikorn.cluster.clusterName);
  return same === undefined ? undefined : problem('twice', `\`cluster\` must have one YuniKorn, got ${yunikorn.cluster.clusterName}, which ${same.node.path} schedules; use that one`);
}
