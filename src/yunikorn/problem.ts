import type { IConstruct } from 'constructs';
import { ValidationError } from '../private/errors';

/** A reason to refuse, found by a function that knows no construct. */
export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** A reason to refuse. */
export function problem(code: string, message: string): Problem {
  return { code: `yunikorn:${code}`, message };
}

/** The first problem; checks after it do not run, since they may rely on what it found. */
export function firstOf(checks: Array<() => Problem | undefined>): Problem | undefined {
  for (const check of checks) {
    const found = check();
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Throws the problem, if there is one. */
export function refuse(scope: IConstruct, found: Problem | undefined): void {
  if (found !== undefined) {
    throw new ValidationError(scope, found.code, found.message);
  }
}
