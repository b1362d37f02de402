import { Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ExecutorAllocation } from '../../src/jobs/executor-allocation';
import { SparkEntryPoint } from '../../src/jobs/spark-entry-point';
import { NodePoolTaint } from '../../src/karpenter/node-pool/node-pool-taint';
import { SparkNodePoolPreset } from '../../src/karpenter/node-pool/spark-node-pool-preset';
import { YuniKorn } from '../../src/yunikorn/scheduler/yunikorn';
import { cycleOf, graphOf, idsOf, isDeletedBefore, type Graph } from '../support/graph';
import { platformStack, testPlatform } from '../support/platforms';

function endpointTemplate(): Template {
  const stack = platformStack();
  const platform = testPlatform(stack, { coreNodes: { tainted: true } });
  const executorPool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
  const gatewayPool = platform.addSparkNodePool('Gateway', { nodePoolName: 'gateway', taint: NodePoolTaint.none() });
  const team = platform.addTeam('TeamA', { namespace: 'team-a', networkPolicy: { ingressCidrs: ['10.1.0.0/16'] } });
  const studio = team.addManagedEndpoint('Studio', { profile: team.addSparkProfile('Fast', { executorPool }), gatewayPool });
  studio.allowConnectionsFrom(ec2.Peer.ipv4('10.7.0.0/16'));
  return Template.fromStack(stack);
}

function platformTemplate(): Template {
  const stack = platformStack();
  const platform = testPlatform(stack);
  const executorPool = platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
  const team = platform.addTeam('TeamA', { namespace: 'team-a', networkPolicy: {} });
  const queue = new YuniKorn(stack, 'YuniKorn', { cluster: platform }).queueFor(team);
  team.addSparkJob('Pi', {
    profile: team.addSparkProfile('Fast', { executorPool, scheduling: { queue } }),
    entryPoint: SparkEntryPoint.pythonUri('s3://bucket/pi.py'),
    executor: { memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
  });
  return Template.fromStack(stack);
}

describe('the deletion of a platform', () => {
  const template = platformTemplate();
  const graph = graphOf(template);
  const ids = [...graph.keys()];
  /** Resources whose logical id begins so, below the cluster. */
  const named = (prefix: string) => ids.filter((id) => id.startsWith(`Platform${prefix}`));
  const [karpenter, definitions] = [named('KarpenterController').filter((id) => !id.includes('Role')), named('KarpenterDefinitions')];
  const pools = named('ComputeManifest');
  const nodeClass = named('DefaultNodeClass');
  const yunikorn = ids.filter((id) => id.startsWith('YuniKornScheduler'));
  const virtualCluster = idsOf(template, 'AWS::EMRContainers::VirtualCluster');
  const [drain, sweep] = [idsOf(template, 'Custom::EmrEksKarpenterDrain'), idsOf(template, 'Custom::EmrEksKarpenterSweep')];

  test('has no cycle', () => {
    expect(cycleOf(graph)).toBeUndefined();
  });

  test.each([
    ['virtual cluster', virtualCluster, 'node pools', pools],
    ['virtual cluster', virtualCluster, 'namespace', named('TeamANamespace')],
    ['virtual cluster', virtualCluster, 'YuniKorn', yunikorn],
    ['YuniKorn', yunikorn, 'its namespace and queues', ids.filter((id) => id.startsWith('YuniKornQueues'))],
    ['YuniKorn', yunikorn, 'core nodes', idsOf(template, 'AWS::EKS::Nodegroup')],
    ['YuniKorn', yunikorn, 'access of CDK\'s functions', named('EksClusterAdminRoleAccess')],
    ['network policy', named('TeamANetworkPolicy'), 'namespace', named('TeamANamespace')],
    ['node pools', pools, 'node class', nodeClass],
    ['node class', nodeClass, 'Karpenter', karpenter],
    ['Karpenter', karpenter, 'its definitions', definitions],
    ['Karpenter', karpenter, 'its role', named('KarpenterControllerRole')],
    ['Karpenter', karpenter, 'the role of nodes', named('KarpenterNodeRole')],
    ['Karpenter', karpenter, 'access entry of nodes', named('KarpenterNodeAccess')],
    ['Karpenter', karpenter, 'its identity', named('KarpenterPodIdentity')],
    ['Karpenter', karpenter, 'queue and rules', named('KarpenterInterruption')],
    ['Karpenter', karpenter, 'core nodes', idsOf(template, 'AWS::EKS::Nodegroup')],
    ['Karpenter', karpenter, 'add-ons', idsOf(template, 'AWS::EKS::Addon')],
    ['Karpenter', karpenter, 'rules between nodes', idsOf(template, 'AWS::EC2::SecurityGroupIngress')],
    ['Karpenter', karpenter, 'routes and NAT', [...idsOf(template, 'AWS::EC2::NatGateway'), ...named('NetworkNat1DefaultRoute')]],
    ['Karpenter', karpenter, 'access of CDK\'s functions', named('EksClusterAdminRoleAccess')],
    ['namespace', named('TeamANamespace'), 'add-ons', idsOf(template, 'AWS::EKS::Addon')],
    ['controllers', named('ControllerAddons').filter((id) => !id.includes('Role')), 'core nodes', idsOf(template, 'AWS::EKS::Nodegroup')],
    ['core nodes', idsOf(template, 'AWS::EKS::Nodegroup'), 'what nodes need', named('NodeAddons').filter((id) => !id.includes('Role'))],
    ['core nodes', idsOf(template, 'AWS::EKS::Nodegroup'), 'routes and NAT', named('NetworkNat1DefaultRoute')],
    ['cluster', idsOf(template, 'AWS::EKS::Cluster'), 'its log group', named('EksLogGroup')],
    ['drain', drain, 'virtual cluster, whose jobs it ends', virtualCluster],
    ['drain', drain, 'node pools', pools],
    ['drain', drain, 'node class', nodeClass],
    ['drain', drain, 'Karpenter', karpenter],
    ['drain', drain, 'add-ons', idsOf(template, 'AWS::EKS::Addon')],
    ['drain', drain, 'core nodes', idsOf(template, 'AWS::EKS::Nodegroup')],
    ['drain', drain, 'its access to the cluster', [...named('CleanUpAccess'), ...named('DefaultStorageClassBundle')]],
    ['drain', drain, 'its access to jobs', named('CleanUpVirtualClusters')],
    ['drain', drain, 'the namespace of a team', named('TeamANamespace')],
    ['drain', drain, 'rules between nodes and control plane', idsOf(template, 'AWS::EC2::SecurityGroupIngress')],
    ['cluster', idsOf(template, 'AWS::EKS::Cluster'), 'sweep', sweep],
    ['sweep', sweep, 'its function', named('CleanUpFunction')],
    ['sweep', sweep, 'the role of its function', named('CleanUpRole')],
    ['sweep', sweep, 'the log of its function', named('EksKubectlLogGroup')],
    ['sweep', sweep, 'role of nodes, which an instance profile may hold', named('KarpenterNodeRole')],
    ['sweep', sweep, 'network, which network interfaces may hold', ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::NatGateway', 'AWS::EC2::SecurityGroup', 'AWS::EC2::VPCEndpoint'].flatMap((type) => idsOf(template, type))],
  ])('takes %s before %s', (_, early, __, late) => {
    expect(early.length * late.length).toBeGreaterThan(0);
    expect(early.flatMap((id) => late.filter((other) => !isDeletedBefore(graph, id, other)).map((other) => `${id} > ${other}`))).toEqual([]);
  });

  test('takes every object and chart before the functions that delete them, with their permissions, network and logs', () => {
    const applied = [...idsOf(template, 'Custom::AWSCDK-EKS-KubernetesResource'), ...idsOf(template, 'Custom::AWSCDK-EKS-HelmChart')];
    const tools = [...idsOf(template, 'AWS::Lambda::Function'), ...idsOf(template, 'AWS::IAM::Policy'), ...named('EksKubectlLogGroup'), ...named('NetworkNat1DefaultRoute')]
      .filter((id) => !id.includes('TeamA') && !id.includes('CleanUp'));
    expect(applied).toHaveLength(9);
    expect(tools.length).toBeGreaterThanOrEqual(6);
    expect(applied.flatMap((id) => tools.filter((tool) => !isDeletedBefore(graph, id, tool)).map((tool) => `${id} > ${tool}`))).toEqual([]);
  });
});

describe('the creation of a platform with queues', () => {
  const template = platformTemplate();
  const graph = graphOf(template);
  const named = (prefix: string) => [...graph.keys()].filter((id) => id.startsWith(prefix));
  const core = idsOf(template, 'AWS::EKS::Nodegroup');
  const [yunikorn, queues] = [named('YuniKornScheduler'), named('YuniKornQueues')];

  // Where YuniKorn knows no node it calls no pod unschedulable, and Karpenter launches nothing: test/local/cluster/yunikorn-queues.test.ts.
  test.each([
    ['core nodes', core, 'YuniKorn', yunikorn],
    ['core nodes', core, 'Karpenter', named('PlatformKarpenterController').filter((id) => !id.includes('Role'))],
    ['queues', queues, 'YuniKorn', yunikorn],
    ['YuniKorn', yunikorn, 'virtual cluster of a team with a queue', idsOf(template, 'AWS::EMRContainers::VirtualCluster')],
    ['node pools', named('PlatformComputeManifest'), 'virtual cluster of a team with a queue', idsOf(template, 'AWS::EMRContainers::VirtualCluster')],
  ])('makes %s before %s', (_, early, __, late) => {
    expect(early.length * late.length).toBeGreaterThan(0);
    expect(late.flatMap((id) => early.filter((other) => !isDeletedBefore(graph, id, other)).map((other) => `${id} > ${other}`))).toEqual([]);
  });
});

describe('the deletion of a managed endpoint', () => {
  const template = endpointTemplate();
  const graph = graphOf(template);
  const ids = [...graph.keys()];
  const named = (prefix: string) => ids.filter((id) => id.startsWith(`Platform${prefix}`));
  const endpoint = idsOf(template, 'AWS::EMRContainers::Endpoint');
  const controller = named('OptionalAddonsLoadBalancerControllerRelease');

  test('has no cycle', () => {
    expect(cycleOf(graph)).toBeUndefined();
  });

  test.each([
    ['rules of its load balancer', ids.filter((id) => id.startsWith('PlatformTeamAStudioLoadBalancer')), 'endpoint', endpoint],
    ['endpoint', endpoint, 'virtual cluster', idsOf(template, 'AWS::EMRContainers::VirtualCluster')],
    ['endpoint', endpoint, 'namespace, access and network policy', [...named('TeamANamespace'), ...named('TeamANetworkPolicy')]],
    ['endpoint', endpoint, 'identities of its pods', named('TeamAJobExecutionRole')],
    ['endpoint', endpoint, 'identity provider', idsOf(template, 'AWS::IAM::OIDCProvider')],
    ['endpoint', endpoint, 'load balancer controller', controller],
    ['endpoint', endpoint, 'pools', [...named('ComputeManifest'), ...named('GatewayManifest')]],
    ['endpoint', endpoint, 'core nodes', idsOf(template, 'AWS::EKS::Nodegroup')],
    ['endpoint', endpoint, 'group of nodes', named('SecurityGroupsNodes')],
    ['controller', controller, 'its role and identity', named('OptionalAddonsLoadBalancerController').filter((id) => !controller.includes(id))],
    ['controller', controller, 'core nodes', idsOf(template, 'AWS::EKS::Nodegroup')],
    ['controller', controller, 'routes and NAT', named('NetworkNat1DefaultRoute')],
    ['identities', named('TeamAJobExecutionRole').filter((id) => id.includes('Association')), 'cluster', idsOf(template, 'AWS::EKS::Cluster')],
  ])('takes %s before %s', (_, early, __, late) => {
    expect(early.length * late.length).toBeGreaterThan(0);
    expect(early.flatMap((id) => late.filter((other) => !isDeletedBefore(graph, id, other)).map((other) => `${id} > ${other}`))).toEqual([]);
  });
});

describe('the graph of a template', () => {
  const graph = (edges: Record<string, string[]>): Graph => new Map(Object.entries(edges).map(([id, needs]) => [id, new Set(needs)]));

  test('shows a planted cycle', () => {
    expect(cycleOf(graph({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual(['b', 'c', 'b']);
  });

  test('shows none in a diamond', () => {
    expect(cycleOf(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeUndefined();
  });

  test('shows a wrong order', () => {
    const wrong = graph({ controller: ['nodes'], pool: [], nodes: [] });
    expect(isDeletedBefore(wrong, 'pool', 'controller')).toBe(false);
    expect(isDeletedBefore(wrong, 'controller', 'nodes')).toBe(true);
  });

  test('reads every kind of reference', () => {
    const template = Template.fromJSON({
      Resources: {
        A: { Type: 'X::Y::Z', DependsOn: 'B' },
        B: { Type: 'X::Y::Z', Properties: { P: [{ Ref: 'C' }] } },
        C: { Type: 'X::Y::Z', Properties: { P: { 'Fn::GetAtt': ['D', 'Arn'] } } },
        D: { Type: 'X::Y::Z', Properties: { P: { 'Fn::Sub': ['x ${E.Arn} ${V}', { V: { Ref: 'F' } }] } } },
        E: { Type: 'X::Y::Z' },
        F: { Type: 'X::Y::Z', Properties: { P: { 'Fn::GetAtt': 'G.Arn' } } },
        G: { Type: 'X::Y::Z' },
      },
    });
    expect(Object.fromEntries([...graphOf(template)].map(([id, needs]) => [id, [...needs].join()]))).toEqual({ A: 'B', B: 'C', C: 'D', D: 'E,F', E: '', F: 'G', G: '' });
  });
});
