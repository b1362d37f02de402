import * as iam from 'aws-cdk-lib/aws-iam';
import { storageKeyStatements } from '../../../src/storage/policies/volume-key';
import { evaluate, type IamRequest, type Statement } from '../../support/iam';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const VIA = 'ec2.eu-west-1.amazonaws.com';
const { Statement } = new iam.PolicyDocument({ statements: storageKeyStatements({ keyArn: KEY, viaService: VIA }) }).toJSON();
const ask = (request: Partial<IamRequest>) => evaluate(Statement as Statement[], { action: 'kms:CreateGrant', resource: KEY, ...request });
const via = { 'kms:ViaService': VIA };

describe('storageKeyStatements()', () => {
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
