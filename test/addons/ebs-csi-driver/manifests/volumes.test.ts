import { defaultStorageClass, volumeTags } from '../../../../src/addons/ebs-csi-driver/manifests/volumes';

describe('volumeTags()', () => {
  test('puts tags on every volume', () => {
    expect(volumeTags({ CostCenter: '42' })).toEqual({ controller: { extraVolumeTags: { CostCenter: '42' } } });
  });

  test('is nothing without tags', () => {
    expect(volumeTags({})).toEqual({});
  });

  test.each(['CSIVolumeName', 'CSIVolumeSnapshotName', 'ebs.csi.aws.com/cluster', 'kubernetes.io/cluster/x', 'aws:cloudformation:stack-id'])(
    'leaves out %s, which the driver would refuse', (key) => {
      expect(volumeTags({ [key]: 'x' })).toEqual({});
    });
});

describe('defaultStorageClass()', () => {
  test('is encrypted gp3 in the zone of the pod', () => {
    expect(defaultStorageClass()).toEqual({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'ebs.csi.aws.com',
      parameters: { 'type': 'gp3', 'encrypted': 'true', 'csi.storage.k8s.io/fstype': 'xfs' },
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
  });
});
