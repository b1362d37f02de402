import { each, html, type Markup } from '../html';
import { edgesOf, rolesOnCore } from './edges';
import { narrow } from './narrow';
import type { Drawing } from './shapes';
import { wide } from './wide';
import type { Facts, PodRole } from '../facts/model';

const KEY: ReadonlyArray<{ readonly role: PodRole | 'flow'; readonly words: string }> = [
  { role: 'driver', words: 'driver may run here (solid)' },
  { role: 'executor', words: 'executors may run here (dashed)' },
  { role: 'submitter', words: 'job submitter or gateway (dotted)' },
  { role: 'flow', words: 'starts, launches or tells (thin)' },
];

/** The architecture as a picture: for screens with room, and once more for narrow ones. */
export function picture(facts: Facts): Markup {
  return html`<figure class="picture">
<div class="wide scroll" tabindex="0" role="group" aria-label="Architecture picture, scrolls sideways">${svg(
  'wide', wide(facts), facts,
)}</div>
<div class="narrow">${svg('narrow', narrow(facts), facts)}</div>
<figcaption><ul class="key">${each(KEY, ({ role, words }) =>
  html`<li><svg width="44" height="10" aria-hidden="true"><path d="M0 5H44" class="wire ${role}"/></svg>${words}</li>`)}</ul></figcaption>
</figure>`;
}

function svg(variant: string, { width, height, body }: Drawing, facts: Facts): Markup {
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-labelledby="${variant}-title ${variant}-desc"><title id="${variant}-title">Architecture of ${facts.cluster.name}</title><desc id="${variant}-desc">${inWords(facts)}</desc>${body}</svg>`;
}

/** The picture for people who do not see it. */
function inWords(facts: Facts): string {
  const pools = facts.pools.map((pool) => `${pool.name} (${[
    ...pool.families, ...pool.architectures, ...pool.capacityTypes,
  ].join(', ')})`);
  const places = edgesOf(facts).map((edge) => `${edge.from.replace(/^pod /, '').trim()} may run on ${edge.to.replace(
    /^place /, '',
  )}`);
  return [
    `${facts.network.zones.length || 'Unknown'} zones, ${facts.core.map((core) => `${core.name} of ${core.size}`).join(
      ', ',
    )
      || 'no core nodes created here'}.`,
    `Node pools: ${pools.join('; ') || 'none'}.`,
    `Teams: ${facts.teams.map((team) => team.namespace).join(', ') || 'none'}.`,
    ...rolesOnCore(facts).map((role) => `A ${role} may run on core nodes.`),
    ...(places.length > 0 ? [`${places.join('; ')}.`] : []),
  ].join(' ');
}
