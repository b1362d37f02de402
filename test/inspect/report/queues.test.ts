import { App } from 'aws-cdk-lib';
import type { Platform } from '../../../inspect/assembly/model';
import { readAssembly } from '../../../inspect/assembly/read';
import { renderReport } from '../../../inspect/report';
import { factsOf } from '../../../inspect/report/facts';
import { apps } from '../../../integ/apps';
import { emptyFolder } from '../platforms';

function platformOf(story: string): Platform {
  const app = new App({ outdir: emptyFolder() });
  apps[story](app);
  return readAssembly(app.synth().directory);
}

describe('queues and gangs in the report', () => {
  const platform = platformOf('yunikorn');
  const { queues, workloads, commands } = factsOf(platform);

  test('are the tree of the scheduler, each queue after the one above it', () => {
    expect(queues.map(({ path, depth }) => `${depth} ${path}`)).toEqual([
      '0 root', '1 root.emr', '2 root.emr.emr-data-team-a', '2 root.emr.emr-data-team-b', '1 root.emr-submitters',
    ]);
    expect(queues[1]).toMatchObject({
      max: [{ name: 'memory', value: '3072000Mi' }, { name: 'vcore', value: '400' }],
      template: [{ name: 'memory', value: '307200Mi' }, { name: 'vcore', value: '40' }],
    });
    expect(queues[2].guaranteed).toEqual([{ name: 'memory', value: '768000Mi' }, { name: 'vcore', value: '100' }]);
  });

  test('are the places that each job has held for it', () => {
    const [gang, nvme] = ['GangTaxi', 'NvmeGangTaxi'].map((title) => workloads.find((workload) => workload.title === title)!);
    // 5734 MiB of Spark (Python, 4 GiB of heap) and 512 MiB of EMR's log container.
    const each = [{ name: 'cpu', value: '1100m' }, { name: 'memory', value: '6246Mi' }];
    expect(gang).toMatchObject({
      queue: 'root.emr.emr-data-team-a',
      gang: [{ name: 'spark-driver', members: 1, each }, { name: 'spark-executor', members: 2, each }],
      gangPolicy: 'placeholderTimeoutInSeconds=900 gangSchedulingStyle=Hard',
    });
    expect(nvme.gang!.map(({ nodeSelector }) => nodeSelector['karpenter.sh/nodepool'])).toEqual([
      'spark-compute-optimized', 'spark-compute-optimized',
    ]);
  });

  test('are a section of the page, drawn, with the command for YuniKorn\'s own', () => {
    const page = renderReport(platform, [], 1);
    expect(page).toContain('<h2 id="queues-title">Queues and gangs</h2>');
    expect(page).toContain('■■ 2 × executor');
    expect(page).toContain('900 s, then the job fails');
    expect(page).toContain('600 s, then it goes on with what there is');
    expect(commands.map(({ lines }) => lines)).toContain('kubectl port-forward --namespace yunikorn service/yunikorn-service 9889:9889');
  });
});

test('a platform without queues says so', () => {
  const platform = platformOf('private');
  expect(factsOf(platform).queues).toEqual([]);
  expect(renderReport(platform, [], 1)).toContain('No queues: pods start when there is room for them.');
});
