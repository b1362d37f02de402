import { html } from '../html';
import { card, chips, line, lines, stack, widthOf, wrap, type Block, type Chip } from './shapes';
import { Label } from '../../assembly/vocabulary';
import type {
  CoreNodes, Facts, NetworkFacts, PodFacts, PodRole, PoolFacts, SubnetFacts, TeamFacts, WorkloadFacts,
} from '../facts/model';

const PADDING = 24;
/** More than this makes a wall, not a picture; the tables below have all of them. */
const SHOWN = { teams: 6, workloads: 4, chips: 8 } as const;

/** A name, in smaller type where it would not fit. */
const heading = (words: string, width: number): Block => lines([
  { words, style: widthOf(words, 'title') > width ? 'strong' : 'title' },
], width);
const notes = (words: readonly string[], width: number): Block =>
  lines(words.filter((word) => word !== '').flatMap((word) => wrap(word, 'body', width)).map((word) => ({
    words: word, tone: 'muted',
  })), width);

/** EMR on EKS, which starts the pods of jobs. */
export function emrBlock(facts: Facts, width: number): Block {
  const inner = width - PADDING;
  const clusters = facts.teams.filter((team) => team.virtualCluster);
  const ofKind = (kind: WorkloadFacts['kind']): number =>
    facts.workloads.filter((workload) => workload.kind === kind).length;
  return card(stack([
    heading('EMR on EKS', inner),
    notes([
      [
        counted(clusters.length, 'virtual cluster'),
        counted(ofKind('job'), 'job template'),
        ofKind('endpoint') > 0 ? counted(ofKind('endpoint'), 'endpoint') : '',
      ]
        .filter((part) => part !== '').join(', '),
      `starts ${[...startedFirst(facts), 'driver'].join(', ')} and executors`,
    ], inner),
  ], 6, inner));
}

/** Pods that EMR starts before there is a driver. */
function startedFirst({ workloads }: Facts): string[] {
  const roles = new Set(workloads.flatMap((workload) => workload.pods.map((pod) => pod.role)));
  return roles.has('gateway') ? ['submitter', 'gateway'].filter((role) => roles.has(role as PodRole)) : ['submitter'];
}

export function controlPlaneBlock({ cluster }: Facts, width: number): Block {
  const inner = width - PADDING;
  const wanted = ['API endpoint', 'Authentication'];
  return card(stack([
    heading(
      `EKS ${cluster.kubernetesVersion ?? ''} ${cluster.created ? 'control plane' : '(existing cluster)'}`.replace(
        / +/g, ' ',
      ),
      inner,
    ),
    notes([
      cluster.name,
      ...cluster.settings.filter((setting) => wanted.includes(setting.name)).map((setting) => setting.value),
    ].slice(0, 2), inner),
  ], 6, inner));
}

export function servicesBlock({ services }: Facts, width: number): Block {
  const inner = width - PADDING;
  return card(stack([
    heading('Around the cluster', inner),
    chips(services.slice(0, SHOWN.chips).map(({ name, value }) => ({ words: `${name}: ${value}` })), inner),
    notes(services.length === 0 ? ['no other service is created here'] : [], inner),
  ], 6, inner), 'card', [{ id: 'queue', dy: 24 }]);
}

/** A column of team cards, with an anchor for each pod of each job. */
export function teamsBlock(facts: Facts, width: number): Block {
  const shown = facts.teams.slice(0, SHOWN.teams);
  const rest = facts.teams.length - shown.length;
  const strays = facts.workloads
    .filter((workload) => !facts.teams.some((team) => team.namespace === workload.namespace));
  const blocks = [
    ...shown.map((team) => teamBlock(
      team, facts.workloads.filter((workload) => workload.namespace === team.namespace), width,
    )),
    ...(strays.length > 0 ? [cardOf('Jobs without a team here', [], strays, width)] : []),
    ...(rest > 0 ? [notes([`and ${rest} more teams, in the tables below`], width)] : []),
    ...(facts.teams.length + strays.length === 0
      ? [notes(['No team yet: namespaces and jobs appear here once a stack adds them.'], width)]
      : []),
  ];
  return stack(blocks, 14, width);
}

function teamBlock(team: TeamFacts, workloads: readonly WorkloadFacts[], width: number): Block {
  const quota = team.quota.map(({ name, value }) => `${value} ${name}`).join(', ');
  return cardOf(team.namespace, [
    quota && `at most ${quota}`, team.roles.length > 0 ? counted(team.roles.length, 'job execution role') : '',
  ], workloads, width);
}

function cardOf(title: string, below: readonly string[], workloads: readonly WorkloadFacts[], width: number): Block {
  const inner = width - PADDING;
  const rest = workloads.length - SHOWN.workloads;
  return card(stack([
    stack([heading(title, inner), notes(below, inner)], 2, inner),
    ...workloads.slice(0, SHOWN.workloads).map((workload) => workloadBlock(workload, inner)),
    notes(rest > 0 ? [`and ${rest} more, in the tables below`] : [], inner),
  ], 10, inner), 'card team');
}

function workloadBlock(workload: WorkloadFacts, width: number): Block {
  const pods = workload.pods.filter((pod) => pod.role !== 'submitter');
  return stack([
    lines([{ words: workload.title, style: 'strong' }], width),
    ...pods.map((pod) => podBlock(workload, pod, width)),
  ], 3, width);
}

/** Name by which lines find a pod. */
export function podAnchor(workload: WorkloadFacts, pod: PodFacts): string {
  return `pod ${workload.namespace ?? ''} ${workload.name} ${pod.role}`;
}

function podBlock(workload: WorkloadFacts, pod: PodFacts, width: number): Block {
  const words = podInWords(pod);
  return {
    width,
    height: 20,
    anchors: [{ id: podAnchor(workload, pod), dy: 10 }],
    draw: (x, y) =>
      html`<rect x="${x}" y="${y + 1}" width="18" height="18" rx="5" class="chip ${pod.role}"/><text x="${x + 9}" y="${y + 14.5}" class="small on-${pod.role} letter">${pod.role[0].toUpperCase()}</text>${line(x + 26, y + 14.5, words, 'body', width - 26)}`,
  };
}

function podInWords(pod: PodFacts): string {
  const value = (name: string): string | undefined => pod.requests.find((request) => request.name === name)?.value;
  const count = value('count');
  const cores = value('cores');
  const size = [
    cores && `${cores} ${cores === '1' ? 'core' : 'cores'}`, value('memory'), pod.nodeSelector[Label.CAPACITY_TYPE],
  ]
    .filter((part) => part !== undefined).join(', ');
  return [count ? `${pod.role} × ${count}` : pod.role, size].filter((part) => part !== '').join(': ');
}

/** Name by which lines find a pool or the core nodes. */
export const placeAnchor = (name: string): string => `place ${name}`;

export function poolsBlock(facts: Facts, width: number): Block {
  const blocks = facts.pools.map((pool) => poolBlock(pool, width));
  return stack(blocks.length > 0
    ? blocks
    : [notes(['No node pool yet: Karpenter launches nodes once a stack adds one.'], width)], 14, width);
}

function poolBlock(pool: PoolFacts, width: number): Block {
  const inner = width - PADDING;
  const limits = pool.limits.map(({ name, value }) => (name === 'cpu' ? `${value} vCPU` : `${value} ${name}`))
    .join(', ');
  const zones = pool.zones.length > 0 ? `zones ${pool.zones.join(', ')}` : 'all zones';
  const storage = pool.raid0 ? 'NVMe as RAID0' : 'root volume only';
  return card(stack([
    heading(pool.name, inner),
    chips([
      ...pool.families.slice(0, SHOWN.chips).map((words) => ({ words })),
      ...pool.architectures.map((words) => ({ words, tone: 'arch' })),
      ...pool.capacityTypes.map(capacityChip),
    ], inner),
    notes([`${storage}, ${zones}`, limits ? `at most ${limits}` : 'no limit'], inner),
  ], 6, inner), 'card pool', [{ id: placeAnchor(pool.name), dy: 24 }]);
}

function capacityChip(words: string): Chip {
  return { words, tone: words === 'spot' ? 'spot' : 'plain' };
}

export function coreBlock(facts: Facts, width: number): Block {
  const inner = width - PADDING;
  const karpenter = (name: string): boolean => name.startsWith('Karpenter');
  const installed = facts.addons.filter((addon) => addon.installed && !karpenter(addon.name));
  return card(stack([
    ...(facts.core.length > 0
      ? facts.core.map((core) => coreTitle(core, inner))
      : [heading('Core nodes of the cluster', inner)]),
    chips(installed.map(({ name }) => ({ words: name })), inner),
  ], 8, inner), 'card core', (facts.core.length > 0 ? facts.core : [{ name: 'core nodes' }]).map(({ name }) => ({
    id: placeAnchor(name), dy: 24,
  })));
}

function coreTitle(core: CoreNodes, width: number): Block {
  const taints = core.taints.map((taint) => taint.key).join(', ');
  const what = [core.size, core.instanceTypes.join(', '), core.capacityType, taints ? `taint ${taints}` : 'no taint']
    .filter((part) => part !== '').join(' · ');
  return stack([heading(`${core.name[0].toUpperCase()}${core.name.slice(1)}`, width), notes([what], width)], 2, width);
}

export function karpenterBlock({ cluster, services }: Facts, width: number): Block {
  const inner = width - PADDING;
  const queue = services.some((service) => service.name === 'Interruptions');
  return card(stack([
    heading(cluster.karpenterVersion ? `Karpenter ${cluster.karpenterVersion}` : 'Karpenter', inner),
    notes([
      cluster.karpenterVersion ? 'launches and removes the nodes above' : 'not installed by these stacks',
      cluster.karpenterVersion ? 'runs on core nodes' : '',
      queue ? 'warned by the interruption queue' : '',
    ], inner),
  ], 6, inner), 'card karpenter', [{ id: 'karpenter', dy: 24 }]);
}

/** The subnets of one zone, from the internet inwards. */
export function zoneBlock(zone: string, subnets: readonly SubnetFacts[], width: number): Block {
  const inner = width - PADDING;
  return card(
    stack([heading(zone, inner), ...subnets.map((subnet) => subnetBlock(subnet, inner))], 8, inner), 'card zone',
  );
}

function subnetBlock(subnet: SubnetFacts, width: number): Block {
  const look = subnet.tier.replace(' ', '-');
  const way = subnet.egress === 'none' ? 'no way to the internet' : `to the internet by ${subnet.egress}`;
  const nat = chips(subnet.nat ? [{ words: 'NAT' }] : [], 60);
  return {
    width,
    height: 42,
    anchors: [],
    draw: (x, y) => html`<rect x="${x}" y="${y}" width="${width}" height="42" rx="6" class="subnet ${look}"/>${line(
      x + 10, y + 17, `${subnet.tier} ${subnet.cidr}`, 'strong', width - 20,
    )}${line(x + 10, y + 34, way, 'small', width - 20, 'muted')}${nat.draw(x + width - 46, y + 10)}`,
  };
}

export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

export function networkName(network: NetworkFacts): string {
  return network.created ? `VPC ${network.cidrs.join(' + ')}` : 'VPC made elsewhere';
}

export function networkNote(network: NetworkFacts): string {
  if (!network.created) return network.foreignSubnets.join(', ') || 'its subnets are not part of these stacks';
  const nat = network.natGateways === 0
    ? 'no NAT gateway'
    : `${network.natGateways} NAT ${network.natGateways === 1 ? 'gateway' : 'gateways'}`;
  const endpoints = network.endpoints.length === 0
    ? 'no endpoint'
    : `${network.endpoints.length} ${network.endpoints.length === 1 ? 'endpoint' : 'endpoints'}`;
  return [network.internetGateway ? 'internet gateway' : 'no internet gateway', nat, endpoints].join(', ');
}

/** Subnets by zone, from the internet inwards. */
export function zonesOf(network: NetworkFacts): ReadonlyArray<{
  readonly zone: string;
  readonly subnets: readonly SubnetFacts[];
}> {
  return network.zones.map((zone) => ({ zone, subnets: network.subnets.filter((subnet) => subnet.zone === zone) }));
}
