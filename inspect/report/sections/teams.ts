import { each, html, when, type Markup } from '../html';
import { bullets, none, note, pairs, section, table, tag } from './parts';
import type { Facts, RoleFacts, StatementFacts, TeamFacts } from '../facts/model';

export function teamSection({ teams }: Facts): Markup {
  return section({
    id: 'teams',
    title: 'Teams',
    lead: 'A team is a namespace, an EMR virtual cluster and the roles its jobs run under.',
    body: teams.length === 0 ? html`<p>No team in these stacks.</p>` : teamTable(teams),
  });
}

function teamTable(teams: readonly TeamFacts[]): Markup {
  return table('Namespaces and virtual clusters', [
    { title: 'Namespace', cell: (team) => team.namespace },
    { title: 'Virtual cluster', cell: (team) => team.virtualCluster?.name ?? none() },
    { title: 'Quota', cell: (team) => pairs(team.quota) },
    { title: 'Limit range', cell: (team) => pairs(team.limitRange) },
    { title: 'Pod security', cell: (team) => pairs(team.labels) },
    { title: 'Network policy', cell: (team) => team.networkPolicies.join(', ') || none() },
    { title: 'Job roles', cell: (team) => bullets(team.roles.map((role) => role.name)) },
  ], teams);
}

export function accessSection({ teams }: Facts): Markup {
  return section({
    id: 'access',
    title: 'What a team may do',
    lead: 'Every statement of the roles that the pods of a team can take, who can take them, and what EMR may do in '
      + 'the namespace.',
    body: teams.length === 0
      ? html`<p>No team, so no role to show.</p>`
      : html`<div class="panel">${each(teams, (team, index) => access(team, index === 0))}</div>`,
  });
}

function access(team: TeamFacts, open: boolean): Markup {
  const statements = team.roles.reduce((sum, role) => sum + role.statements.length, 0);
  return html`<details${when(open, () => html` open`)}><summary>${team.namespace} <span class="muted">${team.roles.length} ${team.roles.length === 1 ? 'role' : 'roles'}, ${statements} statements</span></summary>
<div class="within">${each(team.roles, roleCard)}${when(team.roles.length === 0, () => html`<p>${note(
  'Its roles are made elsewhere.',
)}</p>`)}
${when(team.kubernetesRules.length > 0, () => html`<h3>In the namespace</h3>${bullets(team.kubernetesRules)}`)}</div></details>`;
}

function roleCard(facts: RoleFacts): Markup {
  return html`<h3>Role ${facts.name}</h3>
<dl class="pairs"><div><dt>Taken by</dt><dd>${bullets(facts.trust)}</dd></div><div><dt>Service accounts</dt><dd>${bullets(facts.serviceAccounts)}</dd></div><div><dt>Managed policies</dt><dd>${bullets(facts.managedPolicies)}</dd></div></dl>
${when(facts.statements.length > 0, () => statementTable(facts))}`;
}

function statementTable(facts: RoleFacts): Markup {
  return table<StatementFacts>(`Statements of ${facts.name}`, [
    { title: 'Effect', cell: ({ effect }) => tag(effect, effect === 'Deny' ? 'bad' : 'good') },
    { title: 'Actions', cell: ({ actions }) => bullets(actions) },
    { title: 'On', cell: ({ resources }) => bullets(resources) },
    { title: 'When', cell: ({ conditions }) => (conditions.length > 0 ? bullets(conditions) : note('always')) },
  ], facts.statements);
}
