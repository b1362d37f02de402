import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import type { Platform } from '../../../inspect/assembly/model';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import type { KubeClient } from '../../../local/control-plane/kube-client';
import type { StackEvent } from '../../../local/deploy/model';
import { LocalEnvironment } from '../../../local/environment';
import { leftovers } from '../../../local/leftovers';
import { LocalPlatform, placeOf } from '../../../local/platform';
import { commandOf } from '../command';

const POOLS = '/apis/karpenter.sh/v1/nodepools';
const COMPUTE = `${POOLS}/spark-compute-optimized`;
const MEMORY = `${POOLS}/spark-memory-optimized`;
const TEAM = '/api/v1/namespaces/team';

const folder = mkdtempSync(join(tmpdir(), 'cluster-updates-'));
const events: StackEvent[] = [];
let environment: LocalEnvironment;
let platform: LocalPlatform;
let client: KubeClient;

/** The app in one of its states, as the library synthesises it. */
function state(name: 'first' | 'changed' | 'removed'): Platform {
  return readAssembly(synthesise(commandOf(join(__dirname, 'update-app.ts'), name), join(folder, name)));
}

/** The same app with a requirement on the first pool that no operator has. */
function broken(template: Platform): Platform {
  const requirement = '{"key":"karpenter.k8s.aws/instance-cpu","operator":"In"';
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return JSON.parse(JSON.stringify(template).replace(inJson(requirement), inJson(requirement.replace('"In"', '"Inside"'))));
}

async function platformOf(name: string): Promise<LocalPlatform> {
  return LocalPlatform.on({ environment, assembly: join(folder, name), log: console.log, onEvent: (event) => events.push(event) });
}

async function deploy(template: Platform): Promise<void> {
  events.length = 0;
  await platform.executor.deploy(template);
}

async function until(probe: () => Promise<boolean>): Promise<void> {
  await environment.processes.until('the expected state', 120, probe);
}

/** Kinds of changes by resource; ids without the hash at their end. */
const history = () => events.map(({ action, key, replaced }) => `${action}${replaced ? ' (replaced)' : ''} ${key.replace(
  /^Changing\/|[0-9A-F]{8}$/g, '',
)}`);

beforeAll(async () => {
  const first = state('first');
  environment = await LocalEnvironment.start({ ...placeOf(first), log: console.log, parent: folder });
  client = environment.plane.client;
  platform = await platformOf('first');
  await deploy(first);
}, 1_800_000);

afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a second control plane beside it disturbs nothing and leaves no process', async () => {
  const other = await LocalEnvironment.start({ account: '444455556666', region: 'us-west-2', log: console.log, parent: folder });
  const { pids } = other.processes;
  expect(await other.plane.client.list('/api/v1/nodes')).toEqual([]);
  await other.stop();
  expect(pids.length).toBeGreaterThanOrEqual(6);
  expect(pids.filter((pid) => environment.processes.pids.includes(pid) || isAlive(pid))).toEqual([]);
  expect(await client.list(POOLS)).toHaveLength(2);
});

test('limits, labels and requirements change in place', async () => {
  const before = (await client.read(COMPUTE))!;
  await deploy(state('changed'));
  const after = (await client.read(COMPUTE))!;
  expect(history().sort()).toEqual(['update PlatformComputeManifest', 'update PlatformTeamNamespace']);
  expect(after.metadata.uid).toBe(before.metadata.uid);
  expect(after.spec.limits).toEqual({ cpu: 200, nodes: 10 });
  expect(after.spec.template.metadata.labels).toMatchObject({ stage: 'live' });
  expect(after.spec.template.spec.requirements).toContainEqual(
    { key: 'karpenter.k8s.aws/instance-cpu', operator: 'In', values: ['8', '16'] },
  );
  expect((await client.read(TEAM))!.metadata.labels).toMatchObject({ cost: 'two' });
  expect((await client.read(`${TEAM}/resourcequotas/team`))!.spec.hard).toMatchObject({ 'requests.cpu': '64' });
});

test('an update with an invalid object goes back to the old state', async () => {
  const before = await Promise.all([COMPUTE, MEMORY, TEAM, `${TEAM}/resourcequotas/team`].map((path) => client.read(path)));
  await expect(deploy(broken(state('first')))).rejects.toThrow(
    /^stack Changing failed and was rolled back\n.*PlatformComputeManifest[^]*Unsupported value: "Inside"/,
  );
  const after = await Promise.all([COMPUTE, MEMORY, TEAM, `${TEAM}/resourcequotas/team`].map((path) => client.read(path)));
  expect(after.map((object) => object?.spec)).toEqual(before.map((object) => object?.spec));
  expect(after.map((object) => object?.metadata.labels)).toEqual(before.map((object) => object?.metadata.labels));
});

test('what is taken out of the app is gone: quota, network policy, labels, and a pool with its nodes', async () => {
  await client.create('/api/v1/namespaces/default/pods', {
    metadata: { name: 'tenant' },
    spec: {
      containers: [{ name: 'sleep', image: 'busybox' }],
      nodeSelector: { 'karpenter.sh/nodepool': 'spark-memory-optimized' },
      tolerations: [{ key: 'spark-memory-optimized', operator: 'Exists' }],
    },
  });
  await until(async () => (await client.read('/api/v1/namespaces/default/pods/tenant'))?.status.phase === 'Running');
  await deploy(state('removed'));
  expect(await client.read(MEMORY)).toBeUndefined();
  await until(async () => (await client.list('/apis/karpenter.sh/v1/nodeclaims')).length === 0);
  expect(await client.list('/api/v1/nodes?labelSelector=karpenter.sh/nodepool')).toEqual([]);
  expect(await client.read('/api/v1/namespaces/default/pods/tenant')).toBeUndefined();
  expect((await client.read(`${TEAM}/resourcequotas/team`))?.spec.hard ?? {}).toEqual({});
  expect((await client.read(`${TEAM}/limitranges/team`))?.spec.limits ?? []).toEqual([]);
  expect(await client.list('/apis/networking.k8s.io/v1/namespaces/team/networkpolicies')).toEqual([]);
  expect((await client.read(TEAM))!.metadata.labels).not.toHaveProperty('cost');
  const { spec } = (await client.read(COMPUTE))!;
  expect(spec.template.metadata.labels).not.toHaveProperty('stage');
  expect(spec.limits).toEqual({ cpu: 200 });
}, 300_000);

test('destroy, also after a creation that failed half-way, leaves nothing', async () => {
  await platform.executor.destroy();
  expect(await leftovers(client, environment.cloudClient)).toEqual({});
  platform = await platformOf('first');
  await expect(deploy(broken(state('first')))).rejects.toThrow(/Unsupported value: "Inside"/);
  expect(events.some(({ key, action }) => action === 'create' && key.includes('KarpenterController'))).toBe(true);
  expect(await leftovers(client, environment.cloudClient)).toEqual({});
}, 300_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
