import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';
import { Construct } from 'constructs';

const ANYWHERE = '0.0.0.0/0';

export interface InternetAccessProps {
  readonly vpc: ec2.CfnVPC;
  /** What the `Name` tags begin with. */
  readonly name: string;
}

/** An internet gateway and the one route table of all public subnets. Four resources. */
export class InternetAccess extends Construct {
  public readonly routeTable: ec2.CfnRouteTable;
  public readonly defaultRoute: ec2.CfnRoute;

  constructor(scope: Construct, id: string, props: InternetAccessProps) {
    super(scope, id);
    const gateway = new ec2.CfnInternetGateway(this, 'Gateway');
    const attachment = new ec2.CfnVPCGatewayAttachment(this, 'Attachment', { vpcId: props.vpc.ref, internetGatewayId: gateway.ref });
    this.routeTable = new ec2.CfnRouteTable(this, 'RouteTable', { vpcId: props.vpc.ref });
    this.defaultRoute = new ec2.CfnRoute(this, 'DefaultRoute', {
      routeTableId: this.routeTable.ref,
      destinationCidrBlock: ANYWHERE,
      gatewayId: gateway.ref,
    });
    // CloudFormation sees the gateway, not that it must be attached: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
    this.defaultRoute.node.addDependency(attachment);
    Tags.of(gateway).add('Name', props.name);
    Tags.of(this.routeTable).add('Name', `${props.name}-public`);
  }
}

export interface NatAccessProps {
  readonly vpc: ec2.CfnVPC;
  readonly publicSubnetId: string;
  /** The way from that subnet to the internet. */
  readonly internet: IDependable;
  /** `Name` tag. */
  readonly name: string;
}

/** A NAT gateway and the route table of the private subnets that use it. Four resources. */
export class NatAccess extends Construct {
  public readonly routeTable: ec2.CfnRouteTable;
  public readonly defaultRoute: ec2.CfnRoute;

  constructor(scope: Construct, id: string, props: NatAccessProps) {
    super(scope, id);
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
    const gateway = new ec2.CfnNatGateway(this, 'Gateway', { subnetId: props.publicSubnetId, allocationId: address.attrAllocationId });
    // An address can be released, and a gateway works, only while the internet gateway is attached.
    address.node.addDependency(props.internet);
    gateway.node.addDependency(props.internet);
    this.routeTable = new ec2.CfnRouteTable(this, 'RouteTable', { vpcId: props.vpc.ref });
    this.defaultRoute = new ec2.CfnRoute(this, 'DefaultRoute', {
      routeTableId: this.routeTable.ref,
      destinationCidrBlock: ANYWHERE,
      natGatewayId: gateway.ref,
    });
    [address, gateway, this.routeTable].forEach((resource) => Tags.of(resource).add('Name', props.name));
  }
}
