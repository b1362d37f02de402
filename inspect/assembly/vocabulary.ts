/**
 * Words of Kubernetes and Karpenter that the report reads.
 *
 * @see https://karpenter.sh/v1.14/concepts/scheduling/
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export const Label = {
  ARCH: 'kubernetes.io/arch',
  CAPACITY_TYPE: 'karpenter.sh/capacity-type',
  INSTANCE_CPU: 'karpenter.k8s.aws/instance-cpu',
  INSTANCE_FAMILY: 'karpenter.k8s.aws/instance-family',
  INSTANCE_TYPE: 'node.kubernetes.io/instance-type',
  NODE_POOL: 'karpenter.sh/nodepool',
  OS: 'kubernetes.io/os',
  ZONE: 'topology.kubernetes.io/zone',
  TEAM: 'emr-eks-karpenter/team',
} as const;

/** Labels that every node has, with values that only running nodes know. */
export const LABELS_OF_EVERY_NODE: readonly string[] = [
  Label.ARCH, Label.INSTANCE_TYPE, Label.OS, Label.ZONE, 'kubernetes.io/hostname', 'topology.kubernetes.io/region',
];

/** Prefixes of labels that Karpenter puts on the nodes it launches. */
export const LABELS_OF_KARPENTER: readonly string[] = ['karpenter.sh/', 'karpenter.k8s.aws/'];

/** @see https://karpenter.sh/v1.14/concepts/disruption/#pod-level-controls */
export const DO_NOT_DISRUPT = 'karpenter.sh/do-not-disrupt';

/** Types of the custom resources of CDK's kubectl handler and of this library's clean-up. */
export const CustomType = {
  MANIFEST: 'Custom::AWSCDK-EKS-KubernetesResource',
  PATCH: 'Custom::AWSCDK-EKS-KubernetesPatch',
  OBJECT_VALUE: 'Custom::AWSCDK-EKS-KubernetesObjectValue',
  CHART: 'Custom::AWSCDK-EKS-HelmChart',
  DRAIN: 'Custom::EmrEksKarpenterDrain',
  SWEEP: 'Custom::EmrEksKarpenterSweep',
} as const;

/** Type of a stack in a stack. */
export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Says whether resources of the type are made by a function of the app. */
export function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
