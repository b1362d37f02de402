import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { type Construct, DependencyGroup, type IDependable } from 'constructs';
import type { CleanUp } from './clean-up';
import { ClusterRegistry } from './registry';
import { type ClusterSecurityGroups, loadBalancerCidrs } from './security-groups';
import type { AddonConfig } from '../contracts/addon';
import type { ISparkNodePool } from '../contracts/node-pool';
import type { ClusterOrder, IClusterPlatform, IClusterTeam, InstalledAddon, OidcProviderReference } from '../contracts/platform';
import type { Karpenter } from '../karpenter/controller/karpenter';

/** The plumbing that clusters of this app and of others have in common: names, and the order of creation. */
export abstract class ClusterPlatform implements IClusterPlatform {
  /** Grows with the cluster: whoever waits for a part of it waits for what is added later, too. */
  public abstract readonly order: ClusterOrder;
  public abstract readonly karpenterRole?: iam.IRole;
  protected readonly registry = new ClusterRegistry();

  public abstract openWebhookPort(port: number): void;
  public abstract requireAddon(addonName: string): InstalledAddon;
  public abstract requireOidcProvider(): OidcProviderReference;
  public abstract admitLoadBalancers(): IDependable;

  public tryFindAddon(addonName: string): InstalledAddon | undefined {
    return this.registry.tryFindAddon(addonName);
  }

  public registerNodePool(pool: ISparkNodePool): void {
    this.registry.addNodePool(pool);
  }

  public registerTeam(team: IClusterTeam): void {
    this.registry.addTeam(team);
  }
}

/** Parts of a cluster of this app. */
export interface OwnPlatformProps {
  /** The cluster. */
  readonly scope: Construct;
  readonly securityGroups: ClusterSecurityGroups;
  readonly loadBalancerSubnets: ec2.ISubnet[];
  readonly installAddon: (addonName: string) => AddonConfig;
  readonly createOidcProvider: () => OidcProviderReference;
}

/** The plumbing of a cluster that this app creates. It grows with the cluster. */
export class OwnPlatform extends ClusterPlatform {
  public readonly order: ClusterOrder;
  private readonly coreCapacity = new DependencyGroup();
  private readonly karpenterReady = new DependencyGroup();
  private readonly drain = new DependencyGroup();
  private karpenter?: Karpenter;
  private cleanUp?: CleanUp;
  private oidcProvider?: OidcProviderReference;
  private balancerCidrs?: string[];

  constructor(private readonly props: OwnPlatformProps) {
    super();
    const { coreCapacity, karpenterReady, drain } = this;
    this.order = { coreCapacity, karpenterReady, nodePoolsReady: this.registry.nodePools, drain };
  }

  public get karpenterRole(): iam.IRole | undefined {
    return this.karpenter?.controllerRole;
  }

  /** Add-ons so far, by name in the order of the alphabet. */
  public get addons(): Array<[string, AddonConfig]> {
    return this.registry.installedAddons;
  }

  /** The identity provider, if something has asked for it. */
  public get knownOidcProvider(): OidcProviderReference | undefined {
    return this.oidcProvider;
  }

  public addCoreCapacity(...parts: IDependable[]): void {
    this.coreCapacity.add(...parts);
  }

  public addKarpenter(karpenter: Karpenter): void {
    this.karpenter = karpenter;
    this.karpenterReady.add(karpenter);
  }

  /** From now on the clean-up hears of add-ons and teams; it is told of those so far. */
  public addCleanUp(cleanUp: CleanUp): void {
    this.cleanUp = cleanUp;
    this.drain.add(cleanUp.drain);
    this.addons.forEach(([, config]) => cleanUp.addAddon(config));
  }

  public addAddon(addonName: string, config: AddonConfig): void {
    this.registry.addAddon(addonName, config);
    config.webhookPorts?.forEach((port) => this.openWebhookPort(port));
    this.cleanUp?.addAddon(config);
  }

  public openWebhookPort(port: number): void {
    this.props.securityGroups.openWebhookPort(port);
  }

  public requireAddon(addonName: string): InstalledAddon {
    return this.tryFindAddon(addonName) ?? this.props.installAddon(addonName);
  }

  public requireOidcProvider(): OidcProviderReference {
    return this.oidcProvider ??= this.props.createOidcProvider();
  }

  public admitLoadBalancers(): IDependable {
    const { scope, securityGroups, loadBalancerSubnets } = this.props;
    securityGroups.admitLoadBalancers(this.balancerCidrs ??= loadBalancerCidrs(scope, loadBalancerSubnets));
    return new DependencyGroup(); // a rule of the nodes' group, which comes before them
  }

  public override registerTeam(team: IClusterTeam): void {
    super.registerTeam(team);
    this.cleanUp?.addTeam(team);
  }
}
