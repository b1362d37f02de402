import { checkLoadBalancerSubnets } from '../../../inspect/checks/load-balancer-subnets';
import { chart, platformOf } from '../platforms';

const TAG = 'kubernetes.io/role/internal-elb';
const ref = (id: string) => ({ Ref: id });
const release = (vpcId: string) => chart('aws-load-balancer-controller', '3.5.0', { clusterName: 'spark', vpcId });

function subnet(zone: string, tags: object = { [TAG]: '1' }) {
  return {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: ref('Vpc'), AvailabilityZone: zone, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}

/** A subnet of its own route table, which leads somewhere. */
function routed(id: string, route: object): Record<string, object> {
  return {
    [`${id}Table`]: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
    [`${id}Route`]: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref(`${id}Table`), DestinationCidrBlock: '0.0.0.0/0', ...route } },
    [`${id}Association`]: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref(id), RouteTableId: ref(`${id}Table`) },
    },
  };
}

function check(subnets: Record<string, object>, more: Record<string, object> = {}) {
  const Resources = { Vpc: { Type: 'AWS::EC2::VPC', Properties: {} }, Controller: release('${Vpc}'), ...subnets, ...more };
  return checkLoadBalancerSubnets(platformOf({ One: { Resources } }));
}

function few(zones: string) {
  return {
    where: 'One/Controller', object: 'Custom::AWSCDK-EKS-HelmChart', path: 'Tags',
    rule: `must find private subnets tagged ${TAG}=1 in 2 zones for internal load balancers, got ${zones}`,
  };
}

describe('checkLoadBalancerSubnets()', () => {
  test.each<[string, Record<string, object>]>([
    ['two zones', { A: subnet('eu-west-1a'), B: subnet('eu-west-1b') }],
    [
      'two zones among more subnets',
      { A: subnet('eu-west-1a'), B: subnet('eu-west-1b'), C: subnet('eu-west-1a', {}), D: subnet('eu-west-1c') },
    ],
    ['the tag without a value', { A: subnet('eu-west-1a', { [TAG]: '' }), B: subnet('eu-west-1b') }],
  ])('accepts %s', (_, subnets) => {
    expect(check(subnets)).toEqual({ name: 'load-balancer-subnets', checked: Object.keys(subnets).length, findings: [] });
  });

  test.each<[string, Record<string, object>, string]>([
    ['no tag at all', { A: subnet('eu-west-1a', {}), B: subnet('eu-west-1b', {}) }, 'none'],
    ['the tag on one of two', { A: subnet('eu-west-1a'), B: subnet('eu-west-1b', { Name: 'b' }) }, 'eu-west-1a'],
    ['the tag with another value', { A: subnet('eu-west-1a'), B: subnet('eu-west-1b', { [TAG]: '0' }) }, 'eu-west-1a'],
    ['one zone twice', { A: subnet('eu-west-1a'), B: subnet('eu-west-1a') }, 'eu-west-1a'],
    [
      'the tag of public load balancers',
      { A: subnet('eu-west-1a'), B: subnet('eu-west-1b', { 'kubernetes.io/role/elb': '1' }) },
      'eu-west-1a',
    ],
  ])('fails for %s', (_, subnets, zones) => {
    expect(check(subnets).findings).toEqual([few(zones)]);
  });

  test('fails for a tagged subnet that the internet reaches, which does not count', () => {
    const subnets = { A: subnet('eu-west-1a'), B: subnet('eu-west-1b') };
    expect(check(subnets, routed('B', { GatewayId: 'igw-1' })).findings).toEqual([
      { where: 'One/B', object: 'AWS::EC2::Subnet', path: 'Tags', rule: `must not be ${TAG} with a route to an internet gateway` },
      few('eu-west-1a'),
    ]);
  });

  test('accepts subnets behind a NAT gateway', () => {
    expect(check({ A: subnet('eu-west-1a'), B: subnet('eu-west-1b') }, routed('B', { NatGatewayId: 'nat-1' })).findings).toEqual([]);
  });

  test.each<[string, Record<string, object>]>([
    ['a VPC of elsewhere', { Controller: release('vpc-1') }],
    ['a cluster without the controller', { Controller: chart('karpenter', '1.14.1', {}) }],
  ])('does not judge %s', (_, more) => {
    expect(check({ A: subnet('eu-west-1a', {}) }, more)).toEqual({ name: 'load-balancer-subnets', checked: 0, findings: [] });
  });
});
