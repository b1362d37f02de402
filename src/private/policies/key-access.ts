import * as iam from 'aws-cdk-lib/aws-iam';

/** Use of a customer-managed key by one controller. */
export interface KeyScope {
  /** `ec2.<region>.<suffix>` or `fsx.<region>.<suffix>`: the key is of no use directly. */
  readonly viaService: string;
  readonly actions: readonly string[];
  /** Principal that a policy of the key admits. @default - none, for a policy of a role */
  readonly granteeArn?: string;
  /** Key that a policy of a role names. @default - "*", for a policy of the key, which speaks of itself */
  readonly keyArn?: string;
}

/**
 * Actions by which EC2 encrypts the volumes of instances.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
 */
export const VOLUME_KEY_ACTIONS: readonly string[] = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

/**
 * Actions by which EBS or FSx encrypts what a CSI driver makes.
 *
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html
 */
export const STORAGE_KEY_ACTIONS: readonly string[] = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

/**
 * Statements that let a service encrypt with a key on behalf of a controller, said by the key or by the controller's
 * role.
 */
export function keyStatements({ viaService, actions, granteeArn, keyArn = '*' }: KeyScope): iam.PolicyStatement[] {
  const principals = () => granteeArn === undefined ? undefined : [new iam.ArnPrincipal(granteeArn)];
  return [
    new iam.PolicyStatement({
      principals: principals(),
      actions: [...actions],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService } },
    }),
    new iam.PolicyStatement({
      principals: principals(),
      actions: ['kms:CreateGrant'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService }, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}
