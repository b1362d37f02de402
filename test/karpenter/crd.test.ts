import { Duration, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { karpenter, nodeClassObject, nodePoolObject } from './support';
import { valueViolations } from '../../inspect/checks/helm-values';
import { customResourceViolations } from '../../inspect/schema/custom-resource';
import { chartDefaults, customKinds } from '../../inspect/schema/data';
import { AmiFamily, NodeAmi } from '../../src/karpenter/node-class/node-ami';
import type { SparkNodeClassOptions } from '../../src/karpenter/node-class/options';
import { Consolidation, DisruptionReason, NodeLifetime } from '../../src/karpenter/node-pool/disruption';
import { NodePoolTaint, TaintEffect } from '../../src/karpenter/node-pool/node-pool-taint';
import type { SparkNodePoolOptions } from '../../src/karpenter/node-pool/options';
import { SparkCapacityTypes } from '../../src/karpenter/node-pool/spark-capacity-types';
import { SparkNodePoolPreset } from '../../src/karpenter/node-pool/spark-node-pool-preset';
import { SparkZones } from '../../src/karpenter/node-pool/spark-zones';
import { chartValuesOf, type RenderedObject } from '../support/manifests';

/** What the definitions of karpenter-crd 1.14.1, CEL rules included, hold against an object. */
function violations(object: RenderedObject): unknown[] {
  const kind = customKinds().find((candidate) => candidate.kind === object.kind && candidate.apiVersion === object.apiVersion);
  return customResourceViolations(kind!, object);
}

const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const seconds = fc.integer({ min: 1, max: 10_000_000 }).map((count) => Duration.seconds(count));

const pools: fc.Arbitrary<SparkNodePoolOptions> = fc.record<SparkNodePoolOptions>({
  preset: fc.constantFrom(
    SparkNodePoolPreset.COMPUTE_OPTIMIZED,
    SparkNodePoolPreset.MEMORY_OPTIMIZED.withFallbackFamilies(),
    SparkNodePoolPreset.GRAVITON_MEMORY_OPTIMIZED,
  ),
  nodePoolName: name,
  capacityTypes: fc.constantFrom(SparkCapacityTypes.spotFirst(), SparkCapacityTypes.onDemand(), SparkCapacityTypes.spotOnly()),
  zones: fc.constantFrom(SparkZones.all(), SparkZones.ofSubnets(0), SparkZones.named('eu-west-1b')),
  weight: fc.integer({ min: 1, max: 100 }),
  limits: fc.record({
    vcpus: fc.integer({ min: 4, max: 1e6 }),
    memory: fc.integer({ min: 256, max: 1e6 }).map(Size.gibibytes),
    nodes: fc.integer({ min: 1, max: 1e4 }),
  }),
  taint: fc.oneof(
    fc.constantFrom(NodePoolTaint.dedicated(), NodePoolTaint.none()),
    name.map((key) => NodePoolTaint.of({ key, value: key, effect: TaintEffect.NO_EXECUTE })),
  ),
  startupTaints: fc.constantFrom([], [{ key: 'fsx.csi.aws.com/agent-not-ready', effect: TaintEffect.NO_EXECUTE }]),
  labels: fc.dictionary(name, name, { maxKeys: 3 }),
  annotations: fc.dictionary(name, fc.string(), { maxKeys: 3 }),
  disruption: fc.record({
    consolidation: fc.oneof(
      seconds.map(Consolidation.whenEmptyOrUnderutilized),
      seconds.map(Consolidation.balanced),
      fc.constant(Consolidation.never()),
    ),
    budgets: fc.array(fc.record({
      percent: fc.integer({ min: 0, max: 100 }),
      reasons: fc.uniqueArray(fc.constantFrom(...Object.values(DisruptionReason)), { minLength: 1 }),
      schedule: fc.constantFrom('@hourly', '0 9 * * mon-fri'),
      duration: fc.integer({ min: 1, max: 10_000 }).map((count) => Duration.minutes(count)),
    }), { maxLength: 3 }),
    expireAfter: fc.oneof(seconds.map(NodeLifetime.atMost), fc.constant(NodeLifetime.unlimited())),
    terminationGracePeriod: seconds,
  }),
}, { requiredKeys: [] });

const classes: fc.Arbitrary<SparkNodeClassOptions> = fc.record<SparkNodeClassOptions>({
  nodeClassName: name,
  ami: fc.constantFrom(NodeAmi.AL2023, NodeAmi.alias('bottlerocket@latest'), NodeAmi.ids(AmiFamily.CUSTOM, 'ami-1', 'ami-2')),
  rootVolume: fc.record({ size: fc.integer({ min: 20, max: 59000 }).map(Size.gibibytes), encrypted: fc.boolean() }),
  instanceStoreRaid0: fc.boolean(),
  userData: fc.string({ minLength: 1 }),
  kubelet: fc.constantFrom({}, {
    maxPods: 1,
    kubeReserved: { vcpus: 0.1, memory: Size.gibibytes(1), ephemeralStorage: Size.gibibytes(1), pids: 0 },
    evictionHard: { 'memory.available': '5%', 'nodefs.available': '1Gi', 'imagefs.inodesFree': '1000' },
    evictionSoft: { 'pid.available': '10%' },
    evictionSoftGracePeriod: { 'pid.available': Duration.minutes(1) },
    imageGcHighThresholdPercent: 90,
  }),
  metadataOptions: fc.record({
    httpPutResponseHopLimit: fc.integer({ min: 1, max: 64 }),
    requireTokens: fc.boolean(),
    enabled: fc.boolean(),
    ipv6: fc.boolean(),
  }),
  detailedMonitoring: fc.boolean(),
  associatePublicIpAddress: fc.boolean(),
  placementGroupName: name,
  tags: fc.dictionary(name, fc.string(), { maxKeys: 3 }),
}, { requiredKeys: [] });

describe('what the constructs accept, the API server accepts', () => {
  test('node pools', () => {
    fc.assert(fc.property(pools, (options) => {
      expect(violations(nodePoolObject(options))).toEqual([]);
    }), { numRuns: 50 });
  });

  test('node classes', () => {
    fc.assert(fc.property(classes, fc.constantFrom(undefined, 'profile'), (options, nodeInstanceProfileName) => {
      expect(violations(nodeClassObject(options, { nodeInstanceProfileName }))).toEqual([]);
    }), { numRuns: 50 });
  });

  test('values of the chart', () => {
    const { stack } = karpenter({
      featureGates: {
        nodeRepair: true, nodeOverlay: true, reservedCapacity: true, spotToSpotConsolidation: true, staticCapacity: true, capacityBuffer: true,
      },
      settings: { ignoreDraRequests: false, disableDryRun: true, reservedEnis: 1, vmMemoryOverheadPercent: 0.05 },
    }, { mirrors: { imageRegistry: 'registry.example' } });
    const values = chartValuesOf(Template.fromStack(stack), 'karpenter');

    expect(valueViolations('karpenter', chartDefaults().get('karpenter-1.14.1'), values)).toEqual([]);
  });
});
