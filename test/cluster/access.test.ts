import { App, Aws, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AccessEntries } from '../../src/cluster/access';
import type { KubernetesAccess } from '../../src/contracts';
import { agnosticStack, testStack } from '../support/stacks';

const VIEW: KubernetesAccess = { accessPolicies: [{ policyName: 'AmazonEKSViewPolicy' }] };

function entriesIn(stack: Stack): AccessEntries {
  return new AccessEntries(stack, 'Access', { clusterName: 'platform', clusterReady: [new sns.Topic(stack, 'Cluster')] });
}

function roleIn(stack: Stack, id = 'Role'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
}

function policyArn(name: string): object {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:eks::aws:cluster-access-policy/${name}`]] };
}

function granted(...accesses: KubernetesAccess[]): Record<string, any> {
  const stack = testStack();
  const entries = entriesIn(stack);
  const role = roleIn(stack);
  accesses.forEach((access) => entries.grant(role, access));
  const found = Object.values(Template.fromStack(stack).findResources('AWS::EKS::AccessEntry'));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

describe('AccessEntries', () => {
  test('makes no resource before the first grant', () => {
    const stack = testStack();
    entriesIn(stack);
    Template.fromStack(stack).resourceCountIs('AWS::EKS::AccessEntry', 0);
  });

  test('gives a role an access policy for the whole cluster', () => {
    expect(granted(VIEW)).toMatchObject({
      ClusterName: 'platform',
      Type: 'STANDARD',
      AccessPolicies: [{ PolicyArn: policyArn('AmazonEKSViewPolicy'), AccessScope: { Type: 'cluster' } }],
    });
  });

  test('leaves out what was not granted', () => {
    expect(granted(VIEW)).not.toHaveProperty('KubernetesGroups');
    expect(granted({ groups: ['analysts'] })).not.toHaveProperty('AccessPolicies');
  });

  test('merges groups, once each and sorted', () => {
    expect(granted({ groups: ['b', 'a'] }, { groups: ['c', 'a'] }).KubernetesGroups).toEqual(['a', 'b', 'c']);
  });

  test('merges the namespaces of one policy', () => {
    const edit = (...namespaces: string[]) => ({ accessPolicies: [{ policyName: 'AmazonEKSEditPolicy', namespaces }] });
    expect(granted(edit('team-b'), edit('team-a', 'team-b')).AccessPolicies).toEqual([
      { PolicyArn: policyArn('AmazonEKSEditPolicy'), AccessScope: { Type: 'namespace', Namespaces: ['team-a', 'team-b'] } },
    ]);
  });

  test.each([[0, 1], [1, 0]])('keeps the whole cluster when namespaces are granted too, in either order', (first, second) => {
    const both: KubernetesAccess[] = [VIEW, { accessPolicies: [{ policyName: 'AmazonEKSViewPolicy', namespaces: ['team-a'] }] }];
    expect(granted(both[first], both[second]).AccessPolicies).toEqual([{ PolicyArn: policyArn('AmazonEKSViewPolicy'), AccessScope: { Type: 'cluster' } }]);
  });

  test('sorts policies by name', () => {
    const policies = granted(VIEW, { accessPolicies: [{ policyName: 'AmazonEKSEditPolicy' }] }).AccessPolicies;
    expect(policies.map((policy: any) => policy.PolicyArn)).toEqual([policyArn('AmazonEKSEditPolicy'), policyArn('AmazonEKSViewPolicy')]);
  });

  test('makes one entry for a role that is imported twice', () => {
    const stack = testStack();
    const entries = entriesIn(stack);
    ['A', 'B'].forEach((id) => entries.grant(iam.Role.fromRoleArn(stack, id, 'arn:aws:iam::111122223333:role/sso/Analyst'), VIEW));
    Template.fromStack(stack).hasResourceProperties('AWS::EKS::AccessEntry', { PrincipalArn: 'arn:aws:iam::111122223333:role/sso/Analyst' });
    Template.fromStack(stack).resourceCountIs('AWS::EKS::AccessEntry', 1);
  });

  test('makes one entry per role', () => {
    const stack = testStack();
    const entries = entriesIn(stack);
    ['A', 'B'].forEach((id) => entries.grant(roleIn(stack, id), VIEW));
    Template.fromStack(stack).resourceCountIs('AWS::EKS::AccessEntry', 2);
  });

  test('waits for the cluster, which a literal name does not show', () => {
    const stack = testStack();
    entriesIn(stack).grant(roleIn(stack), VIEW);
    Template.fromStack(stack).hasResource('AWS::EKS::AccessEntry', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Cluster')]) });
  });

  test('puts the entry beside a role of another stack, which may depend on the cluster', () => {
    const app = new App();
    const [platform, team] = [testStack('Platform', app), testStack('Team', app)];
    entriesIn(platform).grant(roleIn(team), VIEW);
    Template.fromStack(platform).resourceCountIs('AWS::EKS::AccessEntry', 0);
    Template.fromStack(team).resourceCountIs('AWS::EKS::AccessEntry', 1);
    expect(team.dependencies).toContain(platform);
  });

  test('keeps the entry here when the other stack is in another account', () => {
    const app = new App();
    const platform = testStack('Platform', app);
    const iamStack = new Stack(app, 'Iam', { env: { account: '444455556666', region: 'eu-west-1' } });
    const role = new iam.Role(iamStack, 'Role', { roleName: 'analyst', assumedBy: new iam.AccountRootPrincipal() });
    entriesIn(platform).grant(role, VIEW);
    Template.fromStack(platform).resourceCountIs('AWS::EKS::AccessEntry', 1);
  });

  test('keeps the entry of an administrator here, whose stack the cluster may depend on', () => {
    const app = new App();
    const [platform, iamStack] = [testStack('Platform', app), testStack('Iam', app)];
    entriesIn(platform).grantAdmin(roleIn(iamStack));
    Template.fromStack(platform).hasResourceProperties('AWS::EKS::AccessEntry', {
      AccessPolicies: [{ PolicyArn: policyArn('AmazonEKSClusterAdminPolicy'), AccessScope: { Type: 'cluster' } }],
    });
  });

  test.each([
    ['a service-linked role', 'arn:aws:iam::111122223333:role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers'],
    ['a service-linked role without its path', 'arn:aws:iam::111122223333:role/AWSServiceRoleForAmazonEMRContainers'],
  ])('fails on %s', (_, arn) => {
    const stack = testStack();
    expect(() => entriesIn(stack).grant(iam.Role.fromRoleArn(stack, 'Role', arn), VIEW)).toThrow(
      `[Test/Access] \`principal\` must be a role of your own, got the service-linked role ${arn}; EKS refuses entries for service-linked roles, and the service that owns it makes its own`);
  });

  test('fails on a role that has an entry of another type', () => {
    const stack = testStack();
    const entries = entriesIn(stack);
    const role = roleIn(stack);
    entries.reserve(role, 'the role of the nodes');
    expect(() => entries.grant(role, VIEW)).toThrow(
      '[Test/Access] `principal` must be a role without an access entry of its own, got the role of the nodes; grant access to another role');
  });

  test.each([[{}], [{ groups: [], accessPolicies: [] }]])('fails when access holds nothing', (access) => {
    expect(() => granted(access)).toThrow(
      '[Test/Access] `access` must name at least one access policy or group, got none; an entry without either permits nothing');
  });

  test.each(['system:masters', 'system:', ''])('fails on group "%s"', (group) => {
    expect(() => granted({ groups: [group] })).toThrow(
      `[Test/Access] \`access.groups\` must hold names of your own groups, got "${group}"; EKS refuses groups that start with "system:", use an access policy such as AmazonEKSClusterAdminPolicy`);
  });

  test.each(['arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy', 'view', ''])('fails on policy "%s"', (policyName) => {
    expect(() => granted({ accessPolicies: [{ policyName }] })).toThrow(
      `[Test/Access] \`access.accessPolicies.policyName\` must be the name of an EKS access policy, got "${policyName}"; use a name such as AmazonEKSClusterAdminPolicy, not an ARN`);
  });

  test('fails when namespaces is empty', () => {
    expect(() => granted({ accessPolicies: [{ policyName: 'AmazonEKSViewPolicy', namespaces: [] }] })).toThrow(
      '[Test/Access] `access.accessPolicies.namespaces` must hold at least one namespace, got none; leave it out to grant the whole cluster');
  });

  test.each(['Team', 'team_a', ''])('fails on namespace "%s"', (namespace) => {
    expect(() => granted({ accessPolicies: [{ policyName: 'AmazonEKSViewPolicy', namespaces: [namespace] }] })).toThrow(
      `[Test/Access] \`access.accessPolicies.namespaces\` must hold names of namespaces, got "${namespace}"; use lower-case letters, digits and "-", with "*" for any characters`);
  });

  test.each(['a', 'team-*', '*'])('accepts namespace "%s"', (namespace) => {
    expect(() => granted({ accessPolicies: [{ policyName: 'AmazonEKSViewPolicy', namespaces: [namespace] }] })).not.toThrow();
  });

  test('accepts tokens', () => {
    const stack = agnosticStack();
    expect(() => entriesIn(stack).grant(roleIn(stack), {
      groups: [Aws.STACK_NAME],
      accessPolicies: [{ policyName: Aws.STACK_NAME, namespaces: [Aws.STACK_NAME] }],
    })).not.toThrow();
  });
});
