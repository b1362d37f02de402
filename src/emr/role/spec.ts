import { base36, uniqueName } from '../../private/names';

/** IAM allows 64 characters; EMR advises to stay short, since the name travels in service-account names, in base 36. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const ROLE_NAME_LIMIT = 64;

/** Length of the names we derive: 50 characters in base 36, so that service-account names stay below 100. */
export const ADVISED_ROLE_NAME_LENGTH = 32;

/** Names of IAM roles. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** Paths of IAM roles. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const ROLE_PATH = /^\/$|^(?=.{1,512}$)\/[\u0021-\u007e]+\/$/;

/** Names of EMR on EKS resources. @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateVirtualCluster.html */
export const EMR_NAME = /^[.\-_/#A-Za-z0-9]{1,64}$/;

/** Pods of a job that carry an identity of their own, in EMR's words: the submitter, the driver and the executors. */
export const SPARK_COMPONENTS = ['client', 'driver', 'executor'] as const;

/** Pods of an interactive endpoint that carry an identity of their own, in EMR's words: the gateway, the kernels and the sessions. @see https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emrcontainers/constants.py */
export const ENDPOINT_COMPONENTS = ['jeg', 'jeg-kernel', 'session'] as const;

/** What a derived role name is made from. */
export interface RoleNameSpec {
  readonly clusterName: string;
  readonly namespace: string;
  /** Absent in a stack that may be deployed to any Region. */
  readonly region?: string;
  /** Tells further roles of a team apart. */
  readonly qualifier?: string;
}

/** IAM is global: the name carries the namespace, as much of the cluster as fits, and a digest of all parts. */
export function jobExecutionRoleName(spec: RoleNameSpec): string {
  const qualifier = spec.qualifier ?? '';
  const readable = [qualifier, spec.namespace, spec.clusterName].filter((part) => part !== '').join('-').replace(/[^\w+=,.@-]/g, '-');
  return uniqueName(ADVISED_ROLE_NAME_LENGTH, readable, spec.clusterName, spec.namespace, spec.region ?? '', qualifier);
}

/** Cluster and namespace, shortened with a digest only where EMR's 64 characters do not hold them. */
export function virtualClusterName(clusterName: string, namespace: string): string {
  const name = `${clusterName}-${namespace}`;
  return name.length <= 64 ? name : uniqueName(64, name, clusterName, namespace);
}

/** No trailing slash, unlike the pattern's. */
export function logGroupName(clusterName: string, namespace: string): string {
  return `/emr-on-eks-logs/${clusterName}/${namespace}`;
}

/**
 * The service account that EMR makes for one kind of pod when a job is submitted under a role.
 *
 * @see https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emrcontainers/constants.py
 */
export function serviceAccountName(component: string, account: string, roleName: string): string {
  return `emr-containers-sa-spark-${component}-${account}-${base36(roleName)}`;
}
