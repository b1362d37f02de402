import { type PlaceholderData, QueuedPlatform } from './yunikorn-support';
import type { KubeObject } from '../../../local/control-plane/kube-client';
import { cancelJob, type JobRun, podsOf } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { submitWithSpark } from '../../../local/spark/submission';

const QUEUE = 'root.emr.emr-a';
const ZONE = 'topology.kubernetes.io/zone';
const runs = new Map<string, JobRun>();
const failures = new Map<string, Error>();
let platform: QueuedPlatform;

beforeAll(async () => {
  platform = await QueuedPlatform.of('sizes');
  const started = Date.now();
  await Promise.all([...platform.jobs.values()].map((job) => {
    const onStarted = (run: JobRun) => runs.set(job.name, run);
    return submitWithSpark(platform.environment, job, { onStarted }).catch((error) => failures.set(job.name, error));
  }));
  console.log(`${platform.jobs.size} gangs by Spark in ${Math.round((Date.now() - started) / 1000)} s`);
}, 1_800_000);

afterAll(async () => platform?.stop());

/** The pod's own application, by the label that Spark gives it. */
async function groupsOf(run: JobRun): Promise<PlaceholderData[]> {
  const driver = (await platform.driver(run))!;
  const found = (await platform.applications(QUEUE)).find(({ applicationID }) =>
    applicationID === driver.metadata.labels['spark-app-selector']);
  return found?.placeholderData ?? [];
}

test('every place of every gang is taken by the pod that Spark makes: the whole table of sizes, for Python and the JVM', async () => {
  const results = await Promise.all([...runs.entries()].map(async ([name, run]) => ({ name, groups: await groupsOf(run) })));
  const isTaken = ({ count, replaced, timedout = 0 }: PlaceholderData) => replaced === count && timedout === 0;
  const wrong = results.filter(({ groups }) => groups.length !== 2 || !groups.every(isTaken));
  const shown = ({ taskGroupName, count, replaced, timedout = 0 }: PlaceholderData) =>
    `${taskGroupName} ${replaced} of ${count} replaced, ${timedout} timed out`;
  console.log(results.map(({ name, groups }) => `${name}: ${groups.map(shown).join('; ')}`).join('\n'));
  expect([...failures.values()].map(({ message }) => message)).toEqual([]);
  expect(results).toHaveLength(30);
  expect(wrong).toEqual([]);
});

test('drivers run on demand, executors on the pool, in the queue, under YuniKorn; no placeholder is left', async () => {
  const byNode = new Map((await platform.nodes()).map((node) => [node.metadata.name, node]));
  const pods = (await Promise.all([...runs.values()].map((run) => podsOf(platform.client, run)))).flat();
  const roles = (role: string) => pods.filter(({ metadata }) => metadata.labels['spark-role'] === role);
  const capacityOf = ({ spec }: KubeObject) => byNode.get(spec.nodeName)?.metadata.labels['karpenter.sh/capacity-type'];
  expect(new Set(roles('driver').map(capacityOf))).toEqual(new Set(['on-demand']));
  const poolOf = ({ spec }: KubeObject) => byNode.get(spec.nodeName)?.metadata.labels['karpenter.sh/nodepool'];
  const ofSpark = [...roles('driver'), ...roles('executor')];
  expect(new Set(ofSpark.map(poolOf))).toEqual(new Set(['spark-compute-optimized']));
  expect(new Set(ofSpark.map(({ spec }) => spec.schedulerName))).toEqual(new Set(['yunikorn']));
  expect(new Set(ofSpark.map(({ metadata }) => metadata.labels['yunikorn.apache.org/queue']))).toEqual(new Set([QUEUE]));
  const places = await platform.client.list('/api/v1/namespaces/emr-a/pods');
  expect(places.filter(({ metadata }) => metadata.name.startsWith('tg-')).map(({ metadata }) => metadata.name)).toEqual([]);
});

test('volumes wait for the pods of a gang, and are made where YuniKorn binds each', async () => {
  const { client } = platform;
  const run = [...runs.values()].find(({ job }) => job.name.endsWith('onvolumes'))!;
  const pods = (await podsOf(client, run)).filter(({ spec }) => spec.schedulerName === 'yunikorn'
    && spec.volumes.some(({ persistentVolumeClaim }: any) => persistentVolumeClaim));
  expect(pods.map(({ metadata }) => metadata.labels['spark-role']).sort()).toEqual(['driver', 'executor', 'executor']);
  for (const { metadata: { namespace }, spec } of pods) {
    const { persistentVolumeClaim: { claimName } } = spec.volumes.find(({ persistentVolumeClaim }: any) => persistentVolumeClaim);
    const claim = (await client.read(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claimName}`))!;
    expect((await client.read(`/apis/storage.k8s.io/v1/storageclasses/${claim.spec.storageClassName}`))!.volumeBindingMode).toBe(
      'WaitForFirstConsumer',
    );
    expect([claim.status.phase, claim.metadata.annotations['volume.kubernetes.io/selected-node']]).toEqual(['Bound', spec.nodeName]);
    const volume = (await client.read(`/api/v1/persistentvolumes/${claim.spec.volumeName}`))!;
    const node = (await client.read(`/api/v1/nodes/${spec.nodeName}`))!;
    expect(volume.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0]).toEqual({
      key: ZONE, operator: 'In', values: [node.metadata.labels[ZONE]],
    });
  }
});

test('nothing is left when the jobs end and the stack is destroyed', async () => {
  await Promise.all([...runs.values()].map((run) => cancelJob(platform.client, run)));
  await platform.destroy();
  expect(platform.events.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(await leftovers(platform.client, platform.environment.cloudClient)).toEqual({});
}, 600_000);
