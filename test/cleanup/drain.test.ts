import { TestCloud } from './support/cloud';
import {
  busyCluster, controllers, FakeKubernetes, karpenter, NODE_CLAIMS, NODE_CLASSES, PODS, POOLS, SERVICES, VOLUMES,
} from './support/kubernetes';
import { Answers, invoke, requestOf, TestClock, type Invoked } from './support/lambda';
import { inventory, twoClusters } from './support/leftovers';
import { isMutation, json } from './support/proxy';
import { virtualCluster } from './support/virtual-cluster';

const MINUTE = 60_000;

let cloud: TestCloud;
let answers: Answers;
let api: FakeKubernetes;
let clock: TestClock;

beforeAll(async () => {
  cloud = await TestCloud.start();
  answers = await Answers.listen();
  api = await FakeKubernetes.listen();
}, 120_000);

afterAll(async () => {
  await api?.stop();
  await answers?.stop();
  await cloud?.stop();
});

beforeEach(async () => {
  await cloud.reset();
  answers.received = [];
  busyCluster(api);
  clock = new TestClock();
  clock.onSleep = () => {
    karpenter(api);
    controllers(api);
  };
});

const connect = async () => ({ endpoint: api.url, headers: () => ({ authorization: 'Bearer test' }) });

async function drain({ parts, world = {} }: { parts?: readonly string[]; world?: object } = {}): Promise<Invoked> {
  const request = requestOf({ clusterName: 'mine', phase: 'drain', responseUrl: answers.url, parts });
  return invoke(request, { clock, own: cloud.invocations, world: { connect, ...world } });
}

const statesOf = async (virtualClusterId: string) =>
  (await cloud.aws.pages('emr-containers:ListJobRuns', { virtualClusterId }, 'jobRuns')).map(({ state }) => state);
const deleted = () => api.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
const answer = () => answers.received[0].document;

describe('the drain', () => {
  test('ends jobs and managed endpoints of the cluster, and of no other', async () => {
    const [mine, other] = [await virtualCluster(cloud, 'mine', 2), await virtualCluster(cloud, 'other', 1)];
    const { log } = await drain({ parts: ['jobs'] });
    expect(await statesOf(mine)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(await statesOf(other)).not.toContain('CANCELLED');
    expect([cloud.endpoints.get(mine)![0].state, cloud.endpoints.get(other)![0].state]).toEqual(['TERMINATED', 'ACTIVE']);
    expect(log).toContain('mine drain: delete managed endpoint endpointmine');
    expect(answer()).toMatchObject({ Status: 'SUCCESS', Reason: 'Nothing is left' });
    expect(api.calls).toEqual([]);
  });

  test('empties the cluster: pools, nodes with a protected driver, node classes, load balancers, claims', async () => {
    await virtualCluster(cloud, 'mine', 1);
    const { log } = await drain();
    expect(answer()).toMatchObject({ Status: 'SUCCESS', Reason: 'Nothing is left' });
    expect(api.names()).toEqual({ nodes: ['core'], pods: ['agent', 'coredns'], services: ['kubernetes'] });
    const steps = deleted();
    const [pool, pod, nodeClass] = [
      `DELETE ${POOLS}/spark`, 'DELETE /api/v1/namespaces/team/pods/driver', `DELETE ${NODE_CLASSES}/spark`,
    ].map((step) => steps.indexOf(step));
    expect([pool >= 0, pod > pool, nodeClass > pod]).toEqual([true, true, true]);
    expect(steps.filter((step) => /PATCH|agent|coredns|kubernetes$|executor/.test(step))).toEqual([]);
    expect(log.filter((line) => line.includes('could not'))).toEqual([]);
    expect(log.at(-1)).toBe('mine drain: nothing left');
    // Two minutes for drivers that end by themselves, the rest for looks at what is left.
    expect(clock.now() - Date.UTC(2026, 10, 23)).toBeLessThan(4 * MINUTE);
  });

  test('waits for a job that EMR does not end, then goes on', async () => {
    await virtualCluster(cloud, 'mine', 1);
    cloud.setFault(({ operation }) => (operation === 'CancelJobRun' ? { status: 200, body: '{}', type: 'application/json' } : undefined));
    await drain();
    expect(answer()).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringMatching(/^Left to the sweep: job run \w+ \(job-0\)$/) });
    expect(api.all(NODE_CLAIMS)).toEqual([]);
    expect(clock.now() - Date.UTC(2026, 10, 23)).toBeGreaterThan(8 * MINUTE);
  });

  test('ends nodes behind the back of a Karpenter that does nothing, but no core node', async () => {
    const { all } = await twoClusters(cloud.aws);
    clock.onSleep = () => controllers(api);
    const { invocations } = await drain();
    expect(api.names()).toEqual({ nodes: ['core', 'spark-0', 'spark-1', 'spark-2'], pods: ['agent', 'coredns'], services: ['kubernetes'] });
    const { instances, ...rest } = await inventory(cloud.aws);
    // Two of "mine" by Karpenter; its core node and those of the other cluster stay.
    expect([all.instances.length - instances.length, rest['launch templates']]).toEqual([2, all['launch templates']]);
    expect(invocations).toBe(2);
    expect(clock.now() - Date.UTC(2026, 10, 23)).toBeLessThan(31 * MINUTE);
    const bodies = api.calls.filter(({ method, path }) => method === 'DELETE' && path.endsWith('/pods/driver')).map(({ body }) => body);
    expect(bodies).toEqual([{ apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' }]);
    const patched = api.calls.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
    expect(patched).toContain(`${NODE_CLAIMS}/spark-0`);
  });

  test('releases objects of a load balancer controller that is gone', async () => {
    clock.onSleep = () => karpenter(api);
    await drain({ parts: ['loadBalancers'] });
    expect(answer()).toMatchObject({ Reason: 'Nothing is left' });
    expect(api.all(SERVICES).map(({ metadata }) => metadata.name)).toEqual(['kubernetes']);
    expect(clock.now() - Date.UTC(2026, 10, 23)).toBeGreaterThanOrEqual(5 * MINUTE);
  });

  test('marks volumes that are to be retained, so that the sweep leaves them', async () => {
    const { VolumeId } = await cloud.aws.call('ec2:CreateVolume', { AvailabilityZone: 'eu-west-1a', Size: 1 });
    const volume = (name: string, policy: string, phase: string, driver = 'ebs.csi.aws.com') => ({
      metadata: { name }, spec: { persistentVolumeReclaimPolicy: policy, csi: { driver, volumeHandle: VolumeId } }, status: { phase },
    });
    api.add(
      VOLUMES,
      volume('kept', 'Retain', 'Bound'),
      volume('going', 'Delete', 'Released'),
      volume('lustre', 'Retain', 'Bound', 'fsx.csi.aws.com'),
    );
    await drain({ parts: ['volumes'] });
    const [{ Tags }] = (await cloud.aws.call('ec2:DescribeVolumes', { VolumeIds: [VolumeId] })).Volumes;
    expect(Tags).toEqual([{ Key: 'emr-eks-karpenter/retain', Value: 'true' }]);
    expect(cloud.proxy.calls.filter(({ operation }) => operation === 'CreateTags')).toHaveLength(1);
    expect(api.all(VOLUMES).map(({ metadata }) => metadata.name)).toEqual(['kept', 'lustre']);
    expect(api.all(POOLS)).toHaveLength(1);
  });

  describe('of file systems', () => {
    const tags = { 'emr-eks-karpenter:cluster': 'mine', 'emr-eks-karpenter:on-removal': 'delete', 'CSIVolumeName': 'pvc-1' };
    const create = async () => (await cloud.aws.call('fsx:CreateFileSystem', {
      FileSystemType: 'LUSTRE', StorageCapacity: 1200, StorageType: 'SSD', SubnetIds: ['subnet-1'], SecurityGroupIds: [],
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })).FileSystem.FileSystemId;
    const volume = (name: string, volumeHandle: string, annotations: Record<string, string> = {}) => ({
      metadata: { name, annotations }, spec: { persistentVolumeReclaimPolicy: 'Retain', csi: { driver: 'fsx.csi.aws.com', volumeHandle } },
      status: { phase: 'Bound' },
    });

    test('marks what the driver made and is to be retained, and nothing else', async () => {
      const [kept, shared] = [await create(), await create()];
      api.add(VOLUMES, volume('kept', kept, { 'pv.kubernetes.io/provisioned-by': 'fsx.csi.aws.com' }), volume('shared', shared));
      await drain({ parts: ['volumes', 'fileSystems'] });
      const found = await cloud.aws.pages('fsx:DescribeFileSystems', {}, 'FileSystems');
      const marked = found.filter(({ Tags }) => Tags.some(({ Key, Value }: any) => Key === 'emr-eks-karpenter/retain' && Value === 'true'));
      expect(marked.map(({ FileSystemId }) => FileSystemId)).toEqual([kept]);
      await invoke(requestOf({ clusterName: 'mine', phase: 'sweep', responseUrl: answers.url, parts: ['fileSystems'] }), {
        clock, own: cloud.invocations,
      });
      expect((await cloud.aws.pages('fsx:DescribeFileSystems', {}, 'FileSystems')).map(({ FileSystemId }) => FileSystemId)).toEqual([kept]);
    });

    test('asks FSx nothing where they are switched off', async () => {
      api.add(VOLUMES, volume('kept', 'fs-1', { 'pv.kubernetes.io/provisioned-by': 'fsx.csi.aws.com' }));
      await drain({ parts: ['volumes'] });
      expect(cloud.proxy.calls.filter(({ service }) => service === 'fsx')).toEqual([]);
    });

    test('waits until those are gone that the driver deletes', async () => {
      const id = await create();
      cloud.setFault(({ operation }) => operation !== 'DescribeFileSystems' ? undefined : json({
        FileSystems: clock.now() >= Date.UTC(2026, 10, 23) + 4 * MINUTE ? [] : [
          { FileSystemId: id, Lifecycle: 'DELETING', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
          { FileSystemId: 'fs-other', Lifecycle: 'DELETING', Tags: [] },
        ],
      }));
      const { log } = await drain({ parts: ['volumes', 'fileSystems'] });
      expect(log[log.length - 2]).toBe(`mine drain: 1 left: file system ${id} (being deleted)`);
      expect((clock.now() - Date.UTC(2026, 10, 23)) / MINUTE).toBeCloseTo(4, 0);
      expect(cloud.proxy.calls.filter(isMutation).map(({ operation }) => operation)).toEqual(['CreateFileSystem']);
    });
  });

  test('leaves alone what is switched off', async () => {
    const before = api.names();
    await drain({ parts: ['networkInterfaces', 'securityGroups'] });
    expect(api.names()).toEqual(before);
    expect([api.calls, cloud.proxy.calls]).toEqual([[], []]);
    expect(answer()).toMatchObject({ Status: 'SUCCESS' });
  });

  test('with jobs switched off waits for them as long as it can, and deletes no pod', async () => {
    await drain({ parts: ['nodes'] });
    expect(deleted().filter((step) => step.includes('/pods/'))).toEqual([]);
    expect(api.all(PODS).map(({ metadata }) => metadata.name)).toContain('driver');
    expect(api.all(NODE_CLAIMS)).toEqual([]);
  });

  test('shows in a dry run what it would do', async () => {
    await virtualCluster(cloud, 'mine', 1);
    const before = api.names();
    cloud.proxy.calls = [];
    const { result } = await invoke({ dryRun: true, clusterName: 'mine', phases: ['drain'] }, { clock, own: [], world: { connect } });
    expect(api.names()).toEqual(before);
    expect([deleted(), cloud.proxy.calls.filter(isMutation)]).toEqual([[], []]);
    const would = result.lines.filter((line: string) => line.includes(' would ')).map((line: string) => line.replace(
      /^mine drain: would |(?<=job run ).*/g, '',
    ));
    expect(would).toEqual([
      'cancel job run ', 'delete managed endpoint endpointmine', 'delete /api/v1/namespaces/team/services/ui',
      'delete /apis/networking.k8s.io/v1/namespaces/team/ingresses/studio', 'delete /api/v1/namespaces/team/persistentvolumeclaims/shuffle',
      `delete ${POOLS}/spark`, ...[0, 1, 2].map((i) => `delete ${NODE_CLAIMS}/spark-${i}`),
      ...['driver', 'executor-1', 'executor-2'].map((pod) => `delete /api/v1/namespaces/team/pods/${pod}`), `delete ${NODE_CLASSES}/spark`,
    ]);
  });
});

describe('a drain in trouble', () => {
  test('gives up on an API server that never answers', async () => {
    await drain({ world: { connect: async () => ({ endpoint: 'http://127.0.0.1:9', headers: () => ({}) }) } });
    expect(answer()).toMatchObject({
      Status: 'SUCCESS', Reason: expect.stringMatching(/^Left to the sweep: Kubernetes API \(.*ECONNREFUSED.*\)$/),
    });
    expect(clock.now() - Date.UTC(2026, 10, 23)).toBeLessThan(6 * MINUTE);
  });

  test('has nothing to do in a cluster that is gone', async () => {
    await drain({ world: { connect: undefined } as object });
    expect(answer()).toMatchObject({ Status: 'SUCCESS', Reason: 'Nothing is left' });
    expect(cloud.proxy.calls.map(({ operation }) => operation)).toContain('DescribeCluster');
    expect(clock.now()).toBe(Date.UTC(2026, 10, 23));
  });

  test('asks again when the API server is busy', async () => {
    let count = 0;
    api.fault = () => (++count % 3 === 0 ? [429, 503][count % 2] : undefined);
    await drain();
    expect(answer()).toMatchObject({ Reason: 'Nothing is left' });
    expect(api.names()).toEqual({ nodes: ['core'], pods: ['agent', 'coredns'], services: ['kubernetes'] });
  });

  test('says what it may not do, and does the rest', async () => {
    api.fault = ({ path }) => (path.includes('/ingresses') ? 403 : undefined);
    await drain();
    expect(answer()).toMatchObject({
      Status: 'SUCCESS',
      Reason: expect.stringContaining('Left to the sweep: load balancers (KubernetesError: GET /apis/networking.k8s.io/v1/ingresses'),
    });
    expect(api.all(NODE_CLAIMS)).toEqual([]);
  });

  test('that is killed after any change ends clean when it is run again', async () => {
    let steps = 0;
    for (let n = 0; ; n++) {
      busyCluster(api);
      await cloud.reset();
      await virtualCluster(cloud, 'mine', 1);
      let done = 0;
      let kill: (isKilled: boolean) => void;
      const killed = new Promise<boolean>((resolve) => { kill = resolve; });
      const change = (isChange: boolean) => {
        if (isChange && ++done > n) kill(true);
        return done > n;
      };
      const send = async (service: string, operation: string, input: object) => (
        change(!/^(Describe|Get|List)/.test(operation)) ? new Promise(() => {}) : cloud.aws.call(`${service}:${operation}`, input));
      const headers = () => {
        if (done > n) throw new Error('dead');
        return {};
      };
      api.fault = ({ method }) => (change(method !== 'GET') ? 500 : undefined);
      const dying = drain({ world: { send, connect: async () => ({ endpoint: api.url, headers }) } }).then(() => false, () => true);
      const wasKilled = await Promise.race([killed, dying]);
      api.fault = undefined;
      answers.received = [];
      await drain();
      expect({ n, left: api.names(), answer: answer().Reason }).toEqual({
        n, left: { nodes: ['core'], pods: ['agent', 'coredns'], services: ['kubernetes'] }, answer: 'Nothing is left',
      });
      if (!wasKilled) break;
      steps++;
    }
    expect(steps).toBeGreaterThanOrEqual(10);
  }, 300_000);
});

describe('the way to the cluster', () => {
  test('is a token of the function\'s own role, made anew for every call', async () => {
    const describeCluster = { cluster: { endpoint: api.url, certificateAuthority: { data: '' } } };
    const send = async (service: string, operation: string, input: object) => (service === 'eks'
      ? describeCluster
      : cloud.aws.call(`${service}:${operation}`, input));
    await drain({ parts: ['loadBalancers'], world: { send, connect: undefined } });
    const tokens = api.calls.map(({ headers }) => String(headers.authorization));
    const [first, last] = [tokens[0], tokens.at(-1)!].map((token) => new URL(
      Buffer.from(token.replace('Bearer k8s-aws-v1.', ''), 'base64url').toString(),
    ));
    expect([first.origin, first.searchParams.get('Action'), first.searchParams.get('X-Amz-SignedHeaders')]).toEqual([
      'https://sts.eu-west-1.amazonaws.com', 'GetCallerIdentity', 'host;x-k8s-aws-id',
    ]);
    expect(first.searchParams.get('X-Amz-Date')).toBe('20261123T000000Z');
    expect(last.searchParams.get('X-Amz-Date')).not.toBe('20261123T000000Z');
  });
});
