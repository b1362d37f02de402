import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { YuniKornOptions, YuniKornSettings } from './options';
import { ValidationError } from '../../private/errors';

/** Checks what a user can get wrong about the installation. */
export function validateYuniKorn(scope: IConstruct, options: YuniKornOptions): void {
  wholeNumber(scope, 'admissionReplicas', options.admissionReplicas);
  if (options.placeholderImage !== undefined && !Token.isUnresolved(options.placeholderImage) && !/^[a-z0-9][^\s]*$/.test(options.placeholderImage)) {
    throw new ValidationError(scope, 'yunikorn:placeholder-image', `\`placeholderImage\` must be an image reference, got "${options.placeholderImage}"; leave out any scheme such as https://`);
  }
}

/** The settings by YuniKorn's names. */
export function serviceSettings(scope: IConstruct, settings: YuniKornSettings): { [setting: string]: string } {
  const { schedulingInterval, volumeBindTimeout, apiQueriesPerSecond, apiBurst } = settings;
  wholeNumber(scope, 'settings.apiQueriesPerSecond', apiQueriesPerSecond);
  wholeNumber(scope, 'settings.apiBurst', apiBurst);
  return {
    ...(schedulingInterval === undefined ? {} : { 'service.schedulingInterval': seconds(scope, 'settings.schedulingInterval', schedulingInterval) }),
    ...(volumeBindTimeout === undefined ? {} : { 'service.volumeBindTimeout': seconds(scope, 'settings.volumeBindTimeout', volumeBindTimeout) }),
    ...(apiQueriesPerSecond === undefined ? {} : { 'kubernetes.qps': `${apiQueriesPerSecond}` }),
    ...(apiBurst === undefined ? {} : { 'kubernetes.burst': `${apiBurst}` }),
  };
}

function wholeNumber(scope: IConstruct, prop: string, value?: number): void {
  if (value !== undefined && (Token.isUnresolved(value) || !Number.isSafeInteger(value) || value < 1)) {
    throw new ValidationError(scope, 'yunikorn:whole-number', `\`${prop}\` must be a literal whole number of at least 1, got ${Token.isUnresolved(value) ? 'a token' : value}; leave it out for the default`);
  }
}

function seconds(scope: IConstruct, prop: string, duration: Duration): string {
  const value = duration.isUnresolved() ? NaN : duration.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < 1) {
    throw new ValidationError(scope, 'yunikorn:duration', `\`${prop}\` must be literal whole seconds, at least 1, got ${duration.isUnresolved() ? 'a token' : `${value} seconds`}; leave it out for the default`);
  }
  return `${value}s`;
}
