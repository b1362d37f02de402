import { Lazy, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { resolveDisruption } from './disruption-spec';
import { distinctTaints, PoolFallbacks, type PoolMember } from './fallbacks';
import { instanceFamily } from './instance-families';
import { validateInstances } from './instance-validation';
import { nodePoolManifest, ownedNodePoolFields, taintList, type LimitsSpec, type NodePoolSpec, type TaintSpec } from './manifests/node-pool';
import { podsCapacity, poolInstances } from './node-capacity';
import { NodePoolTaint, TaintEffect, type NodeTaint } from './node-pool-taint';
import type { NodePoolLimits, SparkInstances, SparkNodePoolProps } from './options';
import { nodesOfPool, poolPlacement } from './placement';
import { SparkCapacityTypes } from './spark-capacity-types';
import { SparkNodePoolPreset, usualVcpus } from './spark-node-pool-preset';
import { SparkZones } from './spark-zones';
import { validateNodePool } from './validation';
import {
  CapacityType,
  type CpuArchitecture,
  type ISparkNodeClass,
  type ISparkNodePool,
  type NodePoolCapacity,
  type StartupTaint,
} from '../../contracts/node-pool';
import { SparkRole, type PodPlacement } from '../../contracts/placement';
import { objectName } from '../../kubernetes/label-syntax';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import type { KubernetesObject } from '../../kubernetes/object';
import { list, map, mebibytes, optional, requireMethod } from '../../private/checks';
import { deepMerge, type Json, sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import { validateOverrides } from '../overrides';

export type { SparkNodePoolOptions, SparkNodePoolProps } from './options';

/** The Data on EKS default: everything newer than generation 2. */
const MINIMUM_GENERATION = 3;

/**
 * A pool of nodes that start when Spark pods wait for them.
 *
 * Jobs take the pool itself, and with it what their pods need to run there. Creates one custom resource. On deletion
 * its nodes are drained in the background; a job that runs may delay that by `disruption.terminationGracePeriod`.
 *
 * @see https://karpenter.sh/docs/concepts/nodepools/
 */
export class SparkNodePool extends Construct implements ISparkNodePool {
  /**
   * A node pool that exists in the cluster, tainted `<its name>=true:NoSchedule` or not at all. Jobs are not checked
   * against it.
   *
   * Throws if the name is a token or cannot be one.
   */
  public static fromNodePoolName(scope: Construct, id: string, nodePoolName: string): ISparkNodePool {
    return new ImportedNodePool(scope, id, nodePoolName);
  }

  /** Name of the `NodePool` object. */
  public readonly nodePoolName: string;
  /** Node class of its nodes. */
  public readonly nodeClass: ISparkNodeClass;

  private readonly member: PoolMember;
  private readonly fallbacks: PoolFallbacks;
  /** Fallbacks of the pools whose pods may run here. */
  private readonly servedPools: PoolFallbacks[];

  constructor(scope: Construct, id: string, props: SparkNodePoolProps) {
    super(scope, id);
    this.nodeClass = props.nodeClass ?? props.cluster.defaultNodeClass;
    const spec = this.resolve(props);
    validateNodePool(this, spec);
    validateInstances(this, spec, this.nodeClass.instanceStoreRaid0);
    validateOverrides(this, ownedNodePoolFields(spec), props.overrides ?? {});

    this.nodePoolName = spec.name;
    this.member = { nodePoolName: spec.name, weight: spec.weight, taints: spec.taints, capacity: this.nodeCapacity(spec) };
    this.fallbacks = new PoolFallbacks(this, this.member);
    this.servedPools = [this.fallbacks];
    const object = deepMerge(this.withStartupTaints(spec), props.overrides ?? {});
    const bundle = new ManifestBundle(this, 'Manifest', {
      target: props.cluster, objects: [this.withSharedLabels(object)],
    });
    // Deleted before the class, whose deletion waits for the last node, and before the controller, which ends the
    // nodes.
    bundle.node.addDependency(this.nodeClass, props.cluster.platform.order.karpenterReady);
    props.cluster.platform.registerNodePool(this);
  }

  /**
   * Capacity of its nodes for pods, the largest in vCPUs and the largest in memory each for itself; limits are those of
   * its fallbacks too.
   */
  public get capacity(): NodePoolCapacity | undefined {
    return this.fallbacks.capacity;
  }

  /**
   * Lets another pool take the pods of this one when it is at its limits, or EC2 has none of its instances.
   *
   * Karpenter starts nodes of the pool with the highest weight that can. Pods must fit nodes of this pool; several
   * fallbacks are tried by weight. A fallback has a taint of its own, which pods of this pool then tolerate; pods
   * placed on the fallback itself run there alone. Another fallback of an existing pool replaces the nodes of both,
   * since their labels change.
   *
   * Throws if its weight is not lower, if it is added already, or if jobs are placed on this pool before.
   *
   * @see https://karpenter.sh/docs/concepts/nodepools/#specweight
   */
  public addFallbackPool(fallback: SparkNodePool): void {
    this.fallbacks.add(fallback.member);
    fallback.servedPools.push(this.fallbacks);
  }

  /**
   * Selector, tolerations and annotations by which a pod runs on this pool and its fallbacks, and nowhere else.
   *
   * Drivers and submitters run on demand and are protected from consolidation; executors run on any capacity type of
   * the pool. Throws for drivers and submitters if the pool has spot capacity only.
   */
  public placement(role: SparkRole): PodPlacement {
    if (role !== SparkRole.EXECUTOR && !this.fallbacks.capacity.capacityTypes.includes(CapacityType.ON_DEMAND)) {
      refuse(this, 'karpenter:spot-only', {
        prop: 'capacityTypes',
        must: 'include on-demand for drivers and submitters',
        got: 'spot only',
        fix: 'give the job another driver pool, or use `SparkCapacityTypes.spotFirst()`',
      });
    }
    return poolPlacement(this.fallbacks.nodes(), role);
  }

  /**
   * Gives new nodes, those of fallbacks too, a startup taint besides those of `startupTaints`; a taint that is there
   * already stays once.
   */
  public addStartupTaint(taint: StartupTaint): void {
    this.fallbacks.addStartupTaint({ key: taint.key, effect: taint.effect });
  }

  private resolve(options: SparkNodePoolProps): NodePoolSpec {
    validateTypes(this, options);
    const preset = options.preset ?? SparkNodePoolPreset.COMPUTE_OPTIMIZED;
    const name = options.nodePoolName ?? preset.nodePoolName;
    const taint = (options.taint ?? NodePoolTaint.dedicated())._taint(name);
    return {
      name,
      nodeClassName: this.nodeClass.nodeClassName,
      ...resolveInstances(preset, options.instances ?? {}),
      capacityTypes: (options.capacityTypes ?? SparkCapacityTypes.spotFirst())._types(),
      zones: (options.zones ?? SparkZones.all())._resolve(this, options.cluster.network.dataPlaneSubnets),
      labels: { type: 'karpenter', provisioner: name, NodeGroupType: preset.nodeGroupType, ...options.labels },
      annotations: options.annotations,
      taints: taint === undefined ? [] : [taintSpec(taint)],
      startupTaints: (options.startupTaints ?? []).map(taintSpec),
      limits: this.resolveLimits(options.limits ?? {}),
      weight: options.weight ?? 10,
      disruption: resolveDisruption(this, options.disruption ?? {}),
    };
  }

  private resolveLimits(limits: NodePoolLimits): LimitsSpec {
    return {
      vcpus: limits.vcpus ?? 1000,
      memoryMiB: optional(limits.memory, (memory) => mebibytes(this, 'limits.memory', memory)),
      nodes: limits.nodes,
    };
  }

  /** Startup taints may be added until synthesis. */
  private withStartupTaints(spec: NodePoolSpec): Json {
    const all = () => sortKeys(taintList(distinctTaints([
      ...spec.startupTaints, ...this.servedPools.flatMap((pool) => pool.startupTaints),
    ])));
    return deepMerge(nodePoolManifest(spec), {
      spec: { template: { spec: { startupTaints: Lazy.any({ produce: all }) } } },
    });
  }

  /** Fallbacks may be added until synthesis. */
  private withSharedLabels(object: Json): KubernetesObject {
    const { labels } = object.spec.template.metadata;
    const all = () => sortKeys(Object.assign({}, labels, ...this.servedPools.map((pool) => pool.labels)));
    return deepMerge(object, { spec: { template: { metadata: { labels: Lazy.any({ produce: all }) } } } }) as KubernetesObject;
  }

  private nodeCapacity(spec: NodePoolSpec): NodePoolCapacity {
    const known = spec.families.map(instanceFamily).filter((family) => family !== undefined);
    const nodes = poolInstances(spec.families, spec.vcpus)
      .map(({ family, vcpus }) => podsCapacity(family, vcpus, this.nodeClass.nodeReservation));
    const largest = known.length === spec.families.length ? nodes : [];
    return {
      architectures: spec.architectures as CpuArchitecture[],
      capacityTypes: spec.capacityTypes as CapacityType[],
      instanceStore: this.nodeClass.instanceStoreRaid0,
      zones: spec.zones,
      largestNodeVcpus: largest.length === 0 ? undefined : Math.max(...largest.map((node) => node.milliVcpus)) / 1000,
      largestNodeMemoryMiB: largest.length === 0 ? undefined : Math.max(...largest.map((node) => node.memoryMiB)),
      limitVcpus: Token.isUnresolved(spec.limits.vcpus) ? undefined : spec.limits.vcpus,
      limitMemoryMiB: spec.limits.memoryMiB,
    };
  }
}

class ImportedNodePool extends Construct implements ISparkNodePool {
  constructor(scope: Construct, id: string, public readonly nodePoolName: string) {
    super(scope, id);
    objectName(this, 'nodePoolName', nodePoolName, { max: 63 });
  }

  public placement(role: SparkRole): PodPlacement {
    const taint = taintSpec(NodePoolTaint.dedicated()._taint(this.nodePoolName)!);
    return poolPlacement(nodesOfPool(this.nodePoolName, [taint]), role);
  }

  public addStartupTaint(taint: StartupTaint): void {
    const missing = `the node pool ${this.nodePoolName} should have the startup taint ${taint.key}:${taint.effect}`;
    warn(
      this,
      'karpenter:startup-taint',
      `${missing}, which this app cannot give it; add it to \`startupTaints\` where the pool is defined`,
    );
  }
}

const TYPES = {
  preset: {
    type: 'SparkNodePoolPreset',
    method: 'withFallbackFamilies',
    fix: 'use a constant such as `SparkNodePoolPreset.MEMORY_OPTIMIZED`',
  },
  capacityTypes: {
    type: 'SparkCapacityTypes', method: '_types', fix: 'use `SparkCapacityTypes.spotFirst()` or another of its methods',
  },
  zones: { type: 'SparkZones', method: '_resolve', fix: 'use `SparkZones.named()` or another of its methods' },
  taint: { type: 'NodePoolTaint', method: '_taint', fix: 'use `NodePoolTaint.of()` or another of its methods' },
};

/** Refuses what only plain JavaScript can get wrong, before anything is resolved from it. */
function validateTypes(scope: Construct, options: SparkNodePoolProps): void {
  for (const prop of ['preset', 'capacityTypes', 'zones', 'taint'] as const) {
    optional(options[prop], (value) => requireMethod(scope, prop, value, TYPES[prop]));
  }
  for (const prop of ['instances', 'limits', 'disruption', 'labels'] as const) {
    map(scope, prop, (options[prop] ?? {}) as {});
  }
  const { families = [], vcpus = [], architectures = [] } = options.instances ?? {};
  for (const [prop, value] of Object.entries({ families, vcpus, architectures })) {
    list<unknown>(scope, `instances.${prop}`, value, { fix: 'leave it out for the default' });
  }
  list(scope, 'startupTaints', options.startupTaints ?? [], { fix: 'leave it out for none' });
}

type InstancesSpec = Pick<NodePoolSpec, 'families' | 'vcpus' | 'architectures' | 'minimumGeneration'>;

function resolveInstances(preset: SparkNodePoolPreset, instances: SparkInstances): InstancesSpec {
  const families = [...new Set(instances.families ?? preset.families)];
  const usual = usualVcpus(families);
  const known = families.map(instanceFamily).filter((family) => family !== undefined)
    .map((family) => family.architecture);
  return {
    families,
    vcpus: [...new Set(instances.vcpus ?? (usual.length === 0 ? preset.vcpus : usual))],
    architectures: [...new Set(instances.architectures ?? (known.length === 0 ? [preset.architecture] : known))],
    minimumGeneration: instances.minimumGeneration ?? MINIMUM_GENERATION,
  };
}

function taintSpec({ key, value, effect }: NodeTaint): TaintSpec {
  return { key, value, effect: effect ?? TaintEffect.NO_SCHEDULE };
}
