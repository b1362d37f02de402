import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type Construct, DependencyGroup, type IDependable } from 'constructs';
import type { EmrEksClusterAttributes } from './cluster-attributes';
import { ClusterPlatform } from './platform';
import { loadBalancerCidrs, loadBalancerRule, requirePort, webhookRule } from './security-groups';
import type { ClusterNetwork } from '../contracts/cluster';
import type { ClusterOrder, InstalledAddon, OidcProviderReference } from '../contracts/platform';
import { refuse } from '../private/refusal';
import { warn } from '../private/warnings';

export interface ImportedPlatformProps {
  /** The cluster: rules and roles are made in it. */
  readonly scope: Construct;
  readonly attributes: EmrEksClusterAttributes;
  readonly network: ClusterNetwork;
}

/** The plumbing of a cluster of another app: nothing to wait for, and only what its attributes say. */
export class ImportedPlatform extends ClusterPlatform {
  public readonly order: ClusterOrder;
  public readonly karpenterRole?: iam.IRole;
  private readonly openPorts = new Set<number>();
  private readonly balancerRules = new DependencyGroup();
  private balancersAdmitted = false;

  constructor(private readonly props: ImportedPlatformProps) {
    super();
    const { scope, attributes: { karpenterRoleArn, addons = [] } } = props;
    this.order = { coreCapacity: new DependencyGroup(), karpenterReady: new DependencyGroup(), nodePoolsReady: this.registry.nodePools };
    this.karpenterRole = importRole(scope, 'KarpenterRole', karpenterRoleArn);
    addons.forEach(({ addonName, roleArn }) => this.registry.addAddon(addonName, {
      ready: this.order.coreCapacity, role: importRole(scope, `AddonRole-${addonName}`, roleArn),
    }));
  }

  public openWebhookPort(port: number): void {
    const { scope, attributes: { network: { nodeSecurityGroupId, controlPlaneSecurityGroupId } } } = this.props;
    requirePort(scope, port);
    if (controlPlaneSecurityGroupId === undefined) {
      warn(scope, `cluster:webhook-port-${port}`, `TCP port ${port} must be open from the control plane to the nodes, which `
        + `\`network.controlPlaneSecurityGroupId\` would let this stack see to; set it, or add the rule to ${nodeSecurityGroupId}`);
    } else if (!this.openPorts.has(port)) {
      const rule = webhookRule(controlPlaneSecurityGroupId, { fromPort: port, toPort: port });
      new ec2.CfnSecurityGroupIngress(scope, `Webhook${port}`, { groupId: nodeSecurityGroupId, ...rule });
    }
    this.openPorts.add(port);
  }

  public requireAddon(addonName: string): InstalledAddon {
    const names = this.registry.installedAddons.map(([name]) => name);
    return this.tryFindAddon(addonName) ?? refuse(this.props.scope, 'cluster:import-addon', {
      prop: 'addons',
      must: `hold { addonName: "${addonName}" } for what this app puts into the cluster`,
      got: names.join(', ') || 'none',
      fix: 'name it if the cluster has it, else install it where the cluster is defined',
    });
  }

  public requireOidcProvider(): OidcProviderReference {
    return this.props.attributes.oidcProvider ?? refuse(this.props.scope, 'cluster:import-oidc', {
      prop: 'oidcProvider', must: 'be given for what this app puts into the cluster', got: 'none',
      fix: 'call `requireOidcProvider()` where the cluster is defined, and pass what it returns',
    });
  }

  public admitLoadBalancers(): IDependable {
    const { scope, network, attributes: { network: { nodeSecurityGroupId: groupId } } } = this.props;
    if (!this.balancersAdmitted) {
      this.balancersAdmitted = true;
      loadBalancerCidrs(scope, network.loadBalancerSubnets).forEach((cidr, i) => this.balancerRules.add(
        new ec2.CfnSecurityGroupIngress(scope, `LoadBalancers${i + 1}`, { groupId, ...loadBalancerRule(cidr) }),
      ));
    }
    return this.balancerRules;
  }
}

function importRole(scope: Construct, id: string, arn?: string): iam.IRole | undefined {
  return arn === undefined ? undefined : iam.Role.fromRoleArn(scope, id, arn);
}
