import { each, html, type Content, type Markup, when } from '../html';
import { none, note, pairs, section, table } from './parts';
import type { Facts, GangGroupFacts, QueueFacts, WorkloadFacts } from '../facts/model';

export function queueSection({ queues, workloads }: Facts): Markup {
  const gangs = workloads.filter(({ gang }) => gang !== undefined);
  return section({
    id: 'queues',
    title: 'Queues and gangs',
    lead: 'Where jobs wait for their turn, and what a job that starts whole or not at all has held for it, from the '
      + 'first place on.',
    body: queues.length === 0
      ? html`<p>No queues: pods start when there is room for them.</p>`
      : html`${queueTable(queues)}${when(gangs.length > 0, () => gangTable(gangs))}`,
  });
}

function queueTable(queues: readonly QueueFacts[]): Markup {
  return table('Queues of Apache YuniKorn', [
    {
      title: 'Queue',
      cell: ({ path, depth }) => html`${'— '.repeat(depth)}<code>${path.split('.').at(-1)!}</code><br>${note(path)}`,
    },
    {
      title: 'Guaranteed',
      cell: ({ guaranteed }) => pairs(guaranteed),
      isMinor: ({ guaranteed }) => guaranteed.length === 0,
    },
    { title: 'At most', cell: ({ max }) => (max.length > 0 ? pairs(max) : note('what is above')) },
    { title: 'Applications', cell: ({ maxApplications }) => maxApplications ?? note('any number') },
    {
      title: 'Queues made below',
      cell: ({ template }) => (template.length > 0 ? pairs(template) : none()),
      isMinor: ({ template }) => template.length === 0,
    },
  ], queues);
}

function gangTable(gangs: readonly WorkloadFacts[]): Markup {
  return table('Gangs, computed from their jobs', [
    { title: 'Job', cell: ({ title, namespace }) => html`${title}<br>${note(namespace ?? '')}` },
    { title: 'Queue', cell: ({ queue }) => html`<code>${queue ?? ''}</code>` },
    { title: 'Places', cell: ({ gang }) => drawn(gang!) },
    {
      title: 'Each', cell: ({ gang }) => html`${each(gang!, (group) => html`${note(group.name)}${pairs(group.each)}`)}`,
    },
    {
      title: 'On',
      cell: ({ gang }) =>
        html`${each(gang!, ({ nodeSelector }) =>
          each(Object.entries(nodeSelector), ([label, value]) => html`<code>${label}=${value}</code><br>`))}`,
    },
    { title: 'Until', cell: ({ gangPolicy }) => policy(gangPolicy ?? '') },
  ], gangs);
}

/** A square for each place, as far as they can be counted by eye. */
function drawn(groups: readonly GangGroupFacts[]): Content {
  const most = 24;
  return each(groups, ({ name, members }) =>
    html`${'■'.repeat(Math.min(members, most))}${when(members > most, () => html`…`)} ${members} × ${name.replace(
      'spark-', '',
    )}<br>`);
}

function policy(text: string): string {
  const seconds = /placeholderTimeoutInSeconds=(\d+)/.exec(text)?.[1];
  const end = text.includes('gangSchedulingStyle=Hard') ? 'then the job fails' : 'then it goes on with what there is';
  return seconds === undefined ? end : `${seconds} s, ${end}`;
}
