import type { IConstruct } from 'constructs';
import { UnscopedValidationError, ValidationError } from './errors';

/** A wrong value, in the four parts of a message. */
export interface Refusal {
  /** Public path that the user typed, without backticks. Text with blanks, such as "the stack", is shown as it is. */
  readonly prop: string;
  /** The rule, to follow "must". */
  readonly must: string;
  /** Value that was given, as it is to be shown: `shown()` writes any value. */
  readonly got: string | number;
  /** Advice on what to do instead. */
  readonly fix: string;
}

/** A reason to refuse, found by a pure rule, which knows no construct. */
export interface Problem {
  /** Stable, machine-readable reason, `<room>:<rule>`. */
  readonly code: string;
  readonly message: string;
}

/** `` `prop` must <rule>, got <value>; <what to do> `` */
export function refusalText({ prop, must, got, fix }: Refusal): string {
  return `${/\s/.test(prop) ? prop : `\`${prop}\``} must ${must}, got ${got}; ${fix}`;
}

/** The one thrower: every wrong value fails here. A value class has no scope at hand and passes `undefined`. */
export function refuse(scope: IConstruct | undefined, code: string, refusal: Refusal): never {
  throwProblem(scope, problem(code, refusal));
}

/** A reason to refuse, as a value. */
export function problem(code: string, refusal: Refusal): Problem {
  return { code, message: refusalText(refusal) };
}

/** The problem of the first rule that finds one; rules after it do not run, since they may rely on it. */
export function firstProblem(rules: Iterable<() => Problem | undefined>): Problem | undefined {
  for (const rule of rules) {
    const found = rule();
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Throws the problem that a pure rule found, if it found one. */
export function requireNoProblem(scope: IConstruct | undefined, found: Problem | undefined): void {
  if (found !== undefined) {
    throwProblem(scope, found);
  }
}

function throwProblem(scope: IConstruct | undefined, { code, message }: Problem): never {
  throw scope === undefined ? new UnscopedValidationError(code, message) : new ValidationError(scope, code, message);
}
