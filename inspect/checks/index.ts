import { checkDeleteOrder } from './delete-order';
import { checkDependencyCycles } from './dependency-cycles';
import type { Check, CheckResult } from './finding';
import { checkHelmValues } from './helm-values';
import { checkIam } from './iam';
import { checkKarpenterCrd } from './karpenter-crd';
import { checkKubernetesSchema } from './kubernetes-schema';
import { checkLoadBalancerSubnets } from './load-balancer-subnets';
import { checkTemplateLimits } from './template-limits';
import type { Platform } from '../assembly/model';

/** The checks that hold for every platform, in the order in which they are reported. */
export const CHECKS: readonly Check[] = [
  checkKubernetesSchema,
  checkKarpenterCrd,
  checkHelmValues,
  checkDependencyCycles,
  checkDeleteOrder,
  checkLoadBalancerSubnets,
  checkTemplateLimits,
  checkIam,
];

/** Runs every check, and those asked for besides. */
export function runChecks(platform: Platform, more: readonly Check[] = []): CheckResult[] {
  return [...CHECKS, ...more].map((check) => check(platform));
}

export { checkPublicRegistries, publicHosts } from './public-registries';
export type { Check } from './finding';
