import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { JobExecutionRoleOptions } from '../../../src/emr';
import { ClusterOidcProvider, EmrTeam, EmrTeamIdentity, JobExecutionRole } from '../../../src/emr';
import { renderText } from '../../support/manifests';
import { agnosticStack, FakeCluster, REGION, testStack } from '../../support/stacks';

/** Vector of the AWS CLI: base 36 of "emr-on-eks-emr-data-team-a". */
const NAME = 'emr-on-eks-emr-data-team-a';
const ENCODED = 'wu45qgcjmov3ud6ripe7a74zr24rc3cbnf0pxdup';
const TARGET = 'arn:aws:iam::444455556666:role/data/reader';

function synthesise(options: JobExecutionRoleOptions = {}, stack = testStack()): { template: Template; team: EmrTeam; role: any } {
  const team = new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a', jobExecutionRole: options });
  const template = Template.fromStack(stack);
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  return { template, team, role: role?.Properties };
}

const associationsOf = (template: Template) => Object.values(template.findResources('AWS::EKS::PodIdentityAssociation')).map(({ Properties }) => Properties);
const messages = (scope: { node: { metadata: Array<{ data: unknown }> } }) => scope.node.metadata.map(({ data }) => data);

describe('JobExecutionRole', () => {
  test('associates exactly the service accounts of submitter, driver and executors', () => {
    const { template } = synthesise({ roleName: NAME });
    expect(associationsOf(template)).toEqual(['client', 'driver', 'executor'].map((component) => ({
      ClusterName: 'emr-eks-karpenter',
      Namespace: 'emr-data-team-a',
      ServiceAccount: `emr-containers-sa-spark-${component}-111122223333-${ENCODED}`,
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TeamAJobExecutionRole/), 'Arn'] },
      Tags: [{ Key: 'emr-eks-karpenter:team', Value: 'emr-data-team-a' }],
    })));
  });

  test('takes the account at deployment where it is not known', () => {
    const { template } = synthesise({ roleName: NAME }, agnosticStack());
    expect(associationsOf(template).map(({ ServiceAccount }) => renderText(ServiceAccount))).toContain(`emr-containers-sa-spark-driver-\${AWS::AccountId}-${ENCODED}`);
  });

  test('derives a name from namespace, cluster and Region', () => {
    const { role, team } = synthesise();
    expect(role.RoleName).toMatch(/^emr-data-team-a-emr-eks-[0-9a-f]{8}$/);
    expect(team.jobExecutionRole.roleName).toBe(role.RoleName);
    const elsewhere = synthesise({}, new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'us-east-1' } }));
    expect(elsewhere.role.RoleName).not.toBe(role.RoleName);
  });

  test('roleName, path, permissionsBoundary and managedPolicies shape the role', () => {
    const stack = testStack();
    const policy = (name: string) => iam.ManagedPolicy.fromManagedPolicyName(stack, name, name);
    const { role } = synthesise({ roleName: 'corp-team-a', path: '/emr/', permissionsBoundary: policy('boundary'), managedPolicies: [policy('glue')] }, stack);
    expect(role).toMatchObject({ RoleName: 'corp-team-a', Path: '/emr/' });
    expect(renderText(role.PermissionsBoundary)).toBe('arn:${AWS::Partition}:iam::111122223333:policy/boundary');
    expect(role.ManagedPolicyArns.map(renderText)).toEqual(['arn:${AWS::Partition}:iam::111122223333:policy/glue']);
  });

  test('warns of a roleName above 32 characters', () => {
    const { team } = synthesise({ roleName: 'r'.repeat(33) });
    expect(messages(team.jobExecutionRole)).toEqual([
      '`roleName` should have at most 32 characters, got 33; it becomes part of service-account names, in base 36 [ack: cdk-emr-eks-karpenter/emr:long-role-name]',
    ]);
  });

  test.each<[string, JobExecutionRoleOptions, string]>([
    ['roleName of 65 letters', { roleName: 'r'.repeat(65) }, '`roleName` must be 1 to 64 letters, digits and _+=,.@-, got 65 characters; shorten it or leave it out'],
    ['empty roleName', { roleName: '' }, '`roleName` must be 1 to 64 letters, digits and _+=,.@-, got ""; shorten it or leave it out'],
    ['roleName with a path', { roleName: 'emr/a' }, '`roleName` must be 1 to 64 letters, digits and _+=,.@-, got "emr/a"; shorten it or leave it out'],
    ['roleName a token', { roleName: Lazy.string({ produce: () => 'a' }) }, '`roleName` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
    ['path without slashes', { path: 'emr' }, '`path` must begin and end in a slash and have at most 512 characters, got "emr"; write for example "/emr/"'],
    ['path with a blank', { path: '/e mr/' }, '`path` must begin and end in a slash and have at most 512 characters, got "/e mr/"; write for example "/emr/"'],
  ])('fails on %s', (_, options, message) => {
    expect(() => synthesise(options)).toThrow(new Error(`[Test/TeamA/JobExecutionRole] ${message}`));
  });

  test.each<[string, JobExecutionRoleOptions]>([
    ['roleName of one letter', { roleName: 'r' }], ['roleName of 64 letters', { roleName: 'r'.repeat(64) }], ['path "/"', { path: '/' }],
    ['path of several folders', { path: '/a/b/' }], ['path that is a token', { path: Lazy.string({ produce: () => '/a/' }) }],
  ])('accepts %s', (_, options) => {
    expect(() => synthesise(options)).not.toThrow();
  });

  test('takes a role made elsewhere, with a warning that lists what it must trust', () => {
    const stack = testStack();
    const existingRole = iam.Role.fromRoleName(stack, 'Role', NAME);
    const identity = EmrTeamIdentity.both({ oidcProviderArn: 'arn:aws:iam::111122223333:oidc-provider/x', oidcIssuer: 'x' });
    const { template, team } = synthesise({ existingRole, identity }, stack);
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::IAM::Policy', 1);
    expect(associationsOf(template).map(({ ServiceAccount }) => ServiceAccount)).toContain(`emr-containers-sa-spark-driver-111122223333-${ENCODED}`);
    expect(messages(team.jobExecutionRole)).toEqual([
      `the trust policy of role "${NAME}" is not ours to change; it must trust "pods.eks.amazonaws.com" for sts:AssumeRole and sts:TagSession, and the OIDC provider of the cluster`
      + ` for sts:AssumeRoleWithWebIdentity by "system:serviceaccount:emr-data-team-a:emr-containers-sa-*-*-<account>-${ENCODED}" [ack: cdk-emr-eks-karpenter/emr:foreign-role-trust]`,
    ]);
  });

  test('needs the name of a role of the app, whose own name is a token', () => {
    const stack = testStack();
    const existingRole = new iam.Role(stack, 'Mine', { roleName: NAME, assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    expect(() => synthesise({ existingRole }, stack)).toThrow(new Error('[Test/TeamA/JobExecutionRole] `roleName` must be a literal, got a token; '
      + 'give the name of the role made elsewhere too, or import it by its literal name or ARN, since EMR derives service-account names from it'));
    const other = testStack();
    const named = new iam.Role(other, 'Mine', { roleName: NAME, assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    const { team } = synthesise({ existingRole: named, roleName: NAME }, other);
    expect(team.jobExecutionRole.roleName).toBe(NAME);
  });

  test.each<keyof JobExecutionRoleOptions>(['path', 'permissionsBoundary', 'managedPolicies'])('refuses %s for a role made elsewhere', (prop) => {
    const stack = testStack();
    const values = { path: '/a/', permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'B', 'b'), managedPolicies: [] };
    const existingRole = iam.Role.fromRoleName(stack, 'Role', NAME);
    expect(() => synthesise({ existingRole, [prop]: (values as any)[prop] }, stack)).toThrow(new Error(
      `[Test/TeamA/JobExecutionRole] \`${prop}\` must be left out with \`existingRole\`, got both; set it where the role is made`,
    ));
  });

  test('grants go to the role', () => {
    const stack = testStack();
    const team = new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a' });
    new s3.Bucket(stack, 'Data').grantReadWrite(team.jobExecutionRole);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('TeamAJobExecutionRole') }] });
  });

  test('addJobExecutionRole adds a role of another name and three associations', () => {
    const stack = testStack();
    const team = new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a' });
    const before = Object.keys(Template.fromStack(stack).toJSON().Resources).length;
    const again = testStack();
    const other = new EmrTeam(again, 'TeamA', { cluster: new FakeCluster(again), namespace: 'emr-data-team-a' });
    const role = other.addJobExecutionRole('Etl');
    const template = Template.fromStack(again);
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(before + 4);
    expect(role.roleName).toMatch(/^Etl-emr-data-team-a-/);
    expect(role.roleName).not.toBe(team.jobExecutionRole.roleName);
    template.hasResource('AWS::EMRContainers::VirtualCluster', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('TeamAEtlclientAssociation')]) });
  });

  test('a role outside the team is named after its path', () => {
    const stack = testStack();
    const team = new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a' });
    const names = ['JobExecutionRole', 'Etl'].map((id) => new JobExecutionRole(stack, id, { team }).roleName);
    expect(new Set([...names, team.jobExecutionRole.roleName]).size).toBe(3);
  });

  test('leaves the submitter its own role and lets driver and executors act as the target role', () => {
    const { template, team, role } = synthesise({ identity: EmrTeamIdentity.podIdentity({ targetRoleArn: TARGET }) });
    expect(associationsOf(template).map(({ TargetRoleArn }) => TargetRoleArn)).toEqual([undefined, TARGET, TARGET]);
    expect(role.Policies[0].PolicyDocument.Statement).toContainEqual({ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: TARGET });
    expect(team.targetRoleTrustStatements()).toHaveLength(1);
  });

  test('fails on the trust of a target role with IRSA only', () => {
    const stack = testStack();
    const { oidcProviderArn, oidcIssuer } = new ClusterOidcProvider(stack, 'Oidc', { issuerUrl: `https://oidc.eks.${REGION}.amazonaws.com/id/A` });
    const { team } = synthesise({ identity: EmrTeamIdentity.irsa({ oidcProviderArn, oidcIssuer }) }, stack);
    expect(() => team.targetRoleTrustStatements()).toThrow(new Error('[Test/TeamA/JobExecutionRole] `identity` must use EKS Pod Identity for a target role, got IRSA; choose `EmrTeamIdentity.podIdentity()` or `.both()`'));
  });

  test('fromRole refers to a role and refuses one without a literal name', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/emr/jobs');
    expect(JobExecutionRole.fromRole(stack, 'Jobs', role)).toMatchObject({ roleName: 'jobs', role });
    const token = iam.Role.fromRoleName(stack, 'Token', Lazy.string({ produce: () => 'a' }));
    expect(() => JobExecutionRole.fromRole(stack, 'TokenJobs', token)).toThrow(/^\[Test\/TokenJobs\] `roleName` must be a literal, got a token; give the name/);
  });
});
