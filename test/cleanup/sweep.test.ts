import { TestCloud } from './support/cloud';
import { Answers, invoke, requestOf, TestClock, type Invoked } from './support/lambda';
import { inventory, twoClusters, without } from './support/leftovers';
import { isMutation } from './support/proxy';

let cloud: TestCloud;
let answers: Answers;

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
  const leftovers = await twoClusters(cloud.aws);
  cloud.proxy.calls = [];
  return leftovers;
}

async function sweep(options: { clock?: TestClock; parts?: readonly string[]; world?: object } = {}): Promise<Invoked> {
  const request = requestOf({ clusterName: 'mine', phase: 'sweep', responseUrl: answers.url, parts: options.parts });
  return invoke(request, { clock: options.clock ?? new TestClock(), own: cloud.invocations, world: options.world });
}

const mutations = () => cloud.proxy.calls.filter(isMutation);

describe('the sweep', () => {
  test('takes exactly what one of two clusters left', async () => {
    const { all, mine } = await account();
    expect(Object.entries(mine).filter(([, ids]) => ids.length > 0)).toHaveLength(11);
    const { log } = await sweep();
    expect(await inventory(cloud.aws)).toEqual(without(all, mine));
    expect(answers.received.map(({ document }) => document)).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', Reason: 'Nothing is left' }),
    ]);
    expect(log).toContain(`mine sweep: delete launch template ${mine['launch templates'][0]}`);
    expect(log.at(-1)).toBe('mine sweep: nothing left');
  });

  test('finds nothing on a second run', async () => {
    await account();
    await sweep();
    cloud.proxy.calls = [];
    await sweep();
    expect(mutations()).toEqual([]);
    expect(answers.received.map(({ document }) => document.Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test('shows in a dry run what it would do, and does nothing', async () => {
    const { all, mine } = await account();
    const { result, log } = await invoke({ dryRun: true, clusterName: 'mine', phases: ['sweep'] }, {
      clock: new TestClock(), own: cloud.invocations,
    });
    expect(mutations()).toEqual([]);
    expect(await inventory(cloud.aws)).toEqual(all);
    expect(answers.received).toEqual([]);
    // Attached interfaces go with their instances.
    const attached = (await cloud.aws.pages('ec2:DescribeNetworkInterfaces', {}, 'NetworkInterfaces')).filter(({ Attachment }) =>
      Attachment?.InstanceId).map(({ NetworkInterfaceId }) => NetworkInterfaceId);
    const ids = Object.entries(mine).filter(([kind]) => kind !== 'rules').flatMap(([, list]) => list).filter(
      (id) => !attached.includes(id),
    );
    expect(result).toEqual({ clusterName: 'mine', lines: log });
    expect(result.lines.filter((line: string) => line.includes('would delete')).map((line: string) => line.split(' ').at(-1)).sort())
      .toEqual([...ids].sort());
    expect(result.lines.at(-1)).toMatch(/^mine sweep: \d+ left: instance i-/);
  });

  test('goes by what it is told to take', async () => {
    const { all, mine } = await account();
    await sweep({ parts: ['volumes'] });
    const others = {
      ...mine,
      'instances': [],
      'launch templates': [],
      'instance profiles': [],
      'file systems': [],
      'network interfaces': [],
      'load balancers': [],
      'classic load balancers': [],
      'target groups': [],
      'security groups': [],
      'rules': [],
    };
    const inUse = (await cloud.aws.pages('ec2:DescribeVolumes', { Filters: [{ Name: 'status', Values: ['in-use'] }] }, 'Volumes')).map(({
      VolumeId,
    }) => VolumeId);
    expect(await inventory(cloud.aws)).toEqual(without(all, { ...others, volumes: mine.volumes.filter((id) => !inUse.includes(id)) }));
    expect(answers.received[0].document).toMatchObject({
      Status: 'FAILED', Reason: expect.stringMatching(/^Still there, delete by hand or delete the stack again: volume vol-\S+ \(in-use\)/),
    });
  });
});

describe('a sweep that is killed', () => {
  /** Lets n changes through, then nothing any more, as if the process had ended. Gives whether that happened. */
  async function killedAfter(n: number): Promise<boolean> {
    let done = 0;
    let kill: (isKilled: boolean) => void;
    const killed = new Promise<boolean>((resolve) => { kill = resolve; });
    const send = async (service: string, operation: string, input: object): Promise<any> => {
      if (!/^(Describe|Get|List)/.test(operation) && ++done > n) {
        kill(true);
      }
      return done > n ? new Promise(() => {}) : cloud.aws.call(`${service}:${operation}`, input);
    };
    return Promise.race([killed, sweep({ world: { send } }).then(() => false)]);
  }

  test('after any change ends clean when it is run again', async () => {
    let steps = 0;
    for (let n = 0; ; n++) {
      const { all, mine } = await account();
      const wasKilled = await killedAfter(n);
      await sweep();
      expect({ n, left: await inventory(cloud.aws) }).toEqual({ n, left: without(all, mine) });
      expect(answers.received.at(-1)!.document.Status).toBe('SUCCESS');
      if (!wasKilled) break;
      steps++;
    }
    expect(steps).toBeGreaterThanOrEqual(20);
  }, 600_000);
});
