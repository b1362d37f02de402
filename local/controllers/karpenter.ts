import { binary } from '../build/build';
import type { KubeClient } from '../control-plane/kube-client';
import type { Companion, Release } from '../handlers/chart';
import type { Processes } from '../processes/processes';
import { freePort } from '../processes/processes';

const NAME = 'karpenter';

export interface KarpenterProcessOptions {
  readonly client: KubeClient;
  readonly processes: Processes;
  readonly kubeconfig: string;
  /** Environment of a client of the AWS emulator. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The real controller (AWS provider, kwok mode) as a process, with the environment that its chart gave the Deployment.
 */
export class KarpenterProcess implements Companion {
  constructor(private readonly options: KarpenterProcessOptions) {}

  public async follow({ release, namespace }: Release): Promise<void> {
    const { processes, kubeconfig, client, environment } = this.options;
    await this.leave();
    const health = await freePort();
    processes.start({
      name: NAME,
      command: binary(NAME),
      args: [],
      env: {
        ...await this.deploymentEnvironment(release, namespace),
        ...environment,
        KUBECONFIG: kubeconfig,
        SYSTEM_NAMESPACE: namespace,
        KARPENTER_SERVICE: release,
        CLUSTER_ENDPOINT: client.server,
        EKS_CONTROL_PLANE: 'false',
        DISABLE_LEADER_ELECTION: 'true',
        DISABLE_DRY_RUN: 'true', // it would ask the real EC2 whether a launch is allowed
        METRICS_PORT: String(await freePort()),
        HEALTH_PROBE_PORT: String(health),
      },
    });
    await processes.until(NAME, 60, async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).ok);
  }

  public async leave(): Promise<void> {
    await this.options.processes.stop(NAME);
  }

  /** Settings as the chart rendered them from the values of the template. */
  private async deploymentEnvironment(release: string, namespace: string): Promise<Record<string, string>> {
    const deployment = await this.options.client.read(`/apis/apps/v1/namespaces/${namespace}/deployments/${release}`);
    const variables: any[] = deployment?.spec.template.spec.containers[0].env ?? [];
    return Object.fromEntries(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
  }
}
