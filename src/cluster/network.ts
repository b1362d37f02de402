import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct, IDependable } from 'constructs';
import { Construct, Dependable, DependencyGroup } from 'constructs';
import { NetworkEndpoints } from './network-endpoints';
import { ImportedNetwork, warnOfSmallSubnets } from './network-import';
import { InternetAccess, NatAccess } from './network-routes';
import { resolveNetwork, type NetworkSpec } from './network-spec';
import { DISCOVERY_TAG, INTERNAL_LOAD_BALANCER_TAG, PUBLIC_LOAD_BALANCER_TAG } from './network-tags';
import { SubnetTier } from './network-tier';
import type { VpcEndpoints } from './vpc-endpoints';

/** A network in which EMR on EKS can run: created by `EmrEksNetwork`, or brought by `EmrEksNetwork.fromVpc`. */
export interface IEmrEksNetwork extends IConstruct {
  /** The VPC. */
  readonly vpc: ec2.IVpc;
  /** Subnets for internet-facing load balancers; none where the network is isolated. */
  readonly publicSubnets: ec2.ISubnet[];
  /** Private subnets that the rest of the company can reach, one per zone: for internal load balancers and endpoints. May be the data plane. */
  readonly privateSubnets: ec2.ISubnet[];
  /** Subnets of nodes and of the control plane's network interfaces, at least two zones; pools choose zones by their order. */
  readonly dataPlaneSubnets: ec2.ISubnet[];
  /** Whether the data plane has no route to the internet. */
  readonly isolated: boolean;
  /** Routes, NAT and endpoints: what nodes and deployment handlers need to reach AWS. Whoever depends on it is deleted before them. */
  readonly routesReady: IDependable;
}

/** Which subnets of an existing VPC to use. */
export interface EmrEksNetworkFromVpcOptions {
  /**
   * The VPC: created in this app, looked up, or imported by attributes; also one that another account shares.
   *
   * Each subnet must be known by its own id and zone. Throws if they come as one list token.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of nodes and of the control plane's network interfaces. At least two zones; /24 or larger advised, pods take their addresses there.
   *
   * @default - the private subnets of the VPC, or its isolated subnets where it has no private ones
   */
  readonly dataPlaneSubnets?: ec2.SubnetSelection;

  /**
   * Subnets of internal load balancers. The first in each zone is taken.
   *
   * @default - the first data-plane subnet in each zone
   */
  readonly privateSubnets?: ec2.SubnetSelection;

  /**
   * Whether the data plane has no route to the internet. Set it where CDK cannot see the routes, for example behind a firewall endpoint.
   *
   * Such a VPC must have the endpoints of `VpcEndpoints.FULLY_PRIVATE`, that to Lambda among them: without it no Kubernetes object is applied.
   *
   * @default - true where all data-plane subnets are isolated subnets of the VPC
   */
  readonly isolated?: boolean;
}

/** How to lay out a network. The number of zones, the masks and the blocks are fixed at creation: another value replaces subnets in use. */
export interface EmrEksNetworkProps {
  /**
   * What `Name` tags begin with, and the value of tag `karpenter.sh/discovery`. 1 to 100 characters; a cluster passes its own name.
   *
   * @default - derived from the path of the construct
   */
  readonly name?: string;

  /**
   * Block of the VPC, for public and routable private subnets. A literal from /16 to /28 that holds them all.
   *
   * Throws if it is no block in its first-address form, or too small.
   *
   * @default '10.1.0.0/16'
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly cidr?: string;

  /**
   * Blocks of the data plane, from /16 to /28, divided evenly between the zones, which take turns in them; at most one block per zone.
   *
   * Nodes and pods live here, so that they use up no addresses that the company routes. Throws if blocks overlap or if AWS does not
   * associate a block with `cidr`.
   *
   * @default - ['100.64.0.0/16'], of the shared address space of RFC 6598
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions
   */
  readonly secondaryCidrs?: string[];

  /**
   * Length of the prefix of each public subnet. 16 to 28.
   *
   * @default 26
   */
  readonly publicCidrMask?: number;

  /**
   * Length of the prefix of each routable private subnet. 16 to 28.
   *
   * @default 24
   */
  readonly privateCidrMask?: number;

  /**
   * Availability zones to use, at most. 2 to 6.
   *
   * A stack without a concrete environment gets exactly that many. Fixed at creation: 3 instead of 2 divides the data plane anew.
   *
   * @default 2
   */
  readonly maxZones?: number;

  /**
   * NAT gateways. 1 to `maxZones`; zones take turns where there are fewer gateways than zones.
   *
   * One serves all zones at the lowest cost, one per zone survives the loss of a zone and saves traffic between zones. Throws if given
   * with `VpcEndpoints.FULLY_PRIVATE`, which has none.
   *
   * @default - 1, or 0 with `VpcEndpoints.FULLY_PRIVATE`
   */
  readonly natGateways?: number;

  /**
   * AWS services to reach without the internet.
   *
   * @default VpcEndpoints.S3_GATEWAY
   */
  readonly vpcEndpoints?: VpcEndpoints;
}

/**
 * A VPC with three tiers of subnets in each zone: public, routable private, and a data plane in a range of its own.
 *
 * Creates 23 resources for two zones and one NAT gateway: the VPC and its secondary block, a gateway to S3, an internet gateway with attachment,
 * a NAT gateway with address, six subnets with their associations, and two route tables with a default route each. Tables are shared where routes
 * are equal: one for all public subnets, one per NAT gateway for private ones. Endpoints add one resource each, those with interfaces also a
 * security group and a barrier.
 *
 * Only routable private subnets are tagged for internal load balancers: controllers find subnets by tag and expect one per zone, and an address
 * of 100.64.0.0/10 would not be reachable from outside. Karpenter is given the ids of the data-plane subnets, never a pattern of names.
 *
 * The default security group of the VPC stays as AWS makes it, whatever feature flag `@aws-cdk/aws-ec2:restrictDefaultSecurityGroup` says
 * (CDK would add a custom resource); nothing here uses it. Flow logs are yours to add: `network.vpc.addFlowLog('FlowLog')`.
 *
 * Deletion is free of charge and takes minutes; AWS refuses it while others keep network interfaces in the subnets.
 */
export class EmrEksNetwork extends Construct implements IEmrEksNetwork {
  /**
   * A network from an existing VPC. Creates no resources.
   *
   * Subnets of a VPC of this app get the tags for load balancers; for others a warning says which tags must be there.
   */
  public static fromVpc(scope: Construct, id: string, options: EmrEksNetworkFromVpcOptions): IEmrEksNetwork {
    return new ImportedNetwork(scope, id, options);
  }

  /**
   * The VPC. Its private (or isolated) subnets are the routable ones, so that load balancers and databases of your own get one per zone.
   *
   * Endpoints for pods belong in `VpcEndpoints.…including(…)`: CDK opens those that are added here to `cidr`, not to the data plane.
   */
  public readonly vpc: ec2.IVpc;
  /** Subnets for internet-facing load balancers; none where the network is isolated. */
  public readonly publicSubnets: ec2.ISubnet[];
  /** Routable private subnets, one per zone. */
  public readonly privateSubnets: ec2.ISubnet[];
  /** Subnets of nodes and pods, one per zone. */
  public readonly dataPlaneSubnets: ec2.ISubnet[];
  /** Whether there is no route to the internet. */
  public readonly isolated: boolean;
  /** Routes, NAT and endpoints. Whoever depends on it is deleted before them. */
  public readonly routesReady: IDependable;

  constructor(scope: Construct, id: string, props: EmrEksNetworkProps = {}) {
    super(scope, id);
    const spec = resolveNetwork(this, props);
    this.isolated = spec.endpoints._isolated;
    const vpc = new ec2.CfnVPC(this, 'Resource', { cidrBlock: spec.cidrs.cidr, enableDnsSupport: true, enableDnsHostnames: true });
    Tags.of(vpc).add('Name', spec.name);
    const tiers = this.createTiers(spec, vpc);

    this.vpc = this.importVpc(spec, vpc, tiers);
    this.publicSubnets = this.vpc.publicSubnets;
    this.privateSubnets = this.isolated ? this.vpc.isolatedSubnets : this.vpc.privateSubnets;
    this.dataPlaneSubnets = this.importDataPlane(tiers.dataPlane);
    this.declareConnectivity(tiers);
    this.routesReady = this.createEndpoints(spec, tiers.routes);
    warnOfSmallSubnets(this, this.dataPlaneSubnets);
  }

  private createTiers(spec: NetworkSpec, vpc: ec2.CfnVPC): Tiers {
    const { plan, zones, name } = spec;
    const egress = this.isolated ? this.createIsolatedTable(spec, vpc) : this.createEgress(spec, vpc);
    const { routeTables, defaultRoutes } = egress;
    const privateTier = new SubnetTier(this, 'Private', {
      vpc, zones, routeTables, cidrs: plan.privateCidrs, name: `${name}-private`, tags: { [INTERNAL_LOAD_BALANCER_TAG]: '1' },
    });
    const dataPlane = new SubnetTier(this, 'DataPlane', {
      vpc, zones, routeTables, cidrs: plan.dataPlaneCidrs, name: `${name}-data-plane`, tags: { [DISCOVERY_TAG]: name },
    });
    dataPlane.node.addDependency(...this.createSecondaryBlocks(spec, vpc));

    // Subnets join their table before it leads anywhere: whoever waits for the default routes waits for everything.
    const joined = new DependencyGroup(privateTier.associations, dataPlane.associations);
    defaultRoutes.forEach((route) => route.node.addDependency(joined));
    return { ...egress, privateTier, dataPlane, routes: this.isolated ? joined : new DependencyGroup(...defaultRoutes) };
  }

  private createEgress(spec: NetworkSpec, vpc: ec2.CfnVPC): Egress {
    const { name, zones, plan } = spec;
    const { routeTable, defaultRoute } = new InternetAccess(this, 'Internet', { vpc, name });
    const routeTables = [routeTable];
    const publicTier = new SubnetTier(this, 'Public', {
      vpc, zones, routeTables, cidrs: plan.publicCidrs, name: `${name}-public`, tags: { [PUBLIC_LOAD_BALANCER_TAG]: '1' },
    });
    defaultRoute.node.addDependency(publicTier.associations);
    const nats = publicTier.subnetIds.slice(0, spec.natGateways).map((publicSubnetId, i) => new NatAccess(this, `Nat${i + 1}`, {
      vpc, publicSubnetId, internet: defaultRoute, name: `${name}-nat-${i + 1}`,
    }));
    return {
      publicTier,
      internetRoute: defaultRoute,
      routeTables: nats.map((nat) => nat.routeTable),
      defaultRoutes: nats.map((nat) => nat.defaultRoute),
    };
  }

  private createIsolatedTable({ name }: NetworkSpec, vpc: ec2.CfnVPC): Egress {
    const table = new ec2.CfnRouteTable(this, 'IsolatedRouteTable', { vpcId: vpc.ref });
    Tags.of(table).add('Name', `${name}-isolated`);
    return { routeTables: [table], defaultRoutes: [] };
  }

  private createSecondaryBlocks({ cidrs }: NetworkSpec, vpc: ec2.CfnVPC): ec2.CfnVPCCidrBlock[] {
    return cidrs.secondaryCidrs.map((cidrBlock, i) => new ec2.CfnVPCCidrBlock(this, `SecondaryCidr${i + 1}`, { vpcId: vpc.ref, cidrBlock }));
  }

  private importVpc({ cidrs, zones }: NetworkSpec, vpc: ec2.CfnVPC, { publicTier, privateTier }: Tiers): ec2.IVpc {
    return ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: vpc.ref,
      vpcCidrBlock: cidrs.cidr,
      availabilityZones: zones,
      publicSubnetIds: publicTier?.subnetIds,
      publicSubnetRouteTableIds: publicTier?.routeTableIds,
      publicSubnetIpv4CidrBlocks: publicTier?.cidrs,
      ...(this.isolated
        ? {
          isolatedSubnetIds: privateTier.subnetIds,
          isolatedSubnetRouteTableIds: privateTier.routeTableIds,
          isolatedSubnetIpv4CidrBlocks: privateTier.cidrs,
        }
        : {
          privateSubnetIds: privateTier.subnetIds,
          privateSubnetRouteTableIds: privateTier.routeTableIds,
          privateSubnetIpv4CidrBlocks: privateTier.cidrs,
        }),
    });
  }

  /** Not among the subnets of `vpc`: what selects "all private subnets" would get two per zone, which load balancers refuse. */
  private importDataPlane({ zones, cidrs, subnetIds, routeTableIds }: SubnetTier): ec2.ISubnet[] {
    const scope = new Construct(this, 'DataPlaneSubnets');
    return zones.map((availabilityZone, i) => ec2.Subnet.fromSubnetAttributes(scope, `Subnet${i + 1}`, {
      availabilityZone,
      subnetId: subnetIds[i],
      routeTableId: routeTableIds[i],
      ipv4CidrBlock: cidrs[i],
    }));
  }

  /** Imported subnets are not connected as far as CDK knows; these are, once their routes exist. */
  private declareConnectivity({ internetRoute, routes }: Tiers): void {
    const { vpc, publicSubnets, privateSubnets, dataPlaneSubnets } = this;
    const connect = (parts: Array<ec2.IVpc | ec2.ISubnet>, way: IDependable) => parts.forEach((part) => {
      Dependable.implement(part.internetConnectivityEstablished, Dependable.of(way));
    });
    connect(publicSubnets, internetRoute!);
    connect([vpc, ...privateSubnets, ...dataPlaneSubnets], routes);
  }

  private createEndpoints({ endpoints, cidrs, name }: NetworkSpec, routes: IDependable): IDependable {
    return new NetworkEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      endpoints,
      subnets: this.privateSubnets,
      clientCidrs: [cidrs.cidr, ...cidrs.secondaryCidrs],
      name: `${name}-vpc-endpoints`,
      routes,
    }).ready;
  }
}

/** The way out of private subnets. */
interface Egress {
  readonly publicTier?: SubnetTier;
  /** Default route of the public subnets. */
  readonly internetRoute?: ec2.CfnRoute;
  readonly routeTables: ec2.CfnRouteTable[];
  readonly defaultRoutes: ec2.CfnRoute[];
}

/** All subnets and their way out. */
interface Tiers extends Egress {
  readonly privateTier: SubnetTier;
  readonly dataPlane: SubnetTier;
  /** The last resources of the way out. */
  readonly routes: IDependable;
}
