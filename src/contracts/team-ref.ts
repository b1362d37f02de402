import type { Size } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { IConstruct } from 'constructs';
import type { IEmrEksCluster } from './cluster-ref';

/** Ceiling of what all pods of a namespace may request together. @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
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

/** An IAM role under which Spark jobs of a team run. */
export interface IJobExecutionRole extends IConstruct, iam.IGrantable {
  /** The IAM role. */
  readonly role: iam.IRole;
  /** Name of the role, always a literal. */
  readonly roleName: string;
  /** Lets jobs read one asset: exactly its object, not the bucket of all assets. */
  grantReadAsset(asset: Asset): iam.Grant;
}

/** A data team: one namespace, one EMR virtual cluster, one or more job execution roles. */
export interface IEmrTeam extends IConstruct {
  /** The cluster in which the team works. */
  readonly cluster: IEmrEksCluster;
  /** Kubernetes namespace, always a literal. */
  readonly namespace: string;
  /** Id of the EMR virtual cluster. */
  readonly virtualClusterId: string;
  /** ARN of the EMR virtual cluster. */
  readonly virtualClusterArn: string;
  /** The role under which jobs run unless they name another. */
  readonly jobExecutionRole: IJobExecutionRole;
  /** Log group of the team's jobs. */
  readonly logGroup: logs.ILogGroup;
  /** Where jobs write logs in S3, `s3://bucket/prefix/`. @default - CloudWatch only */
  readonly logUri?: string;
  /** Ceiling of the namespace. @default - none */
  readonly quota?: TeamQuota;
}
