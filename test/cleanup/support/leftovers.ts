import { REGION, type TestCloud } from './cloud';

type Tags = Readonly<Record<string, string>>;
type Aws = TestCloud['aws'];

const IMAGE = 'ami-0a1b2c3d4e5f60001';

const list = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const specification = (tags: Tags, ...types: string[]) => types.map((ResourceType) => ({ ResourceType, Tags: list(tags) }));

/** Tags as their makers write them; sources stand in `handlers/clean-up/ownership.js`. */
const owned = (cluster: string): Tags => ({ [`kubernetes.io/cluster/${cluster}`]: 'owned' });
const karpenter = (cluster: string): Tags => ({
  ...owned(cluster), 'eks:eks-cluster-name': cluster, 'karpenter.sh/nodepool': 'spark', 'karpenter.sh/nodeclaim': 'spark-x',
});
const ebsCsi = (cluster: string): Tags => ({
  ...owned(cluster), 'KubernetesCluster': cluster, 'ebs.csi.aws.com/cluster': 'true', 'CSIVolumeName': 'pvc-1',
});
const fsxCsi = (cluster: string): Tags => ({
  'emr-eks-karpenter:cluster': cluster, 'emr-eks-karpenter:on-removal': 'delete', 'CSIVolumeName': 'pvc-1',
});
const vpcCni = (cluster: string): Tags => ({
  'cluster.k8s.amazonaws.com/name': cluster, 'node.k8s.amazonaws.com/instance_id': 'i-0123456789abcdef0',
});
const controller = (cluster: string): Tags => ({
  'elbv2.k8s.aws/cluster': cluster, 'ingress.k8s.aws/stack': 'spark/ui', 'ingress.k8s.aws/resource': 'LoadBalancer',
});
const service = (cluster: string): Tags => ({ ...owned(cluster), 'kubernetes.io/service-name': 'spark/ui' });
const byEks = (cluster: string): Tags => ({ ...owned(cluster), 'aws:eks:cluster-name': cluster });
const OF_STACK: Tags = { 'aws:cloudformation:stack-id': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mine/1' };

/** Ids by kind, sorted. */
export type Inventory = Readonly<Record<string, readonly string[]>>;

interface BalancerGroups { readonly balancer: string; readonly classic: string }

interface Ground { readonly vpc: string; readonly subnets: string[] }

/** Two clusters live, or lived, in one VPC. */
async function ground(aws: Aws): Promise<Ground> {
  const vpc = (await aws.call('ec2:CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc.VpcId;
  const subnets = await Promise.all([0, 1].map(async (i) => (await aws.call('ec2:CreateSubnet', {
    VpcId: vpc, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: `${REGION}${'ab'[i]}`,
  })).Subnet.SubnetId));
  return { vpc, subnets };
}

/** What a cluster leaves: everything that must go. */
async function leaveBehind(aws: Aws, place: Ground, cluster: string): Promise<void> {
  const groups = await securityGroups(aws, place, cluster);
  await Promise.all([
    machines(aws, place, cluster),
    profile(aws, cluster),
    volume(aws, karpenter(cluster)),
    volume(aws, ebsCsi(cluster)),
    fileSystem(aws, place, fsxCsi(cluster)),
    networkInterface(aws, place, karpenter(cluster)),
    networkInterface(aws, place, vpcCni(cluster)),
    loadBalancers(aws, place, cluster, groups),
  ]);
}

/** What looks like a cluster's and is not its to delete. */
async function keepsakes(aws: Aws, place: Ground, cluster: string): Promise<void> {
  await Promise.all([
    volume(aws, owned(cluster)),
    volume(aws, { ...ebsCsi(cluster), ...OF_STACK }),
    volume(aws, { ...ebsCsi(cluster), 'emr-eks-karpenter/retain': 'true' }),
    ...keptFileSystems(cluster).map((tags) => fileSystem(aws, place, tags)),
    networkInterface(aws, place, { 'cluster.k8s.amazonaws.com/name': cluster }),
    aws.call('ec2:RunInstances', {
      ImageId: IMAGE,
      MinCount: 1,
      MaxCount: 1,
      SubnetId: place.subnets[0],
      TagSpecifications: specification({ ...owned(cluster), 'eks:cluster-name': cluster }, 'instance'),
    }),
    targetGroup(aws, place, `${cluster}-mine`, { 'elbv2.k8s.aws/cluster': cluster }),
    aws.call('iam:CreateInstanceProfile', {
      InstanceProfileName: `${cluster}-elsewhere`,
      Path: `/karpenter/${REGION}/${cluster}/uid-2/`,
      Tags: list({ ...karpenter(cluster), 'topology.kubernetes.io/region': 'us-east-1' }),
    }),
  ]);
}

/** Those of a storage that keeps them, of people, of stacks, and one whose PersistentVolume was to be retained. */
function keptFileSystems(cluster: string): Tags[] {
  const { 'emr-eks-karpenter:on-removal': _, ...kept } = fsxCsi(cluster);
  const { CSIVolumeName: __, ...byHand } = fsxCsi(cluster);
  return [kept, byHand, { ...fsxCsi(cluster), ...OF_STACK }, { ...fsxCsi(cluster), 'emr-eks-karpenter/retain': 'true' }];
}

async function machines(aws: Aws, { subnets }: Ground, cluster: string): Promise<void> {
  await aws.call('ec2:CreateLaunchTemplate', {
    LaunchTemplateName: `karpenter-${cluster}`, LaunchTemplateData: { ImageId: IMAGE }, TagSpecifications: specification(
      karpenter(cluster), 'launch-template',
    ),
  });
  await aws.call('ec2:RunInstances', {
    ImageId: IMAGE, InstanceType: 'c5d.xlarge', MinCount: 2, MaxCount: 2, NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: subnets[0], DeleteOnTermination: true },
    ],
    TagSpecifications: specification(karpenter(cluster), 'instance', 'volume'),
  });
}

async function profile(aws: Aws, cluster: string): Promise<void> {
  const InstanceProfileName = `${cluster}_4067`;
  await aws.call('iam:CreateRole', { RoleName: `${cluster}-node`, AssumeRolePolicyDocument: '{}' });
  await aws.call('iam:CreateInstanceProfile', {
    InstanceProfileName, Path: `/karpenter/${REGION}/${cluster}/uid-1/`, Tags: list({
      ...karpenter(cluster), 'topology.kubernetes.io/region': REGION,
    }),
  });
  await aws.call('iam:AddRoleToInstanceProfile', { InstanceProfileName, RoleName: `${cluster}-node` });
}

async function volume(aws: Aws, tags: Tags): Promise<void> {
  await aws.call('ec2:CreateVolume', { AvailabilityZone: `${REGION}a`, Size: 8, TagSpecifications: specification(tags, 'volume') });
}

async function fileSystem(aws: Aws, { subnets }: Ground, tags: Tags): Promise<void> {
  await aws.call('fsx:CreateFileSystem', {
    FileSystemType: 'LUSTRE', StorageCapacity: 1200, StorageType: 'SSD', SubnetIds: [subnets[0]], SecurityGroupIds: [], Tags: list(tags),
  });
}

async function networkInterface(aws: Aws, { subnets }: Ground, tags: Tags): Promise<void> {
  await aws.call('ec2:CreateNetworkInterface', { SubnetId: subnets[1], TagSpecifications: specification(tags, 'network-interface') });
}

/** Groups of load balancers, each named by a rule of another, also of the nodes' group, which a stack made. */
async function securityGroups(aws: Aws, { vpc }: Ground, cluster: string): Promise<BalancerGroups> {
  const group = async (name: string, tags: Tags) => (await aws.call('ec2:CreateSecurityGroup', {
    GroupName: `${cluster}-${name}`, Description: name, VpcId: vpc, TagSpecifications: specification(tags, 'security-group'),
  })).GroupId;
  const [nodes, balancer, backend, classic, eks] = [
    await group('nodes', { ...owned(cluster), ...OF_STACK }),
    await group('balancer', controller(cluster)),
    await group('backend', { 'elbv2.k8s.aws/cluster': cluster, 'elbv2.k8s.aws/resource': 'backend-sg' }),
    await group('classic', { ...owned(cluster), KubernetesCluster: cluster }),
    await group('eks', byEks(cluster)),
  ];
  const from = (...ids: string[]) => [
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: ids.map((GroupId) => ({ GroupId })) },
  ];
  await aws.call('ec2:AuthorizeSecurityGroupIngress', { GroupId: nodes, IpPermissions: from(backend, nodes) });
  await aws.call('ec2:AuthorizeSecurityGroupIngress', {
    GroupId: nodes, IpPermissions: from(classic).map((rule) => ({ ...rule, FromPort: 80, ToPort: 80 })),
  });
  await aws.call('ec2:AuthorizeSecurityGroupIngress', { GroupId: backend, IpPermissions: from(balancer) });
  await aws.call('ec2:AuthorizeSecurityGroupEgress', { GroupId: balancer, IpPermissions: from(backend) });
  await aws.call('ec2:AuthorizeSecurityGroupIngress', { GroupId: eks, IpPermissions: from(eks) });
  return { balancer, classic };
}

async function loadBalancers(aws: Aws, place: Ground, cluster: string, groups: BalancerGroups): Promise<void> {
  const make = (Name: string, Type: string, tags: Tags, more: object = {}) => aws.call('elasticloadbalancing:CreateLoadBalancer', {
    Name, Type, Subnets: place.subnets, Tags: list(tags), ...more,
  });
  await make(`${cluster}-alb`, 'application', controller(cluster), { SecurityGroups: [groups.balancer] });
  await make(`${cluster}-nlb`, 'network', service(cluster));
  await targetGroup(aws, place, `${cluster}-tg`, controller(cluster));
  await aws.call('elasticloadbalancing/classic:CreateLoadBalancer', {
    LoadBalancerName: `${cluster}-classic`, Subnets: [place.subnets[0]], SecurityGroups: [groups.classic], Tags: list(service(cluster)),
    Listeners: [{ Protocol: 'TCP', LoadBalancerPort: 80, InstancePort: 30080 }],
  });
}

async function targetGroup(aws: Aws, { vpc }: Ground, Name: string, tags: Tags): Promise<void> {
  await aws.call('elasticloadbalancing:CreateTargetGroup', { Name, Protocol: 'HTTP', Port: 80, VpcId: vpc, Tags: list(tags) });
}

/** All that is in the account, whoever it belongs to. */
export async function inventory(aws: Aws): Promise<Inventory> {
  const [reservations, rest] = [
    await aws.pages('ec2:DescribeInstances', {}, 'Reservations'),
    async (call: string, key: string, id: string, input = {}) => (await aws.pages(call, input, key)).map((item) => item[id]),
  ];
  const found: Record<string, string[]> = {
    'instances': reservations.flatMap(({ Instances }) => Instances).filter(({ State }) => State.Name !== 'terminated')
      .map(({ InstanceId }) => InstanceId),
    'launch templates': await rest('ec2:DescribeLaunchTemplates', 'LaunchTemplates', 'LaunchTemplateId'),
    'instance profiles': await rest('iam:ListInstanceProfiles', 'InstanceProfiles', 'InstanceProfileName'),
    'volumes': await rest('ec2:DescribeVolumes', 'Volumes', 'VolumeId'),
    'file systems': await rest('fsx:DescribeFileSystems', 'FileSystems', 'FileSystemId'),
    'network interfaces': await rest('ec2:DescribeNetworkInterfaces', 'NetworkInterfaces', 'NetworkInterfaceId'),
    'load balancers': await rest('elasticloadbalancing:DescribeLoadBalancers', 'LoadBalancers', 'LoadBalancerArn'),
    'classic load balancers': await rest(
      'elasticloadbalancing/classic:DescribeLoadBalancers', 'LoadBalancerDescriptions', 'LoadBalancerName',
    ),
    'target groups': await rest('elasticloadbalancing:DescribeTargetGroups', 'TargetGroups', 'TargetGroupArn'),
    'security groups': await rest('ec2:DescribeSecurityGroups', 'SecurityGroups', 'GroupId'),
    'rules': (await aws.pages('ec2:DescribeSecurityGroups', {}, 'SecurityGroups')).flatMap(rulesOf),
  };
  return Object.fromEntries(Object.entries(found).map(([kind, ids]) => [kind, [...ids].sort()]));
}

function rulesOf({ GroupId: group, IpPermissions = [], IpPermissionsEgress = [] }: any): string[] {
  const peers = (rules: any[]) =>
    rules.flatMap(({ FromPort, UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ GroupId }: any) => `${FromPort} ${GroupId}`));
  return [...peers(IpPermissions).map((peer) => `${group} < ${peer}`), ...peers(IpPermissionsEgress).map((peer) => `${group} > ${peer}`)];
}

/** The first without the second. */
export function without(all: Inventory, gone: Inventory): Inventory {
  return Object.fromEntries(Object.entries(all).map(([kind, ids]) => [kind, ids.filter((id) => !gone[kind].includes(id))]));
}

export interface Leftovers {
  readonly all: Inventory;
  /** What is of the cluster "mine" and must go. */
  readonly mine: Inventory;
}

/** Leftovers of the clusters "mine" and "other", and things of "mine" that are not to be touched. */
export async function twoClusters(aws: Aws): Promise<Leftovers> {
  const place = await ground(aws);
  await leaveBehind(aws, place, 'other');
  await keepsakes(aws, place, 'mine');
  const before = await inventory(aws);
  await leaveBehind(aws, place, 'mine');
  const all = await inventory(aws);
  // The nodes' group is of the stack, and so are its rules but for those that name what must go.
  const added = without(all, before);
  const [{ GroupId: nodes }] = await aws.pages(
    'ec2:DescribeSecurityGroups', { Filters: [{ Name: 'group-name', Values: ['mine-nodes'] }] }, 'SecurityGroups',
  );
  return {
    all,
    mine: {
      ...added,
      'security groups': added['security groups'].filter((id) => id !== nodes),
      'rules': added.rules.filter((rule) => rule !== `${nodes} < 443 ${nodes}`),
    },
  };
}
