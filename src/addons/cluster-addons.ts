import { DnsAutoscaling } from './core-dns/autoscaling';
import type { LoadBalancerControllerOptions } from './load-balancer-controller/load-balancer-controller';
import type { ManagedAddonOptions } from './managed-addon/managed-addon';

/** Settings of the Amazon VPC CNI add-on. */
export interface VpcCniOptions extends ManagedAddonOptions {
  /**
   * Whether the nodes enforce `NetworkPolicy` objects.
   *
   * Without it the network policies of teams have no effect.
   *
   * @default true
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
   */
  readonly networkPolicy?: boolean;
}

/** Settings of the CoreDNS add-on. */
export interface CoreDnsOptions extends ManagedAddonOptions {
  /**
   * Who scales CoreDNS, and how far.
   *
   * @default - EKS, from 2 to 10 replicas
   */
  readonly autoscaling?: DnsAutoscaling;
}

/** Settings of the add-ons that every cluster has, and of those that some constructs need: naming one of these installs it in any case. */
export interface ClusterAddonsOptions {
  /** Amazon VPC CNI: addresses of pods, by prefixes. @default - EKS's recommended version, prefix delegation, network policies enforced */
  readonly vpcCni?: VpcCniOptions;
  /** CoreDNS: names of services. @default - EKS's recommended version, scaled by EKS from 2 to 10 replicas */
  readonly coreDns?: CoreDnsOptions;
  /** kube-proxy: addresses of services. @default - EKS's recommended version */
  readonly kubeProxy?: ManagedAddonOptions;
  /** EKS Pod Identity agent: AWS credentials of pods. @default - EKS's recommended version */
  readonly podIdentityAgent?: ManagedAddonOptions;
  /** Amazon EBS CSI driver: persistent volumes. @default - EKS's recommended version */
  readonly ebsCsi?: ManagedAddonOptions;
  /** Metrics Server: CPU and memory of pods and nodes. @default - EKS's recommended version */
  readonly metricsServer?: ManagedAddonOptions;
  /** Amazon FSx for Lustre CSI driver: shared file systems. @default - installed with EKS's recommended version when the first construct needs it */
  readonly fsxCsi?: ManagedAddonOptions;
  /** AWS Load Balancer Controller: load balancers of managed endpoints. @default - installed, with a Helm chart, when the first endpoint needs it */
  readonly loadBalancerController?: LoadBalancerControllerOptions;
}

/** The add-ons of a cluster. */
export class ClusterAddons {
  /**
   * What a cluster cannot do without: VPC CNI, CoreDNS, kube-proxy, Pod Identity agent, EBS CSI driver and Metrics Server, as EKS add-ons.
   *
   * None can be switched off; each can be adjusted.
   */
  public static minimal(options: ClusterAddonsOptions = {}): ClusterAddons {
    return new ClusterAddons(options);
  }

  private constructor(
    /** @internal */
    public readonly _options: ClusterAddonsOptions,
  ) {}

  /** @internal */
  public get _dnsAutoscaling(): DnsAutoscaling {
    return this._options.coreDns?.autoscaling ?? DnsAutoscaling.managed();
  }
}
