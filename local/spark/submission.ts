import * as fs from 'fs';
import * as path from 'path';
import { tokenOf } from './identity';
import { prepareSpark, type SparkInstallation } from './installation';
import { SparkProgram } from './program';
import { type Access, driverArguments, emrTemplate, executorProperties, submitArguments } from './settings';
import { Problem } from '../../inspect/assembly/command-line';
import type { KubeObject } from '../control-plane/kube-client';
import type { LocalEnvironment } from '../environment';
import { missingClaims } from '../jobs/pod-report';
import type { SparkJob } from '../jobs/spark-job';
import { executorCount, JOB_LABEL } from '../jobs/spark-pods';
import { type JobRun, startRun, untilRunning } from '../jobs/submission';
import { until } from '../processes/processes';

/** Lets some of those who wait do their work, and the next when one has done it. */
export class Turns {
  private readonly waiting: Array<() => void> = [];

  constructor(private free: number) {}

  public async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free === 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.free--;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) {
        this.free++;
      } else {
        next();
      }
    }
  }
}

/** Seconds that a submission may take on an idle machine; it takes three. */
const SUBMISSION = 120;

/** Seconds until all executors and their claims exist; Spark makes five a second. */
const EXECUTORS = 120;

/** Each takes a core and 250 MiB. */
const turns = new Turns(2);

export interface SparkRunOptions {
  /** @default - the pinned one, installed when it is not */
  readonly spark?: SparkInstallation;
  /** Called when the submitter exists. */
  readonly onStarted?: (run: JobRun) => void;
}

/**
 * Runs a job as {@link submitJob} does, but its driver and executors are made by Spark itself, under the job's own
 * service accounts.
 *
 * `spark-submit` makes the driver's pod. Since no container runs, the driver then runs here, with the settings that
 * Spark left for it, until its executors and their claims exist; it is ended without a word, so that they stay.
 */
export async function submitWithSpark(
  environment: LocalEnvironment, job: SparkJob, options: SparkRunOptions = {},
): Promise<JobRun> {
  const spark = options.spark ?? prepareSpark(() => {});
  if (spark === undefined) {
    throw new Problem('`java` is not on the PATH; install a JDK 17');
  }
  const { client } = environment.plane;
  const run = await startRun(client, job, options.onStarted ?? (() => {}));
  const work = new SparkRun(environment, spark, run);
  await turns.take(() => work.makeDriver());
  await untilRunning(client, run);
  await turns.take(() => work.makeExecutors());
  await untilRunning(client, run);
  return run;
}

/** Spark's part of one run. */
class SparkRun {
  private readonly folder: string;
  private readonly core: string;

  constructor(
    private readonly environment: LocalEnvironment,
    private readonly spark: SparkInstallation,
    private readonly run: JobRun,
  ) {
    this.folder = path.join(environment.folder, 'spark', run.id);
    this.core = `/api/v1/namespaces/${run.job.namespace}`;
    fs.mkdirSync(this.folder, { recursive: true });
  }

  public async makeDriver(): Promise<void> {
    const { job, id } = this.run;
    const templates = {
      driver: this.write('driver.json', JSON.stringify(emrTemplate(job, 'driver'))),
      executor: this.write('executor.json', JSON.stringify(emrTemplate(job, 'executor'))),
    };
    const access = await this.access(job.serviceAccounts.client);
    await this.program('submit', submitArguments({ job, run: id, access, templates })).ended(SUBMISSION);
  }

  public async makeExecutors(): Promise<void> {
    const { job, id } = this.run;
    const driver = (await this.environment.plane.client.read(`${this.core}/pods/${id}-driver`))!;
    const access = await this.access(job.serviceAccounts.driver);
    const program = this.program('driver', driverArguments({
      properties: this.write(
        'spark.properties', executorProperties(await this.given(driver, 'spark-conf-volume-driver')),
      ),
      template: this.write('executor-of-driver.yaml', await this.given(driver, 'pod-template-volume')),
      access: { ...access, token: this.write('token', access.token) },
      program: path.join(__dirname, 'driver.py'),
    }), { SPARK_APPLICATION_ID: driver.metadata.labels['spark-app-selector'] });
    try {
      await this.untilExecutors(program);
    } finally {
      await program.stop();
    }
  }

  /** Spark makes a pod first and its claim after it: whoever ends it in between leaves a pod that waits for ever. */
  private async untilExecutors(program: SparkProgram): Promise<void> {
    const { job, id } = this.run;
    const { client } = this.environment.plane;
    const wanted = executorCount(job.spark);
    const selector = encodeURIComponent(`${JOB_LABEL}=${id},spark-role=executor`);
    await until(`the ${wanted} executors of ${id} and their claims`, EXECUTORS, async () => {
      if (!program.isRunning) {
        throw program.failure('ended before its executors were there');
      }
      const pods = await client.list(`${this.core}/pods?labelSelector=${selector}`);
      return pods.length >= wanted
        && missingClaims(pods, await client.list(`${this.core}/persistentvolumeclaims`)).length === 0;
    }).catch(
      (error) => { throw program.isRunning ? program.failure(`made too few executors (${error.message})`) : error; },
    );
  }

  /** Files that Spark wrote for the driver into a ConfigMap: the one behind a volume of its pod. */
  private async given(driver: KubeObject, volume: string): Promise<string> {
    const { name } = driver.spec.volumes.find((candidate: any) => candidate.name === volume).configMap;
    const { data } = (await this.environment.plane.client.read(`${this.core}/configmaps/${name}`))!;
    return data['spark.properties'] ?? Object.values(data)[0];
  }

  private async access(account: string): Promise<Access> {
    const { client, certificate, server } = this.environment.plane;
    return {
      server,
      certificateFile: this.write('ca.crt', certificate),
      token: await tokenOf(client, this.run.job.namespace, account),
    };
  }

  private program(name: string, args: string[], env?: Readonly<Record<string, string>>): SparkProgram {
    return new SparkProgram({ spark: this.spark, args, folder: path.join(this.folder, name), name, env });
  }

  private write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}
