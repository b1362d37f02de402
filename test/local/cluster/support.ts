import { readFileSync } from 'fs';

/** Most memory that processes had resident, each at its own time, in MiB: never less than what they had together. */
export function peakMemory(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]));
  return Math.round(kibibytes.reduce((sum, value) => sum + value, 0) / 1024);
}

/** Path of an object in the API server; core kinds of this app only. */
export function pathOf({ apiVersion, kind, metadata }: any): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = `${kind.toLowerCase()}${/(s|ss)$/.test(kind) ? 'es' : 's'}`.replace(/policys$/, 'policies');
  const place = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${place}/${plural}/${metadata.name}`;
}

const ALL = ['get', 'list', 'watch', 'create', 'delete', 'deletecollection', 'patch', 'update'];
const WITHOUT_COLLECTIONS = ALL.filter((verb) => verb !== 'deletecollection');

/**
 * Rights of EMR on EKS in a team's namespace, in verbs that Kubernetes has.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-cluster-access.html
 */
const RULES: Array<{ readonly group: string; readonly resources: string[]; readonly verbs: string[] }> = [
  { group: '', resources: ['serviceaccounts', 'services', 'configmaps', 'events', 'pods'], verbs: ALL.filter((verb) => verb !== 'update') },
  { group: '', resources: ['persistentvolumeclaims'], verbs: ALL.filter((verb) => verb !== 'update') },
  { group: '', resources: ['secrets'], verbs: ['create', 'patch', 'delete', 'watch'] },
  { group: 'apps', resources: ['statefulsets', 'deployments'], verbs: WITHOUT_COLLECTIONS.filter((verb) => verb !== 'update') },
  { group: 'batch', resources: ['jobs'], verbs: WITHOUT_COLLECTIONS.filter((verb) => verb !== 'update') },
  { group: 'networking.k8s.io', resources: ['ingresses'], verbs: WITHOUT_COLLECTIONS.filter((verb) => verb !== 'update') },
  { group: 'rbac.authorization.k8s.io', resources: ['roles', 'rolebindings'], verbs: ALL.filter((verb) => verb !== 'update') },
];

/** Every verb of every rule, as a question to the API server. */
export function verbsOfEmr(namespace: string): object[] {
  return RULES.flatMap(({ group, resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => ({
    namespace, group, resource, verb,
  }))));
}

const SUFFIXES: Readonly<Record<string, number>> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

function quantity(text: string): number {
  const [, amount, suffix] = /^([\d.]+)(\D*)$/.exec(text)!;
  return Number(amount) * (suffix === '' ? 1 : SUFFIXES[suffix]);
}

/**
 * Capacity that the scheduler reserves for a pod: its containers and init containers that stay, or an init container with those that stay
 * before it. In the library's units, rounded up.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function effectiveRequest({ spec }: any): { cpuMillis: number; memoryMiB: number; ephemeralStorageMiB?: number } {
  const of = (resource: string) => {
    const value = ({ resources }: any) => quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? '0');
    let staying = 0;
    let most = 0;
    for (const container of spec.initContainers ?? []) {
      most = Math.max(most, staying + value(container));
      staying += container.restartPolicy === 'Always' ? value(container) : 0;
    }
    return Math.max(most, spec.containers.reduce((sum: number, container: any) => sum + value(container), staying));
  };
  const storage = of('ephemeral-storage');
  return {
    cpuMillis: Math.round(of('cpu') * 1000), memoryMiB: Math.ceil(of('memory') / 2 ** 20),
    ...(storage > 0 && { ephemeralStorageMiB: Math.ceil(storage / 2 ** 20) }),
  };
}
