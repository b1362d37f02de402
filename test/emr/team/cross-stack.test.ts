import { App, CfnResource, Lazy, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { EmrTeam } from '../../../src/emr';
import { manifestsOf, renderText } from '../../support/manifests';
import { ACCOUNT, agnosticStack, FakeCluster, REGION, testStack } from '../../support/stacks';
import { FakeNodePool } from '../fake-node-pool';

const NAMESPACE = 'emr-data-team-a';

/** Something to wait for, in place of what a real cluster has. */
function resourceIn(scope: Construct): CfnResource {
  return new CfnResource(scope, 'Resource', { type: 'AWS::CloudFormation::WaitConditionHandle' });
}

const dependsOn = (template: Template) => Object.values(template.findResources('AWS::EMRContainers::VirtualCluster'))[0].DependsOn as string[];

describe('EmrTeam in the stack of its cluster', () => {
  test('is deleted before the node pools, those added later too', () => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    new FakeNodePool(stack, 'Before', cluster);
    new EmrTeam(stack, 'TeamA', { cluster, namespace: NAMESPACE });
    new FakeNodePool(stack, 'After', cluster);
    expect(dependsOn(Template.fromStack(stack))).toEqual(expect.arrayContaining([expect.stringMatching(/^Before/), expect.stringMatching(/^After/)]));
  });

  test('is deleted before core nodes and the Metrics Server', () => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    resourceIn(cluster.platform.order.coreCapacity as Construct);
    new EmrTeam(stack, 'TeamA', { cluster, namespace: NAMESPACE });
    Template.fromStack(stack).hasResource('Custom::AWSCDK-EKS-KubernetesResource', { DependsOn: [Match.stringLikeRegexp('ClusterCoreCapacity')] });
  });
});

describe('EmrTeam in another stack', () => {
  function twoStacks() {
    const app = new App();
    const platform = testStack('Platform', app);
    const cluster = new FakeCluster(platform);
    resourceIn(cluster.platform.order.coreCapacity as Construct);
    new FakeNodePool(platform, 'Compute', cluster);
    const stack = testStack('TeamStack', app);
    return { app, platform, cluster, stack };
  }

  test('puts its resources there and waits for the stack of the cluster', () => {
    const { platform, cluster, stack } = twoStacks();
    new EmrTeam(stack, 'TeamA', { cluster, namespace: NAMESPACE });
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toHaveLength(7);
    expect(manifestsOf(Template.fromStack(platform))).toEqual([]);
    expect(stack.dependencies).toEqual([platform]);
    expect(platform.dependencies).toEqual([]);
  });

  test('closes no circle when the other stack brings a pool and the platform a team of its own', () => {
    const { app, platform, cluster, stack } = twoStacks();
    new EmrTeam(platform, 'Own', { cluster, namespace: 'emr-own' });
    new FakeNodePool(stack, 'Extra', cluster);
    new EmrTeam(stack, 'TeamA', { cluster, namespace: NAMESPACE });
    const third = testStack('Third', app);
    new EmrTeam(third, 'TeamB', { cluster, namespace: 'emr-data-team-b' });
    expect(() => app.synth()).not.toThrow();
    expect(dependsOn(Template.fromStack(stack)).filter((id) => id.startsWith('Extra'))).toHaveLength(1);
    expect(third.dependencies).toEqual([platform]);
  });

  test('keeps its template when moved into a Stage', () => {
    const build = (scope: Construct) => {
      const stack = new Stack(scope, 'TeamStack', { env: { account: ACCOUNT, region: REGION }, stackName: 'team' });
      new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: NAMESPACE });
      return JSON.stringify(Template.fromStack(stack).toJSON());
    };
    expect(build(new Stage(new App(), 'Prod'))).toBe(build(new App()));
  });
});

describe('EmrTeam.fromEmrTeamAttributes', () => {
  const attributes = { namespace: NAMESPACE, virtualClusterId: 'vc1', jobExecutionRoleArn: `arn:aws:iam::${ACCOUNT}:role/emr/team-a` };

  test('refers to a team without creating anything', () => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    const team = EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', { ...attributes, cluster, quota: { pods: 5 }, logUri: 's3://logs/a/' });
    expect(Template.fromStack(stack).toJSON().Resources ?? {}).toEqual({});
    expect(team).toMatchObject({ cluster, namespace: NAMESPACE, virtualClusterId: 'vc1', logUri: 's3://logs/a/', quota: { pods: 5 } });
    expect(team.jobExecutionRole.roleName).toBe('team-a');
    expect(team.logGroup.logGroupName).toBe('/emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a');
    expect(stack.resolve(team.virtualClusterArn)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:emr-containers:${REGION}:${ACCOUNT}:/virtualclusters/vc1`]] });
    expect(cluster.platform.teams).toEqual([]);
  });

  test('takes the log group by name', () => {
    const stack = testStack();
    const team = EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', { ...attributes, cluster: new FakeCluster(stack), logGroupName: '/mine' });
    expect(team.logGroup.logGroupName).toBe('/mine');
  });

  test('lets grants reach the role', () => {
    const stack = agnosticStack();
    const team = EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', { ...attributes, cluster: new FakeCluster(stack) });
    team.jobExecutionRole.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['glue:GetTable'], resources: ['*'] }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['team-a'] });
  });

  test('lets the role read one asset, and no other', () => {
    const stack = testStack();
    const team = EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', { ...attributes, cluster: new FakeCluster(stack) });
    const asset = new Asset(stack, 'Asset', { path: __filename });
    team.jobExecutionRole.grantReadAsset(asset).assertSuccess();
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const [statement] = policy.Properties.PolicyDocument.Statement;
    expect(statement.Action).toBe('s3:GetObject');
    expect(renderText(statement.Resource)).toBe(`arn:\${AWS::Partition}:s3:::cdk-hnb659fds-assets-${ACCOUNT}-${REGION}/${asset.s3ObjectKey}`);
  });

  test.each<[string, object, string]>([
    ['an ARN that is none', { jobExecutionRoleArn: 'team-a' }, '`jobExecutionRoleArn` must be the ARN of an IAM role, got "team-a"; write arn:<partition>:iam::<account>:role/<path and name>'],
    ['the ARN of a bucket', { jobExecutionRoleArn: 'arn:aws:s3:::b' }, '`jobExecutionRoleArn` must be the ARN of an IAM role, got "arn:aws:s3:::b"; write arn:<partition>:iam::<account>:role/<path and name>'],
    ['an ARN that is a token', { jobExecutionRoleArn: Lazy.string({ produce: () => 'a' }) }, '`jobExecutionRoleArn` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
    ['no ARN', { jobExecutionRoleArn: undefined }, '`jobExecutionRoleArn` must be text, got none; write arn:<partition>:iam::<account>:role/<path and name>'],
    ['a name for an id', { virtualClusterId: 'Team A' }, '`virtualClusterId` must be the id of a virtual cluster, got "Team A"; take it from the output of the team'],
    ['a log group with a blank', { logGroupName: 'my logs' }, '`logGroupName` must be 1 to 512 letters, digits and .-_/#, got "my logs"; take it from the output of the team'],
    ['a log location that is no location', { logUri: 'logs/a' }, '`logUri` must be a location in S3, got "logs/a"; write for example "s3://bucket/prefix/"'],
    ['a quota of nothing', { quota: { pods: 0 } }, '`quota.pods` must be a whole number of at least 1, got 0; choose a number in that range'],
    ['no cluster', { cluster: undefined }, '`cluster` must be a cluster, got none; pass the `EmrEksKarpenterCluster`, or an imported one'],
  ])('fails on %s', (_, wrong, message) => {
    const stack = testStack();
    const all = { ...attributes, cluster: new FakeCluster(stack), ...wrong };
    expect(() => EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', all as any)).toThrow(new Error(`[Test/TeamA] ${message}`));
  });

  test('fails on a namespace that cannot be one', () => {
    const stack = testStack();
    expect(() => EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', { ...attributes, namespace: 'A', cluster: new FakeCluster(stack) })).toThrow(new Error(
      '[Test/TeamA] `namespace` must be a DNS label of at most 63 lower-case letters, digits or "-", got "A"; choose such a name',
    ));
  });
});
