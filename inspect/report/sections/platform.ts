import { html, when, type Markup } from '../html';
import { none, pairs, section, table, tag, tags } from './parts';
import type { Facts, NetworkFacts, ResourceCount } from '../facts/model';

export function networkSection({ network, cluster }: Facts): Markup {
  return section({
    id: 'network',
    title: 'Control plane and network',
    lead: network.created
      ? `VPC ${network.cidrs.join(' and ')} in ${network.zones.length} zones.`
      : 'The VPC is made elsewhere; these stacks only use it.',
    body: html`${when(cluster.settings.length > 0, () =>
      html`<div class="panel"><div class="within"><h3>Control plane</h3>${pairs(cluster.settings)}</div></div>`)}
${when(network.subnets.length > 0, () => subnetTable(network))}
${when(network.foreignSubnets.length > 0, () => html`<h3>Subnets that node classes choose</h3>${tags(
  network.foreignSubnets,
)}`)}
<h3>VPC endpoints</h3>${tags(network.endpoints)}`,
  });
}

function subnetTable(network: NetworkFacts): Markup {
  return table('Subnets', [
    { title: 'Subnet', cell: (subnet) => subnet.id },
    { title: 'Tier', cell: (subnet) => subnet.tier },
    { title: 'Zone', cell: (subnet) => subnet.zone },
    { title: 'Addresses', cell: (subnet) => html`<code>${subnet.cidr}</code>` },
    { title: 'To the internet by', cell: (subnet) => (subnet.egress === 'none' ? none() : subnet.egress) },
    { title: 'Holds', cell: (subnet) => (subnet.nat ? 'NAT gateway' : '') },
  ], network.subnets);
}

export function addonSection({ addons, cluster }: Facts): Markup {
  return section({
    id: 'addons',
    title: 'Add-ons',
    lead: cluster.created
      ? 'What is installed in the cluster and what could be.'
      : 'What these stacks install; the cluster may have more from elsewhere.',
    body: table('Add-ons, installed ones with version', [
      { title: 'Add-on', cell: (addon) => addon.name },
      {
        title: 'State',
        cell: (addon) => (addon.installed ? tag('on', 'good') : tag(cluster.created ? 'off' : 'not here')),
      },
      { title: 'Version', cell: (addon) => addon.version ?? '' },
      { title: 'Installed by', cell: (addon) => addon.how },
      { title: 'Namespace', cell: (addon) => addon.namespace ?? '' },
    ], addons),
  });
}

export function resourceSection({ resources, totals, outputs }: Facts): Markup {
  const most = Math.max(1, ...resources.map(({ count }) => count));
  return section({
    id: 'resources',
    title: 'Resources by type',
    lead: `${totals.resources} CloudFormation resources, of them ${totals.customResources} custom resources, and `
      + `${totals.lambdas} Lambda functions.`,
    body: html`${when(resources.length > 0, () => bars(resources, most))}${when(outputs.length > 0, () => outputTable(
      outputs,
    ))}`,
  });
}

function bars(resources: readonly ResourceCount[], most: number): Markup {
  return table('CloudFormation resources by type', [
    { title: 'Type', cell: ({ type, custom }) => html`<code>${type}</code> ${custom && tag('custom')}` },
    { title: 'Count', numeric: true, cell: ({ count }) => count },
    {
      title: 'Share',
      cell: ({ count }) => html`<span class="bar" style="width:${((100 * count) / most).toFixed(1)}%"></span>`,
    },
  ], resources, 'compact bars');
}

function outputTable(outputs: Facts['outputs']): Markup {
  return table('Outputs of the stacks', [
    { title: 'Output', cell: (output) => output.name },
    { title: 'Stack', cell: (output) => output.stack },
    { title: 'Value', cell: (output) => html`<code>${output.value}</code>` },
    { title: 'What it is', cell: (output) => output.description },
  ], outputs);
}
