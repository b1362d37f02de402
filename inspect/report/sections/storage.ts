import { html, type Markup } from '../html';
import { section, table } from './parts';
import type { Facts, StorageFacts } from '../facts/model';

interface Row extends StorageFacts {
  readonly job: string;
}

/** Prices: https://aws.amazon.com/ebs/pricing/ and https://aws.amazon.com/fsx/lustre/pricing/, by region. */
export function storageSection({ workloads, cluster }: Facts): Markup {
  const rows = workloads.flatMap((workload) => (workload.storage ?? []).map((storage) => ({
    ...storage, job: workload.title,
  })));
  const region = cluster.region ?? 'your region';
  return section({
    id: 'storage',
    title: 'Shuffle storage',
    lead: 'Where Spark spills, what is left after a job and after destroying, and what it costs: amounts, to be '
      + `multiplied by the prices of ${region} on aws.amazon.com/ebs/pricing and aws.amazon.com/fsx/lustre/pricing, `
        + 'by the second.',
    body: rows.length === 0 ? html`<p>No job in these stacks.</p>` : storageTable(rows),
  });
}

function storageTable(rows: readonly Row[]): Markup {
  return table('Shuffle storage of jobs', [
    { title: 'Job', cell: ({ job }) => job },
    { title: 'Pods', cell: ({ pods }) => pods },
    { title: 'Shuffle files on', cell: ({ where }) => where },
    { title: 'Size', cell: ({ size }) => size },
    { title: 'Left after a job', cell: ({ left }) => left },
    { title: 'Left after destroying', cell: ({ kept }) => kept },
    { title: 'Cost', cell: ({ cost }) => cost },
  ], rows);
}
