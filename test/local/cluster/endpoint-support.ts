import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { controllerChart } from './controller-chart';
import { readAssembly } from '../../../inspect/assembly';
import type { Platform } from '../../../inspect/model';
import { synthesise } from '../../../inspect/synthesis';
import type { DeployedResource, StackEvent } from '../../../local/deploy/model';
import { LocalEnvironment } from '../../../local/environment';
import { jobsOf, type SparkJob } from '../../../local/jobs/spark-job';
import type { KubeClient } from '../../../local/kube-client';
import { LocalPlatform, placeOf } from '../../../local/platform';
import type { YunikornProcess } from '../../../local/yunikorn';

export const ENDPOINT = 'AWS::EMRContainers::Endpoint';
export const TEAM = '/api/v1/namespaces/team';

/** A state of `endpoint-app.ts`. */
export type State = 'first' | 'tagged' | 'changed' | 'session';

/** The team of `endpoint-app.ts` with its endpoint, on a control plane. */
export class EndpointPlatform {
  public static async deploy(state: State): Promise<EndpointPlatform> {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-endpoint-'));
    const templates = synthesised(state, folder);
    const environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
    const events: StackEvent[] = [];
    try {
      const platform = await LocalPlatform.on({
        environment, assembly: join(folder, state), charts: controllerChart(folder), log: console.log, onEvent: (event) => events.push(event),
      });
      const deployed = new EndpointPlatform(folder, { state, environment, platform, templates, events });
      await platform.executor.deploy(templates);
      return deployed;
    } catch (error) {
      await environment.stop();
      throw error;
    }
  }

  private constructor(
    private readonly folder: string,
    private readonly parts: { state: State; environment: LocalEnvironment; platform: LocalPlatform; templates: Platform; events: StackEvent[] },
  ) {}

  public get environment(): LocalEnvironment {
    return this.parts.environment;
  }

  public get yunikorn(): YunikornProcess {
    return this.parts.platform.yunikorn;
  }

  public get admin(): KubeClient {
    return this.environment.plane.client;
  }

  /** Of the app that was deployed first. */
  public get templates(): Platform {
    return this.parts.templates;
  }

  /** What the last deployment did. */
  public get events(): StackEvent[] {
    return this.parts.events;
  }

  public get resources(): DeployedResource[] {
    return [...this.parts.platform.executor.resources.values()];
  }

  public get endpoint(): DeployedResource {
    return this.resources.find(({ type }) => type === ENDPOINT)!;
  }

  public async update(state: State): Promise<void> {
    this.events.length = 0;
    await this.parts.platform.executor.deploy(synthesised(state, this.folder));
  }

  public async destroy(): Promise<void> {
    this.events.length = 0;
    await this.parts.platform.executor.destroy();
  }

  public async stop(): Promise<void> {
    await this.environment.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the association for a component of the endpoint says. */
  public associationOf(component: string): Record<string, any> {
    const associations = this.resources.filter(({ type }) => type === 'AWS::EKS::PodIdentityAssociation').map(({ properties }) => properties);
    return associations.find(({ ServiceAccount }) => new RegExp(`-spark-${component}-\\d{12}-`).test(ServiceAccount))!;
  }

  /** Service account of a component of the endpoint, as the association that the app deploys names it. */
  public accountOf(component: string): string {
    return this.associationOf(component).ServiceAccount;
  }

  /** A notebook's session: the settings and pod templates of the endpoint are those that a job template would have. */
  public session(): SparkJob {
    const { ExecutionRoleArn, ConfigurationOverrides } = this.endpoint.properties;
    const asJob: DeployedResource = {
      ...this.endpoint,
      type: 'AWS::EMRContainers::JobTemplate',
      properties: { JobTemplateData: { ExecutionRoleArn, ConfigurationOverrides, JobDriver: { SparkSubmitJobDriver: {} } } },
    };
    const [job] = jobsOf(new Map([...this.parts.platform.executor.resources, [asJob.key, asJob]]), join(this.folder, this.parts.state));
    return { ...job, serviceAccounts: { client: this.accountOf('jeg'), driver: this.accountOf('jeg-kernel'), executor: this.accountOf('jeg-kernel') } };
  }

  /** Labels of the node on which a pod runs, once it does. */
  public async placed(name: string): Promise<Record<string, string>> {
    await this.environment.processes.until(`${name} runs`, 120, async () => (await this.admin.read(`${TEAM}/pods/${name}`))?.status.phase === 'Running');
    const { nodeName } = (await this.admin.read(`${TEAM}/pods/${name}`))!.spec;
    return (await this.admin.read(`/api/v1/nodes/${nodeName}`))!.metadata.labels;
  }
}

function synthesised(state: State, folder: string): Platform {
  const words = [process.execPath, resolve('node_modules/tsx/dist/cli.mjs'), join(__dirname, 'endpoint-app.ts'), state];
  return readAssembly(synthesise(words.map((word) => `"${word}"`).join(' '), join(folder, state)));
}
