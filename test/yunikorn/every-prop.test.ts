import { Duration, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { partitionOf, queueIn, world } from './fixtures';
import type { ControllerResources } from '../../src/contracts';
import {
  ApplicationSorting, NodeSorting, PlacementRule, QueueAcl, type QueueLimit, type QueueOptions, QueuePreemption, type QueuePriority,
  type QueueResources, type QueueTemplate,
  type RootQueueOptions, YuniKornImagePullPolicy, type YuniKornOptions, type YuniKornSettings,
} from '../../src/yunikorn';
import { deployedText, propsOf } from '../support/props';

/** What a user may set, and what of it reaches the scheduler and is not there without it. */
type Cases<T> = { readonly [prop in keyof Required<T>]: { readonly options: Partial<T>; readonly shows: string } };

const RESOURCES: Cases<QueueResources> = {
  vcpus: { options: { vcpus: 0.75 }, shows: '"vcore":"750m"' },
  memory: { options: { memory: Size.mebibytes(777) }, shows: '"memory":"777Mi"' },
  ephemeralStorage: { options: { ephemeralStorage: Size.mebibytes(777) }, shows: '"ephemeral-storage":"777Mi"' },
  pods: { options: { pods: 77 }, shows: '"pods":"77"' },
  extended: { options: { extended: { 'example.com/x': 77 } }, shows: '"example.com/x":"77"' },
};

const TEMPLATE: Cases<QueueTemplate> = {
  guaranteedResources: { options: { guaranteedResources: { vcpus: 7 } }, shows: '"guaranteed":{"vcore":"7"}' },
  maxResources: { options: { maxResources: { vcpus: 7, memory: Size.gibibytes(1) } }, shows: '"max":{"memory":"1024Mi","vcore":"7"}' },
  maxApplications: { options: { maxApplications: 7 }, shows: '"maxapplications":7' },
  applicationSorting: { options: { applicationSorting: ApplicationSorting.FAIR }, shows: '"application.sort.policy":"fair"' },
  sortByPriority: { options: { sortByPriority: false }, shows: '"application.sort.priority":"disabled"' },
  priority: { options: { priority: { offset: 7 } }, shows: '"priority.offset":"7"' },
  preemption: { options: { preemption: QueuePreemption.FENCE }, shows: '"preemption.policy":"fence"' },
  preemptionDelay: { options: { preemptionDelay: Duration.minutes(7) }, shows: '"preemption.delay":"420s"' },
};

const QUEUE: Cases<QueueOptions> = {
  ...TEMPLATE,
  submitAcl: { options: { submitAcl: QueueAcl.of({ users: ['ann'] }) }, shows: '"submitacl":"ann"' },
  adminAcl: { options: { adminAcl: QueueAcl.of({ users: ['ann'] }) }, shows: '"adminacl":"ann"' },
  limits: { options: { limits: [{ users: ['ann'], maxApplications: 7 }] }, shows: '"limits":[{' },
  childTemplate: { options: { childTemplate: { maxApplications: 7 } }, shows: '"childtemplate":{"maxapplications":7' },
};

const PRIORITY: Cases<QueuePriority> = {
  offset: { options: { offset: -7 }, shows: '"priority.offset":"-7"' },
  fenced: { options: { fenced: true }, shows: '"priority.policy":"fence"' },
};

const LIMIT: Cases<QueueLimit> = {
  users: { options: { users: ['ann'] }, shows: '"users":["ann"]' },
  groups: { options: { groups: ['dev'] }, shows: '"groups":["dev"]' },
  maxResources: { options: { maxResources: { vcpus: 7 } }, shows: '"maxresources":{"vcore":"7"}' },
  maxApplications: { options: { maxApplications: 7 }, shows: '"maxapplications":7' },
};

const ROOT: Cases<RootQueueOptions> = {
  submitAcl: { options: { submitAcl: QueueAcl.of({ users: ['ann'] }) }, shows: '"submitacl":"ann"' },
  adminAcl: { options: { adminAcl: QueueAcl.of({ users: ['ann'] }) }, shows: '"adminacl":"ann"' },
  maxApplications: { options: { maxApplications: 77 }, shows: '"maxapplications":77' },
  limits: { options: { limits: [{ users: ['ann'], maxApplications: 7 }] }, shows: '"users":["ann"]' },
};

const YUNIKORN: Cases<YuniKornOptions> = {
  version: { options: { version: '1.9.7' }, shows: '1.9.7' },
  rootQueue: { options: { rootQueue: { adminAcl: QueueAcl.everyone() } }, shows: '"adminacl":"*"' },
  teamsQueue: { options: { teamsQueue: { maxApplications: 7 } }, shows: '"maxapplications":7' },
  placementRules: { options: { placementRules: [PlacementRule.user()] }, shows: '"name":"user"' },
  nodeSorting: { options: { nodeSorting: NodeSorting.fair() }, shows: '"type":"fair"' },
  preemption: { options: { preemption: true }, shows: '"preemption":{"enabled":true}' },
  resources: { options: { resources: { vcpus: 7 } }, shows: '"cpu":"7"' },
  admissionReplicas: { options: { admissionReplicas: 7 }, shows: '"replicaCount":7' },
  webInterface: { options: { webInterface: false }, shows: '"enableWebService":false' },
  imagePullPolicy: { options: { imagePullPolicy: YuniKornImagePullPolicy.ALWAYS }, shows: '"pullPolicy":"Always"' },
  placeholderImage: { options: { placeholderImage: 'sentinel:1' }, shows: '"service.placeholderImage":"sentinel:1"' },
  settings: { options: { settings: { apiBurst: 77 } }, shows: '"kubernetes.burst":"77"' },
  values: { options: { values: { goGC: 77 } }, shows: '"goGC":77' },
};

const PODS: Cases<ControllerResources> = {
  vcpus: { options: { vcpus: 7 }, shows: '"cpu":"7"' },
  memory: { options: { memory: Size.mebibytes(777) }, shows: '"memory":"777Mi"' },
};

const SETTINGS: Cases<YuniKornSettings> = {
  schedulingInterval: { options: { schedulingInterval: Duration.seconds(77) }, shows: '"service.schedulingInterval":"77s"' },
  volumeBindTimeout: { options: { volumeBindTimeout: Duration.seconds(77) }, shows: '"service.volumeBindTimeout":"77s"' },
  apiQueriesPerSecond: { options: { apiQueriesPerSecond: 77 }, shows: '"kubernetes.qps":"77"' },
  apiBurst: { options: { apiBurst: 77 }, shows: '"kubernetes.burst":"77"' },
};

const queue = (options: QueueOptions) => {
  const w = world();
  w.yunikorn.addQueue('a', options);
  return JSON.stringify(queueIn(partitionOf(w), 'root.a'));
};
const deployed = (options: YuniKornOptions) => {
  const w = world(options);
  return deployedText(Template.fromStack(w.stack)) + JSON.stringify(partitionOf(w));
};
const limit = (own: Partial<QueueLimit>) => queue({ limits: Object.keys(own).length === 0 ? undefined : [{ users: own.groups ? undefined : ['bob'], maxApplications: 1, ...own }] });

const STRUCTS: Array<[file: string, struct: string, cases: Cases<any>, show: (options: any) => string]> = [
  ['yunikorn/queue/options.ts', 'QueueResources', RESOURCES, (max) => queue({ maxResources: Object.keys(max).length === 0 ? undefined : max })],
  ['yunikorn/queue/options.ts', 'QueueTemplate', TEMPLATE, (childTemplate) => JSON.stringify(JSON.parse(queue({ childTemplate })).childtemplate)],
  ['yunikorn/queue/options.ts', 'QueueTemplate', TEMPLATE, queue],
  ['yunikorn/queue/options.ts', 'QueuePriority', PRIORITY, (priority) => queue({ priority })],
  ['yunikorn/queue/options.ts', 'QueueLimit', LIMIT, limit],
  ['yunikorn/queue/options.ts', 'RootQueueOptions', ROOT, (rootQueue) => deployed({ rootQueue, teamsQueue: { maxApplications: rootQueue.maxApplications } })],
  ['yunikorn/scheduler/options.ts', 'YuniKornOptions', YUNIKORN, deployed],
  ['contracts/controller.ts', 'ControllerResources', PODS, (resources) => deployed({ resources })],
  ['yunikorn/scheduler/options.ts', 'YuniKornSettings', SETTINGS, (settings) => deployed({ settings })],
];

describe.each(STRUCTS)('%s %s', (file, struct, cases, show) => {
  test('has a case for every prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(file, struct));
  });

  test.each(Object.entries(cases))('%s is deployed', (_, { options, shows }) => {
    expect(show({})).not.toContain(shows);
    expect(show(options)).toContain(shows);
  });
});

test.each(['submitAcl', 'adminAcl', 'limits', 'childTemplate'] as const)('%s of a queue is deployed', (prop) => {
  expect(queue({})).not.toContain(QUEUE[prop].shows);
  expect(queue(QUEUE[prop].options)).toContain(QUEUE[prop].shows);
  expect([...propsOf('yunikorn/queue/options.ts', 'QueueOptions'), ...propsOf('yunikorn/queue/options.ts', 'QueueTemplate')].sort()).toEqual(Object.keys(QUEUE).sort());
});
