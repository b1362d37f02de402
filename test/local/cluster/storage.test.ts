import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import type { KubeClient, KubeObject } from '../../../local/control-plane/kube-client';
import { LocalEnvironment } from '../../../local/environment';
import { jobsOf } from '../../../local/jobs/spark-job';
import { cancelJob, type JobRun, podsOf } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { LocalPlatform, placeOf } from '../../../local/platform';
import { submitWithSpark } from '../../../local/spark/submission';
import { commandOf } from '../command';

const ZONE = 'topology.kubernetes.io/zone';
const CLAIMS = '/api/v1/namespaces/team/persistentvolumeclaims';
const folder = mkdtempSync(join(tmpdir(), 'cluster-storage-'));
const runs = new Map<string, JobRun>();
let environment: LocalEnvironment;
let platform: LocalPlatform;
let client: KubeClient;

beforeAll(async () => {
  const assembly = synthesise(commandOf(join(__dirname, 'storage-app.ts')), join(folder, 'cdk.out'));
  const templates = readAssembly(assembly);
  environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
  client = environment.plane.client;
  platform = await LocalPlatform.on({ environment, assembly, log: console.log });
  await platform.executor.deploy(templates);
  const jobs = jobsOf(platform.executor.resources, assembly);
  await Promise.all(jobs.map(async (job) => runs.set(job.name.replace(/^platformteam/, ''), await submitWithSpark(environment, job))));
}, 1_800_000);

afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Driver and executors of a job. */
async function pods(id: string): Promise<KubeObject[]> {
  const found = await podsOf(client, runs.get(id.toLowerCase())!);
  return found.filter(({ metadata }) => ['driver', 'executor'].includes(metadata.labels['spark-role']));
}

const role = (pod: KubeObject): string => pod.metadata.labels['spark-role'];
const sparkOf = ({ spec }: KubeObject) => spec.containers.find(({ name }: any) => name.startsWith('spark-kubernetes-'));
const localDirs = ({ spec }: KubeObject): any[] => spec.volumes.filter(({ name }: any) => name.startsWith('spark-local-dir-'));
const claimNameOf = (pod: KubeObject): string => localDirs(pod)[0].persistentVolumeClaim.claimName;
const claimOf = async (pod: KubeObject) => (await client.read(`${CLAIMS}/${claimNameOf(pod)}`))!;
const volumeOf = async (pod: KubeObject) => (await client.read(`/api/v1/persistentvolumes/${(await claimOf(pod)).spec.volumeName}`))!;
const zoneOf =
  async ({ spec }: KubeObject): Promise<string> => (await client.read(`/api/v1/nodes/${spec.nodeName}`))!.metadata.labels[ZONE];
const owners = ({ metadata }: KubeObject) => (metadata.ownerReferences ?? []).map(({ name }: any) => name);

describe.each(['EbsReused', 'EbsOwned', 'EbsTeam', 'FsxFirst', 'FsxSecond', 'FsxTeam'])('%s', (id) => {
  test('is the one local directory of every pod that Spark makes, under our path', async () => {
    const found = await pods(id);
    expect(found.map(role).sort()).toEqual(['driver', 'executor', 'executor']);
    const path = id === 'EbsOwned' ? '/scratch' : '/data1';
    for (const pod of found) {
      expect(localDirs(pod)).toHaveLength(1);
      expect(sparkOf(pod).env.filter(({ name }: any) => name === 'SPARK_LOCAL_DIRS')).toEqual([expect.objectContaining({ value: path })]);
      expect(sparkOf(pod).volumeMounts.filter(({ mountPath }: any) => mountPath === path)).toHaveLength(1);
    }
  });

  test('has every claim bound, in the zone of the pod that waited for it', async () => {
    for (const pod of await pods(id)) {
      expect((await claimOf(pod)).status.phase).toBe('Bound');
      const zones = (await volumeOf(pod)).spec.nodeAffinity?.required.nodeSelectorTerms[0].matchExpressions[0].values;
      expect(zones).toEqual(id.startsWith('Ebs') ? [await zoneOf(pod)] : undefined);
    }
  });
});

test('Spark claims volumes of our class and size', async () => {
  const found = await pods('EbsReused');
  const claims = await Promise.all(found.map(claimOf));
  expect(claims.map(({ spec }) => spec.storageClassName)).toEqual(Array(3).fill(expect.stringMatching(/^ebs-shuffle-[0-9a-f]{8}$/)));
  const sizes = found.map((pod, i) => [role(pod), claims[i].spec.resources.requests.storage]).sort();
  expect(sizes).toEqual([['driver', '7Gi'], ['executor', '77Gi'], ['executor', '77Gi']]);
});

test('claims of executors belong to the driver where they are reused, else to their executor', async () => {
  const [reused, owned] = await Promise.all(['EbsReused', 'EbsOwned'].map(pods));
  const driver = reused.find((pod) => role(pod) === 'driver')!;
  for (const pod of reused) {
    expect(owners(await claimOf(pod))).toEqual([driver.metadata.name]);
  }
  for (const pod of owned) {
    expect(owners(await claimOf(pod))).toEqual([pod.metadata.name]);
  }
});

test('the driver of a team mounts the claim that stands in its namespace', async () => {
  const driver = (await pods('EbsTeam')).find((pod) => role(pod) === 'driver')!;
  expect(claimNameOf(driver)).toMatch(/^spark-driver-ebs-shuffle-/);
  expect(owners(await claimOf(driver))).toEqual([]);
});

test('jobs on FSx run in the zone of their file system, whichever is cheaper', async () => {
  const zones = await Promise.all(['FsxFirst', 'FsxSecond', 'FsxTeam'].map(async (id) => [
    ...new Set(await Promise.all((await pods(id)).map(zoneOf))),
  ]));
  expect(zones.map((some) => some.length)).toEqual([1, 1, 1]);
  expect(zones[1]).toEqual(zones[2]);
  expect(zones[0]).not.toEqual(zones[1]);
});

test('pods on FSx make the directory of their team before they mount it', async () => {
  const [driver] = await pods('FsxFirst');
  expect(driver.spec.initContainers.map(({ name }: any) => name)).toContain('own-scratch-directory');
  expect(sparkOf(driver).volumeMounts).toContainEqual(expect.objectContaining({
    name: 'spark-local-dir-1', mountPath: '/data1', subPath: 'spark-scratch/team',
  }));
});

test('new nodes bear the taints of both drivers until they run', async () => {
  const [claim] = await client.list('/apis/karpenter.sh/v1/nodeclaims');
  expect(claim.spec.startupTaints.map(({ key }: any) => key).sort()).toEqual([
    'ebs.csi.aws.com/agent-not-ready', 'fsx.csi.aws.com/agent-not-ready',
  ]);
  const taints = (await client.list('/api/v1/nodes')).flatMap(({ spec }) => spec.taints ?? []).map(({ key }: any) => key);
  expect(taints.filter((key: string) => key.endsWith('agent-not-ready'))).toEqual([]);
});

test('a claim goes with its owner, and its volume with it', async () => {
  const executor = (await pods('EbsOwned')).find((pod) => role(pod) === 'executor')!;
  const volume = (await volumeOf(executor)).metadata.name;
  await client.delete(`/api/v1/namespaces/team/pods/${executor.metadata.name}`);
  await environment.processes.until('the claim of the executor is gone', 60, async () => (await client.read(
    `${CLAIMS}/${claimNameOf(executor)}`,
  )) === undefined);
  await environment.processes.until('its volume is gone', 60, async () =>
    (await client.read(`/api/v1/persistentvolumes/${volume}`)) === undefined);
  await Promise.all([...runs.values()].map((run) => cancelJob(client, run)));
  const names = async () => (await client.list(CLAIMS)).map(({ metadata }) => metadata.name.replace(/-[0-9a-f]{8}$/, '')).sort();
  await environment.processes.until('only standing claims are left', 120, async () => (await names()).length === 4);
  expect(await names()).toEqual(['fsx-shuffle', 'fsx-shuffle', 'fsx-shuffle', 'spark-driver-ebs-shuffle']);
}, 300_000);

test('nothing is left of storage: no claim, no volume, no class', async () => {
  await platform.executor.destroy();
  expect(await leftovers(client, environment.cloudClient)).toEqual({});
  expect((await client.list('/apis/storage.k8s.io/v1/storageclasses')).map(({ metadata }) => metadata.name)).toEqual([]);
}, 300_000);
