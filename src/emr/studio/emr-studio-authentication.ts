import { flag, oneOf, shown, text } from '../../private/checks';
import { refuse } from '../../private/refusal';

const INSTANCE_ARN = /^arn:aws[a-z-]*:sso:::instance\/\S+$/;

/** @see https://docs.aws.amazon.com/emr/latest/APIReference/API_CreateStudio.html */
const LONGEST_URL = 10_280;
const LONGEST_PARAMETER = 256;

/** Login of users of an IAM-mode Studio from their own identity provider. */
export interface StudioIamOptions {
  /**
   * Sign-in page of the identity provider. Throws if a literal does not begin with "https://".
   *
   * @default - users open the Studio from the AWS console
   */
  readonly idpAuthUrl?: string;

  /**
   * Name that the identity provider gives its relay state. Throws without `idpAuthUrl`.
   *
   * @default - the provider's own, "RelayState"
   */
  readonly idpRelayStateParameterName?: string;
}

/** People who may open a Studio of IAM Identity Center. */
export enum StudioUserAssignment {
  /** Users and groups that are assigned to it. */
  REQUIRED = 'REQUIRED',
  /** Everyone in the instance. */
  OPTIONAL = 'OPTIONAL',
}

/** Login of users of IAM Identity Center. */
export interface StudioIdentityCenterOptions {
  /**
   * ARN of the Identity Center instance. Throws if a literal is not one.
   *
   * @default - the instance of the account's organisation
   */
  readonly instanceArn?: string;

  /** People who may open the Studio. @default - EMR's own: those who are assigned */
  readonly userAssignment?: StudioUserAssignment;

  /** Propagation of users' identities to the services that notebooks call. @default false */
  readonly trustedIdentityPropagation?: boolean;
}

/**
 * Login of users of an EMR Studio.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-authentication.html
 */
export class EmrStudioAuthentication {
  /** IAM: users are principals of the account, whom `EmrStudio.grantUse` lets in. */
  public static iam(options: StudioIamOptions = {}): EmrStudioAuthentication {
    const { idpAuthUrl, idpRelayStateParameterName } = options;
    if (idpAuthUrl !== undefined) {
      text(undefined, 'idpAuthUrl', idpAuthUrl, {
        form: /^https:\/\/\S+$/,
        max: LONGEST_URL,
        must: 'begin with "https://"',
        fix: 'take the sign-in page of the identity provider',
      });
    }
    if (idpRelayStateParameterName !== undefined) {
      text(undefined, 'idpRelayStateParameterName', idpRelayStateParameterName, {
        max: LONGEST_PARAMETER, must: `be 1 to ${LONGEST_PARAMETER} characters`, fix: 'leave it out for "RelayState"',
      });
    }
    if (idpRelayStateParameterName !== undefined && idpAuthUrl === undefined) {
      refuse(undefined, 'emr:studio-idp', {
        prop: 'idpRelayStateParameterName',
        must: 'come with `idpAuthUrl`',
        got: `${shown(idpRelayStateParameterName)} alone`,
        fix: 'give the sign-in page too',
      });
    }
    return new EmrStudioAuthentication('IAM', { idpAuthUrl, idpRelayStateParameterName });
  }

  /** IAM Identity Center: users log in at the Studio's URL, and act through one user role. */
  public static identityCenter(options: StudioIdentityCenterOptions = {}): EmrStudioAuthentication {
    const { instanceArn, userAssignment, trustedIdentityPropagation } = options;
    if (instanceArn !== undefined) {
      text(undefined, 'instanceArn', instanceArn, {
        form: INSTANCE_ARN,
        must: 'be the ARN of an Identity Center instance',
        fix: 'write arn:<partition>:sso:::instance/<id>',
      });
    }
    if (userAssignment !== undefined) {
      oneOf(undefined, 'userAssignment', userAssignment, Object.values(StudioUserAssignment));
    }
    flag(undefined, 'trustedIdentityPropagation', trustedIdentityPropagation ?? false);
    return new EmrStudioAuthentication('SSO', {
      idcInstanceArn: instanceArn,
      idcUserAssignment: userAssignment,
      trustedIdentityPropagationEnabled: trustedIdentityPropagation,
    });
  }

  private constructor(
    /** @internal */ public readonly _mode: 'IAM' | 'SSO',
    /** @internal */ public readonly _properties: { readonly [property: string]: any },
  ) {}
}
