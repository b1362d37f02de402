import { INGRESS_CLASS, TARGET_GROUP_BINDINGS } from './controller-chart';
import { ENDPOINT, EndpointPlatform, TEAM } from './endpoint-support';
import { pathOf } from './support';
import type { KubeClient } from '../../../local/control-plane/kube-client';
import { executorCount, sparkPod } from '../../../local/jobs/spark-pods';
import { leftovers } from '../../../local/leftovers';

const RELEASE = 'LoadBalancerControllerRelease';
/** Parts of ids of what must be there before an endpoint and after it. */
const NEEDS = [
  'TeamNamespace',
  'TeamVirtualCluster',
  'jegAssociation',
  'jegkernelAssociation',
  'OidcProvider',
  RELEASE,
  'PlatformCompute',
  'PlatformCoreNodes3',
];
let deployed: EndpointPlatform;
let admin: KubeClient;
let emr: KubeClient;

/** Pods that EMR makes for an endpoint, with EMR's rights, on the real scheduler and the real Karpenter; in this order. */
beforeAll(async () => {
  deployed = await EndpointPlatform.of('first');
  admin = deployed.client;
  emr = admin.as('emr-containers');
  for (const name of new Set(Object.values(deployed.session().serviceAccounts))) {
    await emr.create(`${TEAM}/serviceaccounts`, { metadata: { name } });
  }
}, 1_800_000);

afterAll(async () => deployed?.stop());

/** Says whether an endpoint's gateway can get a load balancer: the class of Ingresses and the CRD of bindings are there. */
async function controllerObjects(): Promise<boolean[]> {
  return Promise.all([INGRESS_CLASS, TARGET_GROUP_BINDINGS].map(async (path) => await admin.read(path) !== undefined));
}

/** Events of endpoints and of the controller in a deployment, in its order. */
function order(): string[] {
  return deployed.events.filter(({ type, key }) => type === ENDPOINT || key.includes(RELEASE))
    .map(({ type, action, replaced }) => `${action}${replaced ? ' by a new' : ''} ${type === ENDPOINT ? 'endpoint' : 'controller'}`);
}

test('the API server has every object of the app, and the endpoint comes after all that it needs', async () => {
  const paths = deployed.templates.objects.map(({ object }) => pathOf(object));
  const found = await Promise.all(paths.map((path) => admin.read(path)));
  expect(paths.filter((_, index) => found[index] === undefined)).toEqual([]);
  const at = (part: string) => deployed.events.findIndex(({ key, action }) => action === 'create' && key.includes(part));
  const created = deployed.events.findIndex(({ type }) => type === ENDPOINT);
  for (const part of NEEDS) {
    expect([part, at(part) >= 0 && at(part) < created]).toEqual([part, true]);
  }
  expect(order()).toEqual(['create controller', 'create endpoint']);
  expect(await controllerObjects()).toEqual([true, true]);
});

test('EMR may make the Ingress, the Service and the Deployment of a gateway', async () => {
  const group = 'authorization.k8s.io';
  const asked = [['networking.k8s.io', 'ingresses'], ['', 'services'], ['apps', 'deployments']].flatMap(([of, resource]) => [
    'create', 'delete',
  ].map((verb) => ({ namespace: 'team', group: of, resource, verb })));
  const reviews = await Promise.all(asked.map((resourceAttributes) => admin.create(`/apis/${group}/v1/subjectaccessreviews`, {
    apiVersion: `${group}/v1`, kind: 'SubjectAccessReview', spec: { user: 'emr-containers', resourceAttributes },
  })));
  expect(asked.filter((_, index) => !reviews[index].status.allowed)).toEqual([]);
});

test('a gateway, for which EMR sets neither selector nor tolerations, runs on the core nodes', async () => {
  const containers = [{ name: 'gateway', image: 'emr-on-eks', resources: { requests: { cpu: '500m', memory: '1Gi' } } }];
  const spec = { serviceAccountName: deployed.accountOf('jeg'), containers };
  await emr.create(`${TEAM}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gateway' }, spec });
  expect(await deployed.placed('gateway')).toMatchObject({ 'emr-eks-karpenter/node-group': 'core', 'kubernetes.io/arch': 'amd64' });
});

test('the driver of a notebook runs on demand, its executors on nodes of the pool, all on amd64', async () => {
  const job = deployed.session();
  expect(executorCount(job.spark)).toBe(3);
  const pods = `${TEAM}/pods`;
  const driver = await emr.create(pods, sparkPod(job, 'notebook', { component: 'driver', name: 'kernel' }));
  const node = { 'karpenter.sh/nodepool': 'spark-compute-optimized', 'kubernetes.io/arch': 'amd64' };
  expect(await deployed.placed('kernel')).toMatchObject({ ...node, 'karpenter.sh/capacity-type': 'on-demand' });
  const owner = { name: 'kernel', uid: driver.metadata.uid };
  for (let index = 1; index <= executorCount(job.spark); index++) {
    await emr.create(pods, sparkPod(job, 'notebook', { component: 'executor', name: `exec-${index}`, owner }));
  }
  expect(await Promise.all([1, 2, 3].map((index) => deployed.placed(`exec-${index}`))))
    .toEqual(Array(3).fill(expect.objectContaining(node)));
  for (const name of ['exec-1', 'exec-2', 'exec-3', 'kernel', 'gateway']) {
    await emr.delete(`${pods}/${name}`);
  }
});

test('new tags leave the endpoint and its controller where they are', async () => {
  const { Name } = deployed.endpoint.properties;
  await deployed.deploy('tagged');
  expect(order()).toEqual(['update endpoint']);
  expect(deployed.endpoint.properties.Name).toBe(Name);
  expect(await controllerObjects()).toEqual([true, true]);
});

test('a changed endpoint is a new one, beside the old until that is deleted, and the controller serves both', async () => {
  const { Name } = deployed.endpoint.properties;
  await deployed.deploy('changed');
  expect(order()).toEqual(['update by a new endpoint', 'delete endpoint']);
  expect(deployed.endpoint.properties.Name).not.toBe(Name);
  expect(deployed.session().spark['spark.executor.instances']).toBe('5');
  expect(await controllerObjects()).toEqual([true, true]);
});

test('destroy deletes the endpoint first, then its controller, then nodes, and leaves nothing', async () => {
  await deployed.destroy();
  const { events } = deployed;
  expect(events.filter(({ error }) => error !== undefined)).toEqual([]);
  const at = (part: string) => events.findIndex(({ key }) => key.includes(part));
  const deleted = events.findIndex(({ type }) => type === ENDPOINT);
  for (const part of NEEDS) {
    expect([part, at(part) > deleted]).toEqual([part, true]);
  }
  expect(order()).toEqual(['delete endpoint', 'delete controller']);
  expect(at(RELEASE)).toBeLessThan(at('CoreNodes'));
  expect(await controllerObjects()).toEqual([false, true]); // Helm keeps definitions; they go with the cluster
  console.log(`deleted: ${events.map(({ key }) => key.split('/').pop()!.replace(/[0-9A-F]{8}$/, '')).join(' ')}`);
  expect(await leftovers(admin, deployed.environment.cloudClient)).toEqual({});
}, 300_000);
