import { fsxParameters, type FsxParametersSpec } from '../../../../src/storage/fsx/manifests/class-parameters';

const SPEC: FsxParametersSpec = {
  subnetId: 's',
  securityGroupId: 'g',
  deploymentType: 'SCRATCH_2',
  storageType: 'SSD',
  lustreVersion: '2.15',
  compression: false,
  tags: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }],
};

describe('fsxParameters()', () => {
  test('leaves out what is not given', () => {
    expect(fsxParameters(SPEC)).toEqual({
      subnetId: 's',
      securityGroupIds: 'g',
      deploymentType: 'SCRATCH_2',
      storageType: 'SSD',
      fileSystemTypeVersion: '2.15',
      dataCompressionType: 'NONE',
      extraTags: 'a=1,b=2',
    });
  });

  test('writes numbers and switches as text, as parameters of a class must be', () => {
    expect(fsxParameters({ ...SPEC, throughputMBpsPerTiB: 125, backupDays: 1, copyTags: false })).toMatchObject({
      perUnitStorageThroughput: '125', automaticBackupRetentionDays: '1', copyTagsToBackups: 'false',
    });
  });
});
