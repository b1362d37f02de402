import { App, Size, Stack } from 'aws-cdk-lib';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { EmrTeam, IShuffleStorage, SparkNodePool } from 'cdk-emr-eks-karpenter';
import {
  EbsShuffleStorage, EmrEksKarpenterCluster, ExecutorAllocation, GangScheduling, ShuffleStorage, SparkEntryPoint, SparkNodePoolPreset,
  YuniKorn,
} from 'cdk-emr-eks-karpenter';

const { KUBECTL_LAYER_ZIP: layerZip = '', TAXI_SCRIPT: script = '' } = process.env;

class ReferencePlatform extends Stack {
  constructor(scope: App, id: string) {
    super(scope, id);
    const platform = new EmrEksKarpenterCluster(this, 'Platform', {
      clusterName: 'emr-eks-karpenter',
      kubectlLayer: new LayerVersion(this, 'Kubectl', { code: Code.fromAsset(layerZip) }),
    });
    const compute = platform.addSparkNodePool('Compute', {
      preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED, labels: { 'example.com/tier': 'gold', 'example.com/owner': 'data' },
    });
    const memory = platform.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
    const graviton = platform.addSparkNodePool('Graviton', { preset: SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED });

    const teamA = platform.addTeam('TeamA', { namespace: 'emr-data-team-a' });
    const teamB = platform.addTeam('TeamB', { namespace: 'emr-data-team-b' });

    const ebs = new EbsShuffleStorage(this, 'Ebs', { cluster: platform, size: Size.gibibytes(100) });
    this.addTaxiJob(teamA, 'Compute', compute, ShuffleStorage.nvme());
    this.addTaxiJob(teamA, 'Memory', memory, ebs);
    this.addTaxiJob(teamB, 'Graviton', graviton, ShuffleStorage.nvme());

    const yunikorn = new YuniKorn(this, 'YuniKorn', { cluster: platform });
    teamB.addSparkProfile('Gang', { executorPool: compute, scheduling: { queue: yunikorn.queueFor(teamB), gang: GangScheduling.soft() } });
    teamA.addManagedEndpoint('Notebooks', { profile: teamA.addSparkProfile('Interactive', { executorPool: compute }) });
  }

  private addTaxiJob(team: EmrTeam, id: string, pool: SparkNodePool, shuffleStorage: IShuffleStorage) {
    const profile = team.addSparkProfile(`${id}Fast`, { executorPool: pool, shuffleStorage });
    team.addSparkJob(`${id}Taxi`, {
      profile,
      entryPoint: SparkEntryPoint.pythonAsset(script),
      driver: { cores: 1, memory: Size.gibibytes(4) },
      executor: { cores: 1, memory: Size.gibibytes(4), allocation: ExecutorAllocation.fixed(2) },
      sparkConf: { 'spark.sql.shuffle.partitions': '64', 'spark.sql.adaptive.enabled': 'true' },
    });
  }
}

const app = new App();
new ReferencePlatform(app, 'EmrEksKarpenter');
app.synth();
