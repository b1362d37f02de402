import { Problem } from '../../inspect/assembly/command-line';
import { binary } from '../build/build';
import { YUNIKORN_ADDRESS, YUNIKORN_VERSION } from '../build/components';
import type { KubeClient, KubeObject } from '../control-plane/kube-client';
import { ApiError } from '../control-plane/kube-client';
import type { Companion, Release } from '../handlers/chart';
import { freePort, type Processes } from '../processes/processes';

const NAME = 'yunikorn';

export interface YunikornProcessOptions {
  readonly client: KubeClient;
  readonly processes: Processes;
  readonly kubeconfig: string;
  readonly log: (line: string) => void;
}

/** The real scheduler as a process, with the ConfigMaps that its chart would make from the values of the template. */
export class YunikornProcess implements Companion {
  private address?: string;

  constructor(private readonly options: YunikornProcessOptions) {}

  /** Host and port of its REST interface. */
  public get restAddress(): string {
    if (this.address === undefined) {
      throw new Problem('YuniKorn does not run: no stack has its chart');
    }
    return this.address;
  }

  /** Asks its REST interface. */
  public async ask(path: string): Promise<any> {
    return (await fetch(`http://${this.restAddress}${path}`)).json();
  }

  public async follow({ namespace, values, version }: Release): Promise<void> {
    const { processes, kubeconfig, log } = this.options;
    await this.writeConfiguration(namespace, values);
    if (processes.has(NAME)) {
      return; // it watches its ConfigMaps
    }
    this.address = `127.0.0.1:${await freePort()}`;
    log(
      `the chart asks for YuniKorn ${version}; the scheduler here is ${YUNIKORN_VERSION}: labels, annotations and `
        + 'queues are the same',
    );
    const env = { KUBECONFIG: kubeconfig, NAMESPACE: namespace, [YUNIKORN_ADDRESS]: this.address };
    processes.start({ name: NAME, command: binary(NAME), args: [], env });
    await processes.until(NAME, 30, async () => this.ask('/ws/v1/partitions').then(() => true, () => false));
  }

  public async leave(): Promise<void> {
    await this.options.processes.stop(NAME);
  }

  private async writeConfiguration(namespace: string, { yunikornDefaults = {} }: Release['values']): Promise<void> {
    await this.put('', 'namespaces', { metadata: { name: namespace } });
    for (const [name, data] of Object.entries({ 'yunikorn-defaults': yunikornDefaults, 'yunikorn-configs': {} })) {
      await this.put(`/namespaces/${namespace}`, 'configmaps', { metadata: { name, namespace }, data });
    }
  }

  private async put(scope: string, kind: string, object: KubeObject): Promise<void> {
    const { client } = this.options;
    try {
      await client.create(`/api/v1${scope}/${kind}`, object);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) {
        throw error;
      }
      await client.patch(`/api/v1${scope}/${kind}/${object.metadata.name}`, object);
    }
  }
}
