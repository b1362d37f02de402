import { CfnWaitConditionHandle, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IDependable } from 'constructs';
import { Construct, DependencyGroup } from 'constructs';
import type { VpcEndpoints } from './vpc-endpoints';

export interface NetworkEndpointsProps {
  readonly vpc: ec2.IVpc;
  readonly endpoints: VpcEndpoints;
  /** One per zone: AWS refuses an endpoint with two network interfaces in a zone (DuplicateSubnetsInSameZone). */
  readonly subnets: ec2.ISubnet[];
  /** Every block of the VPC. */
  readonly clientCidrs: string[];
  /** `Name` tag of the security group. */
  readonly name: string;
  /** Routes of the network. */
  readonly routes: IDependable;
}

/** VPC endpoints; those with network interfaces behind one security group. */
export class NetworkEndpoints extends Construct {
  /** Routes and endpoints. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: NetworkEndpointsProps) {
    super(scope, id);
    const group = new DependencyGroup(props.routes);
    if (props.endpoints._s3Gateway) {
      // The private tables serve the data plane too.
      group.add(new ec2.GatewayVpcEndpoint(this, 'S3', { vpc: props.vpc, service: ec2.GatewayVpcEndpointAwsService.S3 }));
    }
    const services = props.endpoints._services();
    this.ready = services.length === 0 ? group : this.createInterfaces(props, services, group);
  }

  private createInterfaces(props: NetworkEndpointsProps, services: ec2.InterfaceVpcEndpointAwsService[], before: IDependable): IDependable {
    const securityGroup = this.createSecurityGroup(props);
    // One resource to wait for: a list of twenty endpoints in every `DependsOn` would fill templates.
    const barrier = new CfnWaitConditionHandle(this, 'Ready');
    barrier.node.addDependency(before, ...services.map((service) => new ec2.InterfaceVpcEndpoint(this, idOf(service), {
      vpc: props.vpc,
      service,
      subnets: { subnets: props.subnets },
      securityGroups: [securityGroup],
      open: false,
    })));
    return barrier;
  }

  private createSecurityGroup(props: NetworkEndpointsProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'VPC endpoints: HTTPS from the VPC',
      allowAllOutbound: false,
    });
    props.clientCidrs.forEach((cidr) => group.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'HTTPS from the VPC'));
    Tags.of(group).add('Name', props.name);
    return group;
  }
}

/** `ecr.api` → `EcrApi`. */
function idOf(service: ec2.InterfaceVpcEndpointAwsService): string {
  return service.shortName.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
