import { UnscopedValidationError } from '../../private/errors';
import { isLiteral } from '../../private/tokens';

/** How users of an IAM-mode Studio log in from their own identity provider. */
export interface StudioIamOptions {
  /**
   * Sign-in page of the identity provider. Throws if a literal does not begin with "https://".
   *
   * @default - users open the Studio from the AWS console
   */
  readonly idpAuthUrl?: string;

  /** How the identity provider calls its relay state. Throws without `idpAuthUrl`. @default - the provider's own, "RelayState" */
  readonly idpRelayStateParameterName?: string;
}

/** Who is assigned to a Studio of IAM Identity Center. */
export enum StudioUserAssignment {
  /** Users and groups that are assigned to it. */
  REQUIRED = 'REQUIRED',
  /** Everyone in the instance. */
  OPTIONAL = 'OPTIONAL',
}

/** How users of IAM Identity Center reach a Studio. */
export interface StudioIdentityCenterOptions {
  /** ARN of the Identity Center instance. Throws if a literal is not one. @default - the instance of the account's organisation */
  readonly instanceArn?: string;

  /** Who may open the Studio. @default - EMR's own: those who are assigned */
  readonly userAssignment?: StudioUserAssignment;

  /** Whether identities of users travel to the services that notebooks call. @default false */
  readonly trustedIdentityPropagation?: boolean;
}

/** How users of an EMR Studio prove who they are. @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-authentication.html */
export class EmrStudioAuthentication {
  /** IAM: users are principals of the account, whom `EmrStudio.grantUse` lets in. */
  public static iam(options: StudioIamOptions = {}): EmrStudioAuthentication {
    const { idpAuthUrl, idpRelayStateParameterName } = options;
    if (idpAuthUrl !== undefined && isLiteral(idpAuthUrl) && !/^https:\/\/\S+$/.test(idpAuthUrl)) {
      throw new UnscopedValidationError('emr:studio-idp', `\`idpAuthUrl\` must begin with "https://", got "${idpAuthUrl}"; take the sign-in page of the identity provider`);
    }
    if (idpRelayStateParameterName !== undefined && idpAuthUrl === undefined) {
      throw new UnscopedValidationError('emr:studio-idp', `\`idpRelayStateParameterName\` must come with \`idpAuthUrl\`, got "${idpRelayStateParameterName}" alone; give the sign-in page too`);
    }
    return new EmrStudioAuthentication('IAM', { idpAuthUrl, idpRelayStateParameterName });
  }

  /** IAM Identity Center: users log in at the Studio's URL, and act through one user role. */
  public static identityCenter(options: StudioIdentityCenterOptions = {}): EmrStudioAuthentication {
    const { instanceArn, userAssignment, trustedIdentityPropagation } = options;
    if (instanceArn !== undefined && isLiteral(instanceArn) && !/^arn:aws[a-z-]*:sso:::instance\/\S+$/.test(instanceArn)) {
      throw new UnscopedValidationError('emr:studio-instance', `\`instanceArn\` must be the ARN of an Identity Center instance, got "${instanceArn}"; write arn:<partition>:sso:::instance/<id>`);
    }
    return new EmrStudioAuthentication('SSO', {
      idcInstanceArn: instanceArn, idcUserAssignment: userAssignment, trustedIdentityPropagationEnabled: trustedIdentityPropagation,
    });
  }

  private constructor(
    /** @internal */ public readonly _mode: 'IAM' | 'SSO',
    /** @internal */ public readonly _properties: { readonly [property: string]: any },
  ) {}
}
