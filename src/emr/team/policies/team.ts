import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Lets a principal follow, cancel and tag the jobs of one virtual cluster, and read job templates.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonemroneksemrcontainers.html
 */
export function grantFollowJobRuns(
  grantee: iam.IGrantable, virtualClusterArn: string, jobTemplatesArn: string,
): iam.Grant {
  const grant = (actions: string[], arn: string) => iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [arn] });
  const ofJobs = ['emr-containers:DescribeJobRun', 'emr-containers:CancelJobRun', 'emr-containers:TagResource'];
  return grant(['emr-containers:DescribeVirtualCluster', 'emr-containers:ListJobRuns'], virtualClusterArn)
    .combine(grant(ofJobs, `${virtualClusterArn}/jobruns/*`))
    .combine(grant(['emr-containers:DescribeJobTemplate'], jobTemplatesArn));
}

/**
 * Lets a principal start jobs of one virtual cluster under one role.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/iam-execution-role.html
 */
export function grantStartJobRunAs(grantee: iam.IGrantable, virtualClusterArn: string, roleArn: string): iam.Grant {
  const start = iam.Grant.addToPrincipal({
    grantee,
    actions: ['emr-containers:StartJobRun'],
    resourceArns: [virtualClusterArn],
    conditions: { StringEquals: { 'emr-containers:ExecutionRoleArn': roleArn } },
  });
  const pass = iam.Grant.addToPrincipal({
    grantee,
    actions: ['iam:PassRole'],
    resourceArns: [roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'pods.eks.amazonaws.com' } },
  });
  return start.combine(pass);
}

/**
 * Lets CloudWatch Logs encrypt one log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function encryptLogGroup(region: string, logGroupArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'], // of this key, whose policy it is
    conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
  });
}
