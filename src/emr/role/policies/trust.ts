import * as iam from 'aws-cdk-lib/aws-iam';

/** Pods that may assume a job execution role through EKS Pod Identity. */
export interface PodIdentityTrust {
  readonly account: string;
  readonly clusterArn: string;
  /** Absent when session tags are disabled: then there is no tag to compare. */
  readonly namespace?: string;
}

/** Sessions that may assume a role in a data account. */
export interface TargetRoleTrust {
  readonly account: string;
  readonly region: string;
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccounts: string[];
  readonly jobRoleArn: string;
  readonly sessionTags: boolean;
}

const POD_IDENTITY = 'pods.eks.amazonaws.com';
const ASSUME = ['sts:AssumeRole', 'sts:TagSession'];

/**
 * Pods of one cluster, and of one namespace where session tags tell it.
 *
 * `aws:SourceArn` is the cluster's ARN, not the association's (with that one no pod gets credentials).
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see
 * https://aws.amazon.com/blogs/containers/amazon-eks-pod-identity-a-new-way-for-applications-on-eks-to-obtain-iam-credentials/
 * @see https://github.com/awslabs/mountpoint-s3-csi-driver/issues/781
 */
function podIdentityConditions(trust: PodIdentityTrust): { [operator: string]: { [key: string]: string } } {
  return {
    StringEquals: {
      'aws:SourceAccount': trust.account,
      ...(trust.namespace === undefined ? {} : { 'aws:RequestTag/kubernetes-namespace': trust.namespace }),
    },
    ArnEquals: { 'aws:SourceArn': trust.clusterArn },
  };
}

/** The EKS Pod Identity agent of one cluster. */
export function podIdentityPrincipal(trust: PodIdentityTrust): iam.IPrincipal {
  return new iam.ServicePrincipal(POD_IDENTITY, { conditions: podIdentityConditions(trust) }).withSessionTags();
}

/** Stands in while the role is made; the trust document of IRSA replaces it. */
export function webIdentityPrincipal(oidcProviderArn: string): iam.IPrincipal {
  return new iam.FederatedPrincipal(oidcProviderArn, {}, 'sts:AssumeRoleWithWebIdentity');
}

/** Service accounts that may assume a job execution role through IAM roles for service accounts. */
export interface WebIdentityTrust {
  readonly account: string;
  readonly oidcProviderArn: string;
  readonly oidcIssuer: string;
  readonly namespace: string;
  /** The name of the role, in base 36. */
  readonly encodedRoleName: string;
}

/**
 * A trust document as JSON text, since the issuer, a token, is part of condition *keys*.
 *
 * EMR's service accounts of the role are `emr-containers-sa-<framework>-<component>-<account>-<base 36 of the role
 * name>`.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-trust-policy.html
 */
export function irsaTrustText(trust: WebIdentityTrust, podIdentity?: PodIdentityTrust): string {
  const { account, oidcProviderArn, oidcIssuer, namespace, encodedRoleName } = trust;
  const webIdentity = {
    Effect: 'Allow',
    Principal: { Federated: oidcProviderArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${oidcIssuer}:aud`]: 'sts.amazonaws.com' },
      StringLike: {
        [`${oidcIssuer}:sub`]: `system:serviceaccount:${namespace}:emr-containers-sa-*-*-${account}-${encodedRoleName}`,
      },
    },
  };
  const agent = podIdentity && {
    Effect: 'Allow',
    Principal: { Service: POD_IDENTITY },
    Action: ASSUME,
    Condition: podIdentityConditions(podIdentity),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: agent ? [agent, webIdentity] : [webIdentity] });
}

/**
 * The job's side of role chaining.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function assumeTargetRole(targetRoleArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ASSUME, resources: [targetRoleArn] });
}

/**
 * The data account's side of role chaining: session tags name cluster, namespace and service account; without them the
 * external id does.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function trustOfTargetRole(trust: TargetRoleTrust): iam.PolicyStatement[] {
  const principals = [new iam.AccountPrincipal(trust.account)];
  const ArnEquals = { 'aws:PrincipalArn': trust.jobRoleArn };
  if (trust.sessionTags) {
    const StringEquals = {
      'aws:RequestTag/eks-cluster-arn': trust.clusterArn,
      'aws:RequestTag/kubernetes-namespace': trust.namespace,
      'aws:RequestTag/kubernetes-service-account': trust.serviceAccounts,
    };
    return [new iam.PolicyStatement({ principals, actions: ASSUME, conditions: { StringEquals, ArnEquals } })];
  }
  const externalIds = trust.serviceAccounts.map((name) => [
    trust.region, trust.account, trust.clusterName, trust.namespace, name,
  ].join('/'));
  return [
    new iam.PolicyStatement({
      principals,
      actions: ['sts:AssumeRole'],
      conditions: { StringEquals: { 'sts:ExternalId': externalIds }, ArnEquals },
    }),
    new iam.PolicyStatement({ principals, actions: ['sts:TagSession'], conditions: { ArnEquals } }),
  ];
}
