import { Token } from 'aws-cdk-lib';
import type { Duration, Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { UnscopedValidationError, ValidationError } from '../private/errors';

/** The four parts of a message of house-style 7. */
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
export function refuse(scope: IConstruct, rule: string, refusal: Refusal): never {
  throw new ValidationError(scope, `karpenter:${rule}`, refusalText(refusal));
}

/** Throws for a value given to a value class. */
export function refuseUnscoped(rule: string, refusal: Refusal): never {
  throw new UnscopedValidationError(`karpenter:${rule}`, refusalText(refusal));
}

/** `` `prop` must <rule>, got <value>; <what to do> `` */
export function refusalText({ prop, must, got, fix }: Refusal): string {
  return `\`${prop}\` must ${must}, got ${got}; ${fix}`;
}

/** A text as messages show it. */
export function quote(text: string): string {
  return `"${text}"`;
}

/** Refuses a number that is not a whole one from `min` to `max`; tokens pass. */
export function wholeNumber(scope: IConstruct, prop: string, value: number | undefined, min: number, max: number = Infinity): void {
  if (value === undefined || Token.isUnresolved(value)) {
    return;
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
    refuse(scope, 'whole-number', { prop, must: `be a whole number ${range}`, got: value, fix: 'choose a number in that range' });
  }
}

/** Refuses a token for a number that is written into text, or counted with. */
export function literalNumber(scope: IConstruct, prop: string, value: number | undefined): void {
  if (Token.isUnresolved(value)) {
    refuse(scope, 'literal', { prop, must: 'be a literal', got: 'a token', fix: 'pass the number itself, since it is written into text at synthesis' });
  }
}

/** The seconds of a duration that Kubernetes will read; refuses tokens and fractions of a second. */
export function wholeSeconds(scope: IConstruct, prop: string, duration: Duration, min: number = 0): number {
  if (duration.isUnresolved()) {
    refuse(scope, 'duration', { prop, must: 'be a literal', got: 'a token', fix: 'pass the duration itself, since it is written as text such as "30s"' });
  }
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < min) {
    refuse(scope, 'duration', { prop, must: `be whole seconds, at least ${min}`, got: `${seconds} seconds`, fix: 'choose a duration in that range' });
  }
  return seconds;
}

/** The MiB of a size that Kubernetes will read; refuses tokens and fractions of a MiB. */
export function wholeMebibytes(scope: IConstruct, prop: string, size: Size, min: number = 1): number {
  if (size.isUnresolved()) {
    refuse(scope, 'size', { prop, must: 'be a literal', got: 'a token', fix: 'pass the size itself, since it is written as text such as "1024Mi"' });
  }
  const mebibytes = size.toBytes() / 2 ** 20;
  if (!Number.isInteger(mebibytes) || mebibytes < min) {
    refuse(scope, 'size', { prop, must: `be whole MiB, at least ${min}`, got: `${mebibytes} MiB`, fix: 'choose a size in that range' });
  }
  return mebibytes;
}
