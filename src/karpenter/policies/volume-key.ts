import * as iam from 'aws-cdk-lib/aws-iam';

/** Who may encrypt node volumes with a customer-managed key. */
export interface VolumeKeyScope {
  readonly controllerRoleArn: string;
  /** `ec2.<region>.<suffix>`. */
  readonly viaService: string;
}

/**
 * What the key's own policy must say for EC2 to encrypt volumes on behalf of Karpenter.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
 */
export function volumeKeyStatements(scope: VolumeKeyScope): iam.PolicyStatement[] {
  const principals = () => [new iam.ArnPrincipal(scope.controllerRoleArn)];
  return [
    new iam.PolicyStatement({
      principals: principals(),
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': scope.viaService } },
    }),
    new iam.PolicyStatement({
      principals: principals(),
      actions: ['kms:CreateGrant'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': scope.viaService }, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}
