'use strict';

const { chunks } = require('./cloud');
const { attempt, inTurn } = require('./context');
const { isGone } = require('./errors');
const {
  RETAIN_TAG, byEbsCsi, byEks, byFsxCsi, byKarpenter, byLoadBalancerController, byServiceController, byVpcCni, carries, filtersOf, hasTag, inRegion,
} = require('./ownership');

/**
 * One thing that belongs to the cluster.
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {string} [busy] why nothing can be done about it yet
 * @property {() => Promise<unknown>} remove
 */

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {import('./context').Part} part
 * @property {(context: Context) => Promise<Item[]>} list
 */

/** @typedef {import('./context').Context} Context */
/** @typedef {import('./ownership').Mark} Mark */

/** Pages of EC2 are of at least 5 and, for launch templates, at most 200 items. */
const PAGE = { MaxResults: 200 };

/** Enough for a thousand nodes in minutes, and few enough for EC2's request rates. */
const AT_ONCE = 10;

/** ELB describes the tags of at most 20 at once. */
const TAGGED_AT_ONCE = 20;

/**
 * Everything of EC2 that carries one of the marks.
 *
 * @param {Context} context
 * @param {string} call
 * @param {string} key of the items in an answer
 * @param {string} tagKey
 * @param {Mark[]} marks
 */
async function marked({ cloud }, call, key, tagKey, marks) {
  const found = [];
  for (const mark of marks) {
    const items = await cloud.pages(call, { Filters: filtersOf(mark), ...PAGE }, key);
    found.push(...items.filter((item) => carries(mark, item[tagKey])));
  }
  return found;
}

/** @type {Kind} */
const INSTANCES = {
  name: 'instance',
  part: 'nodes',
  async list(context) {
    const reservations = await context.cloud.pages('ec2:DescribeInstances', {
      Filters: [...filtersOf(byKarpenter(context.clusterName)), { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] }],
      ...PAGE,
    }, 'Reservations');
    return reservations.flatMap(({ Instances }) => Instances ?? [])
      .filter(({ Tags }) => carries(byKarpenter(context.clusterName), Tags))
      .map(({ InstanceId, State }) => ({
        id: InstanceId,
        busy: State?.Name === 'shutting-down' ? 'shutting down' : undefined,
        remove: () => context.cloud.call('ec2:TerminateInstances', { InstanceIds: [InstanceId] }),
      }));
  },
};

/** @type {Kind} */
const LOAD_BALANCERS = {
  name: 'load balancer',
  part: 'loadBalancers',
  async list(context) {
    const arns = await taggedArns(context, 'elasticloadbalancing:DescribeLoadBalancers', 'LoadBalancers', 'LoadBalancerArn');
    return arns.map((arn) => ({ id: arn, remove: () => context.cloud.call('elasticloadbalancing:DeleteLoadBalancer', { LoadBalancerArn: arn }) }));
  },
};

/** @type {Kind} */
const CLASSIC_LOAD_BALANCERS = {
  name: 'classic load balancer',
  part: 'loadBalancers',
  async list(context) {
    const { cloud, clusterName } = context;
    const all = await cloud.pages('elasticloadbalancing/classic:DescribeLoadBalancers', {}, 'LoadBalancerDescriptions');
    const names = [];
    for (const chunk of chunks(all.map(({ LoadBalancerName }) => LoadBalancerName), TAGGED_AT_ONCE)) {
      const { TagDescriptions = [] } = await cloud.call('elasticloadbalancing/classic:DescribeTags', { LoadBalancerNames: chunk });
      names.push(...withTags(TagDescriptions, [byServiceController(clusterName)]).map(({ LoadBalancerName }) => LoadBalancerName));
    }
    return names.map((name) => ({ id: name, remove: () => cloud.call('elasticloadbalancing/classic:DeleteLoadBalancer', { LoadBalancerName: name }) }));
  },
};

/** @type {Kind} */
const TARGET_GROUPS = {
  name: 'target group',
  part: 'loadBalancers',
  async list(context) {
    const arns = await taggedArns(context, 'elasticloadbalancing:DescribeTargetGroups', 'TargetGroups', 'TargetGroupArn');
    return arns.map((arn) => ({ id: arn, remove: () => context.cloud.call('elasticloadbalancing:DeleteTargetGroup', { TargetGroupArn: arn }) }));
  },
};

/**
 * @param {Context} context
 * @param {string} call
 * @param {string} key
 * @param {string} arnKey
 * @returns {Promise<string[]>}
 */
async function taggedArns({ cloud, clusterName }, call, key, arnKey) {
  const all = await cloud.pages(call, {}, key);
  const marks = [byLoadBalancerController(clusterName), byServiceController(clusterName)];
  const arns = [];
  for (const chunk of chunks(all.map((item) => item[arnKey]), TAGGED_AT_ONCE)) {
    const { TagDescriptions = [] } = await cloud.call('elasticloadbalancing:DescribeTags', { ResourceArns: chunk });
    arns.push(...withTags(TagDescriptions, marks).map(({ ResourceArn }) => ResourceArn));
  }
  return arns;
}

/**
 * @param {any[]} descriptions of tags
 * @param {Mark[]} marks
 */
function withTags(descriptions, marks) {
  return descriptions.filter(({ Tags }) => marks.some((mark) => carries(mark, Tags)));
}

/** @type {Kind} */
const NETWORK_INTERFACES = {
  name: 'network interface',
  part: 'networkInterfaces',
  async list(context) {
    const marks = [byKarpenter(context.clusterName), byVpcCni(context.clusterName)];
    const found = await marked(context, 'ec2:DescribeNetworkInterfaces', 'NetworkInterfaces', 'TagSet', marks);
    return found.map(({ NetworkInterfaceId, Status }) => ({
      id: NetworkInterfaceId,
      busy: Status === 'available' ? undefined : Status,
      remove: () => context.cloud.call('ec2:DeleteNetworkInterface', { NetworkInterfaceId }),
    }));
  },
};

/** @type {Kind} */
const VOLUMES = {
  name: 'volume',
  part: 'volumes',
  async list(context) {
    const marks = [byKarpenter(context.clusterName), byEbsCsi(context.clusterName)];
    const found = await marked(context, 'ec2:DescribeVolumes', 'Volumes', 'Tags', marks);
    return found.filter(({ Tags, State }) => !hasTag(Tags, RETAIN_TAG) && State !== 'deleted').map(({ VolumeId, State }) => ({
      id: VolumeId,
      busy: State === 'available' || State === 'error' ? undefined : State,
      remove: () => context.cloud.call('ec2:DeleteVolume', { VolumeId }),
    }));
  },
};

/** @type {Kind} */
const FILE_SYSTEMS = {
  name: 'file system',
  part: 'fileSystems',
  async list({ cloud, clusterName }) {
    const all = await cloud.pages('fsx:DescribeFileSystems', {}, 'FileSystems');
    const found = all.filter(({ Tags }) => carries(byFsxCsi(clusterName), Tags) && !hasTag(Tags, RETAIN_TAG));
    return found.map(({ FileSystemId, Lifecycle }) => ({
      id: FileSystemId,
      busy: Lifecycle === 'DELETING' ? 'being deleted' : undefined,
      remove: () => cloud.call('fsx:DeleteFileSystem', { FileSystemId }),
    }));
  },
};

/** @type {Kind} */
const LAUNCH_TEMPLATES = {
  name: 'launch template',
  part: 'nodes',
  async list(context) {
    const found = await marked(context, 'ec2:DescribeLaunchTemplates', 'LaunchTemplates', 'Tags', [byKarpenter(context.clusterName)]);
    return found.map(({ LaunchTemplateId }) => ({
      id: LaunchTemplateId,
      remove: () => context.cloud.call('ec2:DeleteLaunchTemplate', { LaunchTemplateId }),
    }));
  },
};

/** @type {Kind} */
const INSTANCE_PROFILES = {
  name: 'instance profile',
  part: 'instanceProfiles',
  async list({ cloud, clusterName, region }) {
    // Since Karpenter 1.7: https://karpenter.sh/v1.14/upgrading/upgrade-guide/#upgrading-to-170
    const all = await cloud.pages('iam:ListInstanceProfiles', { PathPrefix: `/karpenter/${region}/${clusterName}/` }, 'InstanceProfiles');
    const items = [];
    for (const { InstanceProfileName } of all) {
      const profile = await profileOf(cloud, InstanceProfileName);
      if (profile !== undefined && carries(inRegion(byKarpenter(clusterName), region), profile.Tags)) {
        items.push({ id: InstanceProfileName, remove: () => removeProfile(cloud, profile) });
      }
    }
    return items;
  },
};

/**
 * @param {import('./cloud').Cloud} cloud
 * @param {string} name
 */
async function profileOf(cloud, name) {
  try {
    return (await cloud.call('iam:GetInstanceProfile', { InstanceProfileName: name })).InstanceProfile;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * @param {import('./cloud').Cloud} cloud
 * @param {{ InstanceProfileName: string, Roles?: { RoleName: string }[] }} profile
 */
async function removeProfile(cloud, { InstanceProfileName, Roles = [] }) {
  for (const { RoleName } of Roles) {
    await cloud.call('iam:RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName });
  }
  await cloud.call('iam:DeleteInstanceProfile', { InstanceProfileName });
}

/** @type {Kind} */
const SECURITY_GROUPS = {
  name: 'security group',
  part: 'securityGroups',
  async list(context) {
    const { clusterName } = context;
    const marks = [byLoadBalancerController(clusterName), byServiceController(clusterName), byEks(clusterName)];
    const found = await marked(context, 'ec2:DescribeSecurityGroups', 'SecurityGroups', 'Tags', marks);
    const ids = [...new Set(found.map(({ GroupId }) => GroupId))];
    return ids.map((id) => ({ id, remove: () => removeGroup(context, id) }));
  },
};

/**
 * A group cannot go while a rule of another names it, as the controllers' do on the nodes' group.
 *
 * @param {Context} context
 * @param {string} GroupId
 */
async function removeGroup({ cloud }, GroupId) {
  for (const [filter, permissions, revoke] of REFERENCES) {
    const groups = await cloud.pages('ec2:DescribeSecurityGroups', { Filters: [{ Name: filter, Values: [GroupId] }], ...PAGE }, 'SecurityGroups');
    for (const group of groups) {
      const IpPermissions = group[permissions].map((/** @type {any} */ rule) => narrowed(rule, GroupId)).filter(Boolean);
      if (IpPermissions.length > 0) await cloud.call(revoke, { GroupId: group.GroupId, IpPermissions });
    }
  }
  await cloud.call('ec2:DeleteSecurityGroup', { GroupId });
}

const REFERENCES = [
  ['ip-permission.group-id', 'IpPermissions', 'ec2:RevokeSecurityGroupIngress'],
  ['egress.ip-permission.group-id', 'IpPermissionsEgress', 'ec2:RevokeSecurityGroupEgress'],
];

/**
 * Of a rule, the part that names the group.
 *
 * @param {{ IpProtocol: string, FromPort?: number, ToPort?: number, UserIdGroupPairs?: { GroupId: string }[] }} rule
 * @param {string} groupId
 */
function narrowed({ IpProtocol, FromPort, ToPort, UserIdGroupPairs = [] }, groupId) {
  const pairs = UserIdGroupPairs.filter(({ GroupId }) => GroupId === groupId).map(({ GroupId }) => ({ GroupId }));
  return pairs.length === 0 ? undefined : { IpProtocol, FromPort, ToPort, UserIdGroupPairs: pairs };
}

/** In an order in which most of them go at the first attempt; the rest goes in a later pass. File systems take minutes. */
const KINDS = [
  INSTANCES, FILE_SYSTEMS, LOAD_BALANCERS, CLASSIC_LOAD_BALANCERS, TARGET_GROUPS, NETWORK_INTERFACES, VOLUMES, LAUNCH_TEMPLATES,
  INSTANCE_PROFILES, SECURITY_GROUPS,
];

/**
 * Looks for everything of one kind and removes it.
 *
 * @param {Context} context
 * @param {Kind} kind
 * @returns {Promise<string[]>} what was found, with what keeps it
 */
async function sweepKind(context, kind) {
  /** @type {string[]} */
  const left = [];
  for (const chunk of chunks(await kind.list(context), AT_ONCE)) {
    left.push(...await Promise.all(chunk.map(async ({ id, busy, remove }) => {
      const problem = (context.dryRun ? undefined : busy) ?? await attempt(context, `delete ${kind.name} ${id}`, remove);
      return problem === undefined ? `${kind.name} ${id}` : `${kind.name} ${id} (${problem})`;
    })));
  }
  return left;
}

/**
 * Once the cluster is gone: what it leaves in the account. Over when a look at everything finds nothing.
 *
 * @type {import('./loop').Pass}
 */
async function sweep(context) {
  const kinds = KINDS.filter(({ part }) => context.parts.includes(part));
  return { left: await inTurn(kinds.map((kind) => [`${kind.name}s`, () => sweepKind(context, kind)])) };
}

module.exports = { FILE_SYSTEMS, INSTANCES, KINDS, sweepKind, sweep };
