import { QueuedPlatform } from './yunikorn-support';
import { ApiError } from '../../../local/control-plane/kube-client';
import { YunikornAdmission } from '../../../local/controllers/yunikorn-admission';
import { leftovers } from '../../../local/leftovers';

const CONFIG = '/api/v1/namespaces/yunikorn/configmaps/yunikorn-configs';
let platform: QueuedPlatform;
let admission: YunikornAdmission;

beforeAll(async () => {
  platform = await QueuedPlatform.of('queues');
  const { processes, plane: { client, kubeconfig } } = platform.environment;
  admission = new YunikornAdmission({
    client, processes, kubeconfig, namespace: 'yunikorn', scheduler: platform.yunikorn.restAddress, log: console.log,
  });
  await admission.start();
}, 1_800_000);

afterAll(async () => platform?.stop());

/** A pod that nobody prepared, as it was admitted; and how long that took. */
async function admitted(namespace: string, name: string): Promise<{ readonly pod: any; readonly seconds: number }> {
  const started = Date.now();
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const pod = await platform.client.create(pods, { metadata: { name }, spec: { containers: [{ name: 'sleep', image: 'busybox' }] } });
  await platform.client.delete(`${pods}/${name}`);
  return { pod, seconds: (Date.now() - started) / 1000 };
}

const traces = ({ metadata: { labels = {}, annotations = {} }, spec: { schedulerName } }: any) => ({
  schedulerName, keys: [...Object.keys(labels), ...Object.keys(annotations)].filter((key) => /yunikorn|applicationId/.test(key)).sort(),
});

test('the real admission controller fills the webhooks that we declare, and ignores failures', async () => {
  const webhooks = await admission.webhooks();
  expect(webhooks.map(({ webhooks: [{ failurePolicy, clientConfig }] }) => [failurePolicy, clientConfig.caBundle.length > 100])).toEqual([
    ['Ignore', true], ['Ignore', true],
  ]);
});

test('it hands over the pods of namespaces that ask for YuniKorn, and leaves others as they are', async () => {
  for (const namespace of ['emr-a', 'emr-foreign']) {
    const { schedulerName, keys } = traces((await admitted(namespace, 'stranger')).pod);
    expect(schedulerName).toBe('yunikorn');
    expect(keys).toContain('yunikorn.apache.org/app-id');
  }
  for (const namespace of ['emr-plain', 'default', 'kube-system']) {
    const { pod, seconds } = await admitted(namespace, 'stranger');
    expect(traces(pod)).toEqual({ schedulerName: 'default-scheduler', keys: [] });
    console.log(`${namespace}: ${seconds} s`);
  }
});

test('a namespace that stops asking is left alone, without a restart', async () => {
  const path = '/api/v1/namespaces/emr-foreign';
  await platform.client.patch(path, { metadata: { annotations: { 'yunikorn.apache.org/namespace.enableYuniKorn': 'false' } } });
  await platform.until(
    'the change', async () => traces((await admitted('emr-foreign', 'again')).pod).schedulerName === 'default-scheduler', 30,
  );
});

test.each([
  ['a dot in a name', 'bad.name', /queue name is invalid|invalid queue name/i],
  ['a name twice', 'emr', /duplicate child name found with name 'emr'/],
])('11 a tree with %s is refused with YuniKorn\'s own words, and never reaches it', async (_, name, reason) => {
  const before = (await platform.client.read(CONFIG))!.data['queues.yaml'];
  const tree = JSON.parse(before);
  tree.partitions[0].queues[0].queues.push({ name });
  const error = await platform.client.patch(CONFIG, { data: { 'queues.yaml': JSON.stringify(tree) } })
    .then(() => undefined, (refusal) => refusal);
  expect(error).toBeInstanceOf(ApiError);
  console.log((error as ApiError).message);
  expect((error as ApiError).message).toMatch(reason);
  expect((await platform.client.read(CONFIG))!.data['queues.yaml']).toBe(before);
});

test('the stack can still be updated through it', async () => {
  await platform.deploy('changed');
  expect((await platform.client.read(CONFIG))!.data['queues.yaml']).toContain('"vcore": "50"');
}, 300_000);

test('while it is down, pods everywhere start, those of teams too', async () => {
  await admission.stop();
  for (const namespace of ['kube-system', 'default', 'emr-plain', 'emr-a']) {
    const { pod, seconds } = await admitted(namespace, 'orphan');
    console.log(`${namespace}: ${seconds} s`);
    expect(pod.spec.schedulerName).toBe('default-scheduler');
    expect(seconds).toBeLessThan(10);
  }
});

test('nothing of it stays when the stack is destroyed, its webhooks neither', async () => {
  expect(await admission.webhooks()).toHaveLength(2);
  await platform.destroy();
  expect(await admission.webhooks()).toEqual([]);
  expect(await leftovers(platform.client, platform.environment.cloudClient)).toEqual({});
}, 300_000);
