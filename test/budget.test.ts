import * as fs from 'fs';
import * as path from 'path';
import { Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { testApp, testPlatform } from './support/platforms';
import { agnosticStack, testStack } from './support/stacks';
import type { EmrEksKarpenterCluster } from '../src/cluster/emr-eks-karpenter-cluster';
import type { IShuffleStorage } from '../src/contracts/shuffle-storage';
import { EmrTeam } from '../src/emr/team/emr-team';
import { ExecutorAllocation } from '../src/jobs/executor-allocation';
import { GangScheduling } from '../src/jobs/gang-scheduling';
import type { SparkProfile } from '../src/jobs/profile/spark-profile';
import { SparkEntryPoint } from '../src/jobs/spark-entry-point';
import type { SparkNodePool } from '../src/karpenter/node-pool/spark-node-pool';
import { SparkNodePoolPreset } from '../src/karpenter/node-pool/spark-node-pool-preset';
import { EbsShuffleStorage } from '../src/storage/ebs/ebs-shuffle-storage';
import { FsxDeployment } from '../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage } from '../src/storage/fsx/fsx-shuffle-storage';
import { ShuffleStorage } from '../src/storage/local/shuffle-storage';
import { YuniKorn } from '../src/yunikorn/scheduler/yunikorn';

const RECOMMENDED = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), 'recommended-feature-flags.json');
const FLAGS: Record<string, Record<string, unknown>> = { none: {}, recommended: JSON.parse(fs.readFileSync(RECOMMENDED, 'utf8')) };
const STACKS = { concrete: testStack, agnostic: agnosticStack };

interface Platform {
  readonly stack: Stack;
  readonly cluster: EmrEksKarpenterCluster;
  readonly pools: SparkNodePool[];
}

const { COMPUTE_OPTIMIZED, MEMORY_OPTIMIZED, GRAVITON_MEMORY_OPTIMIZED } = SparkNodePoolPreset;
const THREE_POOLS = [COMPUTE_OPTIMIZED, MEMORY_OPTIMIZED, GRAVITON_MEMORY_OPTIMIZED];

function platform(flags: Record<string, unknown> = {}, makeStack = testStack, presets = THREE_POOLS): Platform {
  const stack = makeStack('Test', testApp(flags));
  const cluster = testPlatform(stack);
  const pools = presets.map((preset, i) => cluster.addSparkNodePool(`Pool${i}`, { preset }));
  return { stack, cluster, pools };
}

function addTeam({ cluster, pools }: Platform, name: string, jobs: number): void {
  const team = cluster.addTeam(name, { namespace: `emr-${name.toLowerCase()}` });
  const profile = team.addSparkProfile('Fast', { executorPool: pools[0] });
  for (let i = 0; i < jobs; i++) {
    team.addSparkJob(`Job${i}`, {
      profile,
      entryPoint: SparkEntryPoint.pythonUri('s3://bucket/job.py'),
      executor: { memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
    });
  }
}

/** The default cluster with the one pool that jobs need, two teams with three jobs, and notebooks for one of them. */
function notebooks(flags: Record<string, unknown> = {}, makeStack = agnosticStack): Platform {
  const built = platform(flags, makeStack, [COMPUTE_OPTIMIZED]);
  addTeam(built, 'TeamA', 2);
  addTeam(built, 'TeamB', 1);
  const team = built.cluster.node.findChild('TeamA') as EmrTeam;
  team.addManagedEndpoint('Studio', { profile: team.addSparkProfile('Notebooks', { executorPool: built.pools[0] }) });
  return built;
}

/** As CDK writes it, with the indentation for people. */
function bytesOf({ stack }: Platform): number {
  return Buffer.byteLength(JSON.stringify(Template.fromStack(stack).toJSON(), undefined, 1));
}

function typesOf({ stack }: Platform): string[] {
  return Object.values<any>(Template.fromStack(stack).toJSON().Resources).map((resource) => resource.Type);
}

const fsx = (provisioning: FsxProvisioning) => ({ stack, cluster }: Platform) => new FsxShuffleStorage(
  stack, 'Fsx', { cluster, provisioning },
);

const withRepository = (built: Platform) => fsx(FsxProvisioning.sharedFileSystem({
  dataRepository: { bucket: s3.Bucket.fromBucketName(built.stack, 'Data', 'data'), fileSystemPath: '/data' },
}))(built);

/** Each with one team: what it adds, and what of that comes once for all, the FSx CSI driver as an add-on and its role. */
const STORAGES: Array<[string, (platform: Platform) => IShuffleStorage, number, number]> = [
  ['NVMe', () => ShuffleStorage.nvme(), 0, 0],
  ['EBS', ({ stack, cluster }) => new EbsShuffleStorage(stack, 'Ebs', { cluster }), 1, 0],
  ['a shared file system', fsx(FsxProvisioning.sharedFileSystem()), 7, 2],
  ['a shared file system that is kept', fsx(FsxProvisioning.sharedFileSystem({ deployment: FsxDeployment.persistent2(125) })), 8, 2],
  ['a shared file system of a bucket\'s files', withRepository, 8, 2],
  ['a file system per claim', fsx(FsxProvisioning.perClaim()), 7, 2],
  ['a file system per claim that is kept', fsx(FsxProvisioning.perClaim({ deployment: FsxDeployment.persistent2(125) })), 8, 2],
];

const ofKubernetes = (type: string) => type.startsWith('Custom::AWSCDK-EKS-');

describe.each(Object.keys(FLAGS))('cluster, Karpenter and three pools with feature flags: %s', (flags) => {
  describe.each(Object.keys(STACKS) as Array<keyof typeof STACKS>)('in a stack whose environment is %s', (environment) => {
    const built = platform(FLAGS[flags], STACKS[environment]);
    const types = typesOf(built);

    test('are 76 resources, of 80 that are allowed', () => {
      expect(types).toHaveLength(76);
    });

    test('are one template of at most 74 KB', () => {
      expect(bytesOf(built)).toBeLessThanOrEqual(74_000);
      expect(types).not.toContain('AWS::CloudFormation::Stack');
    });

    test('have seven objects and charts, the clean-up before and after them, and no other custom resource', () => {
      expect(types.filter((type) => type.startsWith('Custom::')).length).toBe(9);
      expect(types.filter((type) => type.startsWith('Custom::EmrEksKarpenter')).sort()).toEqual([
        'Custom::EmrEksKarpenterDrain', 'Custom::EmrEksKarpenterSweep',
      ]);
      expect(types.filter(ofKubernetes)).toHaveLength(7);
      expect(types).not.toContain('AWS::CloudFormation::CustomResource');
    });

    test('have three functions: two of CDK and the clean-up', () => {
      expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(3);
    });
  });
});

describe('growth', () => {
  const base = typesOf(platform()).length;

  test('a pool adds one resource', () => {
    const more = platform();
    more.cluster.addSparkNodePool('More', { nodePoolName: 'more' });
    expect(typesOf(more)).toHaveLength(base + 1);
  });

  test('a team adds at most seven resources, the first also the permission of the clean-up to end jobs', () => {
    const [one, two] = [platform(), platform()];
    addTeam(one, 'TeamA', 0);
    ['TeamA', 'TeamB'].forEach((name) => addTeam(two, name, 0));
    expect(typesOf(one).length).toBeLessThanOrEqual(base + 7 + 1);
    expect(typesOf(two).length).toBeLessThanOrEqual(base + 2 * 7 + 1);
  });

  test('the clean-up adds at most six resources', () => {
    const more = platform();
    addTeam(more, 'TeamA', 0);
    const ids = Object.keys(Template.fromStack(more.stack).toJSON().Resources).filter((id) => id.startsWith('PlatformCleanUp'));
    expect(ids.length).toBeLessThanOrEqual(6);
  });

  test('a job adds one resource', () => {
    const counts = [1, 2].map((jobs) => {
      const more = platform({}, agnosticStack); // no region that could lack job templates
      addTeam(more, 'TeamA', jobs);
      return typesOf(more).length;
    });
    expect(counts[1] - counts[0]).toBe(1);
  });

  test.each(STORAGES)('%s adds its resources', (_, make, more, once) => {
    const counts = [undefined, make].map((storage) => {
      const each = platform({}, agnosticStack);
      const team = each.cluster.addTeam('TeamA', { namespace: 'emr-a' });
      team.addSparkProfile('Fast', { executorPool: each.pools[0], shuffleStorage: storage?.(each) });
      return typesOf(each);
    });
    expect(counts[1]).toHaveLength(counts[0].length + more);
    const ofDriver = (types: string[]) => types.filter((type) => ['AWS::EKS::Addon', 'AWS::IAM::Role'].includes(type)).length;
    expect(ofDriver(counts[1]) - ofDriver(counts[0])).toBe(once);
  });

  test('YuniKorn adds two resources, of four that are allowed, and a gang none', () => {
    const [plain, gang] = [platform({}, agnosticStack), platform({}, agnosticStack)];
    addTeam(plain, 'TeamA', 1);
    addTeam(gang, 'TeamA', 0);
    const team = gang.stack.node.findAll().find((construct): construct is EmrTeam => construct instanceof EmrTeam)!;
    team.addSparkJob('Gang', {
      profile: team.node.findChild('Fast') as SparkProfile,
      entryPoint: SparkEntryPoint.pythonUri('s3://bucket/job.py'),
      executor: { memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
      queue: new YuniKorn(gang.stack, 'YuniKorn', { cluster: gang.cluster }).queueFor(team),
      gang: GangScheduling.hard(),
    });
    expect(typesOf(gang).length - typesOf(plain).length).toBe(2);
  });

  test.each(Object.keys(FLAGS))('two teams with three jobs make at most 98 resources with feature flags: %s', (flags) => {
    const more = platform(FLAGS[flags], agnosticStack);
    addTeam(more, 'TeamA', 2);
    addTeam(more, 'TeamB', 1);
    expect(typesOf(more).length).toBeLessThanOrEqual(98);
  });

  test.each(Object.keys(FLAGS))('an endpoint adds four resources, the first of a cluster four more, with feature flags: %s', (flags) => {
    const without = platform(FLAGS[flags], agnosticStack, [COMPUTE_OPTIMIZED]);
    addTeam(without, 'TeamA', 2);
    addTeam(without, 'TeamB', 1);
    const more = typesOf(notebooks(FLAGS[flags]));
    const added = [...more];
    typesOf(without).forEach((type) => added.splice(added.indexOf(type), 1));
    expect(added.sort()).toEqual([
      'AWS::EKS::PodIdentityAssociation', 'AWS::EKS::PodIdentityAssociation', 'AWS::EKS::PodIdentityAssociation',
      'AWS::EMRContainers::Endpoint',
      'AWS::EKS::PodIdentityAssociation', 'AWS::IAM::Role', 'Custom::AWSCDK-EKS-HelmChart', 'AWS::IAM::OIDCProvider',
    ].sort());
    expect(more.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(3);
  });

  describe.each(Object.keys(FLAGS))('two teams, three jobs and an endpoint with feature flags: %s', (flags) => {
    test.each(Object.keys(STACKS) as Array<keyof typeof STACKS>)('are at most 118 resources, 11 of them custom, and 110 KB as CDK writes '
      + 'them in a stack whose environment is %s', (environment) => {
      const built = notebooks(FLAGS[flags], STACKS[environment]);
      expect(typesOf(built).length).toBeLessThanOrEqual(118);
      expect(typesOf(built).filter((type) => type.startsWith('Custom::')).length).toBeLessThanOrEqual(11);
      expect(bytesOf(built)).toBeLessThanOrEqual(110 * 1024);
    });
  });
});
