import type { IConstruct } from 'constructs';

/**
 * A prop or a combination of props that cannot be deployed.
 *
 * Thrown at synthesis with the path of the construct, so that the line to change can be found in an app of many stacks.
 */
export class ValidationError extends Error {
  /** Stable, machine-readable reason, `<room>:<rule>`. */
  public readonly code: string;

  constructor(scope: IConstruct, code: string, message: string) {
    super(`[${scope.node.path}] ${message}`);
    this.name = 'ValidationError';
    this.code = code;
  }
}

/** As `ValidationError`, for value classes and pure functions that have no construct at hand. */
export class UnscopedValidationError extends Error {
  /** Stable, machine-readable reason, `<room>:<rule>`. */
  public readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ValidationError';
    this.code = code;
  }
}
