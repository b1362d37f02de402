import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from './refuse';
import type { IEmrEksCluster } from '../contracts/cluster';

/** The cost-allocation tag of a team, as on its other resources. */
export const TEAM_TAG = 'emr-eks-karpenter:team';

/** What the drivers and AWS keep for themselves. @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md */
const RESERVED = /^(CSIVolumeName|CSIVolumeSnapshotName|Name|ebs\.csi\.aws\.com\/.*|kubernetes\.io\/.*|emr-eks-karpenter:.*|aws:.*)$/i;
/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{N} _.:/=+\-@]*$/u;

/** Of which cluster a volume is, and which storage made it. The clean-up of a cluster goes by the first. */
export function storageTags(storage: IConstruct, { clusterName }: IEmrEksCluster): { [key: string]: string } {
  return {
    'emr-eks-karpenter:cluster': clusterName,
    'emr-eks-karpenter:storage': storage.node.id.replace(/[^\w .:/+@-]/g, '-'),
  };
}

/** On file systems of claims that the user chose to delete: the clean-up of the cluster takes no other. See `handlers/clean-up/ownership.js`. */
export const REMOVAL_TAG = { 'emr-eks-karpenter:on-removal': 'delete' };

/** What a driver's tag syntax cannot carry. */
export interface TagSyntax {
  /** Characters that would end a key or a value. */
  readonly forbidden: RegExp;
  /** How many tags a user may add. */
  readonly most: number;
}

/** Refuses tags that AWS or the driver would refuse, and then make no volume at all. */
export function validateTags(scope: IConstruct, tags: { readonly [key: string]: string }, { forbidden, most }: TagSyntax): void {
  const count = Object.keys(tags).length;
  if (count > most) {
    refuse(scope, 'tags', { prop: 'tags', must: `hold at most ${most} tags beside the library's`, got: count, fix: 'leave some out' });
  }
  for (const [key, value] of Object.entries(tags)) {
    if (Token.isUnresolved(key)) {
      refuse(scope, 'tags', { prop: 'tags', must: 'have literal keys', got: 'a token', fix: 'pass the key itself; values may be tokens' });
    }
    if (RESERVED.test(key)) {
      refuse(scope, 'tags', { prop: 'tags', must: 'leave the keys of AWS, of Kubernetes, of the CSI driver and of this library', got: `"${key}"`, fix: 'use a prefix of your own' });
    }
    text(scope, { what: 'keys', value: key, least: 1, most: LONGEST_KEY, forbidden: /=/ });
    text(scope, { what: 'values', value, least: 0, most: LONGEST_VALUE, forbidden });
  }
}

interface TagText {
  readonly what: string;
  readonly value: string;
  readonly least: number;
  readonly most: number;
  readonly forbidden: RegExp;
}

function text(scope: IConstruct, { what, value, least, most, forbidden }: TagText): void {
  if (!Token.isUnresolved(value) && (value.length < least || value.length > most || !CHARACTERS.test(value) || forbidden.test(value))) {
    refuse(scope, 'tags', { prop: 'tags', must: `have ${what} of ${least} to ${most} letters, digits, spaces and characters that AWS and the driver allow`, got: `"${value}"`, fix: 'rename the tag' });
  }
}
