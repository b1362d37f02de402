import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  Consolidation, EmrEksKarpenterCluster, ExecutorAllocation, KarpenterLogLevel, SparkCapacityTypes, SparkEntryPoint,
  type SparkNodePool, type SparkNodePoolOptions,
} from '../../../src';

/** Synthesises pools that come to their ends, `tsx pools-app.ts first|upgraded`: the second with another Karpenter. */
const [state] = process.argv.slice(2);
const isUpgraded = state === 'upgraded';

const app = new App();
const stack = new Stack(app, 'Pools');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', {
  clusterName: 'pools',
  kubectlLayer: new KubectlV35Layer(stack, 'Kubectl'),
  karpenter: isUpgraded
    ? { logLevel: KarpenterLogLevel.DEBUG, settings: { batchMaxDuration: Duration.seconds(20) }, values: { podLabels: { release: 'next' } } }
    : { version: '1.14.0' },
});
const team = platform.addTeam('Team', { namespace: 'team' });

/** A pool of nodes that hold one executor each, and a job for it. */
function add(id: string, options: SparkNodePoolOptions): SparkNodePool {
  return platform.addSparkNodePool(id, {
    nodePoolName: id.toLowerCase(), instances: { families: ['c5d'], vcpus: [4] }, capacityTypes: SparkCapacityTypes.onDemand(), ...options,
  });
}

const spare = add('Spare', { weight: 5 });
const full = add('Full', { limits: { vcpus: 4 } });
full.addFallbackPool(spare);
const alone = add('Alone', { limits: { nodes: 1 } });
const brief = add('Brief', { disruption: { consolidation: Consolidation.whenEmpty(Duration.seconds(20)) } });
[full, alone, brief].forEach((pool) => team.addSparkJob(`On${pool.node.id}`, {
  profile: team.addSparkProfile(pool.node.id, { executorPool: pool }),
  entryPoint: SparkEntryPoint.pythonUri('s3://programs/job.py'),
  executor: { cores: 3, requestCores: 2.5, allocation: ExecutorAllocation.dynamic({ maxExecutors: 1 }) },
  driver: { requestCores: 0.5 },
}));
app.synth();
