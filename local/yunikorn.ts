import { binary } from './build';
import { YUNIKORN_VERSION } from './components';
import { LocalError } from './errors';
import type { Companion, Release } from './handlers/chart';
import type { KubeClient, KubeObject } from './kube-client';
import { ApiError } from './kube-client';
import type { Processes } from './processes';

const NAME = 'yunikorn';

/** Port of its REST interface; the program has no option for it, so one run at a time has a YuniKorn. */
export const YUNIKORN_PORT = 9080;

export interface YunikornProcessOptions {
  readonly client: KubeClient;
  readonly processes: Processes;
  readonly kubeconfig: string;
  readonly log: (line: string) => void;
}

/** The real scheduler as a process, with the ConfigMaps that its chart would make from the values of the template. */
export class YunikornProcess implements Companion {
  constructor(private readonly options: YunikornProcessOptions) {}

  public async follow({ namespace, values, version }: Release): Promise<void> {
    const { processes, kubeconfig, log } = this.options;
    await this.writeConfiguration(namespace, values);
    if (processes.has(NAME)) {
      return; // it watches its ConfigMaps
    }
    if (await answers()) {
      throw new LocalError(`port ${YUNIKORN_PORT} of 127.0.0.1 is taken and YuniKorn has no other; end the other run first`);
    }
    log(`the chart asks for YuniKorn ${version}; the scheduler here is ${YUNIKORN_VERSION}: labels, annotations and queues are the same`);
    processes.start({ name: NAME, command: binary(NAME), args: [], env: { KUBECONFIG: kubeconfig, NAMESPACE: namespace } });
    await processes.until(NAME, 30, answers);
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

async function answers(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${YUNIKORN_PORT}/ws/v1/partitions`).then((response) => response.ok, () => false);
}
