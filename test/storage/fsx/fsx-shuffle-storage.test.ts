import { RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { FsxDeployment } from '../../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage, type FsxShuffleStorageProps } from '../../../src/storage/fsx/fsx-shuffle-storage';
import { FakeTeam } from '../../support/fake-team';
import { manifestOf } from '../../support/manifests';
import { agnosticStack, FakeCluster, type FakeClusterOptions, testStack } from '../../support/stacks';

interface World {
  readonly stack: Stack;
  readonly cluster: FakeCluster;
  readonly team: FakeTeam;
  readonly storage: FsxShuffleStorage;
}

type Options = Partial<FsxShuffleStorageProps>;

const SHARED = FsxProvisioning.sharedFileSystem();

function world(provisioning = SHARED, options: Options = {}, clusterOptions: FakeClusterOptions = {}, stack = testStack()): World {
  const cluster = new FakeCluster(stack, 'Cluster', clusterOptions);
  const team = new FakeTeam(stack, 'TeamA', { cluster });
  return { stack, cluster, team, storage: new FsxShuffleStorage(stack, 'Lustre', { cluster, provisioning, ...options }) };
}

/** Resources beside the role of the fake team. */
const counted = ({ stack }: World) => Object.values<any>(Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type)
  .filter((type) => type !== 'AWS::IAM::Role');
const bound = (home: World) => home.storage.bind(home.stack, { team: home.team });
const NODES = 'sg-12345678';
const range = (FromPort: number, ToPort: number) => ({ FromPort, ToPort, IpProtocol: 'tcp' });

describe('FsxShuffleStorage', () => {
  test('mounts a directory of the team, which a container has made and given to EMR\'s user', () => {
    const home = world();
    const volume = {
      name: 'spark-local-dir-1',
      source: { persistentVolumeClaim: { claimName: home.storage.claimName } },
      mountPath: '/data1',
      subPath: 'spark-scratch/emr-data-team-a',
    };
    const container = expect.objectContaining({
      image: 'public.ecr.aws/docker/library/busybox:1.37.0',
      command: expect.arrayContaining(['/fsx/spark-scratch/emr-data-team-a']),
      mounts: { 'spark-local-dir-1': '/fsx' },
    });
    expect(bound(home)).toMatchObject({
      driverVolumes: [volume],
      executorVolumes: [volume],
      driverInitContainers: [container],
      executorInitContainers: [container],
      nodeSelector: { 'topology.kubernetes.io/zone': 'eu-west-1a' },
      startupTaints: [{ key: 'fsx.csi.aws.com/agent-not-ready', effect: 'NoExecute' }],
    });
  });

  test('asks for the driver and is deleted before it', () => {
    const home = world();
    expect(home.cluster.platform.requiredAddons).toEqual(['aws-fsx-csi-driver']);
    const driver = new ec2.CfnEIP(home.cluster.platform.requireAddon('aws-fsx-csi-driver').ready as any, 'Driver');
    bound(home);
    Template.fromStack(home.stack).hasResource('Custom::AWSCDK-EKS-KubernetesResource', {
      DependsOn: Match.arrayWith([home.stack.getLogicalId(driver)]),
    });
  });

  test('takes the image from the mirror', () => {
    const home = world(undefined, {}, { mirrors: { imageRegistry: 'mirror.corp/x' } });
    expect(bound(home).driverInitContainers![0].image).toBe('mirror.corp/x/docker/library/busybox:1.37.0');
  });

  test('fails on a team of another cluster', () => {
    const { storage, stack } = world();
    const team = new FakeTeam(stack, 'TeamB', { clusterOptions: { clusterName: 'other' }, namespace: 'b' });
    expect(() => storage.bind(stack, { team })).toThrow(new Error(
      '[Test] `shuffleStorage` must be of the cluster of team b, other, got storage of emr-eks-karpenter; make one for each cluster'));
  });

  describe('with a shared file system', () => {
    test('adds five resources: file system, security group, two rules and one bundle a team', () => {
      const home = world();
      bound(home);
      expect(counted(home).sort()).toEqual([
        'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupIngress', 'AWS::FSx::FileSystem',
        'Custom::AWSCDK-EKS-KubernetesResource',
      ]);
    });

    test('creates SCRATCH_2 in the first data-plane subnet, which goes with the stack', () => {
      const template = Template.fromStack(world().stack);
      template.hasResource('AWS::FSx::FileSystem', {
        Properties: {
          FileSystemType: 'LUSTRE',
          FileSystemTypeVersion: '2.15',
          StorageCapacity: 1200,
          StorageType: 'SSD',
          SubnetIds: ['subnet-aaaaaaaa'],
          LustreConfiguration: { DeploymentType: 'SCRATCH_2', DataCompressionType: 'NONE', AutomaticBackupRetentionDays: Match.absent() },
          Tags: Match.arrayWith([
            { Key: 'emr-eks-karpenter:cluster', Value: 'emr-eks-karpenter' }, { Key: 'emr-eks-karpenter:storage', Value: 'Lustre' },
          ]),
        },
        DeletionPolicy: 'Delete',
      });
    });

    // https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/examples/kubernetes/static_provisioning/README.md
    test('gives a team a volume and a claim that are bound to each other', () => {
      const home = world(undefined, { mountOptions: ['flock', 'ro'] });
      bound(home);
      const template = Template.fromStack(home.stack);
      const { claimName } = home.storage;
      const fs = Object.keys(template.findResources('AWS::FSx::FileSystem'))[0];
      expect(manifestOf(template, 'PersistentVolume')).toEqual({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `${claimName}-emr-data-team-a` },
        spec: {
          capacity: { storage: '1200Gi' },
          volumeMode: 'Filesystem',
          accessModes: ['ReadWriteMany'],
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: '',
          mountOptions: ['flock', 'ro'],
          claimRef: { namespace: 'emr-data-team-a', name: claimName },
          csi: {
            driver: 'fsx.csi.aws.com',
            volumeHandle: `\${${fs}}:emr-data-team-a`,
            volumeAttributes: { dnsname: `\${${fs}.DNSName}`, mountname: `\${${fs}.LustreMountName}` },
          },
        },
      });
      expect(manifestOf(template, 'PersistentVolumeClaim')).toEqual({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: claimName, namespace: 'emr-data-team-a' },
        spec: {
          accessModes: ['ReadWriteMany'],
          storageClassName: '',
          resources: { requests: { storage: '1200Gi' } },
          volumeName: `${claimName}-emr-data-team-a`,
        },
      });
    });

    // https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html
    test('opens Lustre\'s ports from nodes, to nodes and among servers', () => {
      const template = Template.fromStack(world().stack);
      const [id] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
      const group = { 'Fn::GetAtt': [id, 'GroupId'] };
      template.hasResourceProperties('AWS::EC2::SecurityGroup', {
        VpcId: 'vpc-12345678',
        SecurityGroupIngress: [range(988, 988), range(1018, 1023)].map((ports) => Match.objectLike(
          { ...ports, SourceSecurityGroupId: NODES },
        )),
        SecurityGroupEgress: [range(988, 988), range(1018, 1023)].map((ports) => Match.objectLike({ ...ports, CidrIp: '0.0.0.0/0' })),
      });
      const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
      expect(rules).toEqual([group, NODES].map((GroupId) => ({
        ...range(988, 1023), GroupId, SourceSecurityGroupId: group, Description: 'Lustre',
      })));
    });

    test('follows the subnet to its zone', () => {
      const home = world(FsxProvisioning.sharedFileSystem({ subnetIndex: 1 }));
      expect(home.storage.availabilityZone).toBe('eu-west-1b');
      Template.fromStack(home.stack).hasResourceProperties('AWS::FSx::FileSystem', { SubnetIds: ['subnet-bbbbbbbb'] });
    });

    describe('that is kept', () => {
      const home = world(FsxProvisioning.sharedFileSystem({ deployment: FsxDeployment.persistent2(125) }));
      bound(home);
      const template = Template.fromStack(home.stack);

      test('adds six resources', () => {
        expect(counted(home)).toHaveLength(6);
      });

      test.each(['AWS::FSx::FileSystem', 'AWS::EC2::SecurityGroup'])('keeps its %s', (type) => {
        expect(Object.values(template.findResources(type)).map(({ DeletionPolicy, UpdateReplacePolicy }) => [
          DeletionPolicy, UpdateReplacePolicy,
        ])).toEqual([['Retain', 'Retain']]);
      });

      test('keeps no rule that names the nodes, whose group could not be deleted then', () => {
        const kept = Object.values<any>(template.toJSON().Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
        expect(JSON.stringify(kept)).not.toContain(NODES);
        template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { ...range(988, 1023), SourceSecurityGroupId: NODES });
      });

      test('makes no backups unless asked', () => {
        template.hasResourceProperties('AWS::FSx::FileSystem', { LustreConfiguration: { AutomaticBackupRetentionDays: 0 } });
      });
    });

    test.each([
      [FsxDeployment.SCRATCH_2, RemovalPolicy.RETAIN, 'Retain'],
      [FsxDeployment.persistent1(50), RemovalPolicy.DESTROY, 'Delete'],
    ])('removalPolicy decides against the default', (deployment, removalPolicy, DeletionPolicy) => {
      Template.fromStack(world(FsxProvisioning.sharedFileSystem({ deployment, removalPolicy })).stack).hasResource('AWS::FSx::FileSystem', {
        DeletionPolicy,
      });
    });

    test.each([
      [{ storageCapacity: Size.gibibytes(2400) }, false],
      [{ subnetIndex: 1 }, false],
      [{ compression: true }, true],
    ])('with %j claims keep their name: %s', (options, same) => {
      const names = [{}, options].map((each) => world(FsxProvisioning.sharedFileSystem(each)).storage.claimName);
      expect(names[0] === names[1]).toBe(same);
    });

    test('puts the zone of an environment-agnostic stack into settings, by a token', () => {
      const stack = agnosticStack();
      const cluster = new FakeCluster(stack);
      Object.assign(cluster.network, {
        dataPlaneSubnets: [ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', {
          subnetId: 'subnet-1', availabilityZone: stack.availabilityZones[0],
        })],
      });
      const storage = new FsxShuffleStorage(stack, 'Lustre', { cluster, provisioning: FsxProvisioning.sharedFileSystem() });
      expect(stack.resolve(storage.availabilityZone)).toEqual({ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] });
    });
  });

  describe('with an existing file system', () => {
    const existing = (more = {}) => FsxProvisioning.existingFileSystem({
      fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', availabilityZone: 'eu-west-1b', ...more,
    });

    test('adds one bundle a team, and changes nothing of it', () => {
      const home = world(existing());
      bound(home);
      expect(counted(home)).toEqual(['Custom::AWSCDK-EKS-KubernetesResource']);
      expect(manifestOf(Template.fromStack(home.stack), 'PersistentVolume').spec.csi.volumeAttributes).toEqual({
        dnsname: 'fs-0123456789abcdef0.fsx.eu-west-1.${AWS::URLSuffix}', mountname: 'abcdefgh',
      });
      expect(home.storage.availabilityZone).toBe('eu-west-1b');
    });

    test('opens its security group where it is named', () => {
      const stack = testStack();
      const home = world(existing({ securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-theirs') }), {}, {}, stack);
      const rules = Object.values(Template.fromStack(home.stack).findResources('AWS::EC2::SecurityGroupIngress'))
        .map(({ Properties: p }) => [p.SourceSecurityGroupId, p.GroupId, p.FromPort, p.ToPort]);
      expect(rules).toEqual([
        [NODES, 'sg-theirs', 988, 988], [NODES, 'sg-theirs', 1018, 1023], ['sg-theirs', NODES, 988, 988], ['sg-theirs', NODES, 1018, 1023],
      ]);
    });
  });
});
