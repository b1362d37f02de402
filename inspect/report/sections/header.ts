import type { CheckResult } from '../../checks/finding';
import type { Facts } from '../facts/model';
import { each, html, when, type Markup } from '../html';

/** Name of the platform, the verdict of the checks, and the numbers that people ask for first. */
export function header(facts: Facts, checks: readonly CheckResult[], seconds: number): Markup {
  const { cluster, totals } = facts;
  const place = [cluster.account && `account ${cluster.account}`, cluster.region].filter((part) => part !== undefined)
    .join(', ');
  const tiles: ReadonlyArray<readonly [string, string | number | undefined]> = [
    ['Kubernetes', cluster.kubernetesVersion ?? 'not stated'],
    ['Karpenter', cluster.karpenterVersion ?? 'none'],
    ['Node pools', facts.pools.length],
    ['Teams', facts.teams.length],
    ['Jobs', facts.workloads.filter(({ kind }) => kind === 'job').length],
    ['Resources', totals.resources],
    ['Objects', totals.objects],
    ['Template', `${(totals.templateBytes / 1024).toFixed(0)} KiB`],
  ];
  return html`<header><div class="inside">
<p class="eyebrow">EMR on EKS platform with Karpenter${place && `, ${place}`}</p>
<div class="title"><h1>${cluster.name}</h1>${verdict(checks)}</div>
<p class="muted">${stacksInWords(totals.stacks)}, synthesised and checked in ${seconds.toFixed(1)} s. ${when(!cluster.created
  && totals.stacks > 0, () => 'The cluster itself is made elsewhere.')}</p>
<dl class="tiles">${each(tiles, ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</div></header>`;
}

function verdict(checks: readonly CheckResult[]): Markup {
  const failed = checks.reduce((sum, check) => sum + check.findings.length, 0);
  const checked = checks.reduce((sum, check) => sum + check.checked, 0);
  if (failed > 0) {
    return html`<p class="verdict bad"><span aria-hidden="true">✕</span>${failed} ${failed === 1
      ? 'finding'
      : 'findings'}, see checks</p>`;
  }
  if (checked === 0) return html`<p class="verdict bad"><span aria-hidden="true">!</span>nothing was checked</p>`;
  return html`<p class="verdict good"><span aria-hidden="true">✓</span>all ${checks.length} checks passed</p>`;
}

function stacksInWords(count: number): string {
  if (count === 0) return 'No stack';
  return count === 1 ? 'One stack' : `${count} stacks`;
}
