/** Names and ids in commands and snippets for an endpoint; all may be tokens. */
export interface EndpointGuideSpec {
  readonly region: string;
  readonly virtualClusterId: string;
  readonly virtualClusterArn: string;
  readonly endpointId: string;
  readonly endpointArn: string;
  readonly executionRoleArn: string;
  readonly namespace: string;
  readonly logGroupName: string;
}

/** Commands that show the state of the endpoint, its pods and their logs after a deployment. */
export function verifyCommands(spec: EndpointGuideSpec): string[] {
  const { region, virtualClusterId, endpointId, namespace, logGroupName } = spec;
  return [
    `aws emr-containers describe-managed-endpoint --region ${region} --virtual-cluster-id ${virtualClusterId} --id `
      + `${endpointId} --query endpoint.[state,stateDetails,failureReason]`,
    `kubectl --namespace ${namespace} get pods,ingress,services --output wide`,
    `aws logs tail ${logGroupName} --region ${region} --since 1h`,
  ];
}

/**
 * Steps by which a user of EMR Studio attaches a workspace.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-create-use-clusters.html
 */
export function attachSteps({ virtualClusterId, endpointId }: EndpointGuideSpec): string {
  return 'In a workspace of EMR Studio open Compute, choose "EMR on EKS cluster", the virtual cluster '
    + `${virtualClusterId} and the endpoint ${endpointId}, and Attach`;
}

/**
 * A PySpark program that opens a session. Its PySpark must be of the Spark version of the release.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-spark-connect.html
 */
export function sparkConnectProgram(spec: EndpointGuideSpec): string {
  return [
    'import boto3',
    'from pyspark.sql import SparkSession',
    '',
    `emr = boto3.client("emr-containers", region_name="${spec.region}")`,
    `endpoint = emr.describe_managed_endpoint(virtualClusterId="${spec.virtualClusterId}", `
      + `id="${spec.endpointId}")["endpoint"]`,
    'session = emr.get_managed_endpoint_session_credentials(',
    `    virtualClusterIdentifier="${spec.virtualClusterArn}", endpointIdentifier="${spec.endpointArn}",`,
    `    executionRoleArn="${spec.executionRoleArn}", credentialType="TOKEN")`,
    'url = f"{endpoint[\'authProxyUrl\']}/;use_ssl=true;x-aws-proxy-auth={session[\'credentials\'][\'token\']}"',
    'spark = SparkSession.builder.remote(url).getOrCreate()',
    'spark.sql("SELECT 1").show()',
  ].join('\n');
}
