import { Lazy } from 'aws-cdk-lib';
import type { TeamQuota } from '../../../src/contracts';
import type { IShuffleStorage } from '../../../src/contracts/shuffle-storage';
import { ExecutorAllocation, type SparkJob, type SparkJobOptions } from '../../../src/jobs';
import { jobClaims } from '../../../src/jobs/plan/claims';
import { EbsShuffleStorage } from '../../../src/storage/ebs/ebs-shuffle-storage';
import { EbsDriverVolume } from '../../../src/storage/ebs/options';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage } from '../../../src/storage/fsx/fsx-shuffle-storage';
import { ShuffleStorage } from '../../../src/storage/local/shuffle-storage';
import { errorOf, type Fixture, fixture, jobOf, profileOf } from '../fixtures';

type Storage = (world: Fixture) => IShuffleStorage;
const onDemand: Storage = ({ stack, team: { cluster } }) => new EbsShuffleStorage(stack, 'Ebs', { cluster });
const perTeam: Storage = ({ stack, team: { cluster } }) => new EbsShuffleStorage(stack, 'Ebs', { cluster, driverVolume: EbsDriverVolume.PER_TEAM });
const lustre: Storage = ({ stack, team: { cluster } }) => new FsxShuffleStorage(stack, 'Fsx', { cluster, provisioning: FsxProvisioning.perClaim() });

function job(persistentVolumeClaims: number | undefined, storage: Storage, options: Partial<SparkJobOptions> = {}): SparkJob {
  const world = fixture({ quota: { persistentVolumeClaims } as TeamQuota });
  return jobOf(world, { profile: profileOf(world, { shuffleStorage: storage(world) }), ...options });
}

const dynamic = (min: number, max: number) => ({ executor: { allocation: ExecutorAllocation.dynamic({ minExecutors: min, maxExecutors: max }) } });
const warnings = ({ node }: SparkJob) => node.metadata.filter(({ type, data }) => type === 'aws:cdk:warning' && /jobs:ceiling/.test(data)).map(({ data }) => data);
const over = (sum: string, limit: number) => '[Test/Taxi] `executor.allocation` must fit the quota of namespace emr-data-team-a, '
  + `got ${sum} persistent volume claims with ${limit} persistent volume claims; take fewer or smaller executors, or raise the quota of the team`;

// The job of `jobOf` has two executors. https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota
describe('the claims of a job', () => {
  test.each<[string, Storage, number, string, Partial<SparkJobOptions>?]>([
    ['for its driver and executors', onDemand, 2, '1 driver + 2 × 1 executors = 3'],
    ['for its executors, beside the one of the team', perTeam, 2, '1 in the namespace + 2 × 1 executors = 3'],
    ['on a file system', lustre, 0, '1 in the namespace = 1'],
    ['for the least executors', onDemand, 3, '1 driver + 3 × 1 executors = 4', dynamic(3, 9)],
  ])('fail %s when the quota is smaller', (_, storage, limit, sum, options = {}) => {
    expect(errorOf(() => job(limit, storage, options))).toBe(over(sum, limit));
  });

  test.each<[string, Storage, number | undefined]>([
    ['for its driver and executors', onDemand, 3],
    ['for its executors, beside the one of the team', perTeam, 3],
    ['on a file system', lustre, 1],
    ['on its nodes', () => ShuffleStorage.nvme(), 0],
    ['without a quota', onDemand, undefined],
    ['under a quota that is a token', onDemand, Lazy.number({ produce: () => 1 })],
  ])('%s fit the quota to the last', (_, storage, limit) => {
    expect(warnings(job(limit, storage))).toEqual([]);
  });

  test('warn where a job that scales never reaches its maximum', () => {
    expect(warnings(job(9, onDemand, dynamic(1, 9)))).toEqual([expect.stringMatching(
      /^`executor\.allocation` never reaches its maximum under the quota of namespace emr-data-team-a: 1 driver \+ 9 × 1 executors = 10 persistent volume claims with 9 persistent volume claims/)]);
  });
});

describe('jobClaims()', () => {
  const claim = (role: string, volume: string, name: string) => ({ [`spark.kubernetes.${role}.volumes.persistentVolumeClaim.${volume}.options.claimName`]: name });

  test('counts every volume of settings', () => {
    const conf = { ...claim('executor', 'a', 'OnDemand'), ...claim('executor', 'b', 'cache-SPARK_EXECUTOR_ID'), ...claim('driver', 'a', 'OnDemand') };
    expect(jobClaims(conf, [])).toEqual({ driver: 1, executor: 2, standing: 0 });
  });

  test('counts what stands in the namespace once, whoever mounts it', () => {
    const template = { spec: { volumes: [{ name: 'x', persistentVolumeClaim: { claimName: 'models' } }, { name: 'y', emptyDir: {} }] } };
    const conf = { ...claim('driver', 'a', 'models'), ...claim('executor', 'a', 'data') };
    expect(jobClaims(conf, [template, template])).toEqual({ driver: 0, executor: 0, standing: 2 });
  });

  test('leaves out names that are tokens, other kinds of volumes and other settings', () => {
    const token = Lazy.string({ produce: () => 'OnDemand' });
    const conf = {
      ...claim('executor', 'a', token),
      'spark.kubernetes.executor.volumes.hostPath.a.options.path': '/x',
      'spark.kubernetes.executor.volumes.persistentVolumeClaim.a.mount.path': '/x',
    };
    const template = { spec: { volumes: [{ persistentVolumeClaim: { claimName: token } }] } };
    expect(jobClaims(conf, [template, {}])).toEqual({ driver: 0, executor: 0, standing: 0 });
  });
});
