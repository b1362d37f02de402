import * as iam from 'aws-cdk-lib/aws-iam';

/** What the controller's permissions are scoped to. */
export interface LoadBalancerControllerScope {
  /** Fills in `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}`. */
  readonly arn: (pattern: string) => string;
  readonly clusterName: string;
  readonly vpcArn: string;
  /** Group of the nodes, which is not the controller's own, but takes rules for its load balancers. */
  readonly nodeSecurityGroupArn: string;
}

/** On everything that the controller makes, with the name of its cluster. */
const OWNER = 'elbv2.k8s.aws/cluster';

type Scope = LoadBalancerControllerScope;
const mine = (s: Scope) => ({ StringEquals: { [`aws:ResourceTag/${OWNER}`]: s.clusterName } });
const asMine = (s: Scope) => ({ [`aws:RequestTag/${OWNER}`]: s.clusterName });
const ec2 = (s: Scope, resource: string) => s.arn(`arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
const elb = (s: Scope, ...resources: string[]) => resources.map((resource) => s.arn(`arn:\${AWS::Partition}:elasticloadbalancing:\${AWS::Region}:\${AWS::AccountId}:${resource}`));
const balancers = (s: Scope) => elb(s, 'loadbalancer/app/*', 'loadbalancer/net/*');
const groups = (s: Scope) => elb(s, 'targetgroup/*');
const listeners = (s: Scope) => elb(s, 'listener/app/*', 'listener/net/*');
const rules = (s: Scope) => elb(s, 'listener-rule/app/*', 'listener-rule/net/*');

/**
 * What the controller needs for load balancers of one cluster.
 *
 * Narrower than upstream's document of 16 statements: every change asks for the tag with the cluster's name, where upstream asks for any value or
 * none; rules of the nodes' security group are the one exception. WAF, Shield, Cognito and Outposts are left out.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export function loadBalancerControllerPolicy(scope: LoadBalancerControllerScope): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [reading(), serviceLinkedRole(scope), ...newGroups(scope), ...groupRules(scope), ...creation(scope), ...tagging(scope), ...changes(scope)],
  });
}

const READS = [
  'acm:DescribeCertificate', 'acm:ListCertificates',
  'ec2:DescribeAccountAttributes', 'ec2:DescribeAddresses', 'ec2:DescribeAvailabilityZones', 'ec2:DescribeInstances', 'ec2:DescribeInternetGateways',
  'ec2:DescribeIpamPools', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeRouteTables', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets',
  'ec2:DescribeTags', 'ec2:DescribeVpcPeeringConnections', 'ec2:DescribeVpcs', 'ec2:GetSecurityGroupsForVpc',
  'elasticloadbalancing:DescribeCapacityReservation', 'elasticloadbalancing:DescribeListenerAttributes', 'elasticloadbalancing:DescribeListenerCertificates',
  'elasticloadbalancing:DescribeListeners', 'elasticloadbalancing:DescribeLoadBalancerAttributes', 'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeSSLPolicies', 'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes', 'elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeTrustStores',
];

function reading(): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'Read', actions: READS, resources: ['*'] });
}

function serviceLinkedRole(s: Scope): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'ServiceLinkedRole',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [s.arn('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*')],
    conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
  });
}

function newGroups(s: Scope): iam.PolicyStatement[] {
  const every = [ec2(s, 'security-group/*')];
  return [
    new iam.PolicyStatement({ sid: 'CreateGroupInVpc', actions: ['ec2:CreateSecurityGroup'], resources: [s.vpcArn] }),
    new iam.PolicyStatement({ sid: 'CreateGroup', actions: ['ec2:CreateSecurityGroup'], resources: every, conditions: { StringEquals: asMine(s) } }),
    new iam.PolicyStatement({
      sid: 'TagNewGroup',
      actions: ['ec2:CreateTags'],
      resources: every,
      conditions: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', ...asMine(s) } },
    }),
    new iam.PolicyStatement({
      sid: 'TagGroup',
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      resources: every,
      conditions: { ...mine(s), Null: { [`aws:RequestTag/${OWNER}`]: 'true' } },
    }),
  ];
}

function groupRules(s: Scope): iam.PolicyStatement[] {
  const rule = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];
  return [
    new iam.PolicyStatement({
      sid: 'ChangeGroup', actions: [...rule, 'ec2:DeleteSecurityGroup'], resources: [ec2(s, 'security-group/*')], conditions: mine(s),
    }),
    new iam.PolicyStatement({
      sid: 'AdmitToNodes',
      actions: rule,
      // A rule is a resource of its own, which is created with it.
      resources: [s.nodeSecurityGroupArn, ec2(s, 'security-group-rule/*')],
    }),
  ];
}

function creation(s: Scope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'CreateBalancer',
      actions: ['elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'],
      resources: [...balancers(s), ...groups(s)],
      conditions: { StringEquals: asMine(s) },
    }),
    new iam.PolicyStatement({
      sid: 'CreateListener',
      actions: ['elasticloadbalancing:CreateListener', 'elasticloadbalancing:CreateRule'],
      resources: [...balancers(s), ...listeners(s)],
      conditions: mine(s),
    }),
  ];
}

function tagging(s: Scope): iam.PolicyStatement[] {
  const all = [...balancers(s), ...groups(s), ...listeners(s), ...rules(s)];
  return [
    new iam.PolicyStatement({
      sid: 'TagNew',
      actions: ['elasticloadbalancing:AddTags'],
      resources: all,
      conditions: {
        StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateListener', 'CreateLoadBalancer', 'CreateRule', 'CreateTargetGroup'], ...asMine(s) },
      },
    }),
    new iam.PolicyStatement({
      sid: 'Tag',
      actions: ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'],
      resources: all,
      conditions: { ...mine(s), Null: { [`aws:RequestTag/${OWNER}`]: 'true' } },
    }),
  ];
}

const CHANGES = [
  'AddListenerCertificates', 'DeleteListener', 'DeleteLoadBalancer', 'DeleteRule', 'DeleteTargetGroup', 'DeregisterTargets', 'ModifyCapacityReservation',
  'ModifyIpPools', 'ModifyListener', 'ModifyListenerAttributes', 'ModifyLoadBalancerAttributes', 'ModifyRule', 'ModifyTargetGroup',
  'ModifyTargetGroupAttributes', 'RegisterTargets', 'RemoveListenerCertificates', 'SetIpAddressType', 'SetSecurityGroups', 'SetSubnets',
].map((action) => `elasticloadbalancing:${action}`);

function changes(s: Scope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ sid: 'Change', actions: CHANGES, resources: [...balancers(s), ...groups(s), ...listeners(s), ...rules(s)], conditions: mine(s) }),
    // The one change for which the service evaluates no tag.
    new iam.PolicyStatement({ sid: 'OrderRules', actions: ['elasticloadbalancing:SetRulePriorities'], resources: rules(s) }),
  ];
}
