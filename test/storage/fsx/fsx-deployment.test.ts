import { Lazy, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FsxDeployment, FsxLustreVersion } from '../../../src/storage/fsx/fsx-deployment';
import { FsxProvisioning } from '../../../src/storage/fsx/fsx-provisioning';
import { FsxShuffleStorage } from '../../../src/storage/fsx/fsx-shuffle-storage';
import { FakeCluster, testStack } from '../../support/stacks';

const { V2_10, V2_12, V2_15 } = FsxLustreVersion;

interface Legal {
  readonly title: string;
  readonly deployment: () => FsxDeployment;
  readonly versions: FsxLustreVersion[];
  readonly capacities: number[];
  /** Those next to a legal one. */
  readonly illegal: Array<readonly [capacity: number, rule: string, neighbours: string]>;
  readonly properties: object;
}

const SSD_RULE = '1200 GiB or a multiple of 2400 GiB';
const SSD = {
  capacities: [1200, 2400, 4800, 7200, 100_800],
  illegal: [
    [1, SSD_RULE, '1200'], [1199, SSD_RULE, '1200'], [1201, SSD_RULE, '1200 or 2400'], [2399, SSD_RULE, '1200 or 2400'],
    [2401, SSD_RULE, '2400 or 4800'],
    [3600, SSD_RULE, '2400 or 4800'], [4799, SSD_RULE, '2400 or 4800'],
  ] as Legal['illegal'],
};
const hdd = (step: number): Pick<Legal, 'capacities' | 'illegal'> => ({
  capacities: [step, 2 * step, 3 * step],
  illegal: [
    [1200, `a multiple of ${step} GiB`, `${step}`],
    [step - 1, `a multiple of ${step} GiB`, `${step}`],
    [step + 1, `a multiple of ${step} GiB`, `${step} or ${2 * step}`],
  ],
});
const persistent1 = (throughput: number): Legal => ({
  title: 'PERSISTENT_1', deployment: () => FsxDeployment.persistent1(throughput), versions: [V2_10, V2_12, V2_15], ...SSD,
  properties: { StorageType: 'SSD', LustreConfiguration: { DeploymentType: 'PERSISTENT_1', PerUnitStorageThroughput: throughput } },
});
const persistent1Hdd = (throughput: number, step: number): Legal => ({
  title: `PERSISTENT_1 on HDD with ${throughput} MB/s a TiB`,
  deployment: () => FsxDeployment.persistent1Hdd(throughput),
  versions: [V2_10, V2_12, V2_15],
  ...hdd(step),
  properties: {
    StorageType: 'HDD',
    LustreConfiguration: { DeploymentType: 'PERSISTENT_1', PerUnitStorageThroughput: throughput, DriveCacheType: 'NONE' },
  },
});
const persistent2 = (throughput: number): Legal => ({
  title: 'PERSISTENT_2', deployment: () => FsxDeployment.persistent2(throughput), versions: [V2_12, V2_15], ...SSD,
  properties: { StorageType: 'SSD', LustreConfiguration: { DeploymentType: 'PERSISTENT_2', PerUnitStorageThroughput: throughput } },
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-fsx-filesystem.html (FileSystemTypeVersion,
// StorageCapacity) and aws-properties-fsx-filesystem-lustreconfiguration.html (PerUnitStorageThroughput) on the same site.
const LEGAL: Legal[] = [
  {
    title: 'SCRATCH_2', deployment: () => FsxDeployment.SCRATCH_2, versions: [V2_10, V2_12, V2_15], ...SSD,
    properties: { StorageType: 'SSD', LustreConfiguration: { DeploymentType: 'SCRATCH_2' } },
  },
  ...[50, 100, 200].map(persistent1),
  persistent1Hdd(12, 6000),
  persistent1Hdd(40, 1800),
  ...[125, 250, 500, 1000].map(persistent2),
];

function template(options: Parameters<typeof FsxProvisioning.sharedFileSystem>[0]): Template {
  const stack = testStack();
  new FsxShuffleStorage(stack, 'Fsx', { cluster: new FakeCluster(stack), provisioning: FsxProvisioning.sharedFileSystem(options) });
  return Template.fromStack(stack);
}

describe.each(LEGAL)('$title, $properties', ({ title, deployment, versions, capacities, illegal, properties }) => {
  test('reaches the file system', () => {
    template({ deployment: deployment(), storageCapacity: Size.gibibytes(capacities[0]) }).hasResourceProperties(
      'AWS::FSx::FileSystem', properties,
    );
  });

  test.each(capacities)('accepts %d GiB', (capacity) => {
    template({ deployment: deployment(), storageCapacity: Size.gibibytes(capacity) }).hasResourceProperties('AWS::FSx::FileSystem', {
      StorageCapacity: capacity,
    });
  });

  test.each(illegal)('fails on %d GiB', (capacity, rule, neighbours) => {
    expect(() => template({ deployment: deployment(), storageCapacity: Size.gibibytes(capacity) })).toThrow(new Error(
      `[Test/Fsx] \`storageCapacity\` must be ${rule} for ${title}, got ${capacity} GiB; choose ${neighbours} GiB`));
  });

  test('takes the smallest capacity unless told otherwise', () => {
    template({ deployment: deployment() }).hasResourceProperties('AWS::FSx::FileSystem', { StorageCapacity: capacities[0] });
  });

  test.each([V2_10, V2_12, V2_15])('has its versions of Lustre: %s', (lustreVersion) => {
    const make = () => template({ deployment: deployment(), lustreVersion });
    if (versions.includes(lustreVersion)) {
      make().hasResourceProperties('AWS::FSx::FileSystem', { FileSystemTypeVersion: lustreVersion });
    } else {
      const rule = `be ${versions.join(' or ')} for ${deployment().deploymentType}`;
      expect(make).toThrow(new Error(`[Test/Fsx] \`lustreVersion\` must ${rule}, got "${lustreVersion}"; leave it out`));
    }
  });
});

describe('FsxDeployment', () => {
  test.each<[(throughput: number) => FsxDeployment, string, string, number[]]>([
    [(throughput) => FsxDeployment.persistent1(throughput), '50, 100 or 200', 'PERSISTENT_1 on SSD', [0, 12, 49, 51, 125, 201]],
    [(throughput) => FsxDeployment.persistent1Hdd(throughput), '12 or 40', 'PERSISTENT_1 on HDD', [11, 13, 39, 41, 50]],
    [(throughput) => FsxDeployment.persistent2(throughput), '125, 250, 500 or 1000', 'PERSISTENT_2', [50, 124, 126, 200, 999, 1001, 2000]],
  ])('%s has legal throughputs only', (make, legal, title, wrong) => {
    for (const throughput of wrong) {
      expect(() => make(throughput)).toThrow(
        new Error(`\`throughputMBpsPerTiB\` must be ${legal} MB/s a TiB for ${title}, got ${throughput}; choose one of them`),
      );
    }
  });

  test('fails on a token for throughput', () => {
    expect(() => FsxDeployment.persistent2(Lazy.number({ produce: () => 125 }))).toThrow(new Error(
      '`throughputMBpsPerTiB` must be 125, 250, 500 or 1000 MB/s a TiB for PERSISTENT_2, got a token; choose one of them'));
  });

  test('HDD may have a cache for reads', () => {
    template({ deployment: FsxDeployment.persistent1Hdd(40, true) }).hasResourceProperties('AWS::FSx::FileSystem', {
      LustreConfiguration: { DriveCacheType: 'READ' },
    });
  });

  test('says whether data is replicated, and what throughput is paid for', () => {
    const all = [FsxDeployment.SCRATCH_2, FsxDeployment.persistent1(50), FsxDeployment.persistent2(1000)];
    expect(all.map(({ isPersistent, throughputMBpsPerTiB }) => ({ isPersistent, throughputMBpsPerTiB }))).toEqual([
      { isPersistent: false, throughputMBpsPerTiB: undefined },
      { isPersistent: true, throughputMBpsPerTiB: 50 },
      { isPersistent: true, throughputMBpsPerTiB: 1000 },
    ]);
  });
});
