import { createCloud } from '../../handlers/clean-up/cloud';
import {
  byEbsCsi, byEks, byFsxCsi, byKarpenter, byLoadBalancerController, byServiceController, byVpcCni, carries, inRegion, RETAIN_TAG,
} from '../../handlers/clean-up/ownership';
import { TIMING } from '../../handlers/clean-up/timing';
import { eksToken, presign } from '../../handlers/clean-up/token';

const list = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

describe('a mark', () => {
  const whole = {
    karpenter: [byKarpenter('mine'), { 'kubernetes.io/cluster/mine': 'owned', 'eks:eks-cluster-name': 'mine' }],
    profile: [
      inRegion(byKarpenter('mine'), 'eu-west-1'),
      { 'kubernetes.io/cluster/mine': 'owned', 'eks:eks-cluster-name': 'mine', 'topology.kubernetes.io/region': 'eu-west-1' },
    ],
    ebsCsi: [byEbsCsi('mine'), { 'kubernetes.io/cluster/mine': 'owned', 'KubernetesCluster': 'mine' }],
    fsxCsi: [byFsxCsi('mine'), { 'emr-eks-karpenter:cluster': 'mine', 'emr-eks-karpenter:on-removal': 'delete', 'CSIVolumeName': 'pvc-1' }],
    vpcCni: [byVpcCni('mine'), { 'cluster.k8s.amazonaws.com/name': 'mine', 'node.k8s.amazonaws.com/instance_id': 'i-1' }],
    controller: [byLoadBalancerController('mine'), { 'elbv2.k8s.aws/cluster': 'mine', 'ingress.k8s.aws/stack': 'x' }],
    service: [byServiceController('mine'), { 'kubernetes.io/cluster/mine': 'owned', 'kubernetes.io/service-name': 'x' }],
    eks: [byEks('mine'), { 'kubernetes.io/cluster/mine': 'owned', 'aws:eks:cluster-name': 'mine' }],
  } as const;
  const cases = Object.entries(whole).map(([name, [mark, tags]]) => [name, mark, tags as Record<string, string>] as const);

  test.each(cases)('of %s is carried with all its tags, among others', (_, mark, tags) => {
    expect(carries(mark, list({ ...tags, Name: 'x' }))).toBe(true);
  });

  test.each(cases)('of %s is not carried without one of its tags, or with that of another cluster', (_, mark, tags) => {
    for (const key of Object.keys(tags)) {
      expect(carries(mark, list(Object.fromEntries(Object.entries(tags).filter(([other]) => other !== key))))).toBe(false);
    }
    expect(carries(mark, list(Object.fromEntries(Object.entries(tags).map(([key, value]) => [
      key.replace('mine', 'mine2'), value.replace('mine', 'mine2'),
    ]))))).toBe(false);
    expect(carries(mark, [])).toBe(false);
    expect(carries(mark, undefined)).toBe(false);
  });

  test.each(cases)('of %s is nobody\'s on what a stack made', (_, mark, tags) => {
    expect(carries(mark, list({ ...tags, 'aws:cloudformation:stack-id': 'arn' }))).toBe(false);
  });

  test('of retention is one that EC2 takes', () => expect(RETAIN_TAG).not.toMatch(/^aws:/));
});

describe('pages()', () => {
  const pagesOf = async (name: string, answers: any[]) => {
    const inputs: any[] = [];
    const send = async (_: string, __: string, input: any) => {
      inputs.push(input);
      return answers[inputs.length - 1];
    };
    return { items: await createCloud({ dryRun: false, send }).pages(name, { A: 1 }, 'Items'), inputs };
  };

  // Names of tokens: API references of EC2, FSx, IAM, both load balancers and EMR on EKS.
  test.each([
    ['ec2:DescribeVolumes', { NextToken: 't' }, { NextToken: 't' }, { NextToken: '' }],
    ['fsx:DescribeFileSystems', { NextToken: 't' }, { NextToken: 't' }, {}],
    ['emr-containers:ListJobRuns', { nextToken: 't' }, { nextToken: 't' }, {}],
    ['elasticloadbalancing:DescribeLoadBalancers', { NextMarker: 't' }, { Marker: 't' }, {}],
    ['elasticloadbalancing/classic:DescribeLoadBalancers', { NextMarker: 't' }, { Marker: 't' }, {}],
    ['iam:ListInstanceProfiles', { IsTruncated: true, Marker: 't' }, { Marker: 't' }, { IsTruncated: false, Marker: 'x' }],
  ])('%s follows %j with %j', async (name, more, next, last) => {
    const { items, inputs } = await pagesOf(name, [{ Items: [1], ...more }, { Items: [2], ...last }]);
    expect(items).toEqual([1, 2]);
    expect(inputs).toEqual([{ A: 1 }, { A: 1, ...next }]);
  });

  test('takes an empty answer for an empty page', async () => {
    expect((await pagesOf('ec2:DescribeVolumes', [{}])).items).toEqual([]);
  });
});

describe('a dry run', () => {
  test.each([
    ['ec2:DescribeVolumes', true],
    ['iam:GetInstanceProfile', true],
    ['emr-containers:ListJobRuns', true],
    ['ec2:DeleteVolume', false],
    ['lambda:Invoke', false],
  ])(
    'sends %s: %s', async (name, isSent) => {
      const send = jest.fn().mockResolvedValue({ Answer: 1 });
      expect(await createCloud({ dryRun: true, send }).call(name, {})).toEqual(isSent ? { Answer: 1 } : {});
      expect(send).toHaveBeenCalledTimes(isSent ? 1 : 0);
    });
});

describe('the token', () => {
  // The signature is that of botocore 1.44 for the same request, from testing, 2026-11-23. The key is of the AWS documentation.
  const options = {
    clusterName: 'my-cluster',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'to/ken+1=' },
    date: new Date(Date.UTC(2026, 10, 23)),
  };

  test('is a signed call of GetCallerIdentity', () => {
    const url = new URL(presign(options));
    expect(url.searchParams.get('X-Amz-Signature')).toBe('066ac8cdf4d32a5ada2f05087be69fd73ed44e0e1871efd8a4ab82508ba17e00');
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('to/ken+1=');
    expect(eksToken(options)).toBe(`k8s-aws-v1.${Buffer.from(presign(options)).toString('base64url')}`);
  });

  test('goes to the endpoint of the region, in China too', () => {
    expect(new URL(presign({ ...options, region: 'cn-north-1' })).host).toBe('sts.cn-north-1.amazonaws.com.cn');
    expect(new URL(presign({ ...options, region: 'us-gov-west-1' })).host).toBe('sts.us-gov-west-1.amazonaws.com');
  });

  test('has no session where there is none', () => {
    const { sessionToken, ...credentials } = options.credentials;
    expect(presign({ ...options, credentials })).not.toContain('Security-Token');
  });
});

test('the times fit into each other and into an hour', () => {
  const { total, jobs, cluster, unreachable, deletePods, releaseLoadBalancers, terminateInstances, releaseNodes, reserve, pause } = TIMING;
  expect(jobs + cluster).toBeLessThan(total);
  expect(total).toBeLessThanOrEqual(55 * 60_000);
  const stages = [deletePods, releaseLoadBalancers, terminateInstances, releaseNodes, cluster];
  expect(stages).toEqual([...stages].sort((a, b) => a - b));
  expect(unreachable).toBeLessThan(cluster);
  expect(pause).toBeLessThan(reserve);
});
