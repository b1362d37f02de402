import * as http from 'http';
import type { AddressInfo } from 'net';
import { text } from './proxy';

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly ownerReferences?: object[];
  readonly annotations?: Record<string, string>;
  finalizers?: string[];
  deletionTimestamp?: string;
}

export interface Thing {
  readonly metadata: Metadata;
  readonly spec?: any;
  status?: any;
}

export interface KubernetesCall {
  readonly method: string; readonly path: string; readonly headers: http.IncomingHttpHeaders; readonly body: any;
}

const CORE = '/api/v1';
export const POOLS = '/apis/karpenter.sh/v1/nodepools';
export const NODE_CLAIMS = '/apis/karpenter.sh/v1/nodeclaims';
export const NODE_CLASSES = '/apis/karpenter.k8s.aws/v1/ec2nodeclasses';
export const INGRESSES = '/apis/networking.k8s.io/v1/ingresses';
export const [NODES, PODS, SERVICES, CLAIMS, VOLUMES] = ['nodes', 'pods', 'services', 'persistentvolumeclaims', 'persistentvolumes'].map(
  (plural) => `${CORE}/${plural}`,
);

const TERMINATION = 'karpenter.sh/termination';

/**
 * As much of an API server as the clean-up uses: lists by page, deletion with finalizers, merge patches. It knows the kinds that were
 * added.
 */
export class FakeKubernetes {
  public static async listen(): Promise<FakeKubernetes> {
    const api = new FakeKubernetes();
    await new Promise<void>((resolve, reject) => api.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return api;
  }

  public calls: KubernetesCall[] = [];
  public things = new Map<string, Thing[]>();
  /** Asked before each call; a status is the answer. */
  public fault?: (call: KubernetesCall) => number | undefined;
  /** Items on a page, however many are asked for. */
  public pageSize = 2;
  private readonly server = http.createServer((request, response) => void this.handle(request, response));

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  public reset(): void {
    this.calls = [];
    this.things = new Map();
    this.fault = undefined;
  }

  public add(collection: string, ...things: Thing[]): void {
    this.things.set(collection, [...this.all(collection), ...things]);
  }

  public all(collection: string): Thing[] {
    return this.things.get(collection) ?? [];
  }

  /** Everything by name, for comparison. */
  public names(): Record<string, string[]> {
    return Object.fromEntries([...this.things].filter(([, things]) => things.length > 0).map(([path, things]) => [
      path.split('/').pop()!, things.map(({ metadata }) => metadata.name),
    ]));
  }

  public delete(collection: string, thing: Thing): void {
    if ((thing.metadata.finalizers ?? []).length > 0) {
      thing.metadata.deletionTimestamp ??= 'now';
      return;
    }
    this.things.set(collection, this.all(collection).filter((other) => other !== thing));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await text(request);
    const call = {
      method: request.method!, path: request.url!, headers: request.headers, body: body === '' ? undefined : JSON.parse(body),
    };
    this.calls.push(call);
    const fault = this.fault?.(call);
    const [status, answer] = fault === undefined ? this.answer(call) : [fault, { kind: 'Status', message: 'not now' }];
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  }

  private answer({ method, path, body }: KubernetesCall): [number, object] {
    const url = new URL(path, 'http://api');
    const whole = this.things.get(url.pathname);
    if (method === 'GET') {
      return whole === undefined
        ? [404, { message: 'the server could not find the requested resource' }]
        : [200, this.page(whole, url.searchParams)];
    }
    const [, root, namespace, plural, name] = /^(.*?)(?:\/namespaces\/([^/]+))?\/([^/]+)\/([^/]+)$/.exec(url.pathname)!;
    const collection = `${root}/${plural}`;
    const thing = this.all(collection).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    if (thing === undefined) {
      return [404, { message: `${plural} "${name}" not found` }];
    }
    if (method === 'PATCH') {
      Object.assign(thing.metadata, body.metadata);
    }
    if (method === 'DELETE' || thing.metadata.deletionTimestamp !== undefined) {
      this.delete(collection, thing);
    }
    return [200, thing];
  }

  private page(things: Thing[], query: URLSearchParams): object {
    const start = Number(query.get('continue') ?? 0);
    const end = start + Math.min(Number(query.get('limit')), this.pageSize);
    return { metadata: { continue: end < things.length ? String(end) : '' }, items: things.slice(start, end) };
  }
}

/**
 * Karpenter as far as a deletion sees it: claims of a deleted pool go, a node is drained, and gone when only pods of DaemonSets are on it.
 */
export function karpenter(api: FakeKubernetes): void {
  const pools = api.all(POOLS).map(({ metadata }) => metadata.name);
  api.all(NODE_CLAIMS).filter(({ spec }) => !pools.includes(spec.pool)).forEach((claim) => { claim.metadata.deletionTimestamp ??= 'now'; });
  for (const claim of api.all(NODE_CLAIMS).filter(({ metadata }) => metadata.deletionTimestamp !== undefined)) {
    const pods = api.all(PODS).filter(({ spec, metadata }) => spec.nodeName === claim.status.nodeName
      && metadata.ownerReferences === undefined);
    pods.filter(({ metadata }) => metadata.annotations === undefined).forEach((pod) => api.delete(PODS, pod));
    if (pods.every(({ metadata }) => metadata.annotations === undefined)) {
      claim.metadata.finalizers = [];
      api.delete(NODE_CLAIMS, claim);
      api.all(NODES).filter(({ metadata }) => metadata.name === claim.status.nodeName).forEach((node) => {
        node.metadata.finalizers = [];
        api.delete(NODES, node);
      });
    }
  }
  const isFree = api.all(NODE_CLAIMS).length === 0;
  api.all(NODE_CLASSES).filter(({ metadata }) => isFree && metadata.deletionTimestamp !== undefined).forEach((nodeClass) => {
    nodeClass.metadata.finalizers = [];
    api.delete(NODE_CLASSES, nodeClass);
  });
}

/** The load balancer controller and the EBS driver: what is being deleted goes. */
export function controllers(api: FakeKubernetes): void {
  for (const collection of [SERVICES, INGRESSES, CLAIMS]) {
    api.all(collection).filter(({ metadata }) => metadata.deletionTimestamp !== undefined).forEach((thing) => {
      thing.metadata.finalizers = [];
      api.delete(collection, thing);
    });
  }
  api.all(VOLUMES).filter(({ spec }) => spec.persistentVolumeReclaimPolicy === 'Delete').forEach((volume) => api.delete(VOLUMES, volume));
}

/** A cluster with a pool of three nodes, one of them with a protected driver, and with what load balancers and volumes hang on. */
export function busyCluster(api: FakeKubernetes): void {
  api.reset();
  const named = (name: string, more: Partial<Thing['metadata']> = {}) => ({ metadata: { name, ...more } });
  const node = (i: number) => `spark-${i}`;
  api.add(POOLS, named('spark'));
  api.add(NODE_CLASSES, named('spark', { finalizers: ['karpenter.k8s.aws/termination'] }));
  api.add(NODE_CLAIMS, ...[0, 1, 2].map((i) => ({
    ...named(node(i), { finalizers: [TERMINATION] }), spec: { pool: 'spark' }, status: { nodeName: node(i) },
  })));
  api.add(NODES, { ...named('core') }, ...[0, 1, 2].map((i) => named(node(i), { finalizers: [TERMINATION] })));
  const pod = (name: string, nodeName: string, more: Partial<Thing['metadata']> = {}) => ({
    ...named(name, { namespace: 'team', ...more }), spec: { nodeName },
  });
  api.add(PODS,
    pod('driver', node(0), { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } }), pod('executor-1', node(0)), pod(
      'executor-2', node(1),
    ),
    pod('agent', node(2), { ownerReferences: [{ kind: 'DaemonSet', name: 'agent' }] }), pod('coredns', 'core'));
  api.add(SERVICES,
    { ...named('kubernetes', { namespace: 'default' }), spec: { type: 'ClusterIP' } },
    { ...named('ui', { namespace: 'team', finalizers: ['service.k8s.aws/resources'] }), spec: { type: 'LoadBalancer' } });
  api.add(INGRESSES, named('studio', { namespace: 'team', finalizers: ['ingress.k8s.aws/resources'] }));
  api.add(CLAIMS, named('shuffle', { namespace: 'team', finalizers: ['kubernetes.io/pvc-protection'] }));
}
