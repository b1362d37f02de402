import { Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { text } from '../../private/checks';
import { isLiteral } from '../../private/tokens';

/** Properties of `ClusterOidcProvider`. */
export interface ClusterOidcProviderProps {
  /**
   * Issuer URL of the cluster, such as the `clusterOpenIdConnectIssuerUrl` of an `aws-eks-v2` cluster.
   *
   * May be a token. Throws if a literal does not start with "https://".
   */
  readonly issuerUrl: string;
}

/**
 * The IAM identity provider of a cluster, for IAM roles for service accounts (IRSA).
 *
 * Make it once per cluster and account, and only if a team uses `EmrTeamIdentity.irsa()` or `.both()`: a second one
 * with the same URL fails on deployment. One native `AWS::IAM::OIDCProvider`, free of charge; deleted with its stack,
 * after the roles that refer to it.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
 */
export class ClusterOidcProvider extends Construct {
  /** ARN of the identity provider. */
  public readonly oidcProviderArn: string;
  /** Issuer without "https://", the form in which IAM's condition keys begin. */
  public readonly oidcIssuer: string;

  constructor(scope: Construct, id: string, props: ClusterOidcProviderProps) {
    super(scope, id);
    const url = props.issuerUrl;
    text(this, 'issuerUrl', url, {
      form: /^https:\/\/[^/\s]+\S*$/, must: 'start with "https://"', fix: 'take it from the cluster',
    });
    const provider = new iam.CfnOIDCProvider(this, 'Resource', { url, clientIdList: ['sts.amazonaws.com'] });
    this.oidcProviderArn = provider.attrArn;
    this.oidcIssuer = isLiteral(url) ? url.slice('https://'.length) : Fn.select(1, Fn.split('https://', url));
  }
}
