import { loadBalancerControllerPolicy, type LoadBalancerControllerScope } from '../../../../src/addons/load-balancer-controller/policies/controller';
import upstream from '../../../schemas/iam/aws-load-balancer-controller-3.5.0-policy.json';
import { evaluate, type IamRequest, type Statement } from '../../../support/iam';

const ACCOUNT = '111122223333';

function scopeOf(partition: string, region: string): LoadBalancerControllerScope {
  const values: Record<string, string> = { Partition: partition, Region: region, AccountId: ACCOUNT };
  return {
    arn: (pattern) => pattern.replace(/\$\{AWS::(\w+)\}/g, (_, name) => values[name]),
    clusterName: 'mine',
    vpcArn: `arn:${partition}:ec2:${region}:${ACCOUNT}:vpc/vpc-1`,
    nodeSecurityGroupArn: `arn:${partition}:ec2:${region}:${ACCOUNT}:security-group/sg-nodes`,
  };
}

const own: Statement[] = loadBalancerControllerPolicy(scopeOf('aws', 'eu-west-1')).toJSON().Statement;
const theirs = upstream.Statement as unknown as Statement[];
const TAG = 'elbv2.k8s.aws/cluster';
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const elb = (resource: string) => arn('elasticloadbalancing', resource);
const group = (id: string) => arn('ec2', `security-group/${id}`);
const tagged = (cluster: string) => ({ [`aws:ResourceTag/${TAG}`]: cluster });
const asking = (cluster: string) => ({ [`aws:RequestTag/${TAG}`]: cluster });
const created = (action: string, cluster: string) => ({ 'elasticloadbalancing:CreateAction': action, ...asking(cluster) });

/** Where each kind of thing lies. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html */
const BALANCER = elb('loadbalancer/net/k8s-a/1');
const GROUP = elb('targetgroup/k8s-a/1');
const LISTENER = elb('listener/app/k8s-a/1/2');
const RULE = elb('listener-rule/app/k8s-a/1/2/3');

type Call = (cluster: string) => IamRequest;
const change = (name: string, resource: string): Call => (cluster) => ({ action: `elasticloadbalancing:${name}`, resource, context: tagged(cluster) });

/** Every change that an internal Application or Network Load Balancer takes, from its beginning to its end, for a cluster. */
const LIFE: Call[] = [
  (cluster) => ({ action: 'ec2:CreateSecurityGroup', resource: group('sg-1'), context: asking(cluster) }),
  (cluster) => ({ action: 'ec2:CreateTags', resource: group('sg-1'), context: { 'ec2:CreateAction': 'CreateSecurityGroup', ...asking(cluster) } }),
  (cluster) => ({ action: 'ec2:CreateTags', resource: group('sg-1'), context: tagged(cluster) }),
  (cluster) => ({ action: 'ec2:DeleteTags', resource: group('sg-1'), context: tagged(cluster) }),
  (cluster) => ({ action: 'ec2:AuthorizeSecurityGroupIngress', resource: group('sg-1'), context: tagged(cluster) }),
  (cluster) => ({ action: 'ec2:RevokeSecurityGroupIngress', resource: group('sg-1'), context: tagged(cluster) }),
  (cluster) => ({ action: 'elasticloadbalancing:CreateLoadBalancer', resource: BALANCER, context: asking(cluster) }),
  (cluster) => ({ action: 'elasticloadbalancing:AddTags', resource: BALANCER, context: created('CreateLoadBalancer', cluster) }),
  (cluster) => ({ action: 'elasticloadbalancing:CreateTargetGroup', resource: GROUP, context: asking(cluster) }),
  (cluster) => ({ action: 'elasticloadbalancing:AddTags', resource: GROUP, context: created('CreateTargetGroup', cluster) }),
  change('CreateListener', BALANCER),
  (cluster) => ({ action: 'elasticloadbalancing:AddTags', resource: LISTENER, context: created('CreateListener', cluster) }),
  change('CreateRule', LISTENER),
  (cluster) => ({ action: 'elasticloadbalancing:AddTags', resource: RULE, context: created('CreateRule', cluster) }),
  change('AddTags', BALANCER), change('RemoveTags', BALANCER), change('AddTags', RULE), change('RemoveTags', RULE),
  change('ModifyLoadBalancerAttributes', BALANCER), change('SetIpAddressType', BALANCER), change('SetSecurityGroups', BALANCER), change('SetSubnets', BALANCER),
  change('ModifyCapacityReservation', BALANCER), change('ModifyIpPools', elb('loadbalancer/app/k8s-a/1')),
  change('ModifyTargetGroup', GROUP), change('ModifyTargetGroupAttributes', GROUP), change('RegisterTargets', GROUP), change('DeregisterTargets', GROUP),
  change('ModifyListener', LISTENER), change('ModifyListenerAttributes', LISTENER), change('AddListenerCertificates', LISTENER),
  change('RemoveListenerCertificates', LISTENER), change('ModifyRule', RULE),
  change('DeleteRule', RULE), change('DeleteListener', LISTENER), change('DeleteTargetGroup', GROUP), change('DeleteLoadBalancer', BALANCER),
  (cluster) => ({ action: 'ec2:DeleteSecurityGroup', resource: group('sg-1'), context: tagged(cluster) }),
];

/** Calls for which AWS evaluates no tag of the cluster. */
const UNTAGGED: IamRequest[] = [
  { action: 'ec2:CreateSecurityGroup', resource: arn('ec2', 'vpc/vpc-1') },
  { action: 'ec2:AuthorizeSecurityGroupIngress', resource: group('sg-nodes') },
  { action: 'ec2:RevokeSecurityGroupIngress', resource: group('sg-nodes') },
  { action: 'elasticloadbalancing:SetRulePriorities', resource: RULE },
  { action: 'iam:CreateServiceLinkedRole', resource: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`, context: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
];

const actionsOf = (statements: Statement[]) => [...new Set(statements.flatMap(({ Action }) => [Action!].flat()))].sort();
const isRead = (action: string) => /^\w[\w-]*:(Describe|Get|List)/.test(action);

describe('loadBalancerControllerPolicy()', () => {
  test.each(LIFE.map((call) => [call('mine').action, call('mine').resource, call] as const))('allows %s on %s', (_, __, call) => {
    expect(evaluate(own, call('mine'))).toBe('allowed');
  });

  test.each(LIFE.map((call) => [call('mine').action, call('mine').resource, call] as const))('denies %s on %s of another cluster', (_, __, call) => {
    expect(evaluate(own, call('other'))).toBe('not allowed');
    expect(evaluate(own, { ...call('other'), context: {} })).toBe('not allowed'); // nor of nobody
  });

  test.each(UNTAGGED.map((call) => [call.action, call.resource, call] as const))('allows %s on %s, which knows no tag', (_, __, call) => {
    expect(evaluate(own, call)).toBe('allowed');
  });

  test.each<[string, IamRequest]>([
    ['a group in another VPC', { action: 'ec2:CreateSecurityGroup', resource: arn('ec2', 'vpc/vpc-2') }],
    ['rules of a group that is neither its own nor the nodes\'', { action: 'ec2:AuthorizeSecurityGroupIngress', resource: group('sg-database') }],
    ['deletion of the nodes\' group', { action: 'ec2:DeleteSecurityGroup', resource: group('sg-nodes') }],
    ['taking over what belongs to another cluster', { action: 'elasticloadbalancing:AddTags', resource: BALANCER, context: { ...tagged('other'), ...asking('mine') } }],
    ['giving away what is its own', { action: 'elasticloadbalancing:AddTags', resource: BALANCER, context: { ...tagged('mine'), ...asking('other') } }],
    ['service-linked roles of others', { action: 'iam:CreateServiceLinkedRole', resource: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS`, context: { 'iam:AWSServiceName': 'rds.amazonaws.com' } }],
    ['web ACLs', { action: 'wafv2:AssociateWebACL', resource: BALANCER, context: tagged('mine') }],
  ])('does not allow %s', (_, request) => {
    expect(evaluate(own, request)).toBe('not allowed');
  });

  test('allows nothing that upstream does not', () => {
    const allowed = [...LIFE.map((call) => call('mine')), ...UNTAGGED].filter((request) => evaluate(own, request) === 'allowed');
    const reads = actionsOf(own).filter(isRead).map((action) => ({ action, resource: '*' }));
    expect([...allowed, ...reads].filter((request) => evaluate(theirs, request) !== 'allowed')).toEqual([]);
  });

  test('leaves out WAF, Shield, Cognito, server certificates and Outposts, and nothing else', () => {
    const left = actionsOf(theirs).filter((action) => !actionsOf(own).includes(action));
    expect(left.filter((action) => !/^(waf-regional|wafv2|shield|cognito-idp|iam):|:SetWebAcl$|Coip/.test(action))).toEqual([]);
  });

  test('has every change of upstream\'s in the calls above', () => {
    const tried = new Set([...LIFE.map((call) => call('mine').action), ...UNTAGGED.map(({ action }) => action)]);
    expect(actionsOf(own).filter((action) => !isRead(action) && !tried.has(action))).toEqual([]);
  });

  test('changes nothing on every resource', () => {
    const everywhere = own.filter(({ Resource }) => [Resource!].flat().includes('*'));
    expect(actionsOf(everywhere).filter((action) => !isRead(action))).toEqual([]);
  });

  test.each([['aws-cn', 'cn-north-1'], ['aws-us-gov', 'us-gov-west-1']])('is the same in %s but for the partition', (partition, region) => {
    const there = JSON.stringify(loadBalancerControllerPolicy(scopeOf(partition, region)).toJSON());
    expect(there.split(`arn:${partition}:`).join('arn:aws:').split(region).join('eu-west-1')).toBe(JSON.stringify({ Statement: own, Version: '2012-10-17' }));
  });

  test('fits into the 10,240 characters of inline policies', () => {
    expect(JSON.stringify({ Version: '2012-10-17', Statement: own }).length).toBeLessThan(10_240);
  });
});
