import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import {
  Consolidation, EbsShuffleStorage, EmrEksKarpenterCluster, EmrTeam, ExecutorAllocation, GangScheduling, SparkEntryPoint,
  SparkNodePoolPreset,
  YuniKorn, YuniKornQueue,
  type IEmrEksCluster, type SparkExecutorOptions, type SparkJobOptions, type SparkProfileOptions,
} from '../../../src';

/** Synthesises a platform with queues: `tsx yunikorn-app.ts sizes|queues|changed|load`. */
const [story] = process.argv.slice(2);

const PYTHON = SparkEntryPoint.pythonUri('local:///program.py');
const JVM = SparkEntryPoint.jarUri('local:///program.jar', 'Program');
const GIB = Size.gibibytes(1);
const FIXED = { allocation: ExecutorAllocation.fixed(1), memory: GIB };
const one = (options: Partial<SparkExecutorOptions> = {}): SparkExecutorOptions => ({ ...FIXED, ...options });
const four = (options: Partial<SparkExecutorOptions> = {}): SparkExecutorOptions => one({ memory: Size.gibibytes(4), ...options });
const gang = (options: Partial<SparkJobOptions>): Partial<SparkJobOptions> => ({ driver: { memory: GIB }, executor: one(), ...options });
const factors = (sparkConf: { [key: string]: string }): Partial<SparkJobOptions> => ({ sparkConf, driver: {}, executor: four() });

/** The table of what Spark requests, by what it shows; each for both kinds of programs where both differ. */
const SIZES: Record<string, Partial<SparkJobOptions>> = {
  Four: { driver: {}, executor: four() },
  Floor: gang({}),
  Six: { driver: { memory: Size.gibibytes(6) }, executor: one({ memory: Size.gibibytes(6) }) },
  Overhead: { driver: { memoryOverhead: GIB }, executor: four({ memoryOverhead: GIB }) },
  OverheadAndFactor: gang({ executor: four({ memoryOverhead: GIB }), sparkConf: { 'spark.executor.memoryOverheadFactor': '0.4' } }),
  OffHeap: gang({ executor: one({ offHeapMemory: GIB }) }),
  RequestCores: gang({ driver: { memory: GIB, requestCores: 0.5, limitCores: 2 }, executor: one({ requestCores: 0.5, limitCores: 2 }) }),
  Cores: gang({ driver: { memory: GIB, cores: 2 }, executor: one({ cores: 4 }) }),
  RoleFactors: factors({ 'spark.executor.memoryOverheadFactor': '0.2', 'spark.driver.memoryOverheadFactor': '0.3' }),
  KubernetesFactor: factors({ 'spark.kubernetes.memoryOverheadFactor': '0.2' }),
  BothFactors: factors({ 'spark.kubernetes.memoryOverheadFactor': '0.3', 'spark.executor.memoryOverheadFactor': '0.1' }),
  DriverFactor: factors({ 'spark.driver.memoryOverheadFactor': '0.1' }),
  Dynamic: gang({ executor: one({ allocation: ExecutorAllocation.dynamic({ minExecutors: 1, maxExecutors: 4 }) }) }),
};
const PYTHON_ONLY: Record<string, Partial<SparkJobOptions>> = { PySparkMemory: gang({ executor: one({ pySparkMemory: GIB }) }) };

/** Pods with more than Spark's container. */
const BESIDE: Partial<SparkProfileOptions> = {
  driver: {
    sidecars: [{ name: 'side', image: 'side', vcpus: 0.25, memory: Size.mebibytes(300) }],
    initContainers: [{ name: 'early', image: 'early', vcpus: 2 }],
  },
  executor: { sidecars: [{ name: 'side', image: 'side', vcpus: 0.2, memory: Size.mebibytes(200) }] },
  podTemplates: {
    executor: { spec: { containers: [{ name: 'spark-kubernetes-executor', resources: { requests: { 'ephemeral-storage': '5Gi' } } }] } },
  },
};

function platformIn(stack: Stack): EmrEksKarpenterCluster {
  return new EmrEksKarpenterCluster(stack, 'Platform', { clusterName: 'queues', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl') });
}

function sizes(app: App): void {
  const stack = new Stack(app, 'Sizes');
  const platform = platformIn(stack);
  const executorPool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
  const team = platform.addTeam('Team', { namespace: 'emr-a' });
  const queue = new YuniKorn(stack, 'YuniKorn', { cluster: platform }).queueFor(team);
  const scheduling = { queue, gang: GangScheduling.hard({ placeholderTimeout: Duration.minutes(10) }) };
  const plain = team.addSparkProfile('Plain', { executorPool, scheduling });
  const beside = team.addSparkProfile('Beside', { ...BESIDE, executorPool, scheduling });
  const usual = { profile: plain, entryPoint: PYTHON, executor: one() };
  const add = (id: string, options: Partial<SparkJobOptions>) => team.addSparkJob(id, { ...usual, ...options });
  for (const [id, options] of Object.entries(SIZES)) {
    add(`Python${id}`, options);
    add(`Jvm${id}`, { ...options, entryPoint: JVM });
  }
  Object.entries(PYTHON_ONLY).forEach(([id, options]) => add(`Python${id}`, options));
  add('PythonBeside', { ...gang({}), profile: beside });
  add('JvmBeside', { ...gang({}), profile: beside, entryPoint: JVM });
  const onVolumes = team.addSparkProfile('OnVolumes', {
    executorPool, scheduling, shuffleStorage: new EbsShuffleStorage(stack, 'Volumes', { cluster: platform }),
  });
  add('PythonOnVolumes', { ...gang({ executor: one({ allocation: ExecutorAllocation.fixed(2) }) }), profile: onVolumes });
}

const SMALL = { driver: { memory: GIB }, entryPoint: JVM };

function queues(app: App): void {
  const stack = new Stack(app, 'Queues');
  const platform = platformIn(stack);
  const executorPool = platform.addSparkNodePool('Compute', {
    preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED, disruption: { consolidation: Consolidation.whenEmpty(Duration.seconds(30)) },
  });
  const childTemplate = { maxResources: { vcpus: 9, memory: Size.gibibytes(90) } };
  const yunikorn = new YuniKorn(stack, 'YuniKorn', { cluster: platform, teamsQueue: { childTemplate } });
  const team = platform.addTeam('Team', { namespace: 'emr-a' });
  const plain = platform.addTeam('Plain', { namespace: 'emr-plain' });
  const own = yunikorn.queueFor(team, { maxResources: { vcpus: story === 'changed' ? 50 : 40, memory: Size.gibibytes(400) } });
  const narrow = yunikorn.addQueue('narrow', { maxResources: { vcpus: 6, memory: Size.gibibytes(60) } });
  const single = yunikorn.addQueue('single', { maxApplications: 1 });
  const profile = team.addSparkProfile('Profile', { executorPool });
  const add = (id: string, options: Partial<SparkJobOptions>) => team.addSparkJob(id, { ...SMALL, profile, executor: one(), ...options });
  const nowhere = { 'spark.kubernetes.executor.node.selector.nowhere': 'true' };
  const short = { placeholderTimeout: Duration.seconds(60) };
  add('Hard', { queue: own, gang: GangScheduling.hard(short), sparkConf: nowhere });
  add('Soft', { queue: own, gang: GangScheduling.soft(short), sparkConf: nowhere });
  add('Waiting', { queue: own, gang: GangScheduling.hard({ placeholderTimeout: Duration.minutes(10) }), sparkConf: nowhere });
  const three = one({ allocation: ExecutorAllocation.fixed(3) }); // 4.4 vCPUs with the driver
  ['NarrowOne', 'NarrowTwo'].forEach((id) => add(id, { queue: narrow, gang: GangScheduling.hard(), executor: three }));
  ['SingleOne', 'SingleTwo'].forEach((id) => add(id, { queue: single, gang: GangScheduling.hard() }));
  plain.addSparkJob('Plain', { ...SMALL, profile: plain.addSparkProfile('Profile', { executorPool }), executor: one() });
  addForeignTeam(new Stack(app, 'Foreign'), platform);
}

/** A team that knows the platform's queues by their paths only, as one of another app does. */
function addForeignTeam(stack: Stack, platform: EmrEksKarpenterCluster): void {
  const cluster: IEmrEksCluster = platform;
  const team = new EmrTeam(stack, 'Team', { cluster, namespace: 'emr-foreign' });
  const profile = team.addSparkProfile('Profile', { executorPool: platform.node.findChild('Compute') as any });
  team.addSparkJob('Foreign', {
    ...SMALL, profile, executor: one(), queue: YuniKornQueue.fromQueuePath('root.emr.emr-foreign'), gang: GangScheduling.hard(),
  });
}

/** Two teams that share 8.8 vCPUs, each with half of them guaranteed, and gangs of a hundred and a thousand. */
function load(app: App): void {
  const stack = new Stack(app, 'Load');
  const platform = platformIn(stack);
  const executorPool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED, limits: { vcpus: 4000 } });
  const yunikorn = new YuniKorn(stack, 'YuniKorn', {
    cluster: platform, teamsQueue: { maxResources: { vcpus: 8.8, memory: Size.gibibytes(100) } },
  });
  const large = yunikorn.addQueue('large');
  for (const id of ['A', 'B']) {
    const team = platform.addTeam(`Team${id}`, { namespace: `emr-${id.toLowerCase()}` });
    const queue = yunikorn.queueFor(team, { guaranteedResources: { vcpus: 4.4 } });
    const profile = team.addSparkProfile('Profile', { executorPool });
    team.addSparkJob(`Single${id}`, { ...SMALL, profile, executor: one(), queue });
    const many = (count: number) => one({ requestCores: 0.1, allocation: ExecutorAllocation.fixed(count) });
    team.addSparkJob(`Hundred${id}`, { ...SMALL, profile, executor: many(100), queue: large, gang: GangScheduling.hard() });
    team.addSparkJob(`Thousand${id}`, { ...SMALL, profile, executor: many(999), queue: large, gang: GangScheduling.hard() });
  }
}

const app = new App();
(story === 'sizes' ? sizes : story === 'load' ? load : queues)(app);
app.synth();
