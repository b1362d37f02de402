import type { KubeClient, KubeObject } from '../../../local/control-plane/kube-client';
import { claimNamesOf, missingClaims, reportPods } from '../../../local/jobs/pod-report';
import { untilRunning } from '../../../local/jobs/submission';

// Words of kube-scheduler 1.35.4 and Karpenter 1.14.1 on the local control plane, 2026-11-23.
const UNSCHEDULABLE = '0/7 nodes are available: persistentvolumeclaim "job-exec-2-pvc-0" not found.';

function pod(name: string, claims: string[] = [], more: Partial<Record<'spec' | 'status', object>> = {}): KubeObject {
  const volumes = [
    { name: 'files', emptyDir: {} }, ...claims.map((claimName) => ({ name: 'spark-local-dir-1', persistentVolumeClaim: { claimName } })),
  ];
  return {
    metadata: { name },
    spec: { volumes, ...more.spec },
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: UNSCHEDULABLE }],
      ...more.status,
    },
  };
}

const running = (name: string) => pod(name, [], { spec: { nodeName: 'node-1' }, status: { phase: 'Running', conditions: [] } });

function event(at: string, message: string, more: object = {}): KubeObject {
  return {
    metadata: { name: 'e', creationTimestamp: '2026-11-23T12:00:00Z' },
    involvedObject: { kind: 'Pod', name: 'job-exec-2' }, reason: 'FailedScheduling', reportingComponent: 'default-scheduler',
    lastTimestamp: `2026-11-23T12:00:${at}Z`, message, ...more,
  };
}

test('claimNamesOf() names the claims of a pod and no other volumes', () => {
  expect(claimNamesOf(pod('a', ['b', 'c']))).toEqual(['b', 'c']);
  expect(claimNamesOf({ metadata: { name: 'a' }, spec: {} })).toEqual([]);
});

test('missingClaims() names what pods wait for and nobody has made', () => {
  expect(missingClaims([pod('a', ['b']), pod('c', ['d'])], [{ metadata: { name: 'b' } }])).toEqual(['d']);
});

describe('reportPods()', () => {
  test('says of a pod that waits where it is, why, what its claims are, and who said what last', () => {
    const events = [
      event('10', 'an older word of the scheduler'),
      event('20', UNSCHEDULABLE),
      event('15', 'did not find the claim', { reportingComponent: '', source: { component: 'karpenter' } }),
      event('30', 'of another pod', { involvedObject: { kind: 'Pod', name: 'job-exec-1' } }),
      event('31', 'of another kind', { involvedObject: { kind: 'Job', name: 'job-exec-2' } }),
    ];
    expect(reportPods({ pods: [running('job-driver'), pod('job-exec-2', ['job-exec-2-pvc-0'])], claims: [], events })).toEqual([
      `job-exec-2: Pending on no node; not PodScheduled (Unschedulable): ${UNSCHEDULABLE}`,
      '  claim job-exec-2-pvc-0: does not exist',
      `  default-scheduler, FailedScheduling: ${UNSCHEDULABLE}`,
      '  karpenter, FailedScheduling: did not find the claim',
    ]);
  });

  test('says for which node a claim waits', () => {
    const claims = [
      { metadata: { name: 'disk', annotations: { 'volume.kubernetes.io/selected-node': 'node-1' } }, status: { phase: 'Pending' } },
    ];
    const waiting = pod('a', ['disk'], {
      spec: { nodeName: 'node-1' }, status: { conditions: [{ type: 'Ready', status: 'False' }, { type: 'PodScheduled', status: 'True' }] },
    });
    expect(reportPods({ pods: [waiting], claims, events: [] })).toEqual([
      'a: Pending on node-1; not Ready', '  claim disk: Pending, for node-1',
    ]);
  });

  test('goes by the last time that an event was seen, and shortens it', () => {
    const seen = (reason: string, times: object) => event('00', reason.repeat(400), { reason, ...times });
    const events = [
      seen('a', { lastTimestamp: undefined, series: { lastObservedTime: '2026-11-23T12:00:09.000000Z' } }),
      seen('b', { lastTimestamp: null, eventTime: '2026-11-23T12:00:08.000000Z' }),
      seen('c', {}),
      seen('d', { lastTimestamp: undefined }),
    ];
    const lines = reportPods({ pods: [pod('job-exec-2')], claims: [], events }).slice(1);
    expect(lines.map((line) => line.replace(/^ {2}default-scheduler, (.):.*$/, '$1'))).toEqual(['a', 'b', 'c']);
    expect(lines[0]).toMatch(/^ {2}.{299}…$/);
  });
});

describe('untilRunning()', () => {
  const run = { id: 'job-1', job: { namespace: 'team' } } as any;
  const waiting = { id: 'job-1', pods: [pod('job-exec-2')] };
  const client = (lists: (path: string) => KubeObject[]) => ({ list: async (path: string) => lists(path) }) as unknown as KubeClient;

  test('says which pods do not run', async () => {
    const asked: string[] = [];
    const server = client((path) => {
      asked.push(path);
      return path.includes('/pods?') ? waiting.pods : [];
    });
    await expect(untilRunning(server, run, 0)).rejects.toThrow(
      `all pods of job-1 run: not within 0 s\njob-exec-2: Pending on no node; not PodScheduled (Unschedulable): ${UNSCHEDULABLE}`,
    );
    expect([...new Set(asked)].map((path) => path.split('?')[0])).toEqual(
      ['pods', 'persistentvolumeclaims', 'events'].map((kind) => `/api/v1/namespaces/team/${kind}`),
    );
  });

  test('says at least that they do not, where the server is gone', async () => {
    const server = client((path) => {
      if (!path.includes('/pods?')) {
        throw new Error('gone');
      }
      return waiting.pods;
    });
    await expect(untilRunning(server, run, 0)).rejects.toThrow(/^all pods of job-1 run: not within 0 s$/);
  });

  test('is over when all run', async () => {
    await expect(untilRunning(client(() => [running('a')]), run, 0)).resolves.toBeUndefined();
  });
});
