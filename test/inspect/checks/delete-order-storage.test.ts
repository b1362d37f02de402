import { checkDeleteOrder } from '../../../inspect/checks/delete-order';
import { bundle, platformOf } from '../platforms';

type Resources = Record<string, any>;

const addon = (AddonName: string) => ({
  Type: 'AWS::EKS::Addon', Properties: {
    ClusterName: 'spark', AddonName, PodIdentityAssociations: [{ RoleArn: { 'Fn::GetAtt': ['DriverRole', 'Arn'] } }],
  },
});
const storageClass = (provisioner: string) => ({
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'scratch' }, provisioner,
});
const claim = (spec: object) =>
  ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'scratch', namespace: 'team-a' }, spec });
const volume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'fs' },
  spec: { csi: { driver: 'fsx.csi.aws.com', volumeHandle: '${FileSystem}:team-a' } },
};
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } };

const common: Resources = {
  DriverRole: { Type: 'AWS::IAM::Role', Properties: {} },
  Team: bundle([namespace]),
  Virtual: {
    Type: 'AWS::EMRContainers::VirtualCluster',
    Properties: { ContainerProvider: { Id: 'spark', Type: 'EKS', Info: { EksInfo: { Namespace: 'team-a' } } } },
    DependsOn: ['Team', 'Claim'],
  },
};

/** A file system that CloudFormation makes, as a volume. */
const shared: Resources = {
  ...common,
  Driver: addon('aws-fsx-csi-driver'),
  FileSystem: { Type: 'AWS::FSx::FileSystem', Properties: {} },
  Claim: bundle([volume, claim({ storageClassName: '', volumeName: 'fs' })], { DependsOn: ['Team', 'Driver'] }),
};

/** Volumes that a driver makes. */
const made = (addonName: string, provisioner: string): Resources => ({
  ...common,
  Driver: addon(addonName),
  Class: bundle([storageClass(provisioner)], { DependsOn: 'Driver' }),
  Claim: bundle([claim({ storageClassName: 'scratch' })], { DependsOn: ['Team', 'Class'] }),
});
const perClaim = made('aws-fsx-csi-driver', 'fsx.csi.aws.com');
const ebs = made('aws-ebs-csi-driver', 'ebs.csi.aws.com');

function tooEarly(resources: Resources): string[] {
  return checkDeleteOrder(platformOf({ One: { Resources: resources } })).findings.map(({ where, rule }) => `${where} ${/before (\S+)/.exec(
    rule,
  )![1]}`.replaceAll('One/', '')).sort();
}

const without = (resources: Resources, id: string, needed: string): Resources => ({
  ...resources,
  [id]: { ...resources[id], DependsOn: [resources[id].DependsOn].flat().filter((name) => name !== needed) },
});

describe('the order in which storage is deleted', () => {
  test.each([['shared', shared], ['perClaim', perClaim], ['ebs', ebs]])('is right for %s', (_, resources) => {
    const { checked, findings } = checkDeleteOrder(platformOf({ One: { Resources: resources } }));
    expect(findings).toEqual([]);
    expect(checked).toBeGreaterThan(3);
  });

  test.each<[string, Resources, string[]]>([
    [
      'claims before the driver that deletes their volumes, and its role',
      without(perClaim, 'Class', 'Driver'),
      ['Claim Driver', 'Claim DriverRole'],
    ],
    ['claims of EBS before their driver', without(ebs, 'Class', 'Driver'), ['Claim Driver', 'Claim DriverRole']],
    ['volumes before the driver that mounts them', without(shared, 'Claim', 'Driver'), ['Claim Driver', 'Claim DriverRole']],
    [
      'claims before their class',
      { ...without(perClaim, 'Claim', 'Class'), Virtual: { ...perClaim.Virtual, DependsOn: ['Team', 'Claim', 'Class'] } },
      ['Claim Class', 'Claim Driver', 'Claim DriverRole'],
    ],
    ['claims before their namespace', without(shared, 'Claim', 'Team'), ['Claim Team']],
    ['virtual clusters, which end jobs, before claims', without(shared, 'Virtual', 'Claim'), ['Virtual Claim']],
  ])('finds %s', (_, resources, findings) => expect(tooEarly(resources)).toEqual(findings));

  test('leaves alone claims whose driver is installed elsewhere, and drivers of other claims', () => {
    expect(tooEarly({ ...made('aws-ebs-csi-driver', 'fsx.csi.aws.com'), Class: bundle([storageClass('fsx.csi.aws.com')]) })).toEqual([]);
  });
});
