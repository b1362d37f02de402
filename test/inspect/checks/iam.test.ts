import { checkIam } from '../../../inspect/checks/iam';
import { platformOf, said } from '../platforms';

const allow = (more: object) => ({ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn', ...more });
const policy = (...Statement: object[]) => ({ Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement } } });
const trusting = (statement: object, more: object = {}) => ({
  Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] }, ...more },
});
const web = (Condition?: object) => trusting({ Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'p' }, Condition });
const check = (resource: object, more: object = {}) => said(checkIam(platformOf({ One: { Resources: { R: resource }, ...more } })));

describe('checkIam()', () => {
  test.each<[string, object]>([
    ['reads of everything', policy(allow({
      Action: ['ec2:DescribeInstances', 'pricing:GetProducts', 'iam:ListInstanceProfiles'], Resource: '*',
    }))],
    ['a mutating action on named resources', policy(allow({ Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::data/*' } }))],
    ['a denial of everything', policy({ ...allow({ Action: '*', Resource: '*' }), Effect: 'Deny' })],
    ['metrics within a namespace, which have no resource', policy(allow({
      Action: 'cloudwatch:PutMetricData', Resource: '*', Condition: { StringEquals: { 'cloudwatch:namespace': 'Spark' } },
    }))],
    ['a web identity bound to a subject', web({
      StringEquals: { 'oidc.eks/id/X:sub': 'system:serviceaccount:a:b', 'oidc.eks/id/X:aud': 'sts.amazonaws.com' },
    })],
    ['a web identity whose condition is known at deployment', web({ StringLike: { 'Fn::GetAtt': ['Json', 'Value'] } })],
    ['a service', trusting({ Action: 'sts:AssumeRole', Principal: { Service: 'pods.eks.amazonaws.com' } })],
    ['everyone of an organisation', trusting({
      Action: 'sts:AssumeRole', Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    })],
    [
      'a key for its account',
      {
        Type: 'AWS::KMS::Key',
        Properties: { KeyPolicy: { Statement: [{ ...allow({ Action: 'kms:*', Resource: '*' }), Principal: { AWS: 'account' } }] } },
      },
    ],
    ['a queue for everyone in an organisation', {
      Type: 'AWS::SQS::QueuePolicy', Properties: {
        PolicyDocument: {
          Statement: [{
            ...allow({
              Action: 'sqs:SendMessage',
            }), Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
          }],
        },
      },
    }],
    [
      'a denial to everyone',
      {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { PolicyDocument: { Statement: [{ ...allow({ Action: 's3:*' }), Effect: 'Deny', Principal: '*' }] } },
      },
    ],
    ['a web identity of all service accounts of EMR in a namespace', web({
      StringLike: { 'oidc.eks/id/X:sub': 'system:serviceaccount:a:emr-containers-sa-*-*-1-role' },
    })],
    [
      'an ARN that names an account, as only a user can know it',
      { Type: 'Custom::Thing', Properties: { role: 'arn:aws:iam::444455556666:role/data' } },
    ],
  ])('accepts %s', (_, resource) => {
    expect(check(resource)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['a mutating action on everything', policy(allow({}), allow({ Action: ['s3:GetObject', 's3:DeleteObject'], Resource: ['*'] })),
      'PolicyDocument.Statement[1].Resource: must name resources for the mutating action s3:DeleteObject, got *'],
    [
      'every action of a service on everything',
      policy(allow({ Action: 'sqs:*', Resource: '*' })),
      'PolicyDocument.Statement[0].Resource: must name resources for the mutating action sqs:*, got *',
    ],
    ['all but some actions on everything', policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      'PolicyDocument.Statement[0].Resource: must name resources for the mutating action everything but iam:*, got *'],
    ['metrics of any namespace', policy(allow({ Action: 'cloudwatch:PutMetricData', Resource: '*' })),
      'PolicyDocument.Statement[0].Resource: must name resources for the mutating action cloudwatch:PutMetricData, got *'],
    ['an inline policy of a role', trusting({ Action: 'sts:AssumeRole', Principal: { Service: 's' } }, {
      Policies: [{ PolicyDocument: { Statement: allow({ Resource: '*' }) } }],
    }),
    'Policies[0].PolicyDocument.Statement[0].Resource: must name resources for the mutating action s3:PutObject, got *'],
    [
      'a web identity without a condition',
      web(),
      'AssumeRolePolicyDocument.Statement[0].Condition: must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)',
    ],
    ['a web identity of any subject', web({ StringEquals: { 'oidc.eks/id/X:aud': 'sts.amazonaws.com' } }),
      'AssumeRolePolicyDocument.Statement[0].Condition: must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)'],
    [
      'everyone',
      trusting({ Action: 'sts:AssumeRole', Principal: '*' }),
      'AssumeRolePolicyDocument.Statement[0].Principal: must not be everyone without a condition, got *',
    ],
    ['a mutating action on all but some resources', policy(allow({ Resource: undefined, NotResource: 'arn' })),
      'PolicyDocument.Statement[0].NotResource: must name resources for the mutating action s3:PutObject, got everything but arn'],
    ['metrics with a condition that says nothing', policy(allow({
      Action: 'cloudwatch:PutMetricData', Resource: '*', Condition: { StringEquals: {} },
    })),
    'PolicyDocument.Statement[0].Resource: must name resources for the mutating action cloudwatch:PutMetricData, got *'],
    ['a policy of a user', { Type: 'AWS::IAM::UserPolicy', Properties: { PolicyDocument: { Statement: [allow({ Resource: '*' })] } } },
      'PolicyDocument.Statement[0].Resource: must name resources for the mutating action s3:PutObject, got *'],
    ['an inline policy of a group', {
      Type: 'AWS::IAM::Group', Properties: {
        Policies: [{
          PolicyDocument: {
            Statement: [allow({
              Resource: '*',
            })],
          },
        }],
      },
    },
    'Policies[0].PolicyDocument.Statement[0].Resource: must name resources for the mutating action s3:PutObject, got *'],
    ...['*', 'system:serviceaccount:*', 'system:serviceaccount:*:*'].map((sub) => [`a web identity of the subject ${sub}`, web({
      StringLike: { 'oidc.eks/id/X:sub': ['system:serviceaccount:a:b', sub] },
    }),
    'AssumeRolePolicyDocument.Statement[0].Condition: must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)'] as [string, object, string]),
    ...['StringLikeIfExists', 'ForAllValues:StringEquals', 'StringNotEquals', 'Null'].map((operator) => [
      `a web identity bound by ${operator}`,
      web({ [operator]: { 'oidc.eks/id/X:sub': 'system:serviceaccount:a:b' } }),
      'AssumeRolePolicyDocument.Statement[0].Condition: must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)',
    ] as [string, object, string]),
    ['a web identity admitted by a wildcard', trusting({ Action: 'sts:Assume*', Principal: { Federated: 'p' } }),
      'AssumeRolePolicyDocument.Statement[0].Condition: must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)'],
    ['all but one', trusting({ Action: 'sts:AssumeRole', NotPrincipal: { AWS: 'arn' } }),
      'AssumeRolePolicyDocument.Statement[0].Principal: must not be everyone without a condition, got everyone but {"AWS":"arn"}'],
    ['a queue for everyone', {
      Type: 'AWS::SQS::QueuePolicy', Properties: {
        PolicyDocument: {
          Statement: [{
            ...allow({
              Action: 'sqs:SendMessage',
            }), Principal: { AWS: ['*'] },
          }],
        },
      },
    },
    'PolicyDocument.Statement[0].Principal: must not be everyone without a condition, got *'],
    [
      'a key for everyone',
      {
        Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ ...allow({ Action: 'kms:*', Resource: '*' }), Principal: '*' }] } },
      },
      'KeyPolicy.Statement[0].Principal: must not be everyone without a condition, got *',
    ],
    ['a literal partition', { Type: 'Custom::Thing', Properties: { list: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] } },
      'Properties.list[0].arn: must use the partition of the stack (AWS::Partition), got arn:aws:iam::'],
    ['a literal partition inside text', { Type: 'Custom::Thing', Properties: { text: '{"a":"arn:aws-cn:s3:::bucket"}' } },
      'Properties.text: must use the partition of the stack (AWS::Partition), got arn:aws-cn:s3::'],
  ])('finds %s', (_, resource, finding) => {
    expect(check(resource)).toEqual([finding]);
  });

  test('reads a document that Fn::Sub writes as text', () => {
    const text = JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: '${AWS::Region}' } }],
    });
    const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { 'Fn::Sub': text } } };
    expect(check(role)).toEqual([
      'AssumeRolePolicyDocument.Statement[0].Condition: must bind sts:AssumeRoleWithWebIdentity to a subject (…:sub)',
    ]);
  });

  test('finds a literal partition in an output', () => {
    expect(check(policy(), { Outputs: { Arn: { Value: 'arn:aws:s3:::data' } } })).toEqual([
      'Outputs.Arn.Value: must use the partition of the stack (AWS::Partition), got arn:aws:s3::',
    ]);
  });
});
