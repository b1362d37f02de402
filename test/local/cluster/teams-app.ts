import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Size, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  EmrEksKarpenterCluster, ExecutorAllocation, SparkCapacityTypes, SparkEntryPoint, SparkNodePoolPreset, SparkZones, TeamAccessLevel,
} from '../../../src';

/** Synthesises two teams, one with a ceiling that its job just fits: `tsx teams-app.ts tainted|untainted`. */
const [coreNodes] = process.argv.slice(2);

const app = new App();
const stack = new Stack(app, 'Teams');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', {
  clusterName: 'teams',
  kubectlLayer: new KubectlV35Layer(stack, 'Kubectl'),
  coreNodes: { tainted: coreNodes === 'tainted' },
});
const pool = platform.addSparkNodePool('Zoned', {
  preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED,
  zones: SparkZones.ofSubnets(1),
  capacityTypes: SparkCapacityTypes.onDemand(),
});
// 2 executors and a driver of 1 vCPU each with 0.1 for logs, and the submitter with 2 × 0.1.
const one = platform.addTeam('One', { namespace: 'one', quota: { vcpus: 3.5, pods: 4 }, limits: { maxMemory: Size.gibibytes(8) } });
const two = platform.addTeam('Two', { namespace: 'two' });
[one, two].forEach((team) => team.addSparkJob('Job', {
  profile: team.addSparkProfile('Profile', { executorPool: pool }),
  entryPoint: SparkEntryPoint.pythonUri('s3://programs/job.py'),
  executor: { allocation: ExecutorAllocation.fixed(2) },
}));

const principal = (id: string) => new iam.Role(stack, id, { roleName: id, path: '/people/', assumedBy: new iam.AccountRootPrincipal() });
one.grantKubernetesAccess(principal('Viewer'), TeamAccessLevel.VIEW);
one.grantKubernetesAccess(principal('Editor'), TeamAccessLevel.EDIT);
one.grantKubernetesAccess(principal('Chief'), TeamAccessLevel.ADMIN);
app.synth();
