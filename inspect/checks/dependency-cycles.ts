import type { CheckResult } from './finding';
import { DependencyGraph } from '../assembly/graph';
import type { Platform } from '../assembly/model';

/** No resource needs itself: CDK does not notice such a cycle, CloudFormation refuses the template. */
export function checkDependencyCycles(platform: Platform): CheckResult {
  const graph = new DependencyGraph(platform);
  return {
    name: 'dependency-cycles',
    checked: graph.nodes.size,
    findings: graph.cycles().map((loop) => ({
      where: loop[0],
      object: graph.nodes.get(loop[0])!.type,
      path: 'DependsOn',
      rule: `must not need itself, got ${loop.join(' → ')}`,
    })),
  };
}
