import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { EmrTeam } from '../../../../src/emr';
import { evaluate, policiesOf } from '../../../support/iam';
import { FakeCluster, testStack } from '../../../support/stacks';

const BOOTSTRAP = 'cdk-hnb659fds-assets-111122223333-eu-west-1';

/** Two teams that share a log bucket; each reads an asset of its own, team A a bucket too. */
function platform() {
  const stack = testStack();
  const cluster = new FakeCluster(stack);
  const logBucket = new s3.Bucket(stack, 'Logs', { bucketName: 'platform-logs', encryptionKey: new kms.Key(stack, 'Key') });
  const team = (id: string, namespace: string) => new EmrTeam(stack, id, { cluster, namespace, logs: { bucket: logBucket } });
  const teamA = team('TeamA', 'emr-data-team-a');
  const teamB = team('TeamB', 'emr-data-team-b');
  const asset = (id: string, file: string) => new Asset(stack, id, { path: path.join(__dirname, file) });
  const assetA = asset('AssetA', 'isolation.test.ts');
  const assetB = asset('AssetB', 'trust.test.ts');
  teamA.jobExecutionRole.grantReadAsset(assetA);
  teamB.jobExecutionRole.grantReadAsset(assetB);
  const submitter = new iam.Role(stack, 'Submitter', { roleName: 'submitter', assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
  teamA.grantStartJobRun(submitter).assertSuccess();
  const etl = teamA.addJobExecutionRole('Etl');
  const template = Template.fromStack(stack);
  const policies = policiesOf(template, teamA.jobExecutionRole.roleName);
  return { template, policies, submits: policiesOf(template, 'submitter'), teamA, teamB, etl, assetA, assetB };
}

const { template, policies, submits, teamA, teamB, etl, assetA, assetB } = platform();
const object = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`;
const logGroup = (namespace: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:/emr-on-eks-logs/emr-eks-karpenter/${namespace}`;
const logKey = (namespace: string) => object('platform-logs', `emr-on-eks-logs/emr-eks-karpenter/${namespace}/vc/jobs/1/stdout.gz`);

describe('the role of a team', () => {
  test.each([
    ['its asset', 's3:GetObject', object(BOOTSTRAP, assetA.s3ObjectKey)],
    ['its log streams', 'logs:CreateLogStream', `${logGroup('emr-data-team-a')}:log-stream:job`],
    ['its log events', 'logs:PutLogEvents', `${logGroup('emr-data-team-a')}:log-stream:job`],
    ['the list of log groups', 'logs:DescribeLogGroups', 'arn:aws:logs:eu-west-1:111122223333:log-group::log-stream:'],
    ['its log files', 's3:PutObject', logKey('emr-data-team-a')],
  ])('may reach %s', (_, action, resource) => {
    expect(evaluate(policies, { action, resource })).toBe('allowed');
  });

  test.each([
    ['another team’s asset', 's3:GetObject', object(BOOTSTRAP, assetB.s3ObjectKey)],
    ['any other asset', 's3:GetObject', object(BOOTSTRAP, 'template.json')],
    ['the list of all assets', 's3:ListBucket', `arn:aws:s3:::${BOOTSTRAP}`],
    ['changing its asset', 's3:PutObject', object(BOOTSTRAP, assetA.s3ObjectKey)],
    ['another team’s log streams', 'logs:CreateLogStream', `${logGroup('emr-data-team-b')}:log-stream:job`],
    ['another team’s log events', 'logs:PutLogEvents', `${logGroup('emr-data-team-b')}:log-stream:job`],
    ['a log group that begins like its own', 'logs:PutLogEvents', `${logGroup('emr-data-team-a2')}:log-stream:job`],
    ['another team’s log files', 's3:GetObject', logKey('emr-data-team-b')],
    ['overwriting another team’s log files', 's3:PutObject', logKey('emr-data-team-b')],
    ['making log groups', 'logs:CreateLogGroup', logGroup('emr-data-team-a')],
    ['deleting log files', 's3:DeleteObject', logKey('emr-data-team-a')],
    ['other roles', 'sts:AssumeRole', 'arn:aws:iam::111122223333:role/any'],
    ['IAM', 'iam:PassRole', 'arn:aws:iam::111122223333:role/any'],
  ])('is denied %s', (_, action, resource) => {
    expect(evaluate(policies, { action, resource })).toBe('not allowed');
  });

  test('lists the log bucket under its own prefix only', () => {
    const list = (prefix: string) => evaluate(policies, { action: 's3:ListBucket', resource: 'arn:aws:s3:::platform-logs', context: { 's3:prefix': prefix } });
    expect(list('emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a/vc/')).toBe('allowed');
    expect(list('emr-on-eks-logs/emr-eks-karpenter/emr-data-team-b/')).toBe('not allowed');
    expect(list('')).toBe('not allowed');
  });

  test('may use the key of the log bucket for writing', () => {
    const [keyId] = Object.keys(template.findResources('AWS::KMS::Key'));
    const resource = `arn:aws:kms:eu-west-1:111122223333:key/${keyId.toLowerCase()}`;
    expect(evaluate(policies, { action: 'kms:GenerateDataKey', resource })).toBe('allowed');
    expect(evaluate(policies, { action: 'kms:ScheduleKeyDeletion', resource })).toBe('not allowed');
  });

  test('names "*" as resource nowhere', () => {
    expect(policies.filter(({ Resource }) => [Resource].flat().includes('*'))).toEqual([]);
  });

  test('has one inline policy and no policy resource', () => {
    const [role] = Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: teamA.jobExecutionRole.roleName } }));
    expect(role.Properties.Policies).toHaveLength(1);
    template.resourceCountIs('AWS::IAM::Policy', 1); // the submitter's
  });
});

describe('a principal with grantStartJobRun', () => {
  const [idA, idB] = ['TeamA', 'TeamB'].map((team) => Object.keys(template.findResources('AWS::EMRContainers::VirtualCluster')).find((id) => id.startsWith(team))!.toLowerCase());
  const virtualCluster = (id: string, rest = '') => `arn:aws:emr-containers:eu-west-1:111122223333:/virtualclusters/${id}${rest}`;
  const roleArn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const start = (id: string, role: string) => evaluate(submits, {
    action: 'emr-containers:StartJobRun', resource: virtualCluster(id), context: { 'emr-containers:ExecutionRoleArn': roleArn(role) },
  });

  test('starts jobs under the roles of the team, those added later too', () => {
    expect(start(idA, teamA.jobExecutionRole.roleName)).toBe('allowed');
    expect(start(idA, etl.roleName)).toBe('allowed');
  });

  test('starts none under foreign roles or in other teams', () => {
    expect(start(idA, teamB.jobExecutionRole.roleName)).toBe('not allowed');
    expect(start(idA, 'Admin')).toBe('not allowed');
    expect(start(idB, teamA.jobExecutionRole.roleName)).toBe('not allowed');
  });

  test.each([
    ['emr-containers:DescribeJobRun', virtualCluster(idA, '/jobruns/1'), 'allowed'],
    ['emr-containers:CancelJobRun', virtualCluster(idA, '/jobruns/1'), 'allowed'],
    ['emr-containers:TagResource', virtualCluster(idA, '/jobruns/1'), 'allowed'],
    ['emr-containers:ListJobRuns', virtualCluster(idA), 'allowed'],
    ['emr-containers:DescribeVirtualCluster', virtualCluster(idA), 'allowed'],
    ['emr-containers:DescribeJobTemplate', 'arn:aws:emr-containers:eu-west-1:111122223333:/jobtemplates/1', 'allowed'],
    ['emr-containers:CancelJobRun', virtualCluster(idB, '/jobruns/1'), 'not allowed'],
    ['emr-containers:DeleteVirtualCluster', virtualCluster(idA), 'not allowed'],
    ['emr-containers:TagResource', virtualCluster(idA), 'not allowed'],
    ['emr-containers:DeleteJobTemplate', 'arn:aws:emr-containers:eu-west-1:111122223333:/jobtemplates/1', 'not allowed'],
  ])('%s on %s is %s', (action, resource, verdict) => {
    expect(evaluate(submits, { action, resource })).toBe(verdict);
  });

  test('passes the roles of the team to EKS Pod Identity only', () => {
    const pass = (role: string, service: string) => evaluate(submits, { action: 'iam:PassRole', resource: roleArn(role), context: { 'iam:PassedToService': service } });
    expect(pass(teamA.jobExecutionRole.roleName, 'pods.eks.amazonaws.com')).toBe('allowed');
    expect(pass(teamA.jobExecutionRole.roleName, 'ec2.amazonaws.com')).toBe('not allowed');
    expect(pass(teamB.jobExecutionRole.roleName, 'pods.eks.amazonaws.com')).toBe('not allowed');
  });
});
