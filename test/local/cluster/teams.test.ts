import { LiveApp } from './live-app';
import { userName } from '../../../local/control-plane/access-policies';
import { KubeClient } from '../../../local/control-plane/kube-client';
import { submitterPod } from '../../../local/jobs/spark-pods';
import { podsOf, submitJob } from '../../../local/jobs/submission';
import type { JobRun } from '../../../local/jobs/submission';

const NODES = '/api/v1/nodes';
const CORE_TAINT = { key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' };

let app: LiveApp;
let runs: JobRun[];

/** Two teams: what they may read, and what fits the ceiling of one of them. */
beforeAll(async () => {
  app = await LiveApp.start('teams-app.ts', 'tainted');
  runs = await Promise.all(['one', 'two'].map((team) => submitJob(app.client, app.job(team))));
  for (const namespace of ['one', 'two']) {
    await app.client.create(`/api/v1/namespaces/${namespace}/secrets`, { metadata: { name: 'password' }, stringData: { value: namespace } });
  }
}, 1_800_000);

afterAll(() => app?.stop());

/** Name by which the API server knows somebody who works under a role of the app. */
function nameOf(role: string): string {
  const principals = app.resources('AWS::EKS::AccessEntry').map(({ properties }) => properties.PrincipalArn);
  return userName(principals.find((arn) => arn.endsWith(`/people/${role}`)), 'ada');
}

/** Names of the namespaces in which a client may do something. */
async function reach(client: KubeClient, what: string): Promise<string[]> {
  const answers = await Promise.all(['one', 'two', 'kube-system'].map(async (namespace) => {
    const answer = client.request('GET', `/api/v1/namespaces/${namespace}/${what}`);
    return answer.then(() => [namespace], (error) => {
      expect(error.status).toBe(403);
      return [];
    });
  }));
  return answers.flat();
}

/** A client that a service account of a team has in its pods. */
async function asServiceAccount(namespace: string, account: string): Promise<KubeClient> {
  const { server, certificate, client } = app.environment.plane;
  const answer = await client.create(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
    apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {},
  } as object);
  return new KubeClient(server, answer.status.token, certificate);
}

test.each([
  ['Viewer', { pods: ['one'], secrets: [] }],
  ['Editor', { pods: ['one'], secrets: ['one'] }],
  ['Chief', { pods: ['one'], secrets: ['one'] }],
])('6 a %s of team one reads nothing of team two', async (person, expected) => {
  const client = app.client.as(nameOf(person));
  expect({ pods: await reach(client, 'pods'), secrets: await reach(client, 'secrets') }).toEqual(expected);
});

test('nobody else has the rights of a person', async () => {
  const person = nameOf('Chief');
  for (const other of [person.replace('Chief', 'Chieftain'), person.replace('/ada', ''), `${person}/more`, 'ada']) {
    expect(await reach(app.client.as(other), 'pods')).toEqual([]);
  }
});

test.each(['client', 'driver', 'executor'] as const)('the service account of a %s reads no secrets, and nothing of the other team', async (component) => {
  for (const { namespace, serviceAccounts } of [app.job('one'), app.job('two')]) {
    const client = await asServiceAccount(namespace, serviceAccounts[component]);
    expect(await reach(client, 'secrets')).toEqual([]);
    expect(await reach(client, 'pods')).toEqual(component === 'driver' ? [namespace] : []);
  }
});

test('a job that fits at synthesis fits the quota, which then is full', async () => {
  const { status } = (await app.client.read('/api/v1/namespaces/one/resourcequotas/team'))!;
  expect((await podsOf(app.client, runs[0])).map((pod) => pod.status.phase)).toEqual(['Running', 'Running', 'Running', 'Running']);
  expect(status).toEqual({ hard: { 'requests.cpu': '3500m', 'pods': '4' }, used: { 'requests.cpu': '3500m', 'pods': '4' } });
});

test('what goes beyond quota or limit range is refused in the words of the API server', async () => {
  const create = (memory: string) => app.client.as('emr-containers').create('/api/v1/namespaces/one/pods', {
    metadata: { name: 'more' }, spec: { containers: [{ name: 'more', image: 'more', resources: { limits: { memory } } }] },
  });
  await expect(create('1Gi')).rejects.toThrow(
    'pods "more" is forbidden: exceeded quota: team, requested: pods=1,requests.cpu=100m, used: pods=4,requests.cpu=3500m, limited: '
      + 'pods=4,requests.cpu=3500m',
  );
  await expect(create('9Gi')).rejects.toThrow('pods "more" is forbidden: maximum memory usage per Container is 8Gi, but limit is 9Gi');
});

test('a pool of one zone has nodes in no other', async () => {
  const nodes = await app.nodesOf('spark-compute-optimized');
  expect(nodes.length).toBeGreaterThanOrEqual(1);
  expect([...new Set(nodes.map(({ metadata }) => metadata.labels['topology.kubernetes.io/zone']))]).toEqual([
    `${app.environment.cloud.region}b`,
  ]);
});

test('the submitter runs on core nodes, tainted or not', async () => {
  const core = async () => app.client.list(`${NODES}?labelSelector=emr-eks-karpenter/node-group=core`);
  const job = () => app.job('two');
  const submitterNode = async (name: string) => (await app.pod(job(), name))!.spec.nodeName;
  const tainted = await core();
  expect(tainted.map(({ spec }) => spec.taints)).toEqual(tainted.map(() => [CORE_TAINT]));
  expect(tainted.map(({ metadata }) => metadata.name)).toContain(await submitterNode(`${runs[1].id}-submitter`));

  await app.deploy('untainted');
  const untainted = await core();
  expect(untainted.map(({ spec }) => spec.taints ?? [])).toEqual(untainted.map(() => []));
  await app.client.as('emr-containers').create('/api/v1/namespaces/two/pods', submitterPod(job(), 'again'));
  await app.until('the submitter runs', async () => (await app.pod(job(), 'again-submitter'))?.status.phase === 'Running');
  expect((await app.pod(job(), 'again-submitter'))!.spec.tolerations.map(({ key }: any) => key)).not.toContain('CriticalAddonsOnly');
  expect(untainted.map(({ metadata }) => metadata.name)).toContain(await submitterNode('again-submitter'));
}, 300_000);
