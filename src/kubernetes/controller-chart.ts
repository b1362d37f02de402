import { Duration, type Size } from 'aws-cdk-lib';
import type { Construct, IConstruct, IDependable } from 'constructs';
import { type ReleaseSupport, validateVersion } from './controller-version';
import type { ContainerImage } from './image';
import { ChartRelease, type ChartReleaseProps } from './manifest-bundle';
import type { IManifestTarget } from './manifest-target';
import type { ControllerValues, HelmValues } from './object';
import { map, mebibytes, milliCpu } from '../private/checks';
import { conflictingPaths, deepMerge } from '../private/maps';
import { refuse } from '../private/refusal';

/** Requests of the pods of one program. */
export interface PodRequests {
  /** Thousandths of a vCPU. */
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

/** Requests of the pods of one program, and their number, unless a user says otherwise. */
export interface ProgramRequests extends PodRequests {
  readonly replicas: number;
}

/** A chart in its public repository. */
export interface ChartSource {
  /** Name of the chart and of its release. */
  readonly name: string;
  /** `https://…` for an index of charts, or `oci://…`, without the name of the chart. */
  readonly repository: string;
}

/**
 * The facts of a controller that a Helm chart installs, in one value.
 *
 * Its values, mirrors, identity and check of versions read it, as does whoever counts what core nodes have to hold.
 * Written in the `versions.ts` of the room that installs it, `as const satisfies ControllerChart`.
 */
export interface ControllerChart extends ChartSource {
  /** Name of the controller, as messages show it. */
  readonly title: string;
  /** Room that installs it, the beginning of codes of errors and warnings. */
  readonly room: string;
  /** Version of the chart that this library is built and checked against. */
  readonly version: string;
  /** Releases that may be installed in its place. @default - any release of the same form, on any Kubernetes */
  readonly support?: ReleaseSupport;
  readonly namespace: string;
  /** Service account of the controller, where it calls AWS. @default - it calls no AWS service */
  readonly serviceAccount?: string;
  /** Images by program; the chart itself names their tags unless they are written here. */
  readonly images: { readonly [program: string]: ContainerImage };
  /** Requests by program, those of the chart where we set none. */
  readonly requests: { readonly [program: string]: ProgramRequests };
  /** Port on which its webhooks listen. @default - it has none */
  readonly webhookPort?: number;
}

/** A cluster as a controller sees it. */
export interface IControllerHost extends IManifestTarget {
  /** Kubernetes version, `<major>.<minor>`. */
  readonly kubernetesVersion: string;
  readonly network: {
    /** True if the VPC has no route to the internet. */
    readonly isolated: boolean;
  };
  /** Mirrors of charts and images. */
  readonly mirrors: { readonly chartRepository?: string; readonly imageRegistry?: string };
  readonly platform: {
    readonly order: {
      /** Core nodes and the add-ons of every cluster. */
      readonly coreCapacity: IDependable;
    };
    /** Lets the control plane call a webhook on the nodes. */
    openWebhookPort(port: number): void;
  };
}

/** The part of a controller's options that every controller has. */
export interface ControllerReleaseOptions {
  /** @default - the version of the chart that this library is built and checked against */
  readonly version?: string;
  /** Further values of the chart, merged at every depth over ours. @default - none */
  readonly values?: { readonly [key: string]: any };
}

export interface ControllerReleaseProps {
  readonly host: IControllerHost;
  readonly chart: ControllerChart;
  readonly options: ControllerReleaseOptions;
  /** Beginning of the public path of `options`, with a full stop, for messages. @default - none */
  readonly prop?: string;
  readonly values: ControllerValues;
  /** Identity of its pods. It comes after the core nodes. @default - it calls no AWS service */
  readonly identity?: IDependable;
  /** Further dependencies of the release. @default - none */
  readonly after?: IDependable[];
}

/** Minutes that Helm waits for the pods of a controller, images included; the handler ends after 15. */
const TIMEOUT_MINUTES = 10;

/** Catches a slip of the unit. */
const LEAST_MEMORY_MIB = 256;

/**
 * The release of a controller on core nodes, after its identity. One custom resource.
 *
 * It waits for its pods, since webhooks would refuse what comes before they answer. Throws, in the words of the
 * options, for a version that cannot be installed, for values that change what the construct relies on, and for a
 * missing mirror in an isolated VPC.
 */
export class ControllerRelease extends ChartRelease {
  constructor(scope: Construct, id: string, props: ControllerReleaseProps) {
    super(scope, id, resolveRelease(scope, props));
    const { host, chart, identity, after = [] } = props;
    this.node.addDependency(identity ?? host.platform.order.coreCapacity, ...after);
    if (chart.webhookPort !== undefined) {
      host.platform.openWebhookPort(chart.webhookPort);
    }
  }
}

/** Source of a chart as Helm takes it: an OCI repository names the chart, an HTTPS one holds an index of charts. */
export function chartSource(
  { mirrors }: IControllerHost, { name, repository }: ChartSource,
): Pick<ChartReleaseProps, 'chart' | 'release' | 'repository'> {
  const source = mirrors.chartRepository ?? repository;
  return { chart: name, release: name, repository: source.startsWith('https://') ? source : `${source}/${name}` };
}

/** Requests as a user gives them. */
interface GivenRequests {
  readonly vcpus?: number;
  readonly memory?: Size;
}

/** Requests of a program: the usual ones but for what the user gives, whose public path is `prop`. */
export function resolveRequests(
  scope: IConstruct, prop: string, usual: PodRequests, given: GivenRequests = {},
): PodRequests {
  map(scope, prop, given as {});
  const { vcpus, memory } = given;
  const least = { min: LEAST_MEMORY_MIB };
  return {
    milliCpu: vcpus === undefined ? usual.milliCpu : milliCpu(scope, `${prop}.vcpus`, vcpus),
    memoryMiB: memory === undefined ? usual.memoryMiB : mebibytes(scope, `${prop}.memory`, memory, least),
  };
}

function resolveRelease(scope: Construct, props: ControllerReleaseProps): ChartReleaseProps {
  const { host, chart, options, prop = '', values } = props;
  const { title, room, support, namespace, version: usual } = chart;
  const { version = usual, values: given = {} } = options;
  validateVersion(scope, { title, room, prop: `${prop}version`, version, usual, support }, host.kubernetesVersion);
  validateMirrors(scope, host, chart);
  validateValues(scope, `${room}:owned-value`, `${prop}values`, values, given);
  return {
    ...chartSource(host, chart),
    target: host,
    namespace,
    version,
    values: deepMerge(deepMerge(values.defaults, given), values.owned),
    wait: true,
    timeout: Duration.minutes(TIMEOUT_MINUTES),
  };
}

function validateMirrors(scope: Construct, host: IControllerHost, chart: ControllerChart): void {
  const { network: { isolated }, mirrors } = host;
  const { title, room, repository, images } = chart;
  const sources = { chartRepository: repository.split('/')[2], imageRegistry: Object.values(images)[0].registry };
  const all = ['chartRepository', 'imageRegistry'] as const;
  const missing = isolated ? all.find((mirror) => mirrors[mirror] === undefined) : undefined;
  if (missing !== undefined) {
    refuse(scope, `${room}:mirrors`, {
      prop: `mirrors.${missing}`,
      must: 'be set in a VPC without a route to the internet',
      got: 'none',
      fix: `copy ${title} to a private registry, since ${sources[missing]} cannot be reached`,
    });
  }
}

/** Refuses values of a user that change what a construct relies on; `prop` is their public path. */
export function validateValues(
  scope: IConstruct, code: string, prop: string, values: ControllerValues, given: HelmValues,
): void {
  map(scope, prop, given);
  const { owned, reserved = [], remedies = {} } = values;
  const taken = reserved.filter((path) => valueAt(given, path) !== undefined).map((path) => path.join('.'));
  const [path] = [...taken, ...conflictingPaths(owned, given)];
  if (path !== undefined) {
    refuse(scope, code, {
      prop: `${prop}.${path}`,
      must: 'stay as this library sets it',
      got: 'another value',
      fix: remedies[path] ?? 'leave it out, since placement, identity or permissions follow from it',
    });
  }
}

function valueAt(values: HelmValues, path: readonly string[]): unknown {
  return path.reduce<any>((value, key) => value?.[key], values);
}
