import type { IConstruct } from 'constructs';
import { ValidationError } from '../private/errors';

/**
 * What the deletion of a cluster takes along that CloudFormation does not know: what Karpenter, CSI drivers and load balancer controllers made.
 *
 * Only what carries the tags of the cluster is touched, and never what a CloudFormation stack made. A part that is switched off is left in the
 * account, running and billed; the report of `npm run demo` then lists what to delete by hand, in which order.
 */
export interface CleanUpOptions {
  /**
   * Whether running jobs are cancelled and managed endpoints deleted, and pods deleted that keep Spark nodes from ending.
   *
   * Otherwise nodes end when their jobs do, or when the `terminationGracePeriod` of their pool is over, after half an hour at the latest.
   *
   * @default true
   */
  readonly jobs?: boolean;

  /**
   * Whether node pools, nodes and node classes are deleted, and Karpenter's instances, launch templates and instance profiles.
   *
   * @default true
   */
  readonly nodes?: boolean;

  /**
   * Whether claims and their volumes are deleted, and volumes of Karpenter's nodes.
   *
   * Volumes whose PersistentVolume says "Retain" always stay.
   *
   * @default true
   */
  readonly volumes?: boolean;

  /**
   * Whether file systems that the FSx CSI driver made for claims are deleted where their storage says so (`removalPolicy`), even if the driver
   * could not.
   *
   * In a VPC without a route to the internet this needs the VPC endpoint `fsx`, as the driver does. Throws if true while `volumes` is false.
   *
   * @default - as `volumes` where the cluster has the FSx CSI driver, otherwise false
   */
  readonly fileSystems?: boolean;

  /**
   * Whether Services of type LoadBalancer and Ingresses are deleted, and load balancers and target groups that controllers made for them.
   *
   * @default true
   */
  readonly loadBalancers?: boolean;

  /**
   * Whether network interfaces are deleted that nodes and pods left. They keep subnets and security groups from being deleted.
   *
   * @default true
   */
  readonly networkInterfaces?: boolean;

  /**
   * Whether security groups are deleted that controllers and EKS made, with the rules of others that name them. They keep the VPC.
   *
   * @default true
   */
  readonly securityGroups?: boolean;
}

/** Facts of the cluster that the parts depend on. */
export interface CleanUpFacts {
  /** Whether the VPC has no route to the internet. */
  readonly isolated: boolean;
  /** Whether an add-on makes file systems. */
  readonly hasFileSystems: boolean;
}

/** Parts that stay, in the words of the function, see `handlers/clean-up/context.js`; undefined if none does. */
export function keptParts(options: CleanUpOptions, { isolated, hasFileSystems }: CleanUpFacts): string[] | undefined {
  const { jobs = true, nodes = true, volumes = true, loadBalancers = true, networkInterfaces = true, securityGroups = true } = options;
  const fileSystems = options.fileSystems ?? (volumes && hasFileSystems);
  // In an isolated VPC Karpenter makes no profiles: IAM, which has no VPC endpoint, cannot be reached there.
  const parts = { jobs, nodes, instanceProfiles: nodes && !isolated, volumes, fileSystems, loadBalancers, networkInterfaces, securityGroups };
  const kept = Object.entries(parts).filter(([, isCleaned]) => !isCleaned).map(([part]) => part);
  return kept.length === 0 ? undefined : kept;
}

/** Refuses to delete file systems under claims that stay. */
export function validateCleanUp(scope: IConstruct, { volumes, fileSystems }: CleanUpOptions): void {
  if (volumes === false && fileSystems === true) {
    throw new ValidationError(scope, 'cluster:clean-up', '`cleanUp.fileSystems` must be false or unset where `cleanUp.volumes` is false, got true; leave it out, or delete claims and volumes too');
  }
}
