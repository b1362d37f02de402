import { readFileSync } from 'fs';
import { deployPermissions, PAGE } from './deploy-permissions';
import { FURTHER, LEFT_OUT, YOURS } from './deploy-permissions/knowledge';
import { ARNS, HANDLERS, policies, rows, trustedServices } from './deploy-permissions/permissions';
import { templates } from './deploy-permissions/sources';
import { evaluate, type IamRequest, type Statement } from '../support/iam';

const synthesised = templates();
const all = rows(synthesised);
const documents = policies(all, trustedServices(synthesised));

const PLACEHOLDERS: { readonly [name: string]: string } = {
  Partition: 'aws', Region: 'eu-west-1', Account: '111122223333', Qualifier: 'hnb659fds',
  ClusterName: 'emr-eks-karpenter', StackPrefix: 'EmrEksKarpenter', TeamPrefix: 'emr-data-team-', DataBucket: 'team-data',
};

/** The policies as a user of the reference story would fill them in. */
function filled(): Statement[] {
  const text = JSON.stringify(Object.values(documents).flat()).replace(/<(\w+)>/g, (_, name: string) => PLACEHOLDERS[name]);
  return JSON.parse(text);
}

const verdict = (action: string, resource: string, context: IamRequest['context'] = {}) =>
  evaluate(filled(), { action, resource, context: { 'aws:RequestedRegion': 'eu-west-1', ...context } });

/** What the constructs, or CloudFormation for them, put into the variable parts of ARNs. */
const NAMES: { readonly [variable: string]: string[] } = {
  ...Object.fromEntries(Object.entries(PLACEHOLDERS).map(([name, value]) => [name, [value]])),
  RoleNameWithPath: ['EmrEksKarpenter-NodeRole-1A2B', 'aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS'],
  LogGroupName: ['EmrEksKarpenter-KubectlLogGroup-1A2B'],
  FunctionName: ['EmrEksKarpenter-Handler-1A2B'],
  QueueName: ['EmrEksKarpenter-Queue-1A2B'],
  RuleName: ['EmrEksKarpenter-Rule-1A2B'],
  InstanceProfileNameWithPath: ['EmrEksKarpenter-Profile-1A2B'],
  OidcProviderName: ['oidc.eks.eu-west-1.amazonaws.com/id/0123'],
  ParameterNameWithoutLeadingSlash: ['emr-eks-karpenter/emr-eks-karpenter/v1'],
  BucketName: ['cdk-hnb659fds-assets-111122223333-eu-west-1', 'team-data'],
};

/** ARNs of what an action is taken on in a deployment. */
function examples(action: string): string[] {
  return ARNS[action].flatMap((format) => [0, 1].map((i) => format.replace(/\$\{(\w+)\}/g, (_, variable: string) => {
    const names = NAMES[variable] ?? ['x-0123'];
    return names[i] ?? names[0];
  })));
}

describe('docs/deploy-permissions.md', () => {
  test('is what the templates lead to (npx tsx test/docs/deploy-permissions.ts)', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(deployPermissions());
  });

  test('has policies that IAM takes', () => {
    const printed = [...readFileSync(PAGE, 'utf8').matchAll(/```json\n([^`]*)```/g)].map(([, json]) => json);
    expect(printed.map((json) => JSON.parse(json).Statement)).toEqual(Object.values(documents));
    expect(printed.filter((json) => json.replace(/\s/g, '').length > 6144)).toEqual([]);
  });

  test('fails on a type that it does not know', () => {
    expect(() => rows({ mine: [{ Resources: { Alarm: { Type: 'AWS::CloudWatch::Alarm' } } }] })).toThrow(new Error(
      'the handlers of AWS::CloudWatch::Alarm are not known; run: bash test/schemas/cloudformation/refresh.sh 1.58.0 '
        + 'AWS::CloudWatch::Alarm && bash test/schemas/iam/refresh.sh'));
  });

  test('says nothing about types and actions that no template leads to', () => {
    const types = all.map(({ type }) => type);
    const actions = Object.values(HANDLERS).flatMap((kinds) => Object.values(kinds).flat());
    expect(Object.keys(HANDLERS).filter((type) => !types.includes(type))).toEqual([]);
    expect(Object.values(synthesised).flat().flatMap(({ Resources }) => Object.values(Resources)).some(({ Type }) => YOURS.test(Type)))
      .toBe(true);
    expect(FURTHER.filter((entry) => !types.some((type) => entry.types.test(type)))).toEqual([]);
    expect(LEFT_OUT.filter((entry) => !actions.some((action) => entry.actions.test(action)))).toEqual([]);
  });
});

describe('the policies', () => {
  const actions = [...new Set(all.flatMap((row) => row.actions))];

  test('hold every action of every row, once a statement', () => {
    const allowed = Object.values(documents).flat().map(({ Action }) => Action as string[]);
    expect([...new Set(allowed.flat())].sort()).toEqual(actions.sort());
    expect(allowed.filter((some) => new Set(some).size < some.length)).toEqual([]);
  });

  test('name actions that IAM knows', () => {
    expect(actions.filter((action) => !(action in ARNS))).toEqual([]);
  });

  test('allow every action on what it is taken on', () => {
    const context = { 'iam:PassedToService': 'eks.amazonaws.com', 'iam:AWSServiceName': 'eks.amazonaws.com' };
    const resources = (action: string) => (ARNS[action].length === 0 ? ['*'] : examples(action));
    expect(actions.filter((action) => !resources(action).some((resource) => verdict(action, resource, context) === 'allowed'))).toEqual([]);
  });

  test.each([
    ['iam:CreateRole', 'AWS::IAM::Role', 'RoleName', (name: string) => `arn:aws:iam::111122223333:role/${name}`],
    [
      'logs:CreateLogGroup', 'AWS::Logs::LogGroup', 'LogGroupName',
      (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`,
    ],
    ['ssm:PutParameter', 'AWS::SSM::Parameter', 'Name', (name: string) => `arn:aws:ssm:eu-west-1:111122223333:parameter${name}`],
    ['eks:DeleteCluster', 'AWS::EKS::Cluster', 'Name', (name: string) => `arn:aws:eks:eu-west-1:111122223333:cluster/${name}`],
  ])('allow %s for every name in the reference story', (action, wanted, property, arnOf) => {
    const resources = synthesised.reference.flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => Type === wanted);
    const names = resources.map(({ Properties }) => Properties[property]).filter((name) => name !== undefined);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => verdict(action, arnOf(name)) !== 'allowed')).toEqual([]);
  });

  const emrEntry =
    'arn:aws:eks:eu-west-1:111122223333:access-entry/emr-eks-karpenter/role/111122223333/AWSServiceRoleForAmazonEMRContainers/0123';
  const teamRole = 'arn:aws:iam::111122223333:role/emr-data-team-a-emr-eks-5a95677b';
  const serviceRole = 'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX';

  test('let EMR manage the access entry of its own role', () => {
    expect(verdict('eks:AssociateAccessPolicy', emrEntry)).toBe('allowed');
    expect(verdict('eks:CreateAccessEntry', 'arn:aws:eks:eu-west-1:111122223333:cluster/emr-eks-karpenter')).toBe('allowed');
    expect(verdict('iam:CreateServiceLinkedRole', serviceRole, { 'iam:AWSServiceName': 'emr-containers.amazonaws.com' })).toBe('allowed');
    expect(verdict('iam:PassRole', teamRole, { 'iam:PassedToService': 'pods.eks.amazonaws.com' })).toBe('allowed');
  });

  test.each<[string, string, string, IamRequest['context']]>([
    ['another cluster', 'eks:DeleteCluster', 'arn:aws:eks:eu-west-1:111122223333:cluster/production', {}],
    ['an access entry of another cluster', 'eks:DeleteAccessEntry', emrEntry.replace('emr-eks-karpenter', 'production'), {}],
    ['another Region', 'eks:CreateCluster', '*', { 'aws:RequestedRegion': 'us-east-1' }],
    ['roles of others', 'iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/Admin', {}],
    ['passing a role to another service', 'iam:PassRole', teamRole, { 'iam:PassedToService': 'sagemaker.amazonaws.com' }],
    ['service-linked roles of other services', 'iam:CreateServiceLinkedRole', serviceRole, { 'iam:AWSServiceName': 'rds.amazonaws.com' }],
    ['users', 'iam:PutUserPolicy', 'arn:aws:iam::111122223333:user/EmrEksKarpenter', {}],
    ['data', 's3:GetObject', 'arn:aws:s3:::data/secret.csv', {}],
    ['log groups of others', 'logs:DeleteLogGroup', 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks/production/cluster', {}],
  ])('do not allow %s', (_, action, resource, context) => {
    expect(verdict(action, resource, context)).toBe('not allowed');
  });
});
