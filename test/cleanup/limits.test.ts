import { TestCloud } from './support/cloud';
import { Answers, invoke, requestOf, TestClock, type Invoked } from './support/lambda';
import { inventory, twoClusters, without } from './support/leftovers';
import { isMutation, json, xmlError, type Reaction } from './support/proxy';
import { sendWithSdk } from '../../handlers/clean-up/cloud';
import { TIMING } from '../../handlers/clean-up/timing';

const MINUTE = 60_000;

let cloud: TestCloud;
let answers: Answers;
let clock: TestClock;

beforeAll(async () => {
  cloud = await TestCloud.start();
  answers = await Answers.listen();
}, 120_000);

afterAll(async () => {
  await answers?.stop();
  await cloud?.stop();
});

async function account() {
  await cloud.reset();
  answers.received = [];
  clock = new TestClock();
  const leftovers = await twoClusters(cloud.aws);
  cloud.proxy.calls = [];
  return leftovers;
}

async function sweep(world: object = {}): Promise<Invoked> {
  return invoke(requestOf({ clusterName: 'mine', phase: 'sweep', responseUrl: answers.url }), { clock, own: cloud.invocations, world });
}

const calls = (operation: string) => cloud.proxy.calls.filter((call) => call.operation === operation);

/** As each protocol says it. */
function throttling(service: string): Reaction {
  switch (service) {
    case 'ec2': return xmlError('RequestLimitExceeded', 'slow down', 503);
    case 'iam':
    case 'elasticloadbalancing': return xmlError('Throttling', 'Rate exceeded');
    default: return json({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 429);
  }
}

test('every call that is throttled is tried again', async () => {
  const { all, mine } = await account();
  const throttled = new Set<string>();
  cloud.setFault(({ service, operation }) => {
    const isNew = !throttled.has(`${service} ${operation}`);
    throttled.add(`${service} ${operation}`);
    return isNew ? throttling(service) : undefined;
  });
  const started = clock.now();
  const { log } = await sweep();
  cloud.clearFaults();
  expect(throttled.size).toBeGreaterThanOrEqual(20);
  expect(await inventory(cloud.aws)).toEqual(without(all, mine));
  expect(log.filter((line) => line.includes('could not'))).toEqual([]);
  expect(clock.now() - started).toBeLessThan(5 * MINUTE);
}, 240_000);

test('every page is read', async () => {
  const { all, mine } = await account();
  cloud.proxy.rewrite = ({ operation }): Record<string, string> => {
    switch (operation) {
      case 'DescribeInstances': case 'DescribeLaunchTemplates': return { MaxResults: '1' };
      case 'DescribeLoadBalancers': return { PageSize: '1' };
      default: return {};
    }
  };
  await sweep();
  expect(calls('DescribeLoadBalancers').some(({ parameters }) => parameters.Marker !== undefined)).toBe(true);
  cloud.proxy.rewrite = undefined;
  expect(await inventory(cloud.aws)).toEqual(without(all, mine));
});

describe('what cannot be deleted', () => {
  const refuse = (operation: string) => cloud.setFault((call) => (call.operation === operation
    ? xmlError('OperationNotPermitted', 'deletion protection is on')
    : undefined));

  test('is named after 55 minutes in four invocations, with everything else gone', async () => {
    const { all, mine } = await account();
    refuse('DeleteVolume');
    const started = clock.now();
    const { invocations, log } = await sweep({ timing: { ...TIMING, pause: 50_000 } });
    cloud.clearFaults();
    expect(clock.now() - started).toBeGreaterThanOrEqual(TIMING.total);
    expect(clock.now() - started).toBeLessThan(TIMING.total + MINUTE);
    expect(invocations).toBe(4);
    expect(log.filter((line) => line === 'mine sweep: goes on in a new invocation')).toHaveLength(3);
    const { volumes } = await inventory(cloud.aws);
    const mineStill = mine.volumes.filter((id) => volumes.includes(id));
    expect(mineStill.length).toBeGreaterThanOrEqual(2);
    expect(await inventory(cloud.aws)).toEqual(without(all, { ...mine, volumes: mine.volumes.filter((id) => !volumes.includes(id)) }));
    const { Status, Reason } = answers.received[0].document;
    expect([answers.received.length, Status]).toEqual([1, 'FAILED']);
    expect(Reason).toBe(
      `Still there, delete by hand or delete the stack again: ${Reason.match(/vol-\w+/g)
        .map((id: string) => `volume ${id} (OperationNotPermitted: deletion protection is on)`).join('; ')}`,
    );
    expect(Reason.match(/vol-\w+/g).sort()).toEqual([...mineStill].sort());
  }, 240_000);

  test('keeps only what needs it, and goes when the stack is deleted again', async () => {
    const { all, mine } = await account();
    refuse('DeleteVolume');
    await sweep({ timing: { ...TIMING, total: MINUTE } });
    cloud.clearFaults();
    await sweep();
    expect(answers.received.map(({ document }) => document.Status)).toEqual(['FAILED', 'SUCCESS']);
    expect(await inventory(cloud.aws)).toEqual(without(all, mine));
  });

  test('a kind that cannot be looked at is named and keeps no other', async () => {
    const { all, mine } = await account();
    cloud.setFault(({ operation }) => (operation === 'DescribeVolumes'
      ? xmlError('UnauthorizedOperation', 'You are not authorized', 403)
      : undefined));
    await sweep({ timing: { ...TIMING, total: MINUTE } });
    cloud.clearFaults();
    expect(answers.received[0].document).toMatchObject({
      Status: 'FAILED', Reason: expect.stringContaining('volumes (UnauthorizedOperation: You are not authorized)'),
    });
    const { volumes } = await inventory(cloud.aws);
    expect(await inventory(cloud.aws)).toEqual(without(all, { ...mine, volumes: mine.volumes.filter((id) => !volumes.includes(id)) }));
  });
});

describe('the time of an invocation', () => {
  test('is not used up by a service that never answers', async () => {
    const { mine } = await account();
    cloud.setFault(({ operation }) => (operation === 'DescribeVolumes' ? 'hang' : undefined));
    await sweep({ send: sendWithSdk(300), timing: { ...TIMING, total: MINUTE } });
    cloud.clearFaults();
    expect(answers.received[0].document).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/^Still there, .*volumes \((AbortError|TimeoutError): /),
    });
    const { instances } = await inventory(cloud.aws);
    expect(instances.filter((id) => mine.instances.includes(id))).toEqual([]);
  });

  test('is enough for the passes that it begins, however long they are', async () => {
    await account();
    cloud.setFault(({ operation }) => (operation === 'DeleteVolume' ? xmlError('OperationNotPermitted', 'no') : undefined));
    const slow = sendWithSdk();
    const { invocations } = await sweep({
      send: async (service: string, operation: string, input: object) => {
        clock.time += operation === 'DescribeVolumes' ? 3 * MINUTE : 0; // twice a pass
        return slow(service, operation, input);
      },
    });
    // Passes of six minutes: one, or two, in an invocation of fifteen.
    expect(invocations).toBeGreaterThanOrEqual(5);
    expect(answers.received[0].document.Status).toBe('FAILED');
  });
});

describe('the answer to CloudFormation', () => {
  test('is a PUT without content type, of at most 4096 bytes, with everything that identifies the request', async () => {
    await account();
    await sweep();
    const [{ method, headers, path, document }] = answers.received;
    expect({ method, path, type: headers['content-type'] }).toEqual({ method: 'PUT', path: '/answer?X-Amz-Signature=x%2Fy', type: '' });
    expect(document).toEqual({
      Status: 'SUCCESS',
      Reason: 'Nothing is left',
      PhysicalResourceId: 'mine/sweep',
      StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Data/guid',
      RequestId: 'unique-id',
      LogicalResourceId: 'sweep',
    });
  });

  test('is sent again until it is received', async () => {
    await account();
    answers.statuses = [500, 503];
    await sweep();
    expect(answers.received).toHaveLength(3);
  });

  test.each(['Create', 'Update'] as const)('to %s comes without a look at the account', async (type) => {
    await account();
    await invoke(requestOf({ clusterName: 'mine', phase: 'sweep', responseUrl: answers.url, type }), { clock, own: cloud.invocations });
    expect(cloud.proxy.calls).toEqual([]);
    expect(answers.received[0].document).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'mine/sweep' });
  });

  test('tells of a mistake in the program', async () => {
    await account();
    await sweep({ send: async () => { throw new TypeError('x is not a function'); } });
    expect(answers.received[0].document).toMatchObject({
      Status: 'FAILED', Reason: 'The clean-up stopped at TypeError: x is not a function; delete again to go on, or see its log stream',
    });
    expect(cloud.proxy.calls.filter(isMutation)).toEqual([]);
  });

  test('is short however much is left', async () => {
    await account();
    const ids = Array.from({ length: 300 }, (_, i) => `vol-${String(i).padStart(17, '0')}`);
    const tags = [{ Key: 'kubernetes.io/cluster/mine', Value: 'owned' }, { Key: 'eks:eks-cluster-name', Value: 'mine' }];
    const send = async (_: string, operation: string) => (operation === 'DescribeVolumes'
      ? { Volumes: ids.map((VolumeId) => ({ VolumeId, Tags: tags, State: 'in-use' })) }
      : {});
    await sweep({ send, timing: { ...TIMING, total: 0 } });
    expect(JSON.stringify(answers.received[0].document).length).toBeLessThan(4096);
    expect(answers.received[0].document.Reason).toMatch(/^Still there.*…$/);
  });
});

test('an event that is neither a request nor a dry run does nothing', async () => {
  await account();
  await expect(invoke({ DryRun: true }, { clock, own: cloud.invocations })).rejects.toThrow(
    '`event` must be a request of CloudFormation or {"dryRun": true}, got neither; nothing was done',
  );
  expect(cloud.proxy.calls).toEqual([]);
});
