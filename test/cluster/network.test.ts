import { App, Aws, Lazy, Stack, Tags, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EmrEksNetwork, type EmrEksNetworkProps } from '../../src/cluster/network';
import { VpcEndpoints } from '../../src/cluster/vpc-endpoints';
import { stackIn, ZONES } from '../support/networks';
import { ACCOUNT, agnosticStack, testStack } from '../support/stacks';

const synth = (props?: EmrEksNetworkProps, stack = stackIn(3)) => {
  const network = new EmrEksNetwork(stack, 'Network', props);
  return { network, stack, template: Template.fromStack(stack) };
};

const valuesOf = (template: Template, type: string) => Object.values(template.findResources(type));
const tagsOf = (resource: any): Record<string, string> => Object.fromEntries(resource.Properties.Tags.map(({ Key, Value }: any) => [Key, Value]));

describe('EmrEksNetwork', () => {
  test('adds 23 resources by default', () => {
    const { template } = synth();
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(23);
    template.resourceCountIs('AWS::EC2::Subnet', 6);
    template.resourceCountIs('AWS::EC2::RouteTable', 2);
    template.resourceCountIs('AWS::EC2::Route', 2);
    template.resourceCountIs('AWS::EC2::NatGateway', 1);
  });

  test.each([true, false])('adds nothing to the default security group when restrictDefaultSecurityGroup is %s', (flag) => {
    const stack = agnosticStack('Test', new App({ context: { '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': flag } }));
    expect(Object.keys(synth({}, stack).template.toJSON().Resources)).toHaveLength(23);
  });

  test('has the addresses and zones of the pattern', () => {
    const { template } = synth();
    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true });
    template.hasResourceProperties('AWS::EC2::VPCCidrBlock', { CidrBlock: '100.64.0.0/16' });
    expect(valuesOf(template, 'AWS::EC2::Subnet').map(({ Properties }) => [Properties.CidrBlock, Properties.AvailabilityZone])).toEqual([
      ['10.1.0.0/26', 'eu-west-1a'], ['10.1.0.64/26', 'eu-west-1b'],
      ['10.1.1.0/24', 'eu-west-1a'], ['10.1.2.0/24', 'eu-west-1b'],
      ['100.64.0.0/17', 'eu-west-1a'], ['100.64.128.0/17', 'eu-west-1b'],
    ]);
  });

  test('tags each tier for its purpose, under names that no pattern confuses', () => {
    const { template } = synth({ name: 'spark' });
    expect(valuesOf(template, 'AWS::EC2::Subnet').map(tagsOf)).toEqual([
      { 'Name': 'spark-public-1', 'kubernetes.io/role/elb': '1' },
      { 'Name': 'spark-public-2', 'kubernetes.io/role/elb': '1' },
      { 'Name': 'spark-private-1', 'kubernetes.io/role/internal-elb': '1' },
      { 'Name': 'spark-private-2', 'kubernetes.io/role/internal-elb': '1' },
      { 'Name': 'spark-data-plane-1', 'karpenter.sh/discovery': 'spark' },
      { 'Name': 'spark-data-plane-2', 'karpenter.sh/discovery': 'spark' },
    ]);
    expect(tagsOf(valuesOf(template, 'AWS::EC2::VPC')[0]).Name).toBe('spark');
  });

  test('takes its name from its path when none is given', () => {
    expect(tagsOf(valuesOf(synth().template, 'AWS::EC2::VPC')[0]).Name).toMatch(/^Test-Network-[0-9A-F]{8}$/);
  });

  test('takes the tags of the app on every resource that has any', () => {
    const stack = stackIn(2);
    Tags.of(stack.node.root).add('cost-center', 'spark');
    const { template } = synth({}, stack);
    for (const type of ['VPC', 'Subnet', 'RouteTable', 'InternetGateway', 'NatGateway', 'EIP']) {
      valuesOf(template, `AWS::EC2::${type}`).forEach((resource) => expect(tagsOf(resource)).toHaveProperty('cost-center', 'spark'));
    }
  });

  test.each([
    { maxZones: 2, natGateways: 1, tables: 2 },
    { maxZones: 3, natGateways: 1, tables: 2 },
    { maxZones: 3, natGateways: 2, tables: 3 },
    { maxZones: 3, natGateways: 3, tables: 4 },
  ])('shares route tables where routes are equal: $natGateways NAT gateways in $maxZones zones', ({ maxZones, natGateways, tables }) => {
    const { template } = synth({ maxZones, natGateways });
    template.resourceCountIs('AWS::EC2::NatGateway', natGateways);
    template.resourceCountIs('AWS::EC2::RouteTable', tables);
    template.resourceCountIs('AWS::EC2::Route', tables);
    template.resourceCountIs('AWS::EC2::SubnetRouteTableAssociation', 3 * maxZones);
  });

  test('routes each zone through its own NAT gateway when there is one per zone', () => {
    const { network, stack } = synth({ natGateways: 2 });
    const tables = [...network.privateSubnets, ...network.dataPlaneSubnets].map((subnet) => stack.resolve(subnet.routeTable.routeTableId).Ref);
    expect(tables[0]).not.toBe(tables[1]);
    expect(tables.slice(2)).toEqual(tables.slice(0, 2));
  });

  test('uses as many zones as asked for', () => {
    expect(synth({ maxZones: 3 }).network.dataPlaneSubnets.map((subnet) => subnet.availabilityZone)).toEqual(ZONES.slice(0, 3));
  });

  test('keeps the addresses of zones that the region does not have, and says so', () => {
    const { stack, template } = synth({ maxZones: 4, natGateways: 4 });
    template.resourceCountIs('AWS::EC2::Subnet', 9);
    template.resourceCountIs('AWS::EC2::NatGateway', 3);
    template.hasResourceProperties('AWS::EC2::Subnet', { CidrBlock: '100.64.128.0/18', AvailabilityZone: 'eu-west-1c' });
    Annotations.fromStack(stack).hasWarning('/Test/Network', Match.stringLikeRegexp(
      '^`maxZones` is 4, but the stack has only eu-west-1a, eu-west-1b, eu-west-1c: the network covers these, the addresses of further zones stay free'));
  });

  test('warns of nothing by default', () => {
    Annotations.fromStack(synth().stack).hasNoWarning('*', Match.anyValue());
  });

  test('warns when pods will run out of addresses', () => {
    const { stack } = synth({ secondaryCidrs: ['100.64.0.0/24'] });
    Annotations.fromStack(stack).hasWarning('/Test/Network', Match.stringLikeRegexp(
      '^data-plane subnets have few addresses for nodes and pods \\(Test/Network/DataPlaneSubnets/Subnet1 123, .*Subnet2 123\\): use /24 or larger'));
    Annotations.fromStack(synth({ secondaryCidrs: ['100.64.0.0/23'] }).stack).hasNoWarning('*', Match.anyValue());
  });

  test('synthesises before the zones are looked up', () => {
    const { network } = synth({ maxZones: 6, secondaryCidrs: ['100.64.0.0/16', '100.65.0.0/16'] }, testStack());
    expect(network.dataPlaneSubnets.map((subnet) => subnet.availabilityZone)).toEqual(['dummy1a', 'dummy1b', 'dummy1c']);
  });

  test('takes exactly the zones asked for in a stack without environment', () => {
    const { network, stack } = synth({ maxZones: 3 }, agnosticStack());
    expect(stack.resolve(network.dataPlaneSubnets[2].availabilityZone)).toEqual({ 'Fn::Select': [2, { 'Fn::GetAZs': '' }] });
    expect(network.vpc.availabilityZones).toHaveLength(3);
  });

  test('takes the zones that a stack names itself', () => {
    class OneZone extends Stack {
      public get availabilityZones(): string[] {
        return ['eu-west-1c'];
      }
    }
    expect(() => new EmrEksNetwork(new OneZone(new App(), 'Test'), 'Network'))
      .toThrow('[Test/Network] `availabilityZones` of the stack must hold at least 2 zones, got eu-west-1c; EKS refuses a cluster in one zone');
  });

  test('is the same in China but for the zones', () => {
    const china = new Stack(new App(), 'Test', { env: { account: ACCOUNT, region: 'cn-north-1' } });
    expect(synth({}, china).template.toJSON().Resources).toEqual(synth({}, testStack()).template.toJSON().Resources);
  });

  test('can be there twice in a stack', () => {
    const stack = stackIn(2);
    new EmrEksNetwork(stack, 'One', { vpcEndpoints: VpcEndpoints.STANDARD });
    new EmrEksNetwork(stack, 'Two');
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPC', 2);
  });

  test('accepts a token for name', () => {
    const { template } = synth({ name: Aws.STACK_NAME });
    expect(tagsOf(valuesOf(template, 'AWS::EC2::VPC')[0]).Name).toEqual({ Ref: 'AWS::StackName' });
  });

  test.each<EmrEksNetworkProps>([
    { maxZones: 6 }, { maxZones: 2, natGateways: 2 }, { name: 'a' }, { name: 'a'.repeat(100) }, { name: 'équipe données/1' },
    { natGateways: 0, vpcEndpoints: VpcEndpoints.FULLY_PRIVATE },
  ])('accepts %j', (props) => {
    expect(() => synth(props, stackIn(6))).not.toThrow();
  });

  const token = Token.asNumber(Lazy.any({ produce: () => 3 }));
  test.each<[string, EmrEksNetworkProps, string]>([
    ['one zone', { maxZones: 1 }, '`maxZones` must be an integer from 2 to 6, got 1; EKS needs two zones'],
    ['seven zones', { maxZones: 7 }, '`maxZones` must be an integer from 2 to 6, got 7; EKS needs two zones'],
    ['half a zone', { maxZones: 2.5 }, '`maxZones` must be an integer from 2 to 6, got 2.5; EKS needs two zones'],
    ['a token for maxZones', { maxZones: token }, '`maxZones` must be an integer from 2 to 6, got a token; EKS needs two zones'],
    ['more NAT gateways than zones', { natGateways: 3 },
      '`natGateways` must be an integer from 1 to 2 (`maxZones`), got 3; for a network without internet set `vpcEndpoints` to VpcEndpoints.FULLY_PRIVATE'],
    ['no NAT gateway', { natGateways: 0, vpcEndpoints: VpcEndpoints.STANDARD },
      '`natGateways` must be an integer from 1 to 2 (`maxZones`), got 0; for a network without internet set `vpcEndpoints` to VpcEndpoints.FULLY_PRIVATE'],
    ['a token for natGateways', { natGateways: token },
      '`natGateways` must be an integer from 1 to 2 (`maxZones`), got a token; for a network without internet set `vpcEndpoints` to VpcEndpoints.FULLY_PRIVATE'],
    ['NAT in a fully private network', { natGateways: 1, vpcEndpoints: VpcEndpoints.FULLY_PRIVATE },
      '`natGateways` must be 0 with VpcEndpoints.FULLY_PRIVATE, got 1; leave it out, or take VpcEndpoints.STANDARD'],
    ['an empty name', { name: '' }, '`name` must be 1 to 100 letters, digits, spaces or any of _ . : / = + - @, got ""; it becomes the value of tags'],
    ['a name with other characters', { name: 'a*b' },
      '`name` must be 1 to 100 letters, digits, spaces or any of _ . : / = + - @, got "a*b"; it becomes the value of tags'],
    ['a token for cidr', { cidr: Aws.STACK_NAME },
      '`cidr` must be a literal, got a token; subnets are planned at synthesis, for addresses from IPAM bring a VPC with EmrEksNetwork.fromVpc'],
    ['a token for secondaryCidrs', { secondaryCidrs: [Aws.STACK_NAME] },
      '`secondaryCidrs` must be a literal, got a token; subnets are planned at synthesis, for addresses from IPAM bring a VPC with EmrEksNetwork.fromVpc'],
    ['a list token for secondaryCidrs', { secondaryCidrs: Lazy.list({ produce: () => [] }) },
      '`secondaryCidrs` must be a literal, got a token; subnets are planned at synthesis, for addresses from IPAM bring a VPC with EmrEksNetwork.fromVpc'],
    ['a token for privateCidrMask', { privateCidrMask: token },
      '`privateCidrMask` must be a literal, got a token; subnets are planned at synthesis, for addresses from IPAM bring a VPC with EmrEksNetwork.fromVpc'],
    ['bad addresses', { cidr: '10.1.0.0/8' }, '`cidr` must be a block from /16 to /28, got 10.1.0.0/8; AWS allows no other size in a VPC'],
  ])('fails on %s', (_, props, message) => {
    expect(() => synth(props)).toThrow(new Error(`[Test/Network] ${message}`));
  });
});
