import { QueuedPlatform } from './yunikorn-support';
import type { KubeObject } from '../../../local/control-plane/kube-client';
import { sparkPod } from '../../../local/jobs/spark-pods';
import { cancelJob, EMR, type JobRun, podsOf } from '../../../local/jobs/submission';
import { patience, pause } from '../../../local/processes/processes';

let platform: QueuedPlatform;

beforeAll(async () => {
  platform = await QueuedPlatform.of('load');
}, 1_800_000);

afterAll(async () => platform?.stop());

const LARGE = 'root.large';
const startMany = async (id: string, count: number) => Promise.all(
  Array.from({ length: count }, async () => platform.submit(platform.job(id))),
);
const isBound = async (run: JobRun) => (await platform.driver(run))?.spec.nodeName !== undefined;
const countBound = async (runs: JobRun[]) => (await Promise.all(runs.map(isBound))).filter(Boolean).length;
const cancelAll = async (runs: JobRun[]) => Promise.all(runs.map((run) => cancelJob(platform.client, run)));

/** Capacity that a queue below the root has taken: vCPUs in thousandths, and pods. */
async function taken(queue: string): Promise<{ readonly vcore?: number; readonly pods?: number }> {
  const { children } = await platform.yunikorn.ask('/ws/v1/partition/default/queues');
  return children.find(({ queuename }: any) => queuename === queue).allocatedResource ?? {};
}

/** Looks at the teams' queue until it is told to stop; then gives what it saw. */
function follow(): () => Promise<number[]> {
  const seen: number[] = [];
  let isOver = false;
  const looks = (async () => {
    while (!isOver) {
      seen.push((await taken('root.emr')).vcore ?? 0);
      await pause(200);
    }
  })();
  return async () => {
    isOver = true;
    await looks;
    return seen;
  };
}

test('what queues may have is never exceeded under 20 jobs at once, and each team gets what it is guaranteed', async () => {
  const stop = follow();
  const own = await startMany('SingleA', 12);
  await platform.until('eight drivers of the first team', async () => await countBound(own) === 8, 180);
  const others = await startMany('SingleB', 8);
  await pause(10_000);
  expect(await countBound(own)).toBe(8);
  expect(await countBound(others)).toBe(0);

  const bound: JobRun[] = [];
  for (const run of own) if (await isBound(run)) bound.push(run);
  await cancelAll(bound.slice(0, 4));
  await platform.until('the guarantee of the second team', async () => await countBound(others) === 4, 60);
  await pause(5000);
  expect([await countBound(own), await countBound(others)]).toEqual([4, 4]);
  const seen = await stop();
  console.log(
    `at most ${Math.max(...seen)} of 8800 taken in ${seen.length} looks, on ${(await platform.nodes()).length} node; after four ended, `
      + 'each team has 4 drivers',
  );
  expect(Math.max(...seen)).toBe(8800);
  expect(seen.length).toBeGreaterThan(50);
  await cancelAll([...own, ...others]);
}, 900_000);

const timeOf = (type: string) => ({ status }: KubeObject) => Date.parse(status.conditions.find((condition: any) => condition.type === type
  && condition.status === 'True').lastTransitionTime);

/** Seconds from the last of their nodes that became ready to the last pod that was bound; whole ones, as Kubernetes keeps them. */
async function lag(pods: KubeObject[]): Promise<number> {
  const used = new Set(pods.map(({ spec }) => spec.nodeName));
  const nodes = (await platform.nodes()).filter(({ metadata }) => used.has(metadata.name));
  return (Math.max(...pods.map(timeOf('PodScheduled'))) - Math.max(...nodes.map(timeOf('Ready')))) / 1000;
}

/**
 * Waits until each place has a node, and gives the places; the driver may have taken its own by then. A list of a thousand pods is not
 * asked for often.
 */
async function untilHeld(run: JobRun, count: number): Promise<KubeObject[]> {
  await platform.until(`${count} places`, async () => (await taken(LARGE)).pods === count, 300);
  let places: KubeObject[] = [];
  await platform.until('their nodes', async () => {
    places = (await platform.placeholders(run)).filter(({ spec }) => spec.nodeName !== undefined);
    return places.length >= count - 1;
  }, 60);
  return places;
}

/** Deletes all pods of a team in one call: one by one, or by the garbage collector, takes a minute. */
async function endAtOnce({ job }: JobRun): Promise<void> {
  await platform.client.delete(`/api/v1/namespaces/${job.namespace}/pods`);
  await platform.until('nothing runs', async () => ((await taken(LARGE)).pods ?? 0) === 0, 60);
}

test('a gang of a hundred executors is bound as soon as its nodes are there, and its pods take its places', async () => {
  const run = await platform.submit(platform.job('HundredA'));
  const places = await untilHeld(run, 101);
  const seconds = await lag(places);
  console.log(
    `${places.length} places bound ${seconds} s after the last of ${new Set(places.map(({ spec }) => spec.nodeName)).size} nodes was ready`,
  );
  expect(seconds).toBeLessThanOrEqual(2 * patience());
  await platform.until('the driver', async () => (await platform.driver(run))?.status.phase === 'Running', 60);
  const { metadata } = (await platform.driver(run))!;
  const owner = { name: metadata.name, uid: metadata.uid };
  const started = Date.now();
  await Promise.all(Array.from({ length: 100 }, async (_, index) => {
    const pod = sparkPod(run.job, run.id, { component: 'executor', name: `${run.id}-exec-${index + 1}`, owner });
    await platform.client.as(EMR).create(`/api/v1/namespaces/${run.job.namespace}/pods`, pod);
  }));
  await platform.until('its executors', async () => (await podsOf(platform.client, run)).every(({ status }) => status.phase === 'Running'));
  console.log(`100 executors took their places within ${Math.round((Date.now() - started) / 100) / 10} s`);
  expect((await platform.application(run, LARGE))!.placeholderData).toContainEqual(expect.objectContaining({
    taskGroupName: 'spark-executor', count: 100, replaced: 100,
  }));
  await endAtOnce(run);
}, 900_000);

/** Starts a gang of a thousand and gives its places when they have nodes. */
async function startThousand(id: string): Promise<{ readonly run: JobRun; readonly places: KubeObject[]; readonly words: string }> {
  const run = await platform.submit(platform.job(id));
  const places = await untilHeld(run, 1000);
  const nodes = new Set(places.map(({ spec }) => spec.nodeName)).size;
  expect(nodes).toBeGreaterThan(20);
  const seconds = (Math.max(...places.map(timeOf('PodScheduled'))) - Math.min(
    ...places.map(({ metadata }) => Date.parse(metadata.creationTimestamp)),
  )) / 1000;
  return {
    run, places, words: `${places.length} places on ${nodes} nodes: ${seconds} s from the first that appeared to the last that was bound`,
  };
}

test('a thousand places are bound, on nodes that come and on nodes that are there; how fast is printed', async () => {
  const { run, places, words } = await startThousand('ThousandB');
  console.log(`${words}, ${await lag(places)} s after the last node was ready`);
  await endAtOnce(run);
  console.log(`${(await startThousand('ThousandA')).words}, all of them there before`);
}, 900_000);
