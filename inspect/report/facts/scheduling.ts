import type { Place, PodFacts, RequirementFacts, TaintFacts, TolerationFacts } from './model';
import { Label, LABELS_OF_EVERY_NODE, LABELS_OF_KARPENTER } from '../../assembly/vocabulary';

type Pod = Pick<PodFacts, 'nodeSelector' | 'requiredTerms' | 'tolerations'>;

/**
 * Says whether the scheduler may put the pod there, as far as selector, required node affinity and taints decide it.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function admits(place: Place, pod: Pod): boolean {
  const selected = Object.entries(pod.nodeSelector).every(([label, value]) => offers(place, {
    key: label, operator: 'In', values: [value],
  }));
  const wanted = pod.requiredTerms.length === 0
    || pod.requiredTerms.some((term) => term.every((expression) => offers(place, expression)));
  return selected
    && wanted
    && place.taints.every((taint) => isHarmless(taint)
      || pod.tolerations.some((toleration) => tolerates(toleration, taint)));
}

function isHarmless(taint: TaintFacts): boolean {
  return taint.effect === 'PreferNoSchedule';
}

/** Says whether some node there can satisfy the expression. */
function offers(place: Place, wanted: RequirementFacts): boolean {
  const fixed = place.labels[wanted.key];
  if (fixed !== undefined) return allows(wanted, fixed);
  const offered = place.requirements.filter((requirement) => requirement.key === wanted.key);
  if (offered.length === 0) {
    return wanted.operator === 'NotIn'
    || (wanted.operator === 'DoesNotExist') !== isWellKnown(place, wanted.key);
  }
  return offered.every((requirement) => overlap(requirement, wanted));
}

function overlap(offered: RequirementFacts, wanted: RequirementFacts): boolean {
  if (offered.operator === 'In') return offered.values.some((value) => allows(wanted, value));
  if (wanted.operator === 'In') return wanted.values.some((value) => allows(offered, value));
  return wanted.operator !== 'DoesNotExist';
}

const COMPARISONS: Readonly<Record<string, (value: string, values: readonly string[]) => boolean>> = {
  In: (value, values) => values.includes(value),
  NotIn: (value, values) => !values.includes(value),
  Exists: () => true,
  DoesNotExist: () => false,
  Gt: (value, [bound]) => Number(value) > Number(bound),
  Gte: (value, [bound]) => Number(value) >= Number(bound),
  Lt: (value, [bound]) => Number(value) < Number(bound),
  Lte: (value, [bound]) => Number(value) <= Number(bound),
};

function allows({ operator, values }: RequirementFacts, value: string): boolean {
  return COMPARISONS[operator]?.(value, values) ?? false;
}

function isWellKnown(place: Place, label: string): boolean {
  const byKarpenter = place.labels[Label.NODE_POOL] !== undefined
    && LABELS_OF_KARPENTER.some((prefix) => label.startsWith(prefix));
  return byKarpenter || LABELS_OF_EVERY_NODE.includes(label);
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function tolerates(toleration: TolerationFacts, taint: TaintFacts): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.operator === 'Exists') return !toleration.key || toleration.key === taint.key;
  return toleration.key === taint.key && (toleration.value ?? '') === taint.value;
}
