import type * as iam from 'aws-cdk-lib/aws-iam';

/**
 * A role, to which statements are added in a document of ours instead of a policy of CDK's.
 *
 * An inline policy costs no CloudFormation resource and exists as soon as the role does.
 */
export class InlineGrantee implements iam.IPrincipal {
  public readonly grantPrincipal: iam.IPrincipal = this;
  public readonly assumeRoleAction: string;
  public readonly policyFragment: iam.PrincipalPolicyFragment;
  public readonly principalAccount?: string;

  constructor(private readonly role: iam.IRole, private readonly document: iam.PolicyDocument) {
    this.assumeRoleAction = role.assumeRoleAction;
    this.policyFragment = role.policyFragment;
    this.principalAccount = role.principalAccount;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.document.addStatements(statement);
    return { statementAdded: true, policyDependable: this.role };
  }
}
