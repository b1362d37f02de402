import { coreDnsConfiguration } from '../../src/addons/core-dns/manifests/configuration';
import { ebsCsiConfiguration, volumeTags } from '../../src/addons/ebs-csi-driver/manifests/configuration';
import { defaultStorageClass } from '../../src/addons/ebs-csi-driver/manifests/storage-class';
import { metricsServerConfiguration } from '../../src/addons/metrics-server/manifests/configuration';
import { vpcCniConfiguration } from '../../src/addons/vpc-cni/manifests/configuration';

const ON_CORE_NODES = { 'emr-eks-karpenter/node-group': 'core' };
const CRITICAL = { key: 'CriticalAddonsOnly', operator: 'Exists' };

describe('vpcCniConfiguration()', () => {
  test('delegates prefixes, one of them warm, as the pattern does', () => {
    expect(vpcCniConfiguration({ networkPolicy: true }).defaults).toEqual({ env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' } });
  });

  test.each([[true, 'true'], [false, 'false']])('writes networkPolicy %s as the text that the schema wants', (networkPolicy, text) => {
    expect(vpcCniConfiguration({ networkPolicy }).owned).toEqual({ enableNetworkPolicy: text });
  });
});

describe('coreDnsConfiguration()', () => {
  test('lets EKS scale it, on core nodes', () => {
    expect(coreDnsConfiguration({ minReplicas: 2, maxReplicas: 10 })).toEqual({
      owned: { autoScaling: { enabled: true, minReplicas: 2, maxReplicas: 10 } },
      defaults: {
        nodeSelector: ON_CORE_NODES,
        tolerations: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }, CRITICAL],
      },
    });
  });
});

describe('ebsCsiConfiguration()', () => {
  test('keeps the controller on core nodes and the plugin everywhere', () => {
    expect(ebsCsiConfiguration()).toEqual({
      owned: {},
      defaults: {
        controller: { nodeSelector: ON_CORE_NODES, tolerations: [CRITICAL, { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }] },
        node: { tolerateAllTaints: true },
      },
    });
  });
});

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

describe('metricsServerConfiguration()', () => {
  test('runs on core nodes', () => {
    expect(metricsServerConfiguration()).toEqual({ owned: {}, defaults: { nodeSelector: ON_CORE_NODES, tolerations: [CRITICAL] } });
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
