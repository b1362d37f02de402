import { each, html, when, type Markup } from '../html';
import { bullets, note, section, table, tag } from './parts';
import type { CheckResult, Finding } from '../../checks/finding';
import type { Facts } from '../facts/model';

/** Subjects of the checks. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'kubernetes-schema': 'objects and pod templates, strictly: an unknown field is an error',
  'karpenter-crd': 'node pools and node classes, with every CEL rule',
  'helm-values': 'each value is one that the chart knows',
  'dependency-cycles': 'resources and what they depend on',
  'delete-order': 'pairs that must go one after the other',
  'template-limits': 'limits of CloudFormation',
  'iam': 'statements: no mutating action on every resource',
  'public-registries': 'charts and images come from mirrors',
};

export function checkSection(checks: readonly CheckResult[]): Markup {
  const findings = checks.flatMap((check) => check.findings.map((finding) => ({ ...finding, check: check.name })));
  return section({
    id: 'checks',
    title: 'Checks',
    lead: 'Every object and template, against the rules that the API server, Karpenter, Helm and '
      + 'CloudFormation would apply.',
    body: checks.length === 0
      ? html`<p>No check ran.</p>`
      : html`${findings.length > 0 && findingTable(findings)}${checkTable(checks)}`,
  });
}

function checkTable(checks: readonly CheckResult[]): Markup {
  return table('Checks and what they looked at', [
    { title: 'Check', cell: (check) => html`${check.name}<br>${note(EXPLAINED[check.name] ?? '')}` },
    { title: 'Looked at', numeric: true, cell: (check) => check.checked },
    { title: 'Findings', numeric: true, cell: (check) => check.findings.length },
    { title: 'Verdict', cell: (check) => (check.findings.length === 0 ? tag('passed', 'good') : tag('failed', 'bad')) },
  ], checks, 'compact');
}

function findingTable(findings: ReadonlyArray<Finding & { readonly check: string }>): Markup {
  return table('Findings', [
    { title: 'Object', cell: (finding) => finding.object },
    { title: 'Path', cell: (finding) => html`<code>${finding.path}</code>` },
    { title: 'Rule', cell: (finding) => finding.rule },
    { title: 'Where', cell: (finding) => html`<code>${finding.where}</code>` },
    { title: 'Check', cell: (finding) => finding.check },
  ], findings);
}

export function commandSection({ commands }: Facts): Markup {
  return section({
    id: 'commands',
    title: 'Commands',
    lead: 'To paste as they are, from the folder in which the demo ran. One click selects a command.',
    body: commands.length === 0
      ? html`<p>Nothing to deploy.</p>`
      : html`<div class="commands">${each(commands, (command) =>
        html`<div class="panel"><h3>${command.title}</h3><p class="muted">${command.why}</p><pre tabindex="0"><code>${command.lines}</code></pre></div>`)}</div>`,
  });
}

export function deletionSection({ deletion, retained }: Facts): Markup {
  return section({
    id: 'deletion',
    title: 'Order of deletion',
    lead: 'What cdk destroy takes away first and last, read from the dependency graph of the templates. A step ends '
      + 'when its last resource is gone.',
    body: deletion.length === 0
      ? html`<p>Nothing to delete.</p>`
      : html`<ol class="steps">${each(deletion, (step) =>
        html`<li class="panel"><strong>${step.title}</strong><span class="muted">${step.count} ${step.count === 1
          ? 'resource'
          : 'resources'}. ${step.why}</span></li>`)}</ol>${when(retained.length > 0, () =>
        html`<h3>Stays behind</h3><p class="lead">Their deletion policy keeps them; delete them by hand.</p>${bullets(retained)}`)}`,
  });
}
