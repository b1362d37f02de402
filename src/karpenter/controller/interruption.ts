import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, Dependable } from 'constructs';
import { interruptionQueueStatements } from './policies/interruption-queue';

/**
 * Events of EC2 and AWS Health about nodes that will go, by the id of its rule.
 *
 * The Health and State-change rules are narrower than upstream's: Karpenter's parser drops everything else.
 *
 * @see
 * https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/docs/reference/cloudformation.md#interruption-handling
 * @see https://github.com/aws/karpenter-provider-aws/tree/v1.14.1/pkg/controllers/interruption/messages
 */
const PATTERNS: { readonly [rule: string]: object } = {
  ScheduledChange: {
    'source': ['aws.health'],
    'detail-type': ['AWS Health Event'],
    'detail': { service: ['EC2'], eventTypeCategory: ['scheduledChange'] },
  },
  SpotInterruption: { 'source': ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
  Rebalance: { 'source': ['aws.ec2'], 'detail-type': ['EC2 Instance Rebalance Recommendation'] },
  InstanceStateChange: {
    'source': ['aws.ec2'],
    'detail-type': ['EC2 Instance State-change Notification'],
    'detail': { state: ['stopping', 'stopped', 'shutting-down', 'terminated'] },
  },
  CapacityReservationInterruption: {
    'source': ['aws.ec2'], 'detail-type': ['EC2 Capacity Reservation Instance Interruption Warning'],
  },
};

/** The queue by which Karpenter learns that a node will go, and the rules that fill it: 7 resources. */
export class Interruption extends Construct {
  public readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // 300 seconds as upstream: a warning older than that is of no use.
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED, retentionPeriod: Duration.seconds(300),
    });
    const rules = Object.entries(PATTERNS).map(([rule, eventPattern]) => new events.CfnRule(this, rule, {
      eventPattern,
      targets: [{ id: 'KarpenterInterruptionQueue', arn: this.queue.queueArn }],
    }));
    interruptionQueueStatements({ queueArn: this.queue.queueArn, ruleArns: rules.map((rule) => rule.attrArn) })
      .forEach((statement) => this.queue.addToResourcePolicy(statement));
    // The policy names the queue and the rules: who waits for it waits for all.
    Dependable.implement(this, { dependencyRoots: [this.queue.node.findChild('Policy')] });
  }
}
