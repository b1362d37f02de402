import { createHash } from 'crypto';
import { needsReplacement } from './recorded';
import type { CloudClient } from '../cloud/cloud-client';
import type { KubeClient, KubeObject } from '../control-plane/kube-client';
import type {
  DeleteRequest, Properties, ResourceHandler, ResourceRequest, ResourceResult, UpdateRequest,
} from '../deploy/model';

interface Machine {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly architecture: string;
}

/** Label with the name of the node group, as EKS sets it. */
const NODE_GROUP = 'eks.amazonaws.com/nodegroup';

/** Effects as the API of EKS and as Kubernetes write them. */
const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule', NO_EXECUTE: 'NoExecute', PREFER_NO_SCHEDULE: 'PreferNoSchedule',
};

/** Room that a kubelet keeps for itself, for the system and for eviction; close to what EKS images reserve. */
const RESERVED = { milliCpus: 80, memoryMiB: 1024 };

/** Nodes of a managed node group: as many as desired, with its labels, its taints and the size of its instance type. */
export class NodeGroupHandler implements ResourceHandler {
  constructor(
    private readonly client: KubeClient, private readonly cloud: CloudClient, private readonly region: string,
  ) {}

  public async create({ properties, suggestedId }: ResourceRequest): Promise<ResourceResult> {
    const name = properties.NodegroupName ?? suggestedId.split('|').pop()!;
    const [instanceType = 't3.medium'] = properties.InstanceTypes ?? [];
    const machine = await this.cloud.call<Machine>('instance_type', { name: instanceType });
    const zones = await this.cloud.call<string[]>('zones', { subnets: properties.Subnets });
    for (let index = 0; index < Number(properties.ScalingConfig?.DesiredSize ?? 2); index++) {
      await this.client.create('/api/v1/nodes', this.node({
        name, properties, instanceType, machine, zone: zones[index % zones.length], index,
      }));
    }
    return { physicalId: name };
  }

  public async update(request: UpdateRequest): Promise<ResourceResult> {
    if (await needsReplacement(this.cloud, request)) {
      return this.create(request);
    }
    const { physicalId, properties, oldProperties } = request;
    const gone = Object.keys(oldProperties.Labels ?? {}).map((label) => [label, null]);
    for (const { metadata } of await this.nodesOf(physicalId)) {
      await this.client.patch(`/api/v1/nodes/${metadata.name}`, {
        metadata: { labels: { ...Object.fromEntries(gone), ...properties.Labels } }, spec: {
          taints: taintsOf(properties),
        },
      });
    }
    return { physicalId };
  }

  public async delete({ physicalId }: DeleteRequest): Promise<void> {
    for (const { metadata } of await this.nodesOf(physicalId)) {
      await this.client.delete(`/api/v1/nodes/${metadata.name}`);
    }
  }

  private async nodesOf(group: string): Promise<KubeObject[]> {
    return this.client.list(`/api/v1/nodes?labelSelector=${encodeURIComponent(`${NODE_GROUP}=${group}`)}`);
  }

  /** Without kwok's own label: Karpenter's kwok mode deletes nodes with it that it did not launch. */
  private node({ name, properties, instanceType, machine, zone, index }: NodeOptions): object {
    const digits = createHash('sha256').update(`${name}/${index}`).digest('hex');
    const host =
      `ip-10-0-${parseInt(digits.slice(0, 2), 16)}-${parseInt(digits.slice(2, 4), 16)}.${this.region}.compute.internal`;
    const arch = machine.architecture === 'arm64' ? 'arm64' : 'amd64';
    return {
      metadata: {
        name: host,
        labels: {
          ...properties.Labels,
          ...this.labels(host, arch, zone),
          [NODE_GROUP]: name,
          'node.kubernetes.io/instance-type': instanceType,
        },
      },
      spec: { providerID: `aws:///${zone}/i-0${digits.slice(0, 16)}`, taints: taintsOf(properties) },
      status: {
        capacity: {
          'cpu': String(machine.cpus), 'memory': `${machine.memoryMiB}Mi`, 'pods': '58', 'ephemeral-storage': '100Gi',
        },
        allocatable: {
          'cpu': `${machine.cpus * 1000 - RESERVED.milliCpus}m`,
          'memory': `${machine.memoryMiB - RESERVED.memoryMiB}Mi`, 'pods': '58', 'ephemeral-storage': '90Gi',
        },
        nodeInfo: nodeInfo(arch),
      },
    };
  }

  private labels(host: string, arch: string, zone: string): object {
    return {
      'kubernetes.io/hostname': host,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': arch,
      'topology.kubernetes.io/region': this.region,
      'topology.kubernetes.io/zone': zone,
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
    };
  }
}

interface NodeOptions {
  readonly name: string;
  readonly properties: Properties;
  readonly instanceType: string;
  readonly machine: Machine;
  readonly zone: string;
  readonly index: number;
}

function taintsOf({ Taints = [] }: Properties): object[] {
  return Taints.map(({ Key, Value, Effect }: any) => ({ key: Key, value: Value, effect: EFFECTS[Effect] ?? Effect }));
}

function nodeInfo(architecture: string): object {
  return {
    architecture, operatingSystem: 'linux', osImage: 'Amazon Linux 2023', kernelVersion: '6.12',
    kubeletVersion: 'v1.35.4', kubeProxyVersion: '',
    containerRuntimeVersion: 'containerd://2', machineID: '', systemUUID: '', bootID: '',
  };
}
