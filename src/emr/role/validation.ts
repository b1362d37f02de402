import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { JobExecutionRoleOptions } from './options';
import type { RoleSpec } from './spec';
import { list, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { isLiteral } from '../../private/tokens';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const ROLE_NAME = /^[\w+=,.@-]+$/;
const ROLE_NAME_LENGTH = 64;
const ROLE_PATH = /^\/$|^(?=.{1,512}$)\/[\u0021-\u007e]+\/$/;

/** The rules of a job execution role. */
export function validateRole(scope: IConstruct, options: JobExecutionRoleOptions, { roleName, path }: RoleSpec): void {
  requireRoleName(scope, roleName, options.existingRole);
  text(scope, 'path', path, {
    form: ROLE_PATH, must: 'begin and end in a slash and have at most 512 characters', fix: 'write for example "/emr/"',
  });
  list(scope, 'managedPolicies', options.managedPolicies ?? [], {
    fix: 'pass policies such as `iam.ManagedPolicy.fromManagedPolicyArn()`',
  });
  validateForeign(scope, options);
}

/** The name, which EMR writes into the names of service accounts; `existing` is a role made elsewhere. */
export function requireRoleName(scope: IConstruct, roleName: string, existing?: iam.IRole): string {
  if (existing !== undefined && !isLiteral(roleName)) {
    const fix =
      'give the name of the role made elsewhere too, or import it by its literal name or ARN, since EMR derives '
        + 'service-account names from it';
    refuse(scope, 'emr:role-name-token', { prop: 'roleName', must: 'be a literal', got: 'a token', fix });
  }
  return text(scope, 'roleName', roleName, {
    form: ROLE_NAME, max: ROLE_NAME_LENGTH, literal: true,
    must: `be 1 to ${ROLE_NAME_LENGTH} letters, digits and _+=,.@-`, fix: 'shorten it or leave it out',
  });
}

/** Nothing that the user sets is dropped silently. */
function validateForeign(scope: IConstruct, options: JobExecutionRoleOptions): void {
  if (options.existingRole === undefined) {
    return;
  }
  for (const prop of ['path', 'permissionsBoundary', 'managedPolicies'] as const) {
    if (options[prop] !== undefined) {
      refuse(scope, 'emr:foreign-role', {
        prop, must: 'be left out with `existingRole`', got: 'both', fix: 'set it where the role is made',
      });
    }
  }
}
