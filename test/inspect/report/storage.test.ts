import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { readAssembly } from '../../../inspect/assembly/read';
import { renderReport } from '../../../inspect/report';
import { factsOf } from '../../../inspect/report/facts';
import { apps } from '../../../integ/apps';
import { ExecutorAllocation, FsxDeployment, FsxProvisioning, FsxShuffleStorage, SparkEntryPoint } from '../../../src';
import { testPlatform } from '../../support/platforms';
import { emptyFolder } from '../platforms';

const app = new App({ outdir: emptyFolder() });
apps.storage(app);
const platform = readAssembly(app.synth().directory);
const storage = new Map(factsOf(platform).workloads.map(({ title, storage: rows = [] }) => [title, rows]));
const costs = (title: string) => storage.get(title)!.map(({ pods, cost }) => `${pods}: ${cost}`);

// Amounts by the pricing pages: gp3 by GiB, IOPS above 3000 and MiB/s above 125 (https://aws.amazon.com/ebs/pricing/), FSx by GiB
// and throughput a TiB (https://aws.amazon.com/fsx/lustre/pricing/).
describe('the storage of jobs in the report', () => {
  test.each(['ComputeNvmeTaxi', 'MemoryNvmeTaxi', 'GravitonNvmeTaxi'])('%s costs nothing extra and leaves nothing', (title) => {
    expect(storage.get(title)).toEqual([
      expect.objectContaining({ pods: 'driver and executors', left: 'nothing', kept: 'nothing', cost: 'in the price of the node' }),
    ]);
  });

  test('counts the volumes that Spark makes, for as long as the job runs', () => {
    expect(costs('EbsTaxi')).toEqual([
      'driver: 50 GiB-months of gp3, while the job runs', 'executors: 6 × 50 GiB-months of gp3, while the job runs',
    ]);
    expect(storage.get('EbsTaxi')!.map(({ left }) => left)).toEqual([
      'nothing: its claim goes with it', 'nothing: claims go with their driver',
    ]);
    expect(storage.get('EbsTaxi')!.map(({ kept }) => kept)).toEqual(['nothing', 'nothing']);
  });

  test('counts performance that is paid for, and the volume that stays', () => {
    expect(costs('EbsDriverTaxi')).toEqual([
      'driver: 50 GiB-months of gp3 + 1000 IOPS-months + 125 MiB/s-months, from the first run on',
      'executors: 6 × (50 GiB-months of gp3 + 1000 IOPS-months + 125 MiB/s-months), while the job runs',
    ]);
    expect(storage.get('EbsDriverTaxi')![0].left).toBe('the claim and its volume');
  });

  test('knows a file system of CloudFormation from one of a claim', () => {
    expect(costs('FsxSharedTaxi')).toEqual(['driver and executors: 1200 GiB-months of SCRATCH_2 SSD, from deployment to removal']);
    expect(costs('FsxPerClaimTaxi')).toEqual(['driver and executors: 1200 GiB-months of SCRATCH_2 SSD, as long as the claim is there']);
  });

  test('says which file systems outlive the stacks', () => {
    const kept = { deployment: FsxDeployment.persistent2(125) };
    const stack = new Stack(new App({ outdir: emptyFolder() }), 'Kept');
    const cluster = testPlatform(stack);
    const pool = cluster.addSparkNodePool('Memory', { nodePoolName: 'memory' });
    const team = cluster.addTeam('Team', { namespace: 'team' });
    const storages = {
      shared: FsxProvisioning.sharedFileSystem(kept),
      perClaim: FsxProvisioning.perClaim(kept),
      going: FsxProvisioning.perClaim({ ...kept, removalPolicy: RemovalPolicy.DESTROY }),
      elsewhere: FsxProvisioning.existingFileSystem({
        fileSystemId: 'fs-0123456789abcdef0', mountName: 'abcdefgh', availabilityZone: 'eu-west-1a',
      }),
    };
    for (const [id, provisioning] of Object.entries(storages)) {
      const shuffleStorage = new FsxShuffleStorage(stack, `Fsx-${id}`, { cluster, provisioning });
      const profile = team.addSparkProfile(`Profile-${id}`, { executorPool: pool, shuffleStorage });
      const entryPoint = SparkEntryPoint.pythonUri('local:///opt/app.py');
      team.addSparkJob(id, { profile, entryPoint, executor: { allocation: ExecutorAllocation.fixed(1) } });
    }
    const { workloads } = factsOf(readAssembly((stack.node.root as App).synth().directory));
    const rows = workloads.map(({ title, storage: [row] = [] }) => [title, row.kept, row.cost]);
    expect(rows).toEqual([
      [
        'shared',
        'the file system, by its deletion policy',
        '1200 GiB-months of PERSISTENT_2 SSD at 125 MB/s a TiB, from deployment until you delete it',
      ],
      [
        'perClaim',
        'the file system, by the reclaim policy of its class',
        '1200 GiB-months of PERSISTENT_2 SSD at 125 MB/s a TiB, as long as the file system is there',
      ],
      ['going', 'nothing', '1200 GiB-months of PERSISTENT_2 SSD at 125 MB/s a TiB, as long as the claim is there'],
      ['elsewhere', 'the file system, which is made elsewhere', 'that of a file system made elsewhere'],
    ]);
  });

  test('is a section of the page', () => {
    expect(renderReport(platform, [], 1)).toContain('<h2 id="storage-title">Shuffle storage</h2>');
  });
});
