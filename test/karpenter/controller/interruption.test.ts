import { Template } from 'aws-cdk-lib/assertions';
import { karpenter } from '../support';

// Exact strings:
// https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/docs/reference/cloudformation.md#interruption-handling
const PATTERNS = [
  { 'source': ['aws.health'], 'detail-type': ['AWS Health Event'], 'detail': { service: ['EC2'], eventTypeCategory: ['scheduledChange'] } },
  { 'source': ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
  { 'source': ['aws.ec2'], 'detail-type': ['EC2 Instance Rebalance Recommendation'] },
  {
    'source': ['aws.ec2'],
    'detail-type': ['EC2 Instance State-change Notification'],
    'detail': { state: ['stopping', 'stopped', 'shutting-down', 'terminated'] },
  },
  { 'source': ['aws.ec2'], 'detail-type': ['EC2 Capacity Reservation Instance Interruption Warning'] },
];

describe('Interruption', () => {
  const { stack, construct } = karpenter();
  const template = Template.fromStack(stack);
  const queueArn = stack.resolve(construct.interruptionQueue.queueArn);

  test('listens to what Karpenter acts on, and sends it to the queue', () => {
    const rules = Object.values<any>(template.findResources('AWS::Events::Rule')).map((rule) => rule.Properties);

    expect(rules.map((rule) => rule.EventPattern)).toEqual(PATTERNS);
    expect(rules.map((rule) => rule.Targets)).toEqual(PATTERNS.map(() => [{ Id: 'KarpenterInterruptionQueue', Arn: queueArn }]));
  });

  test('keeps messages for five minutes, encrypted', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 300, SqsManagedSseEnabled: true });
  });

  test('has one queue policy, which names the five rules', () => {
    const [policy, ...others] = Object.values<any>(template.findResources('AWS::SQS::QueuePolicy'));
    const [allow, deny] = policy.Properties.PolicyDocument.Statement;

    expect(others).toEqual([]);
    expect(allow.Condition.ArnEquals['aws:SourceArn']).toHaveLength(5);
    expect(deny).toMatchObject({ Sid: 'DenyHTTP', Effect: 'Deny', Resource: queueArn });
  });
});
