import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { callsOfKarpenter, deedOf, elsewhere, profilesOf, resourceOf, tagMap } from './call-log';
import type { Profile } from './call-log';
import { readAssembly } from '../../../inspect/assembly/read';
import { synthesise } from '../../../inspect/assembly/synthesis';
import type { AwsCall } from '../../../local/cloud/gap-proxy';
import type { KubeClient, KubeObject } from '../../../local/control-plane/kube-client';
import { LocalEnvironment } from '../../../local/environment';
import { jobsOf } from '../../../local/jobs/spark-job';
import type { JobRun } from '../../../local/jobs/submission';
import { cancelJob, podsOf, submitJob } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { LocalPlatform, placeOf } from '../../../local/platform';
import type { Statement } from '../../support/iam';
import { isAllowed, isMutation, mischiefOf, narrowed, requestOf, requestsOf, survivors, tagsOf } from '../../support/iam-requests';
import type { NamedRequest, Place } from '../../support/iam-requests';
import { commandOf } from '../command';

const NODES = '/api/v1/nodes?labelSelector=karpenter.sh/nodepool';
const folder = mkdtempSync(join(tmpdir(), 'cluster-access-'));
let environment: LocalEnvironment;
let platform: LocalPlatform;
let client: KubeClient;
let run: JobRun;

/** The policy of the controller as the emulated AWS has it, and whose it is. */
let statements: Statement[];
let place: Place;
let other: Place;

beforeAll(async () => {
  const assembly = synthesise(commandOf('integ/reference-app.ts'), join(folder, 'cdk.out'));
  const templates = readAssembly(assembly);
  environment = await LocalEnvironment.start({ ...placeOf(templates), log: console.log, parent: folder });
  client = environment.plane.client;
  platform = await LocalPlatform.on({ environment, assembly, log: console.log });
  await platform.executor.deploy(templates);
  const { resources } = platform.executor;
  const arnOf = (logicalId: string) => resourceOf(resources, logicalId).attributes!.Arn;
  place = {
    ...placeOf(templates), partition: 'aws', clusterName: resourceOf(resources, 'PlatformEks').physicalId,
    nodeRoleArn: arnOf('PlatformKarpenterNodeRole'), queueArn: arnOf('PlatformKarpenterInterruptionQueue'),
  };
  other = { ...place, clusterName: 'somebody-else', nodeRoleArn: `${place.nodeRoleArn}X`, queueArn: `${place.queueArn}X` };
  statements = await policyOf(resourceOf(resources, 'PlatformKarpenterControllerRole').physicalId);
  run = await submitJob(client, jobsOf(resources, assembly).find(({ name }) => name.includes('compute'))!);
}, 1_800_000);

afterAll(async () => {
  await environment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function aws(service: string, method: string, parameters: object = {}): Promise<any> {
  return environment.cloudClient.call('api', { service, method, parameters });
}

async function policyOf(role: string): Promise<Statement[]> {
  const { PolicyNames: names } = await aws('iam', 'list_role_policies', { RoleName: role });
  const documents = await Promise.all(names.map((name: string) => aws('iam', 'get_role_policy', { RoleName: role, PolicyName: name })));
  return documents.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

async function until(probe: () => Promise<boolean>): Promise<void> {
  await environment.processes.until('the expected state', 120, probe);
}

/** Nodes that Karpenter launched and that stay, by capacity type. */
async function nodes(capacityType: string): Promise<KubeObject[]> {
  return (await client.list(NODES))
    .filter(({ metadata }) => metadata.labels['karpenter.sh/capacity-type'] === capacityType && metadata.deletionTimestamp === undefined);
}

const calls = (action: string): AwsCall[] => callsOfKarpenter(environment.cloud.proxy.calls).filter((call) => call.action === action);

/** Says what EC2 would say of an instance, to the default event bus; gives when Karpenter has taken the message from the queue. */
async function warn(instance: string): Promise<void> {
  const taken = calls('DeleteMessage').length;
  const detail = { 'instance-id': instance, 'instance-action': 'terminate' };
  await aws('events', 'put_events', {
    Entries: [{ Source: 'aws.ec2', DetailType: 'EC2 Spot Instance Interruption Warning', Detail: JSON.stringify(detail) }],
  });
  await until(async () => calls('DeleteMessage').length === taken + 1);
}

describe('spot interruption', () => {
  test('a warning about an instance of somebody else disturbs no node', async () => {
    const before = (await client.list(NODES)).map(({ metadata, spec }) => [metadata.name, metadata.deletionTimestamp, spec.taints]);
    await warn('i-0123456789abcdef0');
    expect((await client.list(NODES)).map(({ metadata, spec }) => [metadata.name, metadata.deletionTimestamp, spec.taints])).toEqual(before);
  });

  test('a warning goes through rule and queue to Karpenter, which drains that node and starts another', async () => {
    const [[spot], [onDemand]] = [await nodes('spot'), await nodes('on-demand')];
    await warn(spot.spec.providerID.split('/').pop());
    await until(async () => (await client.read(`/api/v1/nodes/${spot.metadata.name}`)) === undefined);
    await until(async () => (await nodes('spot')).length === 1);
    const events = (await client.list('/api/v1/events')).filter(({ involvedObject }) => involvedObject.name === spot.metadata.name);
    expect(events.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['SpotInterrupted', 'TerminatingOnInterruption']));
    expect((await nodes('on-demand')).map(({ metadata }) => metadata.uid)).toEqual([onDemand.metadata.uid]);
    expect((await podsOf(client, run)).find(({ metadata }) => metadata.labels['spark-role'] === 'driver')?.spec.nodeName).toBe(
      onDemand.metadata.name,
    );
    const { Attributes: queue } = await aws('sqs', 'get_queue_attributes', {
      QueueUrl: calls('DeleteMessage')[0].parameters.QueueUrl, AttributeNames: ['All'],
    });
    expect(queue).toMatchObject({ QueueArn: place.queueArn, ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });
});

describe('the controller’s permissions, as deployed', () => {
  let profiles: Map<string, Profile>;
  let instances: any[];
  let log: NamedRequest[];

  /** Calls of Karpenter to AWS, from its first call to the end of its last node. */
  beforeAll(async () => {
    profiles = await profilesOf(environment.cloudClient);
    const maps = await client.list('/api/v1/namespaces/kube-system/configmaps');
    instances = maps.filter(({ metadata }) => metadata.name.startsWith('kwok-aws-instances-')).flatMap(({ data }) => JSON.parse(
      data.instances,
    ));
    await cancelJob(client, run);
    await platform.executor.destroy();
    const deeds = callsOfKarpenter(environment.cloud.proxy.calls).map((call) => deedOf(call, place, profiles));
    log = deeds.map((deed) => ({ name: deed.action, parts: [requestOf(deed)] }));
  }, 300_000);

  const actionsOf = (requests: readonly NamedRequest[]) =>
    [...new Set(requests.flatMap(({ parts }) => parts.map(({ action }) => action)))].sort();
  const shownBy = (by: string) => requestsOf(place).filter((request) => request.by === by);

  test('nothing is left', async () => {
    expect(await leftovers(client, environment.cloudClient)).toEqual({});
  });

  test('every call that it made is allowed, with the tags that it carried', () => {
    expect(statements).toHaveLength(18);
    expect([...profiles.values()].map(({ tags }) => tags)).toEqual([
      expect.objectContaining({ [`kubernetes.io/cluster/${place.clusterName}`]: 'owned' }),
    ]);
    expect(log.filter((request) => !isAllowed(statements, request))).toEqual([]);
  });

  test('every mutation that it made is denied for another cluster', () => {
    const mutations = log.filter(isMutation);
    expect(actionsOf(mutations)).toEqual(expect.arrayContaining([
      'iam:CreateInstanceProfile', 'iam:DeleteInstanceProfile', 'sqs:DeleteMessage',
    ]));
    expect(mutations.map((request) => elsewhere(request, place, other)).filter((request) => isAllowed(statements, request))).toEqual([]);
  });

  // kwok mode drops the tags of the fleet request; what it keeps on an instance is what the request to tag it carried.
  test('tagging its instances as it did is allowed, and denied to another controller', () => {
    const tagged = instances.filter(({ Tags }) => Tags);
    expect(tagged.length).toBeGreaterThanOrEqual(1);
    for (const { InstanceId: id, Tags } of tagged) {
      const sets = tagMap(Tags);
      expect(Object.keys(sets).sort()).toEqual(['Name', 'eks:eks-cluster-name', 'karpenter.sh/nodeclaim']);
      const resource = `arn:aws:ec2:${place.region}:${place.account}:instance/${id}`;
      const deed = { action: 'ec2:CreateTags', resource, region: place.region, sets, carries: tagsOf(place, 'node') };
      expect(isAllowed(statements, { name: id, parts: [requestOf(deed)] })).toBe(true);
      expect(isAllowed(statements, { name: id, parts: [requestOf({ ...deed, carries: tagsOf(other, 'node') })] })).toBe(false);
    }
  });

  test('the log shows the calls that the table says it shows, and no other', () => {
    const own = actionsOf(shownBy('log')).filter((action) => action !== 'iam:PassRole'); // which is never a call
    expect(actionsOf(log)).toEqual(own);
  });

  test('the rest is judged by the table: allowed for the cluster, denied for another, and no statement is superfluous', () => {
    const requests = requestsOf(place);
    const say = (title: string, some: readonly NamedRequest[]) => `${title}:\n  ${actionsOf(some).join('\n  ')}`;
    const fromLog = new Set(actionsOf(log));
    const unseen = (some: NamedRequest[]) => some.map(({ name, parts }) => ({
      name, parts: parts.filter(({ action }) => !fromLog.has(action)),
    }));
    console.log([
      say(`from the log of ${log.length} calls`, log),
      say('from the table: kwok mode answers, or no call', unseen([...shownBy('kwok'), ...shownBy('log')])),
      say('from the table: for options that are off', shownBy('option')),
      say('from the table: in upstream’s policy, not called by this version', shownBy('nobody')),
    ].join('\n'));
    expect(requests.filter((request) => !isAllowed(statements, request))).toEqual([]);
    expect(requestsOf(other).filter(isMutation).filter((request) => isAllowed(statements, request))).toEqual([]);
    expect(mischiefOf(place).filter((request) => isAllowed(statements, request))).toEqual([]);
    expect(survivors(narrowed(statements), (policy) => [...log, ...requests].some((request) => !isAllowed(policy, request)))).toEqual([]);
  });
});
