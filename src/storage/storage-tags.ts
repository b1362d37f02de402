import type { IConstruct } from 'constructs';
import type { IEmrEksCluster } from '../contracts/cluster';
import { LIBRARY_DOMAIN } from '../kubernetes/vocabulary';
import { shown, tags, text } from '../private/checks';
import { refuse } from '../private/refusal';

/** The cost-allocation tag of a team, as on its other resources. */
export const TEAM_TAG = `${LIBRARY_DOMAIN}:team`;

/**
 * Tags of the file systems that go with their claim: the clean-up of the cluster deletes no others.
 *
 * See `handlers/clean-up/ownership.js`.
 */
export const REMOVAL_TAG = { [`${LIBRARY_DOMAIN}:on-removal`]: 'delete' };

/** Values of tags by key. */
export type Tags = { readonly [key: string]: string };

/** A tag as the classes of CSI drivers list it. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * Tags of a user on one resource. AWS allows 50; drivers, add-ons and this library add some.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 * @see https://docs.aws.amazon.com/fsx/latest/APIReference/API_TagResource.html
 */
const MOST_TAGS = 40;

/**
 * Keys that the drivers and AWS write.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
 */
const RESERVED = new RegExp(
  `^(CSIVolumeName|CSIVolumeSnapshotName|Name|ebs\\.csi\\.aws\\.com/.*|kubernetes\\.io/.*|${LIBRARY_DOMAIN}:.*)$`, 'i',
);

/** Characters of AWS but "=", which ends a key in the lists of both drivers. */
const PLAIN = /^[\p{L}\p{N} _.:/+\-@]*$/u;
const WITH_EQUALS = /^[\p{L}\p{N} _.:/=+\-@]*$/u;

/** Cluster and storage of a volume. The clean-up of a cluster goes by the first. */
export function storageTags(storage: IConstruct, { clusterName }: IEmrEksCluster): { [key: string]: string } {
  return {
    [`${LIBRARY_DOMAIN}:cluster`]: clusterName,
    [`${LIBRARY_DOMAIN}:storage`]: storage.node.id.replace(/[^\w .:/+@-]/g, '-'),
  };
}

/** Tags by key: maps of a user arrive in any order, numbered entries made of them must not. */
export function sortedTags(map: Tags): Tag[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value }));
}

/** Syntax of the list of a driver. */
export interface TagSyntax {
  /** A value may hold "=". */
  readonly hasEquals: boolean;
}

/** Refuses tags that AWS or the driver would refuse, and then make no volume at all. */
export function validateTags(scope: IConstruct, value: Tags, syntax: TagSyntax): void {
  tags(scope, 'tags', value, { max: MOST_TAGS });
  for (const key of Object.keys(value)) {
    if (RESERVED.test(key)) {
      const must = 'leave the keys of Kubernetes, of the CSI driver and of this library';
      refuse(scope, 'storage:tags', { prop: 'tags', must, got: shown(key), fix: 'use a prefix of your own' });
    }
    const rule = {
      must: 'be letters, digits, spaces and characters that AWS and the driver allow', fix: 'change the tag',
    };
    text(scope, `tags["${key}"]`, key, { ...rule, form: PLAIN });
    text(scope, `tags["${key}"]`, value[key], { ...rule, form: syntax.hasEquals ? WITH_EQUALS : PLAIN, min: 0 });
  }
}
