import { checkDeleteOrder } from '../../../inspect/checks/delete-order';
import { bundle, chart, platformOf } from '../platforms';
import { valid } from '../schema/cel-rules';

type Resources = Record<string, any>;

const role = { Type: 'AWS::IAM::Role', Properties: {} };
const policyOf = (name: string) => ({ Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: name }] } });
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const ofCluster = (Type: string, properties: object) => ({ Type, Properties: { ClusterName: 'spark', ...properties } });

const network: Resources = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: {} },
  Private: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' } } },
  Public: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' } } },
  PrivateTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
  Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: { Ref: 'Public' } } },
  NatRoute: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'PrivateTable' }, NatGatewayId: { Ref: 'Nat' } } },
  Association: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Private' }, RouteTableId: { Ref: 'PrivateTable' } },
  },
};

const identity: Resources = {
  ControllerRole: role,
  ControllerPolicy: policyOf('ControllerRole'),
  Identity: ofCluster('AWS::EKS::PodIdentityAssociation', {
    Namespace: 'kube-system', ServiceAccount: 'karpenter', RoleArn: arn('ControllerRole'),
  }),
  Agent: ofCluster('AWS::EKS::Addon', { AddonName: 'eks-pod-identity-agent' }),
  NodeRole: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'karpenter-node' } },
  NodeAccess: ofCluster('AWS::EKS::AccessEntry', { Type: 'EC2_LINUX', PrincipalArn: arn('NodeRole') }),
  CoreRole: role,
  Core: ofCluster('AWS::EKS::Nodegroup', { NodeRole: arn('CoreRole'), Subnets: [{ Ref: 'Private' }] }),
};

const kubectl: Resources = {
  KubectlRole: role,
  KubectlPolicy: policyOf('KubectlRole'),
  KubectlAccess: ofCluster('AWS::EKS::AccessEntry', { PrincipalArn: arn('KubectlRole') }),
  Kubectl: { Type: 'AWS::Lambda::Function', Properties: { Role: arn('KubectlRole') } },
};

const interruption: Resources = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'spark-interruption' } },
  QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Queue' }] } },
  SpotRule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: arn('Queue') }] } },
};

const needs = [
  'NatRoute',
  'Association',
  'Nat',
  'ControllerPolicy',
  'Identity',
  'Agent',
  'NodeAccess',
  'Core',
  'KubectlPolicy',
  'KubectlAccess',
  'QueuePolicy',
  'SpotRule',
];
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } };
const withToken = (resource: any) => ({ ...resource, Properties: { ...resource.Properties, ServiceToken: arn('Kubectl') } });

const workload: Resources = {
  Crds: withToken(chart('karpenter-crd', '1.14.1', {})),
  Karpenter: withToken(chart('karpenter', '1.14.1', { settings: { interruptionQueue: '${Queue.QueueName}' } }, {
    DependsOn: [...needs, 'Crds'],
  })),
  Class: withToken(bundle([
    { ...valid.EC2NodeClass, spec: { ...valid.EC2NodeClass.spec, role: '${NodeRole}', subnetSelectorTerms: [{ id: '${Private}' }] } },
  ], { DependsOn: 'Karpenter' })),
  Pool: withToken(bundle([valid.NodePool], { DependsOn: ['Class'] })),
  Team: withToken(bundle([namespace])),
  Virtual: {
    Type: 'AWS::EMRContainers::VirtualCluster',
    Properties: { ContainerProvider: { Id: 'spark', Type: 'EKS', Info: { EksInfo: { Namespace: 'team-a' } } } },
    DependsOn: ['Team', 'Pool'],
  },
};

const endpoint: Resources = {
  BalancerRole: role,
  BalancerPolicy: policyOf('BalancerRole'),
  BalancerIdentity: ofCluster('AWS::EKS::PodIdentityAssociation', {
    Namespace: 'kube-system', ServiceAccount: 'aws-load-balancer-controller', RoleArn: arn('BalancerRole'),
  }),
  Balancer: withToken(chart('aws-load-balancer-controller', '3.5.0', {}, {
    DependsOn: ['BalancerPolicy', 'BalancerIdentity', 'Agent', 'Core', 'NatRoute', 'Association', 'KubectlPolicy', 'KubectlAccess'],
  })),
  JobRole: role,
  OtherRole: role,
  GatewayIdentity: ofCluster('AWS::EKS::PodIdentityAssociation', {
    ServiceAccount: 'emr-containers-sa-spark-jeg-1-x', RoleArn: arn('JobRole'),
  }),
  OtherIdentity: ofCluster('AWS::EKS::PodIdentityAssociation', {
    ServiceAccount: 'emr-containers-sa-spark-jeg-1-y', RoleArn: arn('OtherRole'),
  }),
  Endpoint: {
    Type: 'AWS::EMRContainers::Endpoint',
    Properties: { VirtualClusterId: { Ref: 'Virtual' }, ExecutionRoleArn: arn('JobRole') },
    DependsOn: ['Balancer', 'GatewayIdentity', 'Core'],
  },
};

const everything: Resources = { ...network, ...identity, ...kubectl, ...interruption, ...workload, ...endpoint };

/** Keys of resources that are deleted too early, with those that outlive them. */
function tooEarly(resources: Resources): string[] {
  return checkDeleteOrder(platformOf({ One: { Resources: resources } })).findings.map(({ where, rule }) => `${where} ${/before (\S+)/.exec(
    rule,
  )![1]}`.replaceAll('One/', ''));
}

/** Everything, with one dependency taken away. */
function without(dependency: string, of = 'Karpenter'): Resources {
  return {
    ...everything,
    [of]: { ...everything[of], DependsOn: [everything[of].DependsOn].flat().filter((other: string) => other !== dependency) },
  };
}

describe('checkDeleteOrder()', () => {
  test('accepts the right order', () => {
    const { findings, checked } = checkDeleteOrder(platformOf({ One: { Resources: everything } }));
    expect(findings).toEqual([]);
    expect(checked).toBeGreaterThan(60);
  });

  test('says why one must outlive the other', () => {
    const { findings } = checkDeleteOrder(platformOf({ One: { Resources: without('Karpenter', 'Class') } }));
    expect(findings).toContainEqual({
      where: 'One/Class',
      object: 'Custom::AWSCDK-EKS-KubernetesResource',
      path: 'DependsOn',
      rule: 'must be deleted before One/Karpenter (Custom::AWSCDK-EKS-HelmChart), so must depend on it: only a running Karpenter removes '
        + 'the finalizer of a node class',
    });
  });

  test.each([
    ...[
      'ControllerPolicy',
      'Identity',
      'Agent',
      'NodeAccess',
      'Core',
      'KubectlPolicy',
      'KubectlAccess',
      'QueuePolicy',
      'SpotRule',
      'Association',
    ],
  ])('finds pools, node class and Karpenter that do not outlive %s', (dependency) => {
    const found = tooEarly(without(dependency));
    expect(found).toEqual(expect.arrayContaining(['Pool', 'Class', 'Karpenter'].map((first) => `${first} ${dependency}`)));
  });

  test('finds routes that go before Karpenter, and the gateway behind them', () => {
    const resources = { ...everything, Karpenter: { ...workload.Karpenter, DependsOn: ['Core'] } };
    expect(tooEarly(resources)).toEqual(expect.arrayContaining(['Karpenter NatRoute', 'Karpenter Nat', 'Pool NatRoute', 'Pool Nat']));
  });

  test.each([
    ['Pool', 'Class', 'Pool', 'Class'],
    ['Virtual', 'Pool', 'Virtual', 'Pool'],
    ['Virtual', 'Team', 'Virtual', 'Team'],
    ['Class', 'Karpenter', 'Class', 'Karpenter'],
    ['Karpenter', 'Crds', 'Karpenter', 'Crds'],
    ['Endpoint', 'Balancer', 'Endpoint', 'Balancer'],
    ['Endpoint', 'GatewayIdentity', 'Endpoint', 'GatewayIdentity'],
    ...['BalancerPolicy', 'BalancerIdentity', 'Agent', 'Core', 'NatRoute', 'Association', 'KubectlPolicy', 'KubectlAccess'].map((need) => [
      'Balancer', need, 'Balancer', need,
    ]),
  ])('finds %s that does not wait for %s', (of, dependency, first, second) => {
    expect(tooEarly(without(dependency, of))).toContain(`${first} ${second}`);
  });

  test('finds a gateway that outlives the core nodes', () => {
    const { Balancer, ...rest } = everything;
    const Virtual = { ...rest.Virtual, DependsOn: ['Team'] };
    expect(tooEarly({ ...rest, Virtual, Endpoint: { ...rest.Endpoint, DependsOn: ['GatewayIdentity'] } })).toContain('Endpoint Core');
  });

  test('leaves an endpoint of another virtual cluster alone', () => {
    expect(tooEarly({ ...everything, Endpoint: { ...endpoint.Endpoint, Properties: { VirtualClusterId: 'other' } } })).toEqual([]);
  });

  test('counts an order that follows from another one', () => {
    const resources = {
      ...without('Queue'),
      Karpenter: { ...workload.Karpenter, DependsOn: ['Gate', 'Crds'] },
      Gate: { Type: 'Custom::Gate', DependsOn: needs },
    };
    expect(tooEarly(resources)).toEqual([]);
  });

  test('counts the order of stacks', () => {
    const { Pool, Virtual, Team, Endpoint, ...rest } = everything;
    const platform = platformOf({
      One: { Resources: rest, Outputs: { Token: { Value: arn('Kubectl'), Export: { Name: 'token' } } } },
      Two: {
        Resources: { Pool: { ...Pool, DependsOn: [], Properties: { ...Pool.Properties, ServiceToken: { 'Fn::ImportValue': 'token' } } } },
      },
    });
    expect(checkDeleteOrder(platform).findings).toEqual([]);
  });

  test('asks no virtual cluster to wait for a pool of a stack that is deleted first', () => {
    const { Pool, ...rest } = everything;
    const platform = platformOf({
      One: {
        Resources: { ...rest, Virtual: { ...rest.Virtual, DependsOn: ['Team'] } },
        Outputs: { Token: { Value: arn('Kubectl'), Export: { Name: 'token' } } },
      },
      Two: {
        Resources: { Pool: { ...Pool, DependsOn: [], Properties: { ...Pool.Properties, ServiceToken: { 'Fn::ImportValue': 'token' } } } },
      },
    });
    expect(checkDeleteOrder(platform).findings).toEqual([]);
  });

  test('keeps two clusters apart', () => {
    const other = {
      Karpenter2: {
        ...chart('karpenter', '1.14.1', {}), Properties: { ...(chart('karpenter', '1.14.1', {}) as any).Properties, ClusterName: 'other' },
      },
    };
    expect(tooEarly({ ...everything, ...other })).toEqual([]);
  });

  test('lets what is retained go its own way', () => {
    const resources = without('ControllerPolicy');
    expect(tooEarly({ ...resources, ControllerPolicy: { ...resources.ControllerPolicy, DeletionPolicy: 'Retain' } })).toEqual([]);
  });
});

describe('checkDeleteOrder() of a clean-up', () => {
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'clean-up' },
    subjects: [{ kind: 'Group', name: 'clean-up' }], roleRef: { kind: 'ClusterRole', name: 'clean-up' },
  };
  const phase = (name: string, ...DependsOn: string[]) => ({
    ...ofCluster(`Custom::EmrEksKarpenter${name}`, { ServiceToken: arn('CleanUp') }), DependsOn,
  });
  const resources: Resources = {
    ...everything,
    CleanUpRole: role,
    CleanUp: { Type: 'AWS::Lambda::Function', Properties: { Role: arn('CleanUpRole') } },
    CleanUpEntry: ofCluster('AWS::EKS::AccessEntry', { PrincipalArn: arn('CleanUpRole'), KubernetesGroups: ['clean-up'] }),
    CleanUpObjects: withToken(bundle([binding])),
    Cluster: { Type: 'AWS::EKS::Cluster', Properties: { Name: 'spark' }, DependsOn: ['Sweep'] },
    Sweep: phase('Sweep', 'NatRoute', 'Nat', 'Association', 'NodeRole'),
    Drain: phase('Drain', 'Virtual', 'CleanUpEntry', 'CleanUpObjects'),
    Endpoint: { ...endpoint.Endpoint, DependsOn: [...endpoint.Endpoint.DependsOn, 'Drain'] },
  };
  const changed = (of: string, ...DependsOn: string[]) => tooEarly({ ...resources, [of]: { ...resources[of], DependsOn } });

  test('accepts the right order', () => {
    expect(tooEarly(resources)).toEqual([]);
  });

  test('finds a drain that goes after what it ends', () => {
    expect(changed('Drain')).toEqual(
      expect.arrayContaining(['Virtual', 'Pool', 'Class', 'Karpenter', 'CleanUpEntry', 'CleanUpObjects'].map((late) => `Drain ${late}`)),
    );
  });

  test('finds an endpoint that the drain would delete', () => {
    expect(changed('Endpoint', ...endpoint.Endpoint.DependsOn)).toEqual(['Endpoint Drain']);
  });

  test('finds a sweep before the end of the cluster', () => {
    expect(changed('Cluster')).toEqual(['Cluster Sweep']);
  });

  test('finds a sweep that keeps neither network nor role', () => {
    expect(changed('Sweep')).toEqual(expect.arrayContaining(['Sweep NatRoute', 'Sweep Nat', 'Sweep Association', 'Sweep NodeRole']));
  });
});
