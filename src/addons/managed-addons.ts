import { Construct, Dependable, DependencyGroup, type IDependable } from 'constructs';
import type { ClusterAddons } from './cluster-addons';
import type { AddonConfig } from '../contracts/addon';
import { AddonName } from '../kubernetes/vocabulary';
import { coreDnsConfiguration } from './core-dns/manifests/configuration';
import { ebsCsiConfiguration, volumeTags } from './ebs-csi-driver/manifests/configuration';
import { ManagedAddon, type ManagedAddonOptions, type ManagedAddonProps } from './managed-addon/managed-addon';
import { metricsServerConfiguration } from './metrics-server/manifests/configuration';
import { vpcCniConfiguration } from './vpc-cni/manifests/configuration';

/**
 * Port on which the Metrics Server add-on listens.
 *
 * @see https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/node_groups.tf (rule `ingress_cluster_10251_webhook`)
 */
const METRICS_PORT = 10251;

export interface ManagedAddonsProps {
  /** Name of the cluster, as a reference to it. */
  readonly clusterName: string;
  readonly addons: ClusterAddons;
}

/** What nodes need before they are ready: DaemonSets that need no node to be created. */
export class NodeAddons extends Construct {
  constructor(scope: Construct, id: string, props: ManagedAddonsProps) {
    super(scope, id);
    const { vpcCni = {}, kubeProxy = {}, podIdentityAgent = {} } = props.addons._options;
    // Tolerates every taint: https://github.com/aws/eks-pod-identity-agent/blob/main/charts/eks-pod-identity-agent/values.yaml
    const agent = new ManagedAddon(this, 'PodIdentityAgent', common(props, 'eks-pod-identity-agent', 'podIdentityAgent', podIdentityAgent));
    const proxy = new ManagedAddon(this, 'KubeProxy', common(props, 'kube-proxy', 'kubeProxy', kubeProxy));
    const cni = new ManagedAddon(this, 'VpcCni', {
      ...common(props, 'vpc-cni', 'vpcCni', vpcCni),
      configuration: vpcCniConfiguration({ networkPolicy: vpcCni.networkPolicy ?? true }),
      // https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html
      identity: { serviceAccount: 'aws-node', managedPolicy: 'AmazonEKS_CNI_Policy' },
      after: agent, // which hands out the role
    });
    Dependable.implement(this, Dependable.of(new DependencyGroup(agent, proxy, cni)));
  }
}

export interface ControllerAddonsProps extends ManagedAddonsProps {
  /** The core nodes. */
  readonly nodes: IDependable;
}

/** Controllers that run on core nodes: created after them, deleted before them. */
export class ControllerAddons extends Construct {
  /** As they were installed, by name. */
  public readonly configs: { readonly [addonName: string]: AddonConfig };

  constructor(scope: Construct, id: string, props: ControllerAddonsProps) {
    super(scope, id);
    const { coreDns = {}, ebsCsi = {}, metricsServer = {} } = props.addons._options;
    const scaling = props.addons._dnsAutoscaling;
    const dns = new ManagedAddon(this, 'CoreDns', {
      ...common(props, 'coredns', 'coreDns', coreDns),
      after: props.nodes,
      configuration: coreDnsConfiguration({ minReplicas: scaling._minReplicas, maxReplicas: scaling._maxReplicas }),
    });
    const volumes = new ManagedAddon(this, 'EbsCsi', {
      ...common(props, 'aws-ebs-csi-driver', 'ebsCsi', ebsCsi),
      after: props.nodes,
      configuration: ebsCsiConfiguration(),
      valuesFromTags: volumeTags,
      // Only volumes that the driver made: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverPolicyV2.html
      identity: { serviceAccount: 'ebs-csi-controller-sa', managedPolicy: 'AmazonEBSCSIDriverPolicyV2' },
    });
    const metrics = new ManagedAddon(this, 'MetricsServer', {
      ...common(props, 'metrics-server', 'metricsServer', metricsServer),
      after: props.nodes,
      configuration: metricsServerConfiguration(),
    });
    this.configs = {
      'coredns': { ready: dns },
      [AddonName.EBS_CSI_DRIVER]: { ready: volumes, role: volumes.role, published: true },
      'metrics-server': { ready: metrics, webhookPorts: [METRICS_PORT] },
    };
    Dependable.implement(this, Dependable.of(new DependencyGroup(dns, volumes, metrics)));
  }
}

function common(props: ManagedAddonsProps, addonName: string, prop: string, options: ManagedAddonOptions): ManagedAddonProps {
  return { clusterName: props.clusterName, addonName, prop, options };
}
