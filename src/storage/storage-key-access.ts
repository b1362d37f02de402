import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { KeyAccess } from '../private/key-access';
import { STORAGE_KEY_ACTIONS } from '../private/policies/key-access';

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

/** Access of a CSI driver to the key of volumes that it makes. */
export class StorageKeyAccess extends KeyAccess {
  constructor(scope: Construct, id: string, { storageClassName, addonName, ...access }: StorageKeyAccessProps) {
    const remedy = `name the role to \`fromClusterAttributes\` as \`roleArn\` of "${addonName}" in \`addons\``;
    super(scope, id, {
      ...access,
      actions: STORAGE_KEY_ACTIONS,
      policyName: `StorageKey-${storageClassName}`,
      warning: {
        code: 'storage:key',
        text: `\`kmsKey\` is of no use before the CSI driver's role may use it: ${remedy}, or allow it where the `
          + 'cluster is defined',
      },
    });
  }
}
