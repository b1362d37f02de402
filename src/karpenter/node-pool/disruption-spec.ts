import { Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isSchedule } from './cron';
import { Consolidation, DisruptionReason, NodeLifetime, type DisruptionBudget, type NodePoolDisruption } from './disruption';
import type { BudgetSpec, DisruptionSpec } from './manifests/node-pool';
import { list, map, oneOf, optional, percent, requireMethod, seconds, shown, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';

/** Budgets that the CRD takes in `disruption.budgets`. */
const MAX_BUDGETS = 50;

/** Empty nodes cost and serve nobody: they may all go. Karpenter's own default holds back nine tenths of them too. */
const DEFAULT_BUDGETS: DisruptionBudget[] = [
  { percent: 100, reasons: [DisruptionReason.EMPTY] },
  { percent: 10, reasons: [DisruptionReason.UNDERUTILIZED, DisruptionReason.DRIFTED] },
];

const CONSOLIDATION = {
  type: 'Consolidation', method: '_resolve', fix: 'use `Consolidation.whenEmpty()` or another of its methods',
};
const LIFETIME = { type: 'NodeLifetime', method: '_resolve', fix: 'use `NodeLifetime.atMost(Duration.hours(720))`' };

/** Defaults filled in and checked. */
export function resolveDisruption(scope: IConstruct, options: NodePoolDisruption): DisruptionSpec {
  const consolidation = options.consolidation ?? Consolidation.whenEmpty();
  const lifetime = options.expireAfter ?? NodeLifetime.atMost(Duration.hours(720));
  const budgets = list(scope, 'disruption.budgets', options.budgets ?? DEFAULT_BUDGETS, {
    max: MAX_BUDGETS, fix: 'join some of them',
  });
  requireMethod(scope, 'disruption.consolidation', consolidation, CONSOLIDATION);
  requireMethod(scope, 'disruption.expireAfter', lifetime, LIFETIME);
  return {
    ...consolidation._resolve(scope, 'disruption.consolidation'),
    budgets: budgets.map((budget, index) => resolveBudget(scope, `disruption.budgets[${index}]`, budget)),
    expireAfterSeconds: lifetime._resolve(scope, 'disruption.expireAfter'),
    terminationGraceSeconds: seconds(scope, 'disruption.terminationGracePeriod', options.terminationGracePeriod
      ?? Duration.hours(48)),
  };
}

function resolveBudget(scope: IConstruct, prop: string, budget: DisruptionBudget): BudgetSpec {
  map(scope, prop, budget as {});
  oneMeasure(scope, prop, budget);
  optional(budget.nodes, (count) => wholeNumber(scope, `${prop}.nodes`, count, { min: 0 }));
  optional(budget.percent, (share) => percent(scope, `${prop}.percent`, share, { unit: undefined }));
  optional(budget.reasons, (given) => validateReasons(scope, `${prop}.reasons`, given));
  scheduleWithDuration(scope, prop, budget);
  optional(budget.schedule, (given) => validateSchedule(scope, `${prop}.schedule`, given));
  return {
    nodes: budget.nodes === undefined ? `${budget.percent}%` : `${budget.nodes}`,
    reasons: budget.reasons,
    schedule: budget.schedule,
    durationMinutes: optional(budget.duration, (duration) => wholeMinutes(scope, `${prop}.duration`, duration)),
  };
}

function oneMeasure(scope: IConstruct, prop: string, budget: DisruptionBudget): void {
  if ((budget.nodes === undefined) === (budget.percent === undefined)) {
    refuse(scope, 'karpenter:budgets', {
      prop,
      must: 'have exactly one of `nodes` and `percent`',
      got: budget.nodes === undefined ? 'none' : 'both',
      fix: 'set one of them',
    });
  }
}

function validateReasons(scope: IConstruct, prop: string, given: DisruptionReason[]): void {
  list(scope, prop, given, { fix: 'leave it out for every reason' });
  given.forEach((reason, index) => oneOf(scope, `${prop}[${index}]`, reason, Object.values(DisruptionReason)));
  if (given.length === 0 || new Set(given).size < given.length) {
    refuse(scope, 'karpenter:budgets', {
      prop,
      must: 'name one or more reasons, each once',
      got: given.length === 0 ? 'none' : given.join(', '),
      fix: 'leave it out for every reason',
    });
  }
}

function scheduleWithDuration(scope: IConstruct, prop: string, budget: DisruptionBudget): void {
  if ((budget.schedule === undefined) !== (budget.duration === undefined)) {
    const [present, absent] = budget.schedule === undefined ? ['duration', 'schedule'] : ['schedule', 'duration'];
    refuse(scope, 'karpenter:budgets', {
      prop: `${prop}.${absent}`,
      must: `be set together with \`${present}\``,
      got: 'none',
      fix: 'set both, or neither for a budget that always holds',
    });
  }
}

function validateSchedule(scope: IConstruct, prop: string, text: string): void {
  if (!Token.isUnresolved(text) && !(typeof text === 'string' && isSchedule(text))) {
    refuse(scope, 'karpenter:schedule', {
      prop,
      must: 'be five cron fields, or a macro such as "@daily"',
      got: shown(text),
      fix: 'write it like "0 9 * * mon-fri", in UTC',
    });
  }
}

function wholeMinutes(scope: IConstruct, prop: string, duration: Duration): number {
  const given = seconds(scope, prop, duration, { min: 60 });
  if (given % 60 !== 0) {
    refuse(scope, 'karpenter:budgets', { prop, must: 'be whole minutes', got: `${given} seconds`, fix: 'round it' });
  }
  return given / 60;
}
