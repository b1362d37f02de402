import { networkOf } from './node-network';
import type { Resource } from '../assembly/graph';
import type { ClusterView } from '../assembly/query';
import { CustomType } from '../assembly/vocabulary';

/** Names of add-ons in StorageClasses and volumes. */
const PROVISIONERS: { readonly [addon: string]: string } = {
  'aws-ebs-csi-driver': 'ebs.csi.aws.com', 'aws-fsx-csi-driver': 'fsx.csi.aws.com',
};

/** Finds the resources of one part of a platform. */
export type Part = (cluster: ClusterView) => Resource[];

/** One pair of parts: the first is gone before deletion of the second begins. */
export interface DeletionRule {
  readonly first: Part;
  readonly second: Part;
  readonly reason: string;
  /** Narrows the pairs to those that belong together. @default - every pair */
  readonly where?: (first: Resource, second: Resource, cluster: ClusterView) => boolean;
  /** Says whether the rule gives way where the stack of the second needs the stack of the first. @default false */
  readonly yieldsToStacks?: boolean;
}

const isKind = (group: string, kind: string) => (object: any) => object?.kind === kind
  && String(object.apiVersion).startsWith(`${group}/`);

const endpoints: Part = (cluster) => cluster.ofType('AWS::EMRContainers::Endpoint');
const balancerController: Part = (cluster) => cluster.releasesOf('aws-load-balancer-controller');
const balancerIdentity: Part = (cluster) =>
  cluster.ofCluster('AWS::EKS::PodIdentityAssociation', ({ ServiceAccount }) =>
    ServiceAccount === 'aws-load-balancer-controller');
const podIdentities: Part = (cluster) =>
  cluster.ofCluster('AWS::EKS::PodIdentityAssociation', ({ ServiceAccount }) =>
    /^emr-containers-sa-spark-(jeg|jeg-kernel|session)-/.test(ServiceAccount));
const virtualClusters: Part = (cluster) =>
  cluster.ofType('AWS::EMRContainers::VirtualCluster', ({ ContainerProvider }) => ContainerProvider?.Id === cluster.name);
const teamBundles: Part = (cluster) =>
  cluster.bundlesWith(({ kind }) => kind === 'Namespace' || kind === 'RoleBinding');
const claims: Part = (cluster) => cluster.bundlesWith(({ kind }) => kind === 'PersistentVolumeClaim');
const storageClasses: Part = (cluster) => cluster.bundlesWith(({ kind }) => kind === 'StorageClass');
const csiDrivers: Part = (cluster) => {
  const drivers = cluster.ofCluster('AWS::EKS::Addon', ({ AddonName }) => AddonName in PROVISIONERS);
  return [...drivers, ...cluster.rolesOf(drivers)];
};
const nodePools: Part = (cluster) => cluster.bundlesWith(isKind('karpenter.sh', 'NodePool'));
const nodeClasses: Part = (cluster) => cluster.bundlesWith(isKind('karpenter.k8s.aws', 'EC2NodeClass'));
const karpenter: Part = (cluster) => cluster.releasesOf('karpenter');
const yunikorn: Part = (cluster) => cluster.releasesOf('yunikorn');
const yunikornObjects: Part = (cluster) => cluster.bundlesWith(({ metadata }) => metadata?.name === 'yunikorn-configs');
const karpenterCrds: Part = (cluster) => cluster.releasesOf('karpenter-crd');

const identity: Part = (cluster) =>
  cluster.ofCluster('AWS::EKS::PodIdentityAssociation', ({ ServiceAccount }) => ServiceAccount === 'karpenter');
const identityAgent: Part = (cluster) =>
  cluster.ofCluster('AWS::EKS::Addon', ({ AddonName }) => AddonName === 'eks-pod-identity-agent');
const nodeAccess: Part = (cluster) => cluster.ofCluster('AWS::EKS::AccessEntry', ({ Type }) => Type === 'EC2_LINUX');
const coreNodes: Part = (cluster) => cluster.ofCluster('AWS::EKS::Nodegroup');
const queues: Part = (cluster) => {
  const names = cluster.valuesOf('karpenter').map((values) => values.settings?.interruptionQueue);
  const found = cluster.ofType('AWS::SQS::Queue', ({ QueueName }) => names.includes(QueueName))
    .concat(
      cluster.ofType('AWS::SQS::Queue', ({ QueueName }) => !QueueName).filter((node) => names.includes(
        cluster.id(node).split('/').pop(),
      )),
    );
  const users = ['AWS::SQS::QueuePolicy', 'AWS::Events::Rule'].flatMap((type) => cluster.ofType(type));
  return [...found, ...users.filter((node) => cluster.refersTo(node, found))];
};
const karpenterNodeRole: Part = (cluster) => cluster.rolesOf(nodeAccess(cluster))
  .filter(({ type }) => type === 'AWS::IAM::Role');
const nodeRoles: Part = (cluster) => {
  const names = cluster.objects('EC2NodeClass').map((object) => object.spec?.role);
  return [...new Set([
    ...cluster.rolesOf(nodeAccess(cluster)),
    ...cluster.rolesOf(coreNodes(cluster)),
    ...cluster.withPolicies(cluster.ofType('AWS::IAM::Role').filter((node) => names.includes(cluster.id(node)))),
  ])];
};
const drains: Part = (cluster) => cluster.ofCluster(CustomType.DRAIN);
const sweeps: Part = (cluster) => cluster.ofCluster(CustomType.SWEEP);
const cleanUpAccess: Part = (cluster) => [
  ...cluster.bundlesWith((object) => isKind('rbac.authorization.k8s.io', 'ClusterRoleBinding')(object)
    && grantsCleanUp(cluster, object)),
  ...cleanUpEntries(cluster),
];
const cleanUpEntries: Part = (cluster) => {
  const roles = cluster.rolesOf(cluster.providerFunctions(sweeps(cluster)))
    .filter(({ type }) => type === 'AWS::IAM::Role');
  return cluster.ofCluster('AWS::EKS::AccessEntry').filter((entry) => cluster.refersTo(entry, roles));
};
const clusters: Part = (cluster) => cluster.ofType('AWS::EKS::Cluster', ({ Name }) => Name === cluster.name);
const kubectl: Part = (cluster) => {
  // The cluster, which CDK's function needs, waits for the sweep, and so for the function of the clean-up.
  const ofCleanUp = cluster.providerFunctions(sweeps(cluster));
  const functions = cluster.providerFunctions(karpenter(cluster)).filter((node) => !ofCleanUp.includes(node));
  const roles = cluster.rolesOf(functions);
  const entries = cluster.ofCluster('AWS::EKS::AccessEntry').filter((entry) => cluster.refersTo(entry, roles.filter(({
    type,
  }) => type === 'AWS::IAM::Role')));
  return [...functions, ...roles, ...entries];
};

/** Parts that Karpenter and its nodes need until the last node is gone. */
const NEEDS: ReadonlyArray<readonly [part: Part, reason: string]> = [
  [identity, 'without its identity Karpenter cannot terminate a node'],
  [(cluster) => cluster.rolesOf(identity(cluster)), 'without its permissions Karpenter cannot terminate a node'],
  [identityAgent, 'the agent hands Karpenter its credentials'],
  [nodeAccess, 'a node without its access entry cannot be drained'],
  [nodeRoles, 'a node without its role leaves the cluster undrained'],
  [coreNodes, 'Karpenter runs on the core nodes'],
  [queues, 'Karpenter reads its queue while it runs'],
  [networkOf, 'nodes and Karpenter reach the AWS APIs through it'],
  [kubectl, 'it carries out the deletion'],
];

/** Parts that the load balancer controller needs until the last load balancer is gone. */
const CONTROLLER_NEEDS: ReadonlyArray<readonly [part: Part, reason: string]> = [
  [balancerIdentity, 'without its identity the controller cannot delete a load balancer'],
  [
    (cluster) => cluster.rolesOf(balancerIdentity(cluster)),
    'without its permissions the controller cannot delete a load balancer',
  ],
  [identityAgent, 'the agent hands the controller its credentials'],
  [coreNodes, 'the controller runs on the core nodes'],
  [networkOf, 'the controller reaches the AWS APIs through it'],
  [kubectl, 'it carries out the deletion'],
];

/**
 * Order of deletion, as the finalizers of Karpenter and of the other controllers ask for it.
 *
 * @see https://karpenter.sh/docs/concepts/disruption/#termination-controller
 */
export const DELETION_ORDER: readonly DeletionRule[] = [
  {
    first: endpoints,
    second: virtualClusters,
    where: (endpoint, owner, cluster) => cluster.refersTo(endpoint, [owner]),
    reason: 'a virtual cluster with endpoints cannot be deleted',
  },
  {
    first: endpoints,
    second: balancerController,
    where: ofCluster,
    reason: 'only a running controller removes the load balancer of an endpoint',
  },
  {
    first: endpoints,
    second: podIdentities,
    where: sharesRole,
    reason: 'the pods of an endpoint act as its role until they end',
  },
  {
    first: endpoints, second: coreNodes, where: ofCluster, reason: 'the gateway of an endpoint runs on the core nodes',
  },
  {
    first: virtualClusters,
    second: teamBundles,
    where: sharesNamespace,
    reason: 'EMR needs its role binding to clean the namespace up',
  },
  { first: virtualClusters, second: nodePools, reason: 'jobs end before their nodes do', yieldsToStacks: true },
  { first: nodePools, second: nodeClasses, where: usesClass, reason: 'a node class waits for its last node' },
  {
    first: virtualClusters,
    second: yunikorn,
    reason: 'pods that wait for YuniKorn would wait for ever',
    yieldsToStacks: true,
  },
  { first: yunikorn, second: yunikornObjects, reason: 'its namespace goes with all that it leaves there' },
  ...[coreNodes, networkOf, kubectl].map((second) => ({
    first: yunikorn, second, reason: 'YuniKorn runs on core nodes until it is uninstalled',
  })),
  { first: nodeClasses, second: karpenter, reason: 'only a running Karpenter removes the finalizer of a node class' },
  { first: karpenter, second: karpenterCrds, reason: 'Karpenter cannot run without its definitions' },
  { first: nodePools, second: karpenter, reason: 'only a running Karpenter drains and terminates nodes' },
  {
    first: virtualClusters,
    second: claims,
    where: sharesNamespace,
    reason: 'a claim stays until no pod mounts it, and jobs end with their virtual cluster',
  },
  { first: claims, second: teamBundles, where: claimedIn, reason: 'a namespace goes when nothing is in it' },
  {
    first: claims, second: storageClasses, where: usesStorageClass, reason: 'the class says what happens to the volume',
  },
  {
    first: claims, second: csiDrivers, where: mountedBy, reason: 'only a running driver deletes the volume of a claim',
  },
  {
    first: endpoints,
    second: drains,
    where: (endpoint, drain) => endpoint.stack === drain.stack,
    reason: 'the drain would delete an endpoint that CloudFormation deletes',
  },
  {
    first: drains,
    second: virtualClusters,
    where: (drain, owner) => drain.stack === owner.stack,
    reason: 'it ends the jobs that a virtual cluster waits for',
  },
  {
    first: drains,
    second: nodePools,
    where: (drain, pool) => drain.stack === pool.stack,
    reason: 'it ends the nodes that a pool waits for',
  },
  {
    first: drains,
    second: nodeClasses,
    where: (drain, nodeClass) => drain.stack === nodeClass.stack,
    reason: 'it ends the nodes that a node class waits for',
  },
  { first: drains, second: karpenter, reason: 'only a running Karpenter drains nodes' },
  { first: drains, second: cleanUpAccess, reason: 'without access to the cluster nothing is drained' },
  { first: clusters, second: sweeps, reason: 'the sweep takes what is left once the cluster is gone' },
  { first: sweeps, second: networkOf, reason: 'left-overs keep the network from being deleted' },
  { first: sweeps, second: karpenterNodeRole, reason: 'an instance profile keeps the role of the nodes' },
  ...CONTROLLER_NEEDS.map(([second, reason]) => ({ first: balancerController, second, reason })),
  ...[nodePools, nodeClasses, karpenter]
    .flatMap((first) => NEEDS.map(([second, reason]) => ({ first, second, reason }))),
];

/** Says whether the binding is for the group of the clean-up's access entry. */
function grantsCleanUp(cluster: ClusterView, { subjects = [] }: any): boolean {
  const groups = cleanUpEntries(cluster).flatMap((entry) => cluster.properties(entry).KubernetesGroups ?? []);
  return subjects.some(({ name }: any) => groups.includes(name));
}

/** Says whether the second bundle makes the namespace of a claim of the first. */
function claimedIn(claimed: Resource, bundle: Resource, cluster: ClusterView): boolean {
  const namespaces = cluster.objectsIn(claimed).filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map(({ metadata }) => metadata?.namespace);
  return cluster.objectsIn(bundle).some(({ kind, metadata }) => kind === 'Namespace'
    && namespaces.includes(metadata?.name));
}

/** Names of the classes that the claims of a bundle name. */
function classesOf(bundle: Resource, cluster: ClusterView): any[] {
  return cluster.objectsIn(bundle).filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map(({ spec }) => spec?.storageClassName);
}

function usesStorageClass(claimed: Resource, classes: Resource, cluster: ClusterView): boolean {
  const names = classesOf(claimed, cluster);
  return cluster.objectsIn(classes).some(({ kind, metadata }) => kind === 'StorageClass'
    && names.includes(metadata?.name));
}

/** Says whether the add-on, or its role, is that of the driver which makes or mounts the volumes of the claims. */
function mountedBy(claimed: Resource, driver: Resource, cluster: ClusterView): boolean {
  const names = classesOf(claimed, cluster);
  const provisioners = cluster.objects('StorageClass').filter(({ metadata }) => names.includes(metadata?.name)).map(({
    provisioner,
  }) => provisioner);
  const mounted = cluster.objectsIn(claimed).map(({ spec }) => spec?.csi?.driver);
  const own = cluster.ofCluster('AWS::EKS::Addon', ({ AddonName }) => [...provisioners, ...mounted].includes(
    PROVISIONERS[AddonName],
  ));
  return [...own, ...cluster.rolesOf(own)].some((node) => node.key === driver.key);
}

/** Says whether the endpoint is of a virtual cluster of this cluster. */
function ofCluster(endpoint: Resource, _: Resource, cluster: ClusterView): boolean {
  return cluster.refersTo(endpoint, virtualClusters(cluster));
}

/** Says whether the association is of the role of the endpoint. */
function sharesRole(endpoint: Resource, association: Resource, cluster: ClusterView): boolean {
  return cluster.properties(endpoint).ExecutionRoleArn === cluster.properties(association).RoleArn;
}

/** Says whether the bundle holds objects of the virtual cluster's namespace. */
function sharesNamespace(virtualCluster: Resource, bundle: Resource, cluster: ClusterView): boolean {
  const namespace = cluster.properties(virtualCluster).ContainerProvider?.Info?.EksInfo?.Namespace;
  return cluster.objectsIn(bundle).some((object) => object.kind === 'Namespace'
    ? object.metadata?.name === namespace
    : object.metadata?.namespace === namespace);
}

/** Says whether a pool of the one bundle names a class of the other. */
function usesClass(pools: Resource, classes: Resource, cluster: ClusterView): boolean {
  const names = cluster.objectsIn(classes).map((object) => object.metadata?.name);
  return cluster.objectsIn(pools).some((object) => names.includes(object.spec?.template?.spec?.nodeClassRef?.name));
}
