import { LocalEnvironment } from '../../../local/environment';
import { YunikornProcess } from '../../../local/yunikorn';
import { queuesYaml } from '../../../src/yunikorn/manifests/queues';
import { partitionProblem } from '../../../src/yunikorn/tree-rules';
import { Random, randomPartition } from '../../support/random-queues';

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

/** What YuniKorn's own parser says. */
async function verdict(yaml: string): Promise<{ readonly allowed: boolean; readonly reason: string }> {
  const response = await fetch(`http://${yunikorn.restAddress}/ws/v1/validate-conf`, { method: 'POST', body: yaml });
  return response.json() as Promise<{ allowed: boolean; reason: string }>;
}

test(`our rules and YuniKorn's agree on ${TREES} random trees`, async () => {
  const codes = new Map<string, number>();
  const disagreements: object[] = [];
  for (let seed = 1; seed <= TREES; seed++) {
    const spec = randomPartition(new Random(seed));
    const found = partitionProblem(spec);
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
