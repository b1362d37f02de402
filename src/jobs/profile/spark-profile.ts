import { Construct, type IDependable } from 'constructs';
import type { SparkScheduling } from '../gang-scheduling';
import type { SparkProfileProps } from './options';
import { type PodSpec, type ProfileSpec, resolveProfile } from './spec';
import { storageConf, withStorage } from './storage';
import { validateConfigurations, validateProfile } from './validation';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import { SparkContainer } from '../../kubernetes/vocabulary';
import { deepMerge, sortKeys } from '../../private/maps';
import { type Classification, containerDefaultProperties, monitoringConfiguration, submitterProperties } from '../manifests/configurations';
import { type JsonObject, mergePodTemplate, podTemplate } from '../manifests/pod-template';
import type { ContainerRequest } from '../manifests/requests';
import { type SparkConf, sparkSubmitParameters } from '../manifests/spark-conf';
import { overheadRequest, templateRequest } from '../manifests/template-requests';
import { gangTemplate, queueConf, resolveScheduling, type SchedulingSpec, submitterQueue } from '../plan/scheduling';
import { CONTAINER_NAMES, layerSparkConf, type OwnedConf, placementGuard, validateEntries, validateSparkConf, validateVolumeSettings, type TemplateVolumes } from '../plan/settings';
import { validatePodTemplate } from '../plan/template-validation';
import { podTemplateAsset } from '../plan/templates';

/**
 * How Spark jobs of a team run: on which pools, with which storage, release, image, settings and roles.
 *
 * Apart from what they run, so that jobs share it, and so do people who submit from elsewhere, such as Airflow or the AWS CLI: they
 * take `startJobRunFragment`. Publishes one pod template for drivers and one for executors as S3 assets, which its execution roles may
 * read object by object. Creates no CloudFormation resource.
 */
export class SparkProfile extends Construct {
  /** The team whose jobs run so. */
  public readonly team: IEmrTeam;
  /** Pool of the drivers. */
  public readonly driverPool: ISparkNodePool;
  /** Pool of the executors. */
  public readonly executorPool: ISparkNodePool;
  /** Roles under which jobs may run; the first is their default. */
  public readonly executionRoles: IJobExecutionRole[];
  /** Label of the EMR release. */
  public readonly releaseLabel: string;
  /** Where the pod template of drivers lies, `s3://…`. */
  public readonly driverPodTemplateUri: string;
  /** Where the pod template of executors lies, `s3://…`. */
  public readonly executorPodTemplateUri: string;
  /** The profile's Spark settings, sorted: defaults, yours, and those for pools and storage. Values may be tokens. */
  public readonly sparkConf: { [key: string]: string };
  /** The same settings as arguments of `spark-submit`, `--conf key=value …`, for tools that take no configurations. */
  public readonly sparkSubmitParameters: string;
  /**
   * Input of EMR's `StartJobRun` but for `name`, `jobDriver` and `clientToken`, as plain JSON. Values may be tokens.
   *
   * Add the size of driver and executors as Spark settings in `jobDriver`.
   *
   * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_StartJobRun.html
   */
  public readonly startJobRunFragment: { [field: string]: any };

  private readonly spec: ProfileSpec;
  private readonly storage: ShuffleStorageConfig;
  private readonly props: SparkProfileProps;
  private readonly templates: PodTemplates;

  constructor(scope: Construct, id: string, props: SparkProfileProps) {
    super(scope, id);
    this.props = props;
    this.team = props.team;
    this.driverPool = props.driverPool ?? props.executorPool;
    this.executorPool = props.executorPool;
    const spec = resolveProfile(this, props);
    this.storage = props.shuffleStorage?.bind(this, { team: props.team, reusableClaims: spec.release.supportsClaimReuse }) ?? {};
    this.spec = withStorage(spec, this.storage);
    validateProfile(this, props, this.spec, this.storage);
    (this.storage.startupTaints ?? []).forEach((taint) => this.pools().forEach((pool) => pool.addStartupTaint(taint)));

    this.executionRoles = this.spec.executionRoles;
    this.releaseLabel = this.spec.release.label;
    const { driver, executor } = this._publishTemplates(this, { base: gangTemplate(this.spec.scheduling?.gang) });
    this.templates = { driver: driver.template, executor: executor.template };
    this.driverPodTemplateUri = driver.uri;
    this.executorPodTemplateUri = executor.uri;
    this.sparkConf = this._sparkConf(this, {}, queueConf(this.spec.scheduling));
    this.sparkSubmitParameters = sparkSubmitParameters(this.sparkConf);
    this.startJobRunFragment = {
      virtualClusterId: this.team.virtualClusterId,
      executionRoleArn: this.executionRoles[0].role.roleArn,
      releaseLabel: this.releaseLabel,
      configurationOverrides: {
        applicationConfiguration: this._applicationConfiguration(this, this.sparkConf, this.spec.scheduling),
        monitoringConfiguration: this._monitoring(this.node.id),
      },
    };
  }

  /**
   * The settings of a job of this profile: the profile's, under the job's, under what the library computes.
   *
   * @internal
   */
  public _sparkConf(scope: Construct, jobConf: SparkConf, jobOwned: OwnedConf[]): SparkConf {
    validateSparkConf(scope, jobConf);
    const user = { ...this.props.sparkConf, ...jobConf };
    const conf = layerSparkConf(scope, [this.props.sparkConf ?? {}, jobConf], [...this.ownedConf(), ...jobOwned]);
    validateVolumeSettings(scope, user, this.templateVolumes, this.storage.sparkConf ?? {});
    return conf;
  }

  /** @internal */
  public _applicationConfiguration(scope: Construct, conf: SparkConf, scheduling?: SchedulingSpec): Classification[] {
    const own: { [classification: string]: SparkConf } = {
      'emr-containers-defaults': containerDefaultProperties(this.spec.logging, this.spec.logging.executors),
      'emr-job-submitter': submitterProperties({ ...this.spec.submitter, labels: { ...this.spec.submitter.labels, ...submitterQueue(scheduling) } }),
    };
    const all = { ...deepMerge(own, this.props.configurations ?? {}), 'spark-defaults': conf };
    validateConfigurations(scope, own, this.props.configurations ?? {});
    return Object.entries(sortKeys(all)).map(([classification, properties]) => {
      validateEntries(scope, classification, properties);
      return { classification, properties };
    });
  }

  /**
   * As `_applicationConfiguration`, without what only jobs have: submitters, and log containers that EMR sets up for them.
   *
   * @internal
   */
  public _endpointConfiguration(scope: Construct, conf: SparkConf): Classification[] {
    return this._applicationConfiguration(scope, conf).filter(({ classification }) => !JOBS_ONLY.includes(classification));
  }

  /** Whether drivers and executors have an image of their own. @internal */
  public get _hasImage(): boolean {
    return this.props.image !== undefined;
  }

  /** @internal */
  public _monitoring(defaultPrefix: string): { [field: string]: any } {
    const { logging } = this.spec;
    return monitoringConfiguration({ ...logging, logStreamNamePrefix: logging.streamPrefix ?? defaultPrefix });
  }

  /**
   * What the pods of a role request beside what Spark's settings say: the log container, other containers, and what the template adds to
   * Spark's own.
   *
   * @internal
   */
  public _companions(role: 'driver' | 'executor'): Companions {
    const { containers, initContainers = [], overhead } = this.templates[role].spec;
    const { cpuMillis, memoryMiB, executors } = this.spec.logging;
    const logs = role === 'driver' || executors ? [{ cpuMillis, memoryMiB }] : [];
    return {
      containers: [...containers.slice(1).map(templateRequest), ...logs, ...overheadRequest(overhead)],
      initContainers: initContainers.map(templateRequest),
    };
  }

  /**
   * What Spark's own container requests and no option of a size says.
   *
   * @internal
   */
  public _besideCpuAndMemory(role: 'driver' | 'executor'): Pick<ContainerRequest, 'ephemeralStorageMiB' | 'extended'> {
    const { ephemeralStorageMiB, extended } = templateRequest(this.templates[role].spec.containers[0]);
    return { ephemeralStorageMiB, extended };
  }

  /** Queue and gang of a job: its own, else the profile's. @internal */
  public _scheduling(scope: Construct, { queue, gang }: SparkScheduling): SchedulingSpec | undefined {
    const { scheduling = {} } = this.props;
    return resolveScheduling(scope, { queue: queue ?? scheduling.queue, gang: gang ?? scheduling.gang }, this.team);
  }

  /** The pod templates, as published. @internal */
  public get _templates(): PodTemplates {
    return this.templates;
  }

  /** @internal */
  public get _submitterRequest(): ContainerRequest {
    const { cpuMillis, memoryMiB } = this.spec.submitter.logging;
    return { cpuMillis, memoryMiB };
  }

  /** What must exist before a job starts. @internal */
  public get _dependables(): IDependable[] {
    return this.storage.dependables ?? [];
  }

  private ownedConf(): OwnedConf[] {
    const { image } = this.props;
    return [
      ...storageConf(this.storage),
      { option: 'image', settings: image === undefined ? {} : { 'spark.kubernetes.container.image': image.uri } },
      { option: 'podTemplates', settings: this.templateSettings() },
      placementGuard('driver', 'driverPool', this.spec.driver.placement),
      placementGuard('executor', 'executorPool', this.spec.executor.placement),
    ];
  }

  private templateSettings(): SparkConf {
    return {
      ...CONTAINER_NAMES,
      'spark.kubernetes.driver.podTemplateFile': this.driverPodTemplateUri,
      'spark.kubernetes.executor.podTemplateFile': this.executorPodTemplateUri,
    };
  }

  private pools(): Set<ISparkNodePool> {
    return new Set([this.driverPool, this.executorPool]);
  }

  /**
   * Publishes pod templates: those of the profile, or of a job that needs others.
   *
   * @internal
   */
  public _publishTemplates(scope: Construct, { base, driver = {} }: TemplateAdditions): PublishedTemplates {
    return { driver: this.publish(scope, 'driver', mergePodTemplate(base, driver)), executor: this.publish(scope, 'executor', base) };
  }

  private publish(scope: Construct, role: 'driver' | 'executor', addition: JsonObject): PublishedTemplate {
    const container = containerOf(role);
    const base = mergePodTemplate(this.baseTemplate(role, container, this.spec[role]), addition);
    const template = mergePodTemplate(base, this.props.podTemplates?.[role] ?? {});
    validatePodTemplate(scope, { role, container, base, merged: template });
    const asset = podTemplateAsset(scope, role === 'driver' ? 'DriverPodTemplate' : 'ExecutorPodTemplate', sortKeys(template));
    this.spec.executionRoles.forEach((executionRole) => executionRole.grantReadAsset(asset));
    return { template, uri: asset.s3ObjectUrl };
  }

  private get templateVolumes(): TemplateVolumes {
    const names = ({ spec }: JsonObject) => (spec.volumes ?? []).map((volume: JsonObject) => volume.name);
    return { driver: names(this.templates.driver), executor: names(this.templates.executor) };
  }

  private baseTemplate(role: 'driver' | 'executor', container: string, pod: PodSpec): JsonObject {
    const { driverVolumes, executorVolumes, driverEphemeralStorageMiB, executorEphemeralStorageMiB } = this.storage;
    return podTemplate({
      ...pod,
      container,
      nodeSelector: pod.placement.nodeSelector,
      tolerations: pod.placement.tolerations,
      volumes: (role === 'driver' ? driverVolumes : executorVolumes) ?? [],
      ephemeralStorageMiB: role === 'driver' ? driverEphemeralStorageMiB : executorEphemeralStorageMiB,
    });
  }
}

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-7.13.0.html (configuration classifications) */
const JOBS_ONLY = ['emr-containers-defaults', 'emr-job-submitter'];

/** What stands beside Spark's container in a pod. @internal */
export interface Companions {
  readonly containers: ContainerRequest[];
  readonly initContainers: ContainerRequest[];
}

/** The pods from which Spark makes its own. @internal */
export interface PodTemplates {
  readonly driver: JsonObject;
  readonly executor: JsonObject;
}

/** What templates hold beside the profile's. @internal */
export interface TemplateAdditions {
  /** In both. */
  readonly base: JsonObject;
  /** In the driver's alone. */
  readonly driver?: JsonObject;
}

interface PublishedTemplate {
  readonly template: JsonObject;
  readonly uri: string;
}

/** Pod templates and where they lie. @internal */
export interface PublishedTemplates {
  readonly driver: PublishedTemplate;
  readonly executor: PublishedTemplate;
}

function containerOf(role: 'driver' | 'executor'): string {
  return role === 'driver' ? SparkContainer.DRIVER : SparkContainer.EXECUTOR;
}
