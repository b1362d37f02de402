import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import type { IEmrEksCluster } from './cluster';
import type { InstalledAddon } from './platform';

/** The time at which a cluster installs an add-on. */
export enum AddonStage {
  /** Before core nodes, which wait for it: DaemonSets that need no node to be created. */
  BEFORE_NODES = 'BEFORE_NODES',
  /** On core nodes; Karpenter and other controllers wait for it: DNS, volumes, metrics. */
  CORE = 'CORE',
  /** After all of these. Constructs may ask for it by its name. */
  EXTENSION = 'EXTENSION',
}

/** The cluster that an add-on is to be installed in. */
export interface AddonBindOptions {
  /** The cluster. Before its nodes exist `nodeIdentity` and `defaultNodeClass` are not known yet. */
  readonly cluster: IEmrEksCluster;
  /** Name of the cluster as a reference to it, by which CloudFormation knows that the cluster comes first. */
  readonly clusterReference: string;
  /** The parts of the cluster that must exist before. */
  readonly after: IDependable[];
}

/** The share of an add-on in the clean-up that follows the deletion of a cluster. */
export interface AddonCleanUp {
  /** Permissions to delete what the add-on has made, for the clean-up function. */
  readonly statements: iam.PolicyStatement[];
  /** It makes file systems, which are deleted where their tags say so, see `CleanUpOptions.fileSystems`. @default false */
  readonly fileSystems?: boolean;
}

/** An add-on as it was installed. */
export interface AddonConfig extends InstalledAddon {
  /** TCP ports on the nodes at which the control plane calls it. @default - none */
  readonly webhookPorts?: number[];
  /** Its share in the clean-up of the cluster. @default - none: it makes nothing that CloudFormation does not know */
  readonly cleanUp?: AddonCleanUp;
  /** Apps that import the cluster know of it and of its role. @default false */
  readonly published?: boolean;
}

/** Software that a cluster installs with its other parts: an EKS add-on, a Helm chart, or objects. */
export interface IClusterAddon {
  /** Name, one in a cluster: that of the EKS add-on or of the chart. A literal. */
  readonly addonName: string;
  /** The time at which it is installed. */
  readonly stage: AddonStage;
  /** Installs it. Called once for each cluster. */
  bind(scope: Construct, options: AddonBindOptions): AddonConfig;
}
