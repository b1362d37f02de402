import type { KubernetesObject } from '../../../kubernetes/object';
import { KARPENTER_AWS_DOMAIN, KARPENTER_DOMAIN, Label, NODE_CLASS_KIND } from '../../../kubernetes/vocabulary';

/** The facts that a `NodePool` is made from. */
export interface NodePoolSpec {
  readonly name: string;
  readonly nodeClassName: string;
  readonly families: string[];
  readonly vcpus: number[];
  readonly architectures: string[];
  readonly capacityTypes: string[];
  /** Names of zones, or undefined for all. */
  readonly zones?: string[];
  /** Oldest generation that is allowed. */
  readonly minimumGeneration: number;
  readonly labels: { readonly [label: string]: string };
  readonly annotations?: { readonly [annotation: string]: string };
  readonly taints: TaintSpec[];
  readonly startupTaints: TaintSpec[];
  readonly limits: LimitsSpec;
  readonly weight: number;
  readonly disruption: DisruptionSpec;
}

/** A taint of nodes. */
export interface TaintSpec {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** Ceilings of a pool. */
export interface LimitsSpec {
  readonly vcpus: number;
  readonly memoryMiB?: number;
  readonly nodes?: number;
}

/** Disruption of nodes. Undefined seconds mean never. */
export interface DisruptionSpec {
  readonly consolidationPolicy: string;
  readonly consolidateAfterSeconds?: number;
  readonly budgets: BudgetSpec[];
  readonly expireAfterSeconds?: number;
  readonly terminationGraceSeconds: number;
}

/** Number of nodes that may go at once. */
export interface BudgetSpec {
  /** A number of nodes or a percentage. */
  readonly nodes: string;
  readonly reasons?: string[];
  readonly schedule?: string;
  readonly durationMinutes?: number;
}

/** The `NodePool` of Spark nodes. @see https://karpenter.sh/docs/concepts/nodepools/ */
export function nodePoolManifest(spec: NodePoolSpec): KubernetesObject {
  return {
    apiVersion: `${KARPENTER_DOMAIN}/v1`,
    kind: 'NodePool',
    metadata: { name: spec.name },
    spec: {
      template: {
        metadata: { labels: { ...spec.labels }, annotations: spec.annotations },
        spec: {
          nodeClassRef: nodeClassRef(spec),
          requirements: requirements(spec),
          taints: taintList(spec.taints),
          startupTaints: taintList(spec.startupTaints),
          expireAfter: duration(spec.disruption.expireAfterSeconds),
          terminationGracePeriod: duration(spec.disruption.terminationGraceSeconds),
        },
      },
      limits: limits(spec.limits),
      weight: spec.weight,
      disruption: disruption(spec.disruption),
    },
  };
}

/**
 * Fields that the escape hatch must leave, since jobs and deletion rely on them. `null` stands for "must stay absent".
 */
export function ownedNodePoolFields(spec: NodePoolSpec): { readonly [key: string]: unknown } {
  return {
    apiVersion: `${KARPENTER_DOMAIN}/v1`,
    kind: 'NodePool',
    metadata: { name: spec.name },
    spec: { template: { spec: { nodeClassRef: nodeClassRef(spec), taints: taintList(spec.taints) ?? null } } },
  };
}

/** Labels that requirements speak of, in the order in which they are written. */
export function requirementLabels(spec: NodePoolSpec): string[] {
  return requirements(spec).map((requirement) => requirement.key);
}

function requirements(spec: NodePoolSpec): Array<{ key: string; operator: string; values: string[] }> {
  const within = (key: string, values: Array<string | number>) => ({ key, operator: 'In', values: values.map(String) });
  return [
    within(Label.INSTANCE_FAMILY, spec.families),
    within(Label.INSTANCE_CPU, spec.vcpus),
    within(Label.ARCH, spec.architectures),
    ...(spec.zones === undefined ? [] : [within(Label.ZONE, spec.zones)]),
    within(Label.CAPACITY_TYPE, spec.capacityTypes),
    within(Label.INSTANCE_HYPERVISOR, ['nitro']),
    { key: Label.INSTANCE_GENERATION, operator: 'Gt', values: [`${spec.minimumGeneration - 1}`] },
  ];
}

function nodeClassRef(spec: NodePoolSpec): object {
  return { group: KARPENTER_AWS_DOMAIN, kind: NODE_CLASS_KIND, name: spec.nodeClassName };
}

/** As the object holds them: absent when there are none. */
export function taintList(specs: TaintSpec[]): TaintSpec[] | undefined {
  return specs.length === 0
    ? undefined
    : specs.map(({ key, value, effect }) => ({ key, ...(value === undefined ? {} : { value }), effect }));
}

function limits({ vcpus, memoryMiB, nodes }: LimitsSpec): object {
  return { cpu: vcpus, memory: memoryMiB === undefined ? undefined : `${memoryMiB}Mi`, nodes };
}

function disruption(spec: DisruptionSpec): object {
  return {
    consolidationPolicy: spec.consolidationPolicy,
    consolidateAfter: duration(spec.consolidateAfterSeconds),
    budgets: spec.budgets.map(({ nodes, reasons, schedule, durationMinutes }) => ({
      nodes,
      reasons,
      schedule,
      duration: durationMinutes === undefined ? undefined : duration(durationMinutes * 60),
    })),
  };
}

/** In the largest unit that is exact: "720h", "90m", "30s". */
function duration(seconds: number | undefined): string {
  if (seconds === undefined) {
    return 'Never';
  }
  if (seconds > 0 && seconds % 3600 === 0) {
    return `${seconds / 3600}h`;
  }
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
