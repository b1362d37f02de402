import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { KarpenterOptions, KarpenterSettings } from './options';
import { literalNumber, quote, refuse, wholeNumber, wholeSeconds } from '../refuse';

/** Checks what a user can get wrong about the controller itself. */
export function validateKarpenter(scope: IConstruct, options: KarpenterOptions): void {
  wholeNumber(scope, 'replicas', options.replicas, 1);
  settingsInRange(scope, options.settings ?? {});
  environmentIsOurs(scope, options.env ?? {});
}

function settingsInRange(scope: IConstruct, settings: KarpenterSettings): void {
  literalNumber(scope, 'settings.reservedEnis', settings.reservedEnis);
  wholeNumber(scope, 'settings.reservedEnis', settings.reservedEnis, 0);
  overhead(scope, settings.vmMemoryOverheadPercent);
  const idle = settings.batchIdleDuration && wholeSeconds(scope, 'settings.batchIdleDuration', settings.batchIdleDuration, 1);
  const max = settings.batchMaxDuration && wholeSeconds(scope, 'settings.batchMaxDuration', settings.batchMaxDuration, 1);
  batches(scope, idle ?? 1, max ?? 10);
  for (const key of ['amiRefreshInterval', 'subnetRefreshInterval'] as const) {
    const interval = settings[key];
    if (interval !== undefined) {
      wholeSeconds(scope, `settings.${key}`, interval, 60);
    }
  }
}

function overhead(scope: IConstruct, share: number | undefined): void {
  if (share === undefined || Token.isUnresolved(share)) {
    return;
  }
  if (!(share >= 0 && share < 1)) {
    refuse(scope, 'settings', { prop: 'settings.vmMemoryOverheadPercent', must: 'be a share from 0 to less than 1', got: share, fix: 'write 0.075 for 7.5 %' });
  }
}

function batches(scope: IConstruct, idle: number, max: number): void {
  if (idle > max) {
    refuse(scope, 'settings', {
      prop: 'settings.batchIdleDuration',
      must: 'be at most `settings.batchMaxDuration`',
      got: `${idle} s with a maximum of ${max} s`,
      fix: 'raise the maximum or shorten the pause',
    });
  }
}

function environmentIsOurs(scope: IConstruct, env: { [name: string]: string }): void {
  if ('AWS_REGION' in env) {
    refuse(scope, 'environment', { prop: 'env', must: 'leave `AWS_REGION` to the construct', got: quote(env.AWS_REGION), fix: 'leave it out: it is the region of the stack' });
  }
}
