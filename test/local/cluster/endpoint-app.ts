import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Stack, Tags } from 'aws-cdk-lib';
import { EmrEksKarpenterCluster, ExecutorAllocation, NodePoolTaint, ShuffleStorage, SparkNodePoolPreset, YuniKorn } from '../../../src';

/** Synthesises one state of a team with a managed endpoint: `tsx endpoint-app.ts first|tagged|changed|session`. */
const [state] = process.argv.slice(2);
/** With a queue, and core nodes on which no gateway may start. */
const session = state === 'session';

const app = new App();
const stack = new Stack(app, 'Notebooks');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', {
  clusterName: 'notebooks', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl'), coreNodes: { tainted: session },
});
const pool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
const team = platform.addTeam('Team', { namespace: 'team' });
const profile = team.addSparkProfile('Fast', {
  executorPool: pool,
  shuffleStorage: ShuffleStorage.nvme(),
  scheduling: session
    ? { queue: new YuniKorn(stack, 'YuniKorn', { cluster: platform }).queueFor(team, { maxResources: { vcpus: 64 } }) }
    : undefined,
});
const endpoint = team.addManagedEndpoint('Explore', {
  profile,
  executor: { allocation: ExecutorAllocation.fixed(state === 'changed' ? 5 : 3) },
  gatewayPool: session ? platform.addSparkNodePool('Gateways', {
    nodePoolName: 'gateways', instances: { families: ['m5d'] }, taint: NodePoolTaint.none(),
  }) : undefined,
});
if (state !== 'first' && !session) {
  Tags.of(endpoint).add('cost-centre', '4711');
}
app.synth();
