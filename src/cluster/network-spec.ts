import { Annotations, Names, Stack, Token, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cidrProblem, planSubnets, type CidrSpec, type SubnetPlan } from './cidr';
import type { EmrEksNetworkProps } from './network';
import { VpcEndpoints } from './vpc-endpoints';
import { ValidationError } from '../private/errors';

/** EKS refuses a cluster in one zone. @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html#network-requirements-subnets */
export const MIN_ZONES = 2;

/** No region has more zones that are open to a new account. @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html */
const MAX_ZONES = 6;

/** Characters that a tag may have in every service. @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,100}$/u;

/** Everything about a network that is known at synthesis. */
export interface NetworkSpec {
  readonly name: string;
  readonly cidrs: CidrSpec;
  readonly plan: SubnetPlan;
  readonly zones: string[];
  readonly natGateways: number;
  readonly endpoints: VpcEndpoints;
}

/** Defaults, then every rule that needs no construct. */
export function resolveNetwork(scope: Construct, props: EmrEksNetworkProps): NetworkSpec {
  const maxZones = props.maxZones ?? MIN_ZONES;
  const endpoints = props.vpcEndpoints ?? VpcEndpoints.S3_GATEWAY;
  const natGateways = props.natGateways ?? (endpoints._isolated ? 0 : 1);
  const cidrs: CidrSpec = {
    cidr: props.cidr ?? '10.1.0.0/16',
    secondaryCidrs: props.secondaryCidrs ?? ['100.64.0.0/16'],
    zones: maxZones,
    publicCidrMask: props.publicCidrMask ?? 26,
    privateCidrMask: props.privateCidrMask ?? 24,
  };
  check(scope, 'max-zones', maxZonesProblem(maxZones));
  check(scope, 'nat-gateways', natProblem(natGateways, maxZones, endpoints));
  check(scope, 'name', nameProblem(props.name));
  check(scope, 'cidr', literalProblem(cidrs) ?? cidrProblem(cidrs));

  const zones = zonesOf(scope, maxZones, props.maxZones !== undefined);
  return {
    name: props.name ?? Names.uniqueResourceName(scope, { maxLength: 100, separator: '-' }),
    cidrs,
    // For all zones asked for, whatever their number turns out to be: the addresses stay when a region grows.
    plan: planSubnets(cidrs),
    zones,
    natGateways: Math.min(natGateways, zones.length),
    endpoints,
  };
}

function zonesOf(scope: Construct, maxZones: number, chosen: boolean): string[] {
  const known = Stack.of(scope).availabilityZones;
  const agnostic = known.every((zone) => Token.isUnresolved(zone));
  // An agnostic stack names two zones only, since every region has them; who asks for more says that they exist.
  const zones = agnostic && known.length < maxZones
    ? Array.from({ length: maxZones }, (_, i) => Fn.select(i, Fn.getAzs()))
    : known.slice(0, maxZones);
  check(scope, 'zones', zones.length >= MIN_ZONES ? undefined
    : `\`availabilityZones\` of the stack must hold at least ${MIN_ZONES} zones, got ${zones.join(', ')}; EKS refuses a cluster in one zone`);
  if (chosen && zones.length < maxZones) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/cluster:fewer-zones',
      `\`maxZones\` is ${maxZones}, but the stack has only ${zones.join(', ')}: the network covers these, the addresses of further zones stay free`);
  }
  return zones;
}

function maxZonesProblem(maxZones: number): string | undefined {
  return isInteger(maxZones, MIN_ZONES, MAX_ZONES)
    ? undefined
    : `\`maxZones\` must be an integer from ${MIN_ZONES} to ${MAX_ZONES}, got ${shown(maxZones)}; EKS needs two zones`;
}

function natProblem(natGateways: number, maxZones: number, endpoints: VpcEndpoints): string | undefined {
  if (endpoints._isolated) {
    return natGateways === 0
      ? undefined
      : `\`natGateways\` must be 0 with VpcEndpoints.FULLY_PRIVATE, got ${shown(natGateways)}; leave it out, or take VpcEndpoints.STANDARD`;
  }
  return isInteger(natGateways, 1, maxZones)
    ? undefined
    : `\`natGateways\` must be an integer from 1 to ${maxZones} (\`maxZones\`), got ${shown(natGateways)}; `
      + 'for a network without internet set `vpcEndpoints` to VpcEndpoints.FULLY_PRIVATE';
}

function nameProblem(name: string | undefined): string | undefined {
  return name === undefined || Token.isUnresolved(name) || NAME.test(name)
    ? undefined
    : `\`name\` must be 1 to 100 letters, digits, spaces or any of _ . : / = + - @, got "${name}"; it becomes the value of tags`;
}

function literalProblem(cidrs: CidrSpec): string | undefined {
  const prop = Object.entries(cidrs).find(([, value]) => Token.isUnresolved(value))?.[0]
    ?? (cidrs.secondaryCidrs.some((cidr) => Token.isUnresolved(cidr)) ? 'secondaryCidrs' : undefined);
  return prop && `\`${prop}\` must be a literal, got a token; subnets are planned at synthesis, for addresses from IPAM bring a VPC with EmrEksNetwork.fromVpc`;
}

function isInteger(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && !Token.isUnresolved(value) && value >= min && value <= max;
}

function shown(value: number): string {
  return Token.isUnresolved(value) ? 'a token' : `${value}`;
}

function check(scope: Construct, code: string, problem: string | undefined): void {
  if (problem !== undefined) {
    throw new ValidationError(scope, `cluster:network-${code}`, problem);
  }
}
