/** Karpenter's release that this library is built and checked against. @see https://github.com/aws/karpenter-provider-aws/releases/tag/v1.14.1 */
export const KARPENTER_VERSION = '1.14.1';

/** Oldest release whose chart takes what we render: permissions and values since then only grew. @see https://karpenter.sh/docs/upgrading/upgrade-guide/ */
export const OLDEST_KARPENTER_MINOR = 9;

/** Where the charts `karpenter` and `karpenter-crd` are published. @see https://gallery.ecr.aws/karpenter/karpenter */
export const KARPENTER_CHART_REPOSITORY = 'oci://public.ecr.aws/karpenter';

/** Path of the controller's image below a registry; upstream `public.ecr.aws/karpenter/controller`. The chart itself names tag and digest. */
export const KARPENTER_IMAGE = 'karpenter/controller';

/**
 * The oldest Karpenter for each minor version of Kubernetes, both as `1.<minor>`; Karpenter 0.x counts as 0.
 *
 * @see https://karpenter.sh/docs/upgrading/compatibility/
 */
export const MINIMUM_KARPENTER_MINOR: { readonly [kubernetesMinor: number]: number } = { 30: 0, 31: 0, 32: 2, 33: 5, 34: 6, 35: 9, 36: 13 };

/** The newest Kubernetes that Karpenter 1.14 accepts. @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/providers/version/version.go `MaxK8sVersion` */
export const NEWEST_KUBERNETES_MINOR = 36;

/** The minor version of Karpenter that `NEWEST_KUBERNETES_MINOR`, the CRD rules and the permissions are known for. */
export const KNOWN_KARPENTER_MINOR = 14;

/**
 * AMI of nodes unless a node class says otherwise: a dated release, for each version of Kubernetes from 1.31 to 1.36.
 *
 * @see https://github.com/awslabs/amazon-eks-ami/releases/tag/v20260903
 */
export const AL2023_ALIAS = 'al2023@v20260903';

/** First Bottlerocket whose instance stores Karpenter can join. @see https://karpenter.sh/docs/concepts/nodeclasses/#specinstancestorepolicy */
export const BOTTLEROCKET_RAID0 = '1.22.0';
