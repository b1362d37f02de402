import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { pathOf } from './support';
import { readAssembly } from '../../../inspect/assembly';
import type { Platform } from '../../../inspect/model';
import { synthesise } from '../../../inspect/synthesis';
import type { DeployedResource, StackEvent } from '../../../local/deploy/model';
import { LocalEnvironment } from '../../../local/environment';
import { leftovers } from '../../../local/inventory';
import { jobsOf, type SparkJob } from '../../../local/jobs/spark-job';
import { executorCount, sparkPod } from '../../../local/jobs/spark-pods';
import type { KubeClient } from '../../../local/kube-client';
import { LocalPlatform, placeOf } from '../../../local/platform';

const ENDPOINT = 'AWS::EMRContainers::Endpoint';
/** Parts of ids of what must be there before an endpoint and after it. */
const NEEDS = ['TeamNamespace', 'TeamVirtualCluster', 'jegAssociation', 'jegkernelAssociation', 'OidcProvider', 'LoadBalancerControllerRelease', 'PlatformCompute', 'PlatformCoreNodes3'];
const TEAM = '/api/v1/namespaces/team';
const folder = mkdtempSync(join(tmpdir(), 'cluster-endpoint-'));
const events: StackEvent[] = [];
let environment: LocalEnvironment;
let platform: LocalPlatform;
let templates: Platform;
let admin: KubeClient;
let emr: KubeClient;

function state(name: 'first' | 'changed'): Platform {
  const words = [process.execPath, resolve('node_modules/tsx/dist/cli.mjs'), join(__dirname, 'endpoint-app.ts'), name];
  return readAssembly(synthesise(words.map((word) => `"${word}"`).join(' '), join(folder, name)));
}

const resources = () => [...platform.executor.resources.values()];
const endpoint = () => resources().find(({ type }) => type === ENDPOINT)!;

/** Service account of a component of the endpoint, as the association that the app deploys names it. */
function accountOf(component: string): string {
  const accounts = resources().filter(({ type }) => type === 'AWS::EKS::PodIdentityAssociation').map(({ properties }) => properties.ServiceAccount);
  return accounts.find((account) => new RegExp(`-spark-${component}-\\d{12}-`).test(account));
}

/** A notebook's session: the settings and pod templates of the endpoint are those that a job template would have. */
function session(): SparkJob {
  const { ExecutionRoleArn, ConfigurationOverrides } = endpoint().properties;
  const asJob: DeployedResource = {
    ...endpoint(), type: 'AWS::EMRContainers::JobTemplate', properties: { JobTemplateData: { ExecutionRoleArn, ConfigurationOverrides, JobDriver: { SparkSubmitJobDriver: {} } } },
  };
  const [job] = jobsOf(new Map([...platform.executor.resources, [asJob.key, asJob]]), join(folder, 'first'));
  return { ...job, serviceAccounts: { client: accountOf('jeg'), driver: accountOf('jeg-kernel'), executor: accountOf('jeg-kernel') } };
}

async function placed(name: string): Promise<Record<string, string>> {
  await environment.processes.until(`${name} runs`, 120, async () => (await admin.read(`${TEAM}/pods/${name}`))?.status.phase === 'Running');
  const { nodeName } = (await admin.read(`${TEAM}/pods/${name}`))!.spec;
  return (await admin.read(`/api/v1/nodes/${nodeName}`))!.metadata.labels;
}

/** Pods that EMR makes for an endpoint, with EMR's rights, on the real scheduler and the real Karpenter; in this order. */
beforeAll(async () => {
  templates = state('first');
  environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
  admin = environment.plane.client;
  emr = admin.as('emr-containers');
  platform = await LocalPlatform.on({ environment, assembly: join(folder, 'first'), log: console.log, onEvent: (event) => events.push(event) });
  await platform.executor.deploy(templates);
  for (const name of new Set(Object.values(session().serviceAccounts))) {
    await emr.create(`${TEAM}/serviceaccounts`, { metadata: { name } });
  }
}, 1_800_000);

afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the API server has every object of the app, and the endpoint comes after all that it needs', async () => {
  const paths = templates.objects.map(({ object }) => pathOf(object));
  const found = await Promise.all(paths.map((path) => admin.read(path)));
  expect(paths.filter((_, index) => found[index] === undefined)).toEqual([]);
  const at = (part: string) => events.findIndex(({ key, action }) => action === 'create' && key.includes(part));
  const created = events.findIndex(({ type }) => type === ENDPOINT);
  for (const part of NEEDS) {
    expect([part, at(part) >= 0 && at(part) < created]).toEqual([part, true]);
  }
});

test('EMR may make the Ingress, the Service and the Deployment of a gateway', async () => {
  const group = 'authorization.k8s.io';
  const asked = [['networking.k8s.io', 'ingresses'], ['', 'services'], ['apps', 'deployments']].flatMap(([of, resource]) => ['create', 'delete'].map((verb) => ({ namespace: 'team', group: of, resource, verb })));
  const reviews = await Promise.all(asked.map((resourceAttributes) => admin.create(`/apis/${group}/v1/subjectaccessreviews`, {
    apiVersion: `${group}/v1`, kind: 'SubjectAccessReview', spec: { user: 'emr-containers', resourceAttributes },
  })));
  expect(asked.filter((_, index) => !reviews[index].status.allowed)).toEqual([]);
});

test('a gateway, for which EMR sets neither selector nor tolerations, runs on the core nodes', async () => {
  const containers = [{ name: 'gateway', image: 'emr-on-eks', resources: { requests: { cpu: '500m', memory: '1Gi' } } }];
  await emr.create(`${TEAM}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gateway' }, spec: { serviceAccountName: accountOf('jeg'), containers } });
  expect(await placed('gateway')).toMatchObject({ 'emr-eks-karpenter/node-group': 'core', 'kubernetes.io/arch': 'amd64' });
});

test('the driver of a notebook runs on demand, its executors on nodes of the pool, all on amd64', async () => {
  const job = session();
  expect(executorCount(job.spark)).toBe(3);
  const pods = `${TEAM}/pods`;
  const driver = await emr.create(pods, sparkPod(job, 'notebook', { component: 'driver', name: 'kernel' }));
  const node = { 'karpenter.sh/nodepool': 'spark-compute-optimized', 'kubernetes.io/arch': 'amd64' };
  expect(await placed('kernel')).toMatchObject({ ...node, 'karpenter.sh/capacity-type': 'on-demand' });
  const owner = { name: 'kernel', uid: driver.metadata.uid };
  for (let index = 1; index <= executorCount(job.spark); index++) {
    await emr.create(pods, sparkPod(job, 'notebook', { component: 'executor', name: `exec-${index}`, owner }));
  }
  expect(await Promise.all([1, 2, 3].map((index) => placed(`exec-${index}`)))).toEqual(Array(3).fill(expect.objectContaining(node)));
  for (const name of ['exec-1', 'exec-2', 'exec-3', 'kernel', 'gateway']) {
    await emr.delete(`${pods}/${name}`);
  }
});

test('a changed endpoint is a new one, beside the old until that is deleted', async () => {
  const { Name } = endpoint().properties;
  events.length = 0;
  await platform.executor.deploy(state('changed'));
  expect(events.filter(({ type }) => type === ENDPOINT).map(({ action, replaced }) => [action, replaced ?? false])).toEqual([['update', true], ['delete', false]]);
  expect(endpoint().properties.Name).not.toBe(Name);
  expect(session().spark['spark.executor.instances']).toBe('5');
});

test('destroy deletes the endpoint first, then its controller, then nodes, and leaves nothing', async () => {
  events.length = 0;
  await platform.executor.destroy();
  expect(events.filter(({ error }) => error !== undefined)).toEqual([]);
  const at = (part: string) => events.findIndex(({ key }) => key.includes(part));
  const deleted = events.findIndex(({ type }) => type === ENDPOINT);
  for (const part of NEEDS) {
    expect([part, at(part) > deleted]).toEqual([part, true]);
  }
  expect(at('LoadBalancerControllerRelease')).toBeLessThan(at('CoreNodes'));
  expect(await leftovers(admin, environment.cloudClient)).toEqual({});
}, 300_000);
