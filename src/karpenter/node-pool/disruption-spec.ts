import { Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isSchedule } from './cron';
import { literalNumber, quote, refuse, wholeNumber, wholeSeconds } from '../refuse';
import { Consolidation, DisruptionReason, NodeLifetime, type DisruptionBudget, type NodePoolDisruption } from './disruption';
import type { BudgetSpec, DisruptionSpec } from './manifests/node-pool';

/** Of the CRD, `disruption.budgets`. */
const MAX_BUDGETS = 50;

/** Empty nodes cost and serve nobody: they may all go. Karpenter's own default holds back nine tenths of them too. */
const DEFAULT_BUDGETS: DisruptionBudget[] = [
  { percent: 100, reasons: [DisruptionReason.EMPTY] },
  { percent: 10, reasons: [DisruptionReason.UNDERUTILIZED, DisruptionReason.DRIFTED] },
];

/** Defaults filled in and checked. */
export function resolveDisruption(scope: IConstruct, options: NodePoolDisruption): DisruptionSpec {
  const consolidation = options.consolidation ?? Consolidation.whenEmpty();
  const lifetime = options.expireAfter ?? NodeLifetime.atMost(Duration.hours(720));
  const budgets = options.budgets ?? DEFAULT_BUDGETS;
  if (budgets.length > MAX_BUDGETS) {
    refuse(scope, 'budgets', { prop: 'disruption.budgets', must: `be at most ${MAX_BUDGETS}`, got: budgets.length, fix: 'join some of them' });
  }
  return {
    consolidationPolicy: consolidation._policy,
    consolidateAfterSeconds: consolidation._after && wholeSeconds(scope, 'disruption.consolidation', consolidation._after),
    budgets: budgets.map((budget, index) => resolveBudget(scope, `disruption.budgets[${index}]`, budget)),
    expireAfterSeconds: lifetime._max && wholeSeconds(scope, 'disruption.expireAfter', lifetime._max, 1),
    terminationGraceSeconds: wholeSeconds(scope, 'disruption.terminationGracePeriod', options.terminationGracePeriod ?? Duration.hours(48), 1),
  };
}

function resolveBudget(scope: IConstruct, prop: string, budget: DisruptionBudget): BudgetSpec {
  oneMeasure(scope, prop, budget);
  literalNumber(scope, `${prop}.nodes`, budget.nodes);
  literalNumber(scope, `${prop}.percent`, budget.percent);
  wholeNumber(scope, `${prop}.nodes`, budget.nodes, 0);
  wholeNumber(scope, `${prop}.percent`, budget.percent, 0, 100);
  reasons(scope, `${prop}.reasons`, budget.reasons);
  scheduleWithDuration(scope, prop, budget);
  schedule(scope, `${prop}.schedule`, budget.schedule);
  return {
    nodes: budget.nodes === undefined ? `${budget.percent}%` : `${budget.nodes}`,
    reasons: budget.reasons,
    schedule: budget.schedule,
    durationMinutes: budget.duration && wholeMinutes(scope, `${prop}.duration`, budget.duration),
  };
}

function oneMeasure(scope: IConstruct, prop: string, budget: DisruptionBudget): void {
  if ((budget.nodes === undefined) === (budget.percent === undefined)) {
    refuse(scope, 'budgets', { prop, must: 'have exactly one of `nodes` and `percent`', got: budget.nodes === undefined ? 'none' : 'both', fix: 'set one of them' });
  }
}

function reasons(scope: IConstruct, prop: string, given: DisruptionReason[] | undefined): void {
  if (given === undefined) {
    return;
  }
  if (given.length === 0 || new Set(given).size < given.length) {
    refuse(scope, 'budgets', { prop, must: 'name one or more reasons, each once', got: given.length === 0 ? 'none' : given.join(', '), fix: 'leave it out for every reason' });
  }
}

function scheduleWithDuration(scope: IConstruct, prop: string, budget: DisruptionBudget): void {
  if ((budget.schedule === undefined) !== (budget.duration === undefined)) {
    const [present, absent] = budget.schedule === undefined ? ['duration', 'schedule'] : ['schedule', 'duration'];
    refuse(scope, 'budgets', { prop: `${prop}.${absent}`, must: `be set together with \`${present}\``, got: 'none', fix: 'set both, or neither for a budget that always holds' });
  }
}

function schedule(scope: IConstruct, prop: string, text: string | undefined): void {
  if (text === undefined || Token.isUnresolved(text)) {
    return;
  }
  if (!isSchedule(text)) {
    refuse(scope, 'schedule', { prop, must: 'be five cron fields, or a macro such as "@daily"', got: quote(text), fix: 'write it like "0 9 * * mon-fri", in UTC' });
  }
}

function wholeMinutes(scope: IConstruct, prop: string, duration: Duration): number {
  const seconds = wholeSeconds(scope, prop, duration, 60);
  if (seconds % 60 !== 0) {
    refuse(scope, 'budgets', { prop, must: 'be whole minutes', got: `${seconds} seconds`, fix: 'round it' });
  }
  return seconds / 60;
}
