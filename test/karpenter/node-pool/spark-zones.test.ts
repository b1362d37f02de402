import { type Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isSchedule } from '../../../src/karpenter/node-pool/cron';
import { SparkZones } from '../../../src/karpenter/node-pool/spark-zones';
import { agnosticStack } from '../../support/stacks';
import { nodePool, nodePoolObject, refusal, requirementOf } from '../support';

const ZONE = 'topology.kubernetes.io/zone';

function subnetsIn(stack: Stack, ...zones: string[]): ec2.ISubnet[] {
  return zones.map((availabilityZone, i) => ec2.Subnet.fromSubnetAttributes(stack, `Subnet${i}`, {
    subnetId: `subnet-${i}`, availabilityZone, routeTableId: 'rtb-1',
  }));
}

describe('SparkZones', () => {
  test('asks for no zone by default', () => {
    expect(requirementOf(nodePoolObject(), ZONE)).toBeUndefined();
  });

  test('takes the zones of subnets, each once', () => {
    expect(requirementOf(nodePoolObject({ zones: SparkZones.ofSubnets(1, 1) }), ZONE)).toMatchObject({
      operator: 'In', values: ['eu-west-1b'],
    });
  });

  test('takes zones by name, each once', () => {
    expect(requirementOf(nodePoolObject({ zones: SparkZones.named('eu-west-1a', 'eu-west-1a') }), ZONE)?.values).toEqual(['eu-west-1a']);
  });

  test('accepts tokens', () => {
    const zone = Token.asString({ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] });
    const stack = agnosticStack();
    expect(SparkZones.ofSubnets(0)._resolve(stack, subnetsIn(stack, zone))).toEqual([zone]);
    expect(requirementOf(nodePoolObject({ zones: SparkZones.named(zone) }), ZONE)?.values).toHaveLength(1);
  });

  test.each([
    ['the region is a token', agnosticStack(), ['eu-west-1a']],
    ['zones are tokens', nodePool().stack, [Token.asString({ Ref: 'Zone' }), 'eu-west-1a']],
    ['zones are the dummies of a first pass', nodePool().stack, ['dummy1a', 'dummy1b']],
  ])('takes names unchecked where %s', (_, stack, zones) => {
    expect(SparkZones.named('eu-west-1c')._resolve(stack, subnetsIn(stack, ...zones))).toEqual(['eu-west-1c']);
  });

  test('accepts local zones', () => {
    const stack = agnosticStack();
    expect(SparkZones.named('us-west-2-lax-1a', 'us-gov-west-1a', 'cn-north-1b')._resolve(stack, [])).toHaveLength(3);
  });

  test.each([
    [
      'an index beyond the subnets',
      SparkZones.ofSubnets(0, 2),
      '`zones` must name data-plane subnets from 0 to 1, got 2; choose an index of `cluster.network.dataPlaneSubnets`',
    ],
    [
      'a negative index',
      SparkZones.ofSubnets(-1),
      '`zones` must name data-plane subnets from 0 to 1, got -1; choose an index of `cluster.network.dataPlaneSubnets`',
    ],
    [
      'a zone without a subnet',
      SparkZones.named('eu-west-1c'),
      '`zones` must be among those of the data-plane subnets, eu-west-1a, eu-west-1b, got "eu-west-1c"; choose one of them, or add a subnet',
    ],
  ])('fails on %s', (_, zones, message) => {
    expect(() => nodePool({ zones })).toThrow(refusal('Test/Pool', message));
  });

  test.each([
    ['no index', () => SparkZones.ofSubnets(), '`indexes` must name at least one zone, got none; use `SparkZones.all()` for every zone'],
    ['no name', () => SparkZones.named(), '`names` must name at least one zone, got none; use `SparkZones.all()` for every zone'],
    [
      'a region',
      () => SparkZones.named('eu-west-1'),
      '`names` must be names of availability zones, got "eu-west-1"; write them like "eu-west-1a"',
    ],
    [
      'the id of a zone',
      () => SparkZones.named('euw1-az1'),
      '`names` must be names of availability zones, got "euw1-az1"; write them like "eu-west-1a"',
    ],
  ])('fails on %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

// https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
describe('isSchedule()', () => {
  test.each([
    '@daily', '@annually', '* * * * *', '0 9 * * mon-fri', '*/15 0-23/2 1,15 JAN-dec ?', '59 23 31 12 6', '5/10 0 1 1 sun', '0  9 * * *',
  ])('reads "%s"', (text) => {
    expect(isSchedule(text)).toBe(true);
  });

  test.each([
    '',
    '@every 1h',
    '@reboot',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 7',
    '5-1 * * * *',
    '1-2-3 * * * *',
    '*/0 * * * *',
    '* * * *',
    '* * * * * *',
    'a * * * *',
    ', * * * *',
    'TZ=UTC * * * *',
  ])('refuses "%s"', (text) => {
    expect(isSchedule(text)).toBe(false);
  });
});
