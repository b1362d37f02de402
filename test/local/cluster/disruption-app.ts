import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  Consolidation, DisruptionReason, EmrEksKarpenterCluster, ExecutorAllocation, NodeAmi, NodeLifetime, SparkCapacityTypes, SparkEntryPoint,
  type NodePoolDisruption, type SparkDriverOptions,
} from '../../../src';

/** Synthesises pools whose nodes go for every reason, `tsx disruption-app.ts first|patched`: the second with a newer AMI. */
const [state] = process.argv.slice(2);

const app = new App();
const stack = new Stack(app, 'Disruption');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', {
  clusterName: 'disruption',
  kubectlLayer: new KubectlV35Layer(stack, 'Kubectl'),
  defaultNodeClass: { ami: NodeAmi.alias(state === 'patched' ? 'al2023@v20261101' : 'al2023@v20260903') },
});
const team = platform.addTeam('Team', { namespace: 'team' });

/** A pool with a job whose executors fill a node of 4 vCPUs. */
function add(id: string, vcpus: number[], disruption: NodePoolDisruption, driver: SparkDriverOptions = {}): void {
  const pool = platform.addSparkNodePool(id, {
    nodePoolName: id.toLowerCase(), instances: { families: ['r5d'], vcpus }, capacityTypes: SparkCapacityTypes.onDemand(), disruption,
  });
  team.addSparkJob(`On${id}`, {
    profile: team.addSparkProfile(id, { executorPool: pool }),
    entryPoint: SparkEntryPoint.pythonUri('s3://programs/job.py'),
    driver,
    executor: { cores: 3, requestCores: 2.5, allocation: ExecutorAllocation.dynamic({ maxExecutors: 1 }) },
  });
}

const packed = { consolidation: Consolidation.whenEmptyOrUnderutilized(Duration.seconds(10)), terminationGracePeriod: Duration.minutes(20) };
add('Drivers', [4, 8], packed);
add('Loose', [4, 8], packed);
add('Executors', [4], { budgets: [{ nodes: 1, reasons: [DisruptionReason.DRIFTED] }] });
add('Expiring', [4], {
  consolidation: Consolidation.whenEmpty(Duration.seconds(10)),
  expireAfter: NodeLifetime.atMost(Duration.seconds(75)),
  terminationGracePeriod: Duration.seconds(60),
}, { requestCores: 2.5 });
app.synth();
