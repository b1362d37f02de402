import * as iam from 'aws-cdk-lib/aws-iam';

/** Log location of jobs in S3. */
export interface LogBucketSpec {
  readonly bucketArn: string;
  /** Ends in a slash. */
  readonly prefix: string;
  /** Key of the bucket, when it has one of its own. */
  readonly keyArn?: string;
}

/**
 * The team's log group, and nobody else's; that log groups exist may be listed.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/creating-job-execution-role.html
 */
export function writeLogGroup(logGroupArn: string, everyLogGroupArn: string): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], resources: [logGroupArn],
    }),
    new iam.PolicyStatement({ actions: ['logs:DescribeLogGroups'], resources: [everyLogGroupArn] }),
  ];
}

/**
 * One prefix of the log bucket.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-s3.html
 */
export function writeLogBucket(spec: LogBucketSpec): iam.PolicyStatement[] {
  const statements = [
    new iam.PolicyStatement({
      actions: ['s3:PutObject', 's3:GetObject'], resources: [`${spec.bucketArn}/${spec.prefix}*`],
    }),
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [spec.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${spec.prefix}*` } },
    }),
  ];
  if (spec.keyArn === undefined) {
    return statements;
  }
  return [...statements, new iam.PolicyStatement({
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [spec.keyArn],
  })];
}

/** Exactly one object. */
export function grantReadObject(grantee: iam.IGrantable, objectArn: string): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [objectArn] });
}
