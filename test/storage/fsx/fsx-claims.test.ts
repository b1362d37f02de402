import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as fsx from 'aws-cdk-lib/aws-fsx';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FsxDeployment } from '../../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage } from '../../../src/storage/fsx/fsx-shuffle-storage';
import type { FsxPerClaimOptions } from '../../../src/storage/fsx/options';
import { FakeTeam } from '../../support/fake-team';
import { manifestOf, manifestsOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';

function world(options: FsxPerClaimOptions = {}, teams = ['emr-data-team-a']) {
  const stack = testStack();
  const cluster = new FakeCluster(stack);
  const storage = new FsxShuffleStorage(stack, 'Lustre', { cluster, provisioning: FsxProvisioning.perClaim(options) });
  const configs = teams.map((namespace) => storage.bind(stack, { team: new FakeTeam(stack, namespace, { cluster, namespace }) }));
  return { stack, storage, configs, template: Template.fromStack(stack) };
}

const classOf = (options: FsxPerClaimOptions = {}) => manifestOf(world(options).template, 'StorageClass');

describe('file systems per claim', () => {
  test('are five resources: security group, two rules, StorageClass, and a claim a team', () => {
    const types = Object.values<any>(world().template.toJSON().Resources).map(({ Type }) => Type)
      .filter((type) => type !== 'AWS::IAM::Role');
    expect(types.sort()).toEqual([
      'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupIngress',
      'Custom::AWSCDK-EKS-KubernetesResource', 'Custom::AWSCDK-EKS-KubernetesResource',
    ]);
  });

  // https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/examples/kubernetes/dynamic_provisioning/README.md
  test('come from a class that names all that the driver would otherwise choose', () => {
    const { template, storage } = world();
    const [group] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    expect(manifestOf(template, 'StorageClass')).toEqual({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: storage.claimName },
      provisioner: 'fsx.csi.aws.com',
      parameters: {
        subnetId: 'subnet-aaaaaaaa',
        securityGroupIds: `\${${group}.GroupId}`,
        deploymentType: 'SCRATCH_2',
        storageType: 'SSD',
        fileSystemTypeVersion: '2.15',
        dataCompressionType: 'NONE',
        extraTags: 'emr-eks-karpenter:cluster=emr-eks-karpenter,emr-eks-karpenter:on-removal=delete,emr-eks-karpenter:storage=Lustre',
      },
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
      allowVolumeExpansion: true,
      mountOptions: ['noatime', 'flock'],
    });
  });

  test('are claimed once for each team', () => {
    const { template, storage } = world({ storageCapacity: Size.gibibytes(2400) }, ['a', 'b']);
    const claims = manifestsOf(template).filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims.map(({ metadata }) => metadata.namespace).sort()).toEqual(['a', 'b']);
    expect(claims[0].spec).toEqual({
      accessModes: ['ReadWriteMany'], storageClassName: storage.claimName, resources: { requests: { storage: '2400Gi' } },
    });
  });

  test('hold their pods in the zone of their subnet', () => {
    expect(world({ subnetIndex: 1 }).configs[0].nodeSelector).toEqual({ 'topology.kubernetes.io/zone': 'eu-west-1b' });
  });

  test('of a persistent deployment name throughput, key, maintenance and backups', () => {
    const stack = testStack();
    expect(classOf({
      deployment: FsxDeployment.persistent2(250),
      kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
      compression: true,
      maintenance: new fsx.LustreMaintenanceTime({ day: fsx.Weekday.SUNDAY, hour: 3, minute: 30 }),
      backups: { retention: Duration.days(7), startTime: new fsx.DailyAutomaticBackupStartTime({ hour: 4, minute: 5 }), copyTags: true },
      tags: { cost: '42' },
    })).toMatchObject({
      reclaimPolicy: 'Retain',
      parameters: {
        deploymentType: 'PERSISTENT_2',
        perUnitStorageThroughput: '250',
        kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        dataCompressionType: 'LZ4',
        weeklyMaintenanceStartTime: '7:03:30',
        automaticBackupRetentionDays: '7',
        dailyAutomaticBackupStartTime: '04:05',
        copyTagsToBackups: 'true',
        extraTags: 'cost=42,emr-eks-karpenter:cluster=emr-eks-karpenter,emr-eks-karpenter:storage=Lustre',
      },
    });
  });

  test('on HDD say whether they cache', () => {
    expect(classOf({ deployment: FsxDeployment.persistent1Hdd(12, true) }).parameters).toMatchObject({
      storageType: 'HDD', driveCacheType: 'READ', perUnitStorageThroughput: '12',
    });
  });

  test('are made with a key that the driver may use through FSx', () => {
    const stack = testStack();
    const { template } = world({
      deployment: FsxDeployment.persistent2(125), kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: ['aws-fsx-csi-driver'],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'kms:CreateGrant', Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k' }),
        ]),
      },
    });
  });

  test('are kept or deleted with their claims as asked', () => {
    const kept = classOf({ removalPolicy: RemovalPolicy.RETAIN });
    const going = classOf({ deployment: FsxDeployment.persistent1(50), removalPolicy: RemovalPolicy.DESTROY });
    expect([kept.reclaimPolicy, going.reclaimPolicy]).toEqual(['Retain', 'Delete']);
    // The clean-up of the cluster takes what has this tag.
    const tagsOf = ({ parameters }: Record<string, any>) => parameters.extraTags.split(',');
    expect(tagsOf(kept)).not.toContain('emr-eks-karpenter:on-removal=delete');
    expect(tagsOf(going)).toContain('emr-eks-karpenter:on-removal=delete');
  });

  test('of other props are another class with other claims, in other resources', () => {
    const [one, other] = [world(), world({ compression: true })];
    expect(other.storage.claimName).not.toBe(one.storage.claimName);
    const ids = [one, other].map(({ template }) => Object.keys(template.findResources('Custom::AWSCDK-EKS-KubernetesResource')));
    expect(ids[0].filter((id) => ids[1].includes(id))).toEqual([]);
  });
});
