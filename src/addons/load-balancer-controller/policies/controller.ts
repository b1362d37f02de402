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
const mine = (s: Scope) => ({ [`aws:ResourceTag/${OWNER}`]: s.clusterName });
const asMine = (s: Scope) => ({ [`aws:RequestTag/${OWNER}`]: s.clusterName });
const ec2 = (s: Scope, resource: string) => s.arn(`arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
const groups = (s: Scope) => ec2(s, 'security-group/*');
/** Whatever its kind: load balancers, target groups, listeners and rules. The conditions tell whose it is. */
const elb = (s: Scope, resource = '*') => s.arn(`arn:\${AWS::Partition}:elasticloadbalancing:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

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
    statements: [reading(), serviceLinkedRole(scope), ...creation(scope), ...firstTags(scope), ...changes(scope)],
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

/** Some of them twice: creation is asked for on the VPC and on the group, which must be the cluster's from its beginning. */
function creation(s: Scope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ sid: 'CreateInVpc', actions: ['ec2:CreateSecurityGroup'], resources: [s.vpcArn] }),
    new iam.PolicyStatement({
      sid: 'Create',
      actions: ['ec2:CreateSecurityGroup', 'elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'],
      resources: [groups(s), elb(s)],
      conditions: { StringEquals: asMine(s) },
    }),
    new iam.PolicyStatement({
      sid: 'CreateBelow',
      actions: ['elasticloadbalancing:CreateListener', 'elasticloadbalancing:CreateRule'],
      resources: [elb(s)],
      conditions: { StringEquals: mine(s) },
    }),
  ];
}

function firstTags(s: Scope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'TagNewGroup',
      actions: ['ec2:CreateTags'],
      resources: [groups(s)],
      conditions: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', ...asMine(s) } },
    }),
    new iam.PolicyStatement({
      sid: 'TagNew',
      actions: ['elasticloadbalancing:AddTags'],
      resources: [elb(s)],
      conditions: {
        StringEquals: { 'elasticloadbalancing:CreateAction': ['CreateListener', 'CreateLoadBalancer', 'CreateRule', 'CreateTargetGroup'], ...asMine(s) },
      },
    }),
  ];
}

const RULES = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];

const CHANGES = [
  'AddListenerCertificates', 'AddTags', 'DeleteListener', 'DeleteLoadBalancer', 'DeleteRule', 'DeleteTargetGroup', 'DeregisterTargets',
  'ModifyCapacityReservation', 'ModifyIpPools', 'ModifyListener', 'ModifyListenerAttributes', 'ModifyLoadBalancerAttributes', 'ModifyRule',
  'ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'RegisterTargets', 'RemoveListenerCertificates', 'RemoveTags', 'SetIpAddressType',
  'SetSecurityGroups', 'SetSubnets',
].map((action) => `elasticloadbalancing:${action}`);

function changes(s: Scope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'Change',
      actions: ['ec2:CreateTags', 'ec2:DeleteSecurityGroup', 'ec2:DeleteTags', ...RULES, ...CHANGES],
      resources: [groups(s), elb(s)],
      // It may tag what is the cluster's, but not give it away.
      conditions: { StringEquals: mine(s), Null: { [`aws:RequestTag/${OWNER}`]: 'true' } },
    }),
    // A rule is a resource of its own, which is created with it.
    new iam.PolicyStatement({ sid: 'AdmitToNodes', actions: RULES, resources: [s.nodeSecurityGroupArn, ec2(s, 'security-group-rule/*')] }),
    // The one change of load balancers for which the service evaluates no tag.
    new iam.PolicyStatement({ sid: 'OrderRules', actions: ['elasticloadbalancing:SetRulePriorities'], resources: [elb(s, 'listener-rule/*')] }),
  ];
}
