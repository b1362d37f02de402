import type { KubeObject } from '../../../local/control-plane/kube-client';
import { decisionsOfEvents, decisionsOfLog } from '../../../local/history/decisions';
import { Observations, type Snapshot } from '../../../local/history/observations';
import { countCalls } from '../../../local/history/recorder';

const STARTED = Date.parse('2026-11-23T12:36:00.000Z');

// Lines as Karpenter 1.14.1 wrote them in kwok mode, 2026-11-23, without the fields that nobody reads.
const LOG = [
  { level: 'INFO', time: '2026-11-23T12:36:00.519Z', message: 'found provisionable pod(s)', Pods: 'team/a, team/b' },
  {
    'level': 'INFO',
    'time': '2026-11-23T12:36:00.528Z',
    'message': 'created nodeclaim',
    'NodePool': { name: 'spark-memory' },
    'NodeClaim': { name: 'spark-memory-k57wv' },
    'requests': { cpu: '2200m', memory: '11263Mi', pods: '2' },
    'instance-types': 'r5d.2xlarge, r5d.4xlarge, r5d.8xlarge, r5d.xlarge',
  },
  {
    'level': 'INFO',
    'time': '2026-11-23T12:36:00.608Z',
    'message': 'launched nodeclaim',
    'NodeClaim': { name: 'spark-memory-k57wv' },
    'instance-type': 'r5d.xlarge',
    'zone': 'eu-west-1a',
    'capacity-type': 'on-demand',
  },
  { level: 'INFO', time: '2026-11-23T12:36:10.550Z', message: 'computed unready node(s) will fit pod(s)', nodes: 1, pods: 3 },
  { level: 'INFO', time: '2026-11-23T12:36:31.736Z', message: 'initialized nodeclaim', NodeClaim: { name: 'spark-memory-k57wv' } },
].map((line) => JSON.stringify(line));

const words = (lines: string[]) => decisionsOfLog(lines.join('\n'), STARTED).map(({ words: text }) => text);

describe('decisionsOfLog()', () => {
  test('says in words what Karpenter decided, and when', () => {
    expect(decisionsOfLog(LOG.join('\n'), STARTED)).toEqual([
      {
        at: 0.528,
        about: 'spark-memory',
        words: 'asks for a node for 2 pods (2200m CPU, 11263Mi of memory): r5d.2xlarge, r5d.4xlarge, r5d.8xlarge or 1 other',
      },
      { at: 0.608, about: 'spark-memory-k57wv', words: 'launches r5d.xlarge, on-demand, in eu-west-1a' },
      { at: 10.55, about: '', words: 'launches nothing: 3 pods will fit 1 node that still boots' },
      { at: 31.736, about: 'spark-memory-k57wv', words: 'takes the node as ready' },
    ]);
  });

  test.each([
    ['a.large', 'a.large'], ['a.l, b.l, c.l', 'a.l, b.l, c.l'], ['a.l, b.l, c.l, d.l, e.l and 35 other(s)', 'a.l, b.l, c.l or 37 others'],
  ])('names few types of %s', (types, named) => {
    const line = { ...JSON.parse(LOG[1]), 'instance-types': types };
    expect(words([JSON.stringify(line)])).toEqual([`asks for a node for 2 pods (2200m CPU, 11263Mi of memory): ${named}`]);
  });

  // The form of `command`: https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/disruption/types.go
  test.each([
    [
      {
        'command': 'Empty/1f2e: delete: nodepools=[a]: [n] (savings: $0.10)',
        'decision': 'delete',
        'disrupted-node-count': 1,
        'pod-count': 0,
      },
      'ends 1 node (empty)',
    ],
    [
      {
        'command': 'Drifted/1f2e: replace: nodepools=[a]: [n] -> [1 replacement] (savings: $0.00)',
        'decision': 'replace',
        'disrupted-node-count': 2,
        'replacement-node-count': 1,
        'pod-count': 3,
      },
      'replaces 2 nodes by 1, whose 3 pods must move (drifted)',
    ],
  ])('tells a disruption: %j', (fields, text) => {
    const line = {
      'level': 'INFO',
      'time': '2026-11-23T12:36:00Z',
      'message': 'disrupting node(s)',
      'disrupted-nodes': [{ NodeClaim: { name: 'n-1' } }],
      ...fields,
    };
    expect(decisionsOfLog(JSON.stringify(line), STARTED)).toEqual([{ at: 0, words: text, about: 'n-1' }]);
  });

  test('tells errors, shortened', () => {
    const error = (text: string) => JSON.stringify({
      level: 'ERROR', time: '2026-11-23T12:36:00Z', message: 'Reconciler error', name: 'x', error: text,
    });
    expect(words([error('no capacity')])).toEqual(['could not: Reconciler error: no capacity']);
    expect(words([error('y'.repeat(1000))])[0]).toHaveLength(300);
  });

  test('tells a failure that comes again once, at its first time; decisions each time', () => {
    const error = (second: number, name: string) => JSON.stringify({
      level: 'ERROR', time: `2026-11-23T12:36:0${second}Z`, message: 'Reconciler error', name, error: 'no pool',
    });
    expect(decisionsOfLog([error(1, 'x'), LOG[3], error(2, 'y'), error(3, 'x'), LOG[3], error(4, 'x')].join('\n'), STARTED)).toEqual([
      { at: 1, about: 'x', words: 'could not: Reconciler error: no pool (3 times)' },
      { at: 10.55, about: '', words: 'launches nothing: 3 pods will fit 1 node that still boots' },
      { at: 2, about: 'y', words: 'could not: Reconciler error: no pool' },
      { at: 10.55, about: '', words: 'launches nothing: 3 pods will fit 1 node that still boots' },
    ]);
  });

  test('passes over what is no line of JSON', () => {
    expect(words(['panic: x', '{"level":"INFO","mess', 'null', ''])).toEqual([]);
  });
});

test('events tell what does not work once, and only Karpenter\'s', () => {
  const event = (component: string, reason: string, uid: string): KubeObject => ({
    metadata: { name: uid, uid, creationTimestamp: '2026-11-23T12:36:07Z' }, source: { component }, reason, message: 'no pool fits',
    involvedObject: { namespace: 'team', name: 'pod' },
  });
  const events = [
    event('karpenter', 'FailedScheduling', '1'),
    event('karpenter', 'FailedScheduling', '2'),
    event('default-scheduler', 'FailedScheduling', '3'),
    event('karpenter', 'Nominated', '4'),
  ];
  expect(decisionsOfEvents(events, STARTED)).toEqual([{ at: 7, words: 'says: no pool fits', about: 'team/pod' }]);
});

describe('Observations', () => {
  const time = (seconds: number) => new Date(STARTED + seconds * 1000).toISOString();
  const condition = (type: string, seconds: number) => ({ type, status: 'True', lastTransitionTime: time(seconds) });
  const labels = {
    'karpenter.sh/nodepool': 'compute',
    'node.kubernetes.io/instance-type': 'c5d.xlarge',
    'karpenter.sh/capacity-type': 'spot',
    'topology.kubernetes.io/zone': 'z',
  };
  const claim: KubeObject = {
    metadata: { name: 'claim', uid: 'c', creationTimestamp: time(2), labels },
    status: { nodeName: 'kwok-1', conditions: [condition('Initialized', 33)] },
  };
  const node = (name: string): KubeObject =>
    ({ metadata: { name, uid: name, creationTimestamp: time(1), labels: {} }, spec: {}, status: {} });
  const pod: KubeObject = {
    metadata: { name: 'd', namespace: 'team', uid: 'p', creationTimestamp: time(2), labels: { 'spark-role': 'driver' } },
    spec: { nodeName: 'kwok-1' },
    status: {
      conditions: [condition('PodScheduled', 34)],
      containerStatuses: [{ state: { running: { startedAt: time(33) } } }, { state: { running: { startedAt: time(35) } } }],
    },
  };
  const seen = (...snapshots: Array<Partial<Snapshot>>) => {
    const observations = new Observations(STARTED);
    snapshots.forEach((snapshot, index) => observations.add({
      at: STARTED + (index + 1) * 40_000, nodes: [], claims: [], pods: [], ...snapshot,
    }));
    return observations;
  };

  test('joins a node claim and its node, and keeps nodes of others', () => {
    const observations = seen({ nodes: [node('kwok-1'), node('core-1')], claims: [claim] }, { nodes: [node('core-1')] });
    expect(observations.nodeHistories()).toEqual([
      { name: 'core-1', pool: 'core', instanceType: '', capacityType: '', zone: '', launched: 1, ready: 1, gone: undefined },
      { name: 'kwok-1', pool: 'compute', instanceType: 'c5d.xlarge', capacityType: 'spot', zone: 'z', launched: 2, ready: 33, gone: 80 },
    ]);
  });

  test('a node is ready when its kubelet says so, which Karpenter notices later', () => {
    const ready = { ...node('kwok-1'), status: { conditions: [condition('Ready', 31)] } };
    expect(seen({ nodes: [ready], claims: [claim] }).nodeHistories()).toMatchObject([{ name: 'kwok-1', ready: 31 }]);
  });

  test('a claim that never became a node is one that never was ready', () => {
    const [lost] = seen({ claims: [{ ...claim, status: {} }] }).nodeHistories();
    expect(lost).toMatchObject({ name: 'claim', ready: undefined, gone: undefined });
  });

  test('a pod runs when its last container does, and ends when it is seen no more', () => {
    expect(seen({ pods: [pod] }, {}).podHistories()).toEqual([
      { name: 'd', namespace: 'team', kind: 'driver', node: 'kwok-1', created: 2, bound: 34, running: 35, ended: 80 },
    ]);
  });

  test('a pod that came and went between two looks is bound where and when its event says', () => {
    const brief = { ...pod, spec: {}, status: {} };
    const event = {
      metadata: { name: 'e' },
      reason: 'PodBindSuccessful',
      involvedObject: { uid: 'p' },
      eventTime: time(29.4),
      message: 'Pod team/d is successfully bound to node kwok-1',
    };
    const others = [{ ...event, reason: 'Scheduled' }, { ...event, involvedObject: { uid: 'q' } }];
    expect(seen({ pods: [brief] }, {}).podHistories([event])).toMatchObject([{ node: 'kwok-1', bound: 29.4, ended: 80 }]);
    expect(seen({ pods: [brief] }, {}).podHistories(others)).toMatchObject([{ node: undefined, bound: undefined }]);
  });

  // As YuniKorn 1.8.0 labelled them, 2026-11-23: https://yunikorn.apache.org/docs/user_guide/labels_and_annotations_in_yunikorn
  test.each([
    [
      'the driver',
      { 'yunikorn.apache.org/app-id': 'spark-1', 'yunikorn.apache.org/task-group-name': 'g' },
      { 'spark-app-selector': 'spark-1' },
      { application: 'spark-1', group: 'g', isPlaceholder: false },
    ],
    [
      'a pod that names no application',
      { 'yunikorn.apache.org/task-group-name': 'g' },
      { 'spark-app-selector': 'spark-1' },
      { application: 'spark-1', group: 'g', isPlaceholder: false },
    ],
    [
      'a place',
      { 'internal.yunikorn.apache.org/placeholder': 'true', 'yunikorn.apache.org/task-group-name': 'g' },
      { 'yunikorn.apache.org/app-id': 'spark-1' },
      { application: 'spark-1', group: 'g', isPlaceholder: true },
    ],
    ['a pod of a job without a gang', { 'yunikorn.apache.org/app-id': 'spark-1' }, { 'spark-app-selector': 'spark-1' }, undefined],
  ])('%s is known by its annotations', (_, annotations, own, gang) => {
    const [found] = seen({ pods: [{ ...pod, metadata: { ...pod.metadata, annotations, labels: own } }] }).podHistories();
    expect(found.gang).toEqual(gang);
  });

  test('a pod that waits has no time but that of its creation', () => {
    const waiting = {
      ...pod, metadata: { ...pod.metadata, labels: {} }, spec: {}, status: { conditions: [{ type: 'PodScheduled', status: 'False' }] },
    };
    expect(seen({ pods: [waiting] }).podHistories()).toEqual([
      { name: 'd', namespace: 'team', kind: 'other', node: undefined, created: 2, bound: undefined, running: undefined, ended: undefined },
    ]);
  });
});

test('calls are counted by action, ids left out', () => {
  const call = (service: string, action: string) => ({ service, action, region: 'eu-west-1', userAgent: '', parameters: {} });
  expect(countCalls([
    call('ssm', 'GetParameter'), call('eks', 'GET /clusters/a'), call('eks', 'GET /clusters/b?x=1'), call('eks', 'POST /clusters'),
  ])).toEqual([
    { service: 'eks', action: 'GET /clusters/…', count: 2 },
    { service: 'eks', action: 'POST /clusters', count: 1 },
    { service: 'ssm', action: 'GetParameter', count: 1 },
  ]);
});
