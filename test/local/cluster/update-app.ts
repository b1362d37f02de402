import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Stack } from 'aws-cdk-lib';
import { EmrEksKarpenterCluster, SparkNodePoolPreset } from '../../../src';

/** Synthesises one state of a platform that changes: `tsx update-app.ts first|changed|removed`. */
const [state] = process.argv.slice(2);
const isFirst = state === 'first';
const isRemoved = state === 'removed';

const app = new App();
const stack = new Stack(app, 'Changing');
const platform = new EmrEksKarpenterCluster(stack, 'Platform', {
  clusterName: 'changing', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl'),
});
platform.addSparkNodePool('Compute', {
  preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED,
  instances: isFirst ? { vcpus: [4, 8] } : { vcpus: [8, 16] },
  limits: { vcpus: isFirst ? 100 : 200, nodes: isRemoved ? undefined : 10 },
  labels: isRemoved ? {} : { stage: isFirst ? 'trial' : 'live' },
});
if (!isRemoved) {
  platform.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
}
platform.addTeam('Team', {
  namespace: 'team',
  namespaceLabels: isRemoved ? {} : { cost: isFirst ? 'one' : 'two' },
  quota: isRemoved ? undefined : { vcpus: isFirst ? 32 : 64 },
  limits: isRemoved ? undefined : { defaultVcpus: 1 },
  networkPolicy: isRemoved ? undefined : { ingressNamespaces: ['monitoring'] },
});
app.synth();
