import * as path from 'path';
import { CfnOutput, Size, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  EmrEksKarpenterCluster, ExecutorAllocation, ShuffleStorage, SparkEntryPoint, SparkNodePoolPreset,
} from '../src';
import type { EmrTeam, SparkJob, SparkNodePool } from '../src';

export interface ReferencePlatformProps extends StackProps {
  /** Makes the layer with kubectl and Helm: a Python, Java or Go app makes its own from the same zip. */
  readonly kubectlLayer: (scope: Construct) => lambda.ILayerVersion;
}

/** The Data on EKS pattern "EMR on EKS with Karpenter": a cluster, three pools, two teams, one job per pool. */
export class ReferencePlatform extends Stack {
  public readonly platform: EmrEksKarpenterCluster;
  public readonly teamA: EmrTeam;
  public readonly teamB: EmrTeam;
  public readonly jobs: SparkJob[];

  constructor(scope: Construct, id: string, props: ReferencePlatformProps) {
    super(scope, id, props);
    this.platform = new EmrEksKarpenterCluster(this, 'Platform', {
      clusterName: 'emr-eks-karpenter',
      kubectlLayer: props.kubectlLayer(this),
    });
    const compute = this.platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
    const memory = this.platform.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
    const graviton = this.platform.addSparkNodePool(
      'Graviton', { preset: SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED },
    );

    this.teamA = this.platform.addTeam('TeamA', { namespace: 'emr-data-team-a' });
    this.teamB = this.platform.addTeam('TeamB', { namespace: 'emr-data-team-b' });

    const bucket = new s3.Bucket(this, 'Data', { enforceSSL: true });
    [this.teamA, this.teamB].forEach((team) => bucket.grantReadWrite(team.jobExecutionRole));
    this.jobs = [
      addTaxiJob(this.teamA, { id: 'Compute', pool: compute, bucket }),
      addTaxiJob(this.teamA, { id: 'Memory', pool: memory, bucket }),
      addTaxiJob(this.teamB, { id: 'Graviton', pool: graviton, bucket }),
    ];
    for (const job of this.jobs) {
      new CfnOutput(this, `Run${job.node.id}`, { description: `Starts ${job.jobName}`, value: job.startJobRunCommand });
    }
  }
}

interface TaxiJob {
  readonly id: string;
  readonly pool: SparkNodePool;
  readonly bucket: s3.IBucket;
}

/** The pattern's New York taxi job on local NVMe: one core and 4 GiB each for a driver and two executors. */
function addTaxiJob(team: EmrTeam, { id, pool, bucket }: TaxiJob): SparkJob {
  const profile = team.addSparkProfile(`${id}Nvme`, { executorPool: pool, shuffleStorage: ShuffleStorage.nvme() });
  return team.addSparkJob(`${id}Taxi`, {
    profile,
    entryPoint: SparkEntryPoint.pythonAsset(path.join(__dirname, 'jobs', 'taxi.py')),
    arguments: [bucket.s3UrlForObject(`taxi/${id.toLowerCase()}/`)],
    driver: { cores: 1, memory: Size.gibibytes(4) },
    executor: { cores: 1, memory: Size.gibibytes(4), allocation: ExecutorAllocation.fixed(2) },
  });
}
