import type { KubernetesObject } from '../../../kubernetes/object';
import { KARPENTER_AWS_DOMAIN, NODE_CLASS_KIND } from '../../../kubernetes/vocabulary';

/** The facts that an `EC2NodeClass` is made from. */
export interface NodeClassSpec {
  readonly name: string;
  readonly amiFamily: string;
  readonly amiAlias?: string;
  readonly amiIds: string[];
  /** One of role and instance profile. */
  readonly role?: string;
  readonly instanceProfile?: string;
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  readonly rootVolume: RootVolumeSpec;
  readonly raid0: boolean;
  readonly userData?: string;
  readonly kubelet?: KubeletSpec;
  readonly metadata: MetadataSpec;
  readonly detailedMonitoring?: boolean;
  readonly associatePublicIpAddress?: boolean;
  readonly placementGroupName?: string;
  /** A map, or what will become one when the tree is complete. */
  readonly tags: unknown;
}

/** The volume that kubelet works on. */
export interface RootVolumeSpec {
  readonly deviceName: string;
  readonly sizeGiB: number;
  readonly volumeType: string;
  readonly iops?: number;
  readonly throughputMiBps?: number;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
}

/** Settings of kubelet that were given; quantities as Kubernetes writes them. */
export interface KubeletSpec {
  readonly maxPods?: number;
  readonly podsPerCore?: number;
  readonly kubeReserved?: { readonly [resource: string]: string };
  readonly systemReserved?: { readonly [resource: string]: string };
  readonly evictionHard?: { readonly [signal: string]: string };
  readonly evictionSoft?: { readonly [signal: string]: string };
  readonly evictionSoftGracePeriod?: { readonly [signal: string]: string };
  readonly evictionMaxPodGracePeriod?: number;
  readonly imageGCHighThresholdPercent?: number;
  readonly imageGCLowThresholdPercent?: number;
  readonly clusterDNS?: string[];
  readonly cpuCFSQuota?: boolean;
}

/** Reach of the instance metadata service. */
export interface MetadataSpec {
  readonly enabled: boolean;
  readonly ipv6: boolean;
  readonly hopLimit: number;
  readonly requireTokens: boolean;
}

/** The `EC2NodeClass` of a pool's nodes. @see https://karpenter.sh/docs/concepts/nodeclasses/ */
export function nodeClassManifest(spec: NodeClassSpec): KubernetesObject {
  return {
    apiVersion: `${KARPENTER_AWS_DOMAIN}/v1`,
    kind: NODE_CLASS_KIND,
    metadata: { name: spec.name },
    spec: {
      ...image(spec),
      ...(spec.instanceProfile === undefined ? { role: spec.role } : { instanceProfile: spec.instanceProfile }),
      subnetSelectorTerms: spec.subnetIds.map((id) => ({ id })),
      securityGroupSelectorTerms: spec.securityGroupIds.map((id) => ({ id })),
      blockDeviceMappings: [rootVolume(spec.rootVolume)],
      instanceStorePolicy: spec.raid0 ? 'RAID0' : undefined,
      userData: spec.userData,
      kubelet: spec.kubelet,
      metadataOptions: metadataOptions(spec.metadata),
      detailedMonitoring: spec.detailedMonitoring,
      associatePublicIPAddress: spec.associatePublicIpAddress,
      placementGroupSelector: spec.placementGroupName === undefined ? undefined : { name: spec.placementGroupName },
      tags: spec.tags,
    },
  };
}

/** Fields that the escape hatch must leave, since pools rely on them. `null` stands for "must stay absent". */
export function ownedNodeClassFields(spec: NodeClassSpec): { readonly [key: string]: unknown } {
  return {
    apiVersion: `${KARPENTER_AWS_DOMAIN}/v1`,
    kind: NODE_CLASS_KIND,
    metadata: { name: spec.name },
    spec: {
      role: spec.instanceProfile === undefined ? spec.role : null,
      instanceProfile: spec.instanceProfile ?? null,
      instanceStorePolicy: spec.raid0 ? 'RAID0' : null,
    },
  };
}

function image({ amiFamily, amiAlias, amiIds }: NodeClassSpec): object {
  return amiAlias === undefined
    ? { amiFamily, amiSelectorTerms: amiIds.map((id) => ({ id })) }
    : { amiSelectorTerms: [{ alias: amiAlias }] };
}

function rootVolume(volume: RootVolumeSpec): object {
  return {
    deviceName: volume.deviceName,
    rootVolume: true,
    ebs: {
      volumeSize: `${volume.sizeGiB}Gi`,
      volumeType: volume.volumeType,
      iops: volume.iops,
      throughput: volume.throughputMiBps,
      encrypted: volume.encrypted,
      kmsKeyID: volume.kmsKeyId,
      deleteOnTermination: true,
    },
  };
}

function metadataOptions(metadata: MetadataSpec): object {
  return {
    httpEndpoint: metadata.enabled ? 'enabled' : 'disabled',
    httpProtocolIPv6: metadata.ipv6 ? 'enabled' : 'disabled',
    httpPutResponseHopLimit: metadata.hopLimit,
    httpTokens: metadata.requireTokens ? 'required' : 'optional',
  };
}
