import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { EmrTeam, EmrTeamIdentity } from '../../../../src/emr';
import type { Statement } from '../../../support/iam';
import { evaluate, policiesOf } from '../../../support/iam';
import type { NamedRequest } from '../../../support/iam-requests';
import { isAllowed, narrowed, survivors, widened } from '../../../support/iam-requests';
import { FakeCluster, testStack } from '../../../support/stacks';

/** A team with everything that gives its role a statement: an asset, a log group, a log bucket with a key, a role in a data account. */
function team() {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'Logs', { bucketName: 'logs', encryptionKey: new kms.Key(stack, 'Key') });
  const made = new EmrTeam(stack, 'TeamA', {
    cluster: new FakeCluster(stack), namespace: 'team-a', logs: { bucket },
    jobExecutionRole: { roleName: 'team-a', identity: EmrTeamIdentity.podIdentity({ targetRoleArn: 'arn:aws:iam::444455556666:role/data' }) },
  });
  const asset = new Asset(stack, 'Asset', { path: path.join(__dirname, 'requests.test.ts') });
  made.jobExecutionRole.grantReadAsset(asset);
  made.grantStartJobRun(new iam.Role(stack, 'Submitter', { roleName: 'submitter', assumedBy: new iam.ServicePrincipal('states.amazonaws.com') }));
  return { template: Template.fromStack(stack), key: asset.s3ObjectKey };
}

const { template, key } = team();
const idOf = (type: string) => Object.keys(template.findResources(type))[0].toLowerCase();

type Row = readonly [action: string, resource: string, context?: Record<string, string>];
const requests = (rows: readonly Row[]): NamedRequest[] =>
  rows.map(([action, resource, context]) => ({ name: `${action} ${resource}`, parts: [{ action, resource, context }] }));

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:111122223333:${rest}`;
const assets = 'arn:aws:s3:::cdk-hnb659fds-assets-111122223333-eu-west-1';
const logGroup = arn('logs', 'log-group:/emr-on-eks-logs/emr-eks-karpenter/team-a');
const prefix = 'emr-on-eks-logs/emr-eks-karpenter/team-a';
const kmsKey = arn('kms', `key/${idOf('AWS::KMS::Key')}`);

const ROLE: { readonly allowed: Row[]; readonly denied: Row[] } = {
  allowed: [
    ['logs:CreateLogStream', `${logGroup}:log-stream:s`], ['logs:PutLogEvents', `${logGroup}:log-stream:s`], ['logs:DescribeLogStreams', `${logGroup}:log-stream:`],
    ['logs:DescribeLogGroups', arn('logs', 'log-group::log-stream:')],
    ['s3:GetObject', `${assets}/${key}`],
    ['s3:PutObject', `arn:aws:s3:::logs/${prefix}/vc/jobs/1`], ['s3:GetObject', `arn:aws:s3:::logs/${prefix}/vc/jobs/1`],
    ['s3:ListBucket', 'arn:aws:s3:::logs', { 's3:prefix': `${prefix}/vc/` }],
    ['kms:GenerateDataKey', kmsKey], ['kms:Decrypt', kmsKey],
    ['sts:AssumeRole', 'arn:aws:iam::444455556666:role/data'], ['sts:TagSession', 'arn:aws:iam::444455556666:role/data'],
  ],
  denied: [
    ['logs:PutLogEvents', `${logGroup.replace('team-a', 'team-b')}:log-stream:s`], ['logs:DeleteLogStream', `${logGroup}:log-stream:s`],
    ['logs:DeleteLogGroup', arn('logs', 'log-group:any')], ['logs:DescribeLogGroups', '*'],
    ['s3:GetObject', `${assets}/other.zip`], ['s3:DeleteObject', `${assets}/${key}`],
    ['s3:PutObject', `arn:aws:s3:::logs/${prefix.replace('team-a', 'team-b')}/vc/jobs/1`], ['s3:DeleteObject', `arn:aws:s3:::logs/${prefix}/vc/jobs/1`],
    ['s3:ListBucket', 'arn:aws:s3:::logs', { 's3:prefix': '' }], ['s3:PutBucketPolicy', 'arn:aws:s3:::logs', { 's3:prefix': `${prefix}/` }],
    ['s3:ListBucket', 'arn:aws:s3:::other', { 's3:prefix': `${prefix}/` }],
    ['kms:Decrypt', arn('kms', 'key/other')], ['kms:ScheduleKeyDeletion', kmsKey],
    ['sts:AssumeRole', 'arn:aws:iam::444455556666:role/other'], ['sts:SetSourceIdentity', 'arn:aws:iam::444455556666:role/data'],
  ],
};

const cluster = arn('emr-containers', `/virtualclusters/${idOf('AWS::EMRContainers::VirtualCluster')}`);
const jobTemplate = arn('emr-containers', '/jobtemplates/1');
const [own, foreign] = ['team-a', 'team-b'].map((name) => `arn:aws:iam::111122223333:role/${name}`);
const executionRole = (role: string) => ({ 'emr-containers:ExecutionRoleArn': role });

const SUBMITTER: { readonly allowed: Row[]; readonly denied: Row[] } = {
  allowed: [
    ['emr-containers:DescribeVirtualCluster', cluster], ['emr-containers:ListJobRuns', cluster], ['emr-containers:DescribeJobTemplate', jobTemplate],
    ['emr-containers:DescribeJobRun', `${cluster}/jobruns/1`], ['emr-containers:CancelJobRun', `${cluster}/jobruns/1`], ['emr-containers:TagResource', `${cluster}/jobruns/1`],
    ['emr-containers:StartJobRun', cluster, executionRole(own)], ['iam:PassRole', own, { 'iam:PassedToService': 'pods.eks.amazonaws.com' }],
  ],
  denied: [
    ['emr-containers:DescribeVirtualCluster', `${cluster}2`], ['emr-containers:DeleteVirtualCluster', cluster],
    ['emr-containers:CancelJobRun', `${cluster}2/jobruns/1`], ['emr-containers:UntagResource', `${cluster}/jobruns/1`],
    ['emr-containers:DeleteJobTemplate', jobTemplate], ['emr-containers:DescribeJobTemplate', '*'],
    ['emr-containers:StartJobRun', cluster, executionRole(foreign)], ['emr-containers:StartJobRun', `${cluster}2`, executionRole(own)],
    ['emr-containers:CreateManagedEndpoint', cluster, executionRole(own)],
    ['iam:PassRole', foreign, { 'iam:PassedToService': 'pods.eks.amazonaws.com' }], ['iam:PassRole', own, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ['iam:UpdateAssumeRolePolicy', own, { 'iam:PassedToService': 'pods.eks.amazonaws.com' }],
  ],
};

describe.each([['the role of a team', 'team-a', ROLE], ['a principal that starts its jobs', 'submitter', SUBMITTER]])('%s', (_, role, table) => {
  const statements: Statement[] = policiesOf(template, role);
  const [allowed, denied] = [requests(table.allowed), requests(table.denied)];

  test('may do its work, and nothing beside it', () => {
    expect(allowed.filter((request) => !isAllowed(statements, request))).toEqual([]);
    expect(denied.filter((request) => evaluate(statements, request.parts[0]) !== 'not allowed')).toEqual([]);
  });

  test('needs every statement, action and resource for it', () => {
    expect(survivors(narrowed(statements), (policy) => allowed.some((request) => !isAllowed(policy, request)))).toEqual([]);
  });

  test('could do more without any of the conditions, with more actions or on more resources', () => {
    expect(survivors(widened(statements), (policy) => denied.some((request) => isAllowed(policy, request)))).toEqual([]);
  });
});
