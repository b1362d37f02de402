import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Duration, Lazy, Size, Stage } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { IYuniKornQueue, QueueConfig, TeamLimits } from '../../../src/contracts';
import { ExecutorAllocation, GangScheduling, SparkEntryPoint, type SparkJob, type SparkJobOptions, type SparkProfileOptions } from '../../../src/jobs';
import { errorOf, type Fixture, fixture, jobOf, profileOf } from '../fixtures';

const QUEUE = 'root.emr.emr-data-team-a';
const GROUPS = 'spark.kubernetes.driver.annotation.yunikorn.apache.org/task-groups';

/** A queue with limits of its own. */
function queueOf(config: QueueConfig = {}, queuePath = QUEUE): IYuniKornQueue {
  return { queuePath, bind: () => config };
}

const gangJob = (world: Fixture, options: Partial<SparkJobOptions> = {}, profile: Partial<SparkProfileOptions> = {}) =>
  jobOf(world, { profile: profileOf(world, profile), queue: queueOf(), gang: GangScheduling.soft(), ...options });
const groupsOf = (job: SparkJob) => JSON.parse(job.sparkConf[GROUPS]);
const resources = (job: SparkJob) => groupsOf(job).map(({ minResource }: any) => minResource);

let world: Fixture;
beforeEach(() => { world = fixture(); });

describe('a job in a queue', () => {
  // https://yunikorn.apache.org/docs/user_guide/labels_and_annotations_in_yunikorn and the Spark settings that give labels and annotations.
  test('names scheduler, queue and application, and keeps its driver from preemption', () => {
    expect(jobOf(world, { queue: queueOf() }).sparkConf).toMatchObject({
      'spark.kubernetes.scheduler.name': 'yunikorn',
      'spark.kubernetes.driver.label.yunikorn.apache.org/queue': QUEUE,
      'spark.kubernetes.executor.label.yunikorn.apache.org/queue': QUEUE,
      'spark.kubernetes.driver.annotation.yunikorn.apache.org/app-id': '{{APP_ID}}',
      'spark.kubernetes.executor.annotation.yunikorn.apache.org/app-id': '{{APP_ID}}',
      'spark.kubernetes.driver.annotation.yunikorn.apache.org/allow-preemption': 'false',
    });
  });

  test('has no gang unless asked for, and another job has neither', () => {
    const keys = (job: SparkJob) => Object.keys(job.sparkConf).filter((key) => /yunikorn|scheduler/.test(key));
    expect(keys(jobOf(world, { queue: queueOf() }))).toHaveLength(6);
    expect(keys(jobOf(world, {}, 'Plain'))).toEqual([]);
  });

  test('gets queue and gang from its profile, unless it has its own', () => {
    const profile = profileOf(world, { scheduling: { queue: queueOf({}, 'root.profile'), gang: GangScheduling.hard() } });
    const label = 'spark.kubernetes.driver.label.yunikorn.apache.org/queue';
    const style = 'spark.kubernetes.driver.annotation.yunikorn.apache.org/schedulingPolicyParameters';
    expect(jobOf(world, { profile }, 'A').sparkConf).toMatchObject({ [label]: 'root.profile', [style]: 'placeholderTimeoutInSeconds=600 gangSchedulingStyle=Hard' });
    expect(jobOf(world, { profile, queue: queueOf(), gang: GangScheduling.soft() }, 'B').sparkConf)
      .toMatchObject({ [label]: QUEUE, [style]: 'placeholderTimeoutInSeconds=600 gangSchedulingStyle=Soft' });
    expect(profile.sparkConf[label]).toBe('root.profile');
    expect(profile.sparkConf[style]).toBeUndefined();
  });

  test('has EMR\'s submitter wait elsewhere, where the queue says so', () => {
    const profile = profileOf(world, { scheduling: { queue: queueOf({ submitterQueuePath: 'root.emr-submitters' }) } });
    const { applicationConfiguration } = profile.startJobRunFragment.configurationOverrides;
    const { properties } = applicationConfiguration.find(({ classification }: any) => classification === 'emr-job-submitter');
    expect(properties['jobsubmitter.label.yunikorn.apache.org/queue']).toBe('root.emr-submitters');
  });

  test.each([
    ['spark.kubernetes.scheduler.name', 'volcano', 'yunikorn'],
    ['spark.kubernetes.executor.scheduler.name', 'default-scheduler', 'yunikorn'],
    ['spark.kubernetes.driver.label.yunikorn.apache.org/queue', 'root.other', QUEUE],
  ])('refuses another %s', (key, value, own) => {
    expect(errorOf(() => jobOf(world, { queue: queueOf(), sparkConf: { [key]: value } })))
      .toBe(`[Test/Taxi] \`sparkConf\` must not change ${key}, which \`queue\` sets to "${own}", got "${value}"; change \`queue\` instead`);
  });
});

describe('a gang', () => {
  test('is one group for the driver and one for the executors, where and as large as their pods', () => {
    const job = gangJob(world, { executor: { cores: 4, memory: Size.gibibytes(8), allocation: ExecutorAllocation.fixed(10) } });
    const tolerations = [{ effect: 'NoSchedule', key: 'spark-compute', operator: 'Exists' }];
    // 5734 and 11468 MiB of Spark's containers (Python), 100m and 512 MiB of EMR's log container.
    expect(groupsOf(job)).toEqual([
      {
        name: 'spark-driver', minMember: 1, minResource: { cpu: '1100m', memory: '6246Mi' }, tolerations,
        nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand', 'karpenter.sh/nodepool': 'spark-compute' },
        annotations: { 'karpenter.sh/do-not-disrupt': 'true', 'yunikorn.apache.org/allow-preemption': 'false' },
      },
      {
        name: 'spark-executor', minMember: 10, minResource: { cpu: '4100m', memory: '11980Mi' }, tolerations,
        nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute' },
        annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
      },
    ]);
    expect(job.sparkConf).toMatchObject({
      'spark.kubernetes.driver.annotation.yunikorn.apache.org/task-group-name': 'spark-driver',
      'spark.kubernetes.executor.annotation.yunikorn.apache.org/task-group-name': 'spark-executor',
      'spark.kubernetes.driver.annotation.yunikorn.apache.org/schedulingPolicyParameters': 'placeholderTimeoutInSeconds=600 gangSchedulingStyle=Soft',
    });
  });

  test('is no further resource', () => {
    const counts = [jobOf(fixture()), gangJob(fixture())].map((job) => Object.keys(Stage.of(job)!.synth().stacks[0].template.Resources).length);
    expect(counts[1]).toBe(counts[0]);
  });

  test('counts the minimum of dynamic allocation', () => {
    const job = gangJob(world, { executor: { allocation: ExecutorAllocation.dynamic({ minExecutors: 3, maxExecutors: 20, initialExecutors: 5 }) } });
    expect(groupsOf(job).map(({ minMember }: any) => minMember)).toEqual([1, 3]);
  });

  // Every row of memory is in manifests/requests.test.ts; here is what comes beside it.
  test('counts side-cars, those of templates too, init containers, devices, storage and overhead', () => {
    const side = { name: 'side', image: 'busybox:1', vcpus: 0.25, memory: Size.mebibytes(300) };
    const own = { name: 'own', image: 'busybox:1', resources: { limits: { cpu: '0.5', memory: '1G' }, requests: { 'ephemeral-storage': '1Gi' } } };
    const job = gangJob(world, {
      executor: { allocation: ExecutorAllocation.fixed(2), requestCores: 0.5, offHeapMemory: Size.gibibytes(1), pySparkMemory: Size.gibibytes(2) },
      sparkConf: { 'spark.executor.resource.gpu.amount': '2', 'spark.executor.resource.gpu.vendor': 'nvidia.com' },
    }, {
      driver: { sidecars: [side], initContainers: [{ ...side, name: 'early', vcpus: 3 }] },
      podTemplates: {
        driver: { spec: { overhead: { cpu: '250m', memory: '120Mi' } } },
        executor: { spec: { containers: [{ name: 'spark-kubernetes-executor', resources: { requests: { 'ephemeral-storage': '10Gi' } } }, own] } },
      },
    });
    expect(resources(job)).toEqual([
      { cpu: '3000m', memory: `${5734 + 512 + 300 + 120}Mi` },
      // 1G is 953.7 MiB: a placeholder may be larger than its pod, never smaller.
      { 'cpu': `${500 + 100 + 500}m`, 'memory': `${5734 + 1024 + 2048 + 512 + 954}Mi`, 'ephemeral-storage': `${10 * 1024 + 1024}Mi`, 'nvidia.com/gpu': '2' },
    ]);
    expect(job.requests.executor).toEqual({ cpuMillis: 1100, memoryMiB: 10272, ephemeralStorageMiB: 11264, extended: { 'nvidia.com/gpu': 2 } });
  });

  test('counts side-cars that are init containers all the time', () => {
    const sidecar = { name: 'late', image: 'busybox:1', restartPolicy: 'Always', resources: { requests: { cpu: '1', memory: '1Gi' } } };
    const early = { name: 'early', image: 'busybox:1', resources: { requests: { cpu: '7', memory: '1Gi' } } };
    const job = gangJob(world, {}, { podTemplates: { driver: { spec: { initContainers: [sidecar, early] } } } });
    expect(resources(job)[0]).toEqual({ cpu: '8000m', memory: `${6246 + 1024}Mi` });
  });

  test('carries what else decides where pods go, of templates and of settings', () => {
    const affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } };
    const topologySpreadConstraints = [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }];
    const job = gangJob(world, { sparkConf: { 'spark.kubernetes.executor.label.tier': 'batch' } }, {
      executor: { labels: { app: 'taxi' } },
      podTemplates: { executor: { spec: { affinity, topologySpreadConstraints, tolerations: [{ key: 'gpu', operator: 'Exists' }] } } },
    });
    expect(groupsOf(job)[1]).toMatchObject({
      labels: { app: 'taxi', tier: 'batch' }, affinity, topologySpreadConstraints,
      tolerations: [{ effect: 'NoSchedule', key: 'spark-compute', operator: 'Exists' }, { key: 'gpu', operator: 'Exists' }],
    });
  });

  test('goes to a zone that is known at deployment only', () => {
    const zone = Lazy.string({ produce: () => 'eu-west-1a' });
    const job = gangJob(world, { sparkConf: { 'spark.kubernetes.node.selector.topology.kubernetes.io/zone': zone } });
    const selectors = JSON.parse(world.stack.resolve(job.sparkConf[GROUPS])).map(({ nodeSelector }: any) => nodeSelector);
    expect(selectors).toEqual([
      { 'topology.kubernetes.io/zone': 'eu-west-1a', 'karpenter.sh/nodepool': 'spark-compute', 'karpenter.sh/capacity-type': 'on-demand' },
      { 'topology.kubernetes.io/zone': 'eu-west-1a', 'karpenter.sh/nodepool': 'spark-compute' },
    ]);
  });

  test('has a priority, in both templates and for this job alone', () => {
    const profile = profileOf(world);
    const job = jobOf(world, { profile, queue: queueOf(), gang: GangScheduling.hard({ priorityClass: 'urgent', placeholderTimeout: Duration.minutes(5) }) });
    expect(job.sparkConf['spark.kubernetes.driver.podTemplateFile']).not.toBe(profile.driverPodTemplateUri);
    expect(templatesOf(job).filter(({ spec }) => spec.priorityClassName === 'urgent')).toHaveLength(2);
    expect(job.sparkConf['spark.kubernetes.driver.annotation.yunikorn.apache.org/schedulingPolicyParameters']).toBe('placeholderTimeoutInSeconds=300 gangSchedulingStyle=Hard');
  });

  test('of a profile has its priority in the templates of the profile', () => {
    const profile = profileOf(world, { scheduling: { queue: queueOf(), gang: GangScheduling.soft({ priorityClass: 'urgent' }) } });
    expect(jobOf(world, { profile }).sparkConf['spark.kubernetes.driver.podTemplateFile']).toBe(profile.driverPodTemplateUri);
  });

  // Values of a classification have at most 1024 characters: https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_Configuration.html
  test('that is too long for a setting stands in a template of the job, which its role may read', () => {
    const tolerations = Array.from({ length: 10 }, (_, i) => ({ key: `a-rather-long-taint-${i}`, operator: 'Exists', effect: 'NoSchedule' }));
    const profile = profileOf(world, { podTemplates: { executor: { spec: { tolerations } } } });
    const job = jobOf(world, { profile, queue: queueOf(), gang: GangScheduling.soft() });
    expect(job.sparkConf[GROUPS]).toBeUndefined();
    const [driver] = templatesOf(job).filter(({ metadata }) => metadata?.annotations?.['yunikorn.apache.org/task-groups'] !== undefined);
    const groups = JSON.parse(driver.metadata.annotations['yunikorn.apache.org/task-groups']);
    expect(groups[1].tolerations).toHaveLength(11);
    expect(world.team.jobExecutionRole.readable.map(({ s3ObjectUrl }) => s3ObjectUrl)).toContain(job.sparkConf['spark.kubernetes.driver.podTemplateFile']);
  });
});

/** Every pod template of the app. */
function templatesOf(job: SparkJob): any[] {
  const { directory } = Stage.of(job)!.synth();
  return readdirSync(directory).filter((file) => /^asset\..*\.yaml$/.test(file)).map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')));
}

describe('what a gang may not be', () => {
  const AT = '[Test/Taxi] ';

  test('without a queue', () => {
    expect(errorOf(() => jobOf(world, { gang: GangScheduling.hard() }))).toBe(`${AT}\`gang\` must come with a \`queue\`, got hard scheduling alone; only YuniKorn holds places: pass \`queue: yunikorn.queueFor(team)\``);
    expect(errorOf(() => profileOf(world, { scheduling: { gang: GangScheduling.soft() } }, 'Bad'))).toContain('[Test/Bad] `gang` must come with a `queue`, got soft scheduling alone');
  });

  test('of dynamic allocation without a minimum', () => {
    expect(errorOf(() => gangJob(world, { executor: { allocation: ExecutorAllocation.dynamic({ maxExecutors: 5 }) } })))
      .toBe(`${AT}\`executor.allocation\` must have a minimum of at least 1 with \`gang\`, got 0; the gang is the driver and the executors that always run`);
  });

  test('in a queue that shares fairly among jobs', () => {
    expect(errorOf(() => gangJob(world, { queue: queueOf({ firstInFirstOut: false }) })))
      .toBe(`${AT}\`gang\` must be in a queue that starts jobs in the order of their arrival, got ${QUEUE}, which shares fairly among jobs; set its \`applicationSorting\` to \`ApplicationSorting.FIFO\``);
  });

  test('with a container of unknown size', () => {
    const podTemplates = { driver: { spec: { containers: [{ name: 'own', image: 'busybox:1', resources: { requests: { cpu: '1' } } }] } } };
    expect(errorOf(() => gangJob(world, {}, { podTemplates })))
      .toBe(`${AT}\`podTemplates.driver\` must say what every container requests with \`gang\`, got none of CPU or memory for "own"; the placeholders of a gang are as large as its pods`);
    expect(gangJob(fixture(), { gang: undefined }, { podTemplates }).requests.driver.cpuMillis).toBe(2100);
  });

  test.each<[string, () => unknown, string]>([
    ['no time', () => GangScheduling.soft({ placeholderTimeout: Duration.seconds(0) }), '`placeholderTimeout` must be whole seconds, at least 1, got 0 seconds; choose a duration in that range'],
    ['half a second', () => GangScheduling.soft({ placeholderTimeout: Duration.millis(500) }), '`placeholderTimeout` must be whole seconds, at least 1, got 0.5 seconds; choose a duration in that range'],
    ['a token', () => GangScheduling.hard({ placeholderTimeout: Duration.seconds(Lazy.number({ produce: () => 1 })) }), '`placeholderTimeout` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
    ['a priority with a capital', () => GangScheduling.hard({ priorityClass: 'Urgent' }), '`priorityClass` must be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most 253 characters, got "Urgent"; choose such a name'],
    ['a token for a priority', () => GangScheduling.hard({ priorityClass: Lazy.string({ produce: () => 'x' }) }), '`priorityClass` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ])('given %s', (_, make, message) => {
    expect(errorOf(make)).toBe(message);
  });

  test.each([[119, 1], [120, 0]])('shorter than nodes take to start, without a warning: %d s', (seconds, count) => {
    gangJob(world, { gang: GangScheduling.soft({ placeholderTimeout: Duration.seconds(seconds) }) });
    expect(Annotations.fromStack(world.stack).findWarning('/Test/Taxi', Match.stringLikeRegexp(`\`placeholderTimeout\` is ${seconds} seconds, and nodes take up to 120 to start`))).toHaveLength(count);
  });
});

describe('what a gang must fit', () => {
  const AT = '[Test/Taxi] `executor.allocation` must fit ';
  const executor = { cores: 4, memory: Size.gibibytes(8), allocation: ExecutorAllocation.fixed(10) };
  const jar = { entryPoint: SparkEntryPoint.jarUri('s3://b/a.jar', 'Main') };

  test.each<[string, QueueConfig['ceilings'], string]>([
    ['vCPUs', [{ queuePath: QUEUE, vcpus: 42 }], `the limits of queue ${QUEUE}, got 1.1 driver + 10 × 4.1 executors = 42.1 vCPUs with 42 vCPUs; take fewer or smaller executors, or raise \`maxResources\` of the queue`],
    ['memory', [{ queuePath: 'root.emr', memoryMiB: 100000 }], 'the limits of queue root.emr, got 5017 driver + 10 × 9523 executors = 100247 MiB with 100000 MiB; take fewer or smaller executors, or raise `maxResources` of the queue'],
    ['pods', [{ queuePath: QUEUE, pods: 10 }], `the limits of queue ${QUEUE}, got 1 driver + 10 × 1 executors = 11 pods with 10 pods; take fewer or smaller executors, or raise \`maxResources\` of the queue`],
    ['devices', [{ queuePath: QUEUE, extended: { 'nvidia.com/gpu': 9 } }], `the limits of queue ${QUEUE}, got 0 driver + 10 × 1 executors = 10 nvidia.com/gpu with 9 nvidia.com/gpu; take fewer or smaller executors, or raise \`maxResources\` of the queue`],
  ])('is the queue: %s', (_, ceilings, message) => {
    const sparkConf = { 'spark.executor.resource.gpu.amount': '1', 'spark.executor.resource.gpu.vendor': 'nvidia.com' };
    expect(errorOf(() => gangJob(world, { ...jar, executor, sparkConf, queue: queueOf({ ceilings, submitterQueuePath: 'root.s' }) }))).toBe(AT + message);
  });

  test('is the queue to the last thousandth', () => {
    const ceilings = [{ queuePath: QUEUE, vcpus: 42.1, memoryMiB: 100247, pods: 11 }];
    expect(gangJob(world, { ...jar, executor, queue: queueOf({ ceilings, submitterQueuePath: 'root.s' }) }).requests.maxExecutors).toBe(10);
  });

  test('counts the submitter where it waits in the same queue', () => {
    const queue = queueOf({ ceilings: [{ queuePath: QUEUE, pods: 11 }] });
    expect(errorOf(() => gangJob(world, { ...jar, executor, queue }))).toContain('got 1 driver + 1 submitter + 10 × 1 executors = 12 pods with 11 pods');
  });

  test('is the quota of the team, with room for a pod beside its placeholder', () => {
    const tight = fixture({ quota: { vcpus: 46.2 } });
    expect(errorOf(() => gangJob(tight, { ...jar, executor })))
      .toBe(`${AT}the quota of namespace emr-data-team-a, got 1.1 driver + 0.1 submitter + 10 × 4.1 executors + 4.1 for a pod beside its placeholder = 46.3 vCPUs with 46.2 vCPUs; take fewer or smaller executors, or raise the quota of the team`);
    expect(gangJob(fixture({ quota: { vcpus: 46.3 } }), { ...jar, executor }).requests.maxExecutors).toBe(10);
    expect(gangJob(fixture({ quota: { vcpus: 42.2 } }), { ...jar, executor, gang: undefined }).requests.maxExecutors).toBe(10);
  });

  // https://kubernetes.io/docs/concepts/policy/limit-range/: limits of containers, and a placeholder has one.
  test.each<[string, TeamLimits, string]>([
    ['vCPUs', { maxVcpus: 4 }, 'an executor must fit a container of namespace emr-data-team-a, got 4.1 vCPUs with at most 4; it is one container as large as its pod: raise `limits.maxVcpus`'],
    ['memory', { maxMemory: Size.mebibytes(9522) }, 'an executor must fit a container of namespace emr-data-team-a, got 9523 MiB with at most 9522 MiB; it is one container as large as its pod: raise `limits.maxMemory`'],
  ])('is a container of the namespace, as a placeholder is one: %s', (_, limits, message) => {
    expect(errorOf(() => gangJob(fixture({ limits }), { ...jar, executor }))).toBe(`[Test/Taxi] the placeholder of ${message} of the team, or leave \`gang\` out`);
    expect(gangJob(fixture({ limits }), { ...jar, executor, gang: undefined }).requests.maxExecutors).toBe(10);
  });

  test('is the limits of its pool', () => {
    const large = { ...executor, allocation: ExecutorAllocation.fixed(300) };
    expect(errorOf(() => gangJob(world, { ...jar, executor: large }))).toContain('must fit the limits of pool spark-compute, got 1.1 driver + 300 × 4.1 executors = 1231.1 vCPUs with 1000 vCPUs');
  });
});
