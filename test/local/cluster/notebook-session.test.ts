import { EndpointPlatform } from './endpoint-support';
import type { KubeObject } from '../../../local/control-plane/kube-client';
import { type JobRun, podsOf } from '../../../local/jobs/submission';
import { leftovers } from '../../../local/leftovers';
import { submitWithSpark } from '../../../local/spark/submission';

let deployed: EndpointPlatform;
let run: JobRun;
let pods: KubeObject[];

/**
 * Real Spark makes the pods of a session; real YuniKorn and Karpenter place them. What submits stands for the gateway, under its account.
 */
beforeAll(async () => {
  deployed = await EndpointPlatform.of('session');
  run = await submitWithSpark(deployed.environment, deployed.session());
  pods = await podsOf(deployed.client, run);
}, 1_800_000);

afterAll(async () => deployed?.stop());

const ofRole = (role: string) => pods.filter(({ metadata }) => metadata.labels['spark-role'] === role);
const gateway = () => pods.find(({ metadata }) => metadata.name === `${run.id}-submitter`)!;
const COMPUTE = { 'karpenter.sh/nodepool': 'spark-compute-optimized', 'kubernetes.io/arch': 'amd64' };

test('a session is a gateway, a driver and the three executors that the driver asks for and owns', () => {
  const [driver] = ofRole('driver');
  expect(pods).toHaveLength(5);
  expect(ofRole('executor').map(({ metadata }) => metadata.ownerReferences))
    .toEqual(Array(3).fill([expect.objectContaining({ kind: 'Pod', name: driver.metadata.name, uid: driver.metadata.uid })]));
});

test('where core nodes are tainted the gateway runs on the pool given for it', async () => {
  expect(gateway().spec.tolerations ?? []).not.toContainEqual(expect.objectContaining({ key: 'CriticalAddonsOnly' }));
  const labels = await deployed.placed(gateway().metadata.name);
  expect(labels).toMatchObject({ 'karpenter.sh/nodepool': 'gateways', 'kubernetes.io/arch': 'amd64' });
  expect(labels).not.toHaveProperty('emr-eks-karpenter/node-group');
});

test('the driver runs on demand, executors on what the pool buys, all on its amd64 nodes', async () => {
  const [driver] = ofRole('driver');
  expect(await deployed.placed(driver.metadata.name)).toMatchObject({ ...COMPUTE, 'karpenter.sh/capacity-type': 'on-demand' });
  expect(driver.metadata.annotations).toMatchObject({ 'karpenter.sh/do-not-disrupt': 'true' });
  for (const { metadata, spec } of ofRole('executor')) {
    expect(await deployed.placed(metadata.name)).toMatchObject(COMPUTE);
    expect(spec.tolerations).toContainEqual(expect.objectContaining({ key: 'spark-compute-optimized', effect: 'NoSchedule' }));
  }
});

test('executors keep shuffle files on the NVMe disks of their node', () => {
  for (const { spec } of [...ofRole('driver'), ...ofRole('executor')]) {
    const spark = spec.containers.find(({ name }: any) => name.startsWith('spark-kubernetes-'));
    expect(spec.volumes).toContainEqual({ name: 'spark-local-dir-1', emptyDir: {} });
    const { mountPath } = spark.volumeMounts.find(({ name }: any) => name === 'spark-local-dir-1');
    expect(spark.env).toContainEqual({ name: 'SPARK_LOCAL_DIRS', value: mountPath });
  }
});

test('driver and executors wait in the queue of the team', async () => {
  for (const { spec, metadata } of [...ofRole('driver'), ...ofRole('executor')]) {
    expect(spec.schedulerName).toBe('yunikorn');
    expect({ ...metadata.labels, ...metadata.annotations }).toMatchObject({ 'yunikorn.apache.org/queue': 'root.emr.team' });
  }
  const [application] = await deployed.yunikorn.ask('/ws/v1/partition/default/queue/root.emr.team/applications');
  expect(application).toMatchObject({ queueName: 'root.emr.team', applicationState: 'Running' });
  expect(application.allocations).toHaveLength(4);
});

test('each acts under the service account of its component, which is associated with the role of the team', () => {
  const { RoleArn } = deployed.associationOf('jeg');
  const accounts = [[gateway(), 'jeg'], [ofRole('driver')[0], 'jeg-kernel'], ...ofRole('executor')
    .map((pod) => [pod, 'jeg-kernel'])] as Array<[KubeObject, string]>;
  for (const [{ spec }, component] of accounts) {
    expect(spec.serviceAccountName).toMatch(new RegExp(`^emr-containers-sa-spark-${component}-\\d{12}-[0-9a-z]+$`));
    expect(deployed.associationOf(component)).toMatchObject({ Namespace: 'team', ServiceAccount: spec.serviceAccountName, RoleArn });
  }
  expect(RoleArn).toBe(deployed.endpoint.properties.ExecutionRoleArn);
});

test('destroy with a session that runs, whose driver no disruption may end, leaves nothing', async () => {
  await deployed.destroy();
  expect(deployed.events.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(await leftovers(deployed.client, deployed.environment.cloudClient)).toEqual({});
}, 900_000);
