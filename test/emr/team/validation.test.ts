import { Lazy, Size, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { EmrTeamOptions } from '../../../src/emr';
import { EmrTeam } from '../../../src/emr';
import { FakeCluster, testStack } from '../../support/stacks';

const stack = () => testStack();

function team(options: Partial<EmrTeamOptions>, scope = stack()): EmrTeam {
  return new EmrTeam(scope, 'TeamA', { cluster: new FakeCluster(scope), namespace: 'emr-data-team-a', ...options });
}

const label = (prop: string, got: string) => `\`${prop}\` must be a DNS label of at most 63 lower-case letters, digits or "-", got "${got}"; choose such a name`;
const token = (prop: string) => `\`${prop}\` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis`;
const reserved = '`namespace` must not be "default" or begin with "kube-"';
const vcpus = (prop: string, got: unknown) => `\`${prop}\` must be a number of at least 0.001 vCPUs, got ${got}; choose a number in that range`;
const size = (prop: string, got: unknown) => `\`${prop}\` must be whole MiB, at least 1, got ${got} MiB; choose a size in that range`;
const count = (prop: string, least: number, got: unknown) => `\`${prop}\` must be a whole number of at least ${least}, got ${got}; choose a number in that range`;
const cidr = (prop: string, got: string) => `\`networkPolicy.${prop}[0]\` must be an IPv4 or IPv6 address range, got "${got}"; write for example "10.0.0.0/16"`;
const prefix = (got: string) => `\`logs.prefix\` must be folder names joined by single slashes, without blanks and wildcards, got "${got}"; write for example "logs/team-a"`;

const bucket = () => s3.Bucket.fromBucketName(stack(), 'Bucket', 'logs');

const BAD: Array<[string, () => Partial<EmrTeamOptions>, string]> = [
  ['empty namespace', () => ({ namespace: '' }), label('namespace', '')],
  ['namespace in capitals', () => ({ namespace: 'TeamA' }), label('namespace', 'TeamA')],
  ['namespace ending in a dash', () => ({ namespace: 'team-' }), label('namespace', 'team-')],
  ['namespace of 64 letters', () => ({ namespace: 'a'.repeat(64) }), label('namespace', 'a'.repeat(64))],
  ['namespace default', () => ({ namespace: 'default' }), `${reserved}, got "default"; give the team a namespace of its own`],
  ['namespace kube-system', () => ({ namespace: 'kube-system' }), `${reserved}, got "kube-system"; give the team a namespace of its own`],
  ['namespace that is a token', () => ({ namespace: Lazy.string({ produce: () => 'a' }) }), token('namespace')],
  ['virtualClusterName with a blank', () => ({ virtualClusterName: 'team a' }), '`virtualClusterName` must be 1 to 64 letters, digits and .-_/#, got "team a"; shorten it or leave it out'],
  ['virtualClusterName of 65 letters', () => ({ virtualClusterName: 'a'.repeat(65) }), '`virtualClusterName` must be 1 to 64 letters, digits and .-_/#, got 65 characters; shorten it or leave it out'],
  ['empty virtualClusterName', () => ({ virtualClusterName: '' }), '`virtualClusterName` must be 1 to 64 letters, digits and .-_/#, got ""; shorten it or leave it out'],
  ['reserved namespace label', () => ({ namespaceLabels: { 'pod-security.kubernetes.io/enforce': 'privileged' } }), '`namespaceLabels` must not set "pod-security.kubernetes.io/enforce", got "privileged"; the team sets it, Pod Security by `podSecurity`'],
  ['a namespace label with a blank', () => ({ namespaceLabels: { owner: 'data team' } }), '`namespaceLabels["owner"]` must be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit, got "data team"; use an annotation for longer text'],
  ['a namespace annotation without a key', () => ({ namespaceAnnotations: { '': 'x' } }), '`namespaceAnnotations` must have keys made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and ".", got ""; rename it'],
  ['an id that is none of a security configuration', () => ({ securityConfigurationId: 'A b' }), '`securityConfigurationId` must be the id of an EMR security configuration, got "A b"; take it from the security configuration'],
  ['a retention that CloudWatch does not know', () => ({ logs: { retention: 2 as any } }), '`logs.retention` must be days that CloudWatch Logs knows, got 2; use a member of `logs.RetentionDays`'],
  ['quota.vcpus 0', () => ({ quota: { vcpus: 0 } }), vcpus('quota.vcpus', 0)],
  ['quota.vcpus below 0', () => ({ quota: { vcpus: -1 } }), vcpus('quota.vcpus', -1)],
  ['quota.vcpus in ten-thousandths', () => ({ quota: { vcpus: 1.0005 } }), '`quota.vcpus` must be vCPUs in steps of 0.001, got 1.0005; half a vCPU is 0.5'],
  ['quota.vcpus without end', () => ({ quota: { vcpus: Infinity } }), vcpus('quota.vcpus', 'Infinity')],
  ['quota.vcpus not a number', () => ({ quota: { vcpus: NaN } }), vcpus('quota.vcpus', 'NaN')],
  ['quota.vcpus a token', () => ({ quota: { vcpus: Token.asNumber({ Ref: 'P' }) } }), token('quota.vcpus')],
  ['quota.memory 0', () => ({ quota: { memory: Size.mebibytes(0) } }), size('quota.memory', 0)],
  ['quota.memory in KiB', () => ({ quota: { memory: Size.kibibytes(1500) } }), size('quota.memory', 1.46484375)],
  ['quota.memory a token', () => ({ quota: { memory: Size.gibibytes(Token.asNumber({ Ref: 'P' })) } }), token('quota.memory')],
  ['quota.ephemeralStorage 0', () => ({ quota: { ephemeralStorage: Size.mebibytes(0) } }), size('quota.ephemeralStorage', 0)],
  ['quota.pods 0', () => ({ quota: { pods: 0 } }), count('quota.pods', 1, 0)],
  ['half a pod', () => ({ quota: { pods: 1.5 } }), count('quota.pods', 1, 1.5)],
  ['quota.pods a token', () => ({ quota: { pods: Token.asNumber({ Ref: 'P' }) } }), token('quota.pods')],
  ['quota.persistentVolumeClaims below 0', () => ({ quota: { persistentVolumeClaims: -1 } }), count('quota.persistentVolumeClaims', 0, -1)],
  ['limits.defaultVcpus 0', () => ({ limits: { defaultVcpus: 0 } }), vcpus('limits.defaultVcpus', 0)],
  ['limits.maxVcpus 0', () => ({ limits: { maxVcpus: 0 } }), vcpus('limits.maxVcpus', 0)],
  ['limits.defaultMemory 0', () => ({ limits: { defaultMemory: Size.mebibytes(0) } }), size('limits.defaultMemory', 0)],
  ['limits.maxMemory 0', () => ({ limits: { maxMemory: Size.mebibytes(0) } }), size('limits.maxMemory', 0)],
  ['limits.defaultEphemeralStorage 0', () => ({ limits: { defaultEphemeralStorage: Size.mebibytes(0) } }), size('limits.defaultEphemeralStorage', 0)],
  ['default vCPUs above the maximum', () => ({ limits: { defaultVcpus: 2, maxVcpus: 1 } }), '`limits.defaultVcpus` must be at most `limits.maxVcpus`, got 2 and 1; lower the first or raise the second'],
  ['default memory above the maximum', () => ({ limits: { defaultMemory: Size.gibibytes(2), maxMemory: Size.gibibytes(1) } }), '`limits.defaultMemory` must be at most `limits.maxMemory`, got 2048 MiB and 1024 MiB; lower the first or raise the second'],
  ['default vCPUs above the quota', () => ({ limits: { defaultVcpus: 2 }, quota: { vcpus: 1 } }), '`limits.defaultVcpus` must be at most `quota.vcpus`, got 2 and 1; lower the first or raise the second'],
  ['default memory above the quota', () => ({ limits: { defaultMemory: Size.gibibytes(2) }, quota: { memory: Size.gibibytes(1) } }), '`limits.defaultMemory` must be at most `quota.memory`, got 2048 MiB and 1024 MiB; lower the first or raise the second'],
  ['quota below the usual default storage', () => ({ quota: { ephemeralStorage: Size.mebibytes(512) } }), '`limits.defaultEphemeralStorage` must be at most `quota.ephemeralStorage`, got 1024 MiB and 512 MiB; lower the first or raise the second'],
  ['a wrong ingress namespace', () => ({ networkPolicy: { ingressNamespaces: ['Prometheus'] } }), label('networkPolicy.ingressNamespaces[0]', 'Prometheus')],
  ['an ingress address without range', () => ({ networkPolicy: { ingressCidrs: ['10.0.0.1'] } }), cidr('ingressCidrs', '10.0.0.1')],
  ['an egress range above 32', () => ({ networkPolicy: { egressCidrs: ['10.0.0.0/33'] } }), cidr('egressCidrs', '10.0.0.0/33')],
  ['retention of a foreign log group', () => ({ logs: { logGroup: logs.LogGroup.fromLogGroupName(stack(), 'L', '/l'), retention: 1 } }), '`logs.retention` must be left out with `logs.logGroup`, got both; set it where the log group is made'],
  ['key of a foreign log group', () => ({ logs: { logGroup: logs.LogGroup.fromLogGroupName(stack(), 'L', '/l'), encryptionKey: new kms.Key(stack(), 'K') } }), '`logs.encryptionKey` must be left out with `logs.logGroup`, got both; set it where the log group is made'],
  ['a log prefix without bucket', () => ({ logs: { prefix: 'logs' } }), '`logs.prefix` must come with `logs.bucket`, got "logs" alone; give the bucket too'],
  ['a log prefix ending in a slash', () => ({ logs: { bucket: bucket(), prefix: 'logs/' } }), prefix('logs/')],
  ['a log prefix with a wildcard', () => ({ logs: { bucket: bucket(), prefix: 'logs/*' } }), prefix('logs/*')],
  ['a log prefix that is a token', () => ({ logs: { bucket: bucket(), prefix: Lazy.string({ produce: () => 'a' }) } }), token('logs.prefix')],
];

const EDGES: Array<[string, () => Partial<EmrTeamOptions>]> = [
  ['namespace of one letter', () => ({ namespace: 'a' })],
  ['namespace of 63 letters', () => ({ namespace: 'a'.repeat(63) })],
  ['virtualClusterName of one character', () => ({ virtualClusterName: '#' })],
  ['virtualClusterName of 64 characters', () => ({ virtualClusterName: './_-'.repeat(16) })],
  ['virtualClusterName that is a token', () => ({ virtualClusterName: Lazy.string({ produce: () => 'a' }) })],
  ['the smallest quota', () => ({ quota: { vcpus: 0.001, memory: Size.mebibytes(1), pods: 1, persistentVolumeClaims: 0 }, limits: { defaultVcpus: 0.001, defaultMemory: Size.mebibytes(1) } })],
  ['a default equal to the maximum', () => ({ limits: { defaultVcpus: 1, maxVcpus: 1, defaultMemory: Size.gibibytes(1), maxMemory: Size.gibibytes(1) } })],
  ['CIDRs of IPv4 and IPv6', () => ({ networkPolicy: { ingressCidrs: ['0.0.0.0/0', '10.0.0.1/32'], egressCidrs: ['::/0', 'fd00:ec2::/32', '2001:db8::1/128'] } })],
  ['a CIDR that is a token', () => ({ networkPolicy: { ingressCidrs: [Lazy.string({ produce: () => '10.0.0.0/8' })] } })],
  ['no CIDR at all', () => ({ networkPolicy: { egressCidrs: [] } })],
  ['a log prefix of several folders', () => ({ logs: { bucket: bucket(), prefix: 'a/b/c' } })],
];

describe('EmrTeam', () => {
  test.each(BAD)('fails on %s', (_, options, message) => {
    expect(() => team(options())).toThrow(new Error(`[Test/TeamA] ${message}`));
  });

  test.each(EDGES)('accepts %s', (_, options) => {
    const scope = stack();
    team(options(), scope);
    expect(() => Template.fromStack(scope)).not.toThrow();
  });
});
