import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { TaintSpec } from './manifests/node-pool';
import { nodesOfPool, type PoolNodes } from './placement';
import type { NodePoolCapacity } from '../../contracts/node-pool';
import { POOL_LABEL_DOMAIN } from '../../kubernetes/vocabulary';
import { shown } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** A pool as its fallbacks see it, and as it sees them. */
export interface PoolMember {
  readonly nodePoolName: string;
  readonly weight: number;
  readonly taints: TaintSpec[];
  readonly capacity: NodePoolCapacity;
}

/** The pools that take the pods of one pool when it cannot, and the label by which those pods find all of them. */
export class PoolFallbacks {
  private readonly members: PoolMember[] = [];
  private readonly addedStartupTaints: TaintSpec[] = [];
  private isPlaced = false;

  constructor(private readonly scope: IConstruct, private readonly first: PoolMember) {}

  /** Label of the nodes of the pool and its fallbacks; none while it has no fallbacks. */
  public get labels(): { readonly [label: string]: string } {
    return this.members.length === 0 ? {} : { [`${POOL_LABEL_DOMAIN}/${this.first.nodePoolName}`]: 'true' };
  }

  /** Startup taints that the pods of the pool rely on, wherever they run. */
  public get startupTaints(): readonly TaintSpec[] {
    return this.addedStartupTaints;
  }

  public addStartupTaint(taint: TaintSpec): void {
    this.addedStartupTaints.push(taint);
  }

  public add(member: PoolMember): void {
    this.validate(member);
    this.members.push(member);
  }

  /** The nodes on which pods may run; from now on that is settled. */
  public nodes(): PoolNodes {
    this.isPlaced = true;
    const { nodePoolName, taints } = this.first;
    if (this.members.length === 0) {
      return nodesOfPool(nodePoolName, taints);
    }
    return { selector: this.labels, taints: distinctTaints(this.all.flatMap((pool) => pool.taints)) };
  }

  /** Capacity of the pool with its fallbacks: pods must fit its own nodes, but may use the limits of all. */
  public get capacity(): NodePoolCapacity {
    const capacities = this.all.map((pool) => pool.capacity);
    return {
      ...this.first.capacity,
      architectures: [...new Set(capacities.flatMap(({ architectures }) => architectures))],
      capacityTypes: [...new Set(capacities.flatMap(({ capacityTypes }) => capacityTypes))],
      instanceStore: capacities.every(({ instanceStore }) => instanceStore),
      limitVcpus: sum(capacities.map(({ limitVcpus }) => limitVcpus)),
      limitMemoryMiB: sum(capacities.map(({ limitMemoryMiB }) => limitMemoryMiB)),
    };
  }

  private get all(): PoolMember[] {
    return [this.first, ...this.members];
  }

  private validate({ nodePoolName, weight }: PoolMember): void {
    const prop = 'fallback';
    if (this.isPlaced) {
      refuse(this.scope, 'karpenter:fallback-late', {
        prop,
        must: `be added before jobs are placed on pool ${this.first.nodePoolName}`,
        got: shown(nodePoolName),
        fix: 'add it where the pool is made',
      });
    }
    if (this.all.some((pool) => pool.nodePoolName === nodePoolName)) {
      refuse(this.scope, 'karpenter:fallback-twice', {
        prop,
        must: 'be another pool than this one and its other fallbacks',
        got: shown(nodePoolName),
        fix: 'leave it out',
      });
    }
    this.validateWeight(weight);
  }

  private validateWeight(weight: number): void {
    if (!Token.isUnresolved(weight) && !Token.isUnresolved(this.first.weight) && weight >= this.first.weight) {
      refuse(this.scope, 'karpenter:fallback-weight', {
        prop: 'fallback',
        must: `have a lower weight than ${this.first.weight}, that of this pool`,
        got: weight,
        fix: 'set `weight` of either pool',
      });
    }
  }
}

/** None if one of them has none. */
function sum(limits: Array<number | undefined>): number | undefined {
  return limits.reduce((total, limit) => total === undefined || limit === undefined ? undefined : total + limit, 0);
}

export function distinctTaints(taints: TaintSpec[]): TaintSpec[] {
  return [...new Map(taints.map((taint) => [JSON.stringify([taint.key, taint.value, taint.effect]), taint])).values()];
}
