import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * On network interfaces that a Studio makes, by EMR itself.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html
 */
const EMR_TAG = 'for-use-with-amazon-emr-managed-policies';

/** Resources that a Studio works with. */
export interface StudioServiceScope {
  readonly networkInterfaceArn: string;
  readonly instanceArn: string;
  readonly subnetArns: string[];
  readonly securityGroupArns: string[];
  readonly secretArn: string;
  readonly bucketArn: string;
  /** Key of the bucket, when it has one of its own. */
  readonly keyArn?: string;
}

/** EMR, for Studios of this account. */
export function studioPrincipal(account: string, emrArn: string): iam.IPrincipal {
  return new iam.ServicePrincipal('elasticmapreduce.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': emrArn } },
  });
}

/**
 * Whoever Identity Center lets into a Studio.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-user-permissions.html
 */
export function studioUserPrincipal(): iam.IPrincipal {
  return new iam.ServicePrincipal('elasticmapreduce.amazonaws.com');
}

/** The statement that Identity Center adds to the trust of a user role. */
export function studioUserContext(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sts:SetContext'], principals: [studioUserPrincipal()] });
}

/**
 * Rights of a Studio for its workspaces on EKS: network interfaces in its subnets, with its security groups, and
 * notebooks in its bucket.
 *
 * Narrower than EMR's example: subnets and security groups by their ARNs instead of a tag that whoever may tag could
 * set; no clusters on EC2, no default security groups, no list of users for collaboration.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-service-role.html
 */
export function studioServicePolicy(scope: StudioServiceScope): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [...newInterfaces(scope), ...ownInterfaces(scope), ...groups(scope), ...storage(scope)],
  });
}

function newInterfaces(scope: StudioServiceScope): iam.PolicyStatement[] {
  const { networkInterfaceArn, subnetArns, securityGroupArns } = scope;
  return [
    new iam.PolicyStatement({
      sid: 'CreateTaggedInterface',
      actions: ['ec2:CreateNetworkInterface'],
      resources: [networkInterfaceArn],
      conditions: { StringEquals: { [`aws:RequestTag/${EMR_TAG}`]: 'true' } },
    }),
    new iam.PolicyStatement({
      sid: 'CreateInterfaceHere',
      actions: ['ec2:CreateNetworkInterface'],
      resources: [...subnetArns, ...securityGroupArns],
    }),
    new iam.PolicyStatement({
      sid: 'TagNewInterface',
      actions: ['ec2:CreateTags'],
      resources: [networkInterfaceArn],
      conditions: { StringEquals: { 'ec2:CreateAction': 'CreateNetworkInterface' } },
    }),
  ];
}

function ownInterfaces(scope: StudioServiceScope): iam.PolicyStatement[] {
  const { networkInterfaceArn, instanceArn, securityGroupArns } = scope;
  return [
    new iam.PolicyStatement({
      sid: 'UseInterface',
      actions: [
        'ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface', 'ec2:DeleteNetworkInterfacePermission',
      ],
      resources: [networkInterfaceArn],
      conditions: { StringEquals: { [`aws:ResourceTag/${EMR_TAG}`]: 'true' } },
    }),
    // EMR asks that this one stays as its example has it.
    new iam.PolicyStatement({
      sid: 'ChangeInterface', actions: ['ec2:ModifyNetworkInterfaceAttribute'], resources: [
        networkInterfaceArn, instanceArn, ...securityGroupArns,
      ],
    }),
  ];
}

function groups({ securityGroupArns }: StudioServiceScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'ChangeGroups',
      actions: [
        'ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress',
        'ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress',
      ],
      resources: securityGroupArns,
    }),
    new iam.PolicyStatement({
      sid: 'Read',
      actions: [
        'ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets', 'ec2:DescribeTags', 'ec2:DescribeVpcs',
      ],
      resources: ['*'],
    }),
  ];
}

function storage({ bucketArn, keyArn, secretArn }: StudioServiceScope): iam.PolicyStatement[] {
  const statements = [
    new iam.PolicyStatement({
      sid: 'Notebooks', actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], resources: [`${bucketArn}/*`],
    }),
    new iam.PolicyStatement({
      sid: 'Bucket', actions: ['s3:GetEncryptionConfiguration', 's3:ListBucket'], resources: [bucketArn],
    }),
    new iam.PolicyStatement({
      sid: 'GitSecrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secretArn],
      conditions: { StringEquals: { [`aws:ResourceTag/${EMR_TAG}`]: 'true' } },
    }),
  ];
  if (keyArn === undefined) {
    return statements;
  }
  const actions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
  return [...statements, new iam.PolicyStatement({ sid: 'Key', actions, resources: [keyArn] })];
}

/** Resources that a user of a Studio works with. */
export interface StudioUserScope {
  readonly region: string;
  readonly studioArn: string;
  readonly editorArn: string;
  readonly serviceRoleArn: string;
  readonly bucketArn: string;
  /** True where users open the Studio by IAM. */
  readonly presigned: boolean;
}

const WORKSPACE_ACTIONS = [
  'AttachEditor', 'DeleteEditor', 'DescribeEditor', 'DetachEditor', 'OpenEditorInConsole', 'StartEditor', 'StopEditor',
];
/** Actions for which AWS knows no resource, or clusters on EC2 only. */
const LIST_ACTIONS = [
  'CreateEditor', 'DescribeRepository', 'LinkRepository', 'ListEditors', 'ListRepositories', 'ListStudios',
  'UnlinkRepository',
];

/**
 * Rights of a user for workspaces in a Studio; sessions of an endpoint are granted by the endpoint.
 *
 * Follows EMR's "basic" example, without clusters on EC2.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-user-permissions.html
 */
export function studioUserStatements(scope: StudioUserScope): iam.PolicyStatement[] {
  const { region, studioArn, editorArn, serviceRoleArn, bucketArn, presigned } = scope;
  const emr = (names: string[]) => names.map((name) => `elasticmapreduce:${name}`);
  return [
    new iam.PolicyStatement({ sid: 'Workspaces', actions: emr(WORKSPACE_ACTIONS), resources: [editorArn] }),
    new iam.PolicyStatement({
      sid: 'Studio',
      actions: emr(['DescribeStudio', ...(presigned ? ['CreateStudioPresignedUrl'] : [])]),
      resources: [studioArn],
    }),
    new iam.PolicyStatement({
      sid: 'Lists',
      actions: [
        ...emr(LIST_ACTIONS),
        'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'emr-containers:ListVirtualClusters',
      ],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': region } },
    }),
    new iam.PolicyStatement({ sid: 'ServiceRole', actions: ['iam:PassRole'], resources: [serviceRoleArn] }),
    new iam.PolicyStatement({
      sid: 'Bucket', actions: ['s3:GetBucketLocation', 's3:ListBucket'], resources: [bucketArn],
    }),
  ];
}
