/**
 * Findings of cdk-nag that are right by design, each with its reason.
 *
 * They stand here, not in `src/`: `Validations.of(x).acknowledge()` of aws-cdk-lib 2.257.0 refuses ids with more than one "::", which
 * all ids of managed policies (IAM4) and most of wildcards (IAM5) have.
 */
export interface Acknowledgement {
  /** Path of the resource, from the construct. */
  readonly at: string;
  readonly rules: string[];
  readonly reason: string;
}

const under = (path: string, acknowledgements: Acknowledgement[]) => acknowledgements.map(({ at, ...rest }) => ({
  at: `${path}/${at}`, ...rest,
}));
const managed = (...policies: string[]) => policies.map((policy) => `IAM4[${policy}]`);
const wildcards = (...resources: string[]) => resources.map((resource) => `IAM5[${resource}]`);

export const NETWORK: Acknowledgement[] = [
  {
    at: 'Resource',
    rules: ['VPC7'],
    reason: 'What flow logs keep, where and for how long is a decision with a price: `network.vpc.addFlowLog(...)`.',
  },
];

const NODE_POLICIES = managed('AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonSSMManagedInstanceCore');
const ec2 = (...types: string[]) => wildcards(...types.map((type) => `arn:ec2:<region>:*:${type}/*`));

export const KARPENTER: Acknowledgement[] = [
  {
    at: 'NodeRole/Resource',
    rules: [...NODE_POLICIES, ...managed('AmazonEKS_CNI_Policy')],
    reason: 'The policies that Karpenter and EKS name for nodes; EKS widens them when nodes need more.',
  },
  {
    at: 'ControllerRole/Resource',
    rules: [
      ...wildcards(
        '*',
        'arn:ec2:<region>::image/*',
        'arn:ec2:<region>::snapshot/*',
        'arn:iam::<account>:instance-profile/*',
        'arn:ssm:<region>::parameter/aws/service/*',
      ),
      ...ec2(
        'capacity-reservation',
        'fleet',
        'instance',
        'launch-template',
        'network-interface',
        'placement-group',
        'security-group',
        'spot-instances-request',
        'subnet',
        'volume',
      ),
    ],
    reason: 'Upstream\'s statements, golden-tested: ids of what Karpenter launches are not known, conditions on the cluster\'s tags '
      + 'narrow what it may change.',
  },
  {
    at: 'Interruption/Queue/Resource',
    rules: ['SQS3'],
    reason: 'A notice of interruption that was not read in 5 minutes is worth nothing: no dead letters.',
  },
];

const FUNCTION_POLICIES = managed('AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole');
const OF_CDK = 'CDK makes the function, its role and its runtime: aws-cdk-lib/aws-eks-v2.';

const CONTROL_PLANE: Acknowledgement[] = [
  {
    at: 'Role/Resource',
    rules: managed('AmazonEKSClusterPolicy'),
    reason: 'The policy that EKS asks for; EKS widens it when clusters need more.',
  },
  {
    at: 'Resource',
    rules: ['EKS2[LogExport::controllerManager]', 'EKS2[LogExport::scheduler]'],
    reason: 'api, audit and authenticator tell who did what; the other two are many and cost: `controlPlaneLogs.types` adds them.',
  },
  {
    at: 'KubectlProvider/Handler/ServiceRole/Resource',
    rules: [...FUNCTION_POLICIES, ...managed('AmazonEC2ContainerRegistryReadOnly', 'AmazonElasticContainerRegistryPublicReadOnly')],
    reason: OF_CDK,
  },
  { at: 'KubectlProvider/Handler/Resource', rules: ['L1'], reason: OF_CDK },
  { at: 'KubectlProvider/Provider/framework-onEvent/ServiceRole/Resource', rules: FUNCTION_POLICIES, reason: OF_CDK },
  {
    at: 'KubectlProvider/Provider/framework-onEvent/ServiceRole/DefaultPolicy/Resource', rules: wildcards('<Handler.Arn>:*'),
    reason: OF_CDK,
  },
  { at: 'KubectlProvider/Provider/framework-onEvent/Resource', rules: ['L1'], reason: OF_CDK },
];

const CLEAN_UP: Acknowledgement[] = [
  {
    at: 'Role/Resource',
    rules: managed('AWSLambdaVPCAccessExecutionRole'),
    reason: 'What Lambda needs to run a function in a VPC; a denial keeps its network interfaces from the code.',
  },
  {
    at: 'Role/Resource',
    rules: wildcards(
      '*',
      ...['ec2', 'elasticloadbalancing'].map((service) => `arn:${service}:<region>:<account>:*/*`),
      'arn:iam::<account>:instance-profile/karpenter/<region>/*',
    ),
    reason: 'Ids of what controllers made are not known; it may look at everything and delete what carries the cluster\'s tags.',
  },
];

const END_JOBS: Acknowledgement = {
  at: 'Platform/CleanUp/VirtualClusters/Resource', rules: wildcards('<Cluster.Arn>/*'),
  reason: 'Every job and endpoint of exactly these virtual clusters ends with them.',
};

const ADDON = 'The policy that EKS documents for the add-on; AWS widens it when a version of the add-on needs more.';

export const CLUSTER: Acknowledgement[] = [
  ...under('Network', NETWORK),
  ...under('Karpenter', KARPENTER),
  ...under('Eks/Default', CONTROL_PLANE),
  ...under('CleanUp', CLEAN_UP),
  { at: 'CoreNodes/Role/Resource', rules: NODE_POLICIES, reason: 'The policies that EKS asks for on nodes.' },
  { at: 'NodeAddons/VpcCni/Role/Resource', rules: managed('AmazonEKS_CNI_Policy'), reason: ADDON },
  { at: 'ControllerAddons/EbsCsi/Role/Resource', rules: managed('AmazonEBSCSIDriverPolicyV2'), reason: ADDON },
];

export const JOB_EXECUTION_ROLE: Acknowledgement[] = [
  {
    at: 'Resource/Resource',
    rules: wildcards('arn:logs:<region>:<account>:log-group:*'),
    reason: 'logs:DescribeLogGroups, which EMR calls before it writes, cannot be narrowed to a group; everything else names the team\'s.',
  },
];

export const STUDIO: Acknowledgement[] = [
  {
    at: 'Bucket/Resource',
    rules: ['S1'],
    reason: 'Who reads notebooks is seen in CloudTrail; access logs need a bucket of your own: `bucket`.',
  },
  {
    at: 'ServiceRole/Resource',
    rules: wildcards(
      '*', '<Bucket.Arn>/*', 'arn:ec2:<region>:<account>:instance/*', 'arn:ec2:<region>:<account>:network-interface/*',
      'arn:secretsmanager:<region>:<account>:secret:emr-studio-*',
    ),
    reason: 'Of EMR\'s example, tested action by action: ids of interfaces, notebooks and secrets are not known, a tag of EMR\'s narrows '
      + 'what may change.',
  },
];

/** Brought by the first managed endpoint of a cluster. */
const LOAD_BALANCER_CONTROLLER: Acknowledgement[] = [
  {
    at: 'Role/Resource',
    rules: wildcards(
      'arn:ec2:<region>:<account>:security-group-rule/*', 'arn:ec2:<region>:<account>:security-group/*',
      'arn:elasticloadbalancing:<region>:<account>:*',
      'arn:elasticloadbalancing:<region>:<account>:listener-rule/*',
      'arn:iam::<account>:role/aws-service-role/elasticloadbalancing.amazonaws.com/*',
    ),
    reason: 'Narrower than upstream\'s, tested call by call: ids of what the controller makes are not known, conditions on the cluster\'s '
      + 'tag narrow what it may change.',
  },
];

export const TEAM: Acknowledgement[] = under('JobExecutionRole', JOB_EXECUTION_ROLE);

const GRANT = [
  ...['Abort', 'DeleteObject', 'GetBucket', 'GetObject', 'List'].map((family) => `IAM5[Action::s3:${family}*]`), 'IAM5[<Data.Arn>/*]',
];

/** Of the role of the FSx CSI driver, which the first FSx storage brings, and of the clean-up of what it makes. */
const FSX_CSI: Acknowledgement[] = [
  {
    at: 'Platform/CleanUp/Role/Resource',
    rules: wildcards('arn:fsx:<region>:<account>:file-system/*'),
    reason: 'Ids of what the driver made are not known; conditions on the tags of cluster, driver and removal narrow what it may delete.',
  },
  {
    at: 'Platform/OptionalAddons/FsxCsi/Role/Resource',
    rules: wildcards('arn:fsx:<region>:<account>:file-system/*', 'arn:iam::<account>:role/aws-service-role/fsx.amazonaws.com/*'),
    reason: 'Ids of what the driver makes are not known; conditions on its tag narrow what it may change, on the service what role '
      + 'it may bring.',
  },
];

const TWO_TEAMS: Acknowledgement[] = [
  ...['TeamA', 'TeamB'].map((team) => ({
    at: `Platform/${team}/JobExecutionRole/Resource/DefaultPolicy/Resource`,
    rules: GRANT,
    reason: 'What CDK\'s `bucket.grantReadWrite` makes of one bucket.',
  })),
  END_JOBS, END_JOBS, // one for each team
];

/** Of what stories add to the constructs, from the stack. */
export const STORIES: { readonly [story: string]: Acknowledgement[] } = {
  storage: [
    {
      at: 'Platform/TeamA/JobExecutionRole/Resource/DefaultPolicy/Resource',
      rules: GRANT,
      reason: 'What CDK\'s `bucket.grantReadWrite` makes of one bucket.',
    },
    ...FSX_CSI,
    END_JOBS,
  ],
  notebooks: [
    {
      at: 'Platform/TeamA/JobExecutionRole/Resource/Resource',
      rules: wildcards('<Logs.Arn>/emr-on-eks-logs/emr-eks-notebooks/emr-data-team-a/*'),
      reason: 'Names of logs under the team\'s prefix are EMR\'s.',
    },
    {
      at: 'Analyst/DefaultPolicy/Resource',
      rules: wildcards('arn:elasticmapreduce:<region>:<account>:editor/*'),
      reason: 'Workspaces of the account: EMR Studio has no narrower resource.',
    },
    ...under('Platform/OptionalAddons/LoadBalancerController', LOAD_BALANCER_CONTROLLER),
    END_JOBS,
  ],
  reference: TWO_TEAMS,
  yunikorn: TWO_TEAMS,
  private: [END_JOBS],
};

/** In the form of `findings()`. */
export function expected(acknowledgements: Acknowledgement[]): string[] {
  return acknowledgements.flatMap(({ at, rules }) => rules.map((rule) => `${at} ${rule}`)).sort();
}
