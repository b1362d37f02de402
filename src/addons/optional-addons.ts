import { Fn, Stack } from 'aws-cdk-lib';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { ClusterAddons } from './cluster-addons';
import type { AddonConfig } from '../contracts/addon';
import type { IEmrEksCluster } from '../contracts/cluster';
import { AddonName } from '../kubernetes/vocabulary';
import { refuse } from '../private/refusal';
import { fsxCsiConfiguration } from './fsx-csi-driver/manifests/configuration';
import { fsxCleanUpStatements, type FsxCsiScope, fsxCsiStatements } from './fsx-csi-driver/policies/driver';
import { LoadBalancerController } from './load-balancer-controller/load-balancer-controller';
import { ManagedAddon } from './managed-addon/managed-addon';

export interface OptionalAddonsProps {
  readonly cluster: IEmrEksCluster;
  /** Name of the cluster, as a reference to it. */
  readonly clusterName: string;
  readonly addons: ClusterAddons;
  /** Core nodes and the add-ons that every cluster has. */
  readonly coreCapacity: IDependable;
  /** Called with each that is installed. */
  readonly installed: (addonName: string, config: AddonConfig) => void;
}

/** Add-ons that come with the first construct that needs them, or when their options are given. */
export class OptionalAddons extends Construct {
  private readonly props: OptionalAddonsProps;

  constructor(scope: Construct, id: string, props: OptionalAddonsProps) {
    super(scope, id);
    this.props = props;
    const { node } = this;
    Dependable.implement(this, { get dependencyRoots() { return node.children; } }); // each with its own: roles are before them
    if (props.addons._options.fsxCsi !== undefined) {
      this.install(AddonName.FSX_CSI_DRIVER);
    }
    if (props.addons._options.loadBalancerController !== undefined) {
      this.install(AddonName.LOAD_BALANCER_CONTROLLER);
    }
  }

  public install(addonName: string): AddonConfig {
    const installers: { readonly [name: string]: () => AddonConfig } = {
      [AddonName.FSX_CSI_DRIVER]: () => this.installFsxCsi(),
      [AddonName.LOAD_BALANCER_CONTROLLER]: () => this.installLoadBalancerController(),
    };
    if (!(addonName in installers)) {
      refuse(this, 'addons:name', {
        prop: 'addonName', must: `be one of ${Object.keys(installers).join(', ')}`, got: `"${addonName}"`, fix: 'add it to `addons` of the cluster',
      });
    }
    const config = installers[addonName]();
    this.props.installed(addonName, config);
    return config;
  }

  private installFsxCsi(): AddonConfig {
    const { clusterName, cluster, addons, coreCapacity } = this.props;
    const addon = new ManagedAddon(this, 'FsxCsi', {
      clusterName,
      addonName: AddonName.FSX_CSI_DRIVER,
      prop: 'fsxCsi',
      options: addons._options.fsxCsi ?? {},
      after: coreCapacity,
      configuration: fsxCsiConfiguration(),
      // https://docs.aws.amazon.com/eks/latest/userguide/fsx-csi-create.html, which takes AmazonFSxFullAccess
      identity: { serviceAccount: 'fsx-csi-controller-sa', statements: fsxCsiStatements(this.fsxCsiScope()) },
    });
    const statements = fsxCleanUpStatements({
      fileSystemArn: Fn.sub('arn:${AWS::Partition}:fsx:${AWS::Region}:${AWS::AccountId}:file-system/*'), clusterName: cluster.clusterName,
    });
    return { ready: addon, role: addon.role, cleanUp: { statements, fileSystems: true }, published: true };
  }

  private fsxCsiScope(): FsxCsiScope {
    const stack = Stack.of(this);
    return {
      fileSystemArn: stack.formatArn({ service: 'fsx', resource: 'file-system', resourceName: '*' }),
      serviceLinkedRoleArn: stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/fsx.amazonaws.com/*' }),
    };
  }

  private installLoadBalancerController(): AddonConfig {
    const { cluster, addons } = this.props;
    const controller = new LoadBalancerController(this, 'LoadBalancerController', { ...addons._options.loadBalancerController, cluster });
    return { ready: controller, published: true };
  }
}
