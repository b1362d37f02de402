import { Lazy, TagManager, TagType, type ITaggableV2 } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { nodeReservation, resolveKubelet } from './kubelet';
import { nodeClassManifest, ownedNodeClassFields, type MetadataSpec, type NodeClassSpec } from './manifests/node-class';
import { NodeAmi } from './node-ami';
import type { NodeMetadataOptions, SparkNodeClassAttributes, SparkNodeClassOptions, SparkNodeClassProps } from './options';
import { resolveRootVolume } from './root-volume';
import { tagProblems, validateNodeClass } from './validation';
import type { IEmrEksCluster } from '../../contracts/cluster';
import type { ISparkNodeClass, NodeReservation } from '../../contracts/node-pool';
import { objectName } from '../../kubernetes/label-syntax';
import { ManifestBundle } from '../../kubernetes/manifest-bundle';
import type { KubernetesObject } from '../../kubernetes/object';
import { NODE_CLASS_KIND } from '../../kubernetes/vocabulary';
import { list, map, optional, requireMethod, tags as validateTags } from '../../private/checks';
import { KeyAccess } from '../../private/key-access';
import { deepMerge, sortKeys } from '../../private/maps';
import { VOLUME_KEY_ACTIONS } from '../../private/policies/key-access';
import { requireNoProblem } from '../../private/refusal';
import { validateOverrides } from '../overrides';

export type { SparkNodeClassAttributes, SparkNodeClassOptions, SparkNodeClassProps } from './options';

/** Type that `Tags.of(…).add` names in `includeResourceTypes` and `excludeResourceTypes` to mean node classes. */
const TAGGED_TYPE = `Karpenter::${NODE_CLASS_KIND}`;

/** Above `Tags.of(…).add`'s 100, so that what a node class says of itself wins. */
const OWN_TAG_PRIORITY = 150;

/**
 * The image, disks, identity, network and tags of the nodes of one or more pools.
 *
 * Each cluster has one, which pools use unless they name another. Creates one custom resource, and a policy for
 * Karpenter's role where the root volume has a key of its own. On deletion it waits until no node of it is left, which
 * makes it the barrier before the controller goes; delete the pools first.
 *
 * @see https://karpenter.sh/docs/concepts/nodeclasses/
 */
export class SparkNodeClass extends Construct implements ISparkNodeClass, ITaggableV2 {
  /** A node class that exists in the cluster. Throws if the name is a token or cannot be one. */
  public static fromNodeClassAttributes(scope: Construct, id: string, attributes: SparkNodeClassAttributes): ISparkNodeClass {
    return new ImportedNodeClass(scope, id, attributes);
  }

  /** Name of the `EC2NodeClass` object. */
  public readonly nodeClassName: string;
  /** True if instance stores become one RAID0 volume under the pods' ephemeral storage. */
  public readonly instanceStoreRaid0: boolean;
  /** Resources that kubelet keeps from the pods of its nodes. */
  public readonly nodeReservation?: NodeReservation;
  /** Tags of the nodes; `Tags.of(…)` writes here. */
  public readonly cdkTagManager: TagManager = new TagManager(TagType.MAP, TAGGED_TYPE);

  constructor(scope: Construct, id: string, props: SparkNodeClassProps) {
    super(scope, id);
    const ami = props.ami ?? NodeAmi.AL2023;
    validateTypes(this, props, ami);
    const spec = this.resolve(props.cluster, props, ami);
    validateNodeClass(this, spec, ami);
    validateOverrides(this, ownedNodeClassFields(spec), props.overrides ?? {});
    this.tag(props.tags ?? {});

    this.nodeClassName = spec.name;
    this.instanceStoreRaid0 = spec.raid0;
    this.nodeReservation = props.kubelet && nodeReservation(props.kubelet);
    const object = deepMerge(nodeClassManifest(spec), props.overrides ?? {}) as KubernetesObject;
    const bundle = new ManifestBundle(this, 'Manifest', { target: props.cluster, objects: [object] });
    bundle.node.addDependency(props.cluster.platform.order.karpenterReady);
    optional(props.rootVolume?.kmsKey, (key) => bundle.node.addDependency(this.createKeyAccess(props.cluster, key)));
  }

  private resolve(cluster: IEmrEksCluster, options: SparkNodeClassOptions, ami: NodeAmi): NodeClassSpec {
    const groups = [cluster.network.nodeSecurityGroup, ...options.securityGroups ?? []].map((group) =>
      group.securityGroupId);
    return {
      name: options.nodeClassName ?? 'spark',
      amiFamily: ami.family,
      amiAlias: ami._alias,
      amiIds: ami._ids,
      role: cluster.nodeIdentity.role.roleName,
      instanceProfile: cluster.nodeIdentity.instanceProfileName,
      subnetIds: cluster.network.dataPlaneSubnets.map((subnet) => subnet.subnetId),
      securityGroupIds: [...new Set(groups)],
      rootVolume: resolveRootVolume(this, ami.family, options.rootVolume ?? {}),
      raid0: options.instanceStoreRaid0 ?? true,
      userData: options.userData,
      kubelet: options.kubelet && resolveKubelet(this, options.kubelet),
      metadata: resolveMetadata(options.metadataOptions ?? {}),
      detailedMonitoring: options.detailedMonitoring,
      associatePublicIpAddress: options.associatePublicIpAddress,
      placementGroupName: options.placementGroupName,
      tags: Lazy.any({ produce: () => this.renderedTags() }),
    };
  }

  /** Karpenter cannot start nodes before its role may use the key of their volumes. */
  private createKeyAccess(cluster: IEmrEksCluster, key: kms.IKey): KeyAccess {
    const remedies =
      'name the role to `fromClusterAttributes` as `karpenterRoleArn`, or call `grantVolumeKey` of `Karpenter` where '
        + 'the cluster is defined';
    return new KeyAccess(this, 'VolumeKeyAccess', {
      role: cluster.platform.karpenterRole,
      key,
      service: 'ec2',
      actions: VOLUME_KEY_ACTIONS,
      policyName: `VolumeKey-${this.nodeClassName}`,
      warning: {
        code: 'karpenter:volume-key',
        text: `\`rootVolume.kmsKey\` is of no use before Karpenter's role may use it: ${remedies}`,
      },
    });
  }

  private tag(tags: { [key: string]: string }): void {
    validateTags(this, 'tags', tags);
    const [problem] = tagProblems(tags);
    requireNoProblem(this, problem);
    Object.entries(tags).forEach(([key, value]) => this.cdkTagManager.setTag(key, value, OWN_TAG_PRIORITY));
    // Those of Tags.of(…) arrive when the tree is complete.
    this.node.addValidation({ validate: () => tagProblems(this.renderedTags() ?? {}).map(({ message }) => message) });
  }

  private renderedTags(): { [key: string]: string } | undefined {
    return sortKeys(this.cdkTagManager.renderTags() as { [key: string]: string } | undefined);
  }
}

/** Refuses what only plain JavaScript can get wrong, before anything is resolved from it. */
function validateTypes(scope: Construct, props: SparkNodeClassProps, ami: NodeAmi): void {
  requireMethod(scope, 'ami', ami, {
    type: 'NodeAmi', method: '_isLatest', fix: 'use `NodeAmi.alias()` or `NodeAmi.ids()`',
  });
  list(scope, 'securityGroups', props.securityGroups ?? [], { fix: 'leave it out for none' });
  for (const prop of ['rootVolume', 'kubelet', 'metadataOptions'] as const) {
    map(scope, prop, (props[prop] ?? {}) as {});
  }
}

function resolveMetadata(options: NodeMetadataOptions): MetadataSpec {
  return {
    enabled: options.enabled ?? true,
    ipv6: options.ipv6 ?? false,
    hopLimit: options.httpPutResponseHopLimit ?? 1,
    requireTokens: options.requireTokens ?? true,
  };
}

class ImportedNodeClass extends Construct implements ISparkNodeClass {
  public readonly nodeClassName: string;
  public readonly instanceStoreRaid0: boolean;
  public readonly nodeReservation?: NodeReservation;

  constructor(scope: Construct, id: string, attributes: SparkNodeClassAttributes) {
    super(scope, id);
    objectName(this, 'nodeClassName', attributes.nodeClassName, { max: 63 });
    this.nodeClassName = attributes.nodeClassName;
    this.instanceStoreRaid0 = attributes.instanceStoreRaid0 ?? true;
    this.nodeReservation = attributes.nodeReservation;
  }
}
