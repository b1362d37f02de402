import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { IEmrEksCluster } from '../../contracts/cluster';

/**
 * Ports of Lustre, in both directions.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/limit-access-security-groups.html
 */
const LUSTRE_PORTS = [{ fromPort: 988, toPort: 988 }, { fromPort: 1018, toPort: 1023 }];
/** Both ranges in one rule, as CDK's own file system has it, where the group at one end holds servers of FSx alone. */
const SERVER_PORTS = { fromPort: 988, toPort: 1023 };
const ANYWHERE = '0.0.0.0/0';

export interface FsxSecurityGroupProps {
  readonly cluster: IEmrEksCluster;
  /** RETAIN for the group of a file system that stays, since its network interfaces stay too. */
  readonly removalPolicy: RemovalPolicy;
}

/** The security group of file systems: Lustre's ports among servers, between servers and nodes, and nothing else. */
export class FsxSecurityGroup extends Construct {
  public readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { cluster, removalPolicy }: FsxSecurityGroupProps) {
    super(scope, id);
    const nodes = cluster.network.nodeSecurityGroup.securityGroupId;
    const isRetained = removalPolicy === RemovalPolicy.RETAIN;
    const fromNodes = LUSTRE_PORTS.map((ports) => ({
      ipProtocol: 'tcp', ...ports, sourceSecurityGroupId: nodes, description: 'Lustre clients',
    }));
    const group = new ec2.CfnSecurityGroup(this, 'Resource', {
      groupDescription: `FSx for Lustre of ${cluster.clusterName}`,
      vpcId: cluster.network.vpc.vpcId,
      // A group that stays must not name the nodes' group, which could then not be deleted.
      securityGroupIngress: isRetained ? undefined : fromNodes,
      securityGroupEgress: LUSTRE_PORTS.map((ports) => ({
        ipProtocol: 'tcp', ...ports, cidrIp: ANYWHERE, description: 'Lustre',
      })),
    });
    this.securityGroupId = group.attrGroupId;
    // A group cannot name itself inline.
    const self = this.open('Servers', { groupId: group.attrGroupId, source: group.attrGroupId });
    [group, self].forEach((resource) => resource.applyRemovalPolicy(removalPolicy));
    if (isRetained) {
      this.open('Clients', { groupId: group.attrGroupId, source: nodes });
    }
    this.open('Nodes', { groupId: nodes, source: group.attrGroupId });
  }

  private open(id: string, { groupId, source }: Opening): ec2.CfnSecurityGroupIngress {
    return new ec2.CfnSecurityGroupIngress(this, id, {
      groupId, sourceSecurityGroupId: source, ipProtocol: 'tcp', ...SERVER_PORTS, description: 'Lustre',
    });
  }
}

interface Opening {
  readonly groupId: string;
  readonly source: string;
}

/** Lets one group into another on Lustre's ports. */
export function openTo(scope: Construct, id: string, { groupId, source }: Opening): void {
  LUSTRE_PORTS.forEach((ports) => new ec2.CfnSecurityGroupIngress(scope, `${id}${ports.fromPort}`, {
    groupId, sourceSecurityGroupId: source, ipProtocol: 'tcp', ...ports, description: 'Lustre',
  }));
}
