/**
 * What neither a template nor the published schemas say: each entry names its source, or why the library does without.
 */

/** Actions that deploying a type takes beside those of its own handlers. */
export interface FurtherActions {
  readonly types: RegExp;
  readonly actions: string[];
  readonly reason: string;
  readonly source: string;
}

export const FURTHER: FurtherActions[] = [
  {
    types: /^AWS::EMRContainers::VirtualCluster$/,
    actions: [
      'eks:CreateAccessEntry', 'eks:DescribeAccessEntry', 'eks:DeleteAccessEntry',
      'eks:ListAssociatedAccessPolicies', 'eks:AssociateAccessPolicy', 'eks:DisassociateAccessPolicy',
    ],
    reason: 'EMR makes the access entry of its service-linked role with the rights of whoever creates the virtual cluster, and '
      + 'removes it likewise.',
    source: 'https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-cluster-access.html',
  },
  {
    types: /^AWS::FSx::FileSystem$/,
    actions: [
      'fsx:CreateFileSystem',
      'fsx:DeleteFileSystem',
      'fsx:DescribeFileSystems',
      'fsx:TagResource',
      'fsx:UntagResource',
      'fsx:UpdateFileSystem',
      'iam:CreateServiceLinkedRole',
    ],
    reason: 'Its handlers publish no permissions; the first file system of an account brings the service-linked role.',
    source: 'https://docs.aws.amazon.com/fsx/latest/LustreGuide/security_iam_service-with-iam.html',
  },
  {
    types: /^Custom::/,
    actions: ['lambda:InvokeFunction'],
    reason: 'CloudFormation calls CDK\'s function, which applies objects and charts; the function has rights of its own.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-cloudformation.html',
  },
  {
    types: /^AWS::SSM::Parameter::Value</,
    actions: ['ssm:GetParameters'],
    reason: 'Templates read the version of the bootstrap stack from a parameter.',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html',
  },
];

/** Types that stories add to the platform: whoever has such resources allows them as ever. */
export const YOURS = /^AWS::S3::Bucket(Policy)?$/;

/** Actions of handlers that no template of this library leads to. */
export interface LeftOut {
  readonly actions: RegExp;
  readonly reason: string;
}

export const LEFT_OUT: LeftOut[] = [
  {
    actions: /^(s3:REST\.PUT\.OBJECT|ec2:DescribeSecurityGroup|lambda:AssociateRuntimeAlias|vpc-lattice:Describe\w+)$/,
    reason: 'IAM knows no such action.',
  },
  { actions: /^iam:\w*(User|Group)Policy$/, reason: 'Policies are attached to roles only.' },
  {
    actions: /^ec2:\w*(VpnGateway|VpcEncryptionControls?|AddressTransfer|IpamPoolCidr)s?$/,
    reason: 'No VPN gateways, encryption controls, transferred addresses or IPAM pools.',
  },
  { actions: /^(vpc-lattice:Create\w+|vpce:AllowMultiRegion)$/, reason: 'Endpoints of AWS services in the same Region only.' },
  {
    actions: /^(elasticfilesystem:|s3files:|lambda:(GetCodeSigningConfig|PassCapacityProvider)$)/,
    reason: 'CDK\'s functions have no file system, code signing or capacity provider.',
  },
  {
    actions: /^kms:(Encrypt|Decrypt|GenerateDataKey)$/,
    reason: 'CDK\'s functions have no environment that is encrypted with a key of yours.',
  },
  {
    actions: /^(firehose:\w+|logs:(CreateLogDelivery|(Put|Delete)(Resource|Index)Policy))$/,
    reason: 'Log groups have no deliveries, resource policies or index policies.',
  },
];

/** What EC2 may be called in China, as Karpenter's own statement AllowPassingInstanceRole has it: `test/schemas/iam`. */
export const EC2_IN_CHINA = 'ec2.amazonaws.com.cn';

/**
 * To whom the role of a managed endpoint is passed.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-spark-connect.html
 */
export const ENDPOINTS = 'emr-containers.amazonaws.com';

/**
 * Services whose service-linked roles come into being with a platform: EKS, its node groups, EMR on EKS and, on request, FSx, its link to
 * S3, and spot.
 */
export const SERVICE_LINKED = [
  'eks.amazonaws.com', 'eks-nodegroup.amazonaws.com', 'emr-containers.amazonaws.com', 'fsx.amazonaws.com',
  's3.data-source.lustre.fsx.amazonaws.com',
  'spot.amazonaws.com',
];

/** Where actions that can be narrowed are allowed; an action belongs to every scope that names it. */
export interface Scope {
  readonly sid: string;
  readonly actions: RegExp;
  readonly resources: string[];
  readonly condition?: { readonly [key: string]: string[] };
}

const arn = (service: string, resource: string) => `arn:<Partition>:${service}:<Region>:<Account>:${resource}`;
const iam = (resource: string) => `arn:<Partition>:iam::<Account>:${resource}`;
const SERVICE_ROLES = [iam('role/aws-service-role/*')];
const ROLES = [iam('role/<StackPrefix>*'), iam('role/<TeamPrefix>*')];

/** Names are those that the constructs give; what has no name of its own begins with the stack's. */
export function scopes(passedTo: string[]): Scope[] {
  return [
    // The account is left open: subnets may be shared by another one, images are AWS's.
    { sid: 'Ec2', actions: /^ec2:/, resources: ['arn:<Partition>:ec2:<Region>:*:*/*'] },
    { sid: 'Cluster', actions: /^eks:/, resources: [arn('eks', '*/<ClusterName>'), arn('eks', '*/<ClusterName>/*')] },
    {
      sid: 'Emr',
      actions: /^emr-containers:/,
      resources: [arn('emr-containers', '/virtualclusters/*'), arn('emr-containers', '/jobtemplates/*')],
    },
    { sid: 'Studios', actions: /^elasticmapreduce:/, resources: [arn('elasticmapreduce', '*')] },
    { sid: 'FileSystems', actions: /^fsx:/, resources: [arn('fsx', 'file-system/*'), arn('fsx', 'association/*')] },
    // FSx opens the bucket to its service-linked role.
    { sid: 'DataRepositories', actions: /^s3:(ListBucket|\w+BucketPolicy)$/, resources: ['arn:<Partition>:s3:::<DataBucket>'] },
    {
      sid: 'DataRepositoryRoles',
      actions: /^iam:PutRolePolicy$/,
      resources: [iam('role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/*')],
    },
    { sid: 'Roles', actions: /^iam:(?!PassRole|AddRole|RemoveRole|\w*ServiceLinkedRole)\w*Role/, resources: ROLES },
    { sid: 'PassRoles', actions: /^iam:PassRole$/, resources: ROLES, condition: { 'iam:PassedToService': passedTo } },
    { sid: 'InstanceProfiles', actions: /^iam:\w*InstanceProfile$/, resources: [iam('instance-profile/<StackPrefix>*')] },
    { sid: 'OidcProviders', actions: /OpenIDConnectProvider/, resources: [iam('oidc-provider/oidc.eks.<Region>.*')] },
    {
      sid: 'CreateServiceLinkedRoles',
      actions: /^iam:CreateServiceLinkedRole$/,
      resources: SERVICE_ROLES,
      condition: { 'iam:AWSServiceName': SERVICE_LINKED },
    },
    {
      sid: 'ServiceLinkedRoles',
      actions: /^iam:(GetRole|UpdateRole|DeleteServiceLinkedRole|GetServiceLinkedRoleDeletionStatus)$/,
      resources: SERVICE_ROLES,
    },
    { sid: 'Keys', actions: /^kms:/, resources: [arn('kms', 'key/*')] },
    { sid: 'Functions', actions: /^lambda:/, resources: [arn('lambda', 'function:<StackPrefix>*'), arn('lambda', 'layer:*')] },
    {
      sid: 'Assets',
      actions: /^s3:(?!ListBucket$|\w+BucketPolicy$)/,
      resources: ['arn:<Partition>:s3:::cdk-<Qualifier>-assets-<Account>-<Region>/*'],
    },
    {
      sid: 'Logs',
      actions: /^logs:/,
      resources: [
        arn('logs', 'log-group:/aws/eks/<ClusterName>/cluster*'),
        arn('logs', 'log-group:/emr-on-eks-logs/<ClusterName>/*'),
        arn('logs', 'log-group:<StackPrefix>*'),
      ],
    },
    { sid: 'Queue', actions: /^sqs:/, resources: [arn('sqs', '<StackPrefix>*')] },
    { sid: 'Rules', actions: /^events:/, resources: [arn('events', 'rule/<StackPrefix>*')] },
    {
      sid: 'Parameters',
      actions: /^ssm:/,
      // CDK's KubectlReadyBarrier has a generated name, which holds its logical id.
      resources: [
        arn('ssm', 'parameter/emr-eks-karpenter/<ClusterName>/*'),
        arn('ssm', 'parameter/*KubectlReadyBarrier*'),
        arn('ssm', 'parameter/cdk-bootstrap/<Qualifier>/version'),
      ],
    },
  ];
}
