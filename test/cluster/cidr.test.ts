import * as fc from 'fast-check';
import { cidrProblem, parseCidr, planSubnets, type Cidr, type CidrSpec } from '../../src/cluster/cidr';

const spec = (overrides: Partial<CidrSpec> = {}): CidrSpec => ({
  cidr: '10.1.0.0/16',
  secondaryCidrs: ['100.64.0.0/16'],
  zones: 2,
  publicCidrMask: 26,
  privateCidrMask: 24,
  ...overrides,
});

const last = ({ start, mask }: Cidr) => start + 2 ** (32 - mask) - 1;
const within = (outer: Cidr, inner: Cidr) => inner.start >= outer.start && last(inner) <= last(outer);
const disjoint = (one: Cidr, other: Cidr) => last(one) < other.start || last(other) < one.start;

// A block whose first octets are given, of any size that AWS allows, anywhere behind them.
const block = (firstOctet: number, secondOctets: [number, number]) => fc.tuple(
  fc.integer({ min: secondOctets[0], max: secondOctets[1] }), fc.nat(65535), fc.integer({ min: 16, max: 28 }),
).map(([second, rest, mask]) => {
  const start = rest - rest % 2 ** (32 - mask);
  return `${firstOctet}.${second}.${Math.floor(start / 256)}.${start % 256}/${mask}`;
});

const anySpec: fc.Arbitrary<CidrSpec> = fc.record({
  cidr: fc.oneof(block(10, [0, 255]), block(172, [16, 31]), block(192, [168, 168]), block(100, [64, 127])),
  secondaryCidrs: fc.uniqueArray(fc.oneof(block(100, [64, 127]), block(52, [0, 255])), { minLength: 1, maxLength: 3 }),
  zones: fc.integer({ min: 2, max: 6 }),
  publicCidrMask: fc.integer({ min: 22, max: 28 }),
  privateCidrMask: fc.integer({ min: 20, max: 28 }),
});

describe('planSubnets()', () => {
  // Values of the pattern: https://github.com/awslabs/data-on-eks/blob/7b59538a/analytics/terraform/emr-eks-karpenter/variables.tf
  test('gives the addresses of the pattern by default', () => {
    expect(planSubnets(spec())).toEqual({
      publicCidrs: ['10.1.0.0/26', '10.1.0.64/26'],
      privateCidrs: ['10.1.1.0/24', '10.1.2.0/24'],
      dataPlaneCidrs: ['100.64.0.0/17', '100.64.128.0/17'],
    });
  });

  test('divides the data plane by the next power of two', () => {
    expect(planSubnets(spec({ zones: 3 })).dataPlaneCidrs).toEqual(['100.64.0.0/18', '100.64.64.0/18', '100.64.128.0/18']);
  });

  test('gives zones their turn in several secondary blocks', () => {
    expect(planSubnets(spec({ zones: 3, secondaryCidrs: ['100.64.0.0/16', '100.66.0.0/16'] })).dataPlaneCidrs)
      .toEqual(['100.64.0.0/17', '100.66.0.0/16', '100.64.128.0/17']);
  });

  test('starts private subnets behind the public ones', () => {
    expect(planSubnets(spec({ zones: 6 })).privateCidrs[0]).toBe('10.1.2.0/24');
    expect(planSubnets(spec({ publicCidrMask: 20 })).privateCidrs).toEqual(['10.1.32.0/24', '10.1.33.0/24']);
  });

  test('fills a block to its last address', () => {
    expect(planSubnets(spec({ cidr: '10.1.0.0/22' })).privateCidrs).toEqual(['10.1.1.0/24', '10.1.2.0/24']);
    expect(planSubnets(spec({ cidr: '10.1.0.0/24', publicCidrMask: 26, privateCidrMask: 26 })).privateCidrs).toEqual(['10.1.0.128/26', '10.1.0.192/26']);
  });

  test('never plans subnets that overlap, leave their block, are unaligned or of another size', () => {
    let planned = 0;
    fc.assert(fc.property(anySpec, (candidate) => {
      if (cidrProblem(candidate) !== undefined) {
        return;
      }
      planned++;
      const { publicCidrs, privateCidrs, dataPlaneCidrs } = planSubnets(candidate);
      const tiers = [publicCidrs, privateCidrs, dataPlaneCidrs].map((tier) => tier.map((cidr) => parseCidr(cidr)!));
      const [publics, privates, dataPlane] = tiers;
      const all = tiers.flat();
      expect(all).toHaveLength(3 * candidate.zones);
      all.forEach((one, i) => all.slice(i + 1).forEach((other) => expect(disjoint(one, other)).toBe(true)));
      all.forEach((cidr) => expect(cidr.start % 2 ** (32 - cidr.mask)).toBe(0));
      all.forEach((cidr) => expect(cidr.mask).toBeLessThanOrEqual(28));
      [...publics, ...privates].forEach((cidr) => expect(within(parseCidr(candidate.cidr)!, cidr)).toBe(true));
      dataPlane.forEach((cidr) => expect(candidate.secondaryCidrs.some((outer) => within(parseCidr(outer)!, cidr))).toBe(true));
      expect(new Set(publics.map(({ mask }) => mask))).toEqual(new Set([candidate.publicCidrMask]));
      expect(new Set(privates.map(({ mask }) => mask))).toEqual(new Set([candidate.privateCidrMask]));
      // No secondary block is left without a zone.
      candidate.secondaryCidrs.forEach((outer) => expect(dataPlane.some((cidr) => within(parseCidr(outer)!, cidr))).toBe(true));
    }), { numRuns: 1000 });
    expect(planned).toBeGreaterThan(100);
  });
});

describe('cidrProblem()', () => {
  test.each<[string, Partial<CidrSpec>]>([
    ['the defaults', {}],
    ['the smallest primary block', { cidr: '10.1.0.0/22' }],
    ['many zones', { zones: 6 }],
    ['another block of the same private range', { secondaryCidrs: ['10.2.0.0/16'] }],
    ['a routable block', { secondaryCidrs: ['52.0.0.0/16'] }],
    ['the shared range in both', { cidr: '100.65.0.0/16' }],
    ['the benchmark range as the primary', { cidr: '198.19.0.0/16' }],
    ['10.0 with blocks beyond 10.1', { cidr: '10.2.0.0/16', secondaryCidrs: ['10.0.0.0/16'] }],
    ['a block per zone', { secondaryCidrs: ['100.64.0.0/16', '100.65.0.0/16'] }],
    ['data-plane subnets of /28', { secondaryCidrs: ['100.64.0.0/27'] }],
    ['the smallest masks', { cidr: '10.1.0.0/26', publicCidrMask: 28, privateCidrMask: 28 }],
  ])('accepts %s', (_, overrides) => {
    expect(cidrProblem(spec(overrides))).toBeUndefined();
  });

  test.each<[Partial<CidrSpec>, string]>([
    [{ cidr: '10.1.0.0' }, '`cidr` must be an IPv4 block in CIDR notation, got "10.1.0.0"; write it like 10.1.0.0/16'],
    [{ cidr: '10.1.0.256/16' }, '`cidr` must be an IPv4 block in CIDR notation, got "10.1.0.256/16"; write it like 10.1.0.0/16'],
    [{ cidr: '10.1.0.0/33' }, '`cidr` must be an IPv4 block in CIDR notation, got "10.1.0.0/33"; write it like 10.1.0.0/16'],
    [{ cidr: 'fd00::/56' }, '`cidr` must be an IPv4 block in CIDR notation, got "fd00::/56"; write it like 10.1.0.0/16'],
    [{ cidr: '10.0.0.0/15' }, '`cidr` must be a block from /16 to /28, got 10.0.0.0/15; AWS allows no other size in a VPC'],
    [{ secondaryCidrs: ['100.64.0.0/29'] }, '`secondaryCidrs[0]` must be a block from /16 to /28, got 100.64.0.0/29; AWS allows no other size in a VPC'],
    [{ cidr: '10.1.0.7/16' }, '`cidr` must be written with the first address of its block, got 10.1.0.7/16; write 10.1.0.0/16'],
    [{ cidr: '010.1.0.0/16' }, '`cidr` must be written with the first address of its block, got 010.1.0.0/16; write 10.1.0.0/16'],
    [{ cidr: '169.254.0.0/16' }, '`cidr` must be a range for hosts, got 169.254.0.0/16; 169.254.0.0/16 is reserved'],
    [{ cidr: '127.1.0.0/16' }, '`cidr` must be a range for hosts, got 127.1.0.0/16; 127.0.0.0/8 is reserved'],
    [{ cidr: '239.1.0.0/16' }, '`cidr` must be a range for hosts, got 239.1.0.0/16; 224.0.0.0/3 is reserved'],
    [{ publicCidrMask: 29 }, '`publicCidrMask` must be an integer from 16 to 28, got 29; AWS allows no other size of a subnet'],
    [{ privateCidrMask: 15 }, '`privateCidrMask` must be an integer from 16 to 28, got 15; AWS allows no other size of a subnet'],
    [{ privateCidrMask: 24.5 }, '`privateCidrMask` must be an integer from 16 to 28, got 24.5; AWS allows no other size of a subnet'],
    [{ secondaryCidrs: [] }, '`secondaryCidrs` must hold at least one block, got none; the data plane lives there, leave the prop out for 100.64.0.0/16'],
    [{ secondaryCidrs: ['100.64.0.0/16', '100.65.0.0/16', '100.66.0.0/16'] },
      '`secondaryCidrs` must hold at most one block per zone (`maxZones` is 2), got 3; remove blocks or raise `maxZones`'],
    [{ secondaryCidrs: ['10.1.128.0/17'] }, '`secondaryCidrs[0]` must not overlap `cidr` (10.1.0.0/16), got 10.1.128.0/17; choose a block outside it'],
    [{ secondaryCidrs: ['100.64.0.0/16', '100.64.8.0/24'] },
      '`secondaryCidrs[1]` must not overlap `secondaryCidrs[0]` (100.64.0.0/16), got 100.64.8.0/24; choose a block outside it'],
    [{ cidr: '10.1.0.0/24' },
      '`cidr` must hold 2 public /26 and 2 private /24 subnets, got 10.1.0.0/24; use a /22 or larger block, or raise `publicCidrMask` or `privateCidrMask`'],
    [{ privateCidrMask: 16 }, '`cidr` must hold 2 public /26 and 2 private /16 subnets, got 10.1.0.0/16; raise `publicCidrMask` or `privateCidrMask`'],
    [{ zones: 3, secondaryCidrs: ['100.64.0.0/27'] },
      '`secondaryCidrs[0]` must hold 3 subnets of at least /28, got 100.64.0.0/27; use a /26 or larger block'],
  ])('refuses %j', (overrides, message) => {
    expect(cidrProblem(spec(overrides))).toBe(message);
  });

  // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
  test.each([
    ['10.1.0.0/16', '172.16.0.0/16'],
    ['10.1.0.0/16', '192.168.0.0/16'],
    ['10.1.0.0/16', '198.19.0.0/16'],
    ['10.1.0.0/16', '10.0.0.0/16'],
    ['172.16.0.0/16', '10.0.0.0/16'],
    ['172.16.0.0/16', '172.31.0.0/16'],
    ['192.168.0.0/16', '172.16.0.0/16'],
    ['198.19.0.0/16', '10.0.0.0/16'],
    ['100.64.0.0/16', '10.0.0.0/16'],
    ['52.0.0.0/16', '198.19.0.0/16'],
  ])('refuses to associate %s with %s', (cidr, secondary) => {
    expect(cidrProblem(spec({ cidr, secondaryCidrs: [secondary] })))
      .toBe(`\`secondaryCidrs[0]\` must be in a range that AWS associates with \`cidr\` (${cidr}), got ${secondary}; blocks of 100.64.0.0/10 always fit`);
  });

  test('refuses 10.0 beside a secondary block in 10.1', () => {
    expect(cidrProblem(spec({ cidr: '10.2.0.0/16', secondaryCidrs: ['10.0.0.0/16', '10.1.0.0/16'] })))
      .toBe('`secondaryCidrs[0]` must be in a range that AWS associates with `cidr` (10.2.0.0/16), got 10.0.0.0/16; blocks of 100.64.0.0/10 always fit');
  });
});
