import type { DeletionStep } from './model';
import type { Resource } from '../../assembly/graph';
import type { Inventory } from '../../assembly/query';
import { CustomType } from '../../assembly/vocabulary';

/** A group of resources that goes together, with the reason for its place in the order. */
interface Group {
  readonly title: string;
  readonly why: string;
  readonly holds: (resource: Resource, contents: readonly string[]) => boolean;
}

const ofType = (...types: readonly string[]) => (resource: Resource): boolean => types.includes(resource.type);
const ofKind = (...kinds: readonly string[]) => (resource: Resource, contents: readonly string[]): boolean =>
  resource.type === CustomType.MANIFEST && kinds.some((kind) => contents.includes(kind));
const ofChart = (...charts: readonly string[]) => (resource: Resource, contents: readonly string[]): boolean =>
  resource.type === CustomType.CHART && charts.some((chart) => contents.includes(chart));

/** Checked from top to bottom: the first that holds a resource has it. */
const GROUPS: readonly Group[] = [
  {
    title: 'Managed endpoints',
    why: 'Their load balancers and pods need the controllers to go cleanly.',
    holds: ofType('AWS::EMRContainers::Endpoint'),
  },
  {
    title: 'Clean-up: drain',
    why: 'Ends jobs, load balancers, claims and nodes while their controllers run.',
    holds: ofType(CustomType.DRAIN),
  },
  { title: 'Clean-up: sweep', why: 'Deletes what the cluster left in the account.', holds: ofType(CustomType.SWEEP) },
  {
    title: 'Job templates',
    why: 'Runs that have started do not need them.',
    holds: ofType('AWS::EMRContainers::JobTemplate'),
  },
  {
    title: 'Virtual clusters',
    why: 'EMR ends running jobs, for which it needs nodes and namespaces.',
    holds: ofType('AWS::EMRContainers::VirtualCluster'),
  },
  {
    title: 'Volumes and claims',
    why: 'Jobs must have ended, and the CSI driver must still run.',
    holds: ofKind('PersistentVolumeClaim', 'PersistentVolume'),
  },
  { title: 'Node pools', why: 'Karpenter drains and terminates the nodes it launched.', holds: ofKind('NodePool') },
  { title: 'Node classes', why: 'Pools need them as long as they have nodes.', holds: ofKind('EC2NodeClass') },
  {
    title: 'Namespaces and access of teams',
    why: 'Virtual clusters need them.',
    holds: ofKind('Namespace', 'RoleBinding', 'ResourceQuota', 'NetworkPolicy'),
  },
  { title: 'Karpenter', why: 'Needed until the last node that it launched is gone.', holds: ofChart('karpenter') },
  { title: 'Definitions of Karpenter\'s objects', why: 'The controller reads them.', holds: ofChart('karpenter-crd') },
  { title: 'Other charts', why: 'They need core nodes.', holds: ofType(CustomType.CHART) },
  {
    title: 'Other Kubernetes objects', why: 'They need an API server that answers.', holds: ofType(CustomType.MANIFEST),
  },
  {
    title: 'Interruption queue and rules',
    why: 'Karpenter reads the queue.',
    holds: ofType('AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::Events::Rule'),
  },
  { title: 'File systems', why: 'Nothing mounts them any more.', holds: ({ type }) => type.startsWith('AWS::FSx::') },
  {
    title: 'Pod identities', why: 'Pods need them to speak with AWS.',
    holds: ofType('AWS::EKS::PodIdentityAssociation'),
  },
  { title: 'EKS add-ons', why: 'Pods need network and DNS.', holds: ofType('AWS::EKS::Addon') },
  {
    title: 'Core nodes',
    why: 'Every controller runs on them.',
    holds: ofType('AWS::EKS::Nodegroup', 'AWS::EC2::LaunchTemplate'),
  },
  {
    title: 'Access entries',
    why: 'Nodes and people need them to reach the API server.',
    holds: ofType('AWS::EKS::AccessEntry'),
  },
  {
    title: 'EKS cluster',
    why: 'Everything inside it needs it.',
    holds: ofType('AWS::EKS::Cluster', 'Custom::AWSCDK-EKS-Cluster'),
  },
  {
    title: 'Routes and NAT gateways',
    why: 'Nodes need them to reach AWS, also to leave.',
    holds: ofType('AWS::EC2::NatGateway', 'AWS::EC2::Route', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::EIP'),
  },
  {
    title: 'VPC',
    why: 'Goes when no network interface is left in it.',
    holds: ({ type }) => type.startsWith('AWS::EC2::'),
  },
  { title: 'Roles, keys, logs and functions', why: 'Each is needed until its last user is gone.', holds: () => true },
];

/** The order in which `cdk destroy` takes the stacks away, read from their dependency graph. */
export function deletionSteps(inventory: Inventory): readonly DeletionStep[] {
  const depth = inventory.graph.deletionDepths();
  const last = (resources: readonly Resource[]): number => Math.max(...resources.map((resource) => depth.get(
    resource.key,
  )
    ?? 0));
  return [...grouped(inventory)].filter(([, resources]) => resources.length > 0)
    .sort(([, a], [, b]) => last(a) - last(b))
    .map(([group, resources]) => ({ title: group.title, why: group.why, count: resources.length }));
}

/** Resources that stay because their deletion policy says so. */
export function retainedResources(inventory: Inventory): readonly string[] {
  return inventory.resources.filter((resource) => resource.isRetained)
    .map((resource) => `${resource.type} ${resource.logicalId}`);
}

function grouped(inventory: Inventory): ReadonlyMap<Group, readonly Resource[]> {
  const contents = contentsOf(inventory);
  const members = new Map<Group, Resource[]>(GROUPS.map((group) => [group, []]));
  for (const resource of inventory.resources.filter((candidate) => !candidate.isRetained)) {
    const inside = contents.get(resource.key) ?? [];
    members.get(GROUPS.find((group) => group.holds(resource, inside))!)!.push(resource);
  }
  return members;
}

/** Kinds of objects, or the name of the chart, in each resource that reaches into the cluster. */
function contentsOf({ platform }: Inventory): ReadonlyMap<string, readonly string[]> {
  const contents = new Map<string, string[]>();
  const add = (id: string, content: string): unknown => contents.set(id, [...contents.get(id) ?? [], content]);
  platform.objects.forEach(({ stack, logicalId, object }) => add(`${stack}/${logicalId}`, object.kind));
  platform.charts.forEach(({ stack, logicalId, chart }) => add(`${stack}/${logicalId}`, chart.split('/').pop()!));
  return contents;
}
