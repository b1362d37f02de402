import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { interruptionQueueStatements } from '../../src/karpenter/controller/policies/interruption-queue';
import { volumeKeyStatements } from '../../src/karpenter/node-class/policies/volume-key';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:queue';
const ruleArns = ['arn:aws:events:eu-west-1:111122223333:rule/a', 'arn:aws:events:eu-west-1:111122223333:rule/b'];

describe('interruptionQueueStatements()', () => {
  const [allow, deny] = interruptionQueueStatements({ queueArn, ruleArns }).map((statement) => new Stack().resolve(statement.toStatementJson()));

  test('lets the rules alone send', () => {
    expect(allow).toEqual({
      Sid: 'EC2InterruptionPolicy',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': ruleArns } },
    });
  });

  test('denies everyone without TLS', () => {
    expect(deny).toEqual({
      Sid: 'DenyHTTP',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource: queueArn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });
});

describe('volumeKeyStatements()', () => {
  const controllerRoleArn = 'arn:aws:iam::111122223333:role/controller';
  const statements = volumeKeyStatements({ controllerRoleArn, viaService: 'ec2.eu-west-1.amazonaws.com' });

  test('names the key, and nobody, in a policy of the role', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const own = new iam.PolicyDocument({ statements: volumeKeyStatements({ keyArn, viaService: 'ec2.eu-west-1.amazonaws.com' }) }).toJSON();
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
