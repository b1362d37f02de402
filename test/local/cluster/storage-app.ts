import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Size, Stack } from 'aws-cdk-lib';
import {
  EbsDriverVolume, EbsShuffleStorage, EmrEksKarpenterCluster, ExecutorAllocation, FsxProvisioning, FsxShuffleStorage, SparkEntryPoint,
  SparkNodePoolPreset,
} from '../../../src';
import type { IShuffleStorage } from '../../../src';

const app = new App();
const stack = new Stack(app, 'Storage');
const cluster = new EmrEksKarpenterCluster(
  stack, 'Platform', { clusterName: 'storage', kubectlLayer: new KubectlV35Layer(stack, 'Kubectl') },
);
const pool = cluster.addSparkNodePool('Memory', { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED });
const team = cluster.addTeam('Team', { namespace: 'team' });
const fsx = (id: string, provisioning: FsxProvisioning) => new FsxShuffleStorage(stack, id, { cluster, provisioning });

const STORAGES: { readonly [id: string]: IShuffleStorage } = {
  EbsReused: new EbsShuffleStorage(stack, 'EbsReused', { cluster, size: Size.gibibytes(77), driverSize: Size.gibibytes(7) }),
  EbsOwned: new EbsShuffleStorage(stack, 'EbsOwned', { cluster, reuseVolumes: false, mountPath: '/scratch' }),
  EbsTeam: new EbsShuffleStorage(stack, 'EbsTeam', { cluster, driverVolume: EbsDriverVolume.PER_TEAM }),
  FsxFirst: fsx('FsxFirst', FsxProvisioning.sharedFileSystem()),
  // One of two zones is dearer than the other.
  FsxSecond: fsx('FsxSecond', FsxProvisioning.sharedFileSystem({ subnetIndex: 1 })),
  FsxTeam: fsx('FsxTeam', FsxProvisioning.perClaim({ subnetIndex: 1 })),
};

for (const [id, shuffleStorage] of Object.entries(STORAGES)) {
  team.addSparkJob(id, {
    profile: team.addSparkProfile(`${id}Profile`, { executorPool: pool, shuffleStorage }),
    entryPoint: SparkEntryPoint.pythonUri('local:///opt/app.py'),
    executor: { allocation: ExecutorAllocation.fixed(2) },
  });
}
app.synth();
