import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import { resourceOf } from './call-log';
import type { Cloud } from '../../../local/cloud/cloud';
import { preparePython, startCloud } from '../../../local/cloud/cloud';
import { CloudClient } from '../../../local/cloud/cloud-client';
import { TemplateExecutor } from '../../../local/deploy/template-executor';
import { CloudResourceHandler } from '../../../local/handlers/cloud-resource';
import { RecordedHandler } from '../../../local/handlers/recorded';
import { Processes } from '../../../local/processes/processes';
import { platformOf } from '../../inspect/platforms';
import { karpenter } from '../../karpenter/support';
import type { Verdict } from '../../support/iam';
import { evaluate } from '../../support/iam';

/** The queue, its rules and their permissions on the emulated AWS, without a control plane. */
const folder = mkdtempSync(join(tmpdir(), 'cluster-interruption-'));
const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
let processes: Processes;
let cloud: Cloud | undefined;
let client: CloudClient;
let executor: TemplateExecutor;
let queueUrl: string;
let queueArn: string;

beforeAll(async () => {
  const python = preparePython(console.log);
  processes = new Processes(join(folder, 'logs'));
  cloud = await startCloud(folder, processes, { account: ACCOUNT, region: REGION });
  client = new CloudClient(join(python, 'python'), cloud.environment);
  const types = new Set(await client.call<string[]>('types'));
  const [made, recorded] = [new CloudResourceHandler(client), new RecordedHandler(client)];
  executor = new TemplateExecutor({ handlerOf: (type) => (types.has(type) ? made : recorded) });
  await executor.deploy(platformOf({ Test: Template.fromStack(karpenter().stack).toJSON() }));
  const queue = resourceOf(executor.resources, 'KarpenterInterruptionQueue');
  queueUrl = queue.physicalId;
  queueArn = queue.attributes!.Arn;
}, 600_000);

afterAll(async () => {
  await client?.stop();
  await cloud?.proxy.stop();
  await processes?.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

async function aws(service: string, method: string, parameters: object): Promise<any> {
  return client.call('api', { service, method, parameters });
}

/** Sends an event to the default bus, as AWS's services do, and gives what then is in the queue. */
async function delivered(Source: string, DetailType: string, detail: object): Promise<any[]> {
  await aws('events', 'put_events', { Entries: [{ Source, DetailType, Detail: JSON.stringify(detail) }] });
  const { Messages: messages = [] } = await aws('sqs', 'receive_message', { QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  await Promise.all(messages.map(({ ReceiptHandle }: any) => aws('sqs', 'delete_message', { QueueUrl: queueUrl, ReceiptHandle })));
  return messages.map(({ Body }: any) => JSON.parse(Body));
}

const INSTANCE = { 'instance-id': 'i-1234567890abcdef0' };
const STATE = 'EC2 Instance State-change Notification';
const HEALTH = { service: 'EC2', eventTypeCategory: 'scheduledChange', affectedEntities: [{ entityValue: 'i-1234567890abcdef0' }] };

// The events as their services describe them.
test.each<[string, string, object]>([
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
  ['aws.ec2', 'EC2 Spot Instance Interruption Warning', { ...INSTANCE, 'instance-action': 'terminate' }],
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
  ['aws.ec2', 'EC2 Instance Rebalance Recommendation', INSTANCE],
  // https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
  ['aws.health', 'AWS Health Event', HEALTH],
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
  ...['stopping', 'stopped', 'shutting-down', 'terminated'].map((state) =>
    ['aws.ec2', STATE, { ...INSTANCE, state }] as [string, string, object]),
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-interruptible-cr.html
  ['aws.ec2', 'EC2 Capacity Reservation Instance Interruption Warning', { ...INSTANCE, 'instance-action': 'terminate', 'azId': 'euw1-az1' }],
])('19 %s, %s %j arrives in the queue, once', async (source, type, detail) => {
  expect(await delivered(source, type, detail)).toEqual([expect.objectContaining({ 'source': source, 'detail-type': type, detail })]);
});

test.each<[string, string, object]>([
  ['aws.ec2', STATE, { ...INSTANCE, state: 'pending' }],
  ['aws.ec2', STATE, { ...INSTANCE, state: 'running' }],
  ['aws.health', 'AWS Health Event', { ...HEALTH, eventTypeCategory: 'issue' }],
  ['aws.health', 'AWS Health Event', { ...HEALTH, service: 'RDS' }],
  ['aws.health', 'AWS Health Abuse Event', HEALTH],
  ['aws.ec2', 'EC2 Spot Instance Request Fulfillment', INSTANCE],
  ['aws.ec2', 'EC2 Interruptible Capacity Reservation Allocation Reclamation Completed', { targetInstanceCount: '0' }],
  ['somebody.else', 'EC2 Spot Instance Interruption Warning', { ...INSTANCE, 'instance-action': 'terminate' }],
])('19 %s, %s %j does not arrive', async (source, type, detail) => {
  expect(await delivered(source, type, detail)).toEqual([]);
});

test('only the five rules may send to the queue, and nobody without TLS', async () => {
  const { Attributes: { Policy } } = await aws('sqs', 'get_queue_attributes', { QueueUrl: queueUrl, AttributeNames: ['Policy'] });
  const may = (service: string, source: string, more: { action?: string; tls?: boolean } = {}): Verdict =>
    evaluate(JSON.parse(Policy).Statement, {
      action: more.action ?? 'sqs:SendMessage', resource: queueArn, principal: { Service: service },
      context: { 'aws:SourceArn': source, 'aws:SecureTransport': String(more.tls ?? true) },
    });
  const { Rules: rules } = await aws('events', 'list_rules', {});
  expect(rules).toHaveLength(5);
  for (const { Arn: rule } of rules) {
    expect(may('events.amazonaws.com', rule)).toBe('allowed');
    expect(may('events.amazonaws.com', rule, { tls: false })).toBe('denied');
    expect(may('events.amazonaws.com', rule, { action: 'sqs:ReceiveMessage' })).toBe('not allowed');
    expect(may('events.amazonaws.com', rule.replace(ACCOUNT, '444455556666'))).toBe('not allowed');
    expect(may('sns.amazonaws.com', rule)).toBe('not allowed');
  }
  expect(may('events.amazonaws.com', `arn:aws:events:${REGION}:${ACCOUNT}:rule/other`)).toBe('not allowed');
});

test('the controller may read and empty this queue, and no other', async () => {
  const { Policies: [{ PolicyDocument }] } = resourceOf(executor.resources, 'KarpenterControllerRole').properties;
  const may = (action: string, resource = queueArn): Verdict => evaluate(PolicyDocument.Statement, { action, resource });
  expect(['sqs:GetQueueUrl', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'].map((action) => may(action))).toEqual(Array(3).fill('allowed'));
  expect(['sqs:SendMessage', 'sqs:PurgeQueue', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes'].map((action) => may(action))).toEqual(
    Array(4).fill('not allowed'),
  );
  expect(may('sqs:ReceiveMessage', `${queueArn}-2`)).toBe('not allowed');
  expect(may('sqs:DeleteMessage', queueArn.replace(ACCOUNT, '444455556666'))).toBe('not allowed');
});

test('rules, queue and their permissions go with the stack', async () => {
  await executor.destroy();
  expect(await client.call('leftovers')).toEqual({});
});
