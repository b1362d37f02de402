import * as iam from 'aws-cdk-lib/aws-iam';
import { ResourceTag } from '../../../kubernetes/vocabulary';

/** ARNs of the account, in the partition and region of the cluster. */
export interface FsxCsiScope {
  /** `arn:<partition>:fsx:<region>:<account>:file-system/*`. */
  readonly fileSystemArn: string;
  /** `arn:<partition>:iam::<account>:role/aws-service-role/fsx.amazonaws.com/*`. */
  readonly serviceLinkedRoleArn: string;
}

/** The driver gives every file system that it makes this tag. @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/pkg/cloud/cloud.go `VolumeNameTagKey` */
const VOLUME_TAG = 'CSIVolumeName';

/**
 * What the FSx CSI driver calls, on file systems that it made: those that CloudFormation made it can describe, not change.
 *
 * Without the driver's imports from S3, which no class of this library asks for.
 *
 * @see https://github.com/kubernetes-sigs/aws-fsx-csi-driver/blob/master/docs/install.md#set-up-driver-permissions
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonfsx.html
 */
export function fsxCsiStatements({ fileSystemArn, serviceLinkedRoleArn }: FsxCsiScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['fsx:DescribeBackups', 'fsx:DescribeFileSystems'], resources: ['*'] }),
    new iam.PolicyStatement({
      actions: ['fsx:CreateFileSystem', 'fsx:TagResource'],
      resources: [fileSystemArn],
      conditions: { StringLike: { [`aws:RequestTag/${VOLUME_TAG}`]: '*' } },
    }),
    new iam.PolicyStatement({
      actions: ['fsx:DeleteFileSystem', 'fsx:UpdateFileSystem'],
      resources: [fileSystemArn],
      conditions: { StringLike: { [`aws:ResourceTag/${VOLUME_TAG}`]: '*' } },
    }),
    new iam.PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [serviceLinkedRoleArn],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'fsx.amazonaws.com' } },
    }),
  ];
}

/** File systems of a cluster. */
export interface FsxCleanUpScope {
  /** `arn:<partition>:fsx:<region>:<account>:file-system/*`. */
  readonly fileSystemArn: string;
  /** Literal: it is the value of a tag. */
  readonly clusterName: string;
}

/**
 * Permissions to delete file systems that the driver made and the user chose to delete; any other may be marked to be retained.
 *
 * The marks are those of `handlers/clean-up/ownership.js`.
 */
export function fsxCleanUpStatements({ fileSystemArn, clusterName }: FsxCleanUpScope): iam.PolicyStatement[] {
  const made = { [`aws:ResourceTag/${ResourceTag.CLUSTER}`]: clusterName };
  const byDriver = { Null: { [`aws:ResourceTag/${VOLUME_TAG}`]: 'false' } };
  return [
    new iam.PolicyStatement({
      actions: ['fsx:DeleteFileSystem'],
      resources: [fileSystemArn],
      conditions: { StringEquals: { ...made, [`aws:ResourceTag/${ResourceTag.ON_REMOVAL}`]: 'delete' }, ...byDriver },
    }),
    new iam.PolicyStatement({
      actions: ['fsx:TagResource'],
      resources: [fileSystemArn],
      conditions: { 'StringEquals': made, ...byDriver, 'ForAllValues:StringEquals': { 'aws:TagKeys': ResourceTag.RETAIN } },
    }),
  ];
}
