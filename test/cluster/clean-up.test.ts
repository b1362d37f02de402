import { readdirSync } from 'fs';
import { join } from 'path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { CleanUpOptions } from '../../src/cluster/clean-up-options';
import { EmrEksNetwork } from '../../src/cluster/network';
import { VpcEndpoints } from '../../src/cluster/vpc-endpoints';
import { EmrTeam } from '../../src/emr/team/emr-team';
import { SparkNodePool } from '../../src/karpenter/node-pool/spark-node-pool';
import { cycleOf, graphOf } from '../support/graph';
import { manifestsOf } from '../support/manifests';
import { platformStack, testApp, testPlatform } from '../support/platforms';
import { testStack } from '../support/stacks';

const NAME = 'spark';

function template(props: Parameters<typeof testPlatform>[1] = {}, teams: string[] = []): Template {
  const stack = platformStack();
  const platform = testPlatform(stack, { clusterName: NAME, ...props });
  teams.forEach((team) => platform.addTeam(team, { namespace: team.toLowerCase() }));
  return Template.fromStack(stack);
}

/** The clean-up's function. */
const functionOf = (of: Template) => Object.values<any>(of.findResources('AWS::Lambda::Function', { Properties: { FunctionName: Match.anyValue() } }))[0];
const phases = (of: Template) => ['Drain', 'Sweep'].map((phase) => Object.values<any>(of.findResources(`Custom::EmrEksKarpenter${phase}`))[0].Properties);

describe('the clean-up of a cluster', () => {
  test('is one function behind two custom resources, on unless asked otherwise', () => {
    const found = template();
    expect(phases(found)).toEqual(['drain', 'sweep'].map((Phase) => ({ ServiceToken: expect.anything(), ServiceTimeout: '3600', ClusterName: NAME, Phase, Keep: ['fileSystems'] })));
    expect(functionOf(found).Properties).toMatchObject({ FunctionName: 'spark-clean-up', Handler: 'index.handler', Timeout: 900, Environment: { Variables: { CLUSTER_NAME: NAME } } });
  });

  test('runs where it reaches a private API, in the nodes\' security group and subnets', () => {
    const { VpcConfig } = functionOf(template()).Properties;
    expect(VpcConfig.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/SecurityGroupsNodes/), 'GroupId'] }]);
    expect(VpcConfig.SubnetIds).toHaveLength(2);
  });

  test('runs outside of the VPC if the API is public only', () => {
    const found = template({ endpointAccess: eks.EndpointAccess.PUBLIC });
    expect(functionOf(found).Properties.VpcConfig).toBeUndefined();
    found.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Clean-up of the EKS cluster spark',
      ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }],
    });
  });

  test('keeps parts that are switched off', () => {
    const off = {
      jobs: false, nodes: false, volumes: false, fileSystems: false, loadBalancers: false, networkInterfaces: false, securityGroups: false,
    };
    const kept = ['jobs', 'nodes', 'instanceProfiles', 'volumes', 'fileSystems', 'loadBalancers', 'networkInterfaces', 'securityGroups'];
    expect(phases(template({ cleanUp: off })).map(({ Keep }) => Keep)).toEqual([kept, kept]);
    expect(phases(template({ cleanUp: { volumes: false } })).map(({ Keep }) => Keep)).toEqual([['volumes', 'fileSystems'], ['volumes', 'fileSystems']]);
    expect(phases(template({ cleanUp: { volumes: true, fileSystems: true } })).map(({ Keep }) => Keep)).toEqual([undefined, undefined]);
  });

  test('asks FSx for file systems where the cluster has the driver, whenever it came', () => {
    const kept = (cleanUp: CleanUpOptions) => {
      const stack = platformStack();
      testPlatform(stack, { cleanUp }).platform.requireAddon('aws-fsx-csi-driver');
      return phases(Template.fromStack(stack)).map(({ Keep }) => Keep);
    };
    expect(kept({})).toEqual([undefined, undefined]);
    expect(kept({ fileSystems: false })).toEqual([['fileSystems'], ['fileSystems']]);
    expect(kept({ volumes: false })).toEqual([['volumes', 'fileSystems'], ['volumes', 'fileSystems']]);
  });

  test('fails when file systems are to go and claims are not', () => {
    expect(() => template({ cleanUp: { volumes: false, fileSystems: true } })).toThrow('`cleanUp.fileSystems` must be false or unset where `cleanUp.volumes` is false, got true; leave it out, or delete claims and volumes too');
  });

  test('asks IAM for nothing in an isolated VPC, where it cannot be reached', () => {
    const stack = platformStack();
    stack.node.setContext('availability-zones:account=111122223333:region=eu-west-1', ['eu-west-1a', 'eu-west-1b']);
    testPlatform(stack, {
      network: new EmrEksNetwork(stack, 'Network', { vpcEndpoints: VpcEndpoints.FULLY_PRIVATE }),
      mirrors: { chartRepository: 'oci://mirror', imageRegistry: 'mirror' },
    });
    expect(phases(Template.fromStack(stack)).map(({ Keep }) => Keep)).toEqual([['instanceProfiles', 'fileSystems'], ['instanceProfiles', 'fileSystems']]);
  });

  test('has a function name of at most 64 characters, one for each cluster', () => {
    const names = ['a'.repeat(55), 'a'.repeat(56), 'a'.repeat(100), `${'a'.repeat(99)}b`].map((clusterName) => functionOf(template({ clusterName })).Properties.FunctionName);
    expect(names.map((name) => name.length)).toEqual([64, 64, 64, 64]);
    expect(names[0]).toBe(`${'a'.repeat(55)}-clean-up`);
    expect(new Set(names).size).toBe(4);
  });

  test('reaches into the cluster by an access entry whose group may delete and release, no more', () => {
    const found = template();
    found.hasResourceProperties('AWS::EKS::AccessEntry', { KubernetesGroups: ['emr-eks-karpenter:clean-up'], Type: 'STANDARD', AccessPolicies: Match.absent() });
    const [, role, binding] = manifestsOf(found) as any[];
    expect(binding.subjects).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'emr-eks-karpenter:clean-up' }]);
    expect([...new Set(role.rules.flatMap(({ verbs }: any) => verbs))].sort()).toEqual(['delete', 'list', 'patch']);
  });

  test('has six resources at most, however many teams there are', () => {
    const count = (of: Template) => Object.keys(of.toJSON().Resources).filter((id) => id.startsWith('PlatformCleanUp')).length;
    expect([template(), template({}, ['A']), template({}, ['A', 'B', 'C'])].map(count)).toEqual([5, 6, 6]);
  });

  test('has nothing to do with teams and pools of other stacks, which go before', () => {
    const app = testApp();
    const stack = platformStack(app);
    const cluster = testPlatform(stack);
    const other = testStack('Other', app);
    new EmrTeam(other, 'Team', { cluster, namespace: 'elsewhere' });
    new SparkNodePool(other, 'Pool', { cluster, nodePoolName: 'elsewhere' });
    const found = Template.fromStack(stack);
    expect(cycleOf(graphOf(found))).toBeUndefined();
    expect(JSON.stringify(found.toJSON())).not.toContain('emr-containers:CancelJobRun');
    expect(Stack.of(cluster).dependencies).toEqual([]);
  });

  test('gives others something to wait for', () => {
    const stack = platformStack();
    expect(testPlatform(stack).platform.order.drain).toBeDefined();
  });
});

describe('the asset of the function', () => {
  test('is found from sources and from compiled files alike, and holds code alone', () => {
    const folder = join(__dirname, '..', '..', 'handlers', 'clean-up');
    expect(readdirSync(folder).filter((name) => !name.endsWith('.js'))).toEqual([]);
    expect(readdirSync(folder)).toContain('index.js');
    expect(join(__dirname, '..', '..', 'lib', 'cluster', '..', '..', 'handlers', 'clean-up')).toBe(folder);
  });
});
