import { LiveApp } from './live-app';

const NODE_CLAIMS = '/apis/karpenter.sh/v1/nodeclaims';

let app: LiveApp;

/** Limits, fallbacks, empty nodes and an upgrade of Karpenter: on one control plane, in this order, so that nodes boot once. */
beforeAll(async () => {
  app = await LiveApp.start('pools-app.ts', 'first');
  await Promise.all(
    [['full', 1], ['full', 2], ['alone', 1], ['brief', 1], ['brief', 2]]
      .map(async ([pool, index]) => start(pool as string, index as number)),
  );
}, 1_800_000);

afterAll(() => app?.stop());

/** Executors are as large as a node of their pool; `full` and `alone` may have one node each. */
async function start(pool: string, index: number): Promise<void> {
  await app.startPod(app.job(`on${pool}`), 'executor', `${pool}-${index}`);
}

async function poolOf(pod: string): Promise<string> {
  const { metadata } = await app.nodeOf(app.job('onfull'), pod);
  return metadata.labels['karpenter.sh/nodepool'];
}

test('a pool at its limit hands over to the pool with a lower weight', async () => {
  expect([await poolOf('full-1'), await poolOf('full-2')].sort()).toEqual(['full', 'spare']);
  expect([(await app.nodesOf('full')).length, (await app.nodesOf('spare')).length]).toEqual([1, 1]);
});

test('a pool at its limit starts nothing more, and an event says so', async () => {
  const says = /^FailedScheduling: Failed to schedule pod, .*node limits have been exhausted for nodepool/;
  await app.nodeOf(app.job('onalone'), 'alone-1');
  await start('alone', 2);
  await app.until('an event says why the second one waits', async () =>
    (await app.messages('alone-2')).some((message) => says.test(message)));
  expect((await app.pod(app.job('onalone'), 'alone-2'))!.status.phase).toBe('Pending');
  expect(await app.nodeClaimsOf('alone')).toHaveLength(1);
});

test('an upgrade of Karpenter under running jobs changes its releases in place, and no node, pod or job with them', async () => {
  const nodes = async () => (await app.client.list(NODE_CLAIMS)).map(({ metadata }) => metadata.uid).sort();
  const pods = async () =>
    (await app.client.list('/api/v1/namespaces/team/pods')).map(({ metadata, spec }) => `${metadata.uid} ${spec.nodeName}`).sort();
  await Promise.all([1, 2].map((index) => app.nodeOf(app.job('onbrief'), `brief-${index}`)));
  const before = { nodes: await nodes(), pods: await pods() };
  expect(before.nodes).toHaveLength(5);

  await app.deploy('upgraded');
  expect(app.history()).toEqual(['update PlatformKarpenterController', 'update PlatformKarpenterDefinitions']);
  const deployment = await app.client.read('/apis/apps/v1/namespaces/kube-system/deployments/karpenter');
  expect(deployment!.spec.template.metadata.labels).toMatchObject({ release: 'next' });
  expect(app.environment.processes.has('karpenter')).toBe(true);
  await app.until('the new Karpenter knows its pools', async () => (await app.client.list('/apis/karpenter.sh/v1/nodepools')).every(isReady));
  expect({ nodes: await nodes(), pods: await pods() }).toEqual(before);
}, 300_000);

test('a node goes when it was empty for the configured time, not before', async () => {
  const job = app.job('onbrief');
  const node = await app.nodeOf(job, 'brief-1');
  await app.client.delete('/api/v1/namespaces/team/pods/brief-1');
  const empty = Date.now();
  await app.until('the empty node is gone', async () => await app.client.read(`/api/v1/nodes/${node.metadata.name}`) === undefined);
  const seconds = (Date.now() - empty) / 1000;
  console.log(`consolidated ${Math.round(seconds)} s after its last pod, 20 s configured`);
  expect(seconds).toBeGreaterThanOrEqual(20);
  expect((await app.nodesOf('brief')).length).toBe(1);
  expect((await app.pod(job, 'brief-2'))!.status.phase).toBe('Running');
});

function isReady({ status }: any): boolean {
  return status?.conditions?.some(({ type, status: value }: any) => type === 'Ready' && value === 'True');
}
