'use strict';

const { attempt, inTurn } = require('./context');
const { describe, isGone } = require('./errors');
const { pathOf } = require('./kubernetes');
const { RETAIN_TAG } = require('./ownership');
const { FILE_SYSTEMS, INSTANCES, sweepKind } = require('./sweep');

/** @typedef {import('./context').Context} Context */
/** @typedef {import('./kubernetes').Kubernetes} Kubernetes */
/** @typedef {import('./kubernetes').KubernetesObject} KubernetesObject */

const NODE_POOLS = '/apis/karpenter.sh/v1/nodepools';
const NODE_CLAIMS = '/apis/karpenter.sh/v1/nodeclaims';
const NODE_CLASSES = '/apis/karpenter.k8s.aws/v1/ec2nodeclasses';
const PODS = '/api/v1/pods';
const SERVICES = '/api/v1/services';
const INGRESSES = '/apis/networking.k8s.io/v1/ingresses';
const TARGET_GROUP_BINDINGS = '/apis/elbv2.k8s.aws/v1beta1/targetgroupbindings';
const CLAIMS = '/api/v1/persistentvolumeclaims';
const VOLUMES = '/api/v1/persistentvolumes';

/** Finalizers of controllers that may not be there any more, by the beginnings of their names. */
const KARPENTER_FINALIZERS = ['karpenter.sh/', 'karpenter.k8s.aws/'];
const LOAD_BALANCER_FINALIZERS = ['ingress.k8s.aws/', 'service.k8s.aws/', 'service.kubernetes.io/load-balancer-cleanup', 'elbv2.k8s.aws/', 'group.ingress.k8s.aws/'];

const EBS_DRIVER = 'ebs.csi.aws.com';
const FSX_DRIVER = 'fsx.csi.aws.com';
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

/**
 * While the cluster still runs: what its controllers and EMR can take away themselves. Jobs first, since everything else is in use by them.
 *
 * @type {import('./loop').Pass}
 */
async function drain(context, state) {
  const { clock, timing, parts, dryRun } = context;
  const running = parts.includes('jobs') ? await inTurn([['jobs', () => endJobs(context)], ['managed endpoints', () => endEndpoints(context)]]) : [];
  if (running.length > 0 && !dryRun && clock.now() - state.started < timing.jobs) return { left: running };
  state.clusterStarted ??= clock.now();
  const cluster = await drainCluster(context, state, clock.now() - state.clusterStarted);
  // What EMR could not end by now ends with its nodes.
  return { left: [...running, ...cluster.left], over: cluster.over || cluster.left.length === 0 };
}

/**
 * @param {Context} context
 * @param {import('./loop').State} state
 * @param {number} elapsed
 * @returns {Promise<import('./loop').Outcome>}
 */
async function drainCluster(context, state, elapsed) {
  const { parts, timing } = context;
  if (!['loadBalancers', 'volumes', 'nodes'].some((part) => parts.includes(/** @type {import('./context').Part} */ (part)))) return { left: [], over: true };
  try {
    const api = await context.kubernetes();
    await api.list(NODE_POOLS);
    state.reached = true;
    return { left: await inTurn(kindsIn(context, api, elapsed)), over: elapsed >= timing.cluster };
  } catch (error) {
    if (isGone(error)) return { left: [], over: true };
    const problem = describe(error);
    context.log(`Kubernetes API: ${problem}`);
    return { left: [`Kubernetes API (${problem})`], over: elapsed >= (state.reached ? timing.cluster : timing.unreachable) };
  }
}

/**
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {number} elapsed
 * @returns {[string, () => Promise<string[]>][]}
 */
function kindsIn(context, api, elapsed) {
  const { parts } = context;
  /** @type {[import('./context').Part, string, () => Promise<string[]>][]} */
  const kinds = [
    ['loadBalancers', 'load balancers', () => deleteLoadBalancers(context, api, elapsed)],
    ['volumes', 'claims', () => deleteClaims(context, api)],
    ['nodes', 'nodes', () => deleteNodes(context, api, elapsed)],
    ['volumes', 'volumes', () => releasedVolumes(api)],
    ['fileSystems', 'file systems', () => goingFileSystems(context)],
  ];
  return kinds.filter(([part]) => parts.includes(part)).map(([, what, pass]) => [what, pass]);
}

/** @param {Context} context */
async function endJobs(context) {
  const { cloud } = context;
  return inVirtualClusters(context, async (virtualClusterId) => {
    const jobs = await cloud.pages('emr-containers:ListJobRuns', { virtualClusterId, states: ['PENDING', 'SUBMITTED', 'RUNNING', 'CANCEL_PENDING'] }, 'jobRuns');
    return jobs.map(({ id, name, state }) => ({
      what: `job run ${id} (${name ?? state})`,
      end: state === 'CANCEL_PENDING' ? undefined : () => attempt(context, `cancel job run ${id}`, () => cloud.call('emr-containers:CancelJobRun', { id, virtualClusterId })),
    }));
  });
}

/** @param {Context} context */
async function endEndpoints(context) {
  const { cloud } = context;
  return inVirtualClusters(context, async (virtualClusterId) => {
    const endpoints = await cloud.pages('emr-containers:ListManagedEndpoints', { virtualClusterId, states: ['CREATING', 'ACTIVE', 'TERMINATING'] }, 'endpoints');
    return endpoints.map(({ id, name, state }) => ({
      what: `managed endpoint ${id} (${name ?? state})`,
      end: state === 'TERMINATING' ? undefined : () => attempt(context, `delete managed endpoint ${id}`, () => cloud.call('emr-containers:DeleteManagedEndpoint', { id, virtualClusterId })),
    }));
  });
}

/**
 * @param {Context} context
 * @param {(virtualClusterId: string) => Promise<{ what: string, end?: () => Promise<string | undefined> }[]>} list
 * @returns {Promise<string[]>} what was found, with what keeps it
 */
async function inVirtualClusters({ cloud, clusterName }, list) {
  const filters = { containerProviderId: clusterName, containerProviderType: 'EKS', states: ['RUNNING', 'TERMINATING', 'ARRESTED'] };
  const left = [];
  for (const { id } of await cloud.pages('emr-containers:ListVirtualClusters', filters, 'virtualClusters')) {
    for (const { what, end } of await orNone(() => list(id))) {
      const problem = await end?.();
      left.push(problem === undefined ? what : `${what} (${problem})`);
    }
  }
  return left;
}

/**
 * A virtual cluster that is gone has no jobs.
 *
 * @template T
 * @param {() => Promise<T[]>} list
 * @returns {Promise<T[]>}
 */
async function orNone(list) {
  try {
    return await list();
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/**
 * Load balancers go only while their controller runs: the objects that ask for them must go first.
 *
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {number} elapsed
 */
async function deleteLoadBalancers(context, api, elapsed) {
  const left = [];
  for (const [collection, kind] of [[SERVICES, 'Service'], [INGRESSES, 'Ingress'], [TARGET_GROUP_BINDINGS, 'TargetGroupBinding']]) {
    const objects = (await api.list(collection)).filter(({ spec }) => kind !== 'Service' || spec?.type === 'LoadBalancer');
    await remove(context, api, collection, objects);
    if (elapsed >= context.timing.releaseLoadBalancers) await release(context, api, collection, objects, LOAD_BALANCER_FINALIZERS);
    left.push(...objects.map(named(kind)));
  }
  return left;
}

/**
 * Claims go once no pod uses them, which for pods of charts is later than now. Volumes to be retained are marked for the sweep.
 *
 * @param {Context} context
 * @param {Kubernetes} api
 */
async function deleteClaims(context, api) {
  const unmarked = [];
  for (const volume of (await api.list(VOLUMES)).filter(({ spec }) => spec?.persistentVolumeReclaimPolicy === 'Retain')) {
    const mark = markOf(context, volume);
    const handle = volume.spec.csi?.volumeHandle;
    if (mark === undefined || context.marked.has(handle)) continue;
    const problem = await attempt(context, `mark volume ${handle} as retained`, mark);
    if (problem === undefined) context.marked.add(handle);
    else unmarked.push(`mark on volume ${handle} (${problem})`);
  }
  await remove(context, api, CLAIMS, await api.list(CLAIMS));
  return unmarked;
}

/**
 * Marks what the sweep would take. Of FSx that is only what the driver made: everything else belongs to a stack, or to somebody else.
 *
 * @param {Context} context
 * @param {KubernetesObject} volume
 * @returns {(() => Promise<unknown>) | undefined}
 */
function markOf({ cloud, parts }, { metadata, spec }) {
  const { driver, volumeHandle } = spec.csi ?? {};
  const Tags = [{ Key: RETAIN_TAG, Value: 'true' }];
  if (driver === EBS_DRIVER) return () => cloud.call('ec2:CreateTags', { Resources: [volumeHandle], Tags });
  if (driver !== FSX_DRIVER || metadata.annotations?.[PROVISIONED_BY] !== FSX_DRIVER || !parts.includes('fileSystems')) return undefined;
  return async () => {
    const { FileSystems = [] } = await cloud.call('fsx:DescribeFileSystems', { FileSystemIds: [volumeHandle] });
    for (const { ResourceARN } of FileSystems) await cloud.call('fsx:TagResource', { ResourceARN, Tags });
  };
}

/**
 * Pools first, so that Karpenter starts no more nodes; then their nodes, patiently; the node classes when no node needs them.
 *
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {number} elapsed
 */
async function deleteNodes(context, api, elapsed) {
  const { timing, dryRun } = context;
  const pools = await api.list(NODE_POOLS);
  await remove(context, api, NODE_POOLS, pools);
  const claims = await api.list(NODE_CLAIMS);
  await remove(context, api, NODE_CLAIMS, claims);
  const nodes = new Set(claims.map(({ status }) => status?.nodeName).filter((name) => name !== undefined));
  if (context.parts.includes('jobs') && (dryRun || elapsed >= timing.deletePods)) await deletePods(context, api, nodes, elapsed >= timing.terminateInstances);
  if (claims.length > 0 && elapsed >= timing.terminateInstances) await sweepKind(context, INSTANCES);
  if (elapsed >= timing.releaseNodes) await release(context, api, NODE_CLAIMS, claims, KARPENTER_FINALIZERS);
  const left = [...pools.map(named('NodePool')), ...claims.map(named('NodeClaim'))];
  return left.length > 0 && !dryRun ? left : [...left, ...await deleteNodeClasses(context, api, elapsed)];
}

/**
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {number} elapsed
 */
async function deleteNodeClasses(context, api, elapsed) {
  const classes = await api.list(NODE_CLASSES);
  await remove(context, api, NODE_CLASSES, classes);
  if (elapsed >= context.timing.releaseNodes) await release(context, api, NODE_CLASSES, classes, KARPENTER_FINALIZERS);
  return classes.map(named('EC2NodeClass'));
}

/**
 * Deletion asks neither disruption budgets nor `do-not-disrupt`, which Karpenter's own draining does. Pods of DaemonSets go with the node.
 *
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {Set<string>} nodes
 * @param {boolean} atOnce
 */
async function deletePods(context, api, nodes, atOnce) {
  const pods = (await api.list(PODS)).filter(({ metadata, spec }) => nodes.has(spec?.nodeName)
    && !(metadata.ownerReferences ?? []).some(({ kind }) => kind === 'DaemonSet' || kind === 'Node'));
  if (!atOnce) return remove(context, api, PODS, pods);
  for (const pod of pods) {
    await attempt(context, `delete ${pathOf(PODS, pod)} at once`, () => api.remove(pathOf(PODS, pod), { gracePeriodSeconds: 0 }));
  }
}

/**
 * Volumes whose claim is gone are being deleted by their driver, which must run until then.
 *
 * @param {Kubernetes} api
 */
async function releasedVolumes(api) {
  const volumes = await api.list(VOLUMES);
  return volumes.filter(({ spec, status }) => spec?.persistentVolumeReclaimPolicy === 'Delete' && status?.phase === 'Released').map(named('PersistentVolume'));
}

/**
 * File systems of such volumes take minutes longer, and hold subnets and a security group that a stack deletes next.
 *
 * @param {Context} context
 */
async function goingFileSystems(context) {
  const going = (await FILE_SYSTEMS.list(context)).filter(({ busy }) => busy !== undefined);
  return going.map(({ id, busy }) => `file system ${id} (${busy})`);
}

/**
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {string} collection
 * @param {KubernetesObject[]} objects
 */
async function remove(context, api, collection, objects) {
  for (const object of objects.filter(({ metadata }) => metadata.deletionTimestamp === undefined)) {
    const path = pathOf(collection, object);
    await attempt(context, `delete ${path}`, () => api.remove(path));
  }
}

/**
 * Takes finalizers away from objects whose controller did not.
 *
 * @param {Context} context
 * @param {Kubernetes} api
 * @param {string} collection
 * @param {KubernetesObject[]} objects
 * @param {string[]} beginnings
 */
async function release(context, api, collection, objects, beginnings) {
  for (const object of objects) {
    const finalizers = object.metadata.finalizers ?? [];
    const kept = finalizers.filter((name) => !beginnings.some((beginning) => name.startsWith(beginning)));
    if (kept.length === finalizers.length) continue;
    const path = pathOf(collection, object);
    await attempt(context, `release ${path} from ${finalizers.filter((name) => !kept.includes(name)).join(', ')}`, () => api.patch(path, { metadata: { finalizers: kept } }));
  }
}

/** @param {string} kind */
function named(kind) {
  /** @param {KubernetesObject} object */
  return ({ metadata: { name, namespace } }) => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

module.exports = { drain };
