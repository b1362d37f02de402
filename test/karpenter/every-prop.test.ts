import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type ControllerResources, CpuArchitecture } from '../../src/contracts';
import { Karpenter } from '../../src/karpenter/controller/karpenter';
import {
  KarpenterDnsPolicy, KarpenterLogLevel, KarpenterMinValuesPolicy, KarpenterPreferencePolicy, type KarpenterFeatureGates, type KarpenterOptions,
  type KarpenterSettings,
} from '../../src/karpenter/controller/options';
import { NodeAmi } from '../../src/karpenter/node-class/node-ami';
import {
  NodeVolumeType, type KubeletReserve, type KubeletSettings, type NodeMetadataOptions, type NodeVolumeOptions, type SparkNodeClassOptions,
} from '../../src/karpenter/node-class/options';
import { SparkNodeClass } from '../../src/karpenter/node-class/spark-node-class';
import { Consolidation, DisruptionReason, NodeLifetime, type DisruptionBudget, type NodePoolDisruption } from '../../src/karpenter/node-pool/disruption';
import { NodePoolTaint, TaintEffect, type NodeTaint } from '../../src/karpenter/node-pool/node-pool-taint';
import type { NodePoolLimits, SparkInstances, SparkNodePoolOptions } from '../../src/karpenter/node-pool/options';
import { SparkCapacityTypes } from '../../src/karpenter/node-pool/spark-capacity-types';
import { SparkNodePool } from '../../src/karpenter/node-pool/spark-node-pool';
import { SparkNodePoolPreset } from '../../src/karpenter/node-pool/spark-node-pool-preset';
import { SparkZones } from '../../src/karpenter/node-pool/spark-zones';
import { deployedText, optionsIn, propsOf, type PropCases } from '../support/props';
import { FakeCluster, testStack } from '../support/stacks';

type Build = (stack: Stack, cluster: FakeCluster, options: any) => void;

const pool: Build = (stack, cluster, options) => new SparkNodePool(stack, 'Pool', { cluster, ...options });
const nodeClass: Build = (stack, cluster, options) => new SparkNodeClass(stack, 'Class', { cluster, ...options });
const karpenter: Build = (stack, cluster, options) => new Karpenter(stack, 'Karpenter', { cluster, ...options });
/** One level deeper: a struct that is the value of a prop. */
const within = (build: Build, wrap: (options: any) => object): Build => (stack, cluster, options) => build(stack, cluster, wrap(options));

/** Imported, so that it adds nothing itself; each case gets a stack of its own. */
const elsewhere = () => testStack('Elsewhere');

const POOL: PropCases<SparkNodePoolOptions> = {
  preset: { options: { preset: SparkNodePoolPreset.MEMORY_OPTIMIZED }, shows: '"values":["r5d"]' },
  nodePoolName: { options: { nodePoolName: 'sentinel' }, shows: '"metadata":{"name":"sentinel"}' },
  instances: { options: { instances: { families: ['c6id'] } }, shows: '"values":["c6id"]' },
  capacityTypes: { options: { capacityTypes: SparkCapacityTypes.onDemand() }, shows: '"values":["on-demand"]' },
  zones: { options: { zones: SparkZones.ofSubnets(1) }, shows: '"key":"topology.kubernetes.io/zone"' },
  limits: { options: { limits: { vcpus: 1234 } }, shows: '"cpu":1234' },
  weight: { options: { weight: 77 }, shows: '"weight":77' },
  disruption: { options: { disruption: { terminationGracePeriod: Duration.hours(77) } }, shows: '"terminationGracePeriod":"77h"' },
  taint: { options: { taint: NodePoolTaint.of({ key: 'sentinel' }) }, shows: '"taints":[{"effect":"NoSchedule","key":"sentinel"}]' },
  startupTaints: { options: { startupTaints: [{ key: 'sentinel' }] }, shows: '"startupTaints":[{"effect":"NoSchedule","key":"sentinel"}]' },
  labels: { options: { labels: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
  annotations: { options: { annotations: { sentinel: 'x' } }, shows: '"annotations":{"sentinel":"x"}' },
  nodeClass: {
    options: (scope) => ({ nodeClass: SparkNodeClass.fromNodeClassAttributes(scope, 'Class', { nodeClassName: 'sentinel' }) }),
    shows: '"kind":"EC2NodeClass","name":"sentinel"',
  },
  overrides: { options: { overrides: { spec: { replicas: 77 } } }, shows: '"replicas":77' },
};

const INSTANCES: PropCases<SparkInstances> = {
  families: { options: { families: ['m5d'] }, shows: '"values":["m5d"]' },
  vcpus: { options: { vcpus: [72] }, shows: '"values":["72"]' },
  architectures: {
    options: { families: ['c5d', 'c6gd'], architectures: [CpuArchitecture.ARM64, CpuArchitecture.AMD64] },
    shows: '"values":["arm64","amd64"]',
  },
  minimumGeneration: { options: { minimumGeneration: 5 }, shows: '"operator":"Gt","values":["4"]' },
};

const LIMITS: PropCases<NodePoolLimits> = {
  vcpus: { options: { vcpus: 1234 }, shows: '"cpu":1234' },
  memory: { options: { memory: Size.gibibytes(77) }, shows: '"memory":"78848Mi"' },
  nodes: { options: { nodes: 77 }, shows: '"nodes":77' },
};

const TAINT: PropCases<NodeTaint> = {
  key: { options: { key: 'sentinel' }, shows: '"key":"sentinel"' },
  value: { options: { key: 'k', value: 'sentinel' }, shows: '"value":"sentinel"' },
  effect: { options: { key: 'k', effect: TaintEffect.NO_EXECUTE }, shows: '"effect":"NoExecute"' },
};

const DISRUPTION: PropCases<NodePoolDisruption> = {
  consolidation: {
    options: { consolidation: Consolidation.balanced(Duration.seconds(77)) },
    shows: '"consolidateAfter":"77s","consolidationPolicy":"Balanced"',
  },
  budgets: { options: { budgets: [{ nodes: 77 }] }, shows: '"nodes":"77"' },
  expireAfter: { options: { expireAfter: NodeLifetime.atMost(Duration.hours(77)) }, shows: '"expireAfter":"77h"' },
  terminationGracePeriod: { options: { terminationGracePeriod: Duration.hours(77) }, shows: '"terminationGracePeriod":"77h"' },
};

const BUDGET: PropCases<DisruptionBudget> = {
  nodes: { options: { nodes: 77 }, shows: '"nodes":"77"' },
  percent: { options: { percent: 77 }, shows: '"nodes":"77%"' },
  reasons: { options: { nodes: 1, reasons: [DisruptionReason.DRIFTED] }, shows: '"reasons":["Drifted"]' },
  schedule: { options: { nodes: 1, schedule: '7 7 7 7 *', duration: Duration.hours(1) }, shows: '"schedule":"7 7 7 7 *"' },
  duration: { options: { nodes: 1, schedule: '@daily', duration: Duration.minutes(77) }, shows: '"duration":"77m"' },
};

const CLASS: PropCases<SparkNodeClassOptions> = {
  nodeClassName: { options: { nodeClassName: 'sentinel' }, shows: '"metadata":{"name":"sentinel"}' },
  ami: { options: { ami: NodeAmi.alias('bottlerocket@v1.48.0') }, shows: '"alias":"bottlerocket@v1.48.0"' },
  rootVolume: { options: { rootVolume: { size: Size.gibibytes(77) } }, shows: '"volumeSize":"77Gi"' },
  instanceStoreRaid0: { options: { instanceStoreRaid0: false }, shows: '"rootVolume":true}],"metadataOptions"' },
  userData: { options: { userData: 'sentinel' }, shows: '"userData":"sentinel"' },
  kubelet: { options: { kubelet: { maxPods: 77 } }, shows: '"kubelet":{"maxPods":77}' },
  metadataOptions: { options: { metadataOptions: { httpPutResponseHopLimit: 7 } }, shows: '"httpPutResponseHopLimit":7' },
  detailedMonitoring: { options: { detailedMonitoring: true }, shows: '"detailedMonitoring":true' },
  associatePublicIpAddress: { options: { associatePublicIpAddress: false }, shows: '"associatePublicIPAddress":false' },
  placementGroupName: { options: { placementGroupName: 'sentinel' }, shows: '"placementGroupSelector":{"name":"sentinel"}' },
  securityGroups: {
    options: { securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(elsewhere(), 'Group', 'sg-sentinel')] },
    shows: '{"id":"sg-sentinel"}',
  },
  tags: { options: { tags: { sentinel: 'x' } }, shows: '"tags":{"sentinel":"x"}' },
  overrides: { options: { overrides: { spec: { context: 'sentinel' } } }, shows: '"context":"sentinel"' },
};

const VOLUME: PropCases<NodeVolumeOptions> = {
  size: { options: { size: Size.gibibytes(77) }, shows: '"volumeSize":"77Gi"' },
  volumeType: { options: { volumeType: NodeVolumeType.GP2 }, shows: '"volumeType":"gp2"' },
  iops: { options: { iops: 7777 }, shows: '"iops":7777' },
  throughputMiBps: { options: { throughputMiBps: 177 }, shows: '"throughput":177' },
  encrypted: { options: { encrypted: false }, shows: '"encrypted":false' },
  kmsKey: {
    options: { kmsKey: kms.Key.fromKeyArn(elsewhere(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/sentinel') },
    shows: '"kmsKeyID":"arn:aws:kms:eu-west-1:111122223333:key/sentinel"',
  },
};

const KUBELET: PropCases<KubeletSettings> = {
  maxPods: { options: { maxPods: 77 }, shows: '"maxPods":77' },
  podsPerCore: { options: { podsPerCore: 7 }, shows: '"podsPerCore":7' },
  kubeReserved: { options: { kubeReserved: { vcpus: 0.777 } }, shows: '"kubeReserved":{"cpu":"777m"}' },
  systemReserved: { options: { systemReserved: { vcpus: 0.777 } }, shows: '"systemReserved":{"cpu":"777m"}' },
  evictionHard: { options: { evictionHard: { 'pid.available': '7%' } }, shows: '"evictionHard":{"pid.available":"7%"}' },
  evictionSoft: {
    options: { evictionSoft: { 'pid.available': '7%' }, evictionSoftGracePeriod: { 'pid.available': Duration.seconds(7) } },
    shows: '"evictionSoft":{"pid.available":"7%"}',
  },
  evictionSoftGracePeriod: {
    options: { evictionSoft: { 'pid.available': '7%' }, evictionSoftGracePeriod: { 'pid.available': Duration.seconds(77) } },
    shows: '"evictionSoftGracePeriod":{"pid.available":"77s"}',
  },
  evictionMaxPodGracePeriod: { options: { evictionMaxPodGracePeriod: Duration.seconds(77) }, shows: '"evictionMaxPodGracePeriod":77' },
  imageGcHighThresholdPercent: { options: { imageGcHighThresholdPercent: 97 }, shows: '"imageGCHighThresholdPercent":97' },
  imageGcLowThresholdPercent: { options: { imageGcLowThresholdPercent: 7 }, shows: '"imageGCLowThresholdPercent":7' },
  clusterDns: { options: { clusterDns: ['10.7.7.7'] }, shows: '"clusterDNS":["10.7.7.7"]' },
  cpuCfsQuota: { options: { cpuCfsQuota: false }, shows: '"cpuCFSQuota":false' },
};

const RESERVE: PropCases<KubeletReserve> = {
  vcpus: { options: { vcpus: 0.777 }, shows: '"cpu":"777m"' },
  memory: { options: { memory: Size.mebibytes(777) }, shows: '"memory":"777Mi"' },
  ephemeralStorage: { options: { ephemeralStorage: Size.mebibytes(777) }, shows: '"ephemeral-storage":"777Mi"' },
  pids: { options: { pids: 777 }, shows: '"pid":"777"' },
};

const METADATA: PropCases<NodeMetadataOptions> = {
  httpPutResponseHopLimit: { options: { httpPutResponseHopLimit: 7 }, shows: '"httpPutResponseHopLimit":7' },
  requireTokens: { options: { requireTokens: false }, shows: '"httpTokens":"optional"' },
  enabled: { options: { enabled: false }, shows: '"httpEndpoint":"disabled"' },
  ipv6: { options: { ipv6: true }, shows: '"httpProtocolIPv6":"enabled"' },
};

const KARPENTER: PropCases<KarpenterOptions> = {
  version: { options: { version: '1.13.7' }, shows: '"Version":"1.13.7"' },
  replicas: { options: { replicas: 7 }, shows: '"replicas":7' },
  resources: { options: { resources: { vcpus: 7 } }, shows: '"cpu":"7"' },
  dnsPolicy: { options: { dnsPolicy: KarpenterDnsPolicy.CLUSTER_FIRST }, shows: '"dnsPolicy":"ClusterFirst"' },
  logLevel: { options: { logLevel: KarpenterLogLevel.ERROR }, shows: '"logLevel":"error"' },
  settings: { options: { settings: { reservedEnis: 7 } }, shows: '"reservedENIs":"7"' },
  featureGates: { options: { featureGates: { nodeRepair: true } }, shows: '"featureGates":{"nodeRepair":true}' },
  environment: { options: { environment: { SENTINEL: 'x' } }, shows: '{"name":"SENTINEL","value":"x"}' },
  values: { options: { values: { podLabels: { sentinel: 'x' } } }, shows: '"podLabels":{"sentinel":"x"}' },
  createSpotServiceLinkedRole: { options: { createSpotServiceLinkedRole: true }, shows: 'AWS::IAM::ServiceLinkedRole' },
};

const SETTINGS: PropCases<KarpenterSettings> = {
  batchMaxDuration: { options: { batchMaxDuration: Duration.seconds(77) }, shows: '"batchMaxDuration":"77s"' },
  batchIdleDuration: { options: { batchIdleDuration: Duration.seconds(7) }, shows: '"batchIdleDuration":"7s"' },
  preferencePolicy: { options: { preferencePolicy: KarpenterPreferencePolicy.IGNORE }, shows: '"preferencePolicy":"Ignore"' },
  minValuesPolicy: { options: { minValuesPolicy: KarpenterMinValuesPolicy.BEST_EFFORT }, shows: '"minValuesPolicy":"BestEffort"' },
  vmMemoryOverheadPercent: { options: { vmMemoryOverheadPercent: 0.077 }, shows: '"vmMemoryOverheadPercent":0.077' },
  reservedEnis: { options: { reservedEnis: 7 }, shows: '"reservedENIs":"7"' },
  ignoreDraRequests: { options: { ignoreDraRequests: false }, shows: '{"name":"IGNORE_DRA_REQUESTS","value":"false"}' },
  disableDryRun: { options: { disableDryRun: true }, shows: '"disableDryRun":true' },
  amiRefreshInterval: { options: { amiRefreshInterval: Duration.seconds(77) }, shows: '"amiRefreshInterval":"77s"' },
  subnetRefreshInterval: { options: { subnetRefreshInterval: Duration.seconds(77) }, shows: '"subnetRefreshInterval":"77s"' },
};

const GATES: PropCases<KarpenterFeatureGates> = {
  nodeRepair: { options: { nodeRepair: true }, shows: '"nodeRepair":true' },
  nodeOverlay: { options: { nodeOverlay: true }, shows: '"nodeOverlay":true' },
  reservedCapacity: { options: { reservedCapacity: false }, shows: '"reservedCapacity":false' },
  spotToSpotConsolidation: { options: { spotToSpotConsolidation: true }, shows: '"spotToSpotConsolidation":true' },
  staticCapacity: { options: { staticCapacity: true }, shows: '"staticCapacity":true' },
  capacityBuffer: { options: { capacityBuffer: true }, shows: '"capacityBuffer":true' },
};

const RESOURCES: PropCases<ControllerResources> = {
  vcpus: { options: { vcpus: 0.777 }, shows: '"cpu":"777m"' },
  memory: { options: { memory: Size.mebibytes(777) }, shows: '"memory":"777Mi"' },
};

const inClass = (prop: string) => within(nodeClass, (options) => ({ [prop]: options }));
const inPool = (prop: string) => within(pool, (options) => ({ [prop]: options }));
const inKarpenter = (prop: string) => within(karpenter, (options) => ({ [prop]: options }));

const STRUCTS: Array<[string, string, PropCases<any>, Build]> = [
  ['SparkNodePoolOptions', 'node-pool/options', POOL, pool],
  ['SparkInstances', 'node-pool/options', INSTANCES, inPool('instances')],
  ['NodePoolLimits', 'node-pool/options', LIMITS, inPool('limits')],
  [
    'NodeTaint',
    'node-pool/node-pool-taint',
    TAINT,
    within(pool, (options) => ({ startupTaints: options.key === undefined ? [] : [options] })),
  ],
  ['NodePoolDisruption', 'node-pool/disruption', DISRUPTION, inPool('disruption')],
  [
    'DisruptionBudget',
    'node-pool/disruption',
    BUDGET,
    within(pool, (options) => ({ disruption: { budgets: Object.keys(options).length === 0 ? [] : [options] } })),
  ],
  ['SparkNodeClassOptions', 'node-class/options', CLASS, nodeClass],
  ['NodeVolumeOptions', 'node-class/options', VOLUME, inClass('rootVolume')],
  ['KubeletSettings', 'node-class/options', KUBELET, inClass('kubelet')],
  ['KubeletReserve', 'node-class/options', RESERVE, within(nodeClass, (options) => ({ kubelet: { kubeReserved: options } }))],
  ['NodeMetadataOptions', 'node-class/options', METADATA, inClass('metadataOptions')],
  ['KarpenterOptions', 'controller/options', KARPENTER, karpenter],
  ['KarpenterSettings', 'controller/options', SETTINGS, inKarpenter('settings')],
  ['KarpenterFeatureGates', 'controller/options', GATES, inKarpenter('featureGates')],
  ['ControllerResources', '../contracts/controller', RESOURCES, inKarpenter('resources')],
];

function deployed(build: Build, options: object | ((scope: Stack) => object)): string {
  const stack = testStack();
  build(stack, new FakeCluster(stack), optionsIn(stack, options));
  return deployedText(Template.fromStack(stack));
}

describe.each(STRUCTS)('%s', (struct, file, cases, build) => {
  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`karpenter/${file}.ts`, struct));
  });

  test.each(Object.entries(cases))('%s is deployed', (_, { options, shows }) => {
    expect(deployed(build, {})).not.toContain(shows);
    expect(deployed(build, options)).toContain(shows);
  });
});
