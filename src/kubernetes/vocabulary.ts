/** Domain of this library's labels, tags and paths. */
export const LIBRARY_DOMAIN = 'emr-eks-karpenter';

/**
 * API group of node pools and node claims, and domain of Karpenter's labels.
 *
 * @see https://karpenter.sh/v1.14/concepts/nodepools/
 */
export const KARPENTER_DOMAIN = 'karpenter.sh';

/**
 * API group of node classes, and domain of Karpenter's labels about AWS.
 *
 * @see https://karpenter.sh/v1.14/concepts/nodeclasses/
 */
export const KARPENTER_AWS_DOMAIN = 'karpenter.k8s.aws';

/** Kind of Karpenter's node classes for EC2. */
export const NODE_CLASS_KIND = 'EC2NodeClass';

/**
 * Domain of YuniKorn's labels and annotations.
 *
 * @see https://yunikorn.apache.org/docs/user_guide/labels_and_annotations_in_yunikorn
 */
export const YUNIKORN_DOMAIN = 'yunikorn.apache.org';

/** Name by which pods ask for YuniKorn. @see https://yunikorn.apache.org/docs/user_guide/service_config */
export const YUNIKORN_SCHEDULER = 'yunikorn';

/**
 * Labels, taints and annotations that more than one room must agree on.
 *
 * @see https://karpenter.sh/v1.14/concepts/scheduling/
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export const Label = {
  ARCH: 'kubernetes.io/arch',
  CAPACITY_TYPE: `${KARPENTER_DOMAIN}/capacity-type`,
  HOSTNAME: 'kubernetes.io/hostname',
  INSTANCE_CPU: `${KARPENTER_AWS_DOMAIN}/instance-cpu`,
  INSTANCE_FAMILY: `${KARPENTER_AWS_DOMAIN}/instance-family`,
  INSTANCE_GENERATION: `${KARPENTER_AWS_DOMAIN}/instance-generation`,
  INSTANCE_HYPERVISOR: `${KARPENTER_AWS_DOMAIN}/instance-hypervisor`,
  INSTANCE_LOCAL_NVME: `${KARPENTER_AWS_DOMAIN}/instance-local-nvme`,
  INSTANCE_TYPE: 'node.kubernetes.io/instance-type',
  NAMESPACE_NAME: 'kubernetes.io/metadata.name',
  /** Also a tag of EC2's resources, as the two after it. */
  NODE_CLAIM: `${KARPENTER_DOMAIN}/nodeclaim`,
  NODE_CLASS: `${KARPENTER_AWS_DOMAIN}/ec2nodeclass`,
  NODE_POOL: `${KARPENTER_DOMAIN}/nodepool`,
  OS: 'kubernetes.io/os',
  ZONE: 'topology.kubernetes.io/zone',
  /** On every core node; controllers select it. */
  CORE_NODES: `${LIBRARY_DOMAIN}/node-group`,
  /** On every namespace of a team. */
  TEAM: `${LIBRARY_DOMAIN}/team`,
} as const;

/** Domain of the labels `<domain>/<name of a pool>` on nodes of that pool and of its fallbacks. */
export const POOL_LABEL_DOMAIN = `pool.${LIBRARY_DOMAIN}`;

/** Value of `Label.CORE_NODES` on core nodes. */
export const CORE_NODE_GROUP = 'core';

export const Annotation = {
  /** @see https://karpenter.sh/v1.14/concepts/disruption/#pod-level-controls */
  DO_NOT_DISRUPT: `${KARPENTER_DOMAIN}/do-not-disrupt`,
  /** @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource */
  HELM_RESOURCE_POLICY: 'helm.sh/resource-policy',
} as const;

export const Taint = {
  /**
   * Managed add-ons and Karpenter's chart tolerate it by default.
   *
   * @see https://docs.aws.amazon.com/eks/latest/best-practices/scale-data-plane.html
   */
  CRITICAL_ADDONS_ONLY: 'CriticalAddonsOnly',
} as const;

/** The nodes on which pods of a controller run. */
export interface CorePlacement {
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: ReadonlyArray<{ readonly [field: string]: string | number }>;
}

/** Placement on core nodes, tainted or not: Spark's nodes come and go. */
export function corePlacement(): CorePlacement {
  return {
    nodeSelector: { [Label.CORE_NODES]: CORE_NODE_GROUP },
    tolerations: [{ key: Taint.CRITICAL_ADDONS_ONLY, operator: 'Exists' }],
  };
}

/**
 * Tags of AWS resources that the clean-up of a cluster goes by. The function's own names are in
 * `handlers/clean-up/ownership.js`.
 */
export const ResourceTag = {
  /** On volumes and file systems that outlive the cluster. */
  RETAIN: `${LIBRARY_DOMAIN}/retain`,
  /** Cluster of a file system that a CSI driver made. */
  CLUSTER: `${LIBRARY_DOMAIN}:cluster`,
  /** End of such a file system: "delete" with the cluster, or "retain". */
  ON_REMOVAL: `${LIBRARY_DOMAIN}:on-removal`,
} as const;

/**
 * Names of add-ons that constructs ask for, those of EKS or of their charts.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
 */
export const AddonName = {
  EBS_CSI_DRIVER: 'aws-ebs-csi-driver',
  FSX_CSI_DRIVER: 'aws-fsx-csi-driver',
  LOAD_BALANCER_CONTROLLER: 'aws-load-balancer-controller',
  POD_IDENTITY_AGENT: 'eks-pod-identity-agent',
} as const;

/**
 * The user name under which EMR on EKS acts in a cluster.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-cluster-access.html
 */
export const EMR_CONTAINERS_USER = 'emr-containers';

/**
 * User and group of Spark's processes.
 *
 * @see https://aws.github.io/aws-emr-containers-best-practices/storage/docs/spark/fsx-lustre/
 */
export const EMR_PROCESS = { uid: 999, gid: 1000 } as const;

/**
 * Mounts of EMR in Spark's containers.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html
 */
export const EMR_MOUNT_PATHS = [
  '/var/log/fluentd', '/var/log/spark/user', '/var/log/spark/apps', '/mnt', '/tmp', '/home/hadoop',
] as const;

/**
 * Containers that Spark looks for in the pod templates.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html
 */
export const SparkContainer = { DRIVER: 'spark-kubernetes-driver', EXECUTOR: 'spark-kubernetes-executor' } as const;

/**
 * Directory in which Spark spills, a volume of a name with this prefix.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html#local-storage
 */
export const LOCAL_DIR_PREFIX = 'spark-local-dir-';
