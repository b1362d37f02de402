import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { DEPLOYMENT, evaluate, policiesOf, type IamRequest, type Statement } from '../../support/iam';
import { platformStack, testPlatform } from '../../support/platforms';

const { account, region } = DEPLOYMENT;
type Tags = Readonly<Record<string, string>>;

function statements(endpointAccess = eks.EndpointAccess.PRIVATE): Statement[] {
  const stack = platformStack();
  const platform = testPlatform(stack, { clusterName: 'mine', endpointAccess });
  platform.addTeam('TeamA', { namespace: 'team-a' });
  platform.platform.requireAddon('aws-fsx-csi-driver');
  const template = Template.fromStack(stack);
  const [role] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith('PlatformCleanUp'));
  // As AWS has it: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
  const managed: Statement = {
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses', 'ec2:DescribeNetworkInterfaces'],
    Resource: '*',
  };
  return [...policiesOf(template, role), ...(endpointAccess === eks.EndpointAccess.PRIVATE ? [managed] : [])];
}

const policy = statements();

/** Tags by their makers; sources in `handlers/clean-up/ownership.js`. */
const owned = (cluster: string): Tags => ({ [`kubernetes.io/cluster/${cluster}`]: 'owned' });
const MARKS = {
  karpenter: (cluster: string): Tags => ({ ...owned(cluster), 'eks:eks-cluster-name': cluster, 'karpenter.sh/nodepool': 'spark' }),
  ebsCsi: (cluster: string): Tags => ({ ...owned(cluster), KubernetesCluster: cluster }),
  fsxCsi: (cluster: string): Tags => ({ 'emr-eks-karpenter:cluster': cluster, 'emr-eks-karpenter:on-removal': 'delete', 'CSIVolumeName': 'pvc-1' }),
  vpcCni: (cluster: string): Tags => ({ 'cluster.k8s.amazonaws.com/name': cluster, 'node.k8s.amazonaws.com/instance_id': 'i-1' }),
  controller: (cluster: string): Tags => ({ 'elbv2.k8s.aws/cluster': cluster, 'service.k8s.aws/stack': 'x' }),
  service: (cluster: string): Tags => ({ ...owned(cluster), 'kubernetes.io/service-name': 'x/y' }),
  eks: (cluster: string): Tags => ({ ...owned(cluster), 'aws:eks:cluster-name': cluster }),
};

const ec2 = (type: string) => `arn:aws:ec2:${region}:${account}:${type}/id-1`;
const elb = (rest: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${rest}`;
const FILE_SYSTEM = `arn:aws:fsx:${region}:${account}:file-system/fs-1`;
const PROFILE = `arn:aws:iam::${account}:instance-profile/karpenter/${region}/mine/uid/mine_1`;

/** What the function changes: the action, the resource, and by which mark it is the cluster's. */
const CHANGES: ReadonlyArray<readonly [action: string, resource: string, mark: keyof typeof MARKS]> = [
  ['ec2:TerminateInstances', ec2('instance'), 'karpenter'],
  ['ec2:DeleteLaunchTemplate', ec2('launch-template'), 'karpenter'],
  ['ec2:DeleteVolume', ec2('volume'), 'karpenter'],
  ['ec2:DeleteVolume', ec2('volume'), 'ebsCsi'],
  ['fsx:DeleteFileSystem', FILE_SYSTEM, 'fsxCsi'],
  ['ec2:DeleteNetworkInterface', ec2('network-interface'), 'karpenter'],
  ['ec2:DeleteNetworkInterface', ec2('network-interface'), 'vpcCni'],
  ['iam:RemoveRoleFromInstanceProfile', PROFILE, 'karpenter'],
  ['iam:DeleteInstanceProfile', PROFILE, 'karpenter'],
  ...(['controller', 'service'] as const).flatMap((mark) => [
    ['elasticloadbalancing:DeleteLoadBalancer', elb('loadbalancer/app/x/1'), mark],
    ['elasticloadbalancing:DeleteLoadBalancer', elb('loadbalancer/classic'), mark],
    ['elasticloadbalancing:DeleteTargetGroup', elb('targetgroup/x/1'), mark],
    ['ec2:RevokeSecurityGroupIngress', ec2('security-group'), mark],
    ['ec2:RevokeSecurityGroupEgress', ec2('security-group'), mark],
  ] as const),
  ...(['controller', 'eks'] as const).map((mark) => ['ec2:DeleteSecurityGroup', ec2('security-group'), mark] as const),
];

const FROM_CODE = { 'lambda:SourceFunctionArn': `arn:aws:lambda:${region}:${account}:function:mine-clean-up` };
const tagged = (tags: Tags) => Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
const ask = (action: string, resource: string, tags: Tags, more: IamRequest['context'] = {}): IamRequest => ({ action, resource, context: { ...FROM_CODE, ...tagged(tags), ...more } });
const verdict = (request: IamRequest, of = policy) => evaluate(of, request);

describe('the clean-up\'s policy', () => {
  test.each(CHANGES)('allows %s on %s of its cluster by the mark %s', (action, resource, mark) => {
    expect(verdict(ask(action, resource, MARKS[mark]('mine')))).toBe('allowed');
  });

  test.each(CHANGES)('refuses %s on %s of another cluster by the mark %s', (action, resource, mark) => {
    expect(verdict(ask(action, resource, MARKS[mark]('other')))).not.toBe('allowed');
    expect(verdict(ask(action, resource, {}))).not.toBe('allowed');
  });

  test.each(CHANGES.filter(([action]) => /^(ec2:(Delete|Terminate)|elastic|fsx)/.test(action)))('refuses %s on %s that a stack made, by the mark %s', (action, resource, mark) => {
    expect(verdict(ask(action, resource, { ...MARKS[mark]('mine'), 'aws:cloudformation:stack-id': 'arn' }))).toBe('denied');
  });

  test('takes rules away from the nodes\' group, which the stack made', () => {
    expect(verdict(ask('ec2:RevokeSecurityGroupIngress', ec2('security-group'), { ...owned('mine'), 'aws:cloudformation:stack-id': 'arn' }))).toBe('allowed');
  });

  test.each(['instance', 'launch-template', 'volume'])('refuses to delete a %s with one of two tags', (type) => {
    const action = { 'instance': 'ec2:TerminateInstances', 'launch-template': 'ec2:DeleteLaunchTemplate', 'volume': 'ec2:DeleteVolume' }[type]!;
    expect(verdict(ask(action, ec2(type), owned('mine')))).toBe('not allowed');
    expect(verdict(ask(action, ec2(type), { 'eks:eks-cluster-name': 'mine' }))).toBe('not allowed');
  });

  test('marks volumes of its cluster as retained, with no other tag, and then deletes them no more', () => {
    const mark = (keys: string[], cluster = 'mine') => verdict(ask('ec2:CreateTags', ec2('volume'), MARKS.ebsCsi(cluster), { 'aws:TagKeys': keys }));
    expect([mark(['emr-eks-karpenter/retain']), mark(['Name']), mark(['emr-eks-karpenter/retain', 'Name']), mark(['emr-eks-karpenter/retain'], 'other')])
      .toEqual(['allowed', 'not allowed', 'not allowed', 'not allowed']);
    expect(verdict(ask('ec2:DeleteVolume', ec2('volume'), { ...MARKS.ebsCsi('mine'), 'emr-eks-karpenter/retain': 'true' }))).toBe('denied');
  });

  test('deletes only file systems that the driver made and the user chose to delete', () => {
    for (const key of Object.keys(MARKS.fsxCsi('mine'))) {
      const others = Object.fromEntries(Object.entries(MARKS.fsxCsi('mine')).filter(([other]) => other !== key));
      expect(verdict(ask('fsx:DeleteFileSystem', FILE_SYSTEM, others))).toBe('not allowed');
    }
  });

  test('marks file systems of its cluster as retained, with no other tag, and then deletes them no more', () => {
    const made = { 'emr-eks-karpenter:cluster': 'mine', 'CSIVolumeName': 'pvc-1' };
    const mark = (keys: string[], tags: Tags) => verdict(ask('fsx:TagResource', FILE_SYSTEM, tags, { 'aws:TagKeys': keys }));
    expect([
      mark(['emr-eks-karpenter/retain'], made), mark(['Name'], made), mark(['emr-eks-karpenter/retain', 'Name'], made),
      mark(['emr-eks-karpenter/retain'], { ...made, 'emr-eks-karpenter:cluster': 'other' }), mark(['emr-eks-karpenter/retain'], { 'emr-eks-karpenter:cluster': 'mine' }),
    ]).toEqual(['allowed', 'not allowed', 'not allowed', 'not allowed', 'not allowed']);
    expect(verdict(ask('fsx:DeleteFileSystem', FILE_SYSTEM, { ...MARKS.fsxCsi('mine'), 'emr-eks-karpenter/retain': 'true' }))).toBe('denied');
  });

  test('ends jobs and managed endpoints of its teams, and of no other virtual cluster', () => {
    const [{ Resource }] = policy.filter(({ Action }) => Action?.includes('emr-containers:CancelJobRun'));
    const mine = String(Resource).replace(/\/\*$/, '');
    const other = `arn:aws:emr-containers:${region}:${account}:/virtualclusters/other`;
    const verdicts = (of: string) => [verdict(ask('emr-containers:CancelJobRun', `${of}/jobruns/1`, {})), verdict(ask('emr-containers:DeleteManagedEndpoint', `${of}/endpoints/1`, {}))];
    expect(verdicts(mine)).toEqual(['allowed', 'allowed']);
    expect(verdicts(other)).toEqual(['not allowed', 'not allowed']);
    expect(verdict(ask('emr-containers:DeleteVirtualCluster', mine, {}))).toBe('not allowed');
  });

  test('calls itself and no other function, describes its own cluster and no other, and profiles of its region only', () => {
    const lambda = (name: string) => verdict(ask('lambda:InvokeFunction', `arn:aws:lambda:${region}:${account}:function:${name}`, {}));
    const cluster = (name: string) => verdict(ask('eks:DescribeCluster', `arn:aws:eks:${region}:${account}:cluster/${name}`, {}));
    expect([lambda('mine-clean-up'), lambda('other-clean-up'), cluster('mine'), cluster('other')]).toEqual(['allowed', 'not allowed', 'allowed', 'not allowed']);
    expect(verdict(ask('iam:DeleteInstanceProfile', PROFILE.replace(region, 'us-east-1'), MARKS.karpenter('mine')))).toBe('not allowed');
  });

  test('of a function outside of the VPC says the same, but that it makes no network interface', () => {
    const outside = statements(eks.EndpointAccess.PUBLIC);
    const verdicts = (of: Statement[], cluster: string) => CHANGES.map(([action, resource, mark]) => verdict(ask(action, resource, MARKS[mark](cluster)), of) === 'allowed');
    expect(verdicts(outside, 'mine')).toEqual(CHANGES.map(() => true));
    expect(verdicts(outside, 'other')).toEqual(CHANGES.map(() => false));
    expect(verdict({ action: 'ec2:CreateNetworkInterface', resource: ec2('network-interface') }, outside)).toBe('not allowed');
  });

  test('lets Lambda, but not the code, make network interfaces', () => {
    const make = { action: 'ec2:CreateNetworkInterface', resource: ec2('network-interface') };
    expect(verdict(make)).toBe('allowed');
    expect(verdict({ ...make, context: FROM_CODE })).toBe('denied');
  });

  test('is needed, every statement of it', () => {
    const requests = [
      ...CHANGES.flatMap(([action, resource, mark]) => [ask(action, resource, MARKS[mark]('mine')), ask(action, resource, MARKS[mark]('other')),
        ask(action, resource, { ...MARKS[mark]('mine'), 'aws:cloudformation:stack-id': 'arn' })]),
      ask('ec2:DeleteVolume', ec2('volume'), { ...MARKS.ebsCsi('mine'), 'emr-eks-karpenter/retain': 'true' }),
      ask('ec2:CreateTags', ec2('volume'), MARKS.ebsCsi('mine'), { 'aws:TagKeys': ['emr-eks-karpenter/retain'] }),
      ask('fsx:TagResource', FILE_SYSTEM, MARKS.fsxCsi('mine'), { 'aws:TagKeys': ['emr-eks-karpenter/retain'] }),
      ask('emr-containers:CancelJobRun', String(policy.filter(({ Action }) => Action?.includes('emr-containers:CancelJobRun'))[0].Resource), {}),
      ask('lambda:InvokeFunction', FROM_CODE['lambda:SourceFunctionArn'], {}),
      ask('eks:DescribeCluster', `arn:aws:eks:${region}:${account}:cluster/mine`, {}),
      ask('ec2:DescribeInstances', '*', {}),
      { action: 'ec2:CreateNetworkInterface', resource: ec2('network-interface') },
    ];
    const verdicts = (of: Statement[]) => requests.map((request) => verdict(request, of));
    const whole = verdicts(policy);
    const idle = policy.filter((statement) => JSON.stringify(verdicts(policy.filter((other) => other !== statement))) === JSON.stringify(whole));
    expect(idle).toEqual([]);
  });
});

describe('the function and its policy', () => {
  const folder = join(__dirname, '..', '..', '..', 'handlers', 'clean-up');
  const source = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  /** Calls by name, in the words of IAM. */
  const calls = [...new Set([...source.matchAll(/'([a-z0-9-]+)(?:\/classic)?:([A-Z][A-Za-z]+)'/g)].map(([, service, operation]) => `${service}:${operation.replace(/^Invoke$/, 'InvokeFunction')}`))];

  test('know the same calls', () => {
    const named = policy.slice(0, -1).filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action ?? []);
    expect(calls.length).toBeGreaterThanOrEqual(24);
    expect([...new Set(named)].sort()).toEqual([...calls].sort());
  });

  test('know the same changes as this test', () => {
    const changes = calls.filter((call) => !/:(Describe|Get|List)/.test(call));
    const asked = [...CHANGES.map(([action]) => action), 'ec2:CreateTags', 'fsx:TagResource', 'emr-containers:CancelJobRun', 'emr-containers:DeleteManagedEndpoint', 'lambda:InvokeFunction'];
    expect([...new Set(asked)].sort()).toEqual(changes.sort());
  });
});
