import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { ClusterAddons } from './cluster-addons';
import { LoadBalancerController } from './load-balancer-controller';
import { ManagedAddon } from './managed-addon';
import { fsxCsiConfiguration } from './manifests/fsx-csi';
import { type FsxCsiScope, fsxCsiStatements } from './policies/fsx-csi';
import { OptionalAddon, type IEmrEksCluster } from '../contracts/cluster';

export interface OptionalAddonsProps {
  readonly cluster: IEmrEksCluster;
  /** Name of the cluster, as a reference to it. */
  readonly clusterName: string;
  readonly addons: ClusterAddons;
  /** Core nodes and the add-ons that every cluster has. */
  readonly coreCapacity: IDependable;
}

/** Add-ons that come with the first construct that needs them, or when their options are given. */
export class OptionalAddons extends Construct {
  private readonly props: OptionalAddonsProps;
  private fsxCsi?: ManagedAddon;
  private readonly installed = new Map<OptionalAddon, IDependable>();

  constructor(scope: Construct, id: string, props: OptionalAddonsProps) {
    super(scope, id);
    this.props = props;
    const { node } = this;
    Dependable.implement(this, { get dependencyRoots() { return node.children; } }); // each with its own: roles are before them
    if (props.addons._options.fsxCsi !== undefined) {
      this.require(OptionalAddon.FSX_CSI_DRIVER);
    }
    if (props.addons._options.loadBalancerController !== undefined) {
      this.require(OptionalAddon.LOAD_BALANCER_CONTROLLER);
    }
  }

  /** What there is, in the order of the alphabet. */
  public get kinds(): OptionalAddon[] {
    return [...this.installed.keys()].sort();
  }

  /** The add-on, which is installed at the first call. */
  public require(addon: OptionalAddon): IDependable {
    const known = this.installed.get(addon) ?? this.install(addon);
    this.installed.set(addon, known);
    return known;
  }

  /** Role of the FSx CSI driver, if it is installed. */
  public get fsxCsiRole(): iam.IRole | undefined {
    return this.fsxCsi?.role;
  }

  private install(addon: OptionalAddon): IDependable {
    switch (addon) {
      case OptionalAddon.FSX_CSI_DRIVER: return this.installFsxCsi();
      case OptionalAddon.LOAD_BALANCER_CONTROLLER: return this.installLoadBalancerController();
    }
  }

  private installFsxCsi(): ManagedAddon {
    return this.fsxCsi = new ManagedAddon(this, 'FsxCsi', {
      clusterName: this.props.clusterName,
      addonName: 'aws-fsx-csi-driver',
      prop: 'fsxCsi',
      options: this.props.addons._options.fsxCsi ?? {},
      after: this.props.coreCapacity,
      configuration: fsxCsiConfiguration(),
      // https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi-create.html, which takes AmazonFSxFullAccess
      identity: { serviceAccount: 'fsx-csi-controller-sa', statements: fsxCsiStatements(this.fsxCsiScope()) },
    });
  }

  private fsxCsiScope(): FsxCsiScope {
    const stack = Stack.of(this);
    return {
      fileSystemArn: stack.formatArn({ service: 'fsx', resource: 'file-system', resourceName: '*' }),
      serviceLinkedRoleArn: stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/fsx.amazonaws.com/*' }),
    };
  }

  private installLoadBalancerController(): LoadBalancerController {
    const { cluster, addons } = this.props;
    return new LoadBalancerController(this, 'LoadBalancerController', { ...addons._options.loadBalancerController, cluster });
  }
}
