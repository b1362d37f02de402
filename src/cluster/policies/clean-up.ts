import * as iam from 'aws-cdk-lib/aws-iam';
import { ResourceTag } from '../../kubernetes/vocabulary';

/** What the clean-up's permissions are scoped to. */
export interface CleanUpScope {
  /** Fills in `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}`: as `Fn::Sub` the document is a quarter smaller than with joins. */
  readonly arn: (pattern: string) => string;
  /** Literal: it is part of condition keys. */
  readonly clusterName: string;
  /** Literal: the function names itself to go on after 14 minutes. */
  readonly functionName: string;
  /** Whether the function is in a VPC, for which Lambda needs more than the code may do. */
  readonly inVpc: boolean;
}

const own = (s: CleanUpScope, service: string, resource: string) => s.arn(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);
/** Of every type: the actions say which. */
const all = (s: CleanUpScope, service: string) => own(s, service, '*/*');
/** IAM knows no regions, but Karpenter's path has one: https://karpenter.sh/v1.14/upgrading/upgrade-guide/#upgrading-to-170 */
const profiles = (s: CleanUpScope) => s.arn('arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile/karpenter/${AWS::Region}/*');
const functionArn = (s: CleanUpScope) => own(s, 'lambda', `function:${s.functionName}`);

/** Conditions on tags. The marks are those of `handlers/clean-up/ownership.js`. */
const tag = (key: string, value: string) => ({ [`aws:ResourceTag/${key}`]: value });
const byVpcCni = (s: CleanUpScope) => tag('cluster.k8s.amazonaws.com/name', s.clusterName);
const owned = (s: CleanUpScope) => tag(`kubernetes.io/cluster/${s.clusterName}`, 'owned');
const present = (key: string) => ({ Null: { [`aws:ResourceTag/${key}`]: 'false' } });

interface Conditions { readonly [operator: string]: unknown }
const allow = (actions: string[], resources: string[], conditions?: Conditions) => new iam.PolicyStatement({ actions, resources, conditions });
const deny = (actions: string[], conditions: Conditions) => new iam.PolicyStatement({ effect: iam.Effect.DENY, actions, resources: ['*'], conditions });

/** Looks at everything, deletes what carries the cluster's tags. */
export function cleanUpPolicy(scope: CleanUpScope): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      ...looking(scope),
      ofKarpenter(scope), ofEbsCsi(scope), scope.inVpc ? notFromCode(scope) : ofVpcCni(scope),
      ofLoadBalancers(scope, owned(scope)), ofLoadBalancers(scope, tag('elbv2.k8s.aws/cluster', scope.clusterName)),
      allow(['lambda:InvokeFunction'], [functionArn(scope)]),
      notOfStacks(), notToBeRetained(),
    ],
  });
}

/** Ends jobs and managed endpoints; neither carries tags of the cluster, so exactly these virtual clusters are named. */
export function endJobsStatement(): iam.PolicyStatement {
  return allow(['emr-containers:CancelJobRun', 'emr-containers:DeleteManagedEndpoint'], []);
}

/** Most of these know no resources. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
function looking(s: CleanUpScope): iam.PolicyStatement[] {
  const describe = ['Instances', 'LaunchTemplates', 'NetworkInterfaces', 'SecurityGroups', 'Volumes'].map((what) => `ec2:Describe${what}`);
  const balancers = ['LoadBalancers', 'Tags', 'TargetGroups'].map((what) => `elasticloadbalancing:Describe${what}`);
  const emr = ['JobRuns', 'ManagedEndpoints', 'VirtualClusters'].map((what) => `emr-containers:List${what}`);
  return [
    allow([...describe, ...balancers, ...emr, 'fsx:DescribeFileSystems', 'iam:ListInstanceProfiles'], ['*']),
    allow(['eks:DescribeCluster', 'iam:GetInstanceProfile'], [own(s, 'eks', `cluster/${s.clusterName}`), profiles(s)]),
  ];
}

function ofKarpenter(s: CleanUpScope): iam.PolicyStatement {
  return allow(
    [
      'ec2:TerminateInstances', 'ec2:DeleteLaunchTemplate', 'ec2:DeleteVolume', 'ec2:DeleteNetworkInterface',
      'iam:DeleteInstanceProfile', 'iam:RemoveRoleFromInstanceProfile',
    ],
    [all(s, 'ec2'), profiles(s)],
    { StringEquals: { ...owned(s), ...tag('eks:eks-cluster-name', s.clusterName) } },
  );
}

/** A volume gets no other tag than the one that keeps it. */
function ofEbsCsi(s: CleanUpScope): iam.PolicyStatement {
  return allow(['ec2:DeleteVolume', 'ec2:CreateTags'], [all(s, 'ec2')], {
    'StringEquals': { ...owned(s), ...tag('KubernetesCluster', s.clusterName) },
    'ForAllValues:StringEquals': { 'aws:TagKeys': ResourceTag.RETAIN },
  });
}

function ofVpcCni(s: CleanUpScope): iam.PolicyStatement {
  return allow(['ec2:DeleteNetworkInterface'], [all(s, 'ec2')], { StringEquals: byVpcCni(s) });
}

/** Of EKS and its service controller by one mark, of the AWS Load Balancer Controller by the other. Rules go from the nodes' group too. */
function ofLoadBalancers(s: CleanUpScope, mark: { [key: string]: string }): iam.PolicyStatement {
  return allow(
    [
      'elasticloadbalancing:DeleteLoadBalancer', 'elasticloadbalancing:DeleteTargetGroup',
      'ec2:DeleteSecurityGroup', 'ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress',
    ],
    [all(s, 'ec2'), all(s, 'elasticloadbalancing')],
    { StringEquals: mark },
  );
}

/** What CloudFormation made, CloudFormation deletes. */
function notOfStacks(): iam.PolicyStatement {
  return deny(['ec2:Delete*', 'ec2:TerminateInstances', 'elasticloadbalancing:Delete*', 'fsx:Delete*'], present('aws:cloudformation:stack-id'));
}

function notToBeRetained(): iam.PolicyStatement {
  return deny(['ec2:DeleteVolume', 'fsx:DeleteFileSystem'], present(ResourceTag.RETAIN));
}

/**
 * Lambda makes and deletes the function's network interfaces with the function's own role, and without tags. This keeps that from the code,
 * but for interfaces of the cluster.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function notFromCode(s: CleanUpScope): iam.PolicyStatement {
  const actions = ['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface', 'UnassignPrivateIpAddresses'].map((what) => `ec2:${what}`);
  return deny(actions, { ArnEquals: { 'lambda:SourceFunctionArn': functionArn(s) }, StringNotEquals: { ...owned(s), ...byVpcCni(s) } });
}
