import { type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { IEmrEksCluster } from '../contracts/cluster';
import type { IEmrTeam } from '../contracts/team';
import { ValidationError } from '../private/errors';

/** The four parts of a message. */
export interface Refusal {
  /** Public path that the user typed, without backticks. */
  readonly prop: string;
  /** The rule, to follow "must". */
  readonly must: string;
  /** What was given, as it is to be shown. */
  readonly got: string | number;
  /** What to do instead. */
  readonly fix: string;
}

/** Throws for a value of a construct's prop. */
export function refuse(scope: IConstruct, rule: string, { prop, must, got, fix }: Refusal): never {
  throw new ValidationError(scope, `storage:${rule}`, `\`${prop}\` must ${must}, got ${got}; ${fix}`);
}

/** The GiB of a size that is compared, or written into an object; refuses tokens and fractions. */
export function wholeGibibytes(scope: IConstruct, prop: string, size: Size): number {
  if (size.isUnresolved()) {
    refuse(scope, 'size-token', { prop, must: 'be a literal', got: 'a token', fix: 'pass the size itself: what is legal depends on it' });
  }
  const gibibytes = size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(gibibytes)) {
    refuse(scope, 'size', { prop, must: 'be whole GiB', got: `${gibibytes} GiB`, fix: 'use `Size.gibibytes()` or `Size.tebibytes()`' });
  }
  return gibibytes;
}

/** Refuses a number that is not a whole one within bounds; tokens too, since other values depend on it. */
export function wholeNumber(scope: IConstruct, { prop, value, min, max, unit }: NumberBounds): void {
  if (Token.isUnresolved(value)) {
    refuse(scope, 'number-token', { prop, must: 'be a literal', got: 'a token', fix: 'pass the number itself: what is legal depends on it' });
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    refuse(scope, 'number', { prop, must: `be a whole number from ${min} to ${max} ${unit}`, got: value, fix: 'choose a number in that range' });
  }
}

/** What a number may be. */
export interface NumberBounds {
  readonly prop: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** A class or a file system of one cluster is of no use to jobs of another. */
export function requireSameCluster(scope: IConstruct, storage: IEmrEksCluster, team: IEmrTeam): void {
  if (storage.clusterName !== team.cluster.clusterName) {
    refuse(scope, 'cluster', { prop: 'shuffleStorage', must: `be of the cluster of team ${team.namespace}, ${team.cluster.clusterName}`, got: `storage of ${storage.clusterName}`, fix: 'make one for each cluster' });
  }
}

/** EMR's own mounts, which a mount of ours may not hide. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html */
const RESERVED_PATHS = ['/var/log/fluentd', '/var/log/spark/user', '/var/log/spark/apps', '/mnt', '/tmp', '/home/hadoop'];

/** An absolute path of a container, outside of EMR's. */
export function mountPath(scope: IConstruct, path: string): void {
  if (Token.isUnresolved(path)) {
    refuse(scope, 'path-token', { prop: 'mountPath', must: 'be a literal', got: 'a token', fix: 'pass the path itself: pod templates are files made at synthesis' });
  }
  if (!/^(\/[\w.-]+)+$/.test(path) || path.split('/').includes('..')) {
    refuse(scope, 'mount-path', { prop: 'mountPath', must: 'be an absolute path of letters, digits, "-", "_" and "."', got: `"${path}"`, fix: 'write it like "/data1"' });
  }
  const reserved = RESERVED_PATHS.find((other) => `${path}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${path}/`));
  if (reserved !== undefined) {
    refuse(scope, 'mount-path', { prop: 'mountPath', must: `be outside ${reserved}, which is EMR's`, got: `"${path}"`, fix: 'write it like "/data1"' });
  }
}
