import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { isReservedNamespaceLabel } from './manifests/namespace';
import {
  type EmrTeamAttributes, type EmrTeamProps, PodSecurityLevel, type TeamLogs, type TeamNetworkPolicy,
} from './options';
import { resolveQuota, type TeamSpec } from './spec';
import { annotations, dnsLabel, labels } from '../../kubernetes/label-syntax';
import { flag, list, oneOf, required, shown, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import { ROLE_ARN } from '../role/emr-team-identity';

/**
 * Names and ids of EMR on EKS.
 *
 * @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateVirtualCluster.html
 */
const EMR_NAME = /^[.\-_/#A-Za-z0-9]+$/;
const EMR_ID = /^[0-9a-z]{1,64}$/;
const EMR_NAME_LENGTH = 64;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP_NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** IPv4 or IPv6 address range, as far as its form tells. */
const CIDR = /^(\d{1,3}(\.\d{1,3}){3}\/([12]?\d|3[0-2])|[0-9a-fA-F:]*:[0-9a-fA-F:.]*\/(\d{1,2}|1[01]\d|12[0-8]))$/;

/** The rules of a team, one function each. */
export function validateTeam(scope: IConstruct, props: EmrTeamProps, spec: TeamSpec): void {
  validateNamespace(scope, spec.namespace);
  text(scope, 'virtualClusterName', spec.virtualClusterName, {
    form: EMR_NAME, max: EMR_NAME_LENGTH,
    must: `be 1 to ${EMR_NAME_LENGTH} letters, digits and .-_/#`, fix: 'shorten it or leave it out',
  });
  validateNamespaceLabels(scope, props.namespaceLabels ?? {});
  annotations(scope, 'namespaceAnnotations', props.namespaceAnnotations ?? {});
  validateLimits(scope, spec);
  validateNetworkPolicy(scope, props.networkPolicy ?? {});
  validateLogs(scope, props.logs ?? {});
  validateSessions(scope, props);
  flag(scope, 'outputs', props.outputs ?? true);
  validatePodSecurity(scope, spec);
}

/** The rules of a team made elsewhere. */
export function validateTeamAttributes(scope: IConstruct, attributes: EmrTeamAttributes): void {
  required(scope, 'cluster', attributes.cluster, {
    must: 'be a cluster', fix: 'pass the `EmrEksKarpenterCluster`, or an imported one',
  });
  validateNamespace(scope, attributes.namespace);
  text(scope, 'virtualClusterId', attributes.virtualClusterId, {
    form: EMR_ID, must: 'be the id of a virtual cluster', fix: 'take it from the output of the team',
  });
  text(scope, 'jobExecutionRoleArn', attributes.jobExecutionRoleArn, {
    form: ROLE_ARN,
    must: 'be the ARN of an IAM role',
    fix: 'write arn:<partition>:iam::<account>:role/<path and name>',
    literal: true,
  });
  text(scope, 'logGroupName', attributes.logGroupName ?? '/', {
    form: LOG_GROUP_NAME, must: 'be 1 to 512 letters, digits and .-_/#', fix: 'take it from the output of the team',
  });
  text(scope, 'logUri', attributes.logUri ?? 's3://any/', {
    form: /^s3:\/\/[^/\s]+(\/\S*)?$/, must: 'be a location in S3', fix: 'write for example "s3://bucket/prefix/"',
  });
  resolveQuota(scope, attributes.quota ?? {});
  validateSessions(scope, attributes);
}

/** The rules of a namespace, wherever it is given. */
function validateNamespace(scope: IConstruct, namespace: string): void {
  dnsLabel(scope, 'namespace', namespace);
  if (namespace === 'default' || namespace.startsWith('kube-')) {
    refuse(scope, 'emr:namespace-reserved', {
      prop: 'namespace',
      must: 'not be "default" or begin with "kube-"',
      got: shown(namespace),
      fix: 'give the team a namespace of its own',
    });
  }
}

function validateNamespaceLabels(scope: IConstruct, value: { readonly [key: string]: string }): void {
  labels(scope, 'namespaceLabels', value);
  const reserved = Object.keys(value).sort().find(isReservedNamespaceLabel);
  if (reserved !== undefined) {
    refuse(scope, 'emr:namespace-label', {
      prop: 'namespaceLabels', must: `not set "${reserved}"`, got: shown(value[reserved]),
      fix: 'the team sets it, Pod Security by `podSecurity`',
    });
  }
}

function validateLimits(scope: IConstruct, { limits, quota }: TeamSpec): void {
  const mib = (value: number | undefined) => ({ value, unit: ' MiB' });
  const defaultVcpus = { value: limits.defaultVcpus };
  const defaultMemory = mib(limits.defaultMemoryMiB);
  const defaultStorage = mib(limits.defaultEphemeralStorageMiB);
  const pairs: Array<{ readonly [prop: string]: Amount }> = [
    { 'limits.defaultVcpus': defaultVcpus, 'limits.maxVcpus': { value: limits.maxVcpus } },
    { 'limits.defaultMemory': defaultMemory, 'limits.maxMemory': mib(limits.maxMemoryMiB) },
    { 'limits.defaultVcpus': defaultVcpus, 'quota.vcpus': { value: quota.vcpus } },
    { 'limits.defaultMemory': defaultMemory, 'quota.memory': mib(quota.memoryMiB) },
    { 'limits.defaultEphemeralStorage': defaultStorage, 'quota.ephemeralStorage': mib(quota.ephemeralStorageMiB) },
  ];
  pairs.forEach((amounts) => requireAtMost(scope, amounts));
}

interface Amount {
  readonly value?: number;
  readonly unit?: string;
}

/** The first amount by its prop must not be above the second. */
function requireAtMost(scope: IConstruct, amounts: { readonly [prop: string]: Amount }): void {
  const [[prop, amount], [ceiling, most]] = Object.entries(amounts);
  if (amount.value !== undefined && most.value !== undefined && amount.value > most.value) {
    const { unit = '' } = amount;
    refuse(scope, 'emr:limits-order', {
      prop, must: `be at most \`${ceiling}\``, got: `${amount.value}${unit} and ${most.value}${unit}`,
      fix: 'lower the first or raise the second',
    });
  }
}

function validateNetworkPolicy(scope: IConstruct, policy: TeamNetworkPolicy): void {
  const fix = 'write for example ["prometheus"]';
  list(scope, 'networkPolicy.ingressNamespaces', policy.ingressNamespaces ?? [], { fix })
    .forEach((name, index) => dnsLabel(scope, `networkPolicy.ingressNamespaces[${index}]`, name));
  for (const prop of ['ingressCidrs', 'egressCidrs'] as const) {
    list(scope, `networkPolicy.${prop}`, policy[prop] ?? [], { fix: 'write for example ["10.0.0.0/16"]' })
      .forEach((cidr, index) => text(scope, `networkPolicy.${prop}[${index}]`, cidr, {
        form: CIDR, must: 'be an IPv4 or IPv6 address range', fix: 'write for example "10.0.0.0/16"',
      }));
  }
}

function validateLogs(scope: IConstruct, options: TeamLogs): void {
  for (const prop of ['retention', 'encryptionKey', 'removalPolicy'] as const) {
    if (options.logGroup !== undefined && options[prop] !== undefined) {
      refuse(scope, 'emr:foreign-log-group', {
        prop: `logs.${prop}`,
        must: 'be left out with `logs.logGroup`',
        got: 'both',
        fix: 'set it where the log group is made',
      });
    }
  }
  const { retention = logs.RetentionDays.ONE_MONTH, removalPolicy = RemovalPolicy.RETAIN } = options;
  oneOf(scope, 'logs.removalPolicy', removalPolicy, Object.values(RemovalPolicy));
  if (!Token.isUnresolved(retention) && logs.RetentionDays[retention] === undefined) {
    refuse(scope, 'emr:log-retention', {
      prop: 'logs.retention',
      must: 'be days that CloudWatch Logs knows',
      got: shown(retention),
      fix: 'use a member of `logs.RetentionDays`',
    });
  }
  validateLogPrefix(scope, options);
}

function validateLogPrefix(scope: IConstruct, { prefix, bucket }: TeamLogs): void {
  if (prefix === undefined) {
    return;
  }
  if (bucket === undefined) {
    refuse(scope, 'emr:log-prefix', {
      prop: 'logs.prefix', must: 'come with `logs.bucket`', got: `${shown(prefix)} alone`, fix: 'give the bucket too',
    });
  }
  text(scope, 'logs.prefix', prefix, {
    form: /^[^/\s*?]+(\/[^/\s*?]+)*$/, must: 'be folder names joined by single slashes, without blanks and wildcards',
    fix: 'write for example "logs/team-a"', literal: true,
  });
}

function validateSessions(scope: IConstruct, props: EmrTeamProps | EmrTeamAttributes): void {
  if (props.securityConfigurationId !== undefined) {
    text(scope, 'securityConfigurationId', props.securityConfigurationId, {
      form: EMR_ID, must: 'be the id of an EMR security configuration', fix: 'take it from the security configuration',
    });
  }
  flag(scope, 'sessionEnabled', props.sessionEnabled ?? false);
}

function validatePodSecurity(scope: IConstruct, { podSecurity }: TeamSpec): void {
  oneOf(scope, 'podSecurity', podSecurity, Object.values(PodSecurityLevel));
  if (podSecurity === PodSecurityLevel.RESTRICTED) {
    warn(scope, 'emr:restricted-pods', '`podSecurity` RESTRICTED refuses the Spark pods of EMR on EKS unless every '
      + 'pod template carries '
      + 'the security contexts that the standard asks for');
  }
}
