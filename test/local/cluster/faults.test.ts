import { mkdtempSync, rmSync } from 'fs';
import * as net from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { binary } from '../../../local/build/build';
import { Processes } from '../../../local/processes/processes';
import { folderWith, stackArtifact } from '../../inspect/platforms';
import { programOf, runLocal } from '../command';

const assemblyOf = (Resources: object) => folderWith({
  'manifest.json': { artifacts: { One: stackArtifact('One.json') } }, 'One.json': { Resources },
});
const PARAMETER = { Type: 'AWS::SSM::Parameter', Properties: { Name: 'name', Type: 'String', Value: 'value' } };

/** Processes of a whole control plane, without the controllers that charts bring. */
const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'];

test('a template with a custom resource that cannot run here is refused, and nothing is left', async () => {
  const outcome = await runLocal([
    '--cdk-out', assemblyOf({ Fine: PARAMETER, Odd: { Type: 'Custom::Strange', Properties: { ServiceToken: 'arn' } } }),
  ]);
  expect(outcome.complained).toBe(
    'error: One/Odd: Custom::Strange is a custom resource that cannot run here; only CDK\'s own Custom::AWSCDK-EKS-* and this '
      + 'library\'s can\n',
  );
  expect({ ...outcome, started: outcome.started.length }).toMatchObject({ status: 2, started: expect.any(Number), alive: [], files: [] });
  expect(outcome.started.length).toBeGreaterThan(PROGRAMS.length);
});

test('a component that dies ends the run with the last lines of its log, and nothing is left', async () => {
  const seen = new Set<string>();
  let killed: number | undefined;
  const outcome = await runLocal(['--cdk-out', assemblyOf({ Fine: PARAMETER }), '--keep'], {
    meanwhile: (printed, pids) => {
      pids.map(programOf).filter((name) => PROGRAMS.includes(name)).forEach((name) => seen.add(name));
      if (killed === undefined && printed.includes('kept up')) {
        killed = pids.find((pid) => programOf(pid) === 'kube-scheduler')!;
        process.kill(killed, 'SIGKILL');
      }
    },
  });
  expect([...seen].sort()).toEqual(PROGRAMS);
  expect(outcome.complained).toMatch(/^error: kube-scheduler ended with SIGKILL; the last lines of its log:\n.*\S/);
  expect(outcome).toMatchObject({ status: 2, alive: [], files: [] });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of the start leaves nothing', async (signal) => {
  let sent = false;
  const outcome = await runLocal(['--cdk-out', assemblyOf({ Fine: PARAMETER })], {
    meanwhile: (_printed, pids, command) => {
      if (!sent && pids.some((pid) => programOf(pid) === 'kube-apiserver')) {
        sent = true;
        process.kill(command, signal);
      }
    },
  });
  expect(outcome.complained).toBe('error: interrupted; every process is stopped\n');
  expect(outcome).toMatchObject({ status: 2, alive: [], files: [] });
});

test('a full disk is told in the words of the component that found it, and nothing is left', async () => {
  const prefix = ['unshare', '--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=12m tmpfs "$0" && exec "$@"', '{}'];
  const outcome = await runLocal(['--cdk-out', assemblyOf({ Fine: PARAMETER })], { prefix });
  expect(outcome.complained).toMatch(/^error: etcd ended with [^;]+; the last lines of its log:\n[^]*no space left on device/);
  expect(outcome).toMatchObject({ status: 2, alive: [] });
});

test('a port that is taken is told in the words of the component that wants it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'port-'));
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  const processes = new Processes(join(folder, 'logs'));
  try {
    processes.start({
      name: 'etcd',
      command: binary('etcd'),
      args: ['--data-dir', join(folder, 'etcd'), '--listen-client-urls', url, '--advertise-client-urls', url],
    });
    await expect(processes.until('etcd', 30, async () => false)).rejects.toThrow(
      /^etcd ended with status 1; the last lines of its log:\n[^]*address already in use/,
    );
  } finally {
    await processes.stopAll();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  }
});
