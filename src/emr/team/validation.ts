import type { Size } from 'aws-cdk-lib';
import { Annotations, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { EmrTeamOptions } from './emr-team-options';
import { isReservedNamespaceLabel } from './manifests/namespace';
import { EMR_NAME } from '../role/spec';
import { resolveLimits } from './spec';
import type { TeamLogs, TeamNetworkPolicy } from './options';
import { PodSecurityLevel } from './options';
import type { TeamQuota } from '../../contracts/team';
import { ValidationError } from '../../private/errors';
import { DNS_LABEL } from '../../private/names';
import { isLiteral, requireLiteral } from '../../private/tokens';

/** IPv4 or IPv6 address range, as far as its form tells. */
const CIDR = /^(\d{1,3}(\.\d{1,3}){3}\/([12]?\d|3[0-2])|[0-9a-fA-F:]*:[0-9a-fA-F:.]*\/(\d{1,2}|1[01]\d|12[0-8]))$/;

const MIB = 2 ** 20;

/** The rules of a team, one function each. */
export function validateTeam(scope: IConstruct, options: EmrTeamOptions): void {
  validateNamespace(scope, options.namespace);
  validateVirtualClusterName(scope, options.virtualClusterName);
  validateNamespaceLabels(scope, options.namespaceLabels);
  validateQuota(scope, options.quota ?? {});
  validateLimits(scope, options);
  validateNetworkPolicy(scope, options.networkPolicy);
  validateLogs(scope, options.logs ?? {});
  if (options.podSecurity === PodSecurityLevel.RESTRICTED) {
    Annotations.of(scope).addWarningV2('cdk-emr-eks-karpenter/emr:restricted-pods', '`podSecurity` RESTRICTED refuses the Spark pods of EMR on EKS unless every pod template carries the security contexts that the standard asks for');
  }
}

/** What a namespace must be, wherever it is given. */
export function validateNamespace(scope: IConstruct, namespace: string): void {
  requireLiteral(scope, 'emr:namespace-token', 'namespace', namespace);
  if (!DNS_LABEL.test(namespace)) {
    throw new ValidationError(scope, 'emr:namespace', `\`namespace\` must be 1 to 63 lower-case letters, digits and dashes, beginning and ending in a letter or digit, got "${namespace}"; write for example "emr-data-team-a"`);
  }
  if (namespace === 'default' || namespace.startsWith('kube-')) {
    throw new ValidationError(scope, 'emr:namespace-reserved', `\`namespace\` must not be "default" or begin with "kube-", got "${namespace}"; give the team a namespace of its own`);
  }
}

function validateVirtualClusterName(scope: IConstruct, name: string | undefined): void {
  if (name !== undefined && isLiteral(name) && !EMR_NAME.test(name)) {
    throw new ValidationError(scope, 'emr:virtual-cluster-name', `\`virtualClusterName\` must be 1 to 64 letters, digits and .-_/#, got "${name}"; shorten it or leave it out`);
  }
}

function validateNamespaceLabels(scope: IConstruct, labels: { [key: string]: string } = {}): void {
  const reserved = Object.keys(labels).sort().find(isReservedNamespaceLabel);
  if (reserved !== undefined) {
    throw new ValidationError(scope, 'emr:namespace-label', `\`namespaceLabels\` must not set "${reserved}", got "${labels[reserved]}"; the team sets it, Pod Security by \`podSecurity\``);
  }
}

function validateQuota(scope: IConstruct, quota: TeamQuota): void {
  validateVcpus(scope, 'quota.vcpus', quota.vcpus);
  validateSize(scope, 'quota.memory', quota.memory);
  validateSize(scope, 'quota.ephemeralStorage', quota.ephemeralStorage);
  validateCount(scope, 'quota.pods', quota.pods, 1);
  validateCount(scope, 'quota.persistentVolumeClaims', quota.persistentVolumeClaims, 0);
}

function validateLimits(scope: IConstruct, { limits = {}, quota = {} }: EmrTeamOptions): void {
  validateVcpus(scope, 'limits.defaultVcpus', limits.defaultVcpus);
  validateVcpus(scope, 'limits.maxVcpus', limits.maxVcpus);
  validateSize(scope, 'limits.defaultMemory', limits.defaultMemory);
  validateSize(scope, 'limits.defaultEphemeralStorage', limits.defaultEphemeralStorage);
  validateSize(scope, 'limits.maxMemory', limits.maxMemory);

  const spec = resolveLimits(limits, quota);
  const memory = quota.memory?.toMebibytes();
  const storage = quota.ephemeralStorage?.toMebibytes();
  requireAtMost(scope, ['limits.defaultVcpus', spec.defaultVcpus], ['limits.maxVcpus', spec.maxVcpus]);
  requireAtMost(scope, ['limits.defaultMemory', spec.defaultMemoryMiB, ' MiB'], ['limits.maxMemory', spec.maxMemoryMiB]);
  requireAtMost(scope, ['limits.defaultVcpus', spec.defaultVcpus], ['quota.vcpus', quota.vcpus]);
  requireAtMost(scope, ['limits.defaultMemory', spec.defaultMemoryMiB, ' MiB'], ['quota.memory', memory]);
  requireAtMost(scope, ['limits.defaultEphemeralStorage', spec.defaultEphemeralStorageMiB, ' MiB'], ['quota.ephemeralStorage', storage]);
}

function validateNetworkPolicy(scope: IConstruct, policy: TeamNetworkPolicy = {}): void {
  for (const name of policy.ingressNamespaces ?? []) {
    if (!DNS_LABEL.test(name)) {
      throw new ValidationError(scope, 'emr:ingress-namespace', `\`networkPolicy.ingressNamespaces\` must hold namespace names, got "${name}"; write for example "prometheus"`);
    }
  }
  for (const prop of ['ingressCidrs', 'egressCidrs'] as const) {
    const wrong = policy[prop]?.find((cidr) => isLiteral(cidr) && !CIDR.test(cidr));
    if (wrong !== undefined) {
      throw new ValidationError(scope, 'emr:cidr', `\`networkPolicy.${prop}\` must hold CIDR ranges, got "${wrong}"; write for example "10.0.0.0/16"`);
    }
  }
}

function validateLogs(scope: IConstruct, logs: TeamLogs): void {
  for (const prop of ['retention', 'encryptionKey', 'removalPolicy'] as const) {
    if (logs.logGroup !== undefined && logs[prop] !== undefined) {
      throw new ValidationError(scope, 'emr:foreign-log-group', `\`logs.${prop}\` must be left out with \`logs.logGroup\`, got both; set it where the log group is made`);
    }
  }
  if (logs.prefix === undefined) {
    return;
  }
  if (logs.bucket === undefined) {
    throw new ValidationError(scope, 'emr:log-prefix', `\`logs.prefix\` must come with \`logs.bucket\`, got "${logs.prefix}" alone; give the bucket too`);
  }
  requireLiteral(scope, 'emr:log-prefix-token', 'logs.prefix', logs.prefix);
  if (!/^[^/\s*?]+(\/[^/\s*?]+)*$/.test(logs.prefix)) {
    throw new ValidationError(scope, 'emr:log-prefix', `\`logs.prefix\` must be folder names joined by single slashes, without blanks and wildcards, got "${logs.prefix}"; write for example "logs/team-a"`);
  }
}

function validateVcpus(scope: IConstruct, prop: string, value: number | undefined): void {
  if (value === undefined) return;
  requireNumber(scope, prop, value);
  if (!(value >= 0.001) || !Number.isFinite(value) || Math.abs(value * 1000 - Math.round(value * 1000)) > 1e-6) {
    throw new ValidationError(scope, 'emr:vcpus', `\`${prop}\` must be more than 0, in steps of 0.001, got ${value}; leave it out for no limit`);
  }
}

function validateCount(scope: IConstruct, prop: string, value: number | undefined, least: number): void {
  if (value === undefined) return;
  requireNumber(scope, prop, value);
  if (!Number.isInteger(value) || value < least) {
    throw new ValidationError(scope, 'emr:count', `\`${prop}\` must be a whole number of at least ${least}, got ${value}; leave it out for no limit`);
  }
}

function validateSize(scope: IConstruct, prop: string, size: Size | undefined): void {
  if (size === undefined) return;
  if (size.isUnresolved()) {
    throw new ValidationError(scope, 'emr:size-token', `\`${prop}\` must be a literal, got a token; pass the number itself, since jobs are checked against it`);
  }
  const bytes = size.toBytes({ rounding: SizeRoundingBehavior.NONE });
  if (bytes < MIB || bytes % MIB !== 0) {
    throw new ValidationError(scope, 'emr:size', `\`${prop}\` must be a whole number of MiB, 1 or more, got ${bytes} bytes; leave it out for no limit`);
  }
}

function requireNumber(scope: IConstruct, prop: string, value: number): void {
  if (Token.isUnresolved(value)) {
    throw new ValidationError(scope, 'emr:number-token', `\`${prop}\` must be a literal, got a token; pass the number itself, since jobs are checked against it`);
  }
}

type Bound = readonly [prop: string, value: number | undefined, unit?: string];

function requireAtMost(scope: IConstruct, [prop, value, unit = '']: Bound, [ceiling, most]: Bound): void {
  if (value !== undefined && most !== undefined && value > most) {
    throw new ValidationError(scope, 'emr:limits-order', `\`${prop}\` must be at most \`${ceiling}\`, got ${value}${unit} and ${most}${unit}; lower the first or raise the second`);
  }
}
