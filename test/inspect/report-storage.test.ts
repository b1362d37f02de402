import { App } from 'aws-cdk-lib';
import { emptyFolder } from './platforms';
import { readAssembly } from '../../inspect/assembly';
import { renderReport } from '../../inspect/report';
import { factsOf } from '../../inspect/report/facts';
import { apps } from '../../integ/apps';

const app = new App({ outdir: emptyFolder() });
apps.storage(app);
const platform = readAssembly(app.synth().directory);
const storage = new Map(factsOf(platform).workloads.map(({ title, storage: rows = [] }) => [title, rows]));
const costs = (title: string) => storage.get(title)!.map(({ pods, cost }) => `${pods}: ${cost}`);

// Amounts by the pricing pages: gp3 by GiB, IOPS above 3000 and MiB/s above 125 (https://aws.amazon.com/ebs/pricing/), FSx by GiB
// and throughput a TiB (https://aws.amazon.com/fsx/lustre/pricing/).
describe('the storage of jobs in the report', () => {
  test.each(['ComputeNvmeTaxi', 'MemoryNvmeTaxi', 'GravitonNvmeTaxi'])('%s costs nothing extra and leaves nothing', (title) => {
    expect(storage.get(title)).toEqual([expect.objectContaining({ pods: 'driver and executors', left: 'nothing', cost: 'in the price of the node' })]);
  });

  test('counts the volumes that Spark makes, for as long as the job runs', () => {
    expect(costs('EbsTaxi')).toEqual(['driver: 50 GiB-months of gp3, while the job runs', 'executors: 6 × 50 GiB-months of gp3, while the job runs']);
    expect(storage.get('EbsTaxi')!.map(({ left }) => left)).toEqual(['nothing: claims go with their driver', 'nothing: claims go with their driver']);
  });

  test('counts performance that is paid for, and the volume that stays', () => {
    expect(costs('EbsDriverTaxi')).toEqual([
      'driver: (50 GiB-months of gp3 + 1000 IOPS-months + 125 MiB/s-months), from the first run on',
      'executors: 6 × (50 GiB-months of gp3 + 1000 IOPS-months + 125 MiB/s-months), while the job runs',
    ]);
    expect(storage.get('EbsDriverTaxi')![0].left).toBe('the claim and its volume');
  });

  test('knows a file system of CloudFormation from one of a claim', () => {
    expect(costs('FsxSharedTaxi')).toEqual(['driver and executors: 1200 GiB-months of SCRATCH_2 SSD, from deployment to removal']);
    expect(costs('FsxPerClaimTaxi')).toEqual(['driver and executors: 1200 GiB-months of SCRATCH_2 SSD, as long as the claim is there']);
  });

  test('is a section of the page', () => {
    expect(renderReport(platform, [], 1)).toContain('<h2 id="storage-title">Shuffle storage</h2>');
  });
});
