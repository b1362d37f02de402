import type { NetworkFacts, SubnetFacts, Tier } from './model';
import { list, optionalText, text } from './values';
import type { Resource } from '../../assembly/graph';
import type { Inventory } from '../../assembly/query';

const TIERS: readonly Tier[] = ['public', 'private', 'data plane'];

/** The VPC that the stacks create, or what is known of the one they use. */
export function networkFacts(inventory: Inventory): NetworkFacts {
  const [vpc] = inventory.ofType('AWS::EC2::VPC');
  const routes = new RouteBook(inventory);
  const subnets = inventory.ofType('AWS::EC2::Subnet').map((subnet) => subnetFacts(inventory, routes, subnet))
    .sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.zone.localeCompare(b.zone));
  return {
    created: vpc !== undefined,
    cidrs: [
      vpc?.properties.CidrBlock,
      ...inventory.ofType('AWS::EC2::VPCCidrBlock').map((block) => block.properties.CidrBlock),
    ]
      .map(optionalText).filter((cidr) => cidr !== undefined),
    zones: [...new Set(subnets.map((subnet) => subnet.zone))].sort(),
    subnets,
    natGateways: inventory.ofType('AWS::EC2::NatGateway').length,
    internetGateway: inventory.ofType('AWS::EC2::InternetGateway').length > 0,
    endpoints: inventory.ofType('AWS::EC2::VPCEndpoint').map(endpointName).sort(),
    foreignSubnets: vpc ? [] : foreignSubnets(inventory),
  };
}

/** Egress of each subnet, from its route table. */
class RouteBook {
  private readonly egressOfTable = new Map<string, string>();
  private readonly tableOfSubnet = new Map<string, string>();

  public constructor(inventory: Inventory) {
    for (const { stack, properties } of inventory.ofType('AWS::EC2::Route')) {
      if (isDefaultRoute(properties)) {
        this.egressOfTable.set(
          idOf(inventory, stack, properties.RouteTableId), egressOf(properties),
        );
      }
    }
    for (const { stack, properties } of inventory.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
      this.tableOfSubnet.set(
        idOf(inventory, stack, properties.SubnetId), idOf(inventory, stack, properties.RouteTableId),
      );
    }
  }

  public egress(subnet: Resource): string {
    return this.egressOfTable.get(this.tableOfSubnet.get(subnet.logicalId) ?? '') ?? 'none';
  }
}

function isDefaultRoute(properties: Readonly<Record<string, any>>): boolean {
  return properties.DestinationCidrBlock === '0.0.0.0/0' || properties.DestinationIpv6CidrBlock === '::/0';
}

function egressOf(properties: Readonly<Record<string, any>>): string {
  if (properties.NatGatewayId) return 'NAT gateway';
  if (properties.TransitGatewayId) return 'transit gateway';
  return properties.GatewayId ? 'internet gateway' : 'other route';
}

function idOf(inventory: Inventory, stack: string, reference: unknown): string {
  return inventory.mentioned(stack, reference)[0]?.logicalId ?? text(reference);
}

function subnetFacts(inventory: Inventory, routes: RouteBook, subnet: Resource): SubnetFacts {
  const egress = routes.egress(subnet);
  return {
    id: tagOf(subnet, 'Name') ?? subnet.logicalId,
    tier: tierOf(inventory, subnet, egress),
    zone: zoneOf(subnet),
    cidr: text(subnet.properties.CidrBlock),
    egress,
    nat: inventory.ofType('AWS::EC2::NatGateway').some((gateway) => idOf(
      inventory, gateway.stack, gateway.properties.SubnetId,
    ) === subnet.logicalId),
  };
}

function tierOf(inventory: Inventory, subnet: Resource, egress: string): Tier {
  if (egress === 'internet gateway' || subnet.properties.MapPublicIpOnLaunch === true) return 'public';
  const cidr = text(subnet.properties.CidrBlock);
  const secondary = inventory.ofType('AWS::EC2::VPCCidrBlock').map((block) => text(block.properties.CidrBlock));
  const holdsNodes = inventory.ofType('AWS::EKS::Nodegroup').some((group) => inventory.mentioned(
    group.stack, group.properties.Subnets,
  ).includes(subnet));
  return holdsNodes || secondary.some((block) => sharesSecondOctet(block, cidr)) ? 'data plane' : 'private';
}

/** Secondary blocks are /16 or wider apart in practice: two octets tell them from the primary block. */
function sharesSecondOctet(block: string, cidr: string): boolean {
  return block.split('.').slice(0, 2).join('.') === cidr.split('.').slice(0, 2).join('.');
}

function zoneOf({ properties }: Resource): string {
  const index = properties.AvailabilityZone?.['Fn::Select']?.[0];
  const literal = typeof properties.AvailabilityZone === 'string' ? properties.AvailabilityZone : undefined;
  return literal
    ?? (index === undefined ? text(properties.AvailabilityZone) || 'any zone' : `zone ${Number(index) + 1}`);
}

function tagOf({ properties }: Resource, name: string): string | undefined {
  return optionalText(list(properties.Tags).find((tag) => tag.Key === name)?.Value);
}

function endpointName({ properties }: Resource): string {
  const service = text(properties.ServiceName).replace(
    /^(?:com|cn\.com|aws)\.amazonaws\.[^.]*(?:\$\{[^}]*\})?[^.]*\./, '',
  ).replace(/^.*\$\{AWS::Region\}\./, '');
  return text(properties.VpcEndpointType) === 'Gateway' ? `${service} (gateway)` : service;
}

/** Literal ids in node classes; where the VPC is made here their ids are not known yet. */
function foreignSubnets(inventory: Inventory): readonly string[] {
  const ids = inventory.ofKind('EC2NodeClass')
    .flatMap(({ object }) => list(object.spec?.subnetSelectorTerms).map((term) => text(term.id)));
  return [...new Set(ids)].filter((id) => id.startsWith('subnet-'));
}
