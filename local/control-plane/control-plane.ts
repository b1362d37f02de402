import { generateKeyPairSync, randomBytes } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import type { AccessPolicies } from './access-policies';
import { KubeClient } from './kube-client';
import { binary } from '../build/build';
import { kwokStages } from '../build/go-modules';
import type { Processes } from '../processes/processes';
import { freePort } from '../processes/processes';

/**
 * Block that EKS takes for services when a cluster's VPC is not in 172.16.0.0/12; the emulated cluster reports the
 * same.
 */
export const SERVICE_CIDR = '172.20.0.0/16';

export interface ControlPlane {
  readonly client: KubeClient;
  readonly kubeconfig: string;
  readonly server: string;
  readonly token: string;
  /** The API server's own certificate, PEM. */
  readonly certificate: string;
}

/** etcd, kube-apiserver, kube-controller-manager and kube-scheduler on 127.0.0.1; ready when it returns. */
export async function startControlPlane(
  folder: string, processes: Processes, policies: AccessPolicies,
): Promise<ControlPlane> {
  const etcd = await startEtcd(folder, processes);
  const keys = serviceAccountKeys(folder);
  const token = randomBytes(24).toString('hex');
  const plane = await startApiServer(folder, processes, { etcd, keys, token, policies });
  policies.readRolesFrom(plane.client);
  const common = [
    '--kubeconfig', plane.kubeconfig, '--leader-elect=false', '--bind-address=127.0.0.1', '--secure-port=0',
  ];
  processes.start({
    name: 'kube-controller-manager',
    command: binary('kube-controller-manager'),
    args: [...common, '--service-account-private-key-file', keys.private, '--use-service-account-credentials'],
  });
  processes.start({ name: 'kube-scheduler', command: binary('kube-scheduler'), args: common });
  await processes.until('the default service account', 30, async () => (await plane.client.read(
    '/api/v1/namespaces/default/serviceaccounts/default',
  )) !== undefined);
  return plane;
}

/** Starts kwok as the kubelet of every node: pods that are bound to one run at once and until they are deleted. */
export function startKubelet(kubeconfig: string, processes: Processes): void {
  processes.start({
    name: 'kwok',
    command: binary('kwok'),
    args: [
      '--kubeconfig', kubeconfig, '--manage-all-nodes=true', '--node-lease-duration-seconds=40',
      ...kwokStages().flatMap((stage) => ['--config', stage]),
    ],
  });
}

async function startEtcd(folder: string, processes: Processes): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peers = `http://127.0.0.1:${await freePort()}`;
  processes.start({
    name: 'etcd',
    command: binary('etcd'),
    args: [
      '--data-dir', path.join(folder, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn',
      '--listen-client-urls', url, '--advertise-client-urls', url,
      '--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `default=${peers}`,
    ],
  });
  return url;
}

interface Keys { readonly private: string; readonly public: string }

function serviceAccountKeys(folder: string): Keys {
  const keys = { private: path.join(folder, 'sa.key'), public: path.join(folder, 'sa.pub') };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  fs.writeFileSync(keys.private, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  fs.writeFileSync(keys.public, publicKey.export({ type: 'spki', format: 'pem' }));
  return keys;
}

interface ApiServerOptions {
  readonly etcd: string;
  readonly keys: Keys;
  readonly token: string;
  readonly policies: AccessPolicies;
}

async function startApiServer(
  folder: string, processes: Processes, { etcd, keys, token, policies }: ApiServerOptions,
): Promise<ControlPlane> {
  const port = await freePort();
  const server = `https://127.0.0.1:${port}`;
  const certificates = path.join(folder, 'certificates');
  const tokens = path.join(folder, 'tokens.csv');
  fs.writeFileSync(tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  processes.start({
    name: 'kube-apiserver',
    command: binary('kube-apiserver'),
    args: [
      '--etcd-servers', etcd, '--secure-port', String(port), '--bind-address', '127.0.0.1', '--advertise-address',
      '127.0.0.1',
      '--cert-dir', certificates, '--service-account-issuer', 'https://kubernetes.default.svc',
      '--service-account-key-file', keys.public, '--service-account-signing-key-file', keys.private,
      '--service-cluster-ip-range', SERVICE_CIDR, '--token-auth-file', tokens,
      '--authorization-mode', 'RBAC,Webhook', '--authorization-webhook-version', 'v1',
      '--authorization-webhook-config-file', policies.writeConfig(folder),
      '--authorization-webhook-cache-authorized-ttl', '1s', '--authorization-webhook-cache-unauthorized-ttl', '1s',
      '--allow-privileged', '--endpoint-reconciler-type', 'none',
    ],
  });
  const certificateFile = path.join(certificates, 'apiserver.crt');
  await processes.until('the certificate of kube-apiserver', 30, async () => fs.existsSync(certificateFile));
  const certificate = fs.readFileSync(certificateFile, 'utf8');
  const client = new KubeClient(server, token, certificate);
  await processes.until('kube-apiserver', 60, async () => (await client.request('GET', '/readyz')).message === 'ok');
  const kubeconfig = writeKubeconfig(path.join(folder, 'kubeconfig'), server, token, certificate);
  return { client, kubeconfig, server, token, certificate };
}

function writeKubeconfig(file: string, server: string, token: string, certificate: string): string {
  const config = {
    'apiVersion': 'v1',
    'kind': 'Config',
    'clusters': [
      { name: 'local', cluster: { server, 'certificate-authority-data': Buffer.from(certificate).toString('base64') } },
    ],
    'users': [{ name: 'admin', user: { token } }],
    'contexts': [{ name: 'local', context: { cluster: 'local', user: 'admin' } }],
    'current-context': 'local',
  };
  fs.writeFileSync(file, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return file;
}
