import { LiveApp } from './live-app';
import { leftovers } from '../../../local/leftovers';

/** The clock of the clean-up runs this many times faster, that of Karpenter does not. */
const CLOCK = 10;
const MINUTE = 60_000 / CLOCK;

let app: LiveApp;
const log: string[] = [];

beforeAll(async () => {
  app = await LiveApp.start('clean-up-app.ts', 'any', { clock: CLOCK, log: (line) => log.push(line) });
}, 1_800_000);

afterAll(() => app?.stop());

test('a destroy ends a pool full of pods and a protected driver that would go on, and leaves nothing', async () => {
  const job = app.job('job');
  await Promise.all([
    app.startPod(job, 'driver', 'lasting'), ...['a', 'b', 'c'].map((name) => app.startPod(job, 'executor', `executor-${name}`)),
  ]);
  await Promise.all(['lasting', 'executor-a', 'executor-b', 'executor-c'].map((name) => app.nodeOf(job, name)));
  expect((await app.pod(job, 'lasting'))!.metadata.annotations).toMatchObject({ 'karpenter.sh/do-not-disrupt': 'true' });
  const nodes = await app.nodesOf('busy');
  expect(nodes.length).toBeGreaterThanOrEqual(3);

  const started = Date.now();
  await app.destroy();
  const minutes = (Date.now() - started) / MINUTE;
  console.log(
    `${nodes.length} nodes with a protected driver were gone ${minutes.toFixed(1)} minutes of the clean-up's clock after the start `
      + 'of the destroy',
  );

  expect(minutes).toBeLessThan(40);
  expect(await leftovers(app.client, app.environment.cloudClient)).toEqual({});
  const order = app.events.map(({ key }) => key.replace(/^[^/]*\/|[0-9A-F]{8}$/g, ''));
  expect(order.indexOf('PlatformCleanUpDrain')).toBeLessThan(order.indexOf('PlatformTeamVirtualCluster'));
  expect(order.indexOf('PlatformCleanUpSweep')).toBeGreaterThan(order.indexOf('PlatformEks'));
  // Karpenter evicts executors by itself; only what is protected is deleted. Claims of a deleted pool go with it, in time or not.
  const steps = log.filter((line) => line.startsWith('clean-up clean-up drain: ')).map((line) => line.replace(
    'clean-up clean-up drain: ', '',
  ));
  expect(steps.filter((line) => /^(delete|release|could not)/.test(line) && !line.includes('/nodeclaims/'))).toEqual([
    'delete /apis/karpenter.sh/v1/nodepools/busy',
    'delete /api/v1/namespaces/team/pods/lasting',
    'delete /apis/karpenter.k8s.aws/v1/ec2nodeclasses/spark',
  ]);
  expect(steps.at(-1)).toBe('nothing left');
  expect(log).toContain('clean-up clean-up sweep: nothing left');
}, 600_000);
