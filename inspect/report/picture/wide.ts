import { each, html, type Markup } from '../html';
import {
  controlPlaneBlock,
  coreBlock,
  emrBlock,
  karpenterBlock,
  networkName,
  networkNote,
  poolsBlock,
  servicesBlock,
  teamsBlock,
  zoneBlock,
  zonesOf,
} from './blocks';
import { arrow, arrowHeads, curves, edgesOf, rolesOnCore } from './edges';
import { chips, frame, line, type Block, type Drawing } from './shapes';
import type { Facts } from '../facts/model';

const VARIANT = 'wide';
const WIDTH = 1200;
const LEFT = { x: 44, width: 390 } as const;
const RIGHT = { x: 790, width: 366 } as const;
/** Right of all names, above the teams. */
const EMR_AT = 386;
const INSIDE = { x: 24, width: WIDTH - 48 } as const;

/** From top to bottom: services of AWS, then the VPC with teams, pools and core nodes, then its subnets. */
export function wide(facts: Facts): Drawing {
  const emr = emrBlock(facts, 390);
  const services = row([emr, controlPlaneBlock(facts, 336), servicesBlock(facts, 410)], 8);
  const nodesTop = services.height + 80;
  const nodes = nodePlane(facts, nodesTop);
  const zones = zonePlane(facts, nodesTop + nodes.height + 20);
  const vpcTop = services.height + 40;
  const height = nodesTop + nodes.height + zones.height + 44;
  const body = html`${arrowHeads(VARIANT)}
${frame(
  { x: 8, y: vpcTop, width: WIDTH - 16, height: height - vpcTop - 8 },
  networkName(facts.network),
  networkNote(facts.network),
  'frame vpc',
)}
${services.body}${nodes.body}${zones.body}
${facts.teams.length > 0 && arrow(`M${EMR_AT} ${emr.height + 10}V${nodesTop + 58}`, 'flow', VARIANT)}
${facts.cluster.karpenterVersion
  && facts.services.some(({ name }) => name === 'Interruptions')
  && arrow(`M1172 ${services.height + 2}V${nodes.karpenterAt}H${RIGHT.x + RIGHT.width + 3}`, 'flow', VARIANT)}`;
  return { width: WIDTH, height, body };
}

/** Cards side by side, as high as the highest. */
function row(blocks: readonly Block[], left: number): { readonly height: number; readonly body: Markup } {
  const gap = 24;
  const starts = blocks.map((_, index) => left + blocks.slice(0, index)
    .reduce((sum, block) => sum + block.width + gap, 0));
  return {
    height: Math.max(...blocks.map((block) => block.height)) + 8,
    body: each(blocks, (block, index) => block.draw(starts[index], 8)),
  };
}

function nodePlane(facts: Facts, top: number): {
  readonly height: number;
  readonly karpenterAt: number;
  readonly body: Markup;
} {
  const teams = teamsBlock(facts, LEFT.width);
  const pools = poolsBlock(facts, RIGHT.width);
  const core = coreBlock(facts, RIGHT.x - LEFT.x - 40);
  const karpenter = karpenterBlock(facts, RIGHT.width);
  const columnsTop = top + 62;
  const coreTop = columnsTop + Math.max(teams.height, pools.height) + 56;
  const height = coreTop + Math.max(core.height, karpenter.height) + 20 - top;
  const body = html`${frame({ ...INSIDE, y: top, height }, facts.network.subnets.some(({ tier }) =>
    tier === 'data plane')
    ? 'Data-plane subnets'
    : 'Subnets of the nodes', 'pods and nodes of every zone', 'frame plane')}
${line(LEFT.x, top + 52, 'Teams: a namespace each', 'small', LEFT.width, 'muted')}${line(
  RIGHT.x, top + 52, 'Node pools: nodes for Spark', 'small', RIGHT.width, 'muted',
)}
${teams.draw(LEFT.x, columnsTop)}${pools.draw(RIGHT.x, columnsTop)}${core.draw(LEFT.x, coreTop)}${karpenter.draw(
  RIGHT.x, coreTop,
)}
${curves(
  edgesOf(facts), { block: teams, x: LEFT.x, y: columnsTop }, { block: pools, x: RIGHT.x, y: columnsTop }, VARIANT,
)}
${facts.pools.length > 0 && arrow(`M${RIGHT.x + 180} ${coreTop}V${columnsTop + pools.height + 4}`, 'flow', VARIANT)}
${rolesOnCore(facts).length > 0
  && arrow(`M${LEFT.x + 190} ${columnsTop + teams.height}V${coreTop - 3}`, 'submitter', VARIANT)}`;
  return { height, karpenterAt: coreTop + 30, body };
}

function zonePlane(facts: Facts, top: number): { readonly height: number; readonly body: Markup } {
  const zones = zonesOf(facts.network);
  const gap = 16;
  const width = (INSIDE.width - gap * (zones.length - 1)) / Math.max(1, zones.length);
  const blocks = zones.map(({ zone, subnets }) => zoneBlock(zone, subnets, width));
  const endpoints = chips(facts.network.endpoints.map((words) => ({ words: `endpoint ${words}` })), INSIDE.width);
  const zoneHeight = Math.max(0, ...blocks.map((block) => block.height));
  const endpointsTop = top + zoneHeight + (blocks.length > 0 ? 12 : 0);
  return {
    height: endpointsTop + endpoints.height + 12 - top,
    body: html`${each(blocks, (block, index) => block.draw(INSIDE.x + index * (width + gap), top))}${endpoints.draw(
      INSIDE.x, endpointsTop,
    )}`,
  };
}
