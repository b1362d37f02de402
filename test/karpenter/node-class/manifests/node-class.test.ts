import { nodeClassManifest, ownedNodeClassFields, type NodeClassSpec } from '../../../../src/karpenter/node-class/manifests/node-class';

const spec: NodeClassSpec = {
  name: 'spark',
  amiFamily: 'AL2023',
  amiAlias: 'al2023@v20260903',
  amiIds: [],
  role: 'node',
  subnetIds: ['subnet-a'],
  securityGroupIds: ['sg-a'],
  rootVolume: { deviceName: '/dev/xvda', sizeGiB: 100, volumeType: 'gp3', encrypted: true },
  raid0: true,
  metadata: { enabled: true, ipv6: false, hopLimit: 1, requireTokens: true },
  tags: undefined,
};

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

// Fields: https://karpenter.sh/docs/concepts/nodeclasses/
describe('nodeClassManifest()', () => {
  test('renders the least', () => {
    expect(plain(nodeClassManifest(spec))).toEqual({
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata: { name: 'spark' },
      spec: {
        amiSelectorTerms: [{ alias: 'al2023@v20260903' }],
        role: 'node',
        subnetSelectorTerms: [{ id: 'subnet-a' }],
        securityGroupSelectorTerms: [{ id: 'sg-a' }],
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            rootVolume: true,
            ebs: { volumeSize: '100Gi', volumeType: 'gp3', encrypted: true, deleteOnTermination: true },
          },
        ],
        instanceStorePolicy: 'RAID0',
        metadataOptions: { httpEndpoint: 'enabled', httpProtocolIPv6: 'disabled', httpPutResponseHopLimit: 1, httpTokens: 'required' },
      },
    });
  });

  test('names the family only where images are chosen by id', () => {
    const { amiAlias, ...byId } = spec;
    expect(nodeClassManifest({ ...byId, amiIds: ['ami-1', 'ami-2'] }).spec).toMatchObject({
      amiFamily: 'AL2023', amiSelectorTerms: [{ id: 'ami-1' }, { id: 'ami-2' }],
    });
  });

  test('has either a role or an instance profile', () => {
    expect(plain(nodeClassManifest({ ...spec, instanceProfile: 'profile' })).spec).toMatchObject({ instanceProfile: 'profile' });
    expect(plain(nodeClassManifest({ ...spec, instanceProfile: 'profile' })).spec).not.toHaveProperty('role');
  });

  test('renders every field', () => {
    const object = plain(nodeClassManifest({
      ...spec,
      raid0: false,
      rootVolume: {
        deviceName: '/dev/xvdb', sizeGiB: 20, volumeType: 'io2', iops: 4000, throughputMiBps: 500, encrypted: true, kmsKeyId: 'key',
      },
      userData: '#!/bin/sh',
      kubelet: { maxPods: 30 },
      metadata: { enabled: false, ipv6: true, hopLimit: 2, requireTokens: false },
      detailedMonitoring: true,
      associatePublicIpAddress: false,
      placementGroupName: 'near',
      tags: { team: 'a' },
    }));

    expect(object.spec).toEqual({
      amiSelectorTerms: [{ alias: 'al2023@v20260903' }],
      role: 'node',
      subnetSelectorTerms: [{ id: 'subnet-a' }],
      securityGroupSelectorTerms: [{ id: 'sg-a' }],
      blockDeviceMappings: [{
        deviceName: '/dev/xvdb',
        rootVolume: true,
        ebs: {
          volumeSize: '20Gi', volumeType: 'io2', iops: 4000, throughput: 500, encrypted: true, kmsKeyID: 'key', deleteOnTermination: true,
        },
      }],
      userData: '#!/bin/sh',
      kubelet: { maxPods: 30 },
      metadataOptions: { httpEndpoint: 'disabled', httpProtocolIPv6: 'enabled', httpPutResponseHopLimit: 2, httpTokens: 'optional' },
      detailedMonitoring: true,
      associatePublicIPAddress: false,
      placementGroupSelector: { name: 'near' },
      tags: { team: 'a' },
    });
  });
});

describe('ownedNodeClassFields()', () => {
  test('holds what must stay absent as null', () => {
    expect(ownedNodeClassFields(spec).spec).toEqual({ role: 'node', instanceProfile: null, instanceStorePolicy: 'RAID0' });
    expect(ownedNodeClassFields({ ...spec, raid0: false, instanceProfile: 'p' }).spec).toEqual({
      role: null, instanceProfile: 'p', instanceStorePolicy: null,
    });
  });
});
