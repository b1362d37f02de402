import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ClusterOidcProvider, EmrTeam, EmrTeamIdentity } from '../../../../src/emr';
import type { PodIdentityOptions } from '../../../../src/emr';
import type { Deployment } from '../../../support/iam';
import { DEPLOYMENT, evaluate, trustOf } from '../../../support/iam';
import { agnosticStack, FakeCluster, testStack } from '../../../support/stacks';

const ROLE = 'emr-on-eks-emr-data-team-a';
const ENCODED = 'wu45qgcjmov3ud6ripe7a74zr24rc3cbnf0pxdup';
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const AGENT = { Service: 'pods.eks.amazonaws.com' };

function team(identity: EmrTeamIdentity | undefined, stack: Stack): EmrTeam {
  return new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a', jobExecutionRole: { roleName: ROLE, identity } });
}

const arn = ({ partition, region, account }: Deployment, cluster = 'emr-eks-karpenter') => `arn:${partition}:eks:${region}:${account}:cluster/${cluster}`;

/** What the Pod Identity agent sends: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html#pod-id-abac-tags */
function session(deployment = DEPLOYMENT, override: Record<string, string> = {}) {
  return {
    principal: AGENT,
    context: {
      'aws:SourceAccount': deployment.account,
      'aws:SourceArn': arn(deployment),
      'aws:RequestTag/kubernetes-namespace': 'emr-data-team-a',
      'aws:RequestTag/eks-cluster-name': 'emr-eks-karpenter',
      ...override,
    },
  };
}

describe('trust of a job execution role through EKS Pod Identity', () => {
  const stack = testStack();
  team(undefined, stack);
  const trust = trustOf(Template.fromStack(stack), ROLE);

  test.each(['sts:AssumeRole', 'sts:TagSession'])('admits pods of the cluster and namespace to %s', (action) => {
    expect(evaluate(trust, { action, ...session() })).toBe('allowed');
  });

  test.each<[string, Record<string, string>]>([
    ['another cluster', { 'aws:SourceArn': arn(DEPLOYMENT, 'other') }],
    ['another account', { 'aws:SourceAccount': '999999999999' }],
    ['another namespace', { 'aws:RequestTag/kubernetes-namespace': 'emr-data-team-b' }],
  ])('refuses pods of %s', (_, override) => {
    expect(evaluate(trust, { action: 'sts:AssumeRole', ...session(DEPLOYMENT, override) })).toBe('not allowed');
  });

  test('refuses other services', () => {
    expect(evaluate(trust, { action: 'sts:AssumeRole', ...session(), principal: { Service: 'ec2.amazonaws.com' } })).toBe('not allowed');
  });

  test('does not ask for tags that disableSessionTags leaves out', () => {
    const other = testStack();
    team(EmrTeamIdentity.podIdentity({ disableSessionTags: true }), other);
    const template = Template.fromStack(other);
    const { 'aws:RequestTag/kubernetes-namespace': _, ...context } = session().context;
    expect(evaluate(trustOf(template, ROLE), { action: 'sts:AssumeRole', principal: AGENT, context })).toBe('allowed');
    template.allResourcesProperties('AWS::EKS::PodIdentityAssociation', { DisableSessionTags: true });
  });

  test.each(['aws-cn', 'aws-us-gov'])('holds in %s', (partition) => {
    const deployment = { ...DEPLOYMENT, partition };
    const other = agnosticStack();
    team(undefined, other);
    expect(evaluate(trustOf(Template.fromStack(other), ROLE, deployment), { action: 'sts:AssumeRole', ...session(deployment) })).toBe('allowed');
  });
});

describe('trust of a job execution role through IRSA', () => {
  function irsa(make: (options: { oidcProviderArn: string; oidcIssuer: string }) => EmrTeamIdentity, stack = agnosticStack()) {
    const provider = new ClusterOidcProvider(stack, 'Oidc', { issuerUrl: `https://${ISSUER}` });
    const { oidcProviderArn, oidcIssuer } = provider;
    team(make({ oidcProviderArn, oidcIssuer }), stack);
    const template = Template.fromStack(stack);
    return { template, trust: trustOf(template, ROLE) };
  }

  const token = (sub: string, aud = 'sts.amazonaws.com') => ({ [`${ISSUER}:sub`]: sub, [`${ISSUER}:aud`]: aud });
  const account = `emr-containers-sa-spark-driver-111122223333-${ENCODED}`;

  test.each<[string, Record<string, string>, string]>([
    ['the driver', token(`system:serviceaccount:emr-data-team-a:${account}`), 'allowed'],
    ['an endpoint', token(`system:serviceaccount:emr-data-team-a:emr-containers-sa-spark-jeg-111122223333-${ENCODED}`), 'allowed'],
    ['another namespace', token(`system:serviceaccount:emr-data-team-b:${account}`), 'not allowed'],
    ['another role', token('system:serviceaccount:emr-data-team-a:emr-containers-sa-spark-driver-111122223333-abc'), 'not allowed'],
    ['another audience', token(`system:serviceaccount:emr-data-team-a:${account}`, 'other'), 'not allowed'],
    ['another issuer', { 'other:sub': `system:serviceaccount:emr-data-team-a:${account}`, 'other:aud': 'sts.amazonaws.com' }, 'not allowed'],
  ])('answers %s', (_, context, verdict) => {
    const { trust } = irsa(EmrTeamIdentity.irsa);
    const [{ Principal }] = trust as Array<{ Principal: Record<string, string> }>;
    expect(Object.keys(Principal)).toEqual(['Federated']);
    expect(evaluate(trust, { action: 'sts:AssumeRoleWithWebIdentity', principal: Principal, context })).toBe(verdict);
  });

  test('is JSON text in Fn::Sub, without a custom resource and without associations', () => {
    const { template } = irsa(EmrTeamIdentity.irsa);
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    const [text] = [role.Properties.AssumeRolePolicyDocument['Fn::Sub']].flat();
    expect(JSON.parse(text).Statement).toHaveLength(1);
    expect(Object.values(template.toJSON().Resources as Record<string, { Type: string }>).filter(({ Type }) => Type.startsWith('Custom::AWSCDKCfnJson'))).toEqual([]);
  });

  test('stands beside Pod Identity with both()', () => {
    const { template, trust } = irsa(EmrTeamIdentity.both);
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 3);
    expect(trust).toHaveLength(2);
    expect(evaluate(trust, { action: 'sts:AssumeRole', ...session() })).toBe('allowed');
    expect(evaluate(trust, { action: 'sts:AssumeRole', ...session(DEPLOYMENT, { 'aws:SourceArn': arn(DEPLOYMENT, 'other') }) })).toBe('not allowed');
  });

  test('takes the provider of another stack', () => {
    const app = new App();
    const platform = agnosticStack('Platform', app);
    const { oidcProviderArn, oidcIssuer } = new ClusterOidcProvider(platform, 'Oidc', { issuerUrl: `https://${ISSUER}` });
    const stack = agnosticStack('Team', app);
    team(EmrTeamIdentity.irsa({ oidcProviderArn, oidcIssuer }), stack);
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(role.Properties.AssumeRolePolicyDocument['Fn::Sub'][1]).toMatchObject({ ImportValue1: { 'Fn::ImportValue': expect.stringContaining('Platform:') } });
  });
});

describe('trust of a target role in a data account', () => {
  /** The data account's stack holds the role with our statements; the evaluator asks as EKS would, with the job role's credentials. */
  function targetTrust(options: PodIdentityOptions) {
    const app = new App();
    const statements = team(EmrTeamIdentity.podIdentity(options), testStack('Team', app)).targetRoleTrustStatements();
    const data = new Stack(app, 'Data', { env: { account: '444455556666', region: 'eu-west-1' } });
    const role = new iam.Role(data, 'Reader', { roleName: 'reader', assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    statements.forEach((statement) => role.assumeRolePolicy!.addStatements(statement));
    return trustOf(Template.fromStack(data), 'reader', { ...DEPLOYMENT, account: '444455556666' });
  }

  const principal = { AWS: 'arn:aws:iam::111122223333:root' };
  const jobRole = { 'aws:PrincipalArn': `arn:aws:iam::111122223333:role/${ROLE}` };
  const driver = `emr-containers-sa-spark-driver-111122223333-${ENCODED}`;
  const tags = (serviceAccount: string, namespace = 'emr-data-team-a') => ({
    ...jobRole,
    'aws:RequestTag/eks-cluster-arn': arn(DEPLOYMENT),
    'aws:RequestTag/kubernetes-namespace': namespace,
    'aws:RequestTag/kubernetes-service-account': serviceAccount,
  });
  const targetRoleArn = 'arn:aws:iam::444455556666:role/reader';

  test.each<[string, Record<string, string>, string]>([
    ['the driver', tags(driver), 'allowed'],
    ['executors', tags(driver.replace('driver', 'executor')), 'allowed'],
    ['the submitter', tags(driver.replace('driver', 'client')), 'not allowed'],
    ['another namespace', tags(driver, 'emr-data-team-b'), 'not allowed'],
    ['another role', { ...tags(driver), 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/other' }, 'not allowed'],
  ])('with session tags answers %s', (_, context, verdict) => {
    for (const action of ['sts:AssumeRole', 'sts:TagSession']) {
      expect(evaluate(targetTrust({ targetRoleArn }), { action, principal, context })).toBe(verdict);
    }
  });

  test.each<[string, Record<string, string>, string]>([
    ['the driver', { ...jobRole, 'sts:ExternalId': `eu-west-1/111122223333/emr-eks-karpenter/emr-data-team-a/${driver}` }, 'allowed'],
    ['another namespace', { ...jobRole, 'sts:ExternalId': `eu-west-1/111122223333/emr-eks-karpenter/emr-data-team-b/${driver}` }, 'not allowed'],
    ['another role', { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/other', 'sts:ExternalId': `eu-west-1/111122223333/emr-eks-karpenter/emr-data-team-a/${driver}` }, 'not allowed'],
    ['no external id', jobRole, 'not allowed'],
  ])('without session tags answers %s by external id', (_, context, verdict) => {
    const trust = targetTrust({ targetRoleArn, disableSessionTags: true });
    expect(evaluate(trust, { action: 'sts:AssumeRole', principal, context })).toBe(verdict);
  });
});
