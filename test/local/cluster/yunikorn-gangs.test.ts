import { QueuedPlatform } from './yunikorn-support';
import type { KubeObject } from '../../../local/control-plane/kube-client';
import type { StackEvent } from '../../../local/deploy/model';
import { sparkPod } from '../../../local/jobs/spark-pods';
import { cancelJob, EMR, type JobRun, podsOf } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { pause } from '../../../local/processes/processes';

const OWN = 'root.emr.emr-a';
let platform: QueuedPlatform;

beforeAll(async () => {
  platform = await QueuedPlatform.of('queues');
}, 1_800_000);

afterAll(async () => platform?.stop());

const isRunning = async (run: JobRun) => (await platform.driver(run))?.status.phase === 'Running';
const nodeOf = async (run: JobRun) => (await platform.driver(run))?.spec.nodeName;
const queue = async (path: string) => {
  const parts = path.split('.').slice(1);
  const root = await platform.yunikorn.ask('/ws/v1/partition/default/queues');
  return parts.reduce((at, _, index) =>
    at.children.find(({ queuename }: any) => queuename === `root.${parts.slice(0, index + 1).join('.')}`), root);
};

/** Executors as Spark makes them when its driver runs; they run when it returns. */
async function runExecutors(run: JobRun, count: number): Promise<void> {
  const { metadata } = (await platform.driver(run))!;
  for (let index = 1; index <= count; index++) {
    const pod = sparkPod(run.job, run.id, {
      component: 'executor', name: `${run.id}-exec-${index}`, owner: { name: metadata.name, uid: metadata.uid },
    });
    await platform.client.as(EMR).create(`/api/v1/namespaces/${run.job.namespace}/pods`, pod);
  }
  await platform.until('its executors', async () => (await podsOf(platform.client, run)).every(({ status }) => status.phase === 'Running'));
}

test('core nodes are there before YuniKorn, its queues before it, and it before what starts jobs', () => {
  const at = (is: (event: StackEvent) => boolean) => platform.events.flatMap((event, index) => (is(event) ? [index] : []));
  const [scheduler] = at(({ key }) => key.includes('YuniKornScheduler'));
  const before = [...at(({ type }) => type === 'AWS::EKS::Nodegroup'), ...at(({ key }) => key.includes('YuniKornQueues'))];
  const after = at(({ key }) => key.includes('TeamVirtualCluster'));
  expect([before.length, after.length]).toEqual([2, 2]);
  expect(Math.max(...before)).toBeLessThan(scheduler);
  expect(Math.min(...after)).toBeGreaterThan(scheduler);
});

test('a hard gang that never fits fails at the time-out, a soft one goes on; neither leaves a placeholder or a node', async () => {
  const [hard, soft] = await Promise.all(['Hard', 'Soft'].map(async (id) => platform.submit(platform.job(id))));
  await platform.until('placeholders of both', async () => (await platform.placeholders(hard)).length === 2
    && (await platform.placeholders(soft)).length === 2, 60);
  await platform.until('the end of the hard gang', async () => (await platform.driver(hard))?.status.phase === 'Failed', 240);
  expect((await platform.driver(hard))!.status.reason).toBe('ResourceReservationTimeout');
  await platform.until('the driver of the soft gang', async () => isRunning(soft));
  await platform.until('no placeholder', async () =>
    (await platform.placeholders(hard)).length + (await platform.placeholders(soft)).length === 0, 60);
  await Promise.all([hard, soft].map((run) => cancelJob(platform.client, run)));
  await platform.until('no node', async () => (await platform.nodes()).length === 0, 240);
}, 900_000);

const vcpus = (quantity: string) => quantity.endsWith('m') ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity);
const vcpusOf = ({ spec }: KubeObject) => vcpus(spec.containers[0].resources.requests.cpu);

test('a gang gets at most one node more than it needs, and no other for its pods', async () => {
  const run = await platform.submit(platform.job('NarrowOne'));
  await platform.until('its places', async () => (await platform.placeholders(run)).length === 4, 180);
  const asked = (await platform.placeholders(run)).reduce((sum, place) => sum + vcpusOf(place), 0);
  await platform.until('its driver', async () => isRunning(run), 180);
  await runExecutors(run, 3);
  await platform.until('no placeholder', async () => (await platform.placeholders(run)).length === 0, 60);
  const nodes = await platform.nodes();
  const needed = Math.ceil(asked / Math.max(...nodes.map(({ status }) => vcpus(status.allocatable.cpu))));
  console.log(
    `${asked} vCPUs of placeholders got ${nodes.map(({ metadata }) => metadata.labels['node.kubernetes.io/instance-type']).join(', ')}`,
  );
  expect(nodes.length).toBeLessThanOrEqual(needed + 1);
  await cancelJob(platform.client, run);
}, 600_000);

test('of two gangs that are too large together, the second binds no pod before it has all its places', async () => {
  const first = await platform.submit(platform.job('NarrowOne'));
  await platform.until('the first driver', async () => isRunning(first), 180);
  const second = await platform.submit(platform.job('NarrowTwo'));
  await platform.until('places of the second', async () => (await platform.placeholders(second)).length === 4, 60);
  const seen: string[] = [];
  for (let look = 0; look < 20; look++) {
    seen.push(`${await nodeOf(second) ?? 'none'}`);
    await pause(1000);
  }
  expect(new Set(seen)).toEqual(new Set(['none']));
  const { maxResource, allocatedResource } = await queue('root.narrow');
  expect(allocatedResource.vcore).toBeLessThanOrEqual(maxResource.vcore);
  await cancelJob(platform.client, first);
  await platform.until('the second driver', async () => isRunning(second), 180);
  await runExecutors(second, 3);
  const groups = (await platform.application(second, 'root.narrow'))!.placeholderData!;
  expect(groups.map(({ count, replaced }) => [count, replaced])).toEqual(expect.arrayContaining([[1, 1], [3, 3]]));
  await cancelJob(platform.client, second);
}, 900_000);

test('where one application may run, the second reserves nothing and starts when the first ends', async () => {
  const first = await platform.submit(platform.job('SingleOne'));
  await platform.until('the first driver', async () => isRunning(first), 180);
  const second = await platform.submit(platform.job('SingleTwo'));
  await pause(20_000);
  const bound = (await platform.placeholders(second)).filter(({ spec }) => spec.nodeName !== undefined);
  expect(bound).toEqual([]);
  expect(await nodeOf(second)).toBeUndefined();
  await cancelJob(platform.client, first);
  await platform.until('the second driver', async () => isRunning(second), 180);
  await cancelJob(platform.client, second);
}, 900_000);

test('a node that holds only placeholders is not consolidated', async () => {
  const run = await platform.submit(platform.job('Waiting'));
  await platform.until('the place of the driver', async () =>
    (await platform.placeholders(run)).some(({ spec }) => spec.nodeName !== undefined), 180);
  const held = (await platform.placeholders(run)).find(({ spec }) => spec.nodeName !== undefined)!.spec.nodeName;
  await pause(75_000); // more than twice `consolidateAfter`
  const node = await platform.client.read(`/api/v1/nodes/${held}`);
  expect(node?.metadata.deletionTimestamp).toBeUndefined();
  expect(node?.spec.taints.map(({ key }: any) => key)).not.toContain('karpenter.sh/disrupted');
  expect((await platform.placeholders(run)).map(({ spec }) => spec.nodeName)).toContain(held);
  await cancelJob(platform.client, run);
  await platform.until('no placeholder', async () => (await platform.placeholders(run)).length === 0, 60);
}, 600_000);

test('a namespace that did not ask keeps its scheduler; a queue that cannot be is refused with an event; an unknown one becomes '
  + 'the team\'s own', async () => {
  const plain = await platform.submit(platform.job('Plain'));
  await platform.until('the plain driver', async () => isRunning(plain), 180);
  expect((await platform.driver(plain))!.spec.schedulerName).toBe('default-scheduler');
  await cancelJob(platform.client, plain);

  const relabelled = (name: string) => (driver: any) => ({
    ...driver, metadata: { ...driver.metadata, labels: { ...driver.metadata.labels, 'yunikorn.apache.org/queue': name } },
  });
  const wrong = await platform.submit(platform.job('Waiting'), relabelled('root..typo'));
  const events = async () => platform.client.list(
    `/apis/events.k8s.io/v1/namespaces/emr-a/events?fieldSelector=regarding.name%3D${wrong.id}-driver`,
  );
  await platform.until('an event', async () => (await events()).some(({ note }) => /failed to place application|rejected/.test(note)), 60);
  console.log((await events()).map(({ reason, note }) => `${reason}: ${note}`).join('\n'));
  await cancelJob(platform.client, wrong);

  const unknown = await platform.submit(platform.job('Waiting'), relabelled('root.emr.typo'));
  await platform.until('its application', async () => (await platform.application(unknown, OWN)) !== undefined, 60);
  await cancelJob(platform.client, unknown);
}, 600_000);

test('a team that knows the platform\'s queues by path runs a gang in a queue of its own, within the template\'s limits', async () => {
  const run = await platform.submit(platform.job('Foreign'));
  await platform.until('its driver', async () => isRunning(run), 180);
  expect((await queue('root.emr.emr-foreign')).maxResource).toMatchObject({ vcore: 9000 });
  await cancelJob(platform.client, run);
}, 600_000);

test('a change of queues is read while the scheduler runs', async () => {
  const pids = platform.environment.pids;
  expect((await queue(OWN)).maxResource.vcore).toBe(40000);
  const started = Date.now();
  await platform.deploy('changed');
  await platform.until('the new limit', async () => (await queue(OWN)).maxResource.vcore === 50000);
  console.log(`read ${Math.round((Date.now() - started) / 1000)} s after the beginning of the update; changed: ${platform.events.map(({
    action, key,
  }) => `${action} ${key}`).join(', ')}`);
  expect(platform.environment.pids).toEqual(pids);
  expect(platform.events.map(({ key }) => key.replace(/[0-9A-F]{8}$/, ''))).toEqual(['Queues/YuniKornQueues']);
}, 600_000);

test('destroy with a gang that waits ends clean', async () => {
  const run = await platform.submit(platform.job('Waiting'));
  await platform.until('its places', async () => (await platform.placeholders(run)).length === 2);
  await cancelJob(platform.client, run); // as EMR does when its virtual cluster goes
  await platform.destroy();
  expect(platform.events.filter(({ error }) => error !== undefined)).toEqual([]);
  const at = (part: string) => platform.events.findIndex(({ key }) => key.includes(part));
  expect(at('TeamVirtualCluster')).toBeLessThan(at('YuniKornScheduler'));
  expect(at('YuniKornScheduler')).toBeLessThan(at('YuniKornQueues'));
  expect(await leftovers(platform.client, platform.environment.cloudClient)).toEqual({});
}, 600_000);
