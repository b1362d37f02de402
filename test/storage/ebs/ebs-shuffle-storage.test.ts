import { Size, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EbsShuffleStorage } from '../../../src/storage/ebs/ebs-shuffle-storage';
import { EbsDriverVolume, EbsFileSystem, type EbsShuffleStorageProps } from '../../../src/storage/ebs/options';
import { FakeTeam } from '../../support/fake-team';
import { manifestOf, manifestsOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';

type Options = Partial<EbsShuffleStorageProps>;

interface World {
  readonly stack: Stack;
  readonly cluster: FakeCluster;
  readonly team: FakeTeam;
}

function world(): World {
  const stack = testStack();
  const cluster = new FakeCluster(stack);
  return { stack, cluster, team: new FakeTeam(stack, 'TeamA', { cluster }) };
}

function storage({ stack, cluster }: World, options: Options = {}, id = 'Ebs'): EbsShuffleStorage {
  return new EbsShuffleStorage(stack, id, { cluster, ...options });
}

function classOf(options: Options = {}): Record<string, any> {
  const home = world();
  storage(home, options);
  return manifestOf(Template.fromStack(home.stack), 'StorageClass');
}

const VOLUMES = 'volumes.persistentVolumeClaim.spark-local-dir-1';

describe('EbsShuffleStorage', () => {
  // https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md and tagging.md
  test('creates a class of encrypted gp3 volumes that wait for their pod and go with their claim', () => {
    expect(classOf()).toEqual({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: expect.stringMatching(/^ebs-shuffle-[0-9a-f]{8}$/) },
      provisioner: 'ebs.csi.aws.com',
      parameters: {
        'type': 'gp3',
        'encrypted': 'true',
        'csi.storage.k8s.io/fstype': 'xfs',
        'tagSpecification_1': 'emr-eks-karpenter:cluster=emr-eks-karpenter',
        'tagSpecification_2': 'emr-eks-karpenter:storage=Ebs',
        'tagSpecification_3': 'emr-eks-karpenter:team={{ .PVCNamespace }}',
      },
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
  });

  test('adds one CloudFormation resource, and none for a profile', () => {
    const home = world();
    const before = Object.keys(Template.fromStack(home.stack).toJSON().Resources).length;
    const more = world();
    storage(more).bind(more.stack, { team: more.team });
    expect(Object.keys(Template.fromStack(more.stack).toJSON().Resources)).toHaveLength(before + 1);
  });

  // https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#using-kubernetes-volumes
  test('lets Spark make a claim for each driver and executor, which the driver owns and hands on', () => {
    const home = world();
    const ebs = storage(home);
    const claim = (role: string) => ({
      [`spark.kubernetes.${role}.${VOLUMES}.options.claimName`]: 'OnDemand',
      [`spark.kubernetes.${role}.${VOLUMES}.options.storageClass`]: ebs.storageClassName,
      [`spark.kubernetes.${role}.${VOLUMES}.options.sizeLimit`]: '50Gi',
      [`spark.kubernetes.${role}.${VOLUMES}.mount.path`]: '/data1',
      [`spark.kubernetes.${role}.${VOLUMES}.mount.readOnly`]: 'false',
    });
    expect(ebs.bind(home.stack, { team: home.team })).toMatchObject({
      driverVolumes: [],
      sparkConf: {
        ...claim('driver'),
        ...claim('executor'),
        'spark.kubernetes.driver.ownPersistentVolumeClaim': 'true',
        'spark.kubernetes.driver.reusePersistentVolumeClaim': 'true',
        'spark.kubernetes.driver.waitToReusePersistentVolumeClaim': 'true',
        'spark.shuffle.sort.io.plugin.class': 'org.apache.spark.shuffle.KubernetesLocalDiskShuffleDataIO',
      },
      // https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#configure-node-startup-taint
      startupTaints: [{ key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' }],
    });
  });

  test.each([
    [{ reuseVolumes: false }, true],
    [{}, false],
  ])('leaves claims to their executors with %j and a release that can reuse them: %s', (options, reusableClaims) => {
    const home = world();
    const { sparkConf } = storage(home, options).bind(home.stack, { team: home.team, reusableClaims });
    expect(Object.fromEntries(Object.entries(sparkConf!).filter(([key]) => !key.includes('.volumes.')))).toEqual({
      'spark.kubernetes.driver.ownPersistentVolumeClaim': 'false',
      'spark.kubernetes.driver.reusePersistentVolumeClaim': 'false',
    });
  });

  test('driverSize gives drivers volumes of another size', () => {
    const home = world();
    const sizes = { size: Size.gibibytes(200), driverSize: Size.gibibytes(10) };
    const { sparkConf } = storage(home, sizes).bind(home.stack, { team: home.team });
    expect(sparkConf![`spark.kubernetes.driver.${VOLUMES}.options.sizeLimit`]).toBe('10Gi');
    expect(sparkConf![`spark.kubernetes.executor.${VOLUMES}.options.sizeLimit`]).toBe('200Gi');
  });

  test('mountPath moves both mounts', () => {
    const home = world();
    const { sparkConf } = storage(home, { mountPath: '/scratch' }).bind(home.stack, { team: home.team });
    expect(['driver', 'executor'].map((role) => sparkConf![`spark.kubernetes.${role}.${VOLUMES}.mount.path`])).toEqual([
      '/scratch', '/scratch',
    ]);
  });

  test('startupTaint: false leaves the pools alone', () => {
    const home = world();
    expect(storage(home, { startupTaint: false }).bind(home.stack, { team: home.team }).startupTaints).toEqual([]);
  });

  test('iops, throughputMiBps and fileSystem reach the class', () => {
    const { parameters } = classOf({ iops: 6000, throughputMiBps: 500, fileSystem: EbsFileSystem.EXT4 });
    expect(parameters).toMatchObject({ 'iops': '6000', 'throughput': '500', 'csi.storage.k8s.io/fstype': 'ext4' });
  });

  test('tags are numbered in the order of their keys, whatever order they come in', () => {
    const [one, other] = [{ b: '2', a: '{{ .PVCName }}' }, { a: '{{ .PVCName }}', b: '2' }].map((tags) => classOf({ tags }).parameters);
    expect(one).toEqual(other);
    expect(one).toMatchObject({
      tagSpecification_1: 'a={{ .PVCName }}', tagSpecification_2: 'b=2', tagSpecification_3: 'emr-eks-karpenter:cluster=emr-eks-karpenter',
    });
  });

  test('is deleted before the driver', () => {
    const home = world();
    const driver = new kms.CfnKey(home.cluster.platform.order.coreCapacity as any, 'Driver');
    storage(home);
    Template.fromStack(home.stack).hasResource('Custom::AWSCDK-EKS-KubernetesResource', { DependsOn: [home.stack.getLogicalId(driver)] });
  });

  describe('when its props change', () => {
    const [plain, faster] = [{}, { iops: 4000 }].map((options) => {
      const home = world();
      return {
        name: storage(home, options).storageClassName,
        ids: Object.keys(Template.fromStack(home.stack).findResources('Custom::AWSCDK-EKS-KubernetesResource')),
      };
    });

    // https://kubernetes.io/docs/concepts/storage/storage-classes/: parameters of a class cannot change
    test('makes another class, in another resource', () => {
      expect(faster.name).not.toBe(plain.name);
      expect(faster.ids).not.toEqual(plain.ids);
    });

    test('keeps the class where only the size of volumes changes', () => {
      const home = world();
      expect(storage(home, { size: Size.gibibytes(100) }).storageClassName).toBe(plain.name);
    });
  });

  test('two of the same props are two classes, each with a life of its own', () => {
    const home = world();
    expect(storage(home, {}, 'A').storageClassName).not.toBe(storage(home, {}, 'B').storageClassName);
  });

  describe('with a key', () => {
    test('names it in the class and lets the driver use it through EC2', () => {
      const home = world();
      storage(home, { kmsKey: kms.Key.fromKeyArn(home.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k') });
      const template = Template.fromStack(home.stack);
      expect(manifestOf(template, 'StorageClass').parameters.kmsKeyId).toBe('arn:aws:kms:eu-west-1:111122223333:key/k');
      template.hasResourceProperties('AWS::IAM::Policy', {
        Roles: ['aws-ebs-csi-driver'],
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({
            Action: 'kms:CreateGrant',
            Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
            Condition: Match.objectLike({ Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
          })]),
        },
      });
    });

    test('warns where the driver\'s role is not known', () => {
      const stack = testStack();
      const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
      new EbsShuffleStorage(stack, 'Ebs', { cluster: new FakeCluster(stack, 'Cluster', { csiRoles: false }), kmsKey: key });
      Annotations.fromStack(stack).hasWarning(
        '/Test/Ebs/KeyAccess',
        Match.stringLikeRegexp('name the role to `fromClusterAttributes` as `roleArn` of "aws-ebs-csi-driver" in `addons`'),
      );
    });
  });

  describe('with one driver volume a team', () => {
    test('claims it in the namespace of the team, and mounts it from the pod template', () => {
      const home = world();
      const ebs = storage(home, { driverVolume: EbsDriverVolume.PER_TEAM, driverSize: Size.gibibytes(20) });
      const config = ebs.bind(home.stack, { team: home.team });
      const claimName = `spark-driver-${ebs.storageClassName}`;
      expect(manifestOf(Template.fromStack(home.stack), 'PersistentVolumeClaim')).toEqual({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: claimName, namespace: 'emr-data-team-a' },
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: ebs.storageClassName, resources: { requests: { storage: '20Gi' } } },
      });
      expect(config.driverVolumes).toEqual([
        { name: 'spark-local-dir-1', source: { persistentVolumeClaim: { claimName } }, mountPath: '/data1' },
      ]);
      expect(Object.keys(config.sparkConf!).filter((key) => key.startsWith('spark.kubernetes.driver.volumes'))).toEqual([]);
    });

    test('claims once, however many profiles the team has', () => {
      const home = world();
      const ebs = storage(home, { driverVolume: EbsDriverVolume.PER_TEAM });
      const [one, other] = [1, 2].map(() => ebs.bind(home.stack, { team: home.team }).dependables);
      expect(other).toEqual(one);
      expect(manifestsOf(Template.fromStack(home.stack)).map(({ kind }) => kind).sort()).toEqual(['PersistentVolumeClaim', 'StorageClass']);
    });

    test('claims for each team, in the team\'s stack', () => {
      const home = world();
      const elsewhere = new Stack(home.stack.node.root as any, 'Elsewhere', {
        env: { account: home.stack.account, region: home.stack.region },
      });
      const ebs = storage(home, { driverVolume: EbsDriverVolume.PER_TEAM });
      ebs.bind(elsewhere, { team: new FakeTeam(elsewhere, 'TeamB', { cluster: home.cluster, namespace: 'emr-data-team-b' }) });
      expect(manifestOf(Template.fromStack(elsewhere), 'PersistentVolumeClaim').metadata.namespace).toBe('emr-data-team-b');
    });
  });

  test('may be bound to tokens in tags', () => {
    expect(classOf({ tags: { team: Token.asString({ Ref: 'Owner' }) } }).parameters.tagSpecification_4).toBe('team=${Owner}');
  });
});
