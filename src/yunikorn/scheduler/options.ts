import type { Duration } from 'aws-cdk-lib';
import type { NodeSorting } from './node-sorting';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { ControllerResources } from '../../contracts/controller';
import type { PlacementRule } from '../placement/placement-rule';
import type { QueueOptions, RootQueueOptions } from '../queue/options';

/**
 * The time at which nodes fetch an image.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
export enum YuniKornImagePullPolicy {
  /** When they have none. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** At every start of a container. */
  ALWAYS = 'Always',
}

/** Settings of the scheduler. @see https://yunikorn.apache.org/docs/user_guide/service_config */
export interface YuniKornSettings {
  /** Pause between two rounds. Whole seconds, 1 or more. @default Duration.seconds(1) */
  readonly schedulingInterval?: Duration;
  /** Longest time that the binding of a volume may take. Whole seconds, 1 or more. @default Duration.minutes(10) */
  readonly volumeBindTimeout?: Duration;
  /** Requests to the API server per second. 1 or more. @default 1000 */
  readonly apiQueriesPerSecond?: number;
  /** Requests to the API server at once. 1 or more. @default 1000 */
  readonly apiBurst?: number;
}

/** Installation and queues of YuniKorn. */
export interface YuniKornOptions {
  /**
   * Release of YuniKorn, `<major>.<minor>.<patch>`.
   *
   * Throws if it is older than 1.9, or does not run on the cluster's Kubernetes. Other releases than the default are
   * installed with a warning.
   *
   * @default "1.9.0"
   * @see https://yunikorn.apache.org/release-announce
   */
  readonly version?: string;

  /** The queue `root`, above all others. @default - everyone may submit, no limits */
  readonly rootQueue?: RootQueueOptions;

  /**
   * The queue `root.emr`, above those of all teams.
   *
   * Teams share it fairly: of two that want more, the one with the smaller part of its guarantee gets it. Its
   * `childTemplate` holds the settings of teams of other apps, whose queues are made when their first pod comes.
   *
   * @default - no limits
   */
  readonly teamsQueue?: QueueOptions;

  /**
   * Rules by which an application finds its queue; of several the first that gives one counts.
   *
   * Throws at the end of synthesis if a rule leads to no queue.
   *
   * @default - the queue that the pod names, if there is one; else that of its namespace below `root.emr`, which is
   *   made if need be
   */
  readonly placementRules?: PlacementRule[];

  /** Choice of a node for the next pod. @default NodeSorting.binPacking() */
  readonly nodeSorting?: NodeSorting;

  /**
   * Ends pods for those of queues that have less than they are guaranteed.
   *
   * Without it guarantees are met as pods end by themselves, and as Karpenter starts nodes. With it executors may be
   * ended, drivers never: jobs in a queue mark them.
   *
   * @default false
   * @see https://yunikorn.apache.org/docs/user_guide/preemption
   */
  readonly preemption?: boolean;

  /** Requests of the scheduler, whose memory is limited to its request. @default - half a vCPU and 2 GiB */
  readonly resources?: ControllerResources;

  /**
   * Pods that hand the pods of teams over to YuniKorn. 1 or more.
   *
   * While none of them answers, pods start under Kubernetes' own scheduler, those of Spark jobs with a queue excepted.
   *
   * @default 2
   */
  readonly admissionReplicas?: number;

  /** Serves a page that shows queues and applications. @default true */
  readonly webInterface?: boolean;

  /** Time at which nodes fetch the images. @default YuniKornImagePullPolicy.IF_NOT_PRESENT */
  readonly imagePullPolicy?: YuniKornImagePullPolicy;

  /**
   * Image of placeholders, the pods that reserve resources for a gang; nodes of every pool must be able to fetch it.
   *
   * @default - Kubernetes' "pause", from `mirrors.imageRegistry` if the cluster has one
   */
  readonly placeholderImage?: string;

  /** Settings of the scheduler. @default - YuniKorn's own */
  readonly settings?: YuniKornSettings;

  /**
   * Further values of the chart, merged at every depth over ours.
   *
   * Throws if they change a value that the construct relies on: the placement on core nodes, the webhook's network,
   * which namespaces are scheduled, and queues, which are set by methods and props.
   *
   * @default - none
   * @see https://github.com/apache/yunikorn-release/blob/v1.8.0/helm-charts/yunikorn/values.yaml
   */
  readonly values?: { [key: string]: any };
}

/** Props of `YuniKorn`. */
export interface YuniKornProps extends YuniKornOptions {
  /** The cluster to install it in. */
  readonly cluster: IEmrEksCluster;
}
