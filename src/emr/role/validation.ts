import type { IConstruct } from 'constructs';
import type { JobExecutionRoleOptions } from './job-execution-role';
import { ROLE_NAME, ROLE_NAME_LIMIT, ROLE_PATH } from './spec';
import { ValidationError } from '../../private/errors';
import { isLiteral } from '../../private/tokens';

/** The rules of a job execution role; `roleName` is the resolved one. */
export function validateRole(scope: IConstruct, options: JobExecutionRoleOptions & { readonly roleName: string }): void {
  validateName(scope, options);
  validatePath(scope, options.path);
  validateForeign(scope, options);
}

function validateName(scope: IConstruct, { roleName, existingRole }: JobExecutionRoleOptions & { readonly roleName: string }): void {
  if (!isLiteral(roleName)) {
    const advice = existingRole === undefined ? 'pass the text itself' : 'give the name of the role made elsewhere too, or import it by its literal name or ARN';
    throw new ValidationError(scope, 'emr:role-name-token', `\`roleName\` must be a literal, got a token; ${advice}, since EMR derives service-account names from it`);
  }
  if (!ROLE_NAME.test(roleName)) {
    throw new ValidationError(scope, 'emr:role-name', `\`roleName\` must be 1 to ${ROLE_NAME_LIMIT} letters, digits and _+=,.@-, got "${roleName}"; shorten it or leave it out`);
  }
}

function validatePath(scope: IConstruct, path: string | undefined): void {
  if (path !== undefined && isLiteral(path) && !ROLE_PATH.test(path)) {
    throw new ValidationError(scope, 'emr:role-path', `\`path\` must begin and end in a slash and have at most 512 characters, got "${path}"; write for example "/emr/"`);
  }
}

/** Nothing that the user sets is dropped silently. */
function validateForeign(scope: IConstruct, options: JobExecutionRoleOptions): void {
  if (options.existingRole === undefined) {
    return;
  }
  for (const prop of ['path', 'permissionsBoundary', 'managedPolicies'] as const) {
    if (options[prop] !== undefined) {
      throw new ValidationError(scope, 'emr:foreign-role', `\`${prop}\` must be left out with \`existingRole\`, got both; set it where the role is made`);
    }
  }
}
