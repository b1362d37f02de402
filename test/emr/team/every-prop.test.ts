import { RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { TeamLimits, TeamQuota } from '../../../src/contracts';
import { EmrTeamIdentity, type PodIdentityOptions } from '../../../src/emr/role/emr-team-identity';
import { JobExecutionRole } from '../../../src/emr/role/job-execution-role';
import type { JobExecutionRoleOptions } from '../../../src/emr/role/options';
import { EmrTeam } from '../../../src/emr/team/emr-team';
import { type EmrTeamOptions, PodSecurityLevel, type TeamLogs, type TeamNetworkPolicy } from '../../../src/emr/team/options';
import { deployedText, optionsIn, propsOf, type PropCases } from '../../support/props';
import { FakeCluster, testStack } from '../../support/stacks';

type Build = (stack: Stack, options: any) => void;

const team: Build = (stack, options) => new EmrTeam(stack, 'Team', { cluster: new FakeCluster(stack), namespace: 'emr-a', ...options });
const inTeam = (prop: keyof EmrTeamOptions): Build => (stack, options) => team(stack, { [prop]: options });
const role: Build = (stack, options) => new JobExecutionRole(stack, 'More', {
  team: new EmrTeam(stack, 'Team', { cluster: new FakeCluster(stack), namespace: 'emr-a' }), ...options,
});

const TARGET = 'arn:aws:iam::444455556666:role/sentinel';
const policy = (scope: Stack) => iam.ManagedPolicy.fromManagedPolicyArn(scope, 'Policy', 'arn:aws:iam::111122223333:policy/sentinel');

const TEAM: PropCases<EmrTeamOptions> = {
  namespace: { options: { namespace: 'sentinel' }, shows: '"Namespace":"sentinel"' },
  namespaceLabels: { options: { namespaceLabels: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
  namespaceAnnotations: { options: { namespaceAnnotations: { sentinel: 'x' } }, shows: '"annotations":{"sentinel":"x"}' },
  podSecurity: { options: { podSecurity: PodSecurityLevel.PRIVILEGED }, shows: '"pod-security.kubernetes.io/enforce":"privileged"' },
  quota: { options: { quota: { pods: 77 } }, shows: '"pods":"77"' },
  limits: { options: { limits: { maxVcpus: 7 } }, shows: '"max":{"cpu":"7"}' },
  networkPolicy: { options: { networkPolicy: {} }, shows: '"kind":"NetworkPolicy"' },
  jobExecutionRole: { options: { jobExecutionRole: { roleName: 'sentinel' } }, shows: '"RoleName":"sentinel"' },
  logs: { options: { logs: { retention: logs.RetentionDays.ONE_YEAR } }, shows: '"RetentionInDays":365' },
  virtualClusterName: { options: { virtualClusterName: 'sentinel' }, shows: '"Name":"sentinel"' },
  securityConfigurationId: { options: { securityConfigurationId: 'sentinel' }, shows: '"SecurityConfigurationId":"sentinel"' },
  sessionEnabled: { options: { sessionEnabled: true }, shows: '"SessionEnabled":true' },
  outputs: { options: { outputs: false }, shows: '\n{}\n' },
};

const QUOTA: PropCases<TeamQuota> = {
  vcpus: { options: { vcpus: 77 }, shows: '"requests.cpu":"77"' },
  memory: { options: { memory: Size.gibibytes(77) }, shows: '"requests.memory":"78848Mi"' },
  pods: { options: { pods: 77 }, shows: '"pods":"77"' },
  ephemeralStorage: { options: { ephemeralStorage: Size.gibibytes(77) }, shows: '"requests.ephemeral-storage":"78848Mi"' },
  persistentVolumeClaims: { options: { persistentVolumeClaims: 77 }, shows: '"persistentvolumeclaims":"77"' },
};

const LIMITS: PropCases<TeamLimits> = {
  defaultVcpus: { options: { defaultVcpus: 7 }, shows: '"defaultRequest":{"cpu":"7"' },
  defaultMemory: { options: { defaultMemory: Size.mebibytes(777) }, shows: '"memory":"777Mi"' },
  defaultEphemeralStorage: { options: { defaultEphemeralStorage: Size.mebibytes(777) }, shows: '"ephemeral-storage":"777Mi"' },
  maxVcpus: { options: { maxVcpus: 7 }, shows: '"max":{"cpu":"7"}' },
  maxMemory: { options: { maxMemory: Size.mebibytes(777) }, shows: '"max":{"memory":"777Mi"}' },
};

const NETWORK_POLICY: PropCases<TeamNetworkPolicy> = {
  ingressNamespaces: { options: { ingressNamespaces: ['sentinel'] }, shows: '"kubernetes.io/metadata.name":"sentinel"' },
  ingressCidrs: { options: { ingressCidrs: ['10.77.0.0/16'] }, shows: '"cidr":"10.77.0.0/16"' },
  egressCidrs: { options: { egressCidrs: ['10.77.0.0/16'] }, shows: '"cidr":"10.77.0.0/16"' },
};

const LOGS: PropCases<TeamLogs> = {
  logGroup: { options: (scope) => ({ logGroup: logs.LogGroup.fromLogGroupName(scope, 'Own', '/sentinel') }), shows: ':log-group:/sentinel' },
  retention: { options: { retention: logs.RetentionDays.ONE_YEAR }, shows: '"RetentionInDays":365' },
  encryptionKey: {
    options: (scope) => ({ encryptionKey: kms.Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/sentinel') }),
    shows: '"KmsKeyId":"arn:aws:kms:eu-west-1:111122223333:key/sentinel"',
  },
  removalPolicy: { options: { removalPolicy: RemovalPolicy.RETAIN }, shows: '"DeletionPolicy":"Retain"' },
  bucket: { options: (scope) => ({ bucket: s3.Bucket.fromBucketName(scope, 'Bucket', 'sentinel') }), shows: ':s3:::sentinel' },
  prefix: { options: (scope) => ({ bucket: s3.Bucket.fromBucketName(scope, 'Bucket', 'any'), prefix: 'sentinel' }), shows: ':s3:::any/sentinel/' },
};

const ROLE: PropCases<JobExecutionRoleOptions> = {
  existingRole: { options: (scope) => ({ existingRole: iam.Role.fromRoleName(scope, 'Own', 'sentinel') }), shows: ':role/sentinel' },
  roleName: { options: { roleName: 'sentinel' }, shows: '"RoleName":"sentinel"' },
  path: { options: { path: '/sentinel/' }, shows: '"Path":"/sentinel/"' },
  permissionsBoundary: { options: (scope) => ({ permissionsBoundary: policy(scope) }), shows: '"PermissionsBoundary":"arn:aws:iam::111122223333:policy/sentinel"' },
  managedPolicies: { options: (scope) => ({ managedPolicies: [policy(scope)] }), shows: '"ManagedPolicyArns":["arn:aws:iam::111122223333:policy/sentinel"]' },
  identity: { options: { identity: EmrTeamIdentity.podIdentity({ targetRoleArn: TARGET }) }, shows: `"TargetRoleArn":"${TARGET}"` },
};

const POD_IDENTITY: PropCases<PodIdentityOptions> = {
  targetRoleArn: { options: { targetRoleArn: TARGET }, shows: `"TargetRoleArn":"${TARGET}"` },
  disableSessionTags: { options: { disableSessionTags: true }, shows: '"DisableSessionTags":true' },
};

const STRUCTS: Array<[string, string, PropCases<any>, Build]> = [
  ['EmrTeamOptions', 'emr/team/options', TEAM, team],
  ['TeamQuota', 'contracts/team', QUOTA, inTeam('quota')],
  ['TeamLimits', 'contracts/team', LIMITS, inTeam('limits')],
  ['TeamNetworkPolicy', 'emr/team/options', NETWORK_POLICY, inTeam('networkPolicy')],
  ['TeamLogs', 'emr/team/options', LOGS, inTeam('logs')],
  ['JobExecutionRoleOptions', 'emr/role/options', ROLE, role],
  ['PodIdentityOptions', 'emr/role/emr-team-identity', POD_IDENTITY, (stack, options) => role(stack, { identity: EmrTeamIdentity.podIdentity(options) })],
];

function deployed(build: Build, options: object | ((scope: Stack) => object)): string {
  const stack = testStack();
  build(stack, optionsIn(stack, options));
  return deployedText(Template.fromStack(stack));
}

describe.each(STRUCTS)('%s', (struct, file, cases, build) => {
  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`${file}.ts`, struct));
  });

  test.each(Object.entries(cases))('%s is deployed', (_, { options, shows }) => {
    expect(deployed(build, {})).not.toContain(shows);
    expect(deployed(build, options)).toContain(shows);
  });
});
