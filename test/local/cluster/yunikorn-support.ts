import { LiveApp } from './live-app';
import type { KubeObject } from '../../../local/control-plane/kube-client';
import type { SparkJob } from '../../../local/jobs/spark-job';
import { sparkPod } from '../../../local/jobs/spark-pods';
import { EMR, type JobRun, startRun } from '../../../local/jobs/submission';

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
export class QueuedPlatform extends LiveApp {
  public static async of(story: string): Promise<QueuedPlatform> {
    return QueuedPlatform.start('yunikorn-app.ts', story);
  }

  /** A submitter and a driver, which may wait. */
  public async submit(job: SparkJob, change: (driver: any) => any = (driver) => driver): Promise<JobRun> {
    const run = await startRun(this.client, job, () => {});
    const driver = change(sparkPod(job, run.id, { component: 'driver', name: `${run.id}-driver` }));
    await this.client.as(EMR).create(`/api/v1/namespaces/${job.namespace}/pods`, driver);
    return run;
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
