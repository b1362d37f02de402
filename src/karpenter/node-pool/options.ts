import type { Size } from 'aws-cdk-lib';
import type { NodePoolDisruption } from './disruption';
import type { NodePoolTaint, NodeTaint } from './node-pool-taint';
import type { SparkCapacityTypes } from './spark-capacity-types';
import type { SparkNodePoolPreset } from './spark-node-pool-preset';
import type { SparkZones } from './spark-zones';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { CpuArchitecture, ISparkNodeClass } from '../../contracts/node-pool';

/** Instances that a pool may start. */
export interface SparkInstances {
  /**
   * Instance families, such as "c5d" or "m6id". 1 or more, on the Nitro hypervisor; chosen from together, not in order.
   *
   * Throws if one contradicts `architectures`, `minimumGeneration`, the node class (RAID0 needs instance store) or
   * names a size ("c5d.xlarge"). Families that this library does not know are taken with a warning, and jobs are not
   * checked against such a pool.
   *
   * @default - those of the preset
   * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
   */
  readonly families?: string[];

  /**
   * vCPUs of the instances. Throws if no family has such a size.
   *
   * @default - the sizes of the families from 4 to 36 vCPUs
   */
  readonly vcpus?: number[];

  /**
   * CPU architectures; more than one needs images for each. Throws if no family has one of them.
   *
   * @default - those of the families
   */
  readonly architectures?: CpuArchitecture[];

  /** Oldest generation, the number in the family's name. 1 or more. @default 3 */
  readonly minimumGeneration?: number;
}

/** Limits of a pool. Karpenter may pass a limit by the nodes that it starts at the same moment, see `nodes`. */
export interface NodePoolLimits {
  /** vCPUs of all nodes. Not less than the smallest instance has. @default 1000 */
  readonly vcpus?: number;
  /** Memory of all nodes. Whole MiB, not less than the smallest instance has. @default - no limit */
  readonly memory?: Size;
  /**
   * Nodes. 1 or more.
   *
   * Karpenter counts them before it plans nodes for a burst of pods, not while it plans: executors that come together
   * may start more. `vcpus` and
   * `memory` hold within a burst too.
   *
   * @default - no limit
   * @see https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/provisioning/scheduling/scheduler.go
   *   `subtractMax`
   */
  readonly nodes?: number;
}

/** A pool of nodes for Spark. */
export interface SparkNodePoolOptions {
  /** Instances that suit a kind of job; `instances` refines it. @default SparkNodePoolPreset.COMPUTE_OPTIMIZED */
  readonly preset?: SparkNodePoolPreset;

  /**
   * Name of the `NodePool` object, unique in the cluster. A literal DNS subdomain name, at most 63 characters since it
   * becomes a label.
   *
   * @default - that of the preset, such as "spark-compute-optimized"
   */
  readonly nodePoolName?: string;

  /** Instances other than the preset's. @default - those of the preset */
  readonly instances?: SparkInstances;

  /** Capacity types of the nodes: spot, on-demand or both. @default SparkCapacityTypes.spotFirst() */
  readonly capacityTypes?: SparkCapacityTypes;

  /** Availability zones. @default SparkZones.all() */
  readonly zones?: SparkZones;

  /** Limits of the pool. @default - 1000 vCPUs */
  readonly limits?: NodePoolLimits;

  /** Precedence over other pools that a pod could use, 1 to 100, higher first. @default 10 */
  readonly weight?: number;

  /** Disruption of nodes: when they go. @default - empty nodes after two minutes, every node after 720 hours */
  readonly disruption?: NodePoolDisruption;

  /** Taint that keeps other pods off the nodes. @default NodePoolTaint.dedicated() */
  readonly taint?: NodePoolTaint;

  /**
   * Taints that new nodes have until something removes them, such as "ebs.csi.aws.com/agent-not-ready" with
   * `TaintEffect.NO_EXECUTE`, which the EBS CSI driver removes once volumes can be mounted. Pods need not tolerate
   * them.
   *
   * @default - none
   */
  readonly startupTaints?: NodeTaint[];

  /**
   * Labels of the nodes, besides `type`, `provisioner` and `NodeGroupType`, which may be given other values.
   *
   * Throws on labels that Karpenter keeps for itself, and on those that other props set.
   *
   * @default - those three
   */
  readonly labels?: { [label: string]: string };

  /** Annotations of the nodes. @default - none */
  readonly annotations?: { [annotation: string]: string };

  /** Node class of the nodes. @default - the cluster's default node class */
  readonly nodeClass?: ISparkNodeClass;

  /**
   * Fields merged over the rendered `NodePool` at every depth, unchecked; lists replace.
   *
   * Throws if they change kind, name, node class or taints.
   *
   * @default - none
   * @see https://karpenter.sh/docs/concepts/nodepools/
   */
  readonly overrides?: { [key: string]: any };
}

/** Props of `SparkNodePool`. */
export interface SparkNodePoolProps extends SparkNodePoolOptions {
  /** The cluster that the pool belongs to. */
  readonly cluster: IEmrEksCluster;
}
