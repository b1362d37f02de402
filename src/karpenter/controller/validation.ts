import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import {
  KarpenterDnsPolicy, KarpenterLogLevel, KarpenterMinValuesPolicy, type KarpenterOptions, KarpenterPreferencePolicy,
  type KarpenterSettings,
} from './options';
import { environment } from '../../kubernetes/label-syntax';
import { flag, map, number, oneOf, optional, seconds, shown, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';

/**
 * Upstream's bounds of the collection of pending pods, in seconds.
 *
 * @see https://karpenter.sh/docs/reference/settings/
 */
const BATCH = { idle: 1, max: 10 };

const PREFERENCE_POLICIES = Object.values(KarpenterPreferencePolicy);
const MIN_VALUES_POLICIES = Object.values(KarpenterMinValuesPolicy);

/** Refuses what a user can get wrong about the controller itself, but for its version, requests and values. */
export function validateKarpenter(scope: IConstruct, options: KarpenterOptions): void {
  const { replicas, settings = {}, environment: variables = {}, featureGates = {}, dnsPolicy, logLevel } = options;
  optional(replicas, (count) => wholeNumber(scope, 'replicas', count, { allowToken: true }));
  optional(dnsPolicy, (policy) => oneOf(scope, 'dnsPolicy', policy, Object.values(KarpenterDnsPolicy)));
  optional(logLevel, (level) => oneOf(scope, 'logLevel', level, Object.values(KarpenterLogLevel)));
  for (const [gate, on] of Object.entries(map<boolean | undefined>(scope, 'featureGates', featureGates as {}))) {
    optional(on, (value) => flag(scope, `featureGates.${gate}`, value));
  }
  map(scope, 'settings', settings as {});
  validateSettings(scope, settings);
  validateDurations(scope, settings);
  validateEnvironment(scope, variables);
}

function validateSettings(scope: IConstruct, settings: KarpenterSettings): void {
  const { reservedEnis, vmMemoryOverheadPercent, preferencePolicy, minValuesPolicy } = settings;
  optional(reservedEnis, (count) => wholeNumber(scope, 'settings.reservedEnis', count, { min: 0 }));
  optional(vmMemoryOverheadPercent, (share) => validateOverhead(scope, share));
  optional(preferencePolicy, (policy) => oneOf(scope, 'settings.preferencePolicy', policy, PREFERENCE_POLICIES));
  optional(minValuesPolicy, (policy) => oneOf(scope, 'settings.minValuesPolicy', policy, MIN_VALUES_POLICIES));
  for (const key of ['ignoreDraRequests', 'disableDryRun'] as const) {
    optional(settings[key], (value) => flag(scope, `settings.${key}`, value));
  }
}

function validateOverhead(scope: IConstruct, share: number): void {
  const prop = 'settings.vmMemoryOverheadPercent';
  number(scope, prop, share, { min: -Infinity, allowToken: true });
  if (!Token.isUnresolved(share) && (share < 0 || share >= 1)) {
    refuse(scope, 'karpenter:settings', {
      prop, must: 'be a share from 0 to less than 1', got: share, fix: 'write 0.075 for 7.5 %',
    });
  }
}

function validateDurations(scope: IConstruct, settings: KarpenterSettings): void {
  const { batchIdleDuration, batchMaxDuration } = settings;
  const idle = optional(batchIdleDuration, (pause) => seconds(scope, 'settings.batchIdleDuration', pause)) ?? BATCH.idle;
  const max = optional(batchMaxDuration, (longest) => seconds(scope, 'settings.batchMaxDuration', longest)) ?? BATCH.max;
  if (idle > max) {
    refuse(scope, 'karpenter:settings', {
      prop: 'settings.batchIdleDuration',
      must: 'be at most `settings.batchMaxDuration`',
      got: `${idle} s with a maximum of ${max} s`,
      fix: 'raise the maximum or shorten the pause',
    });
  }
  for (const key of ['amiRefreshInterval', 'subnetRefreshInterval'] as const) {
    optional(settings[key], (interval) => seconds(scope, `settings.${key}`, interval, { min: 60 }));
  }
}

function validateEnvironment(scope: IConstruct, variables: { [name: string]: string }): void {
  environment(scope, 'environment', variables);
  if ('AWS_REGION' in variables) {
    refuse(scope, 'karpenter:environment', {
      prop: 'environment',
      must: 'leave `AWS_REGION` to the construct',
      got: shown(variables.AWS_REGION),
      fix: 'leave it out: it is the region of the stack',
    });
  }
}
