import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { storageKeyStatements } from './policies/volume-key';
import { warn } from '../private/warnings';

export interface StorageKeyAccessProps {
  /** Role of the CSI driver, where it is known. */
  readonly role?: iam.IRole;
  readonly key: kms.IKey;
  /** Service that encrypts: "ec2" or "fsx". */
  readonly service: string;
  /** Name of the StorageClass, unique in the cluster. */
  readonly storageClassName: string;
  /** Name of the driver, by which an import is told of its role. */
  readonly addonName: string;
}

/**
 * Lets a CSI driver make volumes that a customer-managed key encrypts. One policy, beside the storage, which knows both
 * role and key.
 */
export class StorageKeyAccess extends Construct {
  constructor(scope: Construct, id: string, props: StorageKeyAccessProps) {
    super(scope, id);
    if (props.role === undefined) {
      warn(
        this,
        'storage:key',
        '`kmsKey` is of no use before the CSI driver\'s role may use it: name the role to `fromClusterAttributes` '
          + `as \`roleArn\` of "${props.addonName}" in \`addons\`, or allow it where the cluster is defined`,
      );
      return;
    }
    new iam.Policy(this, 'Resource', {
      // Another app may add a policy from a construct of the same path.
      policyName: `StorageKey-${props.storageClassName}`,
      roles: [props.role],
      statements: storageKeyStatements({
        keyArn: props.key.keyArn, viaService: `${props.service}.${Stack.of(this).region}.${Aws.URL_SUFFIX}`,
      }),
    });
  }
}
