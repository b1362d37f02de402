import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { EmrStudioAuthentication } from './emr-studio-authentication';
import type { IEmrEksCluster } from '../../contracts/cluster';

/** Properties of `EmrStudio`. */
export interface EmrStudioProps {
  /** The cluster on whose endpoints notebooks run: the Studio must be in its VPC. */
  readonly cluster: IEmrEksCluster;

  /** Name of the Studio, 1 to 256 characters. @default - from the cluster's name and the path of the construct */
  readonly studioName?: string;

  /** Purpose of the Studio, 1 to 256 characters. @default - names the cluster */
  readonly description?: string;

  /** Way in which users prove who they are. @default EmrStudioAuthentication.iam() */
  readonly authentication?: EmrStudioAuthentication;

  /**
   * Private subnets of workspaces, 1 to 5, at least one of them of the cluster's load balancers.
   *
   * Throws if a subnet is public.
   *
   * @default - the subnets of the cluster's load balancers, at most 5
   */
  readonly subnets?: ec2.ISubnet[];

  /**
   * Bucket in which the Studio keeps notebooks.
   *
   * @default - a bucket is made: encrypted, versioned, closed to the public, TLS only
   */
  readonly bucket?: s3.IBucket;

  /** Key with which notebooks are encrypted, and the bucket that is made. @default - keys of S3 */
  readonly encryptionKey?: kms.IKey;

  /**
   * Policy for the bucket that is made when the Studio is deleted. Throws with `bucket`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Role of users, for Identity Center. Throws with IAM.
   *
   * @default - a role is made for Identity Center, with `grantUse`
   */
  readonly userRole?: iam.IRole;

  /** Publish the Studio's URL as a stack output. @default true */
  readonly outputs?: boolean;
}
