import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyStatements } from './policies/key-access';
import { warn } from './warnings';

export interface KeyAccessProps {
  /** Role of the controller, where it is known. */
  readonly role?: iam.IRole;
  readonly key: kms.IKey;
  /** Service that encrypts on its behalf: "ec2" or "fsx". */
  readonly service: string;
  readonly actions: readonly string[];
  /**
   * Name of the policy, unique in the cluster as the role is: another app may add one from a construct of the same
   * path.
   */
  readonly policyName: string;
  /** Warning where the role is not known. */
  readonly warning: { readonly code: string; readonly text: string };
}

/**
 * Access of a controller's role to a customer-managed key, through the service that encrypts. One policy.
 *
 * It stands beside what is encrypted, which knows both role and key: on either of them it would tie their stacks into a
 * cycle.
 */
export class KeyAccess extends Construct {
  constructor(scope: Construct, id: string, props: KeyAccessProps) {
    super(scope, id);
    const { role, key, service, actions, policyName, warning } = props;
    if (role === undefined) {
      warn(this, warning.code, warning.text);
      return;
    }
    new iam.Policy(this, 'Resource', {
      policyName,
      roles: [role],
      statements: keyStatements({ actions, keyArn: key.keyArn, viaService: viaService(this, service) }),
    });
  }
}

/** A service as KMS sees it when it uses a key. */
export function viaService(scope: Construct, service: string): string {
  return `${service}.${Stack.of(scope).region}.${Aws.URL_SUFFIX}`;
}
