import { factsOf } from './facts';
import type { Facts } from './facts/model';
import { each, html, Markup, when } from './html';
import { picture } from './picture';
import type { RunHistory } from './run-history';
import { jobSection, poolSection } from './sections/compute';
import { header } from './sections/header';
import { historySection } from './sections/history';
import { checkSection, commandSection, deletionSection } from './sections/operation';
import { section } from './sections/parts';
import { addonSection, networkSection, resourceSection } from './sections/platform';
import { queueSection } from './sections/queues';
import { storageSection } from './sections/storage';
import { accessSection, teamSection } from './sections/teams';
import { STYLE } from './style';
import type { Platform } from '../assembly/model';
import type { CheckResult } from '../checks/finding';

export { GANG_COLUMNS, gangTimelines, type GangTimeline } from './gangs';
export type * from './run-history';

const CONTENTS: ReadonlyArray<readonly [string, string]> = [
  ['picture', 'Architecture'], ['pools', 'Pools'], ['teams', 'Teams'], ['jobs', 'Jobs'], ['queues', 'Queues'], [
    'storage', 'Storage',
  ], ['access', 'Access'],
  ['network', 'Network'], ['addons', 'Add-ons'], ['checks', 'Checks'], ['commands', 'Commands'], [
    'resources', 'Resources',
  ], ['deletion', 'Deletion'],
];

const HISTORY = ['history', 'What happened'] as const;

/**
 * One page that shows a synthesised platform: self-contained, without a script, nothing is loaded from anywhere.
 *
 * `seconds` is how long synthesis and checks took, `history` what happened when the platform was run.
 */
export function renderReport(
  platform: Platform, checks: readonly CheckResult[], seconds: number, history?: RunHistory,
): string {
  const facts = factsOf(platform);
  const contents = history === undefined ? CONTENTS : [CONTENTS[0], HISTORY, ...CONTENTS.slice(1)];
  return html`<!DOCTYPE html>
<html lang="en">
${head(facts)}
<body>
<a class="skip" href="#content">Skip to the content</a>
${header(facts, checks, seconds)}
<nav aria-label="Contents"><div class="inside"><ul>${each(contents, ([id, title]) =>
  html`<li><a href="#${id}">${title}</a></li>`)}</ul></div></nav>
<main id="content" tabindex="-1"><div class="inside">
${pictureSection(facts)}
${when(history, () => historySection(history!))}
${[poolSection, teamSection, jobSection, queueSection, storageSection, accessSection, networkSection, addonSection].map(
  (draw) => draw(facts),
)}
${checkSection(checks)}
${[commandSection, resourceSection, deletionSection].map((draw) => draw(facts))}
</div></main>
<footer><div class="inside"><p>${footnote(history)}</p></div></footer>
</body>
</html>
`.toString();
}

function footnote(history: RunHistory | undefined): string {
  return `Made by npm run ${history === undefined ? 'demo' : 'local'} from the synthesised templates. Values written `
    + '${…} are known only after deployment.';
}

function head({ cluster }: Facts): Markup {
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${cluster.name}: EMR on EKS platform</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>`;
}

function pictureSection(facts: Facts): Markup {
  return section({
    id: 'picture',
    title: 'Architecture',
    lead: 'Drawn from the templates and objects themselves: what runs where, and which pods may go to which nodes.',
    body: html`<div class="panel">${picture(facts)}</div>`,
  });
}
