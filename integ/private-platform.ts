import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { Size, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  EmrEksKarpenterCluster,
  EmrEksNetwork,
  ExecutorAllocation,
  ShuffleStorage,
  SparkEntryPoint,
  SparkNodePoolPreset,
  VpcEndpoints,
} from '../src';

const MIRROR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

/** A platform without a route to the internet: charts and images come from the account's own registry. */
export class PrivatePlatform extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const platform = new EmrEksKarpenterCluster(this, 'Platform', {
      clusterName: 'emr-eks-private',
      kubectlLayer: new KubectlV35Layer(this, 'Kubectl'),
      network: new EmrEksNetwork(
        this, 'Network', { name: 'emr-eks-private', vpcEndpoints: VpcEndpoints.FULLY_PRIVATE },
      ),
      mirrors: { chartRepository: `oci://${MIRROR}/charts`, imageRegistry: `${MIRROR}/mirror` },
    });
    const memory = platform.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
    const team = platform.addTeam('Team', { namespace: 'emr-data-team-a' });
    team.addSparkJob('Pi', {
      profile: team.addSparkProfile('Nvme', { executorPool: memory, shuffleStorage: ShuffleStorage.nvme() }),
      entryPoint: SparkEntryPoint.pythonUri('local:///usr/lib/spark/examples/src/main/python/pi.py'),
      driver: { cores: 1, memory: Size.gibibytes(2) },
      executor: { cores: 1, memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
    });
  }
}
