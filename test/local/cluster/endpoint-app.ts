import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Stack } from 'aws-cdk-lib';
import { EmrEksKarpenterCluster, ExecutorAllocation, ShuffleStorage, SparkNodePoolPreset } from '../../../src';

/** Synthesises one state of a team with an interactive endpoint: `tsx endpoint-app.ts first|changed`. */
const [state] = process.argv.slice(2);

const app = new App();
const stack = new Stack(app, 'Notebooks');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', { clusterName: 'notebooks', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl') });
const pool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
const team = platform.addTeam('Team', { namespace: 'team' });
const profile = team.addSparkProfile('Fast', { executorPool: pool, shuffleStorage: ShuffleStorage.nvme() });
team.addManagedEndpoint('Explore', { profile, executor: { allocation: ExecutorAllocation.fixed(state === 'first' ? 3 : 5) } });
app.synth();
