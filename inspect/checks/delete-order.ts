import { DELETION_ORDER, type DeletionRule } from './delete-order-rules';
import { DependencyGraph, type GraphNode } from '../assembly/graph';
import type { CheckResult, Finding, Platform } from '../assembly/model';
import { ClusterView } from '../assembly/query';

/** Deletion, the reverse of creation, ends in order: node pools go while all that a node needs to be drained still stands. */
export function checkDeleteOrder(platform: Platform): CheckResult {
  const graph = new DependencyGraph(platform);
  const pairs = ClusterView.of(platform, graph).flatMap((cluster) => DELETION_ORDER.flatMap((rule) => pairsOf(rule, cluster, graph)));
  return {
    name: 'delete-order',
    checked: pairs.length,
    findings: pairs.filter(({ first, second }) => !graph.deletedBefore(first, second)).map(finding),
  };
}

interface Pair {
  readonly first: GraphNode;
  readonly second: GraphNode;
  readonly reason: string;
}

function pairsOf(rule: DeletionRule, cluster: ClusterView, graph: DependencyGraph): Pair[] {
  const seconds = rule.second(cluster).filter(({ resource }) => resource.DeletionPolicy !== 'Retain');
  return rule.first(cluster).flatMap((first) => seconds
    .filter((second) => second.key !== first.key && (rule.where?.(first, second, cluster) ?? true))
    .filter((second) => !(rule.yieldsToStacks && graph.stackNeeds(second, first)))
    .map((second) => ({ first, second, reason: rule.reason })));
}

function finding({ first, second, reason }: Pair): Finding {
  return {
    where: first.key,
    object: first.resource.Type,
    path: 'DependsOn',
    rule: `must be deleted before ${second.key} (${second.resource.Type}), so must depend on it: ${reason}`,
  };
}
