import * as net from 'net';
import { binary, buildComponents } from '../build/build';
import { ADMISSION_COMPONENT, WEBHOOK_PORT } from '../build/components';
import type { KubeClient } from '../control-plane/kube-client';
import { createOnce } from '../jobs/submission';
import type { Processes } from '../processes/processes';

const NAME = 'yunikorn-admission';
const SERVICE = 'yunikorn-admission-controller-service';

export interface AdmissionOptions {
  readonly client: KubeClient;
  readonly processes: Processes;
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Host and port of the scheduler's REST interface. */
  readonly scheduler: string;
  readonly log: (line: string) => void;
}

/**
 * YuniKorn's real admission controller as a process, beside the scheduler: it makes its two webhooks itself.
 *
 * Needs the right to listen on port 443 of 127.0.0.1, and is alone on a machine.
 */
export class YunikornAdmission {
  constructor(private readonly options: AdmissionOptions) {}

  public async start(): Promise<void> {
    const { client, processes, kubeconfig, namespace, scheduler, log } = this.options;
    buildComponents({ components: [ADMISSION_COMPONENT], log });
    const core = `/api/v1/namespaces/${namespace}`;
    await createOnce(client, `${core}/secrets`, { metadata: { name: 'admission-controller-secrets', namespace } });
    await createOnce(client, `${core}/services`, {
      metadata: { name: SERVICE, namespace }, spec: {
        type: 'ExternalName', externalName: 'localhost', ports: [{ port: WEBHOOK_PORT }],
      },
    });
    const address = { 'admissionController.webHook.schedulerServiceAddress': scheduler };
    await client.patch(`${core}/configmaps/yunikorn-defaults`, { data: address });
    processes.start({
      name: NAME, command: binary(NAME), args: [],
      env: {
        KUBECONFIG: kubeconfig, NAMESPACE: namespace, POD_NAMESPACE: namespace, ADMISSION_CONTROLLER_SERVICE: SERVICE,
      },
    });
    await processes.until('the webhooks of YuniKorn', 60, async () =>
      (await this.webhooks()).every(({ webhooks = [] }) => webhooks.length === 1));
    await processes.until(NAME, 60, async () => accepts(WEBHOOK_PORT));
  }

  /** Ends it, as the loss of all its pods: service and webhooks stay. */
  public async stop(): Promise<void> {
    await this.options.processes.stop(NAME);
  }

  /** The configurations of its webhooks. */
  public async webhooks(): Promise<any[]> {
    const { client } = this.options;
    const found = await Promise.all([
      client.read(
        '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/yunikorn-admission-controller-mutations',
      ),
      client.read(
        '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/yunikorn-admission-controller-validations',
      ),
    ]);
    return found.filter((one) => one !== undefined);
  }
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
  });
}
