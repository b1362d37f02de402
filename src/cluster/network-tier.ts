import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';
import { Construct, DependencyGroup } from 'constructs';

export interface SubnetTierProps {
  readonly vpc: ec2.CfnVPC;
  readonly zones: string[];
  /** One block per zone; further ones are for zones to come. */
  readonly cidrs: string[];
  /** Zones take turns: one table for all, or one per NAT gateway. */
  readonly routeTables: ec2.CfnRouteTable[];
  /** What the `Name` tags begin with. */
  readonly name: string;
  readonly tags: { readonly [key: string]: string };
}

/** Subnets with one purpose, one in each zone. Two resources per zone; the route tables are shared. */
export class SubnetTier extends Construct {
  public readonly zones: string[];
  public readonly cidrs: string[];
  public readonly subnetIds: string[];
  public readonly routeTableIds: string[];
  /** That every subnet uses its table. */
  public readonly associations: IDependable;

  constructor(scope: Construct, id: string, props: SubnetTierProps) {
    super(scope, id);
    const tables = props.zones.map((_, i) => props.routeTables[i % props.routeTables.length]);
    const subnets = props.zones.map((zone, i) => this.subnet(props, zone, i));
    this.associations = new DependencyGroup(...tables.map((table, i) => new ec2.CfnSubnetRouteTableAssociation(this, `Association${i + 1}`, {
      subnetId: subnets[i].ref,
      routeTableId: table.ref,
    })));
    this.zones = props.zones;
    this.cidrs = props.cidrs.slice(0, props.zones.length);
    this.subnetIds = subnets.map((subnet) => subnet.ref);
    this.routeTableIds = tables.map((table) => table.ref);
  }

  private subnet(props: SubnetTierProps, zone: string, index: number): ec2.CfnSubnet {
    const subnet = new ec2.CfnSubnet(this, `Subnet${index + 1}`, {
      vpcId: props.vpc.ref,
      availabilityZone: zone,
      cidrBlock: props.cidrs[index],
    });
    Tags.of(subnet).add('Name', `${props.name}-${index + 1}`);
    Object.entries(props.tags).forEach(([key, value]) => Tags.of(subnet).add(key, value));
    return subnet;
  }
}
