import { YunikornProcess } from '../../../local/controllers/yunikorn';
import { LocalEnvironment } from '../../../local/environment';
import { pause } from '../../../local/processes/processes';
import { queuesYaml } from '../../../src/yunikorn/queue/manifests/queues';
import { Random, randomPartition, refusalOf } from '../../support/random-queues';

const TREES = 2000;
let environment: LocalEnvironment;
let yunikorn: YunikornProcess;

beforeAll(async () => {
  environment = await LocalEnvironment.start({ account: '111122223333', region: 'us-west-2', log: console.log });
  const { processes, plane: { client, kubeconfig } } = environment;
  yunikorn = new YunikornProcess({ client, processes, kubeconfig, log: console.log });
  await yunikorn.follow({ chart: 'yunikorn', release: 'yunikorn', namespace: 'yunikorn', values: {} });
}, 1_800_000);

afterAll(async () => environment?.stop());

/** The verdict of YuniKorn's own parser. */
async function verdict(yaml: string): Promise<{ readonly allowed: boolean; readonly reason: string }> {
  const response = await fetch(`http://${yunikorn.restAddress}/ws/v1/validate-conf`, { method: 'POST', body: yaml });
  return response.json() as Promise<{ allowed: boolean; reason: string }>;
}

test(`our rules and YuniKorn's agree on ${TREES} random trees`, async () => {
  const codes = new Map<string, number>();
  const disagreements: object[] = [];
  for (let seed = 1; seed <= TREES; seed++) {
    const spec = randomPartition(new Random(seed));
    const found = refusalOf(spec);
    const { allowed, reason } = await verdict(queuesYaml(spec));
    codes.set(found?.code ?? 'accepted', (codes.get(found?.code ?? 'accepted') ?? 0) + 1);
    if (allowed !== (found === undefined)) {
      disagreements.push({ seed, ours: found?.message ?? 'accepted', theirs: allowed ? 'accepted' : reason });
    }
  }
  console.log(`${TREES} trees: ${[...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`).join(', ')}`);
  expect(disagreements).toEqual([]);
  expect(codes.get('accepted')).toBeGreaterThan(TREES / 5);
  expect([...codes.keys()].filter((code) => code !== 'accepted').length).toBeGreaterThanOrEqual(20);
}, 600_000);

test('without a node YuniKorn does not say that pods find none, so that nothing launches one: core nodes come first', async () => {
  const { processes, plane: { client } } = environment;
  const pods = '/api/v1/namespaces/default/pods';
  await client.create(pods, {
    metadata: { name: 'waits', labels: { 'yunikorn.apache.org/app-id': 'waits' } },
    spec: {
      schedulerName: 'yunikorn',
      nodeSelector: { nowhere: 'true' },
      containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
    },
  });
  await processes.until('its application', 60, async () =>
    (await yunikorn.ask('/ws/v1/partition/default/queue/root.default/applications')).length === 1);
  // Karpenter looks for this: https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/utils/pod/scheduling.go
  const isUnschedulable = async () => {
    const conditions: any[] = (await client.read(`${pods}/waits`))!.status.conditions ?? [];
    return conditions.some(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable');
  };
  await pause(15_000);
  expect(await isUnschedulable()).toBe(false);

  const room = { cpu: '4', memory: '16Gi', pods: '58' };
  await client.create('/api/v1/nodes', { metadata: { name: 'core' }, status: { capacity: room, allocatable: room } });
  await processes.until('the pod is called unschedulable', 60, isUnschedulable);
}, 300_000);
