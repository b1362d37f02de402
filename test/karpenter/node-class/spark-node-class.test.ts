import { App, Duration, Lazy, Size, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiFamily, NodeAmi } from '../../../src/karpenter/node-class/node-ami';
import { NodeVolumeType } from '../../../src/karpenter/node-class/options';
import { SparkNodeClass } from '../../../src/karpenter/node-class/spark-node-class';
import { manifestOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';
import { nodeClass, nodeClassObject, refusal, warningsOf } from '../support';

describe('SparkNodeClass', () => {
  test('renders the default class', () => {
    expect(nodeClassObject()).toEqual({
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata: { name: 'spark' },
      spec: {
        amiSelectorTerms: [{ alias: 'al2023@v20260903' }],
        role: 'emr-eks-karpenter-node',
        subnetSelectorTerms: [{ id: 'subnet-aaaaaaaa' }, { id: 'subnet-bbbbbbbb' }],
        securityGroupSelectorTerms: [{ id: 'sg-12345678' }],
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            rootVolume: true,
            ebs: { volumeSize: '100Gi', volumeType: 'gp3', encrypted: true, deleteOnTermination: true },
          },
        ],
        instanceStorePolicy: 'RAID0',
        metadataOptions: { httpEndpoint: 'enabled', httpProtocolIPv6: 'disabled', httpPutResponseHopLimit: 1, httpTokens: 'required' },
      },
    });
  });

  test('adds one CloudFormation resource', () => {
    expect(Object.keys(Template.fromStack(nodeClass().stack).toJSON().Resources)).toHaveLength(1);
  });

  test('waits for Karpenter', () => {
    const { construct, cluster } = nodeClass();
    expect(construct.node.findChild('Manifest').node.dependencies).toContain(cluster.platform.order.karpenterReady);
  });

  test('takes the instance profile where Karpenter cannot make one', () => {
    const { spec } = nodeClassObject({}, { nodeInstanceProfileName: 'profile' });
    expect(spec.instanceProfile).toBe('profile');
    expect(spec).not.toHaveProperty('role');
  });

  test('starts from Bottlerocket, whose pods are on the second volume', () => {
    const { spec } = nodeClassObject({ ami: NodeAmi.alias('bottlerocket@v1.48.0') });
    expect(spec.amiSelectorTerms).toEqual([{ alias: 'bottlerocket@v1.48.0' }]);
    expect(spec.blockDeviceMappings[0].deviceName).toBe('/dev/xvdb');
  });

  test('starts from images by id', () => {
    expect(nodeClassObject({ ami: NodeAmi.ids(AmiFamily.CUSTOM, 'ami-1', 'ami-2') }).spec)
      .toMatchObject({ amiFamily: 'Custom', amiSelectorTerms: [{ id: 'ami-1' }, { id: 'ami-2' }] });
  });

  test('has the root volume that is asked for', () => {
    const stack = testStack();
    const kmsKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
    const cluster = new FakeCluster(stack);
    new SparkNodeClass(stack, 'Class', {
      cluster, rootVolume: { size: Size.tebibytes(1), volumeType: NodeVolumeType.GP3, iops: 8000, throughputMiBps: 2000, kmsKey },
    });

    expect(manifestOf(Template.fromStack(stack), 'EC2NodeClass').spec.blockDeviceMappings[0].ebs).toEqual({
      volumeSize: '1024Gi', volumeType: 'gp3', iops: 8000, throughput: 2000, encrypted: true, deleteOnTermination: true, kmsKeyID: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    });
  });

  test('passes settings of kubelet on', () => {
    const { spec } = nodeClassObject({
      kubelet: {
        maxPods: 110,
        podsPerCore: 4,
        kubeReserved: { vcpus: 0.5, memory: Size.gibibytes(1), ephemeralStorage: Size.gibibytes(2), pids: 1000 },
        systemReserved: {},
        evictionHard: { 'memory.available': '5%', 'nodefs.available': '1Gi' },
        evictionSoft: { 'memory.available': '10%' },
        evictionSoftGracePeriod: { 'memory.available': Duration.minutes(1) },
        evictionMaxPodGracePeriod: Duration.minutes(2),
        imageGcHighThresholdPercent: 90,
        imageGcLowThresholdPercent: 70,
        clusterDns: ['10.0.0.10'],
        cpuCfsQuota: false,
      },
    });

    expect(spec.kubelet).toEqual({
      maxPods: 110,
      podsPerCore: 4,
      kubeReserved: { 'cpu': '500m', 'memory': '1024Mi', 'ephemeral-storage': '2048Mi', 'pid': '1000' },
      systemReserved: {},
      evictionHard: { 'memory.available': '5%', 'nodefs.available': '1Gi' },
      evictionSoft: { 'memory.available': '10%' },
      evictionSoftGracePeriod: { 'memory.available': '60s' },
      evictionMaxPodGracePeriod: 120,
      imageGCHighThresholdPercent: 90,
      imageGCLowThresholdPercent: 70,
      clusterDNS: ['10.0.0.10'],
      cpuCFSQuota: false,
    });
  });

  test('tells pools what kubelet keeps', () => {
    const { construct } = nodeClass({
      kubelet: { maxPods: 20, systemReserved: { vcpus: 1, memory: Size.gibibytes(1) }, evictionHard: { 'memory.available': '1Gi' } },
    });
    expect(construct.nodeReservation).toEqual({ maxPods: 20, systemReservedVcpus: 1, systemReservedMemoryMiB: 1024, evictionMemory: '1Gi' });
    expect(nodeClass().construct.nodeReservation).toBeUndefined();
  });

  test('rootVolume.kmsKey is one that Karpenter may use, by a policy beside the class', () => {
    const app = new App();
    const [platform, team] = ['Platform', 'Team'].map((id) => testStack(id, app));
    const cluster = new FakeCluster(platform);
    cluster.platform.karpenterRole = new iam.Role(platform, 'Karpenter', { assumedBy: new iam.AccountRootPrincipal() });
    const key = new kms.Key(team, 'Key'); // of a stack that depends on the platform's
    new SparkNodeClass(team, 'Class', { cluster, nodeClassName: 'secret', rootVolume: { kmsKey: key } });
    const template = Template.fromStack(team);
    const keyArn = team.resolve(key.keyArn);

    expect(platform.dependencies).toEqual([]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: 'VolumeKey-secret',
      Roles: [Match.anyValue()],
      PolicyDocument: {
        Statement: [Match.objectLike({ Resource: keyArn }), Match.objectLike({ Action: 'kms:CreateGrant', Resource: keyArn })],
      },
    });
    template.hasResource(
      'Custom::AWSCDK-EKS-KubernetesResource', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('VolumeKeyAccess')]) },
    );
  });

  test('rootVolume.kmsKey warns where the role of Karpenter is not known', () => {
    const stack = testStack();
    new SparkNodeClass(stack, 'Class', { cluster: new FakeCluster(stack), rootVolume: { kmsKey: new kms.Key(stack, 'Key') } });
    expect(warningsOf(stack)).toEqual([expect.stringContaining(
      '`rootVolume.kmsKey` is of no use before Karpenter\'s role may use it: name the role to `fromClusterAttributes` as '
        + '`karpenterRoleArn`, or call `grantVolumeKey` of `Karpenter` where the cluster is defined')]);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('passes the other options on', () => {
    const stack = testStack();
    new SparkNodeClass(stack, 'Class', {
      cluster: new FakeCluster(stack),
      nodeClassName: 'other',
      instanceStoreRaid0: false,
      userData: '#!/bin/sh',
      metadataOptions: { httpPutResponseHopLimit: 2, requireTokens: false, enabled: true, ipv6: true },
      detailedMonitoring: true,
      associatePublicIpAddress: false,
      placementGroupName: 'near',
      securityGroups: [
        ec2.SecurityGroup.fromSecurityGroupId(stack, 'More', 'sg-more'),
        ec2.SecurityGroup.fromSecurityGroupId(stack, 'Same', 'sg-12345678'),
      ],
    });
    const object = manifestOf(Template.fromStack(stack), 'EC2NodeClass', 'other');

    expect(object.spec).toMatchObject({
      userData: '#!/bin/sh',
      metadataOptions: { httpPutResponseHopLimit: 2, httpTokens: 'optional', httpProtocolIPv6: 'enabled' },
      detailedMonitoring: true,
      associatePublicIPAddress: false,
      placementGroupSelector: { name: 'near' },
      securityGroupSelectorTerms: [{ id: 'sg-12345678' }, { id: 'sg-more' }],
    });
    expect(object.spec).not.toHaveProperty('instanceStorePolicy');
  });

  test('carries the tags of the app, its own first, sorted', () => {
    const app = new App();
    const { stack } = nodeClass({ tags: { team: 'spark' } }, {}, app);
    Tags.of(app).add('team', 'everyone');
    Tags.of(app).add('cost', '1');
    Tags.of(app).add('skipped', 'x', { excludeResourceTypes: ['Karpenter::EC2NodeClass'] });

    expect(Object.entries(manifestOf(Template.fromStack(stack), 'EC2NodeClass').spec.tags)).toEqual([['cost', '1'], ['team', 'spark']]);
  });

  test('fails at synthesis when the app gives it a tag of Karpenter', () => {
    const app = new App();
    nodeClass({}, {}, app);
    Tags.of(app).add('karpenter.sh/nodepool', 'x');
    expect(() => app.synth()).toThrow(
      '[Test/Class] `tags` must leave the tags that Karpenter sets, got "karpenter.sh/nodepool"; exclude it, since the node class '
        + 'would be refused',
    );
  });

  test('accepts tokens', () => {
    const token = Lazy.string({ produce: () => 'late' });
    const { spec } = nodeClassObject({
      userData: token,
      tags: { team: token },
      ami: NodeAmi.ids(AmiFamily.AL2023, token),
      metadataOptions: { httpPutResponseHopLimit: Lazy.number({ produce: () => 3 }) },
    });
    expect(spec).toMatchObject({
      userData: 'late', tags: { team: 'late' }, amiSelectorTerms: [{ id: 'late' }], metadataOptions: { httpPutResponseHopLimit: 3 },
    });
  });

  test('merges overrides, also those of a map', () => {
    expect(nodeClassObject({ overrides: { spec: { context: 'c', metadataOptions: { httpTokens: 'optional' } } } }).spec)
      .toMatchObject({ context: 'c', metadataOptions: { httpTokens: 'optional', httpPutResponseHopLimit: 1 } });
  });

  test('warns about an image that changes by itself', () => {
    expect(warningsOf(nodeClass({ ami: NodeAmi.alias('al2023@latest') }).stack)).toEqual([
      expect.stringContaining(
        '`ami` is "al2023@latest": nodes are replaced whenever AWS publishes a release; pin one such as "al2023@v20260903"',
      ),
    ]);
    expect(warningsOf(nodeClass().stack)).toEqual([]);
  });

  test('is imported by name', () => {
    const imported = SparkNodeClass.fromNodeClassAttributes(testStack(), 'Imported', { nodeClassName: 'default' });
    expect([imported.nodeClassName, imported.instanceStoreRaid0]).toEqual(['default', true]);
    expect(
      SparkNodeClass.fromNodeClassAttributes(testStack(), 'Imported', { nodeClassName: 'default', instanceStoreRaid0: false }).instanceStoreRaid0,
    ).toBe(false);
    expect(
      SparkNodeClass.fromNodeClassAttributes(testStack(), 'Imported', { nodeClassName: 'default', nodeReservation: { maxPods: 9 } }).nodeReservation,
    ).toEqual({ maxPods: 9 });
    expect(() => SparkNodeClass.fromNodeClassAttributes(testStack(), 'Imported', { nodeClassName: 'Default' })).toThrow(refusal('Test/Imported',
      '`nodeClassName` must be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most 63 '
        + 'characters, got "Default"; choose such a name'));
  });
});
