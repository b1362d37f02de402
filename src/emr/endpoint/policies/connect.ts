import * as iam from 'aws-cdk-lib/aws-iam';

/** ARNs that a client of an endpoint uses. */
export interface EndpointAccess {
  readonly virtualClusterArn: string;
  readonly endpointArn: string;
  readonly executionRoleArn: string;
}

/**
 * Lets a principal find one endpoint and take out sessions of it, under its one role.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-user-permissions.html
 *   (AllowRetrievingManagedEndpointCredentials)
 */
export function grantConnectTo(grantee: iam.IGrantable, access: EndpointAccess): iam.Grant {
  const find = iam.Grant.addToPrincipal({
    grantee,
    actions: ['emr-containers:DescribeVirtualCluster', 'emr-containers:ListManagedEndpoints'],
    resourceArns: [access.virtualClusterArn],
  });
  const look = iam.Grant.addToPrincipal({
    grantee, actions: ['emr-containers:DescribeManagedEndpoint'], resourceArns: [access.endpointArn],
  });
  const connect = iam.Grant.addToPrincipal({
    grantee,
    actions: ['emr-containers:GetManagedEndpointSessionCredentials'],
    resourceArns: [access.endpointArn],
    conditions: { StringEquals: { 'emr-containers:ExecutionRoleArn': access.executionRoleArn } },
  });
  return find.combine(look).combine(connect);
}
