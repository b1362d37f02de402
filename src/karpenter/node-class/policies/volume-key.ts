import * as iam from 'aws-cdk-lib/aws-iam';

/** Who may encrypt node volumes with which customer-managed key. */
export interface VolumeKeyScope {
  /** `ec2.<region>.<suffix>`. */
  readonly viaService: string;
  /** For a policy of the key: whom it admits. Undefined in a policy of the role. */
  readonly controllerRoleArn?: string;
  /** For a policy of the role: which key. Undefined in a policy of the key, which speaks of itself. */
  readonly keyArn?: string;
}

/**
 * What EC2 needs to encrypt volumes on behalf of Karpenter, said by the key or by Karpenter's role.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
 */
export function volumeKeyStatements({ viaService, controllerRoleArn, keyArn = '*' }: VolumeKeyScope): iam.PolicyStatement[] {
  const principals = () => controllerRoleArn === undefined ? undefined : [new iam.ArnPrincipal(controllerRoleArn)];
  return [
    new iam.PolicyStatement({
      principals: principals(),
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
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
