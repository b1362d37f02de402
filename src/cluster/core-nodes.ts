import { Lazy, Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IDependable } from 'constructs';
import type { CoreNodesOptions } from './cluster-options';
import { CpuArchitecture } from '../contracts/node-pool';
import { CORE_NODE_GROUP, Label, Taint } from '../kubernetes/vocabulary';
import { ValidationError } from '../private/errors';
import { sortKeys } from '../private/maps';
import { awsManagedPolicyArn } from '../private/substitution';
import { requireLiteral } from '../private/tokens';

/** The smallest root volume of the AMI. @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html */
const SMALLEST_DISK_GIB = 20;
/** @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const LARGEST_DISK_GIB = 16384;
/** The default of the pattern's module: a third of the nodes at a time. @see https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v20.33.1/modules/eks-managed-node-group/variables.tf */
const MAX_UNAVAILABLE_PERCENT = 33;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const LABEL_VALUE = /^(?=.{0,63}$)(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_KEY = /^((?=[^/]{1,253}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(?=[^/]{1,63}$)([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
/** Domains that a kubelet may not label itself with, and EKS' own. @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction */
const RESERVED_LABEL = /^(?!([^/]*\.)?(node|kubelet)\.kubernetes\.io\/)([^/]*\.)?(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//;

/** Labels of the reference pattern, which its users select. */
const PATTERN_LABELS = { WorkerType: 'ON_DEMAND', NodeGroupType: 'core' };

export interface CoreNodesProps {
  /** Name of the cluster, for tags. */
  readonly clusterName: string;
  /** Name of the cluster, as a reference to it. */
  readonly clusterRef: string;
  readonly kubernetesVersion: string;
  readonly subnets: ec2.ISubnet[];
  readonly securityGroup: ec2.ISecurityGroup;
  /** Replicas of Karpenter, of which no two share a node. */
  readonly karpenterReplicas: number;
  /** What nodes need for as long as they run. */
  readonly lifelines: IDependable[];
  readonly options: CoreNodesOptions;
}

interface CoreNodesSpec {
  readonly instanceTypes: ec2.InstanceType[];
  readonly minNodes: number;
  readonly desiredNodes: number;
  readonly maxNodes: number;
  readonly diskSizeGiB: number;
  readonly tainted: boolean;
  readonly labels: { readonly [label: string]: string };
}

/** The managed node group for controllers, its role and its launch template. Three resources. */
export class CoreNodes extends Construct {
  constructor(scope: Construct, id: string, props: CoreNodesProps) {
    super(scope, id);
    const spec = resolve(props.options);
    validate(this, spec, props);

    const template = new ec2.CfnLaunchTemplate(this, 'LaunchTemplate', { launchTemplateData: launchTemplateData(props, spec, () => group.tags.tagValues()) });
    // Without a name of its own: a change that replaces the group would otherwise meet the old one.
    const group: eks.CfnNodegroup = new eks.CfnNodegroup(this, 'Resource', {
      clusterName: props.clusterRef,
      nodeRole: this.role().roleArn,
      subnets: props.subnets.map((subnet) => subnet.subnetId),
      version: props.kubernetesVersion, // the nodes follow the control plane in the same deployment
      amiType: architectureOf(spec) === ec2.InstanceArchitecture.ARM_64 ? 'AL2023_ARM_64_STANDARD' : 'AL2023_x86_64_STANDARD',
      capacityType: 'ON_DEMAND',
      instanceTypes: spec.instanceTypes.map((type) => type.toString()),
      scalingConfig: { minSize: spec.minNodes, desiredSize: spec.desiredNodes, maxSize: spec.maxNodes },
      updateConfig: { maxUnavailablePercentage: MAX_UNAVAILABLE_PERCENT },
      labels: sortKeys({ ...spec.labels, ...ownLabels() }),
      taints: spec.tainted ? [{ key: Taint.CRITICAL_ADDONS_ONLY, value: 'true', effect: 'NO_SCHEDULE' }] : undefined,
      launchTemplate: { id: template.ref, version: template.attrLatestVersionNumber },
    });
    group.node.addDependency(...props.lifelines);
    Dependable.implement(this, { dependencyRoots: [group] });
  }

  /** Addresses of pods are the business of the CNI's own role. */
  private role(): iam.IRole {
    const policies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonSSMManagedInstanceCore'];
    return new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: policies.map((policy) => iam.ManagedPolicy.fromManagedPolicyArn(this, policy, awsManagedPolicyArn(policy))),
    });
  }
}

type LaunchTemplateData = ec2.CfnLaunchTemplate.LaunchTemplateDataProperty;

function launchTemplateData(props: CoreNodesProps, spec: CoreNodesSpec, tags: () => { [key: string]: string }): LaunchTemplateData {
  return {
    securityGroupIds: [props.securityGroup.securityGroupId],
    // One hop for the node and one for its pods: https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
    metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 2 },
    blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: spec.diskSizeGiB, volumeType: 'gp3', encrypted: true, deleteOnTermination: true } }],
    // Tags of a node group stop at the group; these reach what it launches.
    tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({
      resourceType,
      // any: the L1 wants a list, but later tags (`Tags.of`) are known at the end only.
      tags: Lazy.any({ produce: () => renderTags({ Name: `${props.clusterName}-core`, ...tags() }) }) as any,
    })),
  };
}

function renderTags(tags: { [key: string]: string }): object[] {
  return Object.entries(sortKeys(tags)).map(([key, value]) => ({ key, value }));
}

function ownLabels(): { [label: string]: string } {
  return { [Label.CORE_NODES]: CORE_NODE_GROUP, ...PATTERN_LABELS };
}

function resolve(options: CoreNodesOptions): CoreNodesSpec {
  const minNodes = options.minNodes ?? 3;
  const desiredNodes = options.desiredNodes ?? atLeast(3, minNodes);
  return {
    instanceTypes: options.instanceTypes ?? [ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.XLARGE)],
    minNodes,
    desiredNodes,
    maxNodes: options.maxNodes ?? atLeast(9, desiredNodes),
    diskSizeGiB: (options.diskSize ?? Size.gibibytes(100)).toGibibytes({ rounding: SizeRoundingBehavior.NONE }),
    tainted: options.tainted ?? false,
    labels: options.labels ?? {},
  };
}

function atLeast(usual: number, other: number): number {
  return Token.isUnresolved(other) ? usual : Math.max(usual, other);
}

function validate(scope: Construct, spec: CoreNodesSpec, { options, karpenterReplicas }: CoreNodesProps): void {
  requireArchitecture(scope, spec);
  requireCount(scope, 'minNodes', spec.minNodes, karpenterReplicas, 'each replica of Karpenter needs a node of its own, see `karpenter.replicas`');
  requireCount(scope, 'desiredNodes', spec.desiredNodes, spec.minNodes, 'it lies between `minNodes` and `maxNodes`');
  requireCount(scope, 'maxNodes', spec.maxNodes, spec.desiredNodes, 'it is not less than `desiredNodes`');
  requireDiskSize(scope, spec, options);
  requireLabels(scope, spec);
}

function requireArchitecture(scope: Construct, spec: CoreNodesSpec): void {
  const known = spec.instanceTypes.filter((type) => !Token.isUnresolved(type.toString()));
  const architectures = [...new Set(known.map((type) => type.architecture))];
  if (spec.instanceTypes.length === 0) {
    throw new ValidationError(scope, 'cluster:core-instance-types', '`coreNodes.instanceTypes` must hold at least one type, got none; leave it out for m5.xlarge');
  }
  if (architectures.length > 1) {
    throw new ValidationError(scope, 'cluster:core-architecture', `\`coreNodes.instanceTypes\` must have one CPU architecture, got ${known.join(', ')} (${architectures.join(', ')}); a node group has one AMI`);
  }
}

function requireCount(scope: Construct, prop: string, value: number, least: number, reason: string): void {
  if (Token.isUnresolved(value) || Token.isUnresolved(least)) {
    return;
  }
  if (!Number.isInteger(value) || value < least) {
    throw new ValidationError(scope, 'cluster:core-count', `\`coreNodes.${prop}\` must be a whole number of at least ${least}, got ${value}; ${reason}`);
  }
}

function requireDiskSize(scope: Construct, spec: CoreNodesSpec, options: CoreNodesOptions): void {
  if (options.diskSize?.isUnresolved()) {
    return;
  }
  if (!Number.isInteger(spec.diskSizeGiB) || spec.diskSizeGiB < SMALLEST_DISK_GIB || spec.diskSizeGiB > LARGEST_DISK_GIB) {
    throw new ValidationError(scope, 'cluster:core-disk-size', `\`coreNodes.diskSize\` must be from ${SMALLEST_DISK_GIB} to ${LARGEST_DISK_GIB} GiB, in whole GiB, got ${spec.diskSizeGiB} GiB; 100 GiB hold the images of every add-on`);
  }
}

function requireLabels(scope: Construct, spec: CoreNodesSpec): void {
  const taken = Object.keys(spec.labels).find((label) => label in ownLabels());
  if (taken !== undefined) {
    throw new ValidationError(scope, 'cluster:core-label', `\`coreNodes.labels\` must not hold "${taken}", got "${spec.labels[taken]}"; this library sets it, choose another label`);
  }
  Object.entries(spec.labels).forEach(([label, value]) => requireLabel(scope, label, value));
}

function requireLabel(scope: Construct, label: string, value: string): void {
  requireLiteral(scope, 'cluster:core-label', 'coreNodes.labels (a key)', label);
  if (!LABEL_KEY.test(label) || RESERVED_LABEL.test(label)) {
    throw new ValidationError(scope, 'cluster:core-label', `\`coreNodes.labels\` must have keys of your own, made of an optional DNS prefix with "/" and a name of at most 63 letters, digits, "-", "_" and ".", got "${label}"; rename the label`);
  }
  if (!Token.isUnresolved(value) && !LABEL_VALUE.test(value)) {
    throw new ValidationError(scope, 'cluster:core-label', `\`coreNodes.labels["${label}"]\` must be at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit, got "${value}"; shorten or rename it`);
  }
}

/** Architecture of the core nodes that these options make, where it is known. */
export function coreArchitecture(options: CoreNodesOptions): CpuArchitecture | undefined {
  const spec = resolve(options);
  const unknown = spec.instanceTypes.length === 0 || spec.instanceTypes.some((type) => Token.isUnresolved(type.toString()));
  if (unknown) {
    return undefined;
  }
  return architectureOf(spec) === ec2.InstanceArchitecture.ARM_64 ? CpuArchitecture.ARM64 : CpuArchitecture.AMD64;
}

function architectureOf(spec: CoreNodesSpec): ec2.InstanceArchitecture {
  const known = spec.instanceTypes.find((type) => !Token.isUnresolved(type.toString()));
  return known?.architecture ?? ec2.InstanceArchitecture.X86_64;
}
