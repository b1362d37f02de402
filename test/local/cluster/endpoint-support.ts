import { controllerChart } from './controller-chart';
import { LiveApp } from './live-app';
import type { DeployedResource } from '../../../local/deploy/model';
import type { SparkJob } from '../../../local/jobs/spark-job';

export const ENDPOINT = 'AWS::EMRContainers::Endpoint';
export const TEAM = '/api/v1/namespaces/team';

/** The team of `endpoint-app.ts` with its endpoint, on a control plane. */
export class EndpointPlatform extends LiveApp {
  public static async of(state: 'first' | 'session'): Promise<EndpointPlatform> {
    return EndpointPlatform.start('endpoint-app.ts', state, { charts: controllerChart });
  }

  public get endpoint(): DeployedResource {
    return this.resources(ENDPOINT)[0];
  }

  /** The association of a component of the endpoint. */
  public associationOf(component: string): Record<string, any> {
    const associations = this.resources('AWS::EKS::PodIdentityAssociation').map(({ properties }) => properties);
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
    const [job] = this.jobsAmong([asJob]);
    return {
      ...job,
      serviceAccounts: { client: this.accountOf('jeg'), driver: this.accountOf('jeg-kernel'), executor: this.accountOf('jeg-kernel') },
    };
  }

  /** Labels of the node on which a pod runs, once it does. */
  public async placed(name: string): Promise<Record<string, string>> {
    await this.until(`${name} runs`, async () => (await this.client.read(`${TEAM}/pods/${name}`))?.status.phase === 'Running');
    const { nodeName } = (await this.client.read(`${TEAM}/pods/${name}`))!.spec;
    return (await this.client.read(`/api/v1/nodes/${nodeName}`))!.metadata.labels;
  }
}
