import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { pathOf, peakMemory, verbsOfEmr } from './support';
import type { Platform } from '../../../inspect/assembly/model';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import type { KubeClient, KubeObject } from '../../../local/control-plane/kube-client';
import type { StackEvent } from '../../../local/deploy/model';
import { LocalEnvironment } from '../../../local/environment';
import { jobsOf } from '../../../local/jobs/spark-job';
import type { JobRun } from '../../../local/jobs/submission';
import { cancelJob, podsOf, submitJob } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { LocalPlatform, placeOf } from '../../../local/platform';
import { patience } from '../../../local/processes/processes';
import { commandOf } from '../command';

const folder = mkdtempSync(join(tmpdir(), 'cluster-suite-'));
const events: StackEvent[] = [];
const runs: JobRun[] = [];
let environment: LocalEnvironment;
let platform: LocalPlatform;
let templates: Platform;
let client: KubeClient;
let deploySeconds: number;

/** Behaviours of the reference app on a real API server, with the real Karpenter; in this order, on one control plane. */
beforeAll(async () => {
  const assembly = synthesise(commandOf('integ/reference-app.ts'), join(folder, 'cdk.out'));
  templates = readAssembly(assembly);
  environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
  client = environment.plane.client;
  platform = await LocalPlatform.on({ environment, assembly, log: console.log, onEvent: (event) => events.push(event) });
  const started = Date.now();
  await platform.executor.deploy(templates);
  deploySeconds = (Date.now() - started) / 1000;
  await Promise.all(jobsOf(platform.executor.resources, assembly).map((job) => submitJob(client, job, (run) => runs.push(run))));
}, 1_800_000);

afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function nodeOf({ spec }: KubeObject): Promise<Record<string, string>> {
  return (await client.read(`/api/v1/nodes/${spec.nodeName}`))!.metadata.labels;
}

async function until(probe: () => Promise<boolean>): Promise<void> {
  await environment.processes.until('the expected state', 120, probe);
}

test('the API server has every object of the app', async () => {
  expect(templates.objects.length).toBeGreaterThanOrEqual(15);
  const paths = templates.objects.map(({ object }) => pathOf(object));
  const found = await Promise.all(paths.map((path) => client.read(path)));
  expect(paths.filter((_, index) => found[index] === undefined)).toEqual([]);
});

test('Karpenter finds every pool and class ready', async () => {
  const ready = async () => {
    const objects = [
      ...await client.list('/apis/karpenter.sh/v1/nodepools'), ...await client.list('/apis/karpenter.k8s.aws/v1/ec2nodeclasses'),
    ];
    return objects.length === 4
      && objects.every(({ status }) => status?.conditions?.some((one: any) => one.type === 'Ready' && one.status === 'True'));
  };
  await until(ready);
});

test.each([
  ['compute', 'spark-compute-optimized', 'c5d'],
  ['memory', 'spark-memory-optimized', 'r5d'],
  ['graviton', 'spark-graviton-memory-optimized', 'r6gd'],
])('2, 3 the %s job runs on nodes of its own pool, its driver on demand, executors beside it or on spot', async (name, pool, family) => {
  const pods = await podsOf(client, runs.find(({ job }) => job.name.includes(name))!);
  const placed = await Promise.all(pods.map(async (pod) => ({
    role: pod.metadata.labels['spark-role'], host: pod.spec.nodeName, node: await nodeOf(pod),
  })));
  const [driver] = placed.filter(({ role }) => role === 'driver');
  expect(placed.map(({ role }) => role).sort()).toEqual(['client', 'driver', 'executor', 'executor']);
  for (const { role, host, node } of placed) {
    if (role === 'client') {
      expect(node).toMatchObject({ 'emr-eks-karpenter/node-group': 'core' });
    } else {
      const capacity = host === driver.host ? 'on-demand' : 'spot';
      expect(node).toMatchObject({
        'karpenter.sh/nodepool': pool, 'karpenter.k8s.aws/instance-family': family, 'karpenter.sh/capacity-type': capacity,
      });
    }
  }
});

test('executors that do not fit beside their driver run on spot', async () => {
  const nodes = await client.list('/api/v1/nodes?labelSelector=karpenter.sh/nodepool%3Dspark-compute-optimized');
  expect(nodes.map(({ metadata }) => metadata.labels['karpenter.sh/capacity-type']).sort()).toEqual(['on-demand', 'spot']);
});

test('a pod without our placement runs on a core node', async () => {
  const pods = '/api/v1/namespaces/default/pods';
  await client.create(pods, {
    metadata: { name: 'stranger' }, spec: { containers: [{ name: 'sleep', image: 'busybox', resources: { requests: { cpu: '100m' } } }] },
  });
  await until(async () => (await client.read(`${pods}/stranger`))?.status.phase === 'Running');
  expect(await nodeOf((await client.read(`${pods}/stranger`))!)).toMatchObject({ 'emr-eks-karpenter/node-group': 'core' });
  await client.delete(`${pods}/stranger`);
});

test('EMR may do exactly its verbs in the namespaces of teams, and nothing elsewhere', async () => {
  for (const [namespace, expected] of [['emr-data-team-a', true], ['emr-data-team-b', true], ['default', false], ['kube-system', false]] as const) {
    const answers = await Promise.all(verbsOfEmr(namespace).map(async (resourceAttributes) => {
      const review = {
        apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: 'emr-containers', resourceAttributes },
      };
      const { status } = await client.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
      return status.allowed === expected ? [] : resourceAttributes;
    }));
    expect(answers.flat()).toEqual([]);
  }
});

test('EMR may not read secrets, nor touch nodes or other namespaces\' objects', async () => {
  for (const resourceAttributes of [
    { namespace: 'emr-data-team-a', resource: 'secrets', verb: 'get' }, { namespace: 'emr-data-team-a', resource: 'secrets', verb: 'list' },
    { resource: 'nodes', verb: 'list' }, { namespace: 'emr-data-team-a', resource: 'resourcequotas', verb: 'delete' },
  ]) {
    const review = {
      apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: 'emr-containers', resourceAttributes },
    };
    expect((await client.create('/apis/authorization.k8s.io/v1/subjectaccessreviews', review)).status.allowed).toBe(false);
  }
});

test('the control plane is small and quick: 20 s to ready, 60 s to the deployed app, 2.5 GB; longer on a busy machine', () => {
  const megabytes = peakMemory(environment.pids);
  const seconds = [environment.startSeconds, deploySeconds].map(Math.round);
  console.log(
    `ready after ${seconds[0]} s, app deployed in ${seconds[1]} s, ${megabytes} MiB resident, everything busier than idle by ${patience()
      .toFixed(1)}`,
  );
  expect(environment.startSeconds).toBeLessThanOrEqual(20 * patience());
  expect(deploySeconds).toBeLessThanOrEqual(60 * patience());
  expect(megabytes).toBeLessThanOrEqual(2560);
});

test('deploying the same app again changes nothing', async () => {
  events.length = 0;
  await platform.executor.deploy(templates);
  expect(events.map(({ key, action }) => `${action} ${key}`)).toEqual([]);
});

test('destroy ends with nothing left, the nodes before their controller', async () => {
  await Promise.all(runs.map((run) => cancelJob(client, run)));
  events.length = 0;
  await platform.executor.destroy();
  expect(events.filter(({ error }) => error !== undefined)).toEqual([]);
  const at = (part: string) => events.findIndex(({ key }) => key.includes(part));
  expect(at('PlatformCompute')).toBeLessThan(at('PlatformDefaultNodeClass'));
  expect(at('PlatformDefaultNodeClass')).toBeLessThan(at('PlatformKarpenterController'));
  expect(await leftovers(client, environment.cloudClient)).toEqual({});
}, 300_000);
