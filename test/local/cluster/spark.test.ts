import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { effectiveRequest } from './support';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import type { KubeClient, KubeObject } from '../../../local/control-plane/kube-client';
import { LocalEnvironment } from '../../../local/environment';
import { jobsOf, type SparkJob } from '../../../local/jobs/spark-job';
import type { JobRun } from '../../../local/jobs/submission';
import { cancelJob, podsOf } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { LocalPlatform, placeOf } from '../../../local/platform';
import { submitWithSpark } from '../../../local/spark/submission';
import { commandOf } from '../command';

const folder = mkdtempSync(join(tmpdir(), 'cluster-spark-'));
const runs = new Map<string, JobRun>();
const failures = new Map<string, Error>();
let environment: LocalEnvironment;
let platform: LocalPlatform;
let client: KubeClient;
let expected: Record<string, any>;

/** The account of each job by the library, an output of its stack. */
function outputs(templates: ReturnType<typeof readAssembly>): Record<string, any> {
  const all = Object.entries(templates.stacks[0].template.Outputs!).filter(([id]) => id.startsWith('Requests'));
  return Object.fromEntries(all.map(([id, { Value }]) => [id.replace('Requests', ''), JSON.parse(Value)]));
}

/** Submits every job; what becomes of one is the matter of its own test. */
async function submitAll(jobs: readonly SparkJob[]): Promise<void> {
  await Promise.all(jobs.map(async (job) => {
    const id = job.name.replace(/^platformteam/, '');
    await submitWithSpark(environment, job, { onStarted: (run) => runs.set(id, run) }).catch((error) => failures.set(id, error));
  }));
}

beforeAll(async () => {
  const assembly = synthesise(commandOf(join(__dirname, 'spark-app.ts')), join(folder, 'cdk.out'));
  const templates = readAssembly(assembly);
  expected = outputs(templates);
  environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
  client = environment.plane.client;
  platform = await LocalPlatform.on({ environment, assembly, log: console.log });
  await platform.executor.deploy(templates);
  const jobs = jobsOf(platform.executor.resources, assembly);
  const started = Date.now();
  await submitAll(jobs);
  console.log(`${jobs.length} jobs by Spark in ${Math.round((Date.now() - started) / 1000)} s`);
}, 1_800_000);

afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function pods(id: string): Promise<Record<string, KubeObject[]>> {
  const found = await podsOf(client, runs.get(id.toLowerCase())!);
  return Object.fromEntries(['driver', 'executor'].map((role) => [
    role, found.filter(({ metadata }) => metadata.labels['spark-role'] === role),
  ]));
}

test.each([
  'Python', 'Jvm', 'PythonOnTheFloor', 'JvmOnTheFloor', 'Overhead', 'KubernetesFactor', 'RoleFactors', 'OffHeap', 'PySparkMemory',
  'RequestCores',
  'Dynamic', 'Sidecars', 'SilentExecutors', 'Storage', 'Overrides',
])('20 the pods that Spark makes request what the library computed: %s', async (id) => {
  expect(failures.get(id.toLowerCase())).toBeUndefined();
  const { driver, executor } = await pods(id);
  expect(driver.map(effectiveRequest)).toEqual([expected[id].driver]);
  expect(executor.map(effectiveRequest)).toEqual(Array(expected[id].initialExecutors).fill(expected[id].executor));
});

test('what Spark makes keeps our templates: place, grace, accounts, log containers, and belongs to the driver', async () => {
  const { driver: [driver], executor: [executor] } = await pods('Python');
  for (const { spec, metadata } of [driver, executor]) {
    expect(spec.nodeSelector).toMatchObject({ 'karpenter.sh/nodepool': 'spark-memory-optimized' });
    expect(spec.tolerations).toContainEqual(expect.objectContaining({ key: 'spark-memory-optimized' }));
    expect(spec.containers.map(({ name }: any) => name).sort()).toEqual([
      'emr-container-fluentd', `spark-kubernetes-${metadata.labels['spark-role']}`,
    ]);
    expect(spec.serviceAccountName).toMatch(new RegExp(`^emr-containers-sa-spark-${metadata.labels['spark-role']}-`));
  }
  expect(driver.metadata.annotations).toMatchObject({ 'karpenter.sh/do-not-disrupt': 'true' });
  expect(executor.spec.terminationGracePeriodSeconds).toBe(120);
  expect(executor.metadata.ownerReferences).toEqual([
    expect.objectContaining({ kind: 'Pod', name: driver.metadata.name, uid: driver.metadata.uid }),
  ]);
});

test('jobs of Spark leave nothing: services and settings go with the driver', async () => {
  await Promise.all([...runs.values()].map((run) => cancelJob(client, run)));
  const kept = async (kind: string) => (await client.list(`/api/v1/namespaces/team/${kind}`)).map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt');
  await environment.processes.until('services and settings are gone', 60, async () => (await kept('services')).length + (await kept(
    'configmaps',
  )).length === 0);
  await platform.executor.destroy();
  expect(await leftovers(client, environment.cloudClient)).toEqual({});
}, 300_000);
