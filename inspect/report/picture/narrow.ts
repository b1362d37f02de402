import { html, type Markup } from '../html';
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
import { arrow, arrowHeads, edgesOf, lanes, rolesOnCore } from './edges';
import { chips, frame, line, stack, type Block, type Drawing } from './shapes';
import type { Facts } from '../facts/model';

const VARIANT = 'narrow';
const WIDTH = 368;
const GUTTER = 58;
const CARD = WIDTH - GUTTER - 14;

/** Everything below one another; who may run where is a bundle of lanes in the left margin. */
export function narrow(facts: Facts): Drawing {
  const services = stack([
    emrBlock(facts, WIDTH - 8), controlPlaneBlock(facts, WIDTH - 8), servicesBlock(facts, WIDTH - 8),
  ], 10, WIDTH - 8);
  const vpcTop = services.height + 20;
  const nodes = nodePlane(facts, vpcTop + 42);
  const zones = zonePlane(facts);
  const zonesTop = vpcTop + 42 + nodes.height + 16;
  const height = zonesTop + zones.height + 24;
  const body = html`${arrowHeads(VARIANT)}${services.draw(4, 4)}
${frame({ x: 2, y: vpcTop, width: WIDTH - 4, height: height - vpcTop - 4 }, networkName(facts.network), '', 'frame vpc')}
${line(16, vpcTop + 38, networkNote(facts.network), 'small', WIDTH - 32, 'muted')}
${nodes.body}${zones.draw(12, zonesTop)}`;
  return { width: WIDTH, height, body };
}

function nodePlane(facts: Facts, top: number): { readonly height: number; readonly body: Markup } {
  const [teams, pools, core, karpenter] = [
    teamsBlock(facts, CARD), poolsBlock(facts, CARD), coreBlock(facts, CARD), karpenterBlock(facts, CARD),
  ];
  const teamsTop = top + 34;
  const poolsTop = teamsTop + teams.height + 46;
  const karpenterTop = poolsTop + pools.height + 36;
  const coreTop = karpenterTop + karpenter.height + 14;
  const at = (block: Block, y: number): { readonly block: Block; readonly x: number; readonly y: number } => ({
    block, x: GUTTER, y,
  });
  return {
    height: coreTop + core.height - top,
    body: html`${line(GUTTER, top + 20, 'Teams: a namespace each', 'small', CARD, 'muted')}${teams.draw(GUTTER, teamsTop)}
${line(GUTTER, poolsTop - 12, 'Node pools: nodes for Spark', 'small', CARD, 'muted')}${pools.draw(GUTTER, poolsTop)}
${karpenter.draw(GUTTER, karpenterTop)}${core.draw(GUTTER, coreTop)}
${lanes(edgesOf(facts), at(teams, teamsTop), at(pools, poolsTop), VARIANT)}
${facts.pools.length > 0 && arrow(`M${GUTTER + 140} ${karpenterTop}V${poolsTop + pools.height + 4}`, 'flow', VARIANT)}
${rolesOnCore(facts).length > 0
  && arrow(`M${WIDTH - 14} ${teamsTop + 20}H${WIDTH - 7}V${coreTop + 24}H${WIDTH - 11}`, 'submitter', VARIANT)}`,
  };
}

function zonePlane(facts: Facts): Block {
  const width = WIDTH - 24;
  return stack([
    ...zonesOf(facts.network).map(({ zone, subnets }) => zoneBlock(zone, subnets, width)),
    chips(facts.network.endpoints.map((words) => ({ words: `endpoint ${words}` })), width),
  ], 10, width);
}
