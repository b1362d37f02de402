import * as iam from 'aws-cdk-lib/aws-iam';

/** The senders of the interruption queue. */
export interface InterruptionQueueScope {
  readonly queueArn: string;
  readonly ruleArns: string[];
}

/** Only our own rules may send, and nobody without TLS. */
export function interruptionQueueStatements(scope: InterruptionQueueScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'EC2InterruptionPolicy',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [scope.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': scope.ruleArns } },
    }),
    new iam.PolicyStatement({
      sid: 'DenyHTTP',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['sqs:*'],
      resources: [scope.queueArn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  ];
}
