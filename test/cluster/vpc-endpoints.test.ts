import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EmrEksNetwork, type EmrEksNetworkProps } from '../../src/cluster/network';
import { VpcEndpoints } from '../../src/cluster/vpc-endpoints';
import { stackIn, waitsFor } from '../support/networks';
import { ACCOUNT, agnosticStack } from '../support/stacks';

// https://github.com/awslabs/data-on-eks/blob/7b59538a/analytics/terraform/emr-eks-karpenter/vpc.tf
const PATTERN = [
  'autoscaling', 'ec2', 'ec2messages', 'ecr.api', 'ecr.dkr', 'eks', 'eks-auth', 'elasticloadbalancing', 'kms', 'logs', 'ssm', 'ssmmessages', 'sts',
];
const PRIVATE = [...PATTERN, 'aps-workspaces', 'emr-containers', 'fsx', 'glue', 'lambda', 'secretsmanager', 'sqs'].sort();

const service = ec2.InterfaceVpcEndpointAwsService;

function synth(vpcEndpoints?: VpcEndpoints, props: EmrEksNetworkProps = {}, stack = stackIn(3)) {
  const network = new EmrEksNetwork(stack, 'Network', { ...props, vpcEndpoints });
  const template = Template.fromStack(stack);
  const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map((resource) => resource.Properties);
  return {
    network,
    template,
    gateways: endpoints.filter((endpoint) => endpoint.VpcEndpointType === 'Gateway'),
    interfaces: endpoints.filter((endpoint) => endpoint.VpcEndpointType === 'Interface'),
  };
}

const namesOf = (endpoints: any[], prefix = 'com.amazonaws.eu-west-1.') => endpoints.map(({ ServiceName }) => ServiceName.replace(prefix, '')).sort();

describe('VpcEndpoints', () => {
  test('S3_GATEWAY is the default', () => {
    expect(synth(VpcEndpoints.S3_GATEWAY).template.toJSON()).toEqual(synth().template.toJSON());
  });

  test('S3_GATEWAY is one resource, which routesReady includes', () => {
    const stack = stackIn(2);
    const { routesReady } = new EmrEksNetwork(stack, 'Network', { vpcEndpoints: VpcEndpoints.S3_GATEWAY });
    expect(waitsFor(stack, routesReady)).toMatchObject({ NatGateway: 1, VPCEndpoint: 1 });
    expect(Object.keys(synth(VpcEndpoints.S3_GATEWAY).template.toJSON().Resources)).toHaveLength(23);
  });

  test('STANDARD is the endpoints of the pattern', () => {
    const { network, interfaces, gateways, template } = synth(VpcEndpoints.STANDARD);
    expect(namesOf(interfaces)).toEqual(PATTERN);
    expect(gateways).toHaveLength(1);
    expect(network.isolated).toBe(false);
    // 13 interface endpoints, the gateway, a security group and the barrier.
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(22 + 16);
  });

  test('STANDARD reaches S3 from every route table', () => {
    const { gateways, template } = synth(VpcEndpoints.STANDARD, { natGateways: 2 });
    expect(gateways[0].RouteTableIds.map(({ Ref }: any) => Ref).sort()).toEqual(Object.keys(template.findResources('AWS::EC2::RouteTable')).sort());
  });

  test('FULLY_PRIVATE has no way to the internet', () => {
    const { network, interfaces, template } = synth(VpcEndpoints.FULLY_PRIVATE);
    expect(namesOf(interfaces)).toEqual(PRIVATE);
    expect(network.isolated).toBe(true);
    expect(network.publicSubnets).toEqual([]);
    ['NatGateway', 'EIP', 'InternetGateway', 'VPCGatewayAttachment', 'Route'].forEach((type) => template.resourceCountIs(`AWS::EC2::${type}`, 0));
    template.resourceCountIs('AWS::EC2::Subnet', 4);
    template.resourceCountIs('AWS::EC2::RouteTable', 1);
  });

  test('FULLY_PRIVATE keeps the addresses that the network has with NAT', () => {
    const cidrs = (template: Template) => Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties.CidrBlock);
    expect(cidrs(synth(VpcEndpoints.FULLY_PRIVATE).template)).toEqual(cidrs(synth().template).slice(2));
  });

  test.each([2, 3])('have one network interface in each of %d zones, outside the data plane', (maxZones) => {
    const { network, interfaces } = synth(VpcEndpoints.FULLY_PRIVATE, { maxZones });
    const expected = Stack.of(network).resolve(network.privateSubnets.map((subnet) => subnet.subnetId));
    expect(expected).toHaveLength(maxZones);
    interfaces.forEach((endpoint) => expect(endpoint).toMatchObject({ SubnetIds: expected, PrivateDnsEnabled: true }));
  });

  test('admit HTTPS from the whole VPC and nothing else', () => {
    const { template, interfaces } = synth(VpcEndpoints.STANDARD, { name: 'spark', secondaryCidrs: ['100.64.0.0/16', '100.65.0.0/16'] });
    const [[id, group]] = Object.entries(template.findResources('AWS::EC2::SecurityGroup'));
    expect(group.Properties.SecurityGroupIngress).toEqual(['10.1.0.0/16', '100.64.0.0/16', '100.65.0.0/16'].map((CidrIp) => ({
      CidrIp, Description: 'HTTPS from the VPC', FromPort: 443, IpProtocol: 'tcp', ToPort: 443,
    })));
    expect(group.Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32' }]);
    expect(group.Properties.Tags).toEqual([{ Key: 'Name', Value: 'spark-vpc-endpoints' }]);
    interfaces.forEach((endpoint) => expect(endpoint.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [id, 'GroupId'] }]));
  });

  test('have the names of China there', () => {
    const { interfaces } = synth(VpcEndpoints.STANDARD, {}, new Stack(undefined, 'Test', { env: { account: ACCOUNT, region: 'cn-north-1' } }));
    // https://docs.amazonaws.cn/en_us/eks/latest/userguide/private-clusters.html
    const names = interfaces.map(({ ServiceName }) => ServiceName);
    expect(names).toEqual(expect.arrayContaining(['cn.com.amazonaws.cn-north-1.ec2', 'cn.com.amazonaws.cn-north-1.sts', 'com.amazonaws.cn-north-1.logs']));
  });

  test('follow the region of a stack without environment', () => {
    const { interfaces } = synth(VpcEndpoints.STANDARD, {}, agnosticStack());
    expect(interfaces[0].ServiceName).toEqual({ 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.autoscaling']] });
  });

  test('include further services once', () => {
    const endpoints = VpcEndpoints.STANDARD.including(service.CLOUDWATCH_MONITORING, service.CLOUDWATCH_MONITORING, service.STS);
    expect(namesOf(synth(endpoints).interfaces)).toEqual([...PATTERN, 'monitoring'].sort());
    expect(namesOf(synth(VpcEndpoints.STANDARD).interfaces)).toEqual(PATTERN);
  });

  test('include services where there were none', () => {
    const { interfaces, gateways } = synth(VpcEndpoints.NONE.including(service.ATHENA));
    expect(namesOf(interfaces)).toEqual(['athena']);
    expect(gateways).toEqual([]);
  });

  test('exclude services and stay isolated', () => {
    const { network, interfaces } = synth(VpcEndpoints.FULLY_PRIVATE.excluding(service.PROMETHEUS_WORKSPACES, service.FSX));
    expect(namesOf(interfaces)).toEqual(PRIVATE.filter((name) => !['aps-workspaces', 'fsx'].includes(name)));
    expect(network.isolated).toBe(true);
  });

  test('fail on excluding a service that is not there', () => {
    expect(() => VpcEndpoints.STANDARD.excluding(service.EC2, service.SQS)).toThrow(new Error(
      '`services` must be among the interface endpoints to exclude from, got "sqs"; there are autoscaling, ecr.api, ecr.dkr, ec2, ec2messages, eks, eks-auth, '
      + 'elasticloadbalancing, kms, logs, ssm, ssmmessages, sts'));
    expect(() => VpcEndpoints.NONE.excluding(service.SQS))
      .toThrow(new Error('`services` must be among the interface endpoints to exclude from, got "sqs"; there are none'));
  });
});
