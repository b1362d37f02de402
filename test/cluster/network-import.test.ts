import { App, Fn, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmrEksNetwork, type EmrEksNetworkFromVpcOptions } from '../../src/cluster/network';
import { stackIn, waitsFor, ZONES } from '../support/networks';
import { ACCOUNT, agnosticStack, REGION, testStack } from '../support/stacks';

const [A, B] = ZONES;
const OWNER = '444455556666';

interface Group { type: 'Public' | 'Private' | 'Isolated'; name: string; cidr: string; zones?: string[] }

/** A stack whose context holds the answer to `Vpc.fromLookup({ vpcId: 'vpc-1' })`. */
function lookedUp(groups: Group[], ownerAccountId?: string) {
  const owner = ownerAccountId ? `:filter.owner-id=${ownerAccountId}` : '';
  const key = `vpc-provider:account=${ACCOUNT}${owner}:filter.vpc-id=vpc-1:region=${REGION}:returnAsymmetricSubnets=true`;
  const subnetGroups = groups.map(({ type, name, cidr, zones = [A, B] }) => ({
    type,
    name,
    subnets: zones.map((availabilityZone, i) => ({ availabilityZone, subnetId: `subnet-${name}-${i + 1}`, cidr, routeTableId: `rtb-${name}` })),
  }));
  const context = { [key]: { vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16', ownerAccountId, availabilityZones: [], subnetGroups } };
  const stack = testStack('Test', new App({ context }));
  return { stack, vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1', ownerAccountId }) };
}

const PUBLIC: Group = { type: 'Public', name: 'public', cidr: '10.0.0.0/26' };
const PRIVATE: Group = { type: 'Private', name: 'private', cidr: '10.0.1.0/24' };
const PODS: Group = { type: 'Private', name: 'pods', cidr: '100.64.0.0/17' };
const ISOLATED: Group = { type: 'Isolated', name: 'isolated', cidr: '10.0.8.0/22' };

const ids = (subnets: ec2.ISubnet[]) => subnets.map((subnet) => subnet.subnetId);
const brought = (stack: Stack, options: EmrEksNetworkFromVpcOptions) => EmrEksNetwork.fromVpc(stack, 'Network', options);
const warn = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => `${entry.data}`);

describe('EmrEksNetwork.fromVpc()', () => {
  test('takes the private subnets of a looked-up VPC', () => {
    const { stack, vpc } = lookedUp([PUBLIC, PRIVATE, ISOLATED]);
    const network = brought(stack, { vpc });
    expect(network.vpc).toBe(vpc);
    expect(ids(network.publicSubnets)).toEqual(['subnet-public-1', 'subnet-public-2']);
    expect(ids(network.privateSubnets)).toEqual(['subnet-private-1', 'subnet-private-2']);
    expect(network.dataPlaneSubnets).toEqual(network.privateSubnets);
    expect(network.isolated).toBe(false);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('takes each tier by selection', () => {
    const { stack, vpc } = lookedUp([PUBLIC, PRIVATE, PODS]);
    const network = brought(stack, { vpc, dataPlaneSubnets: { subnetGroupName: 'pods' }, privateSubnets: { subnetGroupName: 'private' } });
    expect(ids(network.dataPlaneSubnets)).toEqual(['subnet-pods-1', 'subnet-pods-2']);
    expect(ids(network.privateSubnets)).toEqual(['subnet-private-1', 'subnet-private-2']);
  });

  test('takes several data-plane subnets per zone, but one private subnet', () => {
    const { stack, vpc } = lookedUp([PRIVATE, PODS]);
    const network = brought(stack, { vpc });
    expect(ids(network.dataPlaneSubnets)).toEqual(['subnet-private-1', 'subnet-private-2', 'subnet-pods-1', 'subnet-pods-2']);
    expect(ids(network.privateSubnets)).toEqual(['subnet-private-1', 'subnet-private-2']);
  });

  test('takes subnets by id', () => {
    const { stack, vpc } = lookedUp([PRIVATE, PODS]);
    const subnets = [A, B].map((availabilityZone, i) => ec2.Subnet.fromSubnetAttributes(stack, `Subnet${i}`, { subnetId: `subnet-${i}`, availabilityZone, routeTableId: 'rtb-1' }));
    expect(ids(brought(stack, { vpc, dataPlaneSubnets: { subnets } }).dataPlaneSubnets)).toEqual(['subnet-0', 'subnet-1']);
  });

  test('is isolated where all data-plane subnets are', () => {
    const { stack, vpc } = lookedUp([PUBLIC, ISOLATED]);
    expect(brought(stack, { vpc }).isolated).toBe(true);
  });

  test('is not isolated where some data-plane subnets have a way out', () => {
    const { stack, vpc } = lookedUp([PRIVATE, ISOLATED]);
    expect(brought(stack, { vpc, dataPlaneSubnets: { subnets: [...vpc.privateSubnets, ...vpc.isolatedSubnets] } }).isolated).toBe(false);
  });

  test.each([true, false])('takes isolated: %s from the user', (isolated) => {
    const { stack, vpc } = lookedUp([ISOLATED]);
    expect(brought(stack, { vpc, isolated }).isolated).toBe(isolated);
  });

  test('takes a VPC that another account shares', () => {
    const { stack, vpc } = lookedUp([PRIVATE], OWNER);
    const network = brought(stack, { vpc });
    expect(network.vpc.env.account).toBe(OWNER);
    expect(ids(network.dataPlaneSubnets)).toEqual(['subnet-private-1', 'subnet-private-2']);
  });

  test.each<[string, Partial<EmrEksNetworkFromVpcOptions>]>([
    ['defaults', {}],
    ['groups by name', { dataPlaneSubnets: { subnetGroupName: 'pods' }, privateSubnets: { subnetGroupName: 'private' } }],
    ['subnets by id', { dataPlaneSubnets: { subnetFilters: [ec2.SubnetFilter.byIds(['subnet-1', 'subnet-2'])] } }],
    ['zones', { dataPlaneSubnets: { availabilityZones: [A, B] } }],
    ['one zone', { dataPlaneSubnets: { availabilityZones: ['dummy1a'] } }],
    ['isolated subnets', { dataPlaneSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }],
  ])('concludes nothing from the placeholders before a look-up: %s', (_, options) => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' });
    const network = brought(stack, { vpc, ...options });
    expect(network.dataPlaneSubnets.map((subnet) => subnet.availabilityZone)).toEqual(['dummy1a', 'dummy1b']);
    expect(network.privateSubnets).toHaveLength(2);
    expect(network.isolated).toBe(false);
    expect(warn(stack)).toEqual([]);
  });

  test('takes a VPC without environment, by attributes', () => {
    const stack = agnosticStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: Fn.importValue('Vpc'),
      availabilityZones: [0, 1].map((i) => Fn.select(i, Fn.getAzs())),
      privateSubnetIds: [0, 1].map((i) => Fn.select(i, Fn.split(',', Fn.importValue('Subnets')))),
      privateSubnetRouteTableIds: ['rtb-1', 'rtb-1'],
    });
    expect(brought(stack, { vpc }).dataPlaneSubnets).toHaveLength(2);
    expect(warn(stack)).toEqual([expect.stringContaining('Test/Vpc/PrivateSubnet1, Test/Vpc/PrivateSubnet2 have the tag kubernetes.io/role/internal-elb=1,')]);
  });

  test('fails on list tokens', () => {
    const stack = agnosticStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: Fn.getAzs(), privateSubnetIds: ['subnet-1', 'subnet-2'] });
    const message = '[Test/Network] `vpc` must know the id and the zone of each subnet, got a list token; look the VPC up, or import it with one `Fn.select` per subnet and zone';
    expect(() => brought(stack, { vpc })).toThrow(new Error(message));
    const other = ec2.Vpc.fromVpcAttributes(stack, 'Other', { vpcId: 'vpc-1', availabilityZones: [A], privateSubnetIds: Fn.split(',', Fn.importValue('Subnets')) });
    expect(() => EmrEksNetwork.fromVpc(agnosticStack(), 'Network', { vpc: other })).toThrow(message.replace('[Test/Network] ', ''));
  });

  test.each<[string, Partial<EmrEksNetworkFromVpcOptions>, string]>([
    ['data-plane subnets in one zone', { dataPlaneSubnets: { availabilityZones: [A] } }, `\`dataPlaneSubnets\` must span at least 2 availability zones, got ${A}`],
    ['no data-plane subnets', { dataPlaneSubnets: { availabilityZones: ['x'] } }, '`dataPlaneSubnets` must span at least 2 availability zones, got none'],
    ['private subnets in one zone', { privateSubnets: { availabilityZones: [B] } }, `\`privateSubnets\` must span at least 2 availability zones, got ${B}`],
  ])('fails on %s', (_, options, message) => {
    const { stack, vpc } = lookedUp([PRIVATE]);
    expect(() => brought(stack, { vpc, ...options })).toThrow(new Error(`[Test/Network] ${message}; EKS refuses a cluster in one zone`));
  });

  test('warns once of the tags that foreign subnets must have', () => {
    const { stack, vpc } = lookedUp([PUBLIC, PRIVATE]);
    brought(stack, { vpc });
    expect(warn(stack)).toEqual([
      'load balancers find their subnets by tags that cannot be seen from here: make sure that subnet-private-1, subnet-private-2 have the tag kubernetes.io/role/internal-elb=1 '
      + 'and subnet-public-1, subnet-public-2 have the tag kubernetes.io/role/elb=1, set in the account of the cluster even where another account shares the VPC '
      + '[ack: @cdk-emr-eks-karpenter/cluster:subnet-tags]',
    ]);
  });

  test('warns of small and of public data-plane subnets', () => {
    const { stack, vpc } = lookedUp([PUBLIC]);
    brought(stack, { vpc });
    expect(warn(stack).slice(1)).toEqual([
      '`dataPlaneSubnets` are public (subnet-public-1, subnet-public-2): nodes without public addresses cannot reach AWS from there; choose subnets with a route to NAT '
      + '[ack: @cdk-emr-eks-karpenter/cluster:public-data-plane]',
      'data-plane subnets have few addresses for nodes and pods (subnet-public-1 59, subnet-public-2 59): use /24 or larger '
      + '[ack: @cdk-emr-eks-karpenter/cluster:small-data-plane]',
    ]);
  });

  describe('with a VPC of the app', () => {
    const own = (stack: Stack, props: ec2.VpcProps = {}) => new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, ...props });

    test('tags its subnets and warns of nothing', () => {
      const stack = stackIn(3);
      brought(stack, { vpc: own(stack) });
      const template = Template.fromStack(stack);
      ['elb', 'internal-elb'].forEach((role) => template.resourcePropertiesCountIs('AWS::EC2::Subnet',
        { Tags: Match.arrayWith([{ Key: `kubernetes.io/role/${role}`, Value: '1' }]) }, 2));
      template.allResourcesProperties('AWS::EC2::RouteTable', { Tags: Match.not(Match.arrayWith([Match.objectLike({ Key: Match.stringLikeRegexp('kubernetes') })])) });
      expect(warn(stack)).toEqual([]);
    });

    test('waits for its routes', () => {
      const stack = stackIn(3);
      const { routesReady } = brought(stack, { vpc: own(stack) });
      expect(waitsFor(stack, routesReady)).toMatchObject({ NatGateway: 1, Route: 3, SubnetRouteTableAssociation: 3, VPCGatewayAttachment: 1 });
    });

    test('is isolated with isolated subnets, and waits for endpoints that are added later', () => {
      const stack = stackIn(3);
      const vpc = own(stack, { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
      const network = brought(stack, { vpc });
      vpc.addInterfaceEndpoint('Ec2', { service: ec2.InterfaceVpcEndpointAwsService.EC2 });
      expect(network.isolated).toBe(true);
      expect(waitsFor(stack, network.routesReady)).toMatchObject({ SubnetRouteTableAssociation: 2, VPCEndpoint: 1 });
    });
  });
});
