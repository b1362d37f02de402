import * as iam from 'aws-cdk-lib/aws-iam';

/** Which service may use which key on behalf of a CSI driver. */
export interface StorageKeyScope {
  readonly keyArn: string;
  /** `ec2.<region>.<suffix>` or `fsx.<region>.<suffix>`. */
  readonly viaService: string;
}

/**
 * What a CSI driver needs so that EBS or FSx encrypts what it makes with a customer-managed key.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html#ebs-encryption-permissions
 * @see https://docs.aws.amazon.com/fsx/latest/LustreGuide/encryption-at-rest.html
 */
export function storageKeyStatements({ keyArn, viaService }: StorageKeyScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService } },
    }),
    new iam.PolicyStatement({
      actions: ['kms:CreateGrant'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService }, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}
