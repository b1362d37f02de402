/**
 * Labels, taints and annotations that more than one room must agree on.
 *
 * @see https://karpenter.sh/v1.14/concepts/scheduling/
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export const Label = {
  ARCH: 'kubernetes.io/arch',
  CAPACITY_TYPE: 'karpenter.sh/capacity-type',
  HOSTNAME: 'kubernetes.io/hostname',
  INSTANCE_CPU: 'karpenter.k8s.aws/instance-cpu',
  INSTANCE_FAMILY: 'karpenter.k8s.aws/instance-family',
  INSTANCE_GENERATION: 'karpenter.k8s.aws/instance-generation',
  INSTANCE_HYPERVISOR: 'karpenter.k8s.aws/instance-hypervisor',
  INSTANCE_LOCAL_NVME: 'karpenter.k8s.aws/instance-local-nvme',
  INSTANCE_TYPE: 'node.kubernetes.io/instance-type',
  NAMESPACE_NAME: 'kubernetes.io/metadata.name',
  NODE_POOL: 'karpenter.sh/nodepool',
  OS: 'kubernetes.io/os',
  ZONE: 'topology.kubernetes.io/zone',
  /** On every core node; controllers select it. */
  CORE_NODES: 'emr-eks-karpenter/node-group',
  /** On every namespace of a team. */
  TEAM: 'emr-eks-karpenter/team',
} as const;

/** Domain of the labels `<domain>/<name of a pool>` on nodes of that pool and of its fallbacks. */
export const POOL_LABEL_DOMAIN = 'pool.emr-eks-karpenter';

/** Value of `Label.CORE_NODES` on core nodes. */
export const CORE_NODE_GROUP = 'core';

export const Annotation = {
  /** @see https://karpenter.sh/v1.14/concepts/disruption/#pod-level-controls */
  DO_NOT_DISRUPT: 'karpenter.sh/do-not-disrupt',
  /** @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource */
  HELM_RESOURCE_POLICY: 'helm.sh/resource-policy',
} as const;

export const Taint = {
  /** Managed add-ons and Karpenter's chart tolerate it by default. @see https://docs.aws.amazon.com/eks/latest/best-practices/scale-data-plane.html */
  CRITICAL_ADDONS_ONLY: 'CriticalAddonsOnly',
} as const;

/** The user name under which EMR on EKS acts in a cluster. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-cluster-access.html */
export const EMR_CONTAINERS_USER = 'emr-containers';

/** Containers that Spark looks for in the pod templates. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html */
export const SparkContainer = { DRIVER: 'spark-kubernetes-driver', EXECUTOR: 'spark-kubernetes-executor' } as const;
