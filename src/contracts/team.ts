import type { Size } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { DependencyGroup, IConstruct, IDependable } from 'constructs';
import type { IEmrEksCluster } from './cluster';
import type { IClusterTeam } from './platform';

/**
 * Ceiling of what all pods of a namespace may request together.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export interface TeamQuota {
  /** vCPUs requested by all pods. More than 0. @default - no ceiling */
  readonly vcpus?: number;
  /** Memory requested by all pods. More than 0. @default - no ceiling */
  readonly memory?: Size;
  /** Pods, finished ones left out. 1 or more. @default - no ceiling */
  readonly pods?: number;
  /** Ephemeral storage requested by all pods. @default - no ceiling */
  readonly ephemeralStorage?: Size;
  /** Persistent volume claims. 0 or more. @default - no ceiling */
  readonly persistentVolumeClaims?: number;
}

/**
 * Rules for single containers of a namespace.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export interface TeamLimits {
  /**
   * vCPUs that a container requests when it names none, such as EMR's side-cars. More than 0, in steps of 0.001.
   *
   * @default 0.1 if `quota.vcpus` or `maxVcpus` is set, which would refuse or inflate such containers; otherwise none
   */
  readonly defaultVcpus?: number;

  /**
   * Memory that a container requests when it names none. A whole number of MiB, more than 0.
   *
   * @default 128 MiB if `quota.memory` or `maxMemory` is set; otherwise none
   */
  readonly defaultMemory?: Size;

  /**
   * Ephemeral storage that a container requests when it names none. A whole number of MiB, more than 0.
   *
   * @default 1 GiB if `quota.ephemeralStorage` is set; otherwise none
   */
  readonly defaultEphemeralStorage?: Size;

  /**
   * vCPUs of the largest container, at least `defaultVcpus`.
   *
   * Kubernetes makes it the CPU limit of containers that name none, Spark's among them.
   *
   * @default - no limit
   */
  readonly maxVcpus?: number;

  /**
   * Memory of the largest container, at least `defaultMemory`. A whole number of MiB.
   *
   * @default - no limit
   */
  readonly maxMemory?: Size;
}

/** An IAM role under which Spark jobs of a team run. */
export interface IJobExecutionRole extends IConstruct, iam.IGrantable {
  /** The IAM role. */
  readonly role: iam.IRole;
  /** Name of the role, always a literal. */
  readonly roleName: string;
  /** The team whose pods may act as the role. @default - not known, as of roles that are trusted elsewhere */
  readonly team?: IEmrTeam;

  /** Lets jobs read one asset: exactly its object, not the bucket of all assets. */
  grantReadAsset(asset: Asset): iam.Grant;

  /**
   * Lets the gateway, the kernels and the sessions of managed endpoints act as the role. Called by `ManagedEndpoint`.
   *
   * @returns what must outlive the endpoints; nothing where the role is not ours to change
   */
  serveEndpoints(): IDependable | undefined;
}

/** A role of a team, as the team has to know it. */
export interface TeamRole {
  /** The role. */
  readonly role: IJobExecutionRole;
  /** ARN of the role for policies of the team; it refers to no stack that depends on the team's. */
  readonly roleArn: string;
  /**
   * Resources that must outlive the jobs of the role.
   *
   * @default - none, as of a role in another stack, which is deleted before the team
   */
  readonly ready?: IDependable;
}

/** A managed endpoint of a team, as the team has to know it. */
export interface TeamEndpoint {
  /** The endpoint. */
  readonly endpoint: IConstruct;
  /** Beginning of its name, as the user chose it. */
  readonly endpointName: string;
}

/** A scheduler that takes over the pods of a namespace. */
export interface TeamScheduler {
  /** Annotations by which the namespace asks for it. */
  readonly namespaceAnnotations: { [key: string]: string };
  /**
   * Dependency that must run for as long as jobs of the team do.
   *
   * @default - not known, as for schedulers of other apps
   */
  readonly ready?: IDependable;
}

/** A data team: one namespace, one EMR virtual cluster, one or more job execution roles. */
export interface IEmrTeam extends IClusterTeam {
  /** The cluster in which the team works. */
  readonly cluster: IEmrEksCluster;
  /** Id of the EMR virtual cluster. */
  readonly virtualClusterId: string;
  /** The role under which jobs run unless they name another. */
  readonly jobExecutionRole: IJobExecutionRole;
  /** Bucket to which jobs write logs, under `logPrefix`. @default - CloudWatch only; not known, as of imported teams */
  readonly logBucket?: s3.IBucket;
  /** Folder in `logBucket`, ending in a slash. @default - as of `logBucket` */
  readonly logPrefix?: string;
  /** The namespace: what objects in it wait for. @default - not known, as of imported teams: it is there already */
  readonly namespaceReady?: IDependable;
  /**
   * Dependencies of running jobs: the virtual cluster, whose deletion ends the jobs, is deleted before what is added
   * here.
   *
   * @default - the virtual cluster is not of this app
   */
  readonly jobPrerequisites?: DependencyGroup;
  /** Ceiling of the namespace. @default - none */
  readonly quota?: TeamQuota;
  /**
   * Rules for its single containers, with their defaults; jobs are checked against them.
   *
   * @default - not known, as of imported teams
   */
  readonly limits?: TeamLimits;
  /**
   * Address ranges that may connect to its pods from outside of the cluster.
   *
   * @default - any: there is no network policy
   */
  readonly ingressCidrs?: string[];
  /** Id of the EMR security configuration of the virtual cluster. @default - none, as far as is known */
  readonly securityConfigurationId?: string;
  /** Permission for Spark Connect sessions in the virtual cluster. @default - no, as far as is known */
  readonly sessionEnabled?: boolean;

  /**
   * Gives the pods of the namespace to another scheduler than Kubernetes' own; may be called more than once for one
   * scheduler.
   *
   * A namespace made elsewhere is not changed: a warning says which annotations it needs.
   */
  useScheduler(scheduler: TeamScheduler): void;

  /**
   * Makes a role known, for its rights, the order of deletion, and unique names. Called by `JobExecutionRole`.
   *
   * Throws if another role of the team has its name.
   */
  registerRole(role: TeamRole): void;

  /**
   * Makes a managed endpoint with a chosen name known. Throws if another one of the team has the name. Called by
   * `ManagedEndpoint`.
   */
  registerEndpoint(endpoint: TeamEndpoint): void;
}
