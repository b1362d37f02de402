import { Resolver } from '../../../inspect/assembly/intrinsics';
import type { StackTemplate } from '../../../inspect/assembly/model';

function stack(name: string, template: any, environment = 'aws://111122223333/eu-west-1'): StackTemplate {
  return { name, template, bytes: 0, environment };
}

const shared = stack('Shared', {
  Resources: { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } },
  Outputs: { Vpc: { Value: { Ref: 'Vpc' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Vpc' } } } },
});

const one = stack('One', {
  Parameters: {
    Size: { Type: 'Number', Default: 3 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
    Ami: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' },
  },
  Mappings: { ByRegion: { 'eu-west-1': { host: 'dublin' } } },
  Conditions: {
    Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
    There: { 'Fn::Not': [{ Condition: 'Here' }] },
    Both: { 'Fn::And': [{ Condition: 'Here' }, { Condition: 'There' }] },
    Either: { 'Fn::Or': [{ Condition: 'Here' }, { Condition: 'There' }] },
  },
  Resources: {
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: { AvailabilityZone: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, VpcId: { 'Fn::ImportValue': 'Shared:Vpc' } },
    },
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: {} },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'jobs', Path: '/data/' } },
    Unnamed: { Type: 'AWS::IAM::Role', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'spark' } },
    Cluster: { Type: 'AWS::EKS::Cluster', Properties: { Name: 'spark' } },
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/emr' } },
    Team: { Type: 'AWS::EMRContainers::VirtualCluster', Properties: { Name: 'team-a' } },
    Workspace: { Type: 'AWS::APS::Workspace', Properties: {} },
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'read' } },
    Lustre: { Type: 'AWS::FSx::FileSystem', Properties: {} },
    Loop: { Type: 'AWS::SSM::Parameter', Properties: { Name: { 'Fn::GetAtt': ['Loop', 'Value'] }, Value: { Ref: 'Loop' } } },
  },
});

const resolve = (value: any) => new Resolver([shared, one]).resolve(value, 'One');

describe('Resolver', () => {
  test.each<[string, any, any]>([
    ['account', { Ref: 'AWS::AccountId' }, '111122223333'],
    ['region', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['suffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['stack name', { Ref: 'AWS::StackName' }, 'One'],
    ['no value', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['parameter', { Ref: 'Size' }, 3],
    ['list parameter', { Ref: 'Zones' }, ['a', 'b']],
    ['join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-west-1'],
    ['select and split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [
      'sub',
      { 'Fn::Sub': '${AWS::Region}/${Role}/${Role.Arn}/${!Literal}' },
      'eu-west-1/jobs/arn:aws:iam::111122223333:role/data/jobs/${Literal}',
    ],
    ['sub with variables', { 'Fn::Sub': ['${x}-${AWS::Region}', { x: { Ref: 'Size' } }] }, '3-eu-west-1'],
    ['map', { 'Fn::FindInMap': ['ByRegion', { Ref: 'AWS::Region' }, 'host'] }, 'dublin'],
    ['condition', { 'Fn::If': ['Here', 'yes', 'no'] }, 'yes'],
    ['negation', { 'Fn::If': ['There', 'yes', 'no'] }, 'no'],
    ['conjunction', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['disjunction', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['base64', { 'Fn::Base64': 'a' }, 'YQ=='],
    ['cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, '12'] }, ['10.0.0.0/20', '10.0.16.0/20', '10.0.32.0/20']],
    ['zones', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['length', { 'Fn::Length': ['a', 'b'] }, 2],
    ['json', { 'Fn::ToJsonString': { a: { Ref: 'Size' } } }, '{"a":3}'],
    ['a property as attribute', { 'Fn::GetAtt': ['Subnet', 'AvailabilityZone'] }, 'eu-west-1b'],
    ['a dotted attribute as text', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::111122223333:role/data/jobs'],
    ['a role name', { Ref: 'Role' }, 'jobs'],
    ['a queue URL', { Ref: 'Queue' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/spark'],
    ['a queue ARN', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-west-1:111122223333:spark'],
    ['a cluster ARN', { 'Fn::GetAtt': ['Cluster', 'Arn'] }, 'arn:aws:eks:eu-west-1:111122223333:cluster/spark'],
    ['a bucket ARN', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::data'],
    ['a log group ARN', { 'Fn::GetAtt': ['Logs', 'Arn'] }, 'arn:aws:logs:eu-west-1:111122223333:log-group:/emr:*'],
    ['a managed policy', { Ref: 'Policy' }, 'arn:aws:iam::111122223333:policy/read'],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test.each<[string, any, RegExp]>([
    ['subnet', { Ref: 'Subnet' }, /^subnet-[0-9a-f]{17}$/],
    ['security group', { 'Fn::GetAtt': ['Group', 'GroupId'] }, /^sg-[0-9a-f]{17}$/],
    ['imported VPC', { 'Fn::ImportValue': 'Shared:Vpc' }, /^vpc-[0-9a-f]{17}$/],
    ['VPC of a subnet', { 'Fn::GetAtt': ['Subnet', 'VpcId'] }, /^vpc-[0-9a-f]{17}$/],
    ['role without a name', { Ref: 'Unnamed' }, /^[\w+=,.@-]{1,64}$/],
    ['key', { Ref: 'Key' }, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ['cluster endpoint', { 'Fn::GetAtt': ['Cluster', 'Endpoint'] }, /^https:\/\/[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com$/],
    ['issuer', { 'Fn::GetAtt': ['Cluster', 'OpenIdConnectIssuerUrl'] }, /^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/],
    ['virtual cluster', { 'Fn::GetAtt': ['Team', 'Id'] }, /^[0-9a-z]{25}$/],
    [
      'virtual cluster ARN',
      { 'Fn::GetAtt': ['Team', 'Arn'] },
      /^arn:aws:emr-containers:eu-west-1:111122223333:\/virtualclusters\/[0-9a-z]{25}$/,
    ],
    [
      'workspace',
      { 'Fn::GetAtt': ['Workspace', 'PrometheusEndpoint'] },
      /^https:\/\/aps-workspaces\.eu-west-1\.amazonaws\.com\/workspaces\/ws-[0-9a-f-]{36}\/$/,
    ],
    ['file system', { 'Fn::GetAtt': ['Lustre', 'DNSName'] }, /^fs-[0-9a-f]{17}\.fsx\.eu-west-1\.amazonaws\.com$/],
    ['AMI parameter', { Ref: 'Ami' }, /^ami-[0-9a-f]{17}$/],
    ['stack id', { Ref: 'AWS::StackId' }, /^arn:aws:cloudformation:eu-west-1:111122223333:stack\/One\//],
  ])('gives a %s its shape', (_, value, shape) => {
    expect(resolve(value)).toMatch(shape);
  });

  test('gives two resources two ids and one resource the same id twice', () => {
    expect(resolve({ Ref: 'Subnet' })).toBe(resolve({ Ref: 'Subnet' }));
    expect(resolve({ Ref: 'Unnamed' })).not.toBe(resolve({ Ref: 'Role' }));
  });

  test('ends on a resource that refers to itself', () => {
    expect(typeof resolve({ Ref: 'Loop' })).toBe('string');
  });

  test.each([
    ['aws://111122223333/cn-north-1', 'arn:aws-cn:iam::111122223333:role/r', 'amazonaws.com.cn'],
    ['aws://111122223333/us-gov-west-1', 'arn:aws-us-gov:iam::111122223333:role/r', 'amazonaws.com'],
    ['aws://unknown-account/unknown-region', 'arn:aws:iam::111122223333:role/r', 'amazonaws.com'],
  ])('knows the partition of %s', (environment, arn, suffix) => {
    const template = { Resources: { R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r' } } } };
    const resolver = new Resolver([stack('Far', template, environment)]);
    expect(resolver.resolve({ 'Fn::GetAtt': ['R', 'Arn'] }, 'Far')).toBe(arn);
    expect(resolver.resolve({ Ref: 'AWS::URLSuffix' }, 'Far')).toBe(suffix);
  });

  test('passes parameters into a nested stack and outputs out of it', () => {
    const outer = stack('Outer', {
      Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Name: 'spark' } } } },
    });
    const inner = stack('Outer/Inner', { Parameters: { Name: { Type: 'String' } }, Outputs: { Out: { Value: { Ref: 'Name' } } } });
    const resolver = new Resolver([outer, inner], new Map([['Outer/Inner', { stack: 'Outer', logicalId: 'Inner' }]]));
    expect(resolver.resolve({ 'Fn::GetAtt': ['Inner', 'Outputs.Out'] }, 'Outer')).toBe('spark');
  });
});
