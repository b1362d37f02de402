/** Addresses of a network, as the user gave them or by default. */
export interface CidrSpec {
  readonly cidr: string;
  readonly secondaryCidrs: string[];
  readonly zones: number;
  readonly publicCidrMask: number;
  readonly privateCidrMask: number;
}

/** One CIDR block per zone in each tier. */
export interface SubnetPlan {
  readonly publicCidrs: string[];
  readonly privateCidrs: string[];
  readonly dataPlaneCidrs: string[];
}

/** A block of addresses. */
export interface Cidr {
  /** The first address as a number. */
  readonly start: number;
  /** Length of the prefix. */
  readonly mask: number;
}

/** Largest and smallest block that AWS allows, for VPCs and for subnets. @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#vpc-sizing-ipv4 */
const LARGEST = 16;
const SMALLEST = 28;

const NOTATION = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Addresses that no host can have: this network, loopback, link local, multicast and reserved. @see https://www.rfc-editor.org/rfc/rfc6890 */
const NOT_FOR_HOSTS = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].map(parsed);

/** Ranges that AWS does not mix in one VPC. @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(parsed);
const BENCHMARK_RANGE = parsed('198.19.0.0/16');

/** Never added to a VPC that has a block of the first range. Same source. */
const NEVER_ADDED = [
  { has: parsed('10.0.0.0/15'), adds: parsed('10.0.0.0/16') },
  { has: parsed('172.16.0.0/12'), adds: parsed('172.31.0.0/16') },
];

/** What is wrong with the addresses, or undefined. Says the first fault only: the later rules build on the earlier ones. */
export function cidrProblem(spec: CidrSpec): string | undefined {
  return maskProblem('publicCidrMask', spec.publicCidrMask)
    ?? maskProblem('privateCidrMask', spec.privateCidrMask)
    ?? blockProblem('cidr', spec.cidr)
    ?? blockCountProblem(spec)
    ?? first(spec.secondaryCidrs.map((cidr, i) => () => blockProblem(`secondaryCidrs[${i}]`, cidr)))
    ?? first(spec.secondaryCidrs.map((_, i) => () => overlapProblem(spec, i) ?? associationProblem(spec, i)))
    ?? primaryFitProblem(spec)
    ?? first(spec.secondaryCidrs.map((_, i) => () => secondaryFitProblem(spec, i)));
}

/**
 * Public subnets first, then private ones, from the start of the primary block; the data plane divides the secondary blocks evenly.
 *
 * Expects a spec without a problem.
 */
export function planSubnets(spec: CidrSpec): SubnetPlan {
  const { start } = parsed(spec.cidr);
  return {
    publicCidrs: consecutive(start, spec.publicCidrMask, spec.zones),
    privateCidrs: consecutive(start + layout(spec).privateStart, spec.privateCidrMask, spec.zones),
    dataPlaneCidrs: range(spec.zones).map((zone) => dataPlaneCidr(spec, zone)),
  };
}

/** The block, or undefined when the text is none. */
export function parseCidr(text: string): Cidr | undefined {
  const parts = NOTATION.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.slice(0, 4).some((octet) => octet > 255) || parts[4] > 32) {
    return undefined;
  }
  return { start: parts.slice(0, 4).reduce((number, octet) => number * 256 + octet, 0), mask: parts[4] };
}

/** The number of addresses in a block with that prefix length. */
export function addressCount(mask: number): number {
  return 2 ** (32 - mask);
}

function maskProblem(prop: string, mask: number): string | undefined {
  return Number.isInteger(mask) && mask >= LARGEST && mask <= SMALLEST
    ? undefined
    : `\`${prop}\` must be an integer from ${LARGEST} to ${SMALLEST}, got ${mask}; AWS allows no other size of a subnet`;
}

function blockProblem(prop: string, text: string): string | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    return `\`${prop}\` must be an IPv4 block in CIDR notation, got "${text}"; write it like 10.1.0.0/16`;
  }
  if (cidr.mask < LARGEST || cidr.mask > SMALLEST) {
    return `\`${prop}\` must be a block from /${LARGEST} to /${SMALLEST}, got ${text}; AWS allows no other size in a VPC`;
  }
  const aligned = format({ start: cidr.start - cidr.start % addressCount(cidr.mask), mask: cidr.mask });
  if (aligned !== text) {
    return `\`${prop}\` must be written with the first address of its block, got ${text}; write ${aligned}`;
  }
  const reserved = NOT_FOR_HOSTS.find((range_) => contains(range_, cidr));
  return reserved && `\`${prop}\` must be a range for hosts, got ${text}; ${format(reserved)} is reserved`;
}

function blockCountProblem({ secondaryCidrs, zones }: CidrSpec): string | undefined {
  if (secondaryCidrs.length === 0) {
    return '`secondaryCidrs` must hold at least one block, got none; the data plane lives there, leave the prop out for 100.64.0.0/16';
  }
  return secondaryCidrs.length <= zones
    ? undefined
    : `\`secondaryCidrs\` must hold at most one block per zone (\`maxZones\` is ${zones}), got ${secondaryCidrs.length}; remove blocks or raise \`maxZones\``;
}

function overlapProblem({ cidr, secondaryCidrs }: CidrSpec, index: number): string | undefined {
  const block = parsed(secondaryCidrs[index]);
  const others = [{ prop: 'cidr', text: cidr }, ...secondaryCidrs.slice(0, index).map((text, i) => ({ prop: `secondaryCidrs[${i}]`, text }))];
  const other = others.find(({ text }) => overlaps(parsed(text), block));
  return other && `\`secondaryCidrs[${index}]\` must not overlap \`${other.prop}\` (${other.text}), got ${secondaryCidrs[index]}; choose a block outside it`;
}

function associationProblem({ cidr, secondaryCidrs }: CidrSpec, index: number): string | undefined {
  const primary = parsed(cidr);
  const secondary = parsed(secondaryCidrs[index]);
  const others = [cidr, ...secondaryCidrs.filter((_, i) => i !== index)].map(parsed);
  const refused = mixesRanges(primary, secondary)
    || NEVER_ADDED.some(({ has, adds }) => contains(adds, secondary) && others.some((other) => contains(has, other)));
  return refused
    ? `\`secondaryCidrs[${index}]\` must be in a range that AWS associates with \`cidr\` (${cidr}), got ${secondaryCidrs[index]}; blocks of 100.64.0.0/10 always fit`
    : undefined;
}

function mixesRanges(primary: Cidr, secondary: Cidr): boolean {
  const home = PRIVATE_RANGES.find((range_) => contains(range_, primary));
  const foreign = PRIVATE_RANGES.some((range_) => range_ !== home && contains(range_, secondary));
  return foreign || (contains(BENCHMARK_RANGE, secondary) && !contains(BENCHMARK_RANGE, primary));
}

function primaryFitProblem(spec: CidrSpec): string | undefined {
  const needed = 32 - Math.ceil(Math.log2(layout(spec).end));
  if (needed >= parsed(spec.cidr).mask) {
    return undefined;
  }
  const remedy = needed >= LARGEST ? `use a /${needed} or larger block, or ` : '';
  return `\`cidr\` must hold ${spec.zones} public /${spec.publicCidrMask} and ${spec.zones} private /${spec.privateCidrMask} subnets, got ${spec.cidr}; `
    + `${remedy}raise \`publicCidrMask\` or \`privateCidrMask\``;
}

function secondaryFitProblem(spec: CidrSpec, index: number): string | undefined {
  const bits = dataPlaneBits(spec, index);
  return parsed(spec.secondaryCidrs[index]).mask + bits <= SMALLEST
    ? undefined
    : `\`secondaryCidrs[${index}]\` must hold ${zonesOf(spec, index)} subnets of at least /${SMALLEST}, got ${spec.secondaryCidrs[index]}; use a /${SMALLEST - bits} or larger block`;
}

/** Offsets in the primary block. A subnet begins at a multiple of its size. */
function layout(spec: CidrSpec): { privateStart: number; end: number } {
  const privateSize = addressCount(spec.privateCidrMask);
  const privateStart = Math.ceil(spec.zones * addressCount(spec.publicCidrMask) / privateSize) * privateSize;
  return { privateStart, end: privateStart + spec.zones * privateSize };
}

/** Zones take turns in the secondary blocks. */
function dataPlaneCidr(spec: CidrSpec, zone: number): string {
  const blocks = spec.secondaryCidrs.length;
  const block = parsed(spec.secondaryCidrs[zone % blocks]);
  const mask = block.mask + dataPlaneBits(spec, zone % blocks);
  return format({ start: block.start + Math.floor(zone / blocks) * addressCount(mask), mask });
}

function dataPlaneBits(spec: CidrSpec, index: number): number {
  return Math.ceil(Math.log2(zonesOf(spec, index)));
}

function zonesOf({ zones, secondaryCidrs }: CidrSpec, index: number): number {
  return range(zones).filter((zone) => zone % secondaryCidrs.length === index).length;
}

function consecutive(start: number, mask: number, count: number): string[] {
  return range(count).map((i) => format({ start: start + i * addressCount(mask), mask }));
}

function parsed(text: string): Cidr {
  return parseCidr(text)!;
}

function format({ start, mask }: Cidr): string {
  return `${[24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256).join('.')}/${mask}`;
}

function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.start >= outer.start && inner.start + addressCount(inner.mask) <= outer.start + addressCount(outer.mask);
}

function overlaps(one: Cidr, other: Cidr): boolean {
  return contains(one, other) || contains(other, one);
}

function first(rules: Array<() => string | undefined>): string | undefined {
  return rules.reduce<string | undefined>((problem, rule) => problem ?? rule(), undefined);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
