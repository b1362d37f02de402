import { Duration, Lazy, Size, Token } from 'aws-cdk-lib';
import { CONNECT, endpointOf, endpointWorld, poolOf, profileOf, SESSIONS, type EndpointWorld, type EndpointWorldOptions } from './endpoints';
import { CpuArchitecture } from '../../../src/contracts';
import { ManagedEndpoint } from '../../../src/emr/endpoint/managed-endpoint';
import { ManagedEndpointType, type ManagedEndpointOptions } from '../../../src/emr/endpoint/options';
import { EmrTeam } from '../../../src/emr/team/emr-team';
import { EmrRelease } from '../../../src/jobs/emr-release';
import { ExecutorAllocation } from '../../../src/jobs/executor-allocation';
import type { SparkProfileOptions } from '../../../src/jobs/profile/options';
import { SparkImage } from '../../../src/jobs/spark-image';
import { COMPUTE, type FakePool } from '../../support/fake-team';

const { SPARK_CONNECT } = ManagedEndpointType;
const { ARM64, AMD64 } = CpuArchitecture;
const NO_ARM = 'EMR does not support managed endpoints on Arm AMIs of EKS';

interface Mistake {
  readonly world?: EndpointWorldOptions;
  readonly options?: (world: EndpointWorld) => Partial<ManagedEndpointOptions>;
  readonly profile?: (world: EndpointWorld) => Partial<SparkProfileOptions>;
  readonly message: string;
}

const name = (got: string) => `\`endpointName\` must be 1 to 55 letters, digits and .-_/#, got "${got}"; a digest of 8 characters follows it`;
const idle = (got: number) => `\`idleTimeout\` must be whole seconds, at least 60, got ${got} seconds; choose a duration in that range`;
const token = (prop: string) => `\`${prop}\` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis`;
const size = (got: string) => `\`logRotation.size\` must be whole KiB, 2 to 2097152, got ${got}; choose a size in that range`;
const files = (got: number) => `\`logRotation.files\` must be a whole number from 1 to 50, got ${got}; choose a number in that range`;
const notebooks = (got: string) => `\`profile.release\` must be emr-6.7.0 or later for JUPYTER_ENTERPRISE_GATEWAY, got "${got}"; give the endpoint a profile with a later release`;
const connect = (got: string) => `\`profile.release\` must be emr-7.14.0 or emr-spark-8.1.0, or later, for SPARK_CONNECT, got "${got}"; give the endpoint a profile with a later release`;
const release = (label: string) => () => ({ release: EmrRelease.of(label) });
const rotation = (rotated: Size, kept = 3): Mistake['options'] => () => ({ logRotation: { size: rotated, files: kept } });
const taints = (pool: FakePool, count: number) => Object.assign(pool, {
  placement: () => ({ nodeSelector: {}, annotations: {}, tolerations: Array(count).fill({ key: 'gateway', operator: 'Exists' }) }),
});
const TAINTED = { cluster: { coreNodesTainted: true } };
const ofConnect = (options: Partial<ManagedEndpointOptions> = {}) => () => ({ endpointType: SPARK_CONNECT, ...options });

const MISTAKES: { readonly [what: string]: Mistake } = {
  'an arm64 executor pool': { profile: (world) => ({ executorPool: poolOf(world, ARM64), driverPool: world.pool }), message: `\`profile\` must have amd64 pools, got arm64 in pool other; ${NO_ARM}: choose a pool of Intel or AMD instances` },
  'an arm64 driver pool': { profile: (world) => ({ driverPool: poolOf(world, ARM64) }), message: `\`profile\` must have amd64 pools, got arm64 in pool other; ${NO_ARM}: choose a pool of Intel or AMD instances` },
  'arm64 core nodes without a taint': { world: { cluster: { coreNodesArchitecture: ARM64 } }, message: `\`coreNodes\` must be amd64 or tainted for the gateway of an endpoint, got arm64 without a taint; ${NO_ARM}, and its gateway starts wherever any pod may` },
  'tainted core nodes and no pool for the gateway': { world: TAINTED, message: '`gatewayPool` must be given where core nodes are tainted, got none; EMR sets no tolerations for the gateway: give it an amd64 pool without a taint (`NodePoolTaint.none()`), or leave core nodes untainted' },
  'a pool for the gateway that is not needed': { options: (world) => ({ gatewayPool: world.pool }), message: '`gatewayPool` must be left out where core nodes are not tainted, got pool compute; EMR sets no node selector, so the gateway could start on either' },
  'a tainted pool for the gateway': { world: TAINTED, options: (world) => ({ gatewayPool: taints(poolOf(world, AMD64), 1) }), message: '`gatewayPool` must have no taint, got "gateway" on pool other; EMR sets no tolerations for the gateway: give the pool `NodePoolTaint.none()`' },
  'an arm64 pool for the gateway': { world: TAINTED, options: (world) => ({ gatewayPool: taints(poolOf(world, ARM64), 0) }), message: `\`gatewayPool\` must have amd64 pools, got arm64 in pool other; ${NO_ARM}: choose a pool of Intel or AMD instances` },
  'a release before notebooks': { profile: release('emr-6.6.0-latest'), message: notebooks('emr-6.6.0-latest') },
  'a release before Spark Connect': { world: { team: SESSIONS }, options: ofConnect(), profile: release('emr-7.13.0-latest'), message: connect('emr-7.13.0-latest') },
  'the other line before Spark Connect': { world: { team: SESSIONS }, options: ofConnect(), profile: release('emr-spark-8.0.0-latest'), message: connect('emr-spark-8.0.0-latest') },
  'Spark Connect without sessions': { options: ofConnect(), profile: () => CONNECT, message: '`endpointType` must be JUPYTER_ENTERPRISE_GATEWAY for team emr-data-team-a, got SPARK_CONNECT without `sessionEnabled`; create the team with `sessionEnabled: true`, which is fixed at its creation' },
  'Spark Connect without a security configuration': { world: { team: { sessionEnabled: true } }, options: ofConnect(), profile: () => CONNECT, message: '`endpointType` must be JUPYTER_ENTERPRISE_GATEWAY for team emr-data-team-a, got SPARK_CONNECT without `securityConfigurationId`; create the team with an EMR security configuration, which is fixed at its creation' },
  'kernels of Spark Connect': { world: { team: SESSIONS }, options: ofConnect({ kernelImages: { python: SparkImage.fromUri('r/p') } }), profile: () => CONNECT, message: '`kernelImages` must be left out for SPARK_CONNECT, which has no kernels, got images; use `image` of the profile' },
  'an image for jobs': { profile: () => ({ image: SparkImage.fromUri('r/p') }), message: '`profile.image` must be left out for JUPYTER_ENTERPRISE_GATEWAY, whose kernels have images of their own, got an image for jobs; use `kernelImages`' },
  'a kernel for arm64': { options: () => ({ kernelImages: { pyspark: SparkImage.fromUri('r/p', { architectures: [ARM64] }) } }), message: '`kernelImages.pyspark` must run on amd64, got an image for arm64; build it for amd64 too' },
  'a blank in the name': { options: () => ({ endpointName: 'my studio' }), message: name('my studio') },
  'no name': { options: () => ({ endpointName: '' }), message: name('') },
  'a name of 56 letters': { options: () => ({ endpointName: 'a'.repeat(56) }), message: '`endpointName` must be 1 to 55 letters, digits and .-_/#, got 56 characters; a digest of 8 characters follows it' },
  'a name that is a token': { options: () => ({ endpointName: Lazy.string({ produce: () => 'a' }) }), message: token('endpointName') },
  'no idle time-out': { options: () => ({ idleTimeout: Duration.minutes(0) }), message: idle(0) },
  'an idle time-out of less than a minute': { options: () => ({ idleTimeout: Duration.seconds(59) }), message: idle(59) },
  'an idle time-out between minutes': { options: () => ({ idleTimeout: Duration.seconds(90) }), message: '`idleTimeout` must be whole minutes, got 90 seconds; use `Duration.minutes()`' },
  'an idle time-out that is a token': { options: () => ({ idleTimeout: Duration.minutes(Token.asNumber({ Ref: 'P' })) }), message: token('idleTimeout') },
  'rotation without logs in S3': { options: rotation(Size.mebibytes(1)), message: '`logRotation` must come with logs in S3, got none; give the team `logs.bucket`, and the profile no `logging.s3: false`' },
  'rotation before it was known': { world: { logs: true }, options: rotation(Size.mebibytes(1)), profile: release('emr-6.10.0-latest'), message: '`logRotation` must be left out before emr-6.11.0, got release "emr-6.10.0-latest"; take a later release' },
  'files of 1 KiB': { world: { logs: true }, options: rotation(Size.kibibytes(1)), message: size('1 KiB') },
  'files of more than 2 GiB': { world: { logs: true }, options: rotation(Size.kibibytes(2 * 1024 * 1024 + 1)), message: size('2097153 KiB') },
  'files of a size that is a token': { world: { logs: true }, options: rotation(Size.mebibytes(Token.asNumber({ Ref: 'P' }))), message: token('logRotation.size') },
  'no files': { world: { logs: true }, options: rotation(Size.mebibytes(1), 0), message: files(0) },
  '51 files': { world: { logs: true }, options: rotation(Size.mebibytes(1), 51), message: files(51) },
  'half a file': { world: { logs: true }, options: rotation(Size.mebibytes(1), 1.5), message: files(1.5) },
  '51 tags': { options: () => ({ tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) }), message: '`tags` must hold at most 50 tags, got 51; leave some out' },
  'a tag of 257 characters': { options: () => ({ tags: { key: 'v'.repeat(257) } }), message: '`tags["key"]` must be at most 256 characters, got 257 characters; shorten it' },
  'load balancers in one zone': { world: { cluster: { loadBalancerZones: ['a', 'a'] } }, message: 'the load balancers of emr-eks-karpenter must have private subnets in at least 2 zones, got eu-west-1a; import the cluster with `loadBalancerSubnets`, tagged kubernetes.io/role/internal-elb=1' },
  'load balancers nowhere': { world: { cluster: { loadBalancerZones: [] } }, message: 'the load balancers of emr-eks-karpenter must have private subnets in at least 2 zones, got none; import the cluster with `loadBalancerSubnets`, tagged kubernetes.io/role/internal-elb=1' },
  'a network policy that keeps load balancers out': { world: { team: { networkPolicy: { ingressCidrs: ['10.1.0.0/24'] } } }, message: 'networkPolicy.ingressCidrs of team emr-data-team-a must hold the subnets of load balancers, got none for 10.1.1.0/24; add them, or the gateway cannot be reached' },
  'a setting that has an option': { options: () => ({ sparkConf: { 'spark.driver.memory': '2g' } }), message: '`sparkConf` must not hold spark.driver.memory, got "2g"; use `driver.memory` of the job' },
  'a driver that no node holds': { options: () => ({ driver: { memory: Size.gibibytes(64) } }), message: `\`driver.memory\` must fit a node of pool compute, got 65536 heap + 26214 overhead + 512 other containers = 92262 MiB with at most ${COMPUTE.largestNodeMemoryMiB} MiB for pods on its largest node; take less memory or a pool with larger nodes` },
  'more executors than the quota has room for': { world: { team: { quota: { pods: 3 } } }, options: () => ({ executor: { allocation: ExecutorAllocation.fixed(3) } }), message: '`executor.allocation` must fit the quota of namespace emr-data-team-a, got 1 driver + 3 × 1 executors = 4 pods with 3 pods; take fewer or smaller executors, or raise the quota of the team' },
};

describe('a managed endpoint', () => {
  test.each(Object.entries(MISTAKES))('fails on %s', (_, { world: worldOptions, options, profile, message }) => {
    const world = endpointWorld(worldOptions);
    expect(() => endpointOf(world, options?.(world), profile?.(world))).toThrow(new Error(`[Test/TeamA/Studio] ${message}`));
  });

  test('fails on a profile of another team', () => {
    const world = endpointWorld();
    const other = new EmrTeam(world.stack, 'TeamB', { cluster: world.cluster, namespace: 'emr-data-team-b' });
    const profile = other.addSparkProfile('Theirs', { executorPool: world.pool });
    expect(() => world.team.addManagedEndpoint('Studio', { profile })).toThrow(new Error('[Test/TeamA/Studio] `profile` must be one of team emr-data-team-a, got one of emr-data-team-b; add the profile to the team of the endpoint'));
  });

  test('fails on a role that is none of the profile\'s', () => {
    const world = endpointWorld();
    const executionRole = world.team.addJobExecutionRole('Other', { roleName: 'other' });
    expect(() => endpointOf(world, { executionRole })).toThrow(new Error('[Test/TeamA/Studio] `executionRole` must be one of the profile\'s, got other; add it to `executionRoles` of the profile, so that it may read the pod templates'));
  });

  test('fails on a name that another endpoint of the team has', () => {
    const world = endpointWorld();
    endpointOf(world, { endpointName: 'notebooks' });
    const profile = profileOf(world, {}, 'Second');
    expect(() => new ManagedEndpoint(world.team, 'Other', { profile, endpointName: 'notebooks' })).toThrow(new Error('[Test/TeamA/Other] `endpointName` must be unique in the team, got "notebooks", which Test/TeamA/Studio has; choose another name'));
  });

  test('fails on load balancers in public subnets', () => {
    const world = endpointWorld();
    Object.assign(world.cluster.network.vpc, { publicSubnets: world.cluster.network.loadBalancerSubnets });
    expect(() => endpointOf(world)).toThrow(new Error('[Test/TeamA/Studio] the load balancers of emr-eks-karpenter must be in private subnets, got the public subnet subnet-balancers-0; give the network `privateSubnets` without a route from the internet'));
  });

  test.each<[string, EndpointWorldOptions, Partial<ManagedEndpointOptions>, Partial<SparkProfileOptions>]>([
    ['the first release for notebooks', {}, {}, release('emr-6.7.0-latest')()],
    ['the first release for Spark Connect', { team: SESSIONS }, ofConnect()(), CONNECT],
    ['the first of the other line', { team: SESSIONS }, ofConnect()(), release('emr-spark-8.1.0-latest')()],
    ['an image for Spark Connect', { team: SESSIONS }, ofConnect()(), { ...CONNECT, image: SparkImage.fromUri('r/p') }],
    ['a name of one character', {}, { endpointName: '#' }, {}],
    ['a name of 55 characters', {}, { endpointName: './_-a'.repeat(11) }, {}],
    ['an idle time-out of a minute', {}, { idleTimeout: Duration.minutes(1) }, {}],
    ['an idle time-out of a week', {}, { idleTimeout: Duration.days(7) }, {}],
    ['the smallest files', { logs: true }, rotation(Size.kibibytes(2), 1)!(undefined as never), {}],
    ['the largest files', { logs: true }, rotation(Size.gibibytes(2), 50)!(undefined as never), {}],
    ['a number of files that is a token', { logs: true }, rotation(Size.mebibytes(1), Token.asNumber({ Ref: 'P' }))!(undefined as never), {}],
    ['a network policy that lets load balancers in', { team: { networkPolicy: { ingressCidrs: ['10.1.0.0/16'] } } }, {}, {}],
    ['a network policy whose ranges are tokens', { team: { networkPolicy: { ingressCidrs: [Lazy.string({ produce: () => '10.0.0.0/8' })] } } }, {}, {}],
    ['a kernel for both architectures', {}, { kernelImages: { python: SparkImage.fromUri('r/p', { architectures: [AMD64, ARM64] }) } }, {}],
    ['a quota with room for driver and executors', { team: { quota: { pods: 4 } } }, { executor: { allocation: ExecutorAllocation.fixed(3) } }, {}],
  ])('accepts %s', (_, worldOptions, options, profile) => {
    const world = endpointWorld(worldOptions);
    expect(() => endpointOf(world, options, profile)).not.toThrow();
  });
});
