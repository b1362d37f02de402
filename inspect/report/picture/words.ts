import type { NetworkFacts, SubnetFacts } from '../facts/model';

export function networkName(network: NetworkFacts): string {
  return network.created ? `VPC ${network.cidrs.join(' + ')}` : 'VPC made elsewhere';
}

export function networkNote(network: NetworkFacts): string {
  if (!network.created) return network.foreignSubnets.join(', ') || 'its subnets are not part of these stacks';
  const nat = network.natGateways === 0 ? 'no NAT gateway' : `${network.natGateways} NAT ${network.natGateways === 1 ? 'gateway' : 'gateways'}`;
  const endpoints = network.endpoints.length === 0 ? 'no endpoint' : `${network.endpoints.length} ${network.endpoints.length === 1 ? 'endpoint' : 'endpoints'}`;
  return [network.internetGateway ? 'internet gateway' : 'no internet gateway', nat, endpoints].join(', ');
}

/** Subnets by zone, from the internet inwards. */
export function zonesOf(network: NetworkFacts): ReadonlyArray<{ readonly zone: string; readonly subnets: readonly SubnetFacts[] }> {
  return network.zones.map((zone) => ({ zone, subnets: network.subnets.filter((subnet) => subnet.zone === zone) }));
}
