import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Duration, Size, Stage, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Fixture, fixture, homeStack, jobOf, PI, profileOf } from './fixtures';
import { EmrRelease } from '../../src/jobs/emr-release';
import { ExecutorAllocation } from '../../src/jobs/executor-allocation';
import { GangScheduling, type GangSchedulingOptions, type SparkScheduling } from '../../src/jobs/gang-scheduling';
import type { SparkDriverOptions, SparkExecutorOptions, SparkJobOptions } from '../../src/jobs/job/options';
import type {
  AuxiliaryContainer, PodTemplateOverrides, SparkLogging, SparkPodOptions, SparkProfileOptions, SparkSubmitterOptions,
} from '../../src/jobs/profile/options';
import { SparkEntryPoint } from '../../src/jobs/spark-entry-point';
import { SparkImage } from '../../src/jobs/spark-image';
import { ShuffleStorage } from '../../src/storage/local/shuffle-storage';
import { YuniKornQueue } from '../../src/yunikorn/queue/queue';
import { FakeExecutionRole, FakePool, UnknownPool } from '../support/fake-team';
import { deployedText, propsOf, type PropCase } from '../support/props';

/** A case shows what is deployed with the prop and not without, or `hides` what is deployed without and not with it. */
type Case<T> = PropCase<T> | { readonly options: PropCase<T>['options']; readonly hides: string };
type Cases<T> = { readonly [prop in keyof Required<T>]: Case<Partial<T>> };
type Build = (world: Fixture, options: any) => void;

const job: Build = (world, options) => jobOf(world, options);
const profile: Build = (world, options) => jobOf(world, { profile: profileOf(world, options), entryPoint: SparkEntryPoint.pythonUri(PI) });
const inProfile = (prop: keyof SparkProfileOptions): Build => (world, options) => profile(world, { [prop]: options });
const inJob = (prop: keyof SparkJobOptions): Build => (world, options) => job(world, { [prop]: options });
const pool = (scope: Stack) => new FakePool(scope, 'Sentinel', 'sentinel');
const QUEUE = YuniKornQueue.fromQueuePath('root.sentinel');
const container = (options: Partial<AuxiliaryContainer> = {}): AuxiliaryContainer => ({ name: 'side', image: 'side', ...options });

const PROFILE: Cases<SparkProfileOptions> = {
  executorPool: { options: (scope) => ({ executorPool: pool(scope) }), shows: '"karpenter.sh/nodepool":"sentinel"' },
  driverPool: { options: (scope) => ({ driverPool: pool(scope) }), shows: '"karpenter.sh/nodepool":"sentinel"' },
  shuffleStorage: { options: { shuffleStorage: ShuffleStorage.nvme() }, shows: '"name":"spark-local-dir-1"' },
  release: { options: { release: EmrRelease.of('emr-7.9.0-latest') }, shows: '"ReleaseLabel":"emr-7.9.0-latest"' },
  image: { options: { image: SparkImage.fromUri('sentinel:1') }, shows: '"spark.kubernetes.container.image":"sentinel:1"' },
  sparkConf: { options: { sparkConf: { 'spark.sentinel': 'x' } }, shows: '"spark.sentinel":"x"' },
  configurations: { options: { configurations: { 'spark-hive-site': { sentinel: 'x' } } }, shows: '"Classification":"spark-hive-site","Properties":{"sentinel":"x"}' },
  executionRoles: { options: (scope) => ({ executionRoles: [new FakeExecutionRole(scope, 'Sentinel', 'sentinel')] }), shows: '"ExecutionRoleArn":{"Fn::GetAtt":["SentinelRole' },
  submitter: { options: { submitter: { labels: { sentinel: 'x' } } }, shows: '"jobsubmitter.label.sentinel":"x"' },
  driver: { options: { driver: { labels: { sentinel: 'x' } } }, shows: '"sentinel":"x"' },
  executor: { options: { executor: { labels: { sentinel: 'x' } } }, shows: '"sentinel":"x"' },
  podTemplates: { options: { podTemplates: { driver: { spec: { priorityClassName: 'sentinel' } } } }, shows: '"priorityClassName":"sentinel"' },
  logging: { options: { logging: { streamPrefix: 'sentinel' } }, shows: '"LogStreamNamePrefix":"sentinel"' },
  scheduling: { options: { scheduling: { queue: QUEUE } }, shows: 'queue":"root.sentinel"' },
};

const SCHEDULING: Cases<SparkScheduling> = {
  queue: { options: { queue: QUEUE }, shows: 'queue":"root.sentinel"' },
  gang: { options: { queue: QUEUE, gang: GangScheduling.hard() }, shows: 'gangSchedulingStyle=Hard' },
};

const GANG: Cases<GangSchedulingOptions> = {
  placeholderTimeout: { options: { placeholderTimeout: Duration.seconds(777) }, shows: 'placeholderTimeoutInSeconds=777' },
  priorityClass: { options: { priorityClass: 'sentinel' }, shows: '"priorityClassName":"sentinel"' },
};

const POD: Cases<SparkPodOptions> = {
  labels: { options: { labels: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
  annotations: { options: { annotations: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
  environment: { options: { environment: { SENTINEL: 'x' } }, shows: '{"name":"SENTINEL","value":"x"}' },
  sidecars: { options: { sidecars: [container({ name: 'sentinel' })] }, shows: '"name":"sentinel"' },
  initContainers: { options: { initContainers: [container()] }, shows: '"initContainers"' },
  terminationGracePeriod: { options: { terminationGracePeriod: Duration.seconds(77) }, shows: '"terminationGracePeriodSeconds":77' },
};

const CONTAINER: Cases<AuxiliaryContainer> = {
  name: { options: { name: 'sentinel' }, shows: '"name":"sentinel"' },
  image: { options: { image: 'sentinel:1' }, shows: '"image":"sentinel:1"' },
  command: { options: { command: ['sentinel'] }, shows: '"command":["sentinel"]' },
  args: { options: { args: ['sentinel'] }, shows: '"args":["sentinel"]' },
  environment: { options: { environment: { SENTINEL: 'x' } }, shows: '{"name":"SENTINEL","value":"x"}' },
  vcpus: { options: { vcpus: 0.77 }, shows: '"cpu":"770m"' },
  memory: { options: { memory: Size.mebibytes(777) }, shows: '"memory":"777Mi"' },
  mounts: { options: { mounts: { 'emr-container-communicate': '/sentinel' } }, shows: '"mountPath":"/sentinel"' },
};

const OVERRIDES: Cases<PodTemplateOverrides> = {
  driver: { options: { driver: { spec: { priorityClassName: 'sentinel' } } }, shows: '"priorityClassName":"sentinel"' },
  executor: { options: { executor: { spec: { priorityClassName: 'sentinel' } } }, shows: '"priorityClassName":"sentinel"' },
};

const SUBMITTER: Cases<SparkSubmitterOptions> = {
  pool: { options: (scope) => ({ pool: new UnknownPool(scope, 'Sentinel', 'sentinel') }), shows: '"jobsubmitter.node.selector.karpenter.sh/nodepool":"sentinel"' },
  endsWhenDriverStarts: { options: { endsWhenDriverStarts: true }, shows: '"jobsubmitter.gracefulTermination":"true"' },
  labels: { options: { labels: { sentinel: 'x' } }, shows: '"jobsubmitter.label.sentinel":"x"' },
  annotations: { options: { annotations: { sentinel: 'x' } }, shows: '"jobsubmitter.annotation.sentinel":"x"' },
};

const LOGGING: Cases<SparkLogging> = {
  cloudWatch: { options: { cloudWatch: false }, hides: '"CloudWatchMonitoringConfiguration"' },
  s3: { options: { s3: false }, hides: '"S3MonitoringConfiguration"' },
  persistentAppUi: { options: { persistentAppUi: false }, shows: '"PersistentAppUI":"DISABLED"' },
  streamPrefix: { options: { streamPrefix: 'sentinel' }, shows: '"LogStreamNamePrefix":"sentinel"' },
  executors: { options: { executors: false }, shows: '"executor.logging":"DISABLED"' },
  containerVcpus: { options: { containerVcpus: 0.77 }, shows: '"logging.request.cores":"770m"' },
  containerMemory: { options: { containerMemory: Size.mebibytes(777) }, shows: '"logging.request.memory":"777Mi"' },
};

const JOB: Cases<SparkJobOptions> = {
  profile: { options: {}, shows: '' }, // required: the rest of this file
  entryPoint: { options: { entryPoint: SparkEntryPoint.jarUri('s3://b/x.jar', 'sentinel.Main') }, shows: '--class sentinel.Main' },
  executor: { options: { executor: { cores: 3, allocation: ExecutorAllocation.fixed(1) } }, shows: '"spark.executor.cores":"3"' },
  driver: { options: { driver: { cores: 3 } }, shows: '"spark.driver.cores":"3"' },
  arguments: { options: { arguments: ['sentinel'] }, shows: '"EntryPointArguments":["sentinel"]' },
  sparkConf: { options: { sparkConf: { 'spark.sentinel': 'x' } }, shows: '"spark.sentinel":"x"' },
  parameters: { options: { parameters: { Sentinel: 'x' } }, shows: '"Sentinel":{"Type":"STRING","DefaultValue":"x"}' },
  executionRole: { options: {}, shows: '' }, // one of the profile's: spark-job.test.ts
  queue: { options: { queue: QUEUE }, shows: 'queue":"root.sentinel"' },
  gang: { options: { queue: QUEUE, gang: GangScheduling.soft() }, shows: 'gangSchedulingStyle=Soft' },
  jobName: { options: { jobName: 'sentinel' }, shows: '"Name":"sentinel-' },
  jobTemplate: { options: { jobTemplate: false }, hides: 'AWS::EMRContainers::JobTemplate' },
  tags: { options: { tags: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
};

const DRIVER: Cases<SparkDriverOptions> = {
  cores: { options: { cores: 3 }, shows: '"spark.driver.cores":"3"' },
  memory: { options: { memory: Size.mebibytes(777) }, shows: '"spark.driver.memory":"777m"' },
  memoryOverhead: { options: { memoryOverhead: Size.mebibytes(777) }, shows: '"spark.driver.memoryOverhead":"777m"' },
  requestCores: { options: { requestCores: 0.5 }, shows: '"spark.kubernetes.driver.request.cores":"500m"' },
  limitCores: { options: { limitCores: 2 }, shows: '"spark.kubernetes.driver.limit.cores":"2000m"' },
};

const fixed = { allocation: ExecutorAllocation.fixed(2) };
const EXECUTOR: Cases<SparkExecutorOptions> = {
  allocation: { options: { allocation: ExecutorAllocation.dynamic({ minExecutors: 1, maxExecutors: 7 }) }, shows: '"spark.dynamicAllocation.maxExecutors":"7"' },
  cores: { options: { ...fixed, cores: 3 }, shows: '"spark.executor.cores":"3"' },
  memory: { options: { ...fixed, memory: Size.mebibytes(777) }, shows: '"spark.executor.memory":"777m"' },
  memoryOverhead: { options: { ...fixed, memoryOverhead: Size.mebibytes(777) }, shows: '"spark.executor.memoryOverhead":"777m"' },
  offHeapMemory: { options: { ...fixed, offHeapMemory: Size.mebibytes(777) }, shows: '"spark.memory.offHeap.size":"777m"' },
  pySparkMemory: { options: { ...fixed, pySparkMemory: Size.mebibytes(777) }, shows: '"spark.executor.pyspark.memory":"777m"' },
  requestCores: { options: { ...fixed, requestCores: 0.5 }, shows: '"spark.kubernetes.executor.request.cores":"500m"' },
  limitCores: { options: { ...fixed, limitCores: 2 }, shows: '"spark.kubernetes.executor.limit.cores":"2000m"' },
};

const STRUCTS: Array<[string, string, Cases<any>, Build]> = [
  ['SparkProfileOptions', 'profile/options', PROFILE, profile],
  ['SparkPodOptions', 'profile/options', POD, inProfile('driver')],
  ['SparkPodOptions', 'profile/options', POD, inProfile('executor')],
  ['AuxiliaryContainer', 'profile/options', CONTAINER, (world, options) => profile(world, { executor: { sidecars: [container(options)] } })],
  ['PodTemplateOverrides', 'profile/options', OVERRIDES, inProfile('podTemplates')],
  ['SparkSubmitterOptions', 'profile/options', SUBMITTER, inProfile('submitter')],
  ['SparkLogging', 'profile/options', LOGGING, inProfile('logging')],
  ['SparkScheduling', 'gang-scheduling', SCHEDULING, inProfile('scheduling')],
  ['GangSchedulingOptions', 'gang-scheduling', GANG, (world, options) => job(world, { queue: QUEUE, gang: GangScheduling.soft(options) })],
  ['SparkJobOptions', 'job/options', JOB, job],
  ['SparkDriverOptions', 'job/options', DRIVER, inJob('driver')],
  ['SparkExecutorOptions', 'job/options', EXECUTOR, (world, options) => job(world, { executor: { ...fixed, ...options } })],
];

/** The template and the pod templates beside it. */
function deployed(build: Build, options: any): string {
  const stack = homeStack();
  const world = fixture({ logUri: 's3://logs/team-a/' }, stack);
  build(world, typeof options === 'function' ? options(stack) : options);
  const { directory } = Stage.of(stack)!.synth();
  const files = readdirSync(directory).filter((file) => /^asset\..*\.yaml$/.test(file)).map((file) => JSON.stringify(JSON.parse(readFileSync(join(directory, file), 'utf8'))));
  return [deployedText(Template.fromStack(stack)), ...files].join('\n');
}

describe.each(STRUCTS)('%s', (struct, file, cases, build) => {
  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`jobs/${file}.ts`, struct));
  });

  const shown = Object.entries(cases).filter(([, one]) => !('shows' in one && one.shows === ''));
  test.each(shown)('%s is deployed', (_, one) => {
    const [without, withIt] = [deployed(build, {}), deployed(build, one.options)];
    const [less, more, text] = 'shows' in one ? [without, withIt, one.shows] : [withIt, without, one.hides];
    expect(less).not.toContain(text);
    expect(more).toContain(text);
  });
});

