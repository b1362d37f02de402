import { Annotations, Lazy, Tags, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ValidationError } from '../private/errors';
import { knownCidr, shownId } from '../private/subnets';

export interface ClusterSecurityGroupsProps {
  readonly clusterName: string;
  readonly vpcId: string;
}

/** What the control plane always calls on nodes: extension API servers and the kubelet. @see https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html */
const ALWAYS = [443, 10250];

/**
 * What load balancers connect to: unprivileged ports, of pods or of nodes. EMR names the port of its load balancers (18888), not that of its pods,
 * nor whether pods or node ports are their targets; its pods run without privileges.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/describe-managed-endpoint.html
 */
const BEHIND_LOAD_BALANCERS = { ipProtocol: 'tcp', fromPort: 1024, toPort: 65535, description: 'Internal load balancers to pods and nodes' };

const EVERYWHERE = [{ ipProtocol: '-1', cidrIp: '0.0.0.0/0', description: 'Registries, AWS services, data' }];

/**
 * The security groups of control plane and nodes, and the ports between them.
 *
 * Rules are inline but for two, which would otherwise make a group depend on itself or on the other.
 */
export class ClusterSecurityGroups extends Construct {
  /** On the control plane's network interfaces, beside EKS's own. */
  public readonly controlPlane: ec2.ISecurityGroup;
  /** On every node, of the core node group and of Karpenter. */
  public readonly nodes: ec2.ISecurityGroup;
  /** Without these a node loses the control plane and other nodes: they must outlive the last node. */
  public readonly rules: Construct[];
  private readonly ports = new Set(ALWAYS);
  private balancerCidrs: string[] = [];

  constructor(scope: Construct, id: string, props: ClusterSecurityGroupsProps) {
    super(scope, id);
    const controlPlane = new ec2.CfnSecurityGroup(this, 'ControlPlane', {
      groupDescription: `Control plane of ${props.clusterName}`,
      vpcId: props.vpcId,
      securityGroupEgress: EVERYWHERE,
    });
    const nodes = new ec2.CfnSecurityGroup(this, 'Nodes', {
      groupDescription: `Nodes of ${props.clusterName}`,
      vpcId: props.vpcId,
      securityGroupIngress: Lazy.any({ produce: () => this.renderIngress(controlPlane.attrGroupId) }),
      securityGroupEgress: EVERYWHERE,
    });
    Tags.of(controlPlane).add('Name', `${props.clusterName}-control-plane`);
    Tags.of(nodes).add('Name', `${props.clusterName}-node`);
    // The AWS Load Balancer Controller looks for exactly one group with this tag on a node.
    Tags.of(nodes).add(`kubernetes.io/cluster/${props.clusterName}`, 'owned');
    this.rules = [this.allowNodeToNode(nodes), this.allowNodeToControlPlane(nodes, controlPlane)];
    this.controlPlane = ec2.SecurityGroup.fromSecurityGroupId(this, 'ControlPlaneGroup', controlPlane.attrGroupId);
    this.nodes = ec2.SecurityGroup.fromSecurityGroupId(this, 'NodeGroup', nodes.attrGroupId);
  }

  /** Lets the control plane call a port on nodes; a port may be named more than once. */
  public openWebhookPort(port: number): void {
    requirePort(this, port);
    this.ports.add(port);
  }

  /** Lets load balancers with addresses in these ranges connect to nodes. */
  public admitLoadBalancers(cidrs: string[]): void {
    this.balancerCidrs = cidrs;
  }

  private renderIngress(controlPlaneGroupId: string): object[] {
    const webhooks = portRanges([...this.ports]).map((range) => webhookRule(controlPlaneGroupId, range));
    return [...webhooks, ...this.balancerCidrs.map(loadBalancerRule)];
  }

  private allowNodeToNode(nodes: ec2.CfnSecurityGroup): Construct {
    return new ec2.CfnSecurityGroupIngress(this, 'NodeToNode', {
      groupId: nodes.attrGroupId,
      sourceSecurityGroupId: nodes.attrGroupId,
      ipProtocol: '-1',
      description: 'Shuffle, DNS and everything else between pods',
    });
  }

  private allowNodeToControlPlane(nodes: ec2.CfnSecurityGroup, controlPlane: ec2.CfnSecurityGroup): Construct {
    return new ec2.CfnSecurityGroupIngress(this, 'NodeToControlPlane', {
      groupId: controlPlane.attrGroupId,
      sourceSecurityGroupId: nodes.attrGroupId,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      description: 'Kubernetes API',
    });
  }
}

/** Ports that follow each other, as one rule has them. */
interface PortRange {
  readonly fromPort: number;
  readonly toPort: number;
}

function portRanges(ports: number[]): PortRange[] {
  return ports.sort((a, b) => a - b).reduce<PortRange[]>((ranges, port) => {
    const last = ranges.at(-1);
    return last?.toPort === port - 1 ? [...ranges.slice(0, -1), { ...last, toPort: port }] : [...ranges, { fromPort: port, toPort: port }];
  }, []);
}

/** The rule by which the control plane reaches ports on nodes. */
export function webhookRule(controlPlaneGroupId: string, ports: PortRange): ec2.CfnSecurityGroup.IngressProperty {
  return { ipProtocol: 'tcp', ...ports, sourceSecurityGroupId: controlPlaneGroupId, description: 'Control plane to nodes' };
}

/** The rule by which load balancers of a subnet reach pods and nodes. */
export function loadBalancerRule(cidrIp: string): ec2.CfnSecurityGroup.IngressProperty {
  return { ...BEHIND_LOAD_BALANCERS, cidrIp };
}

/** The ranges of the subnets of load balancers; says what is to be opened where one is not known. */
export function loadBalancerCidrs(scope: Construct, subnets: ec2.ISubnet[]): string[] {
  const unknown = subnets.filter((subnet) => knownCidr(subnet) === undefined);
  if (unknown.length > 0) {
    const { ipProtocol, fromPort, toPort } = BEHIND_LOAD_BALANCERS;
    Annotations.of(scope).addWarningV2('cdk-emr-eks-karpenter/cluster:load-balancer-cidrs', `${ipProtocol.toUpperCase()} ports ${fromPort} to ${toPort} of the nodes must be open to the load balancers in ${unknown.map(shownId).join(', ')}, whose address ranges are not known; import these subnets with \`ipv4CidrBlock\`, or add the rule yourself`);
  }
  return subnets.flatMap((subnet) => knownCidr(subnet) ?? []);
}

export function requirePort(scope: Construct, port: number): void {
  if (Token.isUnresolved(port) || !Number.isInteger(port) || port < 1 || port > 65535) {
    const got = Token.isUnresolved(port) ? 'a token' : String(port);
    throw new ValidationError(scope, 'cluster:webhook-port', `\`port\` must be a whole number from 1 to 65535, got ${got}; pass the port on which the webhook's pods listen`);
  }
}
