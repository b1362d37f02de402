import * as iam from 'aws-cdk-lib/aws-iam';
import { Label } from '../../../kubernetes/vocabulary';

/** Scope of the controller's permissions. */
export interface ControllerScope {
  /** Fills in `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}`: as `Fn::Sub` the document is a quarter smaller than with joins. */
  readonly arn: (pattern: string) => string;
  readonly region: string;
  /** Literal: it is part of condition keys. */
  readonly clusterName: string;
  readonly nodeRoleArn: string;
  readonly queueArn: string;
}

/**
 * The 18 statements of upstream's six managed policies, as one document.
 *
 * @see https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/docs/getting-started/getting-started-with-karpenter/cloudformation.yaml
 */
export function controllerPolicy(scope: ControllerScope): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      ...launching(scope), ...tagging(scope), deletion(scope),
      passRole(scope), ...instanceProfileCreation(scope), instanceProfileUse(scope),
      ...integrations(scope), ...reading(scope),
    ],
  });
}


const ec2 = (s: ControllerScope, ...resources: string[]) => resources.map((resource) => s.arn(`arn:\${AWS::Partition}:ec2:\${AWS::Region}:*:${resource}/*`));
const created = (s: ControllerScope) => ec2(s, 'fleet', 'instance', 'volume', 'network-interface', 'launch-template', 'spot-instances-request');
const profiles = (s: ControllerScope) => [s.arn('arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile/*')];
const clusterArn = (s: ControllerScope) => s.arn(`arn:\${AWS::Partition}:eks:\${AWS::Region}:\${AWS::AccountId}:cluster/${s.clusterName}`);

/** Conditions on tags that a resource carries, or that a request sets. */
const ownedBy = (kind: 'ResourceTag' | 'RequestTag', s: ControllerScope) => ({ [`aws:${kind}/kubernetes.io/cluster/${s.clusterName}`]: 'owned' });
const named = (s: ControllerScope) => ({ 'aws:RequestTag/eks:eks-cluster-name': s.clusterName });
const inRegion = (kind: 'ResourceTag' | 'RequestTag', s: ControllerScope) => ({ [`aws:${kind}/topology.kubernetes.io/region`]: s.region });
const any = (kind: 'ResourceTag' | 'RequestTag', tag: string) => ({ [`aws:${kind}/${tag}`]: '*' });
const ownedInstance = (s: ControllerScope) => ({ StringEquals: ownedBy('ResourceTag', s), StringLike: any('ResourceTag', Label.NODE_POOL) });

function launching(s: ControllerScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'AllowScopedEC2InstanceAccessActions',
      actions: ['ec2:RunInstances', 'ec2:CreateFleet'],
      resources: [
        s.arn('arn:${AWS::Partition}:ec2:${AWS::Region}::image/*'),
        s.arn('arn:${AWS::Partition}:ec2:${AWS::Region}::snapshot/*'),
        ...ec2(s, 'security-group', 'subnet', 'capacity-reservation', 'placement-group'),
      ],
    }),
    new iam.PolicyStatement({
      sid: 'AllowScopedEC2LaunchTemplateAccessActions',
      actions: ['ec2:RunInstances', 'ec2:CreateFleet'],
      resources: ec2(s, 'launch-template'),
      conditions: ownedInstance(s),
    }),
    new iam.PolicyStatement({
      sid: 'AllowScopedEC2InstanceActionsWithTags',
      actions: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:CreateLaunchTemplate'],
      resources: created(s),
      conditions: { StringEquals: { ...ownedBy('RequestTag', s), ...named(s) }, StringLike: any('RequestTag', Label.NODE_POOL) },
    }),
  ];
}

function tagging(s: ControllerScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'AllowScopedResourceCreationTagging',
      actions: ['ec2:CreateTags'],
      resources: created(s),
      conditions: {
        StringEquals: { ...ownedBy('RequestTag', s), ...named(s), 'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'] },
        StringLike: any('RequestTag', Label.NODE_POOL),
      },
    }),
    new iam.PolicyStatement({
      sid: 'AllowScopedResourceTagging',
      actions: ['ec2:CreateTags'],
      resources: ec2(s, 'instance'),
      conditions: {
        ...ownedInstance(s),
        'StringEqualsIfExists': named(s),
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['eks:eks-cluster-name', Label.NODE_CLAIM, 'Name'] },
      },
    }),
  ];
}

function deletion(s: ControllerScope): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AllowScopedDeletion',
    actions: ['ec2:TerminateInstances', 'ec2:DeleteLaunchTemplate'],
    resources: ec2(s, 'instance', 'launch-template'),
    conditions: ownedInstance(s),
  });
}

function passRole(s: ControllerScope): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AllowPassingInstanceRole',
    actions: ['iam:PassRole'],
    resources: [s.nodeRoleArn],
    conditions: { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] } },
  });
}

const ownedProfile = (s: ControllerScope) => ({ ...ownedBy('ResourceTag', s), ...inRegion('ResourceTag', s) });

function instanceProfileCreation(s: ControllerScope): iam.PolicyStatement[] {
  const requested = { ...ownedBy('RequestTag', s), ...named(s), ...inRegion('RequestTag', s) };
  return [
    new iam.PolicyStatement({
      sid: 'AllowScopedInstanceProfileCreationActions',
      actions: ['iam:CreateInstanceProfile'],
      resources: profiles(s),
      conditions: { StringEquals: requested, StringLike: any('RequestTag', Label.NODE_CLASS) },
    }),
    new iam.PolicyStatement({
      sid: 'AllowScopedInstanceProfileTagActions',
      actions: ['iam:TagInstanceProfile'],
      resources: profiles(s),
      conditions: {
        StringEquals: { ...ownedProfile(s), ...requested },
        StringLike: { ...any('ResourceTag', Label.NODE_CLASS), ...any('RequestTag', Label.NODE_CLASS) },
      },
    }),
  ];
}

function instanceProfileUse(s: ControllerScope): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AllowScopedInstanceProfileActions',
    actions: ['iam:AddRoleToInstanceProfile', 'iam:RemoveRoleFromInstanceProfile', 'iam:DeleteInstanceProfile'],
    resources: profiles(s),
    conditions: { StringEquals: ownedProfile(s), StringLike: any('ResourceTag', Label.NODE_CLASS) },
  });
}

function integrations(s: ControllerScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ sid: 'AllowAPIServerEndpointDiscovery', actions: ['eks:DescribeCluster'], resources: [clusterArn(s)] }),
    new iam.PolicyStatement({
      sid: 'AllowInterruptionQueueActions',
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
      resources: [s.queueArn],
    }),
    new iam.PolicyStatement({
      sid: 'AllowZonalShiftStatusReadOnly',
      actions: ['arc-zonal-shift:GetManagedResource'],
      resources: ['*'],
      conditions: { StringEquals: { 'arc-zonal-shift:ResourceIdentifier': clusterArn(s) } },
    }),
  ];
}

const REGIONAL_READS = [
  'ec2:DescribeCapacityReservations', 'ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'ec2:DescribeInstanceTypeOfferings',
  'ec2:DescribeInstanceTypes', 'ec2:DescribeLaunchTemplates', 'ec2:DescribePlacementGroups', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSpotPriceHistory',
  'ec2:DescribeSubnets',
];

function reading(s: ControllerScope): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'AllowRegionalReadActions',
      actions: REGIONAL_READS,
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': s.region } },
    }),
    new iam.PolicyStatement({
      sid: 'AllowSSMReadActions',
      actions: ['ssm:GetParameter'],
      resources: [s.arn('arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/service/*')],
    }),
    new iam.PolicyStatement({ sid: 'AllowPricingReadActions', actions: ['pricing:GetProducts'], resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'AllowUnscopedInstanceProfileListAction', actions: ['iam:ListInstanceProfiles'], resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'AllowInstanceProfileReadActions', actions: ['iam:GetInstanceProfile'], resources: profiles(s) }),
  ];
}
