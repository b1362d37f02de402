import { CfnResource, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Dependable } from 'constructs';
import { EmrEksNetwork, type EmrEksNetworkProps } from '../../src/cluster/network';
import { VpcEndpoints } from '../../src/cluster/vpc-endpoints';
import { stackIn, waitsFor } from '../support/networks';

const networkIn = (stack: Stack, props?: EmrEksNetworkProps) => new EmrEksNetwork(stack, 'Network', props);

const fn = (stack: Stack, vpc: ec2.IVpc, vpcSubnets?: ec2.SubnetSelection) => new lambda.Function(stack, 'Function', {
  vpc, vpcSubnets, runtime: lambda.Runtime.NODEJS_LATEST, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 0'),
});

describe('EmrEksNetwork.routesReady', () => {
  test('is everything that leads out of the data plane, behind one resource', () => {
    const stack = stackIn(2);
    const { routesReady } = networkIn(stack, { vpcEndpoints: VpcEndpoints.NONE });
    expect(Dependable.of(routesReady).dependencyRoots).toHaveLength(1);
    expect(waitsFor(stack, routesReady)).toEqual({
      EIP: 1, InternetGateway: 1, NatGateway: 1, Route: 2, RouteTable: 2, Subnet: 6, SubnetRouteTableAssociation: 6,
      VPC: 1, VPCCidrBlock: 1, VPCGatewayAttachment: 1,
    });
  });

  test('includes the routes of all NAT gateways', () => {
    const stack = stackIn(2);
    expect(waitsFor(stack, networkIn(stack, { natGateways: 2 }).routesReady)).toMatchObject({ NatGateway: 2, EIP: 2, Route: 3 });
  });

  test('includes endpoints, behind one resource', () => {
    const stack = stackIn(2);
    const { routesReady } = networkIn(stack, { vpcEndpoints: VpcEndpoints.STANDARD });
    expect(Dependable.of(routesReady).dependencyRoots).toHaveLength(1);
    expect(waitsFor(stack, routesReady)).toMatchObject({ NatGateway: 1, Route: 2, VPCEndpoint: 14, SecurityGroup: 1 });
  });

  test('includes associations and endpoints of an isolated network', () => {
    const stack = stackIn(2);
    expect(waitsFor(stack, networkIn(stack, { vpcEndpoints: VpcEndpoints.FULLY_PRIVATE }).routesReady))
      .toMatchObject({ SubnetRouteTableAssociation: 4, VPCEndpoint: 21 });
  });
});

describe('EmrEksNetwork.vpc', () => {
  test('selects the routable tiers by type, one subnet per zone', () => {
    const { vpc, publicSubnets, privateSubnets } = networkIn(stackIn(2));
    expect(vpc.selectSubnets({ subnetType: ec2.SubnetType.PUBLIC }).subnets).toEqual(publicSubnets);
    expect(vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnets).toEqual(privateSubnets);
    expect(vpc.selectSubnets().subnets).toEqual(privateSubnets);
    expect(vpc.selectSubnets({ availabilityZones: ['eu-west-1b'] }).subnets).toEqual([privateSubnets[1]]);
    expect([...publicSubnets, ...privateSubnets].map((subnet) => subnet.ipv4CidrBlock)).toEqual(['10.1.0.0/26', '10.1.0.64/26', '10.1.1.0/24', '10.1.2.0/24']);
    expect(vpc.vpcCidrBlock).toBe('10.1.0.0/16');
  });

  test('has isolated subnets only where there is no internet', () => {
    const { vpc, publicSubnets, privateSubnets } = networkIn(stackIn(2), { vpcEndpoints: VpcEndpoints.FULLY_PRIVATE });
    expect(vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }).subnets).toEqual(privateSubnets);
    expect(publicSubnets).toEqual([]);
    expect(vpc.privateSubnets).toEqual([]);
  });

  test.each<[string, EmrEksNetworkProps, Record<string, number>]>([
    ['with NAT', {}, { NatGateway: 1, Route: 2 }],
    ['without internet', { vpcEndpoints: VpcEndpoints.FULLY_PRIVATE }, { SubnetRouteTableAssociation: 4 }],
  ])('lets CDK wait for routes: %s', (_, props, expected) => {
    const stack = stackIn(2);
    const { vpc } = networkIn(stack, props);
    expect(waitsFor(stack, vpc.internetConnectivityEstablished)).toMatchObject(expected);
  });

  test('connects public subnets by the internet gateway alone', () => {
    const stack = stackIn(2);
    const { publicSubnets } = networkIn(stack);
    expect(waitsFor(stack, publicSubnets[0].internetConnectivityEstablished)).toEqual({
      InternetGateway: 1, Route: 1, RouteTable: 1, Subnet: 2, SubnetRouteTableAssociation: 2, VPC: 1, VPCGatewayAttachment: 1,
    });
  });

  test('runs a function in the routable private subnets, after their routes', () => {
    const stack = stackIn(2);
    fn(stack, networkIn(stack).vpc);
    Template.fromStack(stack).hasResource('AWS::Lambda::Function', {
      Properties: { VpcConfig: { SubnetIds: [{ Ref: 'NetworkPrivateSubnet1CA014CFC' }, { Ref: 'NetworkPrivateSubnet290EE46AC' }] } },
      DependsOn: Match.arrayWith(['NetworkNat1DefaultRouteDD5E1AF9']),
    });
  });

  test('runs a function in the data plane, after its routes', () => {
    const stack = stackIn(2);
    const { vpc, dataPlaneSubnets } = networkIn(stack);
    fn(stack, vpc, { subnets: dataPlaneSubnets });
    Template.fromStack(stack).hasResource('AWS::Lambda::Function', {
      Properties: { VpcConfig: { SubnetIds: [{ Ref: 'NetworkDataPlaneSubnet16083BA7B' }, { Ref: 'NetworkDataPlaneSubnet204A313DD' }] } },
      DependsOn: Match.arrayWith(['NetworkNat1DefaultRouteDD5E1AF9']),
    });
  });

  test('takes load balancers, endpoints and flow logs of the user', () => {
    const stack = stackIn(2);
    const { vpc } = networkIn(stack);
    new elbv2.ApplicationLoadBalancer(stack, 'Internal', { vpc });
    new elbv2.ApplicationLoadBalancer(stack, 'Open', { vpc, internetFacing: true });
    vpc.addInterfaceEndpoint('Athena', { service: ec2.InterfaceVpcEndpointAwsService.ATHENA });
    vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    vpc.addFlowLog('FlowLog');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal', Subnets: [{ Ref: 'NetworkPrivateSubnet1CA014CFC' }, { Ref: 'NetworkPrivateSubnet290EE46AC' }],
    });
    template.hasResource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Properties: { Scheme: 'internet-facing' }, DependsOn: Match.arrayWith(['NetworkInternetDefaultRouteDFCC43D0']),
    });
    // Both tables once, although six subnets use them.
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway', RouteTableIds: [{ Ref: 'NetworkNat1RouteTableF2212475' }, { Ref: 'NetworkInternetRouteTableC1C236D2' }],
    });
    template.resourceCountIs('AWS::EC2::FlowLog', 1);
  });

  test('serves another stack', () => {
    const stack = stackIn(2);
    const { vpc, dataPlaneSubnets } = networkIn(stack);
    const other = new Stack(stack.node.root as any, 'Other', { env: { account: stack.account, region: stack.region } });
    new ec2.SecurityGroup(other, 'Group', { vpc });
    new CfnResource(other, 'User', { type: 'Test::User', properties: { Subnets: dataPlaneSubnets.map((subnet) => subnet.subnetId) } });
    Template.fromStack(other).hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: { 'Fn::ImportValue': Match.stringLikeRegexp('Test:ExportsOutputRefNetwork') } });
  });
});
