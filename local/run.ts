import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { Arguments } from './arguments';
import { onDemandPrices, PRICE_REGION } from './cloud/prices';
import { StackError } from './deploy/template-executor';
import { LocalEnvironment } from './environment';
import { HistoryRecorder } from './history/recorder';
import { writeReport } from './history/report';
import { jobsOf, type SparkJob } from './jobs/spark-job';
import type { JobRun } from './jobs/submission';
import { cancelJob, submitJob } from './jobs/submission';
import { leftovers } from './leftovers';
import { LocalPlatform, placeOf } from './platform';
import { noteKeptRun } from './processes/kept-runs';
import { pause } from './processes/processes';
import { prepareSpark } from './spark/installation';
import { submitWithSpark } from './spark/submission';
import { Progress } from './view/progress';
import { gangView, jobView } from './view/table';
import { requireApp } from '../inspect/assembly/command-line';
import type { Platform } from '../inspect/assembly/model';
import { readAssembly } from '../inspect/assembly/read';
import { synthesise } from '../inspect/assembly/synthesis';
import { gangTimelines } from '../inspect/report';

/** Setting of a machine without Java. */
const SHAPED = 'Drivers and executors are shaped like those of Spark; with a JDK on the PATH, Spark itself makes them.';

/** From synthesis to the last process: what `npm run local` does. */
export class Run {
  private readonly progress = new Progress((line) => console.log(line));
  private readonly out = mkdtempSync(join(tmpdir(), 'emr-eks-karpenter-app-'));
  private starting?: Promise<LocalEnvironment>;
  private environment?: LocalEnvironment;
  private history?: HistoryRecorder;
  private setting = SHAPED;
  private jobs: JobRun[] = [];
  private kept = false;

  constructor(private readonly given: Arguments, private readonly signal: AbortSignal) {}

  /** Gives whether everything was deployed, ran and is gone. Call {@link stop} in any case. */
  public async everything(): Promise<boolean> {
    const started = Date.now();
    const assembly = synthesise(requireApp(this.given.app), join(this.out, 'cdk.out'));
    const templates = readAssembly(assembly);
    const seconds = (Date.now() - started) / 1000;
    await this.start(templates);
    return this.environment!.processes.whileAlive(async () => {
      const isDone = await this.deployAndDestroy(await this.platform(assembly), templates, assembly);
      const left = await leftovers(this.environment!.plane.client, this.environment!.cloudClient);
      const kinds = Object.entries(left);
      this.progress.log(kinds.length === 0
        ? 'nothing is left'
        : `left: ${kinds.map(([kind, names]) => `${kind} ${names.join(', ')}`).join('; ')}`);
      const history = await this.history!.stop(this.setting, left);
      gangTimelines(history).forEach((gang) => this.progress.log(`${gangView(gang)}\n`));
      const page = writeReport({
        out: this.given.out, platform: templates, isTemporary: assembly.startsWith(this.out), seconds, history,
      });
      this.progress.log(`${page} shows what happened`);
      return isDone && kinds.length === 0;
    });
  }

  /** Says whether an interruption means the orderly end. */
  public get isKept(): boolean {
    return this.kept;
  }

  /** Ends all processes and removes all files. */
  public async stop(): Promise<void> {
    await this.starting?.catch(() => {}); // it cleans up behind itself
    await this.environment?.stop();
    rmSync(this.out, { recursive: true, force: true });
  }

  private async start(templates: Platform): Promise<void> {
    const { log } = this.progress;
    this.starting = LocalEnvironment.start({ ...placeOf(templates), log, parent: this.out, signal: this.signal });
    this.environment = await this.starting;
    log(`control plane ready: kubectl --kubeconfig ${this.environment.plane.kubeconfig}`);
    this.history = new HistoryRecorder(this.environment);
  }

  private async platform(assembly: string): Promise<LocalPlatform> {
    const { log, event } = this.progress;
    return LocalPlatform.on({ environment: this.environment!, assembly, charts: this.given.charts, log, onEvent: event });
  }

  private async deployAndDestroy(platform: LocalPlatform, templates: Platform, assembly: string): Promise<boolean> {
    try {
      this.history!.phase('deploying');
      await platform.executor.deploy(templates);
      this.progress.phase('deployed');
      platform.missingCharts.forEach(({ chart, version }) => this.progress.log(
        `not installed: no chart source: ${chart} ${version ?? ''}`.trimEnd(),
      ));
      await this.untilPoolsAreReady();
      await this.runJobs(platform, assembly);
      await this.keep();
    } catch (error) {
      if (!(error instanceof StackError)) {
        throw error;
      }
      this.progress.log(error.message);
      return false;
    }
    await this.destroy(platform);
    return true;
  }

  private async untilPoolsAreReady(): Promise<void> {
    const { plane, processes } = this.environment!;
    if (!processes.has('karpenter')) {
      return;
    }
    const isReady = (pool: any) => pool.status?.conditions?.some(({ type, status }: any) => type === 'Ready'
      && status === 'True');
    await processes.until('node pools ready', 60, async () =>
      (await plane.client.list('/apis/karpenter.sh/v1/nodepools')).every(isReady));
    this.progress.log('node pools ready');
  }

  private async runJobs(platform: LocalPlatform, assembly: string): Promise<void> {
    const jobs = jobsOf(platform.executor.resources, assembly);
    if (jobs.length === 0) {
      return;
    }
    const running = this.submitAll(jobs);
    await Promise.all([running, this.watch(running, new Set(jobs.map(({ namespace }) => namespace)))]);
  }

  /** Starts the jobs, with pods that Spark makes where it can run. */
  private async submitAll(jobs: readonly SparkJob[]): Promise<void> {
    const { log } = this.progress;
    this.history!.phase('running jobs');
    const spark = prepareSpark(log);
    this.setting = spark === undefined ? SHAPED : `Drivers and executors are made by Spark ${spark.version}.`;
    log(this.setting);
    await Promise.all(jobs.map(async (job) => {
      const onStarted = (run: JobRun) => {
        this.jobs.push(run);
        log(`job ${job.name} submitted in ${job.namespace}`);
      };
      return spark === undefined
        ? submitJob(this.environment!.plane.client, job, onStarted)
        : submitWithSpark(this.environment!, job, { spark, onStarted });
    }));
  }

  /** Shows pods and nodes until the end of the work, again whenever something changed. */
  private async watch(work: Promise<unknown>, namespaces: ReadonlySet<string>): Promise<void> {
    const view = { client: this.environment!.plane.client, namespaces, prices: onDemandPrices() };
    let isOver = false;
    void work.catch(() => {}).then(() => { isOver = true; });
    let shown = '';
    do {
      await pause(1000);
      const now = await jobView(view);
      if (now !== shown) {
        this.progress.log(`pods and nodes (on-demand prices of ${PRICE_REGION})\n\n${shown = now}\n`);
      }
    } while (!isOver);
  }

  private async keep(): Promise<void> {
    if (this.given.keep) {
      noteKeptRun();
      this.kept = true;
      const { plane, cloud } = this.environment!;
      this.progress.log(
        `kept up; Ctrl-C or --stop destroys it:\nexport KUBECONFIG=${plane.kubeconfig} `
          + `AWS_ENDPOINT_URL=${cloud.endpoint}`,
      );
      await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
    }
  }

  private async destroy(platform: LocalPlatform): Promise<void> {
    this.history!.phase('destroying');
    await Promise.all(this.jobs.map((run) => cancelJob(this.environment!.plane.client, run)));
    await platform.executor.destroy();
    this.progress.phase('destroyed');
  }
}
