import * as iam from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

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

/**
 * Assets in the inline policy of the role. All inline policies of a role share 10,240 characters, an object of a
 * bootstrap bucket takes at most 156, and what users grant to the role must fit beside them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_ASSETS = 20;

/** Assets in each managed policy, of 6,144 characters. */
const MANAGED_ASSETS = 36;

/**
 * Chooses the policy of a role that holds the right to read an asset, so that a team of many jobs does not outgrow the
 * inline one.
 */
export class AssetReads {
  /** Policies of the assets, by key in their bucket: an asset that is granted again stays in its policy. */
  private readonly policies = new Map<string, iam.IGrantable>();
  private last: iam.IGrantable;

  /** `inline` takes the first assets; policies of our own are made in `scope` when it is full. */
  constructor(private readonly scope: Construct, private readonly role: iam.IRole, inline: iam.IGrantable) {
    this.last = inline;
  }

  public granteeFor({ s3ObjectKey }: Asset): iam.IGrantable {
    const known = this.policies.get(s3ObjectKey);
    if (known !== undefined) {
      return known;
    }
    const beyond = this.policies.size - INLINE_ASSETS;
    if (beyond >= 0 && beyond % MANAGED_ASSETS === 0) {
      this.last = this.createPolicy(1 + beyond / MANAGED_ASSETS);
    }
    this.policies.set(s3ObjectKey, this.last);
    return this.last;
  }

  private createPolicy(number: number): iam.IGrantable {
    const document = new iam.PolicyDocument({ minimize: true });
    new iam.ManagedPolicy(this.scope, `Assets${number}`, { document, roles: [this.role] });
    return new InlineGrantee(this.role, document);
  }
}
