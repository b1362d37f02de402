import { type Duration, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { YuniKornOptions, YuniKornSettings } from './options';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { ValidationError } from '../../private/errors';
import { conflictingPaths, type Json } from '../../private/maps';

/** Catches a slip of the unit. */
const LEAST_MEMORY_MIB = 256;

/** Checks what a user can get wrong about the installation. */
export function validateYuniKorn(scope: IConstruct, cluster: IEmrEksCluster, options: YuniKornOptions): void {
  wholeNumber(scope, 'admissionReplicas', options.admissionReplicas);
  if (options.placeholderImage !== undefined && !Token.isUnresolved(options.placeholderImage) && !/^[a-z0-9][^\s]*$/.test(options.placeholderImage)) {
    throw new ValidationError(scope, 'yunikorn:placeholder-image', `\`placeholderImage\` must be an image reference, got "${options.placeholderImage}"; leave out any scheme such as https://`);
  }
  const missing = cluster.isolated ? (['chartRepository', 'imageRegistry'] as const).find((mirror) => cluster.mirrors[mirror] === undefined) : undefined;
  if (missing !== undefined) {
    throw new ValidationError(scope, 'yunikorn:mirrors', `\`mirrors.${missing}\` must be set in a VPC without a route to the internet, got none; copy YuniKorn to a private registry, since Docker Hub and GitHub cannot be reached`);
  }
}

/** Refuses values that would cut the scheduler off from its nodes, its webhook or its queues. */
export function refuseOwnedValues(scope: IConstruct, owned: Json, values: Json): void {
  const queues = values.yunikornDefaults?.['queues.yaml'] === undefined ? [] : ['yunikornDefaults.queues.yaml'];
  const [path] = [...queues, ...conflictingPaths(owned, values)];
  if (path !== undefined) {
    throw new ValidationError(scope, 'yunikorn:owned-value', `\`values\` must leave what the construct relies on, got another \`${path}\`; ${queues.length > 0 ? 'use `addQueue`, `queueFor` and the props' : 'leave it out'}`);
  }
}

/** A Kubernetes quantity of vCPUs. */
export function cpuQuantity(scope: IConstruct, vcpus: number): string {
  const millis = Math.round(vcpus * 1000);
  if (Token.isUnresolved(vcpus) || !(millis >= 1) || Math.abs(millis - vcpus * 1000) > 1e-6) {
    throw new ValidationError(scope, 'yunikorn:cpu', `\`resources.vcpus\` must be a literal of more than 0, in steps of 0.001, got ${Token.isUnresolved(vcpus) ? 'a token' : vcpus}; half a vCPU is 0.5`);
  }
  return millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`;
}

/** Whole MiB of the scheduler. */
export function memoryMebibytes(scope: IConstruct, memory: Size): number {
  const value = memory.isUnresolved() ? NaN : memory.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(value) || value < LEAST_MEMORY_MIB) {
    throw new ValidationError(scope, 'yunikorn:memory', `\`resources.memory\` must be literal whole MiB, at least ${LEAST_MEMORY_MIB}, got ${memory.isUnresolved() ? 'a token' : `${value} MiB`}; use \`Size.gibibytes()\``);
  }
  return value;
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
