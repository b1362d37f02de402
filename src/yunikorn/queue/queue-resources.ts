import { type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ResourceAmounts } from './manifests/queues';
import type { QueueCeiling } from '../../contracts/queue';
import { ValidationError } from '../../private/errors';
import { sortKeys } from '../../private/maps';

/** Amounts of resources, of all pods together. What is left out is not limited. */
export interface QueueResources {
  /** vCPUs. More than 0, in steps of 0.001. @default - not limited */
  readonly vcpus?: number;
  /** Memory. Whole MiB, more than 0. @default - not limited */
  readonly memory?: Size;
  /** Ephemeral storage. Whole MiB, more than 0. @default - not limited */
  readonly ephemeralStorage?: Size;
  /** Pods. 1 or more. @default - not limited */
  readonly pods?: number;
  /**
   * Other resources by their Kubernetes names, such as `{ 'nvidia.com/gpu': 8 }`. Whole numbers, 0 or more.
   *
   * Throws for "cpu", which YuniKorn would take and limit nothing by, and for what has a property of its own.
   *
   * @default - not limited
   */
  readonly extended?: { [name: string]: number };
}

const MIB = 2 ** 20;
/** Names that have a property, by what a user may type. */
const OWNED: { readonly [name: string]: string } = {
  'cpu': 'vcpus', 'vcore': 'vcpus', 'memory': 'memory', 'ephemeral-storage': 'ephemeralStorage', 'pods': 'pods',
};
/** @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources */
const RESOURCE = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

/** Where resources are named, for messages. */
export interface ResourcePlace {
  readonly scope: IConstruct;
  /** Public path that the user typed, such as "max". */
  readonly prop: string;
}

/** The amounts as YuniKorn counts them. */
export function resolveResources(place: ResourcePlace, resources?: QueueResources): ResourceAmounts | undefined {
  if (resources === undefined) {
    return undefined;
  }
  const { vcpus, memory, ephemeralStorage, pods, extended = {} } = resources;
  const amounts: ResourceAmounts = {
    ...(vcpus === undefined ? {} : { vcore: millis(place, vcpus) }),
    ...(memory === undefined ? {} : { memory: bytes(place, 'memory', memory) }),
    ...(ephemeralStorage === undefined ? {} : { 'ephemeral-storage': bytes(place, 'ephemeralStorage', ephemeralStorage) }),
    ...(pods === undefined ? {} : { pods: count(place, 'pods', pods, 1) }),
    ...Object.fromEntries(Object.entries(extended).map(([name, amount]) => [validName(place, name), count(place, `extended.${name}`, amount, 0)])),
  };
  if (Object.keys(amounts).length === 0) {
    throw new ValidationError(place.scope, 'yunikorn:no-resource', `\`${place.prop}\` must name a resource, got none; leave it out for no limit`);
  }
  return sortKeys(amounts);
}

/** The amounts as jobs are checked against them. */
export function ceilingOf(queuePath: string, amounts: ResourceAmounts): QueueCeiling {
  const { vcore, memory, 'ephemeral-storage': storage, pods, ...extended } = amounts;
  return {
    queuePath,
    vcpus: vcore === undefined ? undefined : vcore / 1000,
    memoryMiB: memory === undefined ? undefined : memory / MIB,
    ephemeralStorageMiB: storage === undefined ? undefined : storage / MIB,
    pods,
    extended,
  };
}

function millis({ scope, prop }: ResourcePlace, vcpus: number): number {
  requireLiteral(scope, `${prop}.vcpus`, vcpus);
  const value = Math.round(vcpus * 1000);
  if (!(value >= 1) || Math.abs(value - vcpus * 1000) > 1e-6 || !Number.isSafeInteger(value)) {
    throw new ValidationError(scope, 'yunikorn:vcpus', `\`${prop}.vcpus\` must be more than 0, in steps of 0.001, got ${vcpus}; leave it out for no limit`);
  }
  return value;
}

function bytes({ scope, prop }: ResourcePlace, name: string, size: Size): number {
  if (size.isUnresolved()) {
    throw new ValidationError(scope, 'yunikorn:size-token', `\`${prop}.${name}\` must be a literal, got a token; queues and jobs are checked against it at synthesis`);
  }
  const value = size.toBytes({ rounding: SizeRoundingBehavior.NONE });
  if (value < MIB || value % MIB !== 0) {
    throw new ValidationError(scope, 'yunikorn:size', `\`${prop}.${name}\` must be whole MiB, 1 or more, got ${value} bytes; use \`Size.gibibytes()\``);
  }
  return value;
}

function count({ scope, prop }: ResourcePlace, name: string, value: number, least: number): number {
  requireLiteral(scope, `${prop}.${name}`, value);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new ValidationError(scope, 'yunikorn:count', `\`${prop}.${name}\` must be a whole number of at least ${least}, got ${value}; leave it out for no limit`);
  }
  return value;
}

function validName({ scope, prop }: ResourcePlace, name: string): string {
  const owner = OWNED[name];
  if (owner !== undefined) {
    throw new ValidationError(scope, 'yunikorn:resource-owned', `\`${prop}.extended\` must not hold "${name}", got it; use \`${prop}.${owner}\``);
  }
  if (Token.isUnresolved(name) || !RESOURCE.test(name)) {
    throw new ValidationError(scope, 'yunikorn:resource-name', `\`${prop}.extended\` must have names of Kubernetes resources, got "${Token.isUnresolved(name) ? 'a token' : name}"; write for example "nvidia.com/gpu"`);
  }
  return name;
}

function requireLiteral(scope: IConstruct, prop: string, value: number): void {
  if (Token.isUnresolved(value)) {
    throw new ValidationError(scope, 'yunikorn:number-token', `\`${prop}\` must be a literal, got a token; queues and jobs are checked against it at synthesis`);
  }
}
