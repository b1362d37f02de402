import { Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import { QueueAcl, type QueueOptions, type QueueResources, YuniKornQueue, type YuniKornOptions } from '../../../src/yunikorn';
import { FakeTeam } from '../../support/fake-team';
import { errorOf, teamOf, type World, world } from '../fixtures';

const AT = '[Test/YuniKorn] ';
const text = Lazy.string({ produce: () => 'later' });
const number = Token.asNumber({ resolve: () => 1 });
const size = Size.bytes(number);

/** Queues that a user may ask for, and the word that they are refused with. */
const QUEUES: Array<[what: string, make: (w: World) => unknown, message: string]> = [
  ['a dot in a name', (w) => w.yunikorn.addQueue('a.b'), '`name` must be 1 to 64 letters, digits or "_:#/@-", got "a.b"; dots separate queues'],
  ['no name', (w) => w.yunikorn.addQueue(''), '`name` must be 1 to 64 letters, digits or "_:#/@-", got ""; dots separate queues'],
  ['a name of 65 letters', (w) => w.yunikorn.addQueue('x'.repeat(65)), `\`name\` must be 1 to 64 letters, digits or "_:#/@-", got "${'x'.repeat(65)}"; dots separate queues`],
  ['a name twice, whatever the case', (w) => [w.yunikorn.addQueue('batch'), w.yunikorn.addQueue('Batch')], '`name` must be unique below its parent, whatever the case, got "Batch" twice below root; rename one'],
  ['the name of the teams\' queue', (w) => w.yunikorn.addQueue('emr'), '`name` must be unique below its parent, whatever the case, got "emr" twice below root; rename one'],
  ['a token as a name', (w) => w.yunikorn.addQueue(text), '`name` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['max over that of the parent', (w) => w.yunikorn.addQueue('a', { maxResources: { vcpus: 10 } }).addQueue('b', { maxResources: { vcpus: 10.5 } }), '`maxResources` of queue root.a.b must be at most that of the queues above, got 10.5 vCPUs with 10 vCPUs at root.a; lower it, or raise the limit above'],
  ['memory over that of the parent', (w) => w.yunikorn.addQueue('a', { maxResources: { memory: Size.gibibytes(1) } }).addQueue('b', { maxResources: { memory: Size.gibibytes(2) } }), '`maxResources` of queue root.a.b must be at most that of the queues above, got 2048 MiB with 1024 MiB at root.a; lower it, or raise the limit above'],
  ['a guarantee over the own max', (w) => w.yunikorn.addQueue('a', { guaranteedResources: { vcpus: 2 }, maxResources: { vcpus: 1 } }), '`guaranteedResources` of queue root.a must be at most its `maxResources`, got 2 vCPUs with 1 vCPUs; raise `maxResources`'],
  ['guarantees over the parent\'s guarantee', (w) => overCommit(w, { guaranteedResources: { vcpus: 10 } }), '`guaranteedResources` of queue root.a must be at least what the queues below it are guaranteed together, got 10 vCPUs with 12 vCPUs guaranteed; raise it, or lower `guaranteedResources` below'],
  ['guarantees over the parent\'s max', (w) => overCommit(w, { maxResources: { vcpus: 10 } }), '`maxResources` of queue root.a must be at least what the queues below it are guaranteed together, got 10 vCPUs with 12 vCPUs guaranteed; raise it, or lower `guaranteedResources` below'],
  ['extended resources over the parent\'s', (w) => w.yunikorn.addQueue('a', { maxResources: { extended: { 'nvidia.com/gpu': 1 } } }).addQueue('b', { maxResources: { extended: { 'nvidia.com/gpu': 2 } } }), '`maxResources` of queue root.a.b must be at most that of the queues above, got 2 nvidia.com/gpu with 1 nvidia.com/gpu at root.a; lower it, or raise the limit above'],
  ['no maxApplications below a queue with one', (w) => w.yunikorn.addQueue('a', { maxApplications: 5 }).addQueue('b'), '`maxApplications` of queue root.a.b must be set and at most that of the queue above, got none with 5 at root.a; set it from 1 to 5'],
  ['more applications than the queue above', (w) => w.yunikorn.addQueue('a', { maxApplications: 5 }).addQueue('b', { maxApplications: 6 }), '`maxApplications` of queue root.a.b must be set and at most that of the queue above, got 6 with 5 at root.a; set it from 1 to 5'],
  ['a queue below a team\'s', (w) => w.yunikorn.queueFor(teamOf(w)).addQueue('x'), '`addQueue` must be called on a queue of no team, got root.emr.emr-data-team-a, where pods of namespace emr-data-team-a run; add the queue to `YuniKorn`'],
  ['a queue below one with jobs', (w) => { const queue = w.yunikorn.addQueue('a'); queue.bind(w.stack, { team: teamOf(w) }); queue.addQueue('b'); }, '`addQueue` must be called before jobs use the queue, got root.a, in which jobs run; only queues at the end of a path take jobs'],
  ['options for a queue that is there', (w) => { const team = teamOf(w); w.yunikorn.queueFor(team); w.yunikorn.queueFor(team, { maxApplications: 1 }); }, '`options` must come with the first call of `queueFor` for a team, got more for root.emr.emr-data-team-a; set them once'],
];

function overCommit({ yunikorn }: World, options: QueueOptions): unknown {
  const above = yunikorn.addQueue('a', options);
  return [6, 6].map((vcpus, index) => above.addQueue(`q${index}`, { guaranteedResources: { vcpus } }));
}

test.each(QUEUES)('refuses %s', (_, make, message) => {
  expect(errorOf(() => make(world()))).toBe(AT + message);
});

const RESOURCES: Array<[what: string, max: QueueResources, message: string]> = [
  ['cpu', { extended: { cpu: 4 } }, '`maxResources.extended` must not hold "cpu", got it; use `maxResources.vcpus`'],
  ['vcore', { extended: { vcore: 4 } }, '`maxResources.extended` must not hold "vcore", got it; use `maxResources.vcpus`'],
  ['memory', { extended: { memory: 4 } }, '`maxResources.extended` must not hold "memory", got it; use `maxResources.memory`'],
  ['pods', { extended: { pods: 4 } }, '`maxResources.extended` must not hold "pods", got it; use `maxResources.pods`'],
  ['a name with a blank', { extended: { 'my gpu': 4 } }, '`maxResources.extended` must have keys made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and ".", got "my gpu"; rename it'],
  ['half a device', { extended: { 'nvidia.com/gpu': 0.5 } }, '`maxResources.extended["nvidia.com/gpu"]` must be a whole number of at least 0, got 0.5; choose a number in that range'],
  ['a token for a device', { extended: { 'nvidia.com/gpu': number } }, '`maxResources.extended["nvidia.com/gpu"]` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['no vCPU', { vcpus: 0 }, '`maxResources.vcpus` must be a number from 0.001 to 9007199254740 vCPUs, got 0; choose a number in that range'],
  ['fractions of a thousandth', { vcpus: 0.0005 }, '`maxResources.vcpus` must be a number from 0.001 to 9007199254740 vCPUs, got 0.0005; choose a number in that range'],
  ['negative vCPUs', { vcpus: -1 }, '`maxResources.vcpus` must be a number from 0.001 to 9007199254740 vCPUs, got -1; choose a number in that range'],
  ['a token for vCPUs', { vcpus: number }, '`maxResources.vcpus` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['half a MiB', { memory: Size.kibibytes(512) }, '`maxResources.memory` must be whole MiB, at least 1, got 0.5 MiB; choose a size in that range'],
  ['a token for memory', { memory: size }, '`maxResources.memory` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['no ephemeral storage', { ephemeralStorage: Size.bytes(0) }, '`maxResources.ephemeralStorage` must be whole MiB, at least 1, got 0 MiB; choose a size in that range'],
  ['no pods', { pods: 0 }, '`maxResources.pods` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['no resource at all', {}, '`maxResources` must name a resource, got none; leave it out for no limit'],
];

test.each(RESOURCES)('refuses a max of %s', (_, max, message) => {
  expect(errorOf(() => world().yunikorn.addQueue('a', { maxResources: max }))).toBe(AT + message);
});

const OPTIONS: Array<[what: string, options: QueueOptions, message: string]> = [
  ['no application', { maxApplications: 0 }, '`maxApplications` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['a token for applications', { maxApplications: number }, '`maxApplications` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['half an application in a template', { childTemplate: { maxApplications: 1.5 } }, '`childTemplate.maxApplications` must be a whole number of at least 1, got 1.5; choose a number in that range'],
  ['a priority of 33 bits', { priority: { offset: 2 ** 31 } }, '`priority.offset` must be a whole number from -2147483648 to 2147483647, got 2147483648; choose a number in that range'],
  ['preemption at once', { preemptionDelay: Duration.seconds(0) }, '`preemptionDelay` must be whole seconds, at least 1, got 0 seconds; choose a duration in that range'],
  ['a token for the delay', { preemptionDelay: Duration.seconds(number) }, '`preemptionDelay` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['a limit of nobody', { limits: [{ maxApplications: 1 }] }, '`limits[0]` of queue root.a must name users or groups, got neither; name at least one'],
  ['a limit of nothing', { limits: [{ users: ['ann'] }] }, '`limits[0]` of queue root.a must limit resources or applications, got neither; set `maxResources` or `maxApplications`'],
  ['a limit of zero', { limits: [{ users: ['ann'], maxResources: { extended: { 'nvidia.com/gpu': 0 } } }] }, '`limits[0]` of queue root.a must leave more than 0 of some resource, got 0 of nvidia.com/gpu; leave the limit out, or raise it'],
  ['a limit of a user that cannot be', { limits: [{ users: ['0ann'], maxApplications: 1 }] }, '`limits[0]` of queue root.a must name users as YuniKorn writes them, got "0ann"; begin with a letter and use letters, digits and ":#/_.@-", or "*" for all'],
  ['a limit of a group that cannot be', { limits: [{ groups: ['a/b'], maxApplications: 1 }] }, '`limits[0]` of queue root.a must name groups as YuniKorn writes them, got "a/b"; begin with a letter and use letters, digits and ":_.-", or "*" for all'],
  ['a user twice', { limits: [{ users: ['ann'], maxApplications: 1 }, { users: ['ann'], maxApplications: 2 }] }, '`limits[1]` of queue root.a must name users that no limit of the queue names, got "ann" again; merge the limits'],
  ['a user after all', { limits: [{ users: ['*'], maxApplications: 1 }, { users: ['ann'], maxApplications: 2 }] }, '`limits[1]` of queue root.a must come before the limit of all users, got "ann" after "*"; the first limit that fits is used: put "*" last'],
  ['all groups alone', { limits: [{ groups: ['*'], maxApplications: 1 }] }, '`limits[0]` of queue root.a must come after a limit of a named group, got "*" alone; all groups together are the queue: use its `maxResources`, or name groups first'],
  ['more applications of a user than of the queue', { maxApplications: 2, limits: [{ users: ['ann'], maxApplications: 3 }] }, '`limits[0]` of queue root.a must be at most `maxApplications` of the queue, got 3 with 2; lower it'],
  ['more of a user than of the queue', { maxResources: { vcpus: 2 }, limits: [{ users: ['ann'], maxResources: { vcpus: 3 } }] }, '`limits[0]` of queue root.a must be at most `maxResources` of the queue, got 3 vCPUs with 2 vCPUs; lower it'],
];

test.each(OPTIONS)('refuses a queue with %s', (_, options, message) => {
  expect(errorOf(() => world().yunikorn.addQueue('a', options))).toBe(AT + message);
});

test.each<[string, YuniKornOptions, QueueOptions, string]>([
  ['resources', { rootQueue: { limits: [{ users: ['ann'], maxResources: { vcpus: 2 } }] } }, { limits: [{ users: ['ann'], maxResources: { vcpus: 3 } }] },
    '`limits` of users "ann" on queue root.a must be at most those of the queues above, got 3 vCPUs with 2 vCPUs above; lower it'],
  ['applications', { rootQueue: { limits: [{ users: ['*'], maxApplications: 2 }] } }, { limits: [{ users: ['ann'], maxResources: { vcpus: 3 } }] },
    '`limits` of users "ann" on queue root.a must be at most those of the queues above, got no limit with 2 applications above; set `maxApplications` to at most that'],
])('refuses a limit over that of the queue above: %s', (_, options, queue, message) => {
  expect(errorOf(() => world(options).yunikorn.addQueue('a', queue))).toBe(AT + message);
});

test.each<[string, () => unknown, string]>([
  ['a path without root', () => YuniKornQueue.fromQueuePath('emr.a'), '`queuePath` must be names of letters, digits, "_" or "-" joined by dots, from "root", got "emr.a"; write for example "root.emr.emr-data-team-a"'],
  ['root itself', () => YuniKornQueue.fromQueuePath('root'), '`queuePath` must be names of letters, digits, "_" or "-" joined by dots, from "root", got "root"; write for example "root.emr.emr-data-team-a"'],
  ['a token', () => YuniKornQueue.fromQueuePath(text), '`queuePath` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['an empty list', () => QueueAcl.of({}), '`QueueAcl.of` must name users or groups, got neither; use `QueueAcl.nobody()`'],
  ['a service account in a list', () => QueueAcl.of({ users: ['system:serviceaccount:a:b'] }), '`users[0]` must begin with a letter or "_" and hold letters, digits and "_.@-", got "system:serviceaccount:a:b"; YuniKorn drops other names without a word'],
  ['a group of service accounts in a list', () => QueueAcl.of({ groups: ['system:serviceaccounts:a'] }), '`groups[0]` must begin with a letter or "_" and hold letters, digits, "_" and "-", got "system:serviceaccounts:a"; YuniKorn drops other names without a word'],
])('refuses %s', (_, make, message) => {
  expect(errorOf(make)).toBe(message);
});

describe('a queue of a job', () => {
  test('is not another team\'s', () => {
    const w = world();
    const queue = w.yunikorn.queueFor(teamOf(w));
    expect(errorOf(() => queue.bind(w.stack, { team: teamOf(w, 'emr-b') })))
      .toBe('[Test] `queue` must be the team\'s own or one that teams share, got root.emr.emr-data-team-a, which is that of namespace emr-data-team-a, for emr-b; use `queueFor` with this team');
  });

  test('is not of another cluster', () => {
    const w = world();
    const team = new FakeTeam(w.stack, 'Elsewhere', { clusterOptions: { clusterName: 'other' } });
    expect(errorOf(() => w.yunikorn.addQueue('a').bind(w.stack, { team }))).toBe('[Test] `queue` must be of the team\'s cluster, other, got root.a of emr-eks-karpenter; use the YuniKorn of that cluster');
  });

  test('has no queues below it', () => {
    const w = world();
    const queue = w.yunikorn.addQueue('a');
    queue.addQueue('b');
    expect(errorOf(() => queue.bind(w.stack, { team: teamOf(w) }))).toBe('[Test] `queue` must have no queues below it, got root.a; use one of those below');
  });

  test('has a path that fits a label', () => {
    const w = world();
    const namespace = 'n'.repeat(55);
    expect(errorOf(() => w.yunikorn.queueFor(teamOf(w, namespace))))
      .toBe(`${AT}\`queue\` must have a path of at most 63 letters, digits, "-", "_" or ".", starting and ending with a letter or digit, got "root.emr.${namespace}" with 64; pods have it as a label: choose shorter names`);
    expect(w.yunikorn.queueFor(teamOf(w, 'n'.repeat(54))).queuePath).toHaveLength(63);
  });
});

test.each<[string, YuniKornOptions, string]>([
  ['applications of root without those of teams', { rootQueue: { maxApplications: 4 } }, '`maxApplications` of queue root.emr must be set and at most that of the queue above, got none with 4 at root; set it from 1 to 4'],
])('refuses %s', (_, options, message) => {
  expect(errorOf(() => world(options))).toBe(AT + message);
});
