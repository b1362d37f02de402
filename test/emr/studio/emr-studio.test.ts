import { App, RemovalPolicy, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ManagedEndpointType } from '../../../src/emr/endpoint/options';
import { EmrStudio } from '../../../src/emr/studio/emr-studio';
import { EmrStudioAuthentication, StudioUserAssignment, type StudioIamOptions, type StudioIdentityCenterOptions } from '../../../src/emr/studio/emr-studio-authentication';
import type { EmrStudioProps } from '../../../src/emr/studio/options';
import { emrFaults } from '../../support/emr-api';
import { evaluate, policiesOf, resolveIntrinsics, trustOf, type IamRequest } from '../../support/iam';
import { deployedText, propsOf, type PropCases } from '../../support/props';
import { FakeCluster, testStack } from '../../support/stacks';
import { CONNECT, endpointOf, endpointWorld, SESSIONS } from '../endpoint/endpoints';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/sentinel';

interface Built {
  readonly cluster: FakeCluster;
  readonly studio: EmrStudio;
  readonly template: Template;
}

function build(options: (cluster: FakeCluster) => Partial<EmrStudioProps> = () => ({}), use: (studio: EmrStudio) => void = () => undefined): Built {
  const stack = testStack('Test', new App());
  const cluster = new FakeCluster(stack);
  const studio = new EmrStudio(stack, 'Studio', { cluster, ...options(cluster) });
  use(studio);
  return { cluster, studio, template: Template.fromStack(stack) };
}

const typesOf = (template: Template) => Object.values<any>(template.toJSON().Resources).map(({ Type }) => Type).sort();
const propertiesOf = (template: Template) => Object.values(template.findResources('AWS::EMR::Studio'))[0].Properties;
const serviceRole = (template: Template) => Object.keys(template.findResources('AWS::IAM::Role')).find((id) => id.startsWith('StudioServiceRole'))!;

describe('EmrStudio', () => {
  test('adds eight resources', () => {
    expect(typesOf(build().template)).toEqual([
      'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress',
      'AWS::EMR::Studio', 'AWS::IAM::Role', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy',
    ]);
  });

  test('is in the network of the cluster, where its load balancers are', () => {
    expect(propertiesOf(build().template)).toMatchObject({ AuthMode: 'IAM', VpcId: 'vpc-12345678', SubnetIds: ['subnet-balancers-0', 'subnet-balancers-1'] });
  });

  test('keeps notebooks in a bucket that is encrypted, versioned, closed and kept', () => {
    const { template } = build();
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  // https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-security-groups.html
  test('lets workspaces connect to engines and to Git, and nothing to workspaces', () => {
    const { template } = build();
    const group = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^Studio${id}`), 'GroupId'] });
    const rule = { IpProtocol: 'tcp', FromPort: 18888, ToPort: 18888 };
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { ...rule, GroupId: group('Workspaces'), DestinationSecurityGroupId: group('Engine') });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { ...rule, GroupId: group('Engine'), SourceSecurityGroupId: group('Workspaces') });
    const workspaces = Object.values(template.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Workspaces of EMR Studio' } }))[0].Properties;
    expect(workspaces.SecurityGroupEgress).toEqual([{ CidrIp: '0.0.0.0/0', Description: 'Git repositories', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }]);
    expect(workspaces).not.toHaveProperty('SecurityGroupIngress');
    expect(Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'))).toHaveLength(1);
  });

  test('attach() lets its workspaces reach an endpoint', () => {
    const world = endpointWorld();
    new EmrStudio(world.stack, 'Notebooks', { cluster: world.cluster }).attach(endpointOf(world));
    const group = { 'Fn::GetAtt': [Match.stringLikeRegexp('^TeamAStudio'), 'SecurityGroup'] };
    const template = Template.fromStack(world.stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: group, FromPort: 18888 });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { DestinationSecurityGroupId: group, FromPort: 18888 });
  });

  test('attach() refuses an endpoint for Spark Connect', () => {
    const world = endpointWorld({ team: SESSIONS });
    const endpoint = endpointOf(world, { endpointType: ManagedEndpointType.SPARK_CONNECT }, CONNECT);
    expect(() => new EmrStudio(world.stack, 'Notebooks', { cluster: world.cluster }).attach(endpoint)).toThrow(/^\[Test\/TeamA\/Studio\] `endpointType` must be JUPYTER_ENTERPRISE_GATEWAY to let clients connect/);
  });

  test('has a role for users of Identity Center, who come with a context', () => {
    const { template, studio } = build(() => ({
      authentication: EmrStudioAuthentication.identityCenter({ instanceArn: INSTANCE, userAssignment: StudioUserAssignment.REQUIRED }),
    }));
    expect(studio.userRole).toBeDefined();
    const userRole = Object.keys(template.findResources('AWS::IAM::Role')).find((id) => id.startsWith('StudioUserRole'))!;
    expect(trustOf(template, userRole).flatMap(({ Action }) => Action)).toEqual(['sts:AssumeRole', 'sts:SetContext']);
    expect(propertiesOf(template)).toMatchObject({ AuthMode: 'SSO', IdcInstanceArn: INSTANCE, IdcUserAssignment: 'REQUIRED', UserRole: { 'Fn::GetAtt': [userRole, 'Arn'] } });
    expect(policiesOf(template, userRole).flatMap(({ Action }) => Action)).not.toContain('elasticmapreduce:CreateStudioPresignedUrl');
  });

  test('shows its address', () => {
    expect(Object.values(build().template.findOutputs('*'))).toEqual([{ Description: 'EMR Studio', Value: { 'Fn::GetAtt': [expect.any(String), 'Url'] } }]);
  });
});

describe('the service role of a Studio', () => {
  const { template } = build((cluster) => ({ encryptionKey: kms.Key.fromKeyArn(cluster, 'Key', KEY) }));
  const statements = policiesOf(template, serviceRole(template));
  const ec2 = (resource: string) => `arn:aws:ec2:eu-west-1:111122223333:${resource}`;
  const TAG = 'for-use-with-amazon-emr-managed-policies';
  const workspaces = Object.keys(template.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Workspaces of EMR Studio' } }))[0];
  const bucket = `arn:aws:s3:::${Object.keys(template.findResources('AWS::S3::Bucket'))[0].toLowerCase()}`;
  const ownGroup = ec2(`security-group/${workspaces.toLowerCase()}.GroupId`);

  test.each<IamRequest>([
    { action: 'ec2:CreateNetworkInterface', resource: ec2('network-interface/*'), context: { [`aws:RequestTag/${TAG}`]: 'true' } },
    { action: 'ec2:CreateNetworkInterface', resource: ec2('subnet/subnet-balancers-0') },
    { action: 'ec2:CreateNetworkInterface', resource: ownGroup },
    { action: 'ec2:CreateTags', resource: ec2('network-interface/eni-1'), context: { 'ec2:CreateAction': 'CreateNetworkInterface' } },
    { action: 'ec2:CreateNetworkInterfacePermission', resource: ec2('network-interface/eni-1'), context: { [`aws:ResourceTag/${TAG}`]: 'true' } },
    { action: 'ec2:DeleteNetworkInterface', resource: ec2('network-interface/eni-1'), context: { [`aws:ResourceTag/${TAG}`]: 'true' } },
    { action: 'ec2:ModifyNetworkInterfaceAttribute', resource: ec2('network-interface/eni-1') },
    { action: 'ec2:AuthorizeSecurityGroupIngress', resource: ownGroup },
    { action: 'ec2:DescribeSubnets', resource: '*' },
    { action: 's3:PutObject', resource: `${bucket}/notebook.ipynb` },
    { action: 's3:GetEncryptionConfiguration', resource: bucket },
    { action: 'secretsmanager:GetSecretValue', resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:emr-studio-git', context: { [`aws:ResourceTag/${TAG}`]: 'true' } },
    { action: 'kms:GenerateDataKey', resource: KEY },
  ])('may $action on $resource', (request) => {
    expect(evaluate(statements, request)).toBe('allowed');
  });

  test.each<[string, IamRequest]>([
    ['interfaces in other subnets', { action: 'ec2:CreateNetworkInterface', resource: ec2('subnet/subnet-other') }],
    ['interfaces of others', { action: 'ec2:DeleteNetworkInterface', resource: ec2('network-interface/eni-1') }],
    ['interfaces without EMR\'s tag', { action: 'ec2:CreateNetworkInterface', resource: ec2('network-interface/*') }],
    ['rules of other groups', { action: 'ec2:AuthorizeSecurityGroupIngress', resource: ec2('security-group/sg-other'), context: { [`aws:ResourceTag/${TAG}`]: 'true' } }],
    ['tags on what exists', { action: 'ec2:CreateTags', resource: ec2('network-interface/eni-1') }],
    ['another bucket', { action: 's3:GetObject', resource: 'arn:aws:s3:::data/secret.csv' }],
    ['other secrets', { action: 'secretsmanager:GetSecretValue', resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:database', context: { [`aws:ResourceTag/${TAG}`]: 'true' } }],
    ['other keys', { action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/other' }],
  ])('may not reach %s', (_, request) => {
    expect(evaluate(statements, request)).toBe('not allowed');
  });

  test('trusts EMR for Studios of this account and Region', () => {
    const trust = trustOf(template, serviceRole(template));
    const context = { 'aws:SourceAccount': '111122223333', 'aws:SourceArn': 'arn:aws:elasticmapreduce:eu-west-1:111122223333:studio/es-1' };
    const request = { action: 'sts:AssumeRole', principal: { Service: 'elasticmapreduce.amazonaws.com' } };
    expect(evaluate(trust, { ...request, context })).toBe('allowed');
    expect(evaluate(trust, { ...request, context: { ...context, 'aws:SourceAccount': '444455556666' } })).toBe('not allowed');
  });
});

test('grantUse() lets a user open the Studio and work in it', () => {
  const { template } = build(undefined, (studio) => studio.grantUse(new iam.Role(studio, 'User', { roleName: 'user', assumedBy: new iam.AccountRootPrincipal() })));
  const statements = policiesOf(template, 'user');
  const own = statements.find(({ Action }) => [Action].flat().includes('elasticmapreduce:CreateStudioPresignedUrl'))!.Resource as string;
  expect(evaluate(statements, { action: 'elasticmapreduce:CreateStudioPresignedUrl', resource: own })).toBe('allowed');
  expect(evaluate(statements, { action: 'elasticmapreduce:CreateStudioPresignedUrl', resource: 'arn:aws:elasticmapreduce:eu-west-1:111122223333:studio/es-other' })).toBe('not allowed');
  expect(evaluate(statements, { action: 'elasticmapreduce:StartEditor', resource: 'arn:aws:elasticmapreduce:eu-west-1:111122223333:editor/e-1' })).toBe('allowed');
  expect(evaluate(statements, { action: 'elasticmapreduce:RunJobFlow', resource: '*' })).toBe('not allowed');
});

const PROPS: PropCases<Omit<EmrStudioProps, 'cluster'>> = {
  studioName: { options: { studioName: 'sentinel' }, shows: '"Name":"sentinel"' },
  description: { options: { description: 'sentinel' }, shows: '"Description":"sentinel"' },
  authentication: { options: { authentication: EmrStudioAuthentication.identityCenter() }, shows: '"AuthMode":"SSO"' },
  subnets: { options: (scope) => ({ subnets: (scope.node.findChild('Cluster') as FakeCluster).network.loadBalancerSubnets.slice(0, 1) }), shows: '"SubnetIds":["subnet-balancers-0"]' },
  bucket: { options: (scope) => ({ bucket: s3.Bucket.fromBucketName(scope, 'Own', 'sentinel') }), shows: '"DefaultS3Location":"s3://sentinel"' },
  encryptionKey: { options: (scope) => ({ encryptionKey: kms.Key.fromKeyArn(scope, 'Key', KEY) }), shows: `"EncryptionKeyArn":"${KEY}"` },
  removalPolicy: { options: { removalPolicy: RemovalPolicy.DESTROY }, shows: '"DeletionPolicy":"Delete"' },
  userRole: { options: (scope) => ({ authentication: EmrStudioAuthentication.identityCenter(), userRole: iam.Role.fromRoleName(scope, 'Own', 'sentinel') }), shows: ':role/sentinel' },
  outputs: { options: { outputs: false }, shows: '\n{}\n' },
};

const IAM_MODE: PropCases<StudioIamOptions> = {
  idpAuthUrl: { options: { idpAuthUrl: 'https://sentinel' }, shows: '"IdpAuthUrl":"https://sentinel"' },
  idpRelayStateParameterName: { options: { idpAuthUrl: 'https://x', idpRelayStateParameterName: 'sentinel' }, shows: '"IdpRelayStateParameterName":"sentinel"' },
};

const CENTER: PropCases<StudioIdentityCenterOptions> = {
  instanceArn: { options: { instanceArn: INSTANCE }, shows: `"IdcInstanceArn":"${INSTANCE}"` },
  userAssignment: { options: { userAssignment: StudioUserAssignment.OPTIONAL }, shows: '"IdcUserAssignment":"OPTIONAL"' },
  trustedIdentityPropagation: { options: { trustedIdentityPropagation: true }, shows: '"TrustedIdentityPropagationEnabled":true' },
};

const STRUCTS: Array<[string, string, PropCases<any>, (options: any) => Partial<EmrStudioProps>]> = [
  ['EmrStudioProps', 'options', PROPS, (options) => options],
  ['StudioIamOptions', 'emr-studio-authentication', IAM_MODE, (options) => ({ authentication: EmrStudioAuthentication.iam(options) })],
  ['StudioIdentityCenterOptions', 'emr-studio-authentication', CENTER, (options) => ({ authentication: EmrStudioAuthentication.identityCenter(options) })],
];

describe.each(STRUCTS)('%s', (struct, file, cases, wrap) => {
  const built = (options: any) => build((cluster) => wrap(typeof options === 'function' ? options(cluster.node.scope) : options)).template;

  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`emr/studio/${file}.ts`, struct).filter((prop) => prop !== 'cluster'));
  });

  test.each(Object.entries(cases))('%s is deployed, as EMR takes it', (_, { options, shows }) => {
    expect(deployedText(built({}))).not.toContain(shows);
    const template = built(options);
    expect(deployedText(template)).toContain(shows);
    expect(emrFaults('CreateStudio', resolveIntrinsics(propertiesOf(template), template.toJSON().Resources))).toEqual([]);
  });
});

describe('a Studio', () => {
  test.each<[string, (cluster: FakeCluster) => Partial<EmrStudioProps>, string]>([
    ['no name', () => ({ studioName: '' }), '`studioName` must be 1 to 256 characters, not all of them blank, got ""; shorten it or leave it out'],
    ['a name of 257 letters', () => ({ studioName: 'a'.repeat(257) }), '`studioName` must be 1 to 256 characters, not all of them blank, got 257 characters; shorten it or leave it out'],
    ['a description of 257 letters', () => ({ description: 'a'.repeat(257) }), '`description` must be 1 to 256 characters, not all of them blank, got 257 characters; shorten it or leave it out'],
    ['no subnets', () => ({ subnets: [] }), '`subnets` must hold 1 to 5, got 0; choose private subnets of the cluster\'s VPC'],
    ['six subnets', ({ network: { loadBalancerSubnets: [one] } }) => ({ subnets: Array(6).fill(one) }), '`subnets` must hold 1 to 5, got 6; choose private subnets of the cluster\'s VPC'],
    ['subnets without load balancers', ({ network: { vpc } }) => ({ subnets: vpc.privateSubnets }), '`subnets` must have one in common with the load balancers of emr-eks-karpenter, got subnet-aaaaaaaa, subnet-bbbbbbbb; EMR Studio shows no endpoint otherwise: add subnet-balancers-0'],
    ['a policy for a bucket made elsewhere', (cluster) => ({ bucket: s3.Bucket.fromBucketName(cluster, 'Own', 'own'), removalPolicy: RemovalPolicy.DESTROY }), '`removalPolicy` must be left out with `bucket`, got both; set it where the bucket is made'],
    ['a user role with IAM', (cluster) => ({ userRole: iam.Role.fromRoleName(cluster, 'R', 'r') }), '`userRole` must be left out with `EmrStudioAuthentication.iam()`, got a role; users are principals of their own, let them in with `grantUse`'],
  ])('fails on %s', (_, options, message) => {
    expect(() => build(options)).toThrow(new Error(`[Test/Studio] ${message}`));
  });

  test('fails on a public subnet', () => {
    expect(() => build((cluster) => {
      Object.assign(cluster.network.vpc, { publicSubnets: cluster.network.loadBalancerSubnets });
      return {};
    })).toThrow(new Error('[Test/Studio] `subnets` must be private, got the public subnet subnet-balancers-0; workspaces have no public addresses'));
  });

  test.each<[string, () => EmrStudioAuthentication, string]>([
    ['a sign-in page without TLS', () => EmrStudioAuthentication.iam({ idpAuthUrl: 'http://idp' }), '`idpAuthUrl` must begin with "https://", got "http://idp"; take the sign-in page of the identity provider'],
    ['a relay state alone', () => EmrStudioAuthentication.iam({ idpRelayStateParameterName: 'x' }), '`idpRelayStateParameterName` must come with `idpAuthUrl`, got "x" alone; give the sign-in page too'],
    ['an instance that is none', () => EmrStudioAuthentication.identityCenter({ instanceArn: 'ssoins-1' }), '`instanceArn` must be the ARN of an Identity Center instance, got "ssoins-1"; write arn:<partition>:sso:::instance/<id>'],
  ])('fails on %s', (_, authentication, message) => {
    expect(authentication).toThrow(new Error(message));
  });

  test('accepts texts on the edge, and tokens', () => {
    expect(() => build(() => ({ studioName: 'a'.repeat(256), description: 'a' }))).not.toThrow();
    expect(() => build(() => ({ studioName: Token.asString({ Ref: 'N' }), authentication: EmrStudioAuthentication.iam({ idpAuthUrl: Token.asString({ Ref: 'U' }) }) }))).not.toThrow();
  });
});
