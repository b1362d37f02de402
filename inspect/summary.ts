import type { Platform, StackTemplate } from './assembly/model';
import { isCustom, NESTED_STACK } from './assembly/vocabulary';
import type { CheckResult, Finding } from './checks/finding';

/** The figures of one stack. */
export interface StackSummary {
  readonly name: string;
  readonly resources: number;
  readonly customResources: number;
  readonly nestedStacks: number;
  readonly lambdas: number;
  readonly templateBytes: number;
}

/** Contents of `summary.json`. */
export interface Summary {
  readonly stacks: readonly StackSummary[];
  readonly objects: Readonly<Record<string, number>>;
  readonly checks: ReadonlyArray<{ readonly name: string; readonly checked: number; readonly failed: number }>;
  readonly seconds: number;
}

/** The figures of a platform and of the checks it went through. */
export function summarise(platform: Platform, checks: readonly CheckResult[], seconds: number): Summary {
  const kinds = platform.objects.map(({ object }) => String(object?.kind)).sort();
  return {
    stacks: platform.stacks.map(summariseStack),
    objects: Object.fromEntries(
      [...new Set(kinds)].map((kind) => [kind, kinds.filter((other) => other === kind).length]),
    ),
    checks: checks.map(({ name, checked, findings }) => ({ name, checked, failed: findings.length })),
    seconds: Math.round(seconds * 10) / 10,
  };
}

function summariseStack({ name, template, bytes }: StackTemplate): StackSummary {
  const types = Object.values(template.Resources ?? {}).map(({ Type }) => Type);
  const count = (isCounted: (type: string) => boolean) => types.filter(isCounted).length;
  return {
    name,
    resources: types.length,
    customResources: count(isCustom),
    nestedStacks: count((type) => type === NESTED_STACK),
    lambdas: count((type) => type === 'AWS::Lambda::Function'),
    templateBytes: bytes,
  };
}

/** The summary as a page of text. */
export function printSummary(summary: Summary): string {
  const objects = Object.entries(summary.objects).map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    ...table(
      ['stack', 'resources', 'custom', 'nested', 'lambdas', 'bytes'],
      summary.stacks.map((stack) => Object.values(stack)),
    ),
    '',
    `Kubernetes objects: ${objects || 'none'}`,
    '',
    ...table(['check', 'checked', 'failed'], summary.checks.map((check) => Object.values(check))),
  ].join('\n');
}

/** Findings as text: where, which object, which field, and the rule in its own words. */
export function printFindings(checks: readonly CheckResult[]): string {
  const line = (name: string, { where, object, path, rule }: Finding) => `✗ ${name}: ${object} in ${where}\n    ${path
    || '(the whole object)'}: ${rule}`;
  return checks.flatMap(({ name, findings }) => findings.map((finding) => line(name, finding))).join('\n');
}

/** Words to the left, figures to the right. */
function table(head: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number>>): string[] {
  const all = [
    head, ...rows.map((row) => row.map((cell) => typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  ];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => row.map((cell, column) => column === 0
    ? cell.padEnd(widths[column])
    : cell.padStart(widths[column])).join('  ').trimEnd());
}
