import * as iam from 'aws-cdk-lib/aws-iam';
import { keyStatements, STORAGE_KEY_ACTIONS, VOLUME_KEY_ACTIONS } from '../../../src/private/policies/key-access';
import { evaluate, type IamRequest, type Statement } from '../../support/iam';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const VIA = 'ec2.eu-west-1.amazonaws.com';
const ofStorage = keyStatements({ actions: STORAGE_KEY_ACTIONS, keyArn: KEY, viaService: VIA });
const { Statement } = new iam.PolicyDocument({ statements: ofStorage }).toJSON();
const ask = (request: Partial<IamRequest>) => evaluate(Statement as Statement[], { action: 'kms:CreateGrant', resource: KEY, ...request });
const via = { 'kms:ViaService': VIA };

describe('keyStatements()', () => {
  // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
  test.each([
    'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
  ])('allow %s through the service', (action) => {
    expect(ask({ action, context: via })).toBe('allowed');
  });

  test('allow grants that AWS asks for, and no others', () => {
    expect(ask({ context: { ...via, 'kms:GrantIsForAWSResource': 'true' } })).toBe('allowed');
    expect(ask({ context: { ...via, 'kms:GrantIsForAWSResource': 'false' } })).toBe('not allowed');
    expect(ask({ context: via })).toBe('not allowed');
  });

  test.each<[string, Partial<IamRequest>]>([
    ['the key used directly', { action: 'kms:Decrypt' }],
    ['another service', { action: 'kms:Decrypt', context: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }],
    ['another key', { action: 'kms:Decrypt', resource: `${KEY}2`, context: via }],
    ['changes to the key', { action: 'kms:ScheduleKeyDeletion', context: via }],
  ])('do not allow %s', (_, request) => {
    expect(ask(request)).toBe('not allowed');
  });
});

describe('keyStatements() of node volumes', () => {
  const controllerRoleArn = 'arn:aws:iam::111122223333:role/controller';
  const statements = keyStatements({ actions: VOLUME_KEY_ACTIONS, granteeArn: controllerRoleArn, viaService: VIA });

  test('names the key, and nobody, in a policy of the role', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const own = new iam.PolicyDocument({
      statements: keyStatements({ actions: VOLUME_KEY_ACTIONS, keyArn, viaService: 'ec2.eu-west-1.amazonaws.com' }),
    }).toJSON();
    const ofKey = new iam.PolicyDocument({ statements }).toJSON();
    expect(own.Statement).toEqual(ofKey.Statement.map(({ Principal, ...statement }: any) => ({ ...statement, Resource: keyArn })));
  });

  // https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
  test('allows what EBS asks for, through EC2 alone', () => {
    const document = new iam.PolicyDocument({ statements }).toJSON();

    expect(document.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: controllerRoleArn },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' } },
      },
      {
        Effect: 'Allow',
        Principal: { AWS: controllerRoleArn },
        Action: 'kms:CreateGrant',
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' }, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ]);
  });
});
