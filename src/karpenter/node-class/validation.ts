import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { NodeClassSpec } from './manifests/node-class';
import { AmiFamily, type NodeAmi } from './node-ami';
import { objectName } from '../../kubernetes/label-syntax';
import { Label } from '../../kubernetes/vocabulary';
import { flag, optional, shown, text, wholeNumber } from '../../private/checks';
import { type Problem, problem, refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import { AL2023_ALIAS, BOTTLEROCKET_RAID0 } from '../versions';

/** Labels hold at most 63 characters, and Karpenter labels nodes with the names of their pool and class. */
const MAX_NAME_LENGTH = 63;

/** Bytes before encoding. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const MAX_USER_DATA = 16384;

/**
 * Highest quota of EC2 for one network interface.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
const MAX_SECURITY_GROUPS = 16;

/** Terms that the CRD takes in `subnetSelectorTerms`. */
const MAX_SUBNETS = 30;

const PLACEMENT_GROUP = { must: 'name a placement group', fix: 'leave it out for none' };

/** Tags that Karpenter sets itself; of the CRD, `tags`. */
const KARPENTER_TAGS = ['eks:eks-cluster-name', Label.NODE_POOL, Label.NODE_CLAIM, Label.NODE_CLASS];

/** Checks what the CRD would refuse, before anything is deployed. */
export function validateNodeClass(scope: IConstruct, spec: NodeClassSpec, ami: NodeAmi): void {
  objectName(scope, 'nodeClassName', spec.name, { max: MAX_NAME_LENGTH });
  bottlerocketRaid0(scope, spec, ami);
  pinnedAmi(scope, ami);
  optional(spec.userData, (given) => validateUserData(scope, given));
  validateFlags(scope, spec);
  wholeNumber(scope, 'metadataOptions.httpPutResponseHopLimit', spec.metadata.hopLimit, { max: 64, allowToken: true });
  optional(spec.placementGroupName, (name) => text(scope, 'placementGroupName', name, PLACEMENT_GROUP));
  count(scope, 'securityGroups', spec.securityGroupIds.length, MAX_SECURITY_GROUPS);
  count(scope, 'cluster.network.dataPlaneSubnets', spec.subnetIds.length, MAX_SUBNETS);
}

/** Problems of the tags of nodes. */
export function tagProblems(given: { [key: string]: string }): Problem[] {
  return Object.entries(given).map(([key, value]) => tagProblem(key, value)).filter((found) => found !== undefined);
}

function tagProblem(key: string, value: string): Problem | undefined {
  if (KARPENTER_TAGS.includes(key) || key.startsWith('kubernetes.io/cluster')) {
    const fix = 'exclude it, since the node class would be refused';
    return problem('karpenter:tags', { prop: 'tags', must: 'leave the tags that Karpenter sets', got: shown(key), fix });
  }
  if (key === '' || key.length > 128 || key.toLowerCase().startsWith('aws:')) {
    const must = 'have keys of 1 to 128 characters that do not start with "aws:"';
    return problem('karpenter:tags', { prop: 'tags', must, got: shown(key), fix: 'rename the tag' });
  }
  if (!Token.isUnresolved(value) && value.length > 256) {
    return problem('karpenter:tags', {
      prop: `tags["${key}"]`, must: 'be at most 256 characters', got: value.length, fix: 'shorten it',
    });
  }
  return undefined;
}

function bottlerocketRaid0(scope: IConstruct, spec: NodeClassSpec, ami: NodeAmi): void {
  const version = ami._version;
  if (!spec.raid0 || ami.family !== AmiFamily.BOTTLEROCKET || version === undefined || ami._isLatest()) {
    return;
  }
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = BOTTLEROCKET_RAID0.split('.').map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    refuse(scope, 'karpenter:raid0', {
      prop: 'ami',
      must: `be Bottlerocket ${BOTTLEROCKET_RAID0} or newer with \`instanceStoreRaid0\``,
      got: shown(`${spec.amiAlias}`),
      fix: 'choose a newer one, or set `instanceStoreRaid0` to false',
    });
  }
}

function pinnedAmi(scope: IConstruct, ami: NodeAmi): void {
  if (ami._isLatest()) {
    warn(
      scope,
      'karpenter:latest-ami',
      `\`ami\` is "${ami._alias}": nodes are replaced whenever AWS publishes a release; pin one such as `
        + `"${AL2023_ALIAS}"`,
    );
  }
}

function validateUserData(scope: IConstruct, given: string): void {
  text(scope, 'userData', given, { form: /^/, min: 0, must: 'be text', fix: 'leave it out' });
  const bytes = Token.isUnresolved(given) ? 1 : Buffer.byteLength(given);
  if (bytes === 0 || bytes > MAX_USER_DATA) {
    const fix = bytes === 0 ? 'leave it out' : 'fetch the larger part from S3 when the node starts';
    refuse(scope, 'karpenter:user-data', {
      prop: 'userData', must: `be 1 to ${MAX_USER_DATA} bytes`, got: `${bytes} bytes`, fix,
    });
  }
}

function validateFlags(
  scope: IConstruct, { raid0, detailedMonitoring, associatePublicIpAddress, metadata }: NodeClassSpec,
): void {
  const flags = {
    'instanceStoreRaid0': raid0,
    detailedMonitoring,
    associatePublicIpAddress,
    'metadataOptions.enabled': metadata.enabled,
    'metadataOptions.ipv6': metadata.ipv6,
    'metadataOptions.requireTokens': metadata.requireTokens,
  };
  Object.entries(flags).forEach(([prop, value]) => optional(value, (given) => flag(scope, prop, given)));
}

function count(scope: IConstruct, prop: string, length: number, max: number): void {
  if (length < 1 || length > max) {
    refuse(scope, 'karpenter:count', {
      prop, must: `come to 1 to ${max} in all`, got: length, fix: `choose at most ${max}`,
    });
  }
}
