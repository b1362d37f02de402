import * as path from 'path';
import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { CfnOutput, Size, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  EbsDriverVolume, EbsShuffleStorage, EmrEksKarpenterCluster, ExecutorAllocation, FsxProvisioning, FsxShuffleStorage,
  ShuffleStorage, SparkEntryPoint,
  SparkNodePoolPreset,
} from '../src';
import type { EmrTeam, IShuffleStorage, SparkJob, SparkNodePool } from '../src';

/** Every storage of the Data on EKS pattern, and the jobs that it tries them with. */
export class StoragePlatform extends Stack {
  public readonly team: EmrTeam;
  public readonly jobs: SparkJob[];

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const platform = new EmrEksKarpenterCluster(this, 'Platform', {
      clusterName: 'emr-eks-storage', kubectlLayer: new KubectlV35Layer(this, 'Kubectl'),
    });
    const compute = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
    const memory = platform.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
    const graviton = platform.addSparkNodePool('Graviton', { preset: SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED });
    this.team = platform.addTeam('TeamA', { namespace: 'emr-data-team-a' });
    const data = new s3.Bucket(this, 'Data', { enforceSSL: true });
    data.grantReadWrite(this.team.jobExecutionRole);

    const nvme = ShuffleStorage.nvme();
    const ebs = new EbsShuffleStorage(this, 'Ebs', { cluster: platform });
    const ebsDriver = new EbsShuffleStorage(this, 'EbsDriver', {
      cluster: platform, driverVolume: EbsDriverVolume.PER_TEAM, iops: 4000, throughputMiBps: 250,
    });
    const shared = new FsxShuffleStorage(this, 'FsxShared', {
      cluster: platform,
      provisioning: FsxProvisioning.sharedFileSystem({ dataRepository: { bucket: data, fileSystemPath: '/data' } }),
    });
    const perClaim = new FsxShuffleStorage(this, 'FsxPerClaim', {
      cluster: platform, provisioning: FsxProvisioning.perClaim({ subnetIndex: 1 }),
    });
    this.jobs = [
      this.addTaxiJob('ComputeNvme', { pool: compute, storage: nvme, data, executors: 2 }),
      this.addTaxiJob('MemoryNvme', { pool: memory, storage: nvme, data, executors: 2 }),
      this.addTaxiJob('GravitonNvme', { pool: graviton, storage: nvme, data, executors: 2 }),
      this.addTaxiJob('Ebs', { pool: compute, storage: ebs, data, executors: 6 }),
      this.addTaxiJob('EbsDriver', { pool: memory, storage: ebsDriver, data, executors: 6 }),
      this.addTaxiJob('FsxShared', { pool: compute, storage: shared, data, executors: 2 }),
      this.addTaxiJob('FsxPerClaim', { pool: compute, storage: perClaim, data, executors: 2 }),
    ];
    for (const job of this.jobs) {
      new CfnOutput(this, `Run${job.node.id}`, { description: `Starts ${job.jobName}`, value: job.startJobRunCommand });
    }
  }

  /** The pattern's New York taxi job, one core and 4 GiB for each pod. */
  private addTaxiJob(id: string, { pool, storage, data, executors }: TaxiJob): SparkJob {
    return this.team.addSparkJob(`${id}Taxi`, {
      profile: this.team.addSparkProfile(id, { executorPool: pool, shuffleStorage: storage }),
      entryPoint: SparkEntryPoint.pythonAsset(path.join(__dirname, 'jobs', 'taxi.py')),
      arguments: [data.s3UrlForObject(`taxi/${id.toLowerCase()}/`)],
      driver: { cores: 1, memory: Size.gibibytes(4) },
      executor: { cores: 1, memory: Size.gibibytes(4), allocation: ExecutorAllocation.fixed(executors) },
    });
  }
}

interface TaxiJob {
  readonly pool: SparkNodePool;
  readonly storage: IShuffleStorage;
  readonly data: s3.IBucket;
  readonly executors: number;
}
