import { readFileSync } from 'fs';
import { join } from 'path';
import { type App, Aws } from 'aws-cdk-lib';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { ShuffleBindOptions, ShuffleStorageConfig, StorageInitContainer } from '../../../src/contracts';
import { EmrRelease } from '../../../src/jobs/emr-release';
import type { SparkProfileOptions } from '../../../src/jobs/profile/options';
import { COMPUTE, FakePool } from '../../support/fake-team';
import { errorOf, type Fixture, fixture, jobOf, profileOf } from '../fixtures';

const ZONE = 'topology.kubernetes.io/zone';
const VOLUME = { name: 'spark-local-dir-1', source: { persistentVolumeClaim: { claimName: 'scratch' } }, mountPath: '/data1', subPath: 'a/b' };
const CONTAINER: StorageInitContainer = { name: 'owner', image: 'busybox', command: ['true'], mounts: { 'spark-local-dir-1': '/all' }, cpuMillis: 100, memoryMiB: 64 };
const CLAIM = 'spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName';

/** A profile with storage that asks for that. */
function profile(world: Fixture, config: ShuffleStorageConfig, options: Partial<SparkProfileOptions> = {}) {
  return profileOf(world, { shuffleStorage: { bind: () => config }, ...options });
}

function templateOf(world: Fixture, config: ShuffleStorageConfig, role: 'Driver' | 'Executor', options: Partial<SparkProfileOptions> = {}): any {
  const asset = profile(world, config, options).node.findChild(`${role}PodTemplate`) as Asset;
  return JSON.parse(readFileSync(join((world.stack.node.root as App).outdir, asset.assetPath), 'utf8'));
}

describe('storage in a profile', () => {
  test('is told whether the release reuses claims', () => {
    const asked: ShuffleBindOptions[] = [];
    const world = fixture();
    ['emr-6.11.0-latest', 'emr-6.12.0-latest', 'emr-7.13.0-latest'].forEach((label, i) => profileOf(world, {
      release: EmrRelease.of(label),
      shuffleStorage: { bind: (_, options) => asked.push(options) && {} },
    }, `P${i}`));
    expect(asked.map(({ reusableClaims }) => reusableClaims)).toEqual([false, true, true]);
  });

  test('mounts a directory of a volume', () => {
    const { spec } = templateOf(fixture(), { executorVolumes: [VOLUME] }, 'Executor');
    expect(spec.volumes).toEqual([{ name: 'spark-local-dir-1', persistentVolumeClaim: { claimName: 'scratch' } }]);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: 'spark-local-dir-1', mountPath: '/data1', subPath: 'a/b' }]);
  });

  test('prepares volumes before the user\'s own containers run, and counts what that requests', () => {
    const world = fixture();
    const own = [{ name: 'mine', image: 'mine' }];
    const volumes = { driverVolumes: [VOLUME], executorVolumes: [VOLUME] };
    const config = { ...volumes, driverInitContainers: [{ ...CONTAINER, memoryMiB: 9999 }], executorInitContainers: [CONTAINER] };
    const made = profile(world, config, { executor: { initContainers: own } });
    expect(jobOf(world, { profile: made }).requests).toMatchObject({ driver: { memoryMiB: 9999 } });
    expect(templateOf(fixture(), config, 'Executor', { executor: { initContainers: own } }).spec.initContainers).toEqual([
      {
        name: 'owner', image: 'busybox', command: ['true'], volumeMounts: [{ name: 'spark-local-dir-1', mountPath: '/all' }],
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
      },
      expect.objectContaining({ name: 'mine' }),
    ]);
  });

  describe('in a zone', () => {
    test('puts a literal into pod templates', () => {
      const config = { nodeSelector: { [ZONE]: 'us-west-2a' } };
      expect(['Driver', 'Executor'].map((role) => templateOf(fixture(), config, role as any).spec.nodeSelector[ZONE])).toEqual(['us-west-2a', 'us-west-2a']);
      expect(profile(fixture(), config).sparkConf).not.toHaveProperty([`spark.kubernetes.node.selector.${ZONE}`]);
    });

    test('puts a token into settings, since templates are files', () => {
      const world = fixture();
      const zone = `${Aws.REGION}a`;
      expect(profile(world, { nodeSelector: { [ZONE]: zone } }).sparkConf[`spark.kubernetes.node.selector.${ZONE}`]).toBe(zone);
      expect(templateOf(fixture(), { nodeSelector: { [ZONE]: zone } }, 'Driver').spec.nodeSelector).not.toHaveProperty([ZONE]);
    });

    test.each([`spark.kubernetes.node.selector.${ZONE}`, `spark.kubernetes.driver.node.selector.${ZONE}`])('fails on %s, which would beat it', (key) => {
      expect(errorOf(() => profile(fixture(), { nodeSelector: { [ZONE]: 'us-west-2a' } }, { sparkConf: { [key]: 'us-west-2b' } }))).toBe(
        `[Test/Fast] \`sparkConf\` must not change ${key}, which \`shuffleStorage\` sets to "us-west-2a", got "us-west-2b"; change \`shuffleStorage\` instead`);
    });

    test('fails where the pool starts no node', () => {
      const world = fixture();
      const pool = new FakePool(world.stack, 'Other', 'other', { ...COMPUTE, zones: ['us-west-2b', 'us-west-2c'] });
      expect(errorOf(() => profile(world, { nodeSelector: { [ZONE]: 'us-west-2a' } }, { executorPool: pool }))).toBe(
        '[Test/Fast] `shuffleStorage` must be in a zone of pool other, got us-west-2a with nodes in us-west-2b, us-west-2c; give the pool that zone, or put the storage into another subnet');
    });

    test.each([[['us-west-2a']], [[`${Aws.REGION}b`]], [undefined]])('accepts a pool with the zones %j', (zones) => {
      const world = fixture();
      const pool = new FakePool(world.stack, 'Other', 'other', { ...COMPUTE, zones });
      expect(() => profile(world, { nodeSelector: { [ZONE]: 'us-west-2a' } }, { executorPool: pool })).not.toThrow();
    });
  });

  test('gives both pools its startup taints', () => {
    const world = fixture();
    const driverPool = new FakePool(world.stack, 'Drivers', 'drivers');
    profile(world, { startupTaints: [{ key: 'x/not-ready', effect: 'NoExecute' }] }, { driverPool });
    expect([driverPool, world.pool].map(({ startupTaints }) => startupTaints)).toEqual([[{ key: 'x/not-ready', effect: 'NoExecute' }], [{ key: 'x/not-ready', effect: 'NoExecute' }]]);
  });

  describe('as Spark settings', () => {
    test('is of the profile\'s settings', () => {
      expect(profile(fixture(), { sparkConf: { [CLAIM]: 'OnDemand' } }).sparkConf[CLAIM]).toBe('OnDemand');
    });

    test('may be a volume of drivers in a template and of executors in settings', () => {
      expect(() => profile(fixture(), { driverVolumes: [VOLUME], sparkConf: { [CLAIM]: 'OnDemand' } })).not.toThrow();
    });

    test('fails on the same volume in a template', () => {
      const volume = { spec: { volumes: [{ name: 'spark-local-dir-1', emptyDir: {} }] } };
      expect(errorOf(() => profile(fixture(), { sparkConf: { [CLAIM]: 'OnDemand' } }, { podTemplates: { executor: volume } }))).toBe(
        `[Test/Fast] \`sparkConf\` must not hold ${CLAIM}, got a volume named "spark-local-dir-1", which the pod templates have already; give it another name`);
    });

    test('fails on another source for the same volume', () => {
      const key = 'spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1.mount.path';
      expect(errorOf(() => profile(fixture(), { sparkConf: { [CLAIM]: 'OnDemand' } }, { sparkConf: { [key]: '/x' } }))).toBe(
        `[Test/Fast] \`sparkConf\` must not hold ${key}, got a volume named "spark-local-dir-1", which \`shuffleStorage\` makes; give it another name`);
    });

    test('fails on spark.local.dir', () => {
      expect(errorOf(() => profile(fixture(), { sparkConf: { [CLAIM]: 'OnDemand' } }, { sparkConf: { 'spark.local.dir': '/x' } }))).toBe(
        '[Test/Fast] `sparkConf` must not hold spark.local.dir, got "/x"; `shuffleStorage` mounts Spark\'s local directory');
    });

    test('accepts further volumes of the user', () => {
      const key = 'spark.kubernetes.executor.volumes.emptyDir.cache.mount.path';
      expect(profile(fixture(), { sparkConf: { [CLAIM]: 'OnDemand' } }, { sparkConf: { [key]: '/x' } }).sparkConf[key]).toBe('/x');
    });
  });
});
