import { flag, text } from '../../private/checks';

/** ARN of an IAM role, in every partition. */
export const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;
const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/.+$/;

/** Credentials of jobs through EKS Pod Identity. */
export interface PodIdentityOptions {
  /**
   * ARN of a role, as a rule in a data account, as which drivers and executors act.
   *
   * EKS assumes the job execution role first and the target role with it. The submitter keeps the job execution role,
   * which reads pod templates. The target role must trust the job execution role (`targetRoleTrustStatements()`) and
   * hold whatever the job reads and writes: data, scripts and the log location. CloudWatch Logs takes no writes from
   * other accounts: log to a bucket (`logs.bucket`) whose policy admits the target role.
   *
   * Throws if a literal is not the ARN of an IAM role.
   *
   * @default - jobs act as the job execution role
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  readonly targetRoleArn?: string;

  /**
   * Leave out the session tags that name cluster, namespace, service account and pod.
   *
   * The trust of the job execution role then cannot tell namespaces apart; associations still do.
   *
   * @default false
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
   */
  readonly disableSessionTags?: boolean;
}

/** Credentials of jobs through IAM roles for service accounts. */
export interface IrsaOptions {
  /**
   * ARN of the cluster's IAM identity provider, such as `ClusterOidcProvider.oidcProviderArn`.
   *
   * Throws if a literal is not the ARN of an OIDC provider.
   */
  readonly oidcProviderArn: string;

  /**
   * Issuer of the cluster without "https://", such as `ClusterOidcProvider.oidcIssuer`.
   *
   * Throws if a literal holds a scheme.
   */
  readonly oidcIssuer: string;
}

/** Credentials of jobs in both ways. */
export interface IrsaAndPodIdentityOptions extends IrsaOptions, PodIdentityOptions {}

/**
 * Identity of the pods of a team's jobs.
 *
 * EKS Pod Identity serves jobs of emr-7.3.0 and later. Managed endpoints and older releases ask for IAM roles for
 * service accounts.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-enable-IAM.html
 */
export class EmrTeamIdentity {
  /**
   * EKS Pod Identity: three associations with exact service-account names, no wildcard. Needs the add-on
   * `eks-pod-identity-agent`.
   */
  public static podIdentity(options: PodIdentityOptions = {}): EmrTeamIdentity {
    validateTarget(options);
    return new EmrTeamIdentity(options, undefined);
  }

  /**
   * IAM roles for service accounts: the role trusts the cluster's OIDC provider for EMR's service accounts of this role
   * in the team's namespace.
   */
  public static irsa(options: IrsaOptions): EmrTeamIdentity {
    validateProvider(options);
    return new EmrTeamIdentity(undefined, options);
  }

  /** Both trusts on one role, for teams with jobs and managed endpoints. */
  public static both(options: IrsaAndPodIdentityOptions): EmrTeamIdentity {
    validateTarget(options);
    validateProvider(options);
    return new EmrTeamIdentity(options, options);
  }

  private constructor(
    /** @internal */ public readonly _podIdentity: PodIdentityOptions | undefined,
    /** @internal */ public readonly _irsa: IrsaOptions | undefined,
  ) {}
}

function validateTarget({ targetRoleArn, disableSessionTags = false }: PodIdentityOptions): void {
  if (targetRoleArn !== undefined) {
    text(undefined, 'targetRoleArn', targetRoleArn, {
      form: ROLE_ARN,
      must: 'be the ARN of an IAM role',
      fix: 'write arn:<partition>:iam::<account>:role/<path and name>',
    });
  }
  flag(undefined, 'disableSessionTags', disableSessionTags);
}

function validateProvider({ oidcProviderArn, oidcIssuer }: IrsaOptions): void {
  text(undefined, 'oidcProviderArn', oidcProviderArn, {
    form: PROVIDER_ARN,
    must: 'be the ARN of an OIDC provider',
    fix: 'write arn:<partition>:iam::<account>:oidc-provider/<issuer>',
  });
  text(undefined, 'oidcIssuer', oidcIssuer, {
    form: /^(?!.*:\/\/)\S+$/, must: 'be the issuer without a scheme', fix: 'leave out "https://"',
  });
}
