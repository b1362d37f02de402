import { Annotations, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { NodeClassSpec } from './manifests/node-class';
import { AmiFamily, type NodeAmi } from './node-ami';
import { Label } from '../../kubernetes/vocabulary';
import { conflictingPaths, type Json } from '../../private/maps';
import { DNS_SUBDOMAIN } from '../../private/names';
import { requireLiteral } from '../../private/tokens';
import { quote, refusalText, refuse, wholeNumber, type Refusal } from '../refuse';
import { AL2023_ALIAS, BOTTLEROCKET_RAID0 } from '../versions';

/** Labels hold at most 63 characters, and Karpenter labels nodes with the names of their pool and class. */
const MAX_NAME_LENGTH = 63;

/** Bytes before encoding. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MAX_USER_DATA = 16384;

/** Highest quota of EC2 for one network interface. @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups */
const MAX_SECURITY_GROUPS = 16;

/** Of the CRD, `subnetSelectorTerms`. */
const MAX_SUBNETS = 30;

/** Tags that Karpenter sets itself; of the CRD, `tags`. */
const KARPENTER_TAGS = ['eks:eks-cluster-name', Label.NODE_POOL, Label.NODE_CLAIM, Label.NODE_CLASS];

/** Checks what the CRD would refuse, before anything is deployed. */
export function validateNodeClass(scope: IConstruct, spec: NodeClassSpec, ami: NodeAmi): void {
  objectName(scope, 'nodeClassName', spec.name);
  bottlerocketRaid0(scope, spec, ami);
  pinnedAmi(scope, ami);
  userData(scope, spec.userData);
  wholeNumber(scope, 'metadataOptions.httpPutResponseHopLimit', spec.metadata.hopLimit, 1, 64);
  placementGroup(scope, spec.placementGroupName);
  count(scope, 'securityGroups', spec.securityGroupIds.length, MAX_SECURITY_GROUPS);
  count(scope, 'cluster.network.dataPlaneSubnets', spec.subnetIds.length, MAX_SUBNETS);
}

/** Refuses a name that is not literal or that neither the object nor a label could bear. */
export function objectName(scope: IConstruct, prop: string, name: string): void {
  requireLiteral(scope, 'karpenter:name', prop, name);
  if (!DNS_SUBDOMAIN.test(name) || name.length > MAX_NAME_LENGTH) {
    refuse(scope, 'name', {
      prop,
      must: `be lower-case letters, digits, "-" and ".", starting and ending with a letter or digit, at most ${MAX_NAME_LENGTH} characters`,
      got: quote(name),
      fix: 'choose such a name, since it becomes the name of an object and the value of a label',
    });
  }
}

/** What is wrong with the tags of nodes: the texts of the refusals. */
export function tagProblems(tags: { [key: string]: string }): string[] {
  return Object.entries(tags).map(([key, value]) => tagProblem(key, value)).filter((problem) => problem !== undefined).map(refusalText);
}

/** Refuses what the escape hatch must leave alone. */
export function refuseOwnedFields(scope: IConstruct, owned: Json, overrides: Json): void {
  const [path] = conflictingPaths(owned, overrides);
  if (path !== undefined) {
    refuse(scope, 'overrides', { prop: 'overrides', must: 'leave what other constructs rely on', got: `another \`${path}\``, fix: 'use the prop for it' });
  }
}

function tagProblem(key: string, value: string): Refusal | undefined {
  if (KARPENTER_TAGS.includes(key) || key.startsWith('kubernetes.io/cluster')) {
    return { prop: 'tags', must: 'leave the tags that Karpenter sets', got: quote(key), fix: 'exclude it, since the node class would be refused' };
  }
  if (key === '' || key.length > 128 || key.toLowerCase().startsWith('aws:')) {
    return { prop: 'tags', must: 'have keys of 1 to 128 characters that do not start with "aws:"', got: quote(key), fix: 'rename the tag' };
  }
  if (!Token.isUnresolved(value) && value.length > 256) {
    return { prop: `tags["${key}"]`, must: 'be at most 256 characters', got: value.length, fix: 'shorten it' };
  }
  return undefined;
}

function bottlerocketRaid0(scope: IConstruct, spec: NodeClassSpec, ami: NodeAmi): void {
  const version = ami._version;
  if (!spec.raid0 || ami.family !== AmiFamily.BOTTLEROCKET || version === undefined || version === 'latest') {
    return;
  }
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = BOTTLEROCKET_RAID0.split('.').map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    refuse(scope, 'raid0', {
      prop: 'ami',
      must: `be Bottlerocket ${BOTTLEROCKET_RAID0} or newer with \`instanceStoreRaid0\``,
      got: quote(`${spec.amiAlias}`),
      fix: 'choose a newer one, or set `instanceStoreRaid0` to false',
    });
  }
}

function pinnedAmi(scope: IConstruct, ami: NodeAmi): void {
  if (ami._version === 'latest') {
    Annotations.of(scope).addWarningV2('@cdk-emr-eks-karpenter/karpenter:latest-ami', `\`ami\` is "${ami._alias}": nodes are replaced whenever AWS publishes a release; pin one such as "${AL2023_ALIAS}"`);
  }
}

function userData(scope: IConstruct, text: string | undefined): void {
  if (text === undefined || Token.isUnresolved(text)) {
    return;
  }
  const bytes = Buffer.byteLength(text);
  if (bytes === 0 || bytes > MAX_USER_DATA) {
    refuse(scope, 'user-data', { prop: 'userData', must: `be 1 to ${MAX_USER_DATA} bytes`, got: `${bytes} bytes`, fix: bytes === 0 ? 'leave it out' : 'fetch the larger part from S3 when the node starts' });
  }
}

function placementGroup(scope: IConstruct, name: string | undefined): void {
  if (name === '') {
    refuse(scope, 'placement-group', { prop: 'placementGroupName', must: 'name a placement group', got: quote(name), fix: 'leave it out for none' });
  }
}

function count(scope: IConstruct, prop: string, length: number, max: number): void {
  if (length < 1 || length > max) {
    refuse(scope, 'count', { prop, must: `come to 1 to ${max} in all`, got: length, fix: `choose at most ${max}` });
  }
}
