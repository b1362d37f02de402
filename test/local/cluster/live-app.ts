import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { Platform } from '../../../inspect/assembly/model';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import type { KubeClient, KubeObject } from '../../../local/control-plane/kube-client';
import type { YunikornProcess } from '../../../local/controllers/yunikorn';
import type { DeployedResource, StackEvent } from '../../../local/deploy/model';
import { LocalEnvironment } from '../../../local/environment';
import type { SparkJob } from '../../../local/jobs/spark-job';
import { jobsOf } from '../../../local/jobs/spark-job';
import { sparkPod } from '../../../local/jobs/spark-pods';
import { LocalPlatform, placeOf } from '../../../local/platform';
import { commandOf } from '../command';

export interface LiveAppOptions {
  /** Speed of the handlers' clock, as a multiple of Lambda's. @default 1 */
  readonly clock?: number;
  /** Charts to install, by name, in a folder that goes with the app. @default - Karpenter's */
  readonly charts?: (folder: string) => ReadonlyMap<string, string>;
  /** @default - the console */
  readonly log?: (line: string) => void;
}

/** This class, or one that knows more of its app. */
type LiveAppClass<T> = new (...parts: ConstructorParameters<typeof LiveApp>) => T;

/** A small app of this folder on a control plane of its own, in one of its states after the other. */
export class LiveApp {
  /** Deploys the app; `app` is its file, `state` its argument. */
  public static async start<T extends LiveApp>(this: LiveAppClass<T>, app: string, state: string, options: LiveAppOptions = {}): Promise<T> {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-app-'));
    const assembly = synthesiseApp(app, state, folder);
    const environment = await LocalEnvironment.start({ ...placeOf(readAssembly(assembly)), log: console.log, parent: folder });
    const live = new this(app, folder, environment, options);
    try {
      await live.deploy(state);
      return live;
    } catch (error) {
      await live.stop();
      throw error;
    }
  }

  /** Events of the last deployment. */
  public events: StackEvent[] = [];
  public jobs = new Map<string, SparkJob>();
  /** State that was deployed last. */
  public templates!: Platform;
  private assembly!: string;
  private platform?: LocalPlatform;

  constructor(
    private readonly app: string, private readonly folder: string,
    public readonly environment: LocalEnvironment, private readonly options: LiveAppOptions,
  ) {}

  public get client(): KubeClient {
    return this.environment.plane.client;
  }

  public get yunikorn(): YunikornProcess {
    return this.platform!.yunikorn;
  }

  /** Synthesises and deploys a state of the app: an update, unless it is the first. */
  public async deploy(state: string): Promise<void> {
    const { environment, folder, options: { charts, ...options } } = this;
    const assembly = synthesiseApp(this.app, state, folder);
    this.templates = readAssembly(assembly);
    this.assembly = assembly;
    this.events = [];
    const onEvent = (event: StackEvent) => this.events.push(event);
    this.platform ??= await LocalPlatform.on({ environment, assembly, log: console.log, onEvent, charts: charts?.(folder), ...options });
    await this.platform.executor.deploy(this.templates);
    this.jobs = new Map(this.jobsAmong().map((job) => [job.name, job]));
  }

  /** Changes of the last deployment by resource, sorted; ids without stack and hash. */
  public history(): string[] {
    return this.events.map(({ action, key, replaced }) => `${action}${replaced ? ' (replaced)' : ''} ${key.replace(
      /^[^/]*\/|[0-9A-F]{8}$/g, '',
    )}`).sort();
  }

  /** Resources of a type that exist. */
  public resources(type: string): DeployedResource[] {
    return [...this.platform!.executor.resources.values()].filter((resource) => resource.type === type);
  }

  public async destroy(): Promise<void> {
    this.events = [];
    await this.platform!.executor.destroy();
  }

  /** The job with these words in its construct ids, whatever their case. */
  public job(name: string): SparkJob {
    const job = [...this.jobs].find(([key]) => key.includes(name.toLowerCase()))?.[1];
    expect(job).toBeDefined();
    return job!;
  }

  /** Starts a driver or an executor of a job, as Spark makes it from our pod templates. */
  public async startPod(job: SparkJob, component: 'driver' | 'executor', name: string): Promise<KubeObject> {
    return this.client.create(`/api/v1/namespaces/${job.namespace}/pods`, sparkPod({ ...job, serviceAccounts: ANY_ACCOUNT }, name, {
      component, name,
    }));
  }

  public async pod(job: SparkJob, name: string): Promise<KubeObject | undefined> {
    return this.client.read(`/api/v1/namespaces/${job.namespace}/pods/${name}`);
  }

  /** Waits until a pod runs; gives its node. */
  public async nodeOf(job: SparkJob, name: string): Promise<KubeObject> {
    await this.until(`${name} runs`, async () => (await this.pod(job, name))?.status.phase === 'Running');
    return (await this.client.read(`/api/v1/nodes/${(await this.pod(job, name))!.spec.nodeName}`))!;
  }

  public async nodesOf(pool: string): Promise<KubeObject[]> {
    return this.client.list(`/api/v1/nodes?labelSelector=${encodeURIComponent(`karpenter.sh/nodepool=${pool}`)}`);
  }

  public async nodeClaimsOf(pool: string): Promise<KubeObject[]> {
    return this.client.list(`/apis/karpenter.sh/v1/nodeclaims?labelSelector=${encodeURIComponent(`karpenter.sh/nodepool=${pool}`)}`);
  }

  /** Messages of the events about one object, whatever they are called. */
  public async messages(name: string): Promise<string[]> {
    const events = await this.client.list(`/api/v1/events?fieldSelector=${encodeURIComponent(`involvedObject.name=${name}`)}`);
    return events.map(({ reason, message }) => `${reason}: ${message}`);
  }

  public async until(what: string, probe: () => Promise<boolean>, seconds = 120): Promise<void> {
    await this.environment.processes.until(what, seconds, probe);
  }

  public async stop(): Promise<void> {
    await this.environment.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Jobs of what is deployed, and of what is to be read like that. */
  protected jobsAmong(more: readonly DeployedResource[] = []): SparkJob[] {
    return jobsOf(
      new Map([...this.platform!.executor.resources, ...more.map((resource) => [resource.key, resource] as const)]), this.assembly,
    );
  }
}

/** Pods that no submission made run as nobody in particular. */
const ANY_ACCOUNT = { client: 'default', driver: 'default', executor: 'default' };

function synthesiseApp(app: string, state: string, folder: string): string {
  return synthesise(commandOf(join(__dirname, app), state), join(folder, `cdk.out-${state}`));
}
