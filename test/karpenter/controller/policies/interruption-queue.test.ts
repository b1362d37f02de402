import { Stack } from 'aws-cdk-lib';
import { interruptionQueueStatements } from '../../../../src/karpenter/controller/policies/interruption-queue';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:queue';
const ruleArns = ['arn:aws:events:eu-west-1:111122223333:rule/a', 'arn:aws:events:eu-west-1:111122223333:rule/b'];

describe('interruptionQueueStatements()', () => {
  const [allow, deny] = interruptionQueueStatements({ queueArn, ruleArns }).map((statement) => new Stack().resolve(
    statement.toStatementJson(),
  ));

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
