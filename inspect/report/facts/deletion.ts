import { key, type Inventory, type Resource } from './inventory';
import type { DeletionStep } from './model';
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
  { title: 'Managed endpoints', why: 'Their load balancers and pods need the controllers to go cleanly.', holds: ofType('AWS::EMRContainers::Endpoint') },
  { title: 'Clean-up: drain', why: 'Ends jobs, load balancers, claims and nodes while their controllers run.', holds: ofType('Custom::EmrEksKarpenterDrain') },
  { title: 'Clean-up: sweep', why: 'Deletes what the cluster left in the account.', holds: ofType('Custom::EmrEksKarpenterSweep') },
  { title: 'Job templates', why: 'Runs that have started do not need them.', holds: ofType('AWS::EMRContainers::JobTemplate') },
  { title: 'Virtual clusters', why: 'EMR ends running jobs, for which it needs nodes and namespaces.', holds: ofType('AWS::EMRContainers::VirtualCluster') },
  { title: 'Volumes and claims', why: 'Jobs must have ended, and the CSI driver must still run.', holds: ofKind('PersistentVolumeClaim', 'PersistentVolume') },
  { title: 'Node pools', why: 'Karpenter drains and terminates the nodes it launched.', holds: ofKind('NodePool') },
  { title: 'Node classes', why: 'Pools need them as long as they have nodes.', holds: ofKind('EC2NodeClass') },
  { title: 'Namespaces and access of teams', why: 'Virtual clusters need them.', holds: ofKind('Namespace', 'RoleBinding', 'ResourceQuota', 'NetworkPolicy') },
  { title: 'Karpenter', why: 'Needed until the last node that it launched is gone.', holds: ofChart('karpenter') },
  { title: 'Definitions of Karpenter\'s objects', why: 'The controller reads them.', holds: ofChart('karpenter-crd') },
  { title: 'Other charts', why: 'They need core nodes.', holds: ofType(CustomType.CHART) },
  { title: 'Other Kubernetes objects', why: 'They need an API server that answers.', holds: ofType(CustomType.MANIFEST) },
  { title: 'Interruption queue and rules', why: 'Karpenter reads the queue.', holds: ofType('AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::Events::Rule') },
  { title: 'File systems', why: 'Nothing mounts them any more.', holds: ({ type }) => type.startsWith('AWS::FSx::') },
  { title: 'Pod identities', why: 'Pods need them to speak with AWS.', holds: ofType('AWS::EKS::PodIdentityAssociation') },
  { title: 'EKS add-ons', why: 'Pods need network and DNS.', holds: ofType('AWS::EKS::Addon') },
  { title: 'Core nodes', why: 'Every controller runs on them.', holds: ofType('AWS::EKS::Nodegroup', 'AWS::EC2::LaunchTemplate') },
  { title: 'Access entries', why: 'Nodes and people need them to reach the API server.', holds: ofType('AWS::EKS::AccessEntry') },
  { title: 'EKS cluster', why: 'Everything inside it needs it.', holds: ofType('AWS::EKS::Cluster', 'Custom::AWSCDK-EKS-Cluster') },
  { title: 'Routes and NAT gateways', why: 'Nodes need them to reach AWS, also to leave.', holds: ofType('AWS::EC2::NatGateway', 'AWS::EC2::Route', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::EIP') },
  { title: 'VPC', why: 'Goes when no network interface is left in it.', holds: ({ type }) => type.startsWith('AWS::EC2::') },
  { title: 'Roles, keys, logs and functions', why: 'Each is needed until its last user is gone.', holds: () => true },
];

/** The order in which `cdk destroy` takes the stacks away, read from their dependency graph. */
export function deletionSteps(inventory: Inventory): readonly DeletionStep[] {
  const depth = depths(inventory);
  const last = (resources: readonly Resource[]): number => Math.max(...resources.map((resource) => depth.get(keyOf(resource)) ?? 0));
  return [...grouped(inventory)].filter(([, resources]) => resources.length > 0)
    .sort(([, a], [, b]) => last(a) - last(b))
    .map(([group, resources]) => ({ title: group.title, why: group.why, count: resources.length }));
}

/** What stays behind because its deletion policy says so. */
export function retainedResources(inventory: Inventory): readonly string[] {
  return inventory.resources.filter((resource) => resource.retained).map((resource) => `${resource.type} ${resource.logicalId}`);
}

function grouped(inventory: Inventory): ReadonlyMap<Group, readonly Resource[]> {
  const contents = contentsOf(inventory);
  const members = new Map<Group, Resource[]>(GROUPS.map((group) => [group, []]));
  for (const resource of inventory.resources.filter((candidate) => !candidate.retained)) {
    const inside = contents.get(keyOf(resource)) ?? [];
    members.get(GROUPS.find((group) => group.holds(resource, inside))!)!.push(resource);
  }
  return members;
}

function keyOf(resource: Resource): string {
  return key(resource.stack, resource.logicalId);
}

/** Kinds of objects, or the name of the chart, in each resource that reaches into the cluster. */
function contentsOf({ platform }: Inventory): ReadonlyMap<string, readonly string[]> {
  const contents = new Map<string, string[]>();
  const add = (id: string, content: string): unknown => contents.set(id, [...contents.get(id) ?? [], content]);
  platform.objects.forEach(({ stack, logicalId, object }) => add(key(stack, logicalId), object.kind));
  platform.charts.forEach(({ stack, logicalId, chart }) => add(key(stack, logicalId), chart.split('/').pop()!));
  return contents;
}

/** How many others, one after the other, are deleted before a resource. */
function depths(inventory: Inventory): ReadonlyMap<string, number> {
  const users = usersOf(inventory);
  const depth = new Map<string, number>();
  const visit = (id: string, path: ReadonlySet<string>): number => {
    const known = depth.get(id);
    if (known !== undefined || path.has(id)) return known ?? 0;
    const inner = new Set([...path, id]);
    const found = Math.max(0, ...(users.get(id) ?? []).map((user) => visit(user, inner) + 1));
    depth.set(id, found);
    return found;
  };
  inventory.resources.forEach((resource) => visit(keyOf(resource), new Set()));
  return depth;
}

/** For each resource, those that depend on it and so are deleted before it. */
function usersOf(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const resource of inventory.resources) {
    const named = resource.dependsOn.map((logicalId) => inventory.find(resource.stack, logicalId));
    for (const needed of new Set([...named, ...inventory.mentioned(resource.stack, resource.properties)])) {
      if (needed && needed !== resource) users.set(keyOf(needed), [...users.get(keyOf(needed)) ?? [], keyOf(resource)]);
    }
  }
  return withStacks(inventory, users);
}

/** A stack goes as a whole before the stacks that it depends on. */
function withStacks({ platform, resources }: Inventory, users: Map<string, string[]>): ReadonlyMap<string, readonly string[]> {
  for (const stack of platform.stacks) {
    const [own, needed] = [[stack.name], stack.dependencies ?? []].map((names) => resources.filter((resource) => names.includes(resource.stack)));
    for (const resource of needed) {
      users.set(keyOf(resource), [...users.get(keyOf(resource)) ?? [], ...own.map(keyOf)]);
    }
  }
  return users;
}
