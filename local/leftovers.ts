import type { CloudClient } from './cloud/cloud-client';
import type { KubeClient } from './control-plane/kube-client';
import { ApiError } from './control-plane/kube-client';

/** Kinds that a stack's end should leave none of, by path of their list. */
const KINDS: Readonly<Record<string, string>> = {
  'nodes': '/api/v1/nodes',
  'node claims': '/apis/karpenter.sh/v1/nodeclaims',
  'node pools': '/apis/karpenter.sh/v1/nodepools',
  'node classes': '/apis/karpenter.k8s.aws/v1/ec2nodeclasses',
  'pods': '/api/v1/pods',
  'volumes': '/api/v1/persistentvolumes',
  'claims': '/api/v1/persistentvolumeclaims',
};

/** Namespaces that every cluster has. */
const OWN_NAMESPACES = new Set(['default', 'kube-node-lease', 'kube-public', 'kube-system']);

/** Names of what outlives the stacks, by kind. */
export async function leftovers(
  client: KubeClient, cloud: CloudClient,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, string[]> = {};
  for (const [kind, path] of Object.entries(KINDS)) {
    found[kind] = await names(client, path);
  }
  found.namespaces = (await names(client, '/api/v1/namespaces')).filter((name) => !OWN_NAMESPACES.has(name));
  found.instances = await instances(client);
  const kept = Object.entries(found).filter(([, list]) => list.length > 0);
  return { ...Object.fromEntries(kept), ...await cloud.call('leftovers') };
}

/** Instances that Karpenter launched and did not end: its kwok mode keeps them in ConfigMaps. */
async function instances(client: KubeClient): Promise<string[]> {
  const maps = await client.list('/api/v1/namespaces/kube-system/configmaps');
  return maps.filter(({ metadata }) => metadata.name.startsWith('kwok-aws-instances-'))
    .flatMap(({ data }) => JSON.parse(data?.instances || '[]') as any[])
    .filter(({ State }) => !['terminated', 'shutting-down'].includes(State?.Name))
    .map(({ InstanceId }) => InstanceId);
}

/** Names of a list; none when the kind does not exist. */
async function names(client: KubeClient, path: string): Promise<string[]> {
  try {
    return (await client.list(path)).map(({ metadata }) => metadata.name);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return [];
    }
    throw error;
  }
}
