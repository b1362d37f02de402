import { Duration, Lazy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiFamily, NodeAmi } from '../../../src/karpenter/node-class/node-ami';
import { NodeVolumeType, type KubeletSettings, type NodeVolumeOptions, type SparkNodeClassOptions } from '../../../src/karpenter/node-class/options';
import { SparkNodeClass } from '../../../src/karpenter/node-class/spark-node-class';
import { FakeCluster, testStack } from '../../support/stacks';
import { nodeClass, refusal } from '../support';

const NAME = 'must be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most 63 characters';
const token = Lazy.string({ produce: () => 'x' });

const badClasses: Array<[string, SparkNodeClassOptions, string]> = [
  ['a name in capitals', { nodeClassName: 'Spark' }, `\`nodeClassName\` ${NAME}, got "Spark"; choose such a name`],
  ['a name of 64 characters', { nodeClassName: 'a'.repeat(64) }, `\`nodeClassName\` ${NAME}, got 64 characters; choose such a name`],
  ['a token for a name', { nodeClassName: token }, '`nodeClassName` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['old Bottlerocket with RAID0', { ami: NodeAmi.alias('bottlerocket@v1.21.9') }, '`ami` must be Bottlerocket 1.22.0 or newer with `instanceStoreRaid0`, got "bottlerocket@v1.21.9"; choose a newer one, or set `instanceStoreRaid0` to false'],
  ['Bottlerocket 0', { ami: NodeAmi.alias('bottlerocket@0.30.0') }, '`ami` must be Bottlerocket 1.22.0 or newer with `instanceStoreRaid0`, got "bottlerocket@0.30.0"; choose a newer one, or set `instanceStoreRaid0` to false'],
  ['empty user data', { userData: '' }, '`userData` must be 1 to 16384 bytes, got 0 bytes; leave it out'],
  ['long user data', { userData: 'ü'.repeat(8193) }, '`userData` must be 1 to 16384 bytes, got 16386 bytes; fetch the larger part from S3 when the node starts'],
  ['a hop limit of 0', { metadataOptions: { httpPutResponseHopLimit: 0 } }, '`metadataOptions.httpPutResponseHopLimit` must be a whole number from 1 to 64, got 0; choose a number in that range'],
  ['a hop limit of 65', { metadataOptions: { httpPutResponseHopLimit: 65 } }, '`metadataOptions.httpPutResponseHopLimit` must be a whole number from 1 to 64, got 65; choose a number in that range'],
  ['an empty placement group', { placementGroupName: '' }, '`placementGroupName` must name a placement group, got ""; leave it out for none'],
  ['the name tag of a cluster', { tags: { 'eks:eks-cluster-name': 'c' } }, '`tags` must leave the tags that Karpenter sets, got "eks:eks-cluster-name"; exclude it, since the node class would be refused'],
  ['the tag of a cluster', { tags: { 'kubernetes.io/cluster/c': 'owned' } }, '`tags` must leave the tags that Karpenter sets, got "kubernetes.io/cluster/c"; exclude it, since the node class would be refused'],
  ['the tag of a node class', { tags: { 'karpenter.k8s.aws/ec2nodeclass': 'c' } }, '`tags` must leave the tags that Karpenter sets, got "karpenter.k8s.aws/ec2nodeclass"; exclude it, since the node class would be refused'],
  ['a tag of AWS', { tags: { 'AWS:x': 'c' } }, '`tags` must have literal keys of 1 to 128 characters that do not start with "aws:", got "AWS:x"; rename the tag'],
  ['an empty tag key', { tags: { '': 'c' } }, '`tags` must have literal keys of 1 to 128 characters that do not start with "aws:", got ""; rename the tag'],
  ['a long tag value', { tags: { team: 'c'.repeat(257) } }, '`tags["team"]` must be at most 256 characters, got 257 characters; shorten it'],
  ['another role in overrides', { overrides: { spec: { role: 'x' } } }, '`overrides.spec.role` must stay as this library sets it, got another value; use the prop for it'],
  ['an instance profile in overrides', { overrides: { spec: { instanceProfile: 'x' } } }, '`overrides.spec.instanceProfile` must stay as this library sets it, got another value; use the prop for it'],
  ['RAID0 in overrides', { instanceStoreRaid0: false, overrides: { spec: { instanceStorePolicy: 'RAID0' } } }, '`overrides.spec.instanceStorePolicy` must stay as this library sets it, got another value; use the prop for it'],
  ['another name in overrides', { overrides: { metadata: { name: 'x' } } }, '`overrides.metadata.name` must stay as this library sets it, got another value; use the prop for it'],
];

const badVolumes: Array<[string, NodeVolumeOptions, string]> = [
  ['19 GiB', { size: Size.gibibytes(19) }, '`rootVolume.size` must be whole GiB from 20 to 59000 for gp3, got 19 GiB; choose a size in that range'],
  ['half a GiB', { size: Size.mebibytes(30.5 * 1024) }, '`rootVolume.size` must be whole GiB from 20 to 59000 for gp3, got 30.5 GiB; choose a size in that range'],
  ['59001 GiB', { size: Size.gibibytes(59001) }, '`rootVolume.size` must be whole GiB from 20 to 59000 for gp3, got 59001 GiB; choose a size in that range'],
  ['16385 GiB of gp2', { size: Size.gibibytes(16385), volumeType: NodeVolumeType.GP2 }, '`rootVolume.size` must be whole GiB from 20 to 16384 for gp2, got 16385 GiB; choose a size in that range'],
  ['io1 without IOPS', { volumeType: NodeVolumeType.IO1 }, '`rootVolume.iops` must be set for io1, got none; set it, or choose gp3'],
  ['IOPS of gp2', { volumeType: NodeVolumeType.GP2, iops: 3000 }, '`rootVolume.iops` must be left out for gp2, got 3000; choose gp3, io1 or io2'],
  ['2999 IOPS of gp3', { iops: 2999 }, '`rootVolume.iops` must be a whole number from 3000 to 80000 IOPS, got 2999; choose a number in that range'],
  ['IOPS beyond the size', { size: Size.gibibytes(20), iops: 10001 }, '`rootVolume.iops` must be at most 500 for each GiB of `rootVolume.size` with gp3, got 10001 for 20 GiB; choose at most 10000, or a larger volume'],
  ['throughput of io2', { volumeType: NodeVolumeType.IO2, iops: 100, throughputMiBps: 125 }, '`rootVolume.throughputMiBps` must be left out for io2, got 125; choose gp3'],
  ['throughput of 124', { throughputMiBps: 124 }, '`rootVolume.throughputMiBps` must be a whole number from 125 to 2000 MiB/s, got 124; choose a number in that range'],
  ['throughput beyond the IOPS', { throughputMiBps: 751 }, '`rootVolume.throughputMiBps` must be at most a quarter of `rootVolume.iops`, got 751 MiB/s with 3000 IOPS; raise `rootVolume.iops` to 3004'],
  ['a token for the size', { size: Size.gibibytes(Lazy.number({ produce: () => 100 })) }, '`rootVolume.size` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
];

const SIGNALS = 'memory.available, nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree, pid.available';
const badKubelets: Array<[string, KubeletSettings, string]> = [
  ['no pods', { maxPods: 0 }, '`kubelet.maxPods` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['no pods per core', { podsPerCore: 0 }, '`kubelet.podsPerCore` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['negative vCPUs', { kubeReserved: { vcpus: -1 } }, '`kubelet.kubeReserved.vcpus` must be a number of at least 0 vCPUs, got -1; choose a number in that range'],
  ['tiny vCPUs', { systemReserved: { vcpus: 0.0001 } }, '`kubelet.systemReserved.vcpus` must be vCPUs in steps of 0.001, got 0.0001; half a vCPU is 0.5'],
  ['a token for vCPUs', { systemReserved: { vcpus: Lazy.number({ produce: () => 1 }) } }, '`kubelet.systemReserved.vcpus` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['a token for pids', { systemReserved: { pids: Lazy.number({ produce: () => 1 }) } }, '`kubelet.systemReserved.pids` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['negative pids', { systemReserved: { pids: -1 } }, '`kubelet.systemReserved.pids` must be a whole number of at least 0, got -1; choose a number in that range'],
  ['half a MiB', { kubeReserved: { memory: Size.kibibytes(512) } }, '`kubelet.kubeReserved.memory` must be whole MiB, at least 1, got 0.5 MiB; choose a size in that range'],
  ['an unknown signal', { evictionHard: { 'memory.free': '1Gi' } }, `\`kubelet.evictionHard\` must name signals among ${SIGNALS}, got "memory.free"; correct the signal`],
  ['more than everything', { evictionHard: { 'memory.available': '101%' } }, '`kubelet.evictionHard["memory.available"]` must be a quantity or a percentage up to 100%, got "101%"; write it like "500Mi" or "10%"'],
  ['a word', { evictionSoft: { 'pid.available': 'few' } }, '`kubelet.evictionSoft["pid.available"]` must be a quantity or a percentage up to 100%, got "few"; write it like "500Mi" or "10%"'],
  ['a signal without grace', { evictionSoft: { 'pid.available': '5%' } }, '`kubelet.evictionSoftGracePeriod` must hold every signal of `kubelet.evictionSoft`, got none for "pid.available"; add its grace period'],
  ['grace without a signal', { evictionSoftGracePeriod: { 'pid.available': Duration.seconds(1) } }, '`kubelet.evictionSoftGracePeriod` must hold only signals of `kubelet.evictionSoft`, got "pid.available"; add a threshold for it, or leave it out'],
  ['no DNS server', { clusterDns: [] }, '`kubelet.clusterDns` must hold at least 1, got 0; leave it out for the DNS service of the cluster'],
  ['a name for a DNS server', { clusterDns: ['169.254.20.10', 'kube-dns'] }, '`kubelet.clusterDns` must hold IP addresses, got "kube-dns"; pass the address of the server, not its name'],
  ['a high threshold of 101', { imageGcHighThresholdPercent: 101 }, '`kubelet.imageGcHighThresholdPercent` must be a whole number from 0 to 100, got 101; choose a number in that range'],
  ['equal thresholds', { imageGcHighThresholdPercent: 70, imageGcLowThresholdPercent: 70 }, '`kubelet.imageGcHighThresholdPercent` must be above `kubelet.imageGcLowThresholdPercent`, got 70 with a low threshold of 70; set both'],
  ['a high threshold below the default', { imageGcHighThresholdPercent: 80 }, '`kubelet.imageGcHighThresholdPercent` must be above `kubelet.imageGcLowThresholdPercent`, got 80 with a low threshold of 80; set both'],
  ['a low threshold above the default', { imageGcLowThresholdPercent: 85 }, '`kubelet.imageGcHighThresholdPercent` must be above `kubelet.imageGcLowThresholdPercent`, got 85 with a low threshold of 85; set both'],
];

const badAmis: Array<[string, () => NodeAmi, string]> = [
  ...['al2@latest', 'al2023', 'al2023@20260903', 'al2023@v2026', 'windows2022@latest', 'bottlerocket@1.2', ''].map((alias): [string, () => NodeAmi, string] => [
    `alias "${alias}"`,
    () => NodeAmi.alias(alias),
    `\`alias\` must be "al2023@v<date>", "bottlerocket@v<version>" or "latest" in place of either version, at most 30 characters, got "${alias}"; choose a release such as "al2023@v20260903"`,
  ]),
  ['a token', () => NodeAmi.alias(token), '`alias` must be "al2023@v<date>", "bottlerocket@v<version>" or "latest" in place of either version, at most 30 characters, got a token; choose a release such as "al2023@v20260903"'],
  ['an alias of 31 characters', () => NodeAmi.alias('bottlerocket@1.1.12345678901234'), '`alias` must be "al2023@v<date>", "bottlerocket@v<version>" or "latest" in place of either version, at most 30 characters, got "bottlerocket@1.1.12345678901234"; choose a release such as "al2023@v20260903"'],
  ['no ids', () => NodeAmi.ids(AmiFamily.AL2023), '`amiIds` must be 1 to 30 ids, got 0; name one image for each architecture'],
  ['31 ids', () => NodeAmi.ids(AmiFamily.AL2023, ...Array.from({ length: 31 }, (_, i) => `ami-${i}`)), '`amiIds` must be 1 to 30 ids, got 31; name one image for each architecture'],
  ['a name for an id', () => NodeAmi.ids(AmiFamily.AL2023, 'my-image'), '`amiIds` must be ids of images, "ami-" and digits, got "my-image"; look the id up with `aws ec2 describe-images`'],
];

describe('SparkNodeClass', () => {
  test.each(badClasses)('fails on %s', (_, options, message) => {
    expect(() => nodeClass(options)).toThrow(refusal('Test/Class', message));
  });

  test.each(badVolumes)('fails on a root volume with %s', (_, rootVolume, message) => {
    expect(() => nodeClass({ rootVolume })).toThrow(refusal('Test/Class', message));
  });

  test('fails on a key without encryption', () => {
    const stack = testStack();
    const kmsKey = new kms.Key(stack, 'Key');
    expect(() => new SparkNodeClass(stack, 'Class', { cluster: new FakeCluster(stack), rootVolume: { kmsKey, encrypted: false } }))
      .toThrow(refusal('Test/Class', '`rootVolume.encrypted` must be true with `rootVolume.kmsKey`, got false; leave out one of them'));
  });

  test('fails on 17 security groups', () => {
    const stack = testStack();
    const securityGroups = Array.from({ length: 16 }, (_, i) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${i}`, `sg-${i}`));
    expect(() => new SparkNodeClass(stack, 'Class', { cluster: new FakeCluster(stack), securityGroups }))
      .toThrow(refusal('Test/Class', '`securityGroups` must come to 1 to 16 in all, got 17; choose at most 16'));
  });

  test.each(badKubelets)('fails on kubelet with %s', (_, kubelet, message) => {
    expect(() => nodeClass({ kubelet })).toThrow(refusal('Test/Class', message));
  });

  test.each<[string, SparkNodeClassOptions]>([
    ['a name of one letter', { nodeClassName: 'a' }],
    ['a name of 63 characters', { nodeClassName: 'a'.repeat(63) }],
    ['the oldest Bottlerocket with RAID0', { ami: NodeAmi.alias('bottlerocket@v1.22.0') }],
    ['the newest Bottlerocket', { ami: NodeAmi.alias('bottlerocket@latest') }],
    ['older Bottlerocket without RAID0', { ami: NodeAmi.alias('bottlerocket@v1.21.0'), instanceStoreRaid0: false }],
    ['user data of 16384 bytes', { userData: 'x'.repeat(16384) }],
    ['hop limits of 64', { metadataOptions: { httpPutResponseHopLimit: 64 } }],
    ['a name tag and long keys', { tags: { Name: 'x'.repeat(256), ['k'.repeat(128)]: '' } }],
    ['the smallest volume', { rootVolume: { size: Size.gibibytes(20), iops: 3000, throughputMiBps: 125, encrypted: false } }],
    ['the largest gp3', { rootVolume: { size: Size.gibibytes(59000), iops: 80000, throughputMiBps: 2000 } }],
    ['io1 to its bounds', { rootVolume: { volumeType: NodeVolumeType.IO1, size: Size.gibibytes(1280), iops: 64000 } }],
    ['gp2', { rootVolume: { volumeType: NodeVolumeType.GP2, size: Size.gibibytes(16384) } }],
    ['tokens for numbers of a volume', { rootVolume: { iops: Lazy.number({ produce: () => 1 }), throughputMiBps: 500 } }],
    ['thresholds from 0 to 100', { kubelet: { imageGcHighThresholdPercent: 100, imageGcLowThresholdPercent: 0, evictionHard: { 'memory.available': '100.00%' } } }],
    ['DNS servers of both families, and a token', { kubelet: { clusterDns: ['169.254.20.10', 'fd00::10', token] } }],
    ['a high threshold alone', { kubelet: { imageGcHighThresholdPercent: 81, kubeReserved: { vcpus: 0.001 } } }],
    ['tokens for kubelet', { kubelet: { maxPods: Lazy.number({ produce: () => 1 }), imageGcLowThresholdPercent: Lazy.number({ produce: () => 1 }), evictionHard: { 'memory.available': token } } }],
  ])('accepts %s', (_, options) => {
    expect(() => nodeClass(options)).not.toThrow();
  });
});

describe('NodeAmi', () => {
  test.each(badAmis)('fails on %s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});
