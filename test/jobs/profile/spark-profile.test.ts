import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Duration, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { EmrRelease, type SparkProfile, SparkImage } from '../../../src/jobs';
import { ShuffleStorage } from '../../../src/storage';
import { FakeExecutionRole, FakePool, UnknownPool } from '../../support/fake-team';
import { testStack } from '../../support/stacks';
import { type Fixture, fixture, jobOf, profileOf } from '../fixtures';

let world: Fixture;
beforeEach(() => { world = fixture(); });

const asset = (profile: SparkProfile, role: 'Driver' | 'Executor') => profile.node.findChild(`${role}PodTemplate`) as Asset;
/** The file that will be uploaded. */
function published(profile: SparkProfile, role: 'Driver' | 'Executor'): any {
  const app = profile.node.root as App;
  return JSON.parse(readFileSync(join(app.outdir, asset(profile, role).assetPath), 'utf8'));
}
const properties = (profile: SparkProfile, classification: string) =>
  profile.startJobRunFragment.configurationOverrides.applicationConfiguration
    .find((entry: any) => entry.classification === classification)?.properties;

describe('SparkProfile', () => {
  test('publishes the pod template of executors', () => {
    expect(published(profileOf(world, { shuffleStorage: ShuffleStorage.nvme() }), 'Executor')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        containers: [{ name: 'spark-kubernetes-executor', volumeMounts: [{ mountPath: '/data1', name: 'spark-local-dir-1' }] }],
        nodeSelector: { 'karpenter.sh/nodepool': 'spark-compute' },
        terminationGracePeriodSeconds: 120,
        tolerations: [{ effect: 'NoSchedule', key: 'spark-compute', operator: 'Exists' }],
        volumes: [{ emptyDir: {}, name: 'spark-local-dir-1' }],
      },
    });
  });

  test('driverPool places drivers elsewhere, on demand and protected', () => {
    const driverPool = new FakePool(world.stack, 'Drivers', 'spark-drivers');
    expect(published(profileOf(world, { driverPool }), 'Driver')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } },
      spec: {
        containers: [{ name: 'spark-kubernetes-driver' }],
        nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand', 'karpenter.sh/nodepool': 'spark-drivers' },
        tolerations: [{ effect: 'NoSchedule', key: 'spark-drivers', operator: 'Exists' }],
      },
    });
  });

  test('has the settings of a good guest, and those of its templates', () => {
    const profile = profileOf(world);
    expect(profile.sparkConf).toEqual({
      'spark.decommission.enabled': 'true',
      'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
      'spark.kubernetes.container.image.pullPolicy': 'IfNotPresent',
      'spark.kubernetes.driver.podTemplateContainerName': 'spark-kubernetes-driver',
      'spark.kubernetes.driver.podTemplateFile': profile.driverPodTemplateUri,
      'spark.kubernetes.executor.podTemplateContainerName': 'spark-kubernetes-executor',
      'spark.kubernetes.executor.podTemplateFile': profile.executorPodTemplateUri,
      'spark.storage.decommission.enabled': 'true',
      'spark.storage.decommission.rddBlocks.enabled': 'true',
      'spark.storage.decommission.shuffleBlocks.enabled': 'true',
    });
    expect(profile.sparkSubmitParameters).toContain('--conf spark.decommission.enabled=true --conf spark.dynamicAllocation');
  });

  test('sparkConf wins over the defaults and is sorted', () => {
    const { sparkConf } = profileOf(world, { sparkConf: { 'spark.z': '1', 'spark.decommission.enabled': 'false', 'spark.a': '2' } });
    expect(sparkConf).toMatchObject({ 'spark.z': '1', 'spark.decommission.enabled': 'false', 'spark.a': '2' });
    expect(Object.keys(sparkConf)).toEqual(Object.keys(sparkConf).sort());
  });

  test('image replaces the image of the release', () => {
    expect(profileOf(world, { image: SparkImage.fromUri('registry/spark:1') }).sparkConf['spark.kubernetes.container.image']).toBe('registry/spark:1');
  });

  test('release is emr-7.13.0 unless said otherwise', () => {
    expect(profileOf(world).releaseLabel).toBe('emr-7.13.0-latest');
    expect(profileOf(world, { release: EmrRelease.EMR_SPARK_8_1_0 }, 'New').startJobRunFragment.releaseLabel).toBe('emr-spark-8.1.0-latest');
  });

  test('publishes what others need to start jobs', () => {
    const profile = profileOf(world);
    expect(profile.startJobRunFragment).toEqual({
      virtualClusterId: 'abcdef0123456789',
      executionRoleArn: world.team.jobExecutionRole.role.roleArn,
      releaseLabel: 'emr-7.13.0-latest',
      configurationOverrides: {
        applicationConfiguration: [
          { classification: 'emr-containers-defaults', properties: { 'logging.request.cores': '100m', 'logging.request.memory': '512Mi' } },
          {
            classification: 'emr-job-submitter',
            properties: { 'jobsubmitter.logging.request.cores': '100m', 'jobsubmitter.logging.request.memory': '200Mi', 'jobsubmitter.node.selector.emr-eks-karpenter/node-group': 'core' },
          },
          { classification: 'spark-defaults', properties: profile.sparkConf },
        ],
        monitoringConfiguration: {
          persistentAppUI: 'ENABLED',
          cloudWatchMonitoringConfiguration: { logGroupName: world.team.logGroup.logGroupName, logStreamNamePrefix: 'Fast' },
        },
      },
    });
  });

  test('submitter tolerates tainted core nodes', () => {
    expect(properties(profileOf(fixture({ clusterOptions: { coreNodesTainted: true } })), 'emr-job-submitter')).toMatchObject({
      'jobsubmitter.node.toleration.CriticalAddonsOnly': 'true', 'jobsubmitter.node.toleration.CriticalAddonsOnly.effect': 'NoSchedule',
    });
  });

  test('submitter.pool places the submitter on a pool', () => {
    const pool = new FakePool(world.stack, 'Submitters', 'submitters', undefined, 'true');
    const submitter = { pool, endsWhenDriverStarts: true, labels: { app: 'x' }, annotations: { note: 'y' } };
    expect(properties(profileOf(world, { submitter }), 'emr-job-submitter')).toEqual({
      'jobsubmitter.annotation.karpenter.sh/do-not-disrupt': 'true',
      'jobsubmitter.annotation.note': 'y',
      'jobsubmitter.gracefulTermination': 'true',
      'jobsubmitter.label.app': 'x',
      'jobsubmitter.logging.request.cores': '100m',
      'jobsubmitter.logging.request.memory': '200Mi',
      'jobsubmitter.node.selector.karpenter.sh/capacity-type': 'on-demand',
      'jobsubmitter.node.selector.karpenter.sh/nodepool': 'submitters',
      'jobsubmitter.node.toleration.submitters': 'true',
      'jobsubmitter.node.toleration.submitters.effect': 'NoSchedule',
    });
  });

  test('logging goes where it is sent', () => {
    const { monitoringConfiguration } = profileOf(fixture({ logUri: 's3://logs/team-a/' }), {
      logging: { cloudWatch: false, persistentAppUi: false, executors: false, containerVcpus: 0.05, containerMemory: Size.mebibytes(256), streamPrefix: 'x' },
    }).startJobRunFragment.configurationOverrides;
    expect(monitoringConfiguration).toEqual({ persistentAppUI: 'DISABLED', s3MonitoringConfiguration: { logUri: 's3://logs/team-a/' } });
  });

  test('logging.executors: false removes their log container', () => {
    expect(properties(profileOf(world, { logging: { executors: false, containerVcpus: 0.05, containerMemory: Size.mebibytes(256) } }), 'emr-containers-defaults')).toEqual(
      { 'executor.logging': 'DISABLED', 'logging.request.cores': '50m', 'logging.request.memory': '256Mi' });
  });

  test('configurations are merged', () => {
    const profile = profileOf(world, { configurations: { 'spark-hive-site': { b: '2', a: '1' }, 'emr-containers-defaults': { 'job-start-timeout': '1800' } } });
    expect(properties(profile, 'spark-hive-site')).toEqual({ a: '1', b: '2' });
    expect(properties(profile, 'emr-containers-defaults')).toMatchObject({ 'job-start-timeout': '1800', 'logging.request.cores': '100m' });
  });

  test('every execution role may read exactly the two templates', () => {
    const second = new FakeExecutionRole(world.stack, 'Second', 'second');
    const profile = profileOf(world, { executionRoles: [world.team.jobExecutionRole, second] });
    expect(second.readable).toEqual([asset(profile, 'Driver'), asset(profile, 'Executor')]);
    expect(world.team.jobExecutionRole.readable).toEqual(second.readable);
    expect(profile.executionRoles).toEqual([world.team.jobExecutionRole, second]);
  });

  test('driver and executor carry labels, variables, side-cars and a grace period', () => {
    const container = { name: 'forwarder', image: 'busybox:1', mounts: { 'emr-container-communicate': '/emr' } };
    const profile = profileOf(world, {
      driver: { labels: { app: 'taxi' }, annotations: { note: 'x' }, environment: { A: '1' }, sidecars: [container], terminationGracePeriod: Duration.minutes(1) },
      executor: { initContainers: [container] },
    });
    const driver = published(profile, 'Driver');
    expect(driver.metadata).toEqual({ labels: { app: 'taxi' }, annotations: { 'note': 'x', 'karpenter.sh/do-not-disrupt': 'true' } });
    expect(driver.spec).toMatchObject({ terminationGracePeriodSeconds: 60, containers: [{ env: [{ name: 'A', value: '1' }] }, { name: 'forwarder' }] });
    expect(published(profile, 'Executor').spec.initContainers[0]).toMatchObject({ name: 'forwarder', resources: { requests: { cpu: '100m', memory: '128Mi' } } });
  });

  test('podTemplates are merged into the templates', () => {
    const profile = profileOf(world, {
      podTemplates: { driver: { spec: { priorityClassName: 'high', volumes: [{ name: 'extra', emptyDir: {} }], containers: [{ name: 'spark-kubernetes-driver', volumeMounts: [{ name: 'extra', mountPath: '/x' }] }] } } },
    });
    expect(published(profile, 'Driver').spec).toMatchObject({ priorityClassName: 'high', containers: [{ name: 'spark-kubernetes-driver', volumeMounts: [{ name: 'extra', mountPath: '/x' }] }] });
  });

  test('reserves ephemeral storage in the template, where Spark keeps it', () => {
    const profile = profileOf(world, { shuffleStorage: ShuffleStorage.nvme({ executorRequest: Size.gibibytes(50) }) });
    expect(published(profile, 'Executor').spec.containers[0].resources).toEqual({ requests: { 'ephemeral-storage': '51200Mi' } });
  });

  test('adds no CloudFormation resource but to the policy of its roles', () => {
    const before = Object.keys(Template.fromStack(fixture().stack).toJSON().Resources);
    profileOf(world);
    expect(Object.keys(Template.fromStack(world.stack).toJSON().Resources)).toEqual([...before, expect.stringMatching(/^TeamAJobExecutionRoleDefaultPolicy/)]);
  });

  test('one content is one asset, whatever the order of maps', () => {
    const options = [{ driver: { labels: { a: '1', b: '2' } } }, { driver: { labels: { b: '2', a: '1' } } }];
    const [a, b] = options.map((option, index) => profileOf(fixture({}, testStack(`Stack${index}`)), option));
    expect(asset(a, 'Driver').assetHash).toBe(asset(b, 'Driver').assetHash);
    expect(asset(a, 'Driver').assetHash).not.toBe(asset(a, 'Executor').assetHash);
  });

  test('works where assets are not staged', () => {
    const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
    const path = asset(profileOf(fixture({}, testStack('Test', app))), 'Driver').assetPath;
    expect(JSON.parse(readFileSync(path, 'utf8')).kind).toBe('Pod');
  });

  test('warns of what it cannot check', () => {
    const warnings = (profile: SparkProfile) => profile.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
    const unknown = new UnknownPool(world.stack, 'Unknown', 'unknown');
    expect(warnings(profileOf(world, { executorPool: unknown, shuffleStorage: ShuffleStorage.nvme() }))).toEqual([
      '`shuffleStorage` needs local disks, and whether nodes of pool unknown have them is not known: without them Spark fills the root volume [ack: cdk-emr-eks-karpenter/jobs:instance-store]',
    ]);
    expect(warnings(profileOf(world, { release: EmrRelease.of('emr-7.2.0-latest') }, 'Old'))).toEqual([
      '`release` is emr-7.2.0-latest: before emr-7.3.0 jobs get credentials through IRSA only, so the team\'s roles must trust the cluster\'s OIDC provider [ack: cdk-emr-eks-karpenter/jobs:release-identity]',
    ]);
  });

  test('is shared by jobs, which add nothing but themselves', () => {
    const profile = profileOf(world);
    const before = Object.keys(Template.fromStack(world.stack).toJSON().Resources).length;
    const again = fixture();
    const shared = profileOf(again);
    jobOf(again, { profile: shared }, 'One');
    jobOf(again, { profile: shared }, 'Two');
    expect(Object.keys(Template.fromStack(again.stack).toJSON().Resources).length).toBe(before + 2);
    expect(profile.driverPodTemplateUri).toBe(shared.driverPodTemplateUri);
  });
});
