import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { EmrEksKarpenterCluster, ExecutorAllocation, SparkCapacityTypes, SparkEntryPoint } from '../../../src';

/** Synthesises a pool whose drivers may take a day to end: `tsx clean-up-app.ts any`. */
const app = new App();
const stack = new Stack(app, 'CleanUp');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', {
  clusterName: 'clean-up', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl'),
});
const pool = platform.addSparkNodePool('Busy', {
  nodePoolName: 'busy', instances: { families: ['r5d'], vcpus: [4] }, capacityTypes: SparkCapacityTypes.onDemand(), disruption: {
    terminationGracePeriod: Duration.hours(24),
  },
});
const team = platform.addTeam('Team', { namespace: 'team' });
team.addSparkJob('Job', {
  profile: team.addSparkProfile('Profile', { executorPool: pool }),
  entryPoint: SparkEntryPoint.pythonUri('s3://programs/job.py'),
  executor: { cores: 3, requestCores: 2.5, allocation: ExecutorAllocation.dynamic({ maxExecutors: 2 }) },
});
app.synth();
