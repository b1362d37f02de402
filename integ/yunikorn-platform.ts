import * as path from 'path';
import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  EmrEksKarpenterCluster, ExecutorAllocation, GangScheduling, ShuffleStorage, SparkEntryPoint, SparkNodePoolPreset,
  YuniKorn,
} from '../src';
import type { EmrTeam, IShuffleStorage, SparkJob, SparkNodePool } from '../src';

/** The pattern's gang-scheduled job and its NVMe variant, in queues of YuniKorn that two teams share. */
export class YuniKornPlatform extends Stack {
  public readonly yunikorn: YuniKorn;
  public readonly jobs: SparkJob[];
  private readonly data: s3.Bucket;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const platform = new EmrEksKarpenterCluster(this, 'Platform', {
      clusterName: 'emr-eks-yunikorn', kubectlLayer: new KubectlV35Layer(this, 'Kubectl'),
    });
    const compute = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
    const memory = platform.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
    const teamA = platform.addTeam('TeamA', { namespace: 'emr-data-team-a' });
    const teamB = platform.addTeam('TeamB', { namespace: 'emr-data-team-b' });

    this.yunikorn = new YuniKorn(this, 'YuniKorn', {
      cluster: platform,
      teamsQueue: {
        maxResources: { vcpus: 400, memory: Size.gibibytes(3000) },
        childTemplate: { maxResources: { vcpus: 40, memory: Size.gibibytes(300) } }, // teams of other apps
      },
    });
    const share = {
      guaranteedResources: { vcpus: 100, memory: Size.gibibytes(750) },
      maxResources: { vcpus: 300, memory: Size.gibibytes(2250) },
    };
    [teamA, teamB].forEach((team) => this.yunikorn.queueFor(team, share));

    this.data = new s3.Bucket(this, 'Data', { enforceSSL: true });
    this.jobs = [
      this.addGangJob(teamA, {
        id: 'Gang', pool: memory, gang: GangScheduling.hard({ placeholderTimeout: Duration.minutes(15) }),
      }),
      this.addGangJob(teamB, {
        id: 'NvmeGang', pool: compute, gang: GangScheduling.soft(), shuffleStorage: ShuffleStorage.nvme(),
      }),
    ];
    new CfnOutput(this, 'WebInterface', {
      description: 'Shows queues and applications', value: this.yunikorn.webInterfaceCommand,
    });
  }

  /** The pattern's sizes: one core and 4 GiB each for a driver and two executors. */
  private addGangJob(team: EmrTeam, { id, pool, gang, shuffleStorage }: GangJob): SparkJob {
    this.data.grantReadWrite(team.jobExecutionRole);
    const profile = team.addSparkProfile(id, {
      executorPool: pool, shuffleStorage, scheduling: { queue: this.yunikorn.queueFor(team), gang },
    });
    return team.addSparkJob(`${id}Taxi`, {
      profile,
      entryPoint: SparkEntryPoint.pythonAsset(path.join(__dirname, 'jobs', 'taxi.py')),
      arguments: [this.data.s3UrlForObject(`taxi/${id.toLowerCase()}/`)],
      driver: { cores: 1, memory: Size.gibibytes(4) },
      executor: { cores: 1, memory: Size.gibibytes(4), allocation: ExecutorAllocation.fixed(2) },
    });
  }
}

interface GangJob {
  readonly id: string;
  readonly pool: SparkNodePool;
  readonly gang: GangScheduling;
  readonly shuffleStorage?: IShuffleStorage;
}
