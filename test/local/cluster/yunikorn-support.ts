import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { readAssembly } from '../../../inspect/assembly';
import type { Platform } from '../../../inspect/model';
import { synthesise } from '../../../inspect/synthesis';
import type { StackEvent } from '../../../local/deploy/model';
import { LocalEnvironment } from '../../../local/environment';
import { jobsOf, type SparkJob } from '../../../local/jobs/spark-job';
import { sparkPod } from '../../../local/jobs/spark-pods';
import { EMR, type JobRun, startRun } from '../../../local/jobs/submission';
import type { KubeClient, KubeObject } from '../../../local/kube-client';
import { LocalPlatform, placeOf } from '../../../local/platform';
import type { YunikornProcess } from '../../../local/yunikorn';

/** A group of a gang, as YuniKorn tells of it. */
export interface PlaceholderData {
  readonly taskGroupName: string;
  readonly count: number;
  readonly replaced: number;
  /** @default 0 */
  readonly timedout?: number;
}

/** An application, as YuniKorn tells of it. */
export interface Application {
  readonly applicationID: string;
  readonly applicationState: string;
  readonly queueName: string;
  readonly placeholderData?: PlaceholderData[];
  readonly rejectedMessage?: string;
}

/** An app of `yunikorn-app.ts` on a control plane, with the real scheduler. */
export class QueuedPlatform {
  public static async deploy(story: string): Promise<QueuedPlatform> {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-yunikorn-'));
    const templates = synthesised(story, folder);
    const environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
    const events: StackEvent[] = [];
    try {
      const options = { environment, assembly: join(folder, story), log: console.log, onEvent: (event: StackEvent) => events.push(event) };
      const queued = new QueuedPlatform(story, folder, { environment, platform: await LocalPlatform.on(options), templates, events });
      await queued.parts.platform.executor.deploy(templates);
      return queued;
    } catch (error) {
      await environment.stop();
      throw error;
    }
  }

  private constructor(
    private readonly story: string,
    private readonly folder: string,
    private readonly parts: { environment: LocalEnvironment; platform: LocalPlatform; templates: Platform; events: StackEvent[] },
  ) {}

  public get environment(): LocalEnvironment {
    return this.parts.environment;
  }

  public get client(): KubeClient {
    return this.environment.plane.client;
  }

  public get yunikorn(): YunikornProcess {
    return this.parts.platform.yunikorn;
  }

  public get events(): StackEvent[] {
    return this.parts.events;
  }

  /** Jobs of the app by the end of their construct's id. */
  public get jobs(): readonly SparkJob[] {
    return jobsOf(this.parts.platform.executor.resources, join(this.folder, this.story));
  }

  public job(id: string): SparkJob {
    const found = this.jobs.find(({ name }) => name.endsWith(id.toLowerCase()));
    if (found === undefined) throw new Error(`no job ${id} among ${this.jobs.map(({ name }) => name).join(', ')}`);
    return found;
  }

  /** Deploys another state of the app. */
  public async update(story: string): Promise<void> {
    this.events.length = 0;
    await this.parts.platform.executor.deploy(synthesised(story, this.folder));
  }

  public async destroy(): Promise<void> {
    await this.parts.platform.executor.destroy();
  }

  public async stop(): Promise<void> {
    await this.environment.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A submitter and a driver, which may wait. */
  public async start(job: SparkJob, change: (driver: any) => any = (driver) => driver): Promise<JobRun> {
    const run = await startRun(this.client, job, () => {});
    const driver = change(sparkPod(job, run.id, { component: 'driver', name: `${run.id}-driver` }));
    await this.client.as(EMR).create(`/api/v1/namespaces/${job.namespace}/pods`, driver);
    return run;
  }

  public async until(what: string, seconds: number, probe: () => Promise<boolean>): Promise<void> {
    await this.environment.processes.until(what, seconds, probe);
  }

  public async driver({ id, job }: JobRun): Promise<KubeObject | undefined> {
    return this.client.read(`/api/v1/namespaces/${job.namespace}/pods/${id}-driver`);
  }

  /** Pods that hold the places of a gang. */
  public async placeholders({ id, job }: JobRun): Promise<KubeObject[]> {
    const pods = await this.client.list(`/api/v1/namespaces/${job.namespace}/pods?labelSelector=yunikorn.apache.org/app-id%3Dspark-${id}`);
    return pods.filter(({ metadata }) => metadata.name.startsWith('tg-'));
  }

  /** Applications that are or were in a queue. */
  public async applications(queue: string): Promise<Application[]> {
    return await this.yunikorn.ask(`/ws/v1/partition/default/queue/${queue}/applications`) ?? [];
  }

  public async application({ id }: JobRun, queue: string): Promise<Application | undefined> {
    return (await this.applications(queue)).find(({ applicationID }) => applicationID === `spark-${id}`);
  }

  /** Nodes that Karpenter made. */
  public async nodes(): Promise<KubeObject[]> {
    return this.client.list('/api/v1/nodes?labelSelector=karpenter.sh/nodepool');
  }
}

function synthesised(story: string, folder: string): Platform {
  const words = [process.execPath, resolve('node_modules/tsx/dist/cli.mjs'), join(__dirname, 'yunikorn-app.ts'), story];
  return readAssembly(synthesise(words.map((word) => `"${word}"`).join(' '), join(folder, story)));
}
