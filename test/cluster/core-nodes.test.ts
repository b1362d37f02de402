import { Lazy, Size, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { CoreNodesOptions } from '../../src/cluster/cluster-options';
import { CoreNodes } from '../../src/cluster/core-nodes';
import { testStack } from '../support/stacks';

function coreNodes(options: CoreNodesOptions = {}, karpenterReplicas = 2, stack = testStack()): Template {
  new CoreNodes(stack, 'CoreNodes', {
    clusterName: 'platform',
    clusterRef: 'platform',
    kubernetesVersion: '1.35',
    subnets: ['a', 'b'].map((zone) => ec2.Subnet.fromSubnetId(stack, `Subnet${zone}`, `subnet-${zone}`)),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-12345678'),
    karpenterReplicas,
    lifelines: [],
    options,
  });
  return Template.fromStack(stack);
}

function groupOf(template: Template): Record<string, any> {
  return Object.values(template.findResources('AWS::EKS::Nodegroup'))[0].Properties;
}

const types = (...names: string[]) => names.map((name) => new ec2.InstanceType(name));

describe('CoreNodes', () => {
  test('adds three resources', () => {
    expect(Object.keys(coreNodes().toJSON().Resources)).toHaveLength(3);
  });

  test('renders the node group of the pattern, on Amazon Linux 2023', () => {
    const { NodeRole, LaunchTemplate, ...group } = groupOf(coreNodes());
    expect(group).toEqual({
      AmiType: 'AL2023_x86_64_STANDARD',
      CapacityType: 'ON_DEMAND',
      ClusterName: 'platform',
      InstanceTypes: ['m5.xlarge'],
      Labels: { 'NodeGroupType': 'core', 'WorkerType': 'ON_DEMAND', 'emr-eks-karpenter/node-group': 'core' },
      ScalingConfig: { MinSize: 3, DesiredSize: 3, MaxSize: 9 },
      Subnets: ['subnet-a', 'subnet-b'],
      UpdateConfig: { MaxUnavailablePercentage: 33 },
      Version: '1.35',
    });
  });

  test('launches nodes with an encrypted disk and without IMDSv1', () => {
    coreNodes().hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        SecurityGroupIds: ['sg-12345678'],
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 100, VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true } }],
      },
    });
  });

  test('gives nodes no right to manage network interfaces: the CNI has a role of its own', () => {
    const policies = JSON.stringify(Object.values(coreNodes().findResources('AWS::IAM::Role'))[0].Properties.ManagedPolicyArns);
    expect(policies.match(/policy\/\w+/g)).toEqual([
      'policy/AmazonEKSWorkerNodePolicy', 'policy/AmazonEC2ContainerRegistryPullOnly', 'policy/AmazonSSMManagedInstanceCore',
    ]);
  });

  test('passes tags on to instances, volumes and network interfaces', () => {
    const stack = testStack();
    Tags.of(stack).add('CostCenter', '42');
    const tags = [{ Key: 'CostCenter', Value: '42' }, { Key: 'Name', Value: 'platform-core' }];
    coreNodes({}, 2, stack).hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { TagSpecifications: ['instance', 'volume', 'network-interface'].map((ResourceType) => ({ ResourceType, Tags: tags })) },
    });
  });

  test('tainted keeps other pods away', () => {
    expect(groupOf(coreNodes({ tainted: true })).Taints).toEqual([{ Key: 'CriticalAddonsOnly', Value: 'true', Effect: 'NO_SCHEDULE' }]);
  });

  test('instanceTypes of Graviton take the AMI of their architecture', () => {
    expect(groupOf(coreNodes({ instanceTypes: types('m7g.xlarge', 'm6g.xlarge') }))).toMatchObject({
      AmiType: 'AL2023_ARM_64_STANDARD', InstanceTypes: ['m7g.xlarge', 'm6g.xlarge'],
    });
  });

  test('diskSize and labels reach nodes', () => {
    const template = coreNodes({ diskSize: Size.gibibytes(200), labels: { team: 'platform' } });
    expect(groupOf(template).Labels.team).toBe('platform');
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 200 } }] } });
  });

  test.each([
    [{ minNodes: 5 }, { MinSize: 5, DesiredSize: 5, MaxSize: 9 }],
    [{ minNodes: 2, desiredNodes: 12 }, { MinSize: 2, DesiredSize: 12, MaxSize: 12 }],
    [{ minNodes: 2, desiredNodes: 2, maxNodes: 2 }, { MinSize: 2, DesiredSize: 2, MaxSize: 2 }],
  ])('with %j the other bounds follow', (options, scaling) => {
    expect(groupOf(coreNodes(options)).ScalingConfig).toEqual(scaling);
  });

  test('accepts one node when Karpenter has one replica', () => {
    expect(groupOf(coreNodes({ minNodes: 1 }, 1)).ScalingConfig.MinSize).toBe(1);
  });

  test('accepts tokens', () => {
    const token = Lazy.number({ produce: () => 4 });
    const template = coreNodes({ minNodes: token, desiredNodes: token, maxNodes: token, diskSize: Size.gibibytes(token) });
    expect(groupOf(template).ScalingConfig).toEqual({ MinSize: 4, DesiredSize: 4, MaxSize: 4 });
  });

  test('accepts a token for an instance type, with the AMI of the others', () => {
    const token = new ec2.InstanceType(Lazy.string({ produce: () => 'm7g.xlarge' }));
    expect(groupOf(coreNodes({ instanceTypes: [token] })).AmiType).toBe('AL2023_x86_64_STANDARD');
    expect(groupOf(coreNodes({ instanceTypes: [token, ...types('m6g.xlarge')] })).AmiType).toBe('AL2023_ARM_64_STANDARD');
  });

  test('accepts a token for minNodes alone', () => {
    expect(groupOf(coreNodes({ minNodes: Lazy.number({ produce: () => 2 }) })).ScalingConfig).toEqual({ MinSize: 2, DesiredSize: 3, MaxSize: 9 });
  });

  test('fails when there is no instance type', () => {
    expect(() => coreNodes({ instanceTypes: [] })).toThrow(
      '[Test/CoreNodes] `coreNodes.instanceTypes` must hold at least one type, got none; leave it out for m5.xlarge');
  });

  test('fails on two architectures', () => {
    expect(() => coreNodes({ instanceTypes: types('m5.xlarge', 'm7g.xlarge') })).toThrow(
      '[Test/CoreNodes] `coreNodes.instanceTypes` must have one CPU architecture, got m5.xlarge, m7g.xlarge (x86_64, arm64); a node group has one AMI');
  });

  test.each([1, 0, -3, 2.5])('fails when minNodes is %s', (minNodes) => {
    expect(() => coreNodes({ minNodes })).toThrow(
      `[Test/CoreNodes] \`coreNodes.minNodes\` must be a whole number of at least 2, got ${minNodes}; each replica of Karpenter needs a node of its own, see \`karpenter.replicas\``);
  });

  test('fails when desiredNodes is less than minNodes', () => {
    expect(() => coreNodes({ desiredNodes: 2 })).toThrow(
      '[Test/CoreNodes] `coreNodes.desiredNodes` must be a whole number of at least 3, got 2; it lies between `minNodes` and `maxNodes`');
  });

  test('fails when maxNodes is less than desiredNodes', () => {
    expect(() => coreNodes({ desiredNodes: 5, maxNodes: 4 })).toThrow(
      '[Test/CoreNodes] `coreNodes.maxNodes` must be a whole number of at least 5, got 4; it is not less than `desiredNodes`');
  });

  const wrongSizes: Array<[Size, string]> = [[Size.gibibytes(19), '19'], [Size.gibibytes(16385), '16385'], [Size.mebibytes(20992), '20.5']];
  test.each(wrongSizes)('fails when diskSize is %s', (diskSize, gib) => {
    expect(() => coreNodes({ diskSize })).toThrow(
      `[Test/CoreNodes] \`coreNodes.diskSize\` must be from 20 to 16384 GiB, in whole GiB, got ${gib} GiB; 100 GiB hold the images of every add-on`);
  });

  test.each([20, 16384])('accepts a diskSize of %s GiB', (gib) => {
    expect(() => coreNodes({ diskSize: Size.gibibytes(gib) })).not.toThrow();
  });

  test.each(['', '-a', 'a/b/c', 'A.b/c', 'a'.repeat(64), 'kubernetes.io/role', 'node-role.kubernetes.io/core', 'x.k8s.io/a', 'eks.amazonaws.com/nodegroup'])('fails on label "%s"', (label) => {
    expect(() => coreNodes({ labels: { [label]: 'x' } })).toThrow(
      `[Test/CoreNodes] \`coreNodes.labels\` must have keys of your own, made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and ".", got "${label}"; rename the label`);
  });

  test.each(['-a', 'a b', 'a'.repeat(64)])('fails on value "%s" of a label', (value) => {
    expect(() => coreNodes({ labels: { team: value } })).toThrow(
      `[Test/CoreNodes] \`coreNodes.labels["team"]\` must be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit, got "${value}"; shorten or rename it`);
  });

  test('fails on a token for the key of a label', () => {
    expect(() => coreNodes({ labels: { [Lazy.string({ produce: () => 'x' })]: 'x' } })).toThrow(
      '[Test/CoreNodes] `coreNodes.labels (a key)` must be a literal, got a token; pass the text itself, since it becomes part of names that are computed at synthesis');
  });

  test.each(['a', 'a'.repeat(63), `${'a'.repeat(63)}.corp/Team_1.x`, 'node.kubernetes.io/purpose'])('accepts label "%s"', (label) => {
    expect(groupOf(coreNodes({ labels: { [label]: '' } })).Labels[label]).toBe('');
  });

  test('fails on a label of ours', () => {
    expect(() => coreNodes({ labels: { NodeGroupType: 'mine' } })).toThrow(
      '[Test/CoreNodes] `coreNodes.labels` must not hold "NodeGroupType", got "mine"; this library sets it, choose another label');
  });
});
