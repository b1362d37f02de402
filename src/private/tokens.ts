import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ValidationError } from './errors';

/** True when every character of the text is known at synthesis. */
export function isLiteral(text: string): boolean {
  return !Token.isUnresolved(text);
}

/**
 * Refuses a token where Kubernetes or IAM needs the text itself (a label, a tag key, a name that is hashed).
 *
 * `prop` is the public path that the user typed.
 */
export function requireLiteral(scope: IConstruct, code: string, prop: string, value: string): void {
  if (!isLiteral(value)) {
    throw new ValidationError(
      scope,
      code,
      `\`${prop}\` must be a literal, got a token; pass the text itself, since it becomes part of names that are `
        + 'computed at synthesis',
    );
  }
}
