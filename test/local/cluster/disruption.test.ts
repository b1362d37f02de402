import { LiveApp } from './live-app';
import type { KubeObject } from '../../../local/control-plane/kube-client';
import { pause } from '../../../local/processes/processes';

let app: LiveApp;
let expiring: Record<'finishing' | 'stubborn', KubeObject>;
let packed: Record<'lasting' | 'loose', KubeObject>;

/** Ends of nodes, and the fate of the pods on them: on one control plane, in this order, so that nodes boot once. */
beforeAll(async () => {
  app = await LiveApp.start('disruption-app.ts', 'first');
  await Promise.all([
    start('drivers', 'driver', 'lasting'), ...['a', 'b'].map((name) => start('drivers', 'executor', `beside-lasting-${name}`)),
    ...['a', 'b', 'c'].map((name) => start('loose', 'executor', `loose-${name}`)),
    ...['a', 'b'].map((name) => start('executors', 'executor', `executor-${name}`)),
    start('expiring', 'driver', 'finishing'), start('expiring', 'driver', 'stubborn'),
  ]);
  const [finishing, stubborn] = await Promise.all([claimOf('expiring', 'finishing'), claimOf('expiring', 'stubborn')]);
  const [lasting, loose] = await Promise.all([claimOf('drivers', 'lasting'), claimOf('loose', 'loose-a')]);
  expiring = { finishing, stubborn };
  packed = { lasting, loose };
  // Now their nodes are larger than they need.
  await Promise.all(['beside-lasting-a', 'beside-lasting-b', 'loose-b', 'loose-c'].map(remove));
}, 1_800_000);

afterAll(() => app?.stop());

async function start(pool: string, component: 'driver' | 'executor', name: string): Promise<void> {
  await app.startPod(app.job(`on${pool}`), component, name);
}

const phase = async (name: string) => (await app.pod(app.job('ondrivers'), name))?.status.phase;
const remove = async (name: string) => app.client.delete(`/api/v1/namespaces/team/pods/${name}`);

/** The node claim on whose node a pod runs. */
async function claimOf(pool: string, pod: string): Promise<KubeObject> {
  const node = await app.nodeOf(app.job(`on${pool}`), pod);
  let claim: KubeObject | undefined;
  await app.until('the claim knows its node', async () => { // it learns of it after the scheduler does
    claim = (await app.nodeClaimsOf(pool)).find(({ status }) => status.nodeName === node.metadata.name);
    return claim !== undefined;
  });
  return claim!;
}

async function current({ metadata }: KubeObject): Promise<KubeObject | undefined> {
  return app.client.read(`/apis/karpenter.sh/v1/nodeclaims/${metadata.name}`);
}

async function isEnding(claim: KubeObject): Promise<boolean> {
  return (await current(claim))?.metadata.deletionTimestamp !== undefined;
}

test('a busy driver may finish after its node expired; one that does not is ended after the grace period, and an event says so', async () => {
  for (const claim of [expiring.finishing, expiring.stubborn]) {
    await app.until('the node expires', () => isEnding(claim));
  }
  const expired = Date.parse((await current(expiring.stubborn))!.metadata.deletionTimestamp);
  expect((expired - Date.parse(expiring.stubborn.metadata.creationTimestamp)) / 1000).toBeGreaterThanOrEqual(75);
  await pause(10_000);
  expect([await phase('finishing'), await phase('stubborn')]).toEqual(['Running', 'Running']);

  await app.client.patch('/api/v1/namespaces/team/pods/finishing/status', { status: { phase: 'Succeeded' } });
  await app.until('the node of the finished driver is gone', async () => await current(expiring.finishing) === undefined);
  expect([await phase('finishing') ?? 'Succeeded', await phase('stubborn')]).toEqual(['Succeeded', 'Running']);

  await app.until('the other driver is ended', async () => await phase('stubborn') === undefined);
  const seconds = (Date.now() - expired) / 1000;
  console.log(`a driver that does not finish was ended ${Math.round(seconds)} s after its node expired; 60 s of grace, 30 s of them its own`);
  expect(seconds).toBeGreaterThanOrEqual(29);
  expect(await app.messages('stubborn')).toContainEqual(expect.stringMatching(
    /^Disrupted: Deleting the pod to accommodate the terminationTime .* of the node\. .* bypasses the PDB of the pod and the do-not-disrupt annotation\.$/,
  ));
  await app.until('its node is gone', async () => await current(expiring.stubborn) === undefined);
}, 300_000);

test('a driver with do-not-disrupt survives consolidation, where executors are moved together', async () => {
  await app.until('the node of the executor is consolidated', async () => await current(packed.loose) === undefined);
  expect(await isEnding(packed.lasting)).toBe(false);
  expect(await phase('lasting')).toBe('Running');
  const says = /^DisruptionBlocked: Pod has "karpenter\.sh\/do-not-disrupt" annotation \(Pod=team\/lasting\)$/;
  await app.until(
    'an event says why', async () => (await app.messages(packed.lasting.metadata.name)).some((message) => says.test(message)), 180,
  );
}, 300_000);

test('a newer AMI replaces nodes under the budget, and reaches a pool whose driver goes on', async () => {
  const executors = await app.nodeClaimsOf('executors');
  await app.deploy('patched');
  expect(app.history()).toEqual(['update PlatformDefaultNodeClassManifest']);

  const [most, next] = await Promise.all([followReplacement(executors), nextDriver()]);
  console.log(`${executors.length} nodes of executors were replaced, at most ${most} at a time`);
  expect(executors).toHaveLength(2);
  expect(most).toBe(1);

  expect(next.status.imageID).not.toBe(packed.lasting.status.imageID);
  expect(await phase('lasting')).toBe('Running');
  await remove('lasting');
  await app.until('the old node is gone', async () => await current(packed.lasting) === undefined);
}, 480_000);

/** Starts another driver when the node of the first one is on its way out; gives the claim that it runs on. */
async function nextDriver(): Promise<KubeObject> {
  await app.until('the node of the driver is on its way out', () => isEnding(packed.lasting));
  await start('drivers', 'driver', 'next');
  return claimOf('drivers', 'next');
}

/**
 * Waits until all claims are gone, and starts again the executors that are evicted, as their driver would; gives the most that were ending
 * at once.
 */
async function followReplacement(claims: KubeObject[]): Promise<number> {
  let most = 0;
  let index = 0;
  await app.until('the nodes of executors are replaced', async () => {
    const live = (await Promise.all(claims.map(current))).filter((claim) => claim !== undefined);
    most = Math.max(most, live.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length);
    const pods = await app.client.list('/api/v1/namespaces/team/pods');
    const executors = pods.filter(({ metadata }) => metadata.name.startsWith('executor-') && metadata.deletionTimestamp === undefined);
    if (executors.length < claims.length) {
      await start('executors', 'executor', `executor-again-${++index}`);
    }
    return live.length === 0;
  }, 300);
  return most;
}
