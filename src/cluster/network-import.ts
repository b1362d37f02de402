import { Annotations, CfnResource, Tags, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct, IDependable } from 'constructs';
import { Construct, Dependable, DependencyGroup } from 'constructs';
import { addressCount, parseCidr } from './cidr';
import type { EmrEksNetworkFromVpcOptions, IEmrEksNetwork } from './network';
import { MIN_ZONES } from './network-spec';
import { INTERNAL_LOAD_BALANCER_TAG, PUBLIC_LOAD_BALANCER_TAG } from './network-tags';
import { ValidationError } from '../private/errors';
import { knownCidr, shownId } from '../private/subnets';

/** Smaller data-plane subnets run out of addresses soon: with prefix delegation each node takes /28 blocks. */
const ADVISED_MASK = 24;

/** Addresses of a subnet that AWS keeps. @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const RESERVED_ADDRESSES = 5;

/** A network on subnets that exist, or that others of this app create. */
export class ImportedNetwork extends Construct implements IEmrEksNetwork {
  public readonly vpc: ec2.IVpc;
  public readonly publicSubnets: ec2.ISubnet[];
  public readonly privateSubnets: ec2.ISubnet[];
  public readonly dataPlaneSubnets: ec2.ISubnet[];
  public readonly isolated: boolean;
  public readonly routesReady: IDependable;

  constructor(scope: Construct, id: string, options: EmrEksNetworkFromVpcOptions) {
    super(scope, id);
    const { vpc } = options;
    const dataPlane = vpc.selectSubnets(options.dataPlaneSubnets);
    // CDK synthesises once with placeholders before it looks a VPC up: nothing may be concluded from them.
    const pending = dataPlane.isPendingLookup === true;
    const privateTier = options.privateSubnets ? vpc.selectSubnets(options.privateSubnets).subnets : dataPlane.subnets;

    this.vpc = vpc;
    this.publicSubnets = vpc.publicSubnets;
    this.dataPlaneSubnets = pending ? orPlaceholders(dataPlane.subnets, vpc) : this.validated('dataPlaneSubnets', dataPlane.subnets);
    this.privateSubnets = firstPerZone(pending ? orPlaceholders(privateTier, vpc) : this.validated('privateSubnets', privateTier));
    this.isolated = options.isolated ?? (!pending && this.dataPlaneSubnets.every((subnet) => isOneOf(vpc.isolatedSubnets, subnet)));
    this.routesReady = new DependencyGroup(endpointsOf(vpc), ...[...this.dataPlaneSubnets, ...this.privateSubnets].flatMap(routesOf));
    if (!pending) {
      this.tagSubnets();
      this.warnOfDoubtfulSubnets();
    }
  }

  private validated(prop: string, subnets: ec2.ISubnet[]): ec2.ISubnet[] {
    if (subnets.some((subnet) => Token.isUnresolved([subnet.subnetId]) || Token.isUnresolved([subnet.availabilityZone]))) {
      throw new ValidationError(this, 'cluster:network-list-token',
        '`vpc` must know the id and the zone of each subnet, got a list token; look the VPC up, or import it with one `Fn.select` per subnet and zone');
    }
    const zones = [...new Set(subnets.map((subnet) => subnet.availabilityZone))];
    if (zones.length < MIN_ZONES) {
      throw new ValidationError(this, 'cluster:network-zones',
        `\`${prop}\` must span at least ${MIN_ZONES} availability zones, got ${zones.join(', ') || 'none'}; EKS refuses a cluster in one zone`);
    }
    return subnets;
  }

  /** Tags what this app creates, and says which tags the rest must have: nobody can see them from here. */
  private tagSubnets(): void {
    const missing = [
      tagOrList(this.privateSubnets, INTERNAL_LOAD_BALANCER_TAG),
      tagOrList(this.publicSubnets, PUBLIC_LOAD_BALANCER_TAG),
    ].filter((text) => text !== undefined);
    if (missing.length > 0) {
      // Tags of a shared VPC are not shared: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
      Annotations.of(this).addWarningV2('@cdk-emr-eks-karpenter/cluster:subnet-tags',
        `load balancers find their subnets by tags that cannot be seen from here: make sure that ${missing.join(' and ')}, `
        + 'set in the account of the cluster even where another account shares the VPC');
    }
  }

  private warnOfDoubtfulSubnets(): void {
    const open = this.dataPlaneSubnets.filter((subnet) => isOneOf(this.vpc.publicSubnets, subnet));
    if (open.length > 0) {
      Annotations.of(this).addWarningV2('@cdk-emr-eks-karpenter/cluster:public-data-plane',
        `\`dataPlaneSubnets\` are public (${idsOf(open)}): nodes without public addresses cannot reach AWS from there; choose subnets with a route to NAT`);
    }
    warnOfSmallSubnets(this, this.dataPlaneSubnets);
  }
}

/** Warns of data-plane subnets that Spark will fill. */
export function warnOfSmallSubnets(scope: Construct, subnets: ec2.ISubnet[]): void {
  const small = subnets.flatMap((subnet) => {
    const mask = parseCidr(knownCidr(subnet) ?? '')?.mask;
    return mask === undefined || mask <= ADVISED_MASK ? [] : `${shownId(subnet)} ${addressCount(mask) - RESERVED_ADDRESSES}`;
  });
  if (small.length > 0) {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/cluster:small-data-plane',
      `data-plane subnets have few addresses for nodes and pods (${small.join(', ')}): use /${ADVISED_MASK} or larger`);
  }
}

function orPlaceholders(subnets: ec2.ISubnet[], vpc: ec2.IVpc): ec2.ISubnet[] {
  const zones = new Set(subnets.map((subnet) => subnet.availabilityZone));
  return zones.size < MIN_ZONES ? vpc.privateSubnets : subnets;
}

function firstPerZone(subnets: ec2.ISubnet[]): ec2.ISubnet[] {
  return subnets.filter((subnet, i) => subnets.findIndex((other) => other.availabilityZone === subnet.availabilityZone) === i);
}

function isOneOf(subnets: ec2.ISubnet[], subnet: ec2.ISubnet): boolean {
  return subnets.some((other) => other.subnetId === subnet.subnetId);
}

/** A subnet of this app brings its routes, NAT gateway and association; any other brings nothing. */
function routesOf(subnet: ec2.ISubnet): IDependable[] {
  return [subnet, subnet.internetConnectivityEstablished];
}

/** Endpoints that the app adds to its VPC, sooner or later. */
function endpointsOf(vpc: ec2.IVpc): IDependable {
  const group = new DependencyGroup();
  Dependable.implement(group, {
    get dependencyRoots(): IConstruct[] {
      return vpc.node.findAll().filter((child) => CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::EC2::VPCEndpoint');
    },
  });
  return group;
}

function tagOrList(subnets: ec2.ISubnet[], tag: string): string | undefined {
  const foreign = subnets.filter((subnet) => !ec2.Subnet.isVpcSubnet(subnet));
  subnets.filter((subnet) => ec2.Subnet.isVpcSubnet(subnet))
    .forEach((subnet) => Tags.of(subnet).add(tag, '1', { includeResourceTypes: ['AWS::EC2::Subnet'] }));
  return foreign.length === 0 ? undefined : `${idsOf(foreign)} have the tag ${tag}=1`;
}

function idsOf(subnets: ec2.ISubnet[]): string {
  return subnets.map(shownId).join(', ');
}
