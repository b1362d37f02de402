import { DELETION_ORDER, type DeletionRule } from './delete-order-rules';
import type { CheckResult, Finding } from './finding';
import type { DependencyGraph, Resource } from '../assembly/graph';
import type { Platform } from '../assembly/model';
import { Inventory, type ClusterView } from '../assembly/query';

/**
 * Deletion, the reverse of creation, ends in order: node pools go while all that a node needs to be drained still
 * stands.
 */
export function checkDeleteOrder(platform: Platform): CheckResult {
  const inventory = new Inventory(platform);
  const { graph } = inventory;
  const pairs = inventory.clusters()
    .flatMap((cluster) => DELETION_ORDER.flatMap((rule) => pairsOf(rule, cluster, graph)));
  return {
    name: 'delete-order',
    checked: pairs.length,
    findings: pairs.filter(({ first, second }) => !graph.deletedBefore(first, second)).map(finding),
  };
}

interface Pair {
  readonly first: Resource;
  readonly second: Resource;
  readonly reason: string;
}

function pairsOf(rule: DeletionRule, cluster: ClusterView, graph: DependencyGraph): Pair[] {
  const seconds = rule.second(cluster).filter(({ isRetained }) => !isRetained);
  return rule.first(cluster).flatMap((first) => seconds
    .filter((second) => second.key !== first.key && (rule.where?.(first, second, cluster) ?? true))
    .filter((second) => !(rule.yieldsToStacks && graph.stackNeeds(second, first)))
    .map((second) => ({ first, second, reason: rule.reason })));
}

function finding({ first, second, reason }: Pair): Finding {
  return {
    where: first.key,
    object: first.type,
    path: 'DependsOn',
    rule: `must be deleted before ${second.key} (${second.type}), so must depend on it: ${reason}`,
  };
}
