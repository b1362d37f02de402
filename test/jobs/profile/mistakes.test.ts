import { Duration, Lazy, Size } from 'aws-cdk-lib';
import { CpuArchitecture, type IShuffleStorage, type ShuffleStorageConfig, SparkRole } from '../../../src/contracts';
import { EmrRelease, SparkImage, type SparkProfileOptions } from '../../../src/jobs';
import { ShuffleStorage } from '../../../src/storage';
import { COMPUTE, FakePool } from '../../support/fake-team';
import { errorOf, type Fixture, fixture, profileOf } from '../fixtures';

let world: Fixture;
beforeEach(() => { world = fixture(); });

const storage = (config: ShuffleStorageConfig): IShuffleStorage => ({ bind: () => config });
const token = Lazy.string({ produce: () => 'x' });
const sidecar = { name: 'side', image: 'busybox:1' };
const spark = (container: object) => ({ driver: { spec: { containers: [{ name: 'spark-kubernetes-driver', ...container }] } } });
const conf = (key: string, value = '1'): Partial<SparkProfileOptions> => ({ sparkConf: { [key]: value } });

type Mistake = [string, Partial<SparkProfileOptions>, string];

const settings: Mistake[] = [
  ['spark.executor.memory', conf('spark.executor.memory', '8g'), '`sparkConf` must not hold spark.executor.memory, got "8g"; use `executor.memory` of the job'],
  ['spark.kubernetes.driver.request.cores', conf('spark.kubernetes.driver.request.cores'), '`sparkConf` must not hold spark.kubernetes.driver.request.cores, got "1"; use `driver.requestCores` of the job'],
  ['spark.executor.instances', conf('spark.executor.instances'), '`sparkConf` must not hold spark.executor.instances, got "1"; use `executor.allocation` of the job'],
  ['spark.dynamicAllocation.maxExecutors', conf('spark.dynamicAllocation.maxExecutors'), '`sparkConf` must not hold spark.dynamicAllocation.maxExecutors, got "1"; use `executor.allocation` of the job'],
  ['spark.memory.offHeap.size', conf('spark.memory.offHeap.size'), '`sparkConf` must not hold spark.memory.offHeap.size, got "1"; use `executor.offHeapMemory` of the job'],
  ['spark.kubernetes.executor.container.image', conf('spark.kubernetes.executor.container.image'), '`sparkConf` must not hold spark.kubernetes.executor.container.image, got "1"; use `image` of the profile'],
  ['spark.kubernetes.driver.podTemplateFile', conf('spark.kubernetes.driver.podTemplateFile'), '`sparkConf` must not hold spark.kubernetes.driver.podTemplateFile, got "1"; use `podTemplates.driver` of the profile'],
  ['spark.kubernetes.namespace', conf('spark.kubernetes.namespace'), '`sparkConf` must not hold spark.kubernetes.namespace, got "1"; leave it out: EMR sets it'],
  ['a key of something else', conf('hive.x'), '`sparkConf` must have keys that begin with "spark." and hold no blanks, got "hive.x"; Spark drops others'],
  ['a token as key', conf(token), '`sparkConf` must have literal keys, got a token; values may be tokens'],
  ['a blank value', conf('spark.a', ' '), '`sparkConf.spark.a` must be 1 to 1024 characters and not blank, got " "; EMR\'s API takes no other'],
  ['a long value', conf('spark.a', 'x'.repeat(1025)), '`sparkConf.spark.a` must be 1 to 1024 characters and not blank, got 1025 characters; EMR\'s API takes no other'],
  ['another pool', conf('spark.kubernetes.node.selector.karpenter.sh/nodepool', 'other'),
    '`sparkConf` must not change spark.kubernetes.node.selector.karpenter.sh/nodepool, which `driverPool` sets to "spark-compute", got "other"; change `driverPool` instead'],
  ['an unprotected driver', conf('spark.kubernetes.driver.annotation.karpenter.sh/do-not-disrupt', 'false'),
    '`sparkConf` must not change spark.kubernetes.driver.annotation.karpenter.sh/do-not-disrupt, which `driverPool` sets to "true", got "false"; change `driverPool` instead'],
  ['another local directory', { ...conf('spark.local.dir', '/x'), shuffleStorage: ShuffleStorage.nvme() }, '`sparkConf` must not hold spark.local.dir, got "/x"; `shuffleStorage` mounts Spark\'s local directory'],
  ['a volume twice', { ...conf('spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1.mount.path', '/x'), shuffleStorage: ShuffleStorage.nvme() },
    '`sparkConf` must not hold spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1.mount.path, got a volume named "spark-local-dir-1", which the pod templates have already; give it another name'],
  ['a setting of the storage', { ...conf('spark.s', '1'), shuffleStorage: storage({ sparkConf: { 'spark.s': '2' } }) },
    '`sparkConf` must not change spark.s, which `shuffleStorage` sets to "2", got "1"; change `shuffleStorage` instead'],
  ['101 settings', { sparkConf: Object.fromEntries(Array.from({ length: 91 }, (_, i) => [`spark.x${i}`, '1'])) },
    'the classification spark-defaults must have at most 100 entries, got 101 with the library\'s own; set the rest in the program'],
];

const choices: Mistake[] = [
  ['a Flink release', { release: EmrRelease.of('emr-7.13.0-flink-latest') }, '`release` must be one for Spark, got "emr-7.13.0-flink-latest"; take the variant without "flink"'],
  ['a release without pod templates', { release: EmrRelease.of('emr-6.2.0-latest') }, '`release` must be emr-6.3.0 or later, got "emr-6.2.0-latest"; earlier ones know no pod templates'],
  ['no roles', { executionRoles: [] }, '`executionRoles` must hold at least one role, got none; leave it out to use the team\'s'],
  ['S3 logs without a place', { logging: { s3: true } }, '`logging.s3` must be unset or false for a team without a log location in S3, got true; give the team one'],
  ['a long stream prefix', { logging: { streamPrefix: 'x'.repeat(257) } }, '`logging.streamPrefix` must be 1 to 256 characters, got 257 characters; leave it out to use the name of the job'],
  ['tiny log containers', { logging: { containerVcpus: 0 } }, '`logging.containerVcpus` must be a number of at least 0.001 vCPUs, got 0; choose a number in that range'],
  ['a token for CPU', { logging: { containerVcpus: Lazy.number({ produce: () => 1 }) } }, '`logging.containerVcpus` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['half a MiB', { logging: { containerMemory: Size.kibibytes(512) } }, '`logging.containerMemory` must be whole MiB, at least 1, got 0.5 MiB; choose a size in that range'],
  ['spark-defaults as configuration', { configurations: { 'spark-defaults': {} } }, '`configurations` must not hold "spark-defaults", got settings; use `sparkConf`, which knows what the library sets'],
  ['another place for the submitter', { configurations: { 'emr-job-submitter': { 'jobsubmitter.node.selector.emr-eks-karpenter/node-group': 'x' } } },
    '`configurations.emr-job-submitter` must not change jobsubmitter.node.selector.emr-eks-karpenter/node-group, which is "core", got "x"; use `submitter` or `logging`'],
  ['a blank configuration', { configurations: { 'core-site': { a: '' } } }, '`configurations.core-site.a` must be 1 to 1024 characters and not blank, got ""; EMR\'s API takes no other'],
  ['a label of Spark', { driver: { labels: { 'spark-role': 'x' } } }, '`driver.labels` must not hold spark-role, got "x"; Spark or EMR sets it'],
  ['a malformed label', { executor: { labels: { '-a': 'x' } } }, '`executor.labels` must have keys made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and ".", got "-a"; rename it'],
  ['a malformed label value', { executor: { labels: { a: 'x y' } } }, '`executor.labels["a"]` must be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit, got "x y"; use an annotation for longer text'],
  ['a malformed annotation', { driver: { annotations: { 'a b': 'x' } } }, '`driver.annotations` must have keys made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and ".", got "a b"; rename it'],
  ['an annotation of the pool', { driver: { annotations: { 'karpenter.sh/do-not-disrupt': 'false' } } }, '`driver.annotations` must not change karpenter.sh/do-not-disrupt, which the pool sets to "true", got "false"; leave it out'],
  ['a variable of EMR', { driver: { environment: { SPARK_CONTAINER_ID: 'x' } } }, '`driver.environment` must not hold SPARK_CONTAINER_ID, got "x"; EMR sets it'],
  ['a malformed variable', { driver: { environment: { '1A': 'x' } } }, '`driver.environment` must have names of letters, digits, "_", "-" or ".", not beginning with a digit, got "1A"; rename it'],
  ['half a second', { driver: { terminationGracePeriod: Duration.millis(500) } }, '`driver.terminationGracePeriod` must be whole seconds, at least 1, got 0.5 seconds; choose a duration in that range'],
  ['a token for time', { driver: { terminationGracePeriod: Duration.seconds(Lazy.number({ produce: () => 1 })) } }, '`driver.terminationGracePeriod` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['a malformed container', { driver: { sidecars: [{ ...sidecar, name: 'Side' }] } }, '`driver.sidecars[0].name` must be a DNS label of at most 63 lower-case letters, digits or "-", got "Side"; choose such a name'],
  ['a malformed image', { executor: { initContainers: [sidecar, { ...sidecar, image: 'https://x' }] } }, '`executor.initContainers[1].image` must be an image reference [registry/]repository[:tag][@digest], got "https://x"; leave out any scheme such as https://'],
];

const templates: Mistake[] = [
  ['a token', { driver: { sidecars: [{ ...sidecar, image: token }] } }, 'the driver pod template must hold literals only, got a token at `spec.containers[1].image`; it is a file made at synthesis: pass the value itself, or as a Spark setting'],
  ['a token as key', { podTemplates: { executor: { metadata: { labels: { [token]: 'x' } } } } }, 'the executor pod template must hold literals only, got a token at `metadata.labels`; it is a file made at synthesis: pass the value itself, or as a Spark setting'],
  ['another pool', { podTemplates: { executor: { spec: { nodeSelector: { 'karpenter.sh/nodepool': 'x' } } } } }, '`podTemplates.executor` must not change `spec.nodeSelector.karpenter.sh/nodepool`, which is "spark-compute", got "x"; use the option that sets it'],
  ['a lost list', { podTemplates: { executor: { spec: { containers: null } } } }, '`podTemplates.executor.spec.containers` must be a list, got none; write it as a list of objects'],
  ['a field that EMR refuses', { podTemplates: { driver: { spec: { hostNetwork: true } } } }, '`podTemplates.driver` must hold only fields that EMR allows, got `spec.hostNetwork`; EMR would fail every job with it'],
  ['a field of no pod', { podTemplates: { driver: { status: {} } } }, '`podTemplates.driver` must hold only fields that EMR allows, got `status`; EMR would fail every job with it'],
  ['a name', { podTemplates: { driver: { metadata: { name: 'x' } } } }, '`podTemplates.driver` must not hold `metadata.name`, got "x"; Spark overrides it'],
  ['a command of Spark\'s container', { podTemplates: spark({ command: ['x'] }) }, '`podTemplates.driver` must hold only fields of Spark\'s container that EMR allows, got `command`; EMR would fail every job with it'],
  ['a size of Spark\'s container', { podTemplates: spark({ resources: { limits: { memory: '1Gi' } } }) }, '`podTemplates.driver` must not hold `resources.limits.memory` of Spark\'s container, got an amount; use `driver` of the job: what pods request is computed from it'],
  ['a name twice', { driver: { sidecars: [sidecar], initContainers: [sidecar] } }, 'the driver pod must have containers of different names, got "side" twice; rename one'],
  ['the name of the log container', { driver: { sidecars: [{ ...sidecar, name: 'emr-container-fluentd' }] } }, 'the driver pod must have no container named "emr-container-fluentd", got one; EMR adds its own of that name: rename yours'],
  ['a size that is none', { podTemplates: { driver: { spec: { initContainers: [{ ...sidecar, resources: { limits: { memory: '1e9' } } }] } } } }, '`podTemplates.driver` must hold quantities without exponents, got `resources.limits.memory` "1e9" of container "side"; write it like 500m or 2Gi'],
  ['a volume of EMR', { podTemplates: { driver: { spec: { volumes: [{ name: 'mnt-dir', emptyDir: {} }] } } } }, 'the driver pod must have no volume of its own named "mnt-dir", got one; EMR defines it: mount it, or rename yours'],
  ['a mount of nothing', { driver: { sidecars: [{ ...sidecar, mounts: { lost: '/x' } }] } }, 'the driver pod must mount volumes that it has, got "lost" at /x; add the volume to `podTemplates.driver`'],
  ...['/mnt', '/mnt/data', '/', '/var/log', '/tmp/'].map((mountPath): Mistake => [`a mount at ${mountPath}`, { shuffleStorage: storage({ driverVolumes: [{ name: 'v', source: { emptyDir: {} }, mountPath }] }) },
    `the driver pod must mount volumes outside ${mountPath === '/' || mountPath === '/var/log' ? '/var/log/fluentd' : mountPath.slice(0, 4)}, which is EMR's, got "v" at ${mountPath}; choose another path`]),
];

describe('SparkProfile fails on', () => {
  test.each([...settings, ...choices])('%s', (_case, options, message) => {
    expect(errorOf(() => profileOf(world, options))).toBe(`[Test/Fast] ${message}`);
  });

  test.each(templates)('%s in a pod template', (_case, options, message) => {
    expect(errorOf(() => profileOf(world, options))).toBe(`[Test/Fast] ${message}`);
  });

  test('NVMe on a pool without instance store', () => {
    const executorPool = new FakePool(world.stack, 'Plain', 'plain', { ...COMPUTE, instanceStore: false });
    expect(errorOf(() => profileOf(world, { executorPool, shuffleStorage: ShuffleStorage.nvme() }))).toBe('[Test/Fast] `shuffleStorage` must suit the pool, got local NVMe disks on pool plain, whose nodes have none for pods; choose instance families with a "d" such as c5d and a node class with RAID0, or `ShuffleStorage.rootVolume()`');
    expect(profileOf(world, { executorPool, shuffleStorage: ShuffleStorage.rootVolume() }, 'Root').executorPool).toBe(executorPool);
  });

  test('an image for another architecture', () => {
    const executorPool = new FakePool(world.stack, 'Graviton', 'graviton', { ...COMPUTE, architectures: [CpuArchitecture.ARM64] });
    const image = SparkImage.fromUri('spark', { architectures: [CpuArchitecture.AMD64] });
    expect(errorOf(() => profileOf(world, { executorPool, driverPool: world.pool, image }))).toBe('[Test/Fast] `image` must run on arm64, which pool graviton may launch, got an image for amd64; build it for both, or choose another pool');
  });

  test.each<[string, Partial<SparkProfileOptions>, string]>([
    ['label', { submitter: { labels: { a: '' } } }, '`submitter.labels.a` must be 1 to 1024 characters and not blank, got ""; EMR\'s API takes no other'],
    ['annotation', { submitter: { annotations: { a: ' ' } } }, '`submitter.annotations.a` must be 1 to 1024 characters and not blank, got " "; EMR\'s API takes no other'],
  ])('a submitter with a blank %s', (_case, options, message) => {
    expect(errorOf(() => profileOf(world, options))).toBe(`[Test/Fast] ${message}`);
  });

  test('a submitter on a pool with two taints of one key', () => {
    const pool = new FakePool(world.stack, 'Twice', 'twice', undefined, 'true');
    const placement = pool.placement(SparkRole.SUBMITTER);
    pool.placement = () => ({ ...placement, tolerations: [...placement.tolerations, ...placement.tolerations] });
    expect(errorOf(() => profileOf(world, { submitter: { pool } }))).toBe('[Test/Fast] `submitter.pool` must have one taint per key, got two with key "twice"; EMR\'s API has room for one effect: leave `submitter.pool` out to use core nodes');
  });

  test('a submitter on a pool whose taint has no value', () => {
    expect(errorOf(() => profileOf(world, { submitter: { pool: world.pool } }))).toBe('[Test/Fast] `submitter.pool` must have taints with key, value and effect, got the toleration {"key":"spark-compute","operator":"Exists","effect":"NoSchedule"}; EMR\'s API takes no empty value: give the pool a taint with a value or none, or leave `submitter.pool` out to use core nodes');
  });
});

describe('SparkProfile refuses of plain JavaScript', () => {
  test.each<[string, any, string]>([
    ['a missing volume', { podTemplates: { executor: { spec: { volumes: [null] } } } },
      '`podTemplates.executor.spec.volumes[0]` must be there, got none; leave the item out'],
    ['a map of containers', { podTemplates: { driver: { spec: { initContainers: {} } } } },
      '`podTemplates.driver.spec.initContainers` must be a list, got {}; write it as a list of objects'],
    ['a number as label', { driver: { labels: { a: 1 } } }, '`driver.labels["a"]` must be text, got 1; write it in quotes'],
    ['text as time', { driver: { terminationGracePeriod: '5m' } },
      '`driver.terminationGracePeriod` must be a `Duration`, got "5m"; use `Duration.seconds()` or `Duration.minutes()`'],
  ])('%s', (_case, options, message) => {
    expect(errorOf(() => profileOf(world, options))).toBe(`[Test/Fast] ${message}`);
  });
});

describe('SparkProfile accepts', () => {
  test.each<[string, Partial<SparkProfileOptions>]>([
    ['a token as value', conf('spark.a', token)],
    ['1024 characters', conf('spark.a', 'x'.repeat(1024))],
    ['90 settings of its own', { sparkConf: Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`spark.x${i}`, '1'])) }],
    ['the pool\'s own selector', conf('spark.kubernetes.node.selector.karpenter.sh/nodepool', 'spark-compute')],
    ['another zone', conf('spark.kubernetes.node.selector.topology.kubernetes.io/zone', token)],
    ['a token for the image', { image: SparkImage.fromUri(token) }],
    ['a mount beside EMR\'s', { shuffleStorage: storage({ driverVolumes: [{ name: 'v', source: { emptyDir: {} }, mountPath: '/mnt2' }] }) }],
    ['emr-6.3.0', { release: EmrRelease.of('emr-6.3.0-latest') }],
    ['a token as stream prefix', { logging: { streamPrefix: token } }],
    ['a stream prefix of 256 characters', { logging: { streamPrefix: 'x'.repeat(256) } }],
    ['the smallest side-car', { driver: { sidecars: [{ ...sidecar, name: 's', vcpus: 0.001, memory: Size.mebibytes(1) }] } }],
  ])('%s', (_case, options) => {
    expect(profileOf(world, options).node.id).toBe('Fast');
  });
});
