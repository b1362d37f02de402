import { type App, Aspects, PermissionsBoundary, Size, Stack, Stage, type IAspect } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import type { EmrTeamOptions } from '../../src/emr/team/options';
import { ExecutorAllocation } from '../../src/jobs/executor-allocation';
import { SparkEntryPoint } from '../../src/jobs/spark-entry-point';
import { manifestOf } from '../support/manifests';
import { testApp, testPlatform } from '../support/platforms';
import { ACCOUNT } from '../support/stacks';

/** A cluster with a pool, a team and a job, named alike wherever it is. */
function platform(scope: Construct, region: string, id = 'Platform', team: Partial<EmrTeamOptions> = {}): Stack {
  const stack = new Stack(scope, id, { env: { account: ACCOUNT, region } });
  stack.node.setContext(`availability-zones:account=${ACCOUNT}:region=${region}`, ['a', 'b'].map((letter) => `${region}${letter}`));
  const kubectlLayer = lambda.LayerVersion.fromLayerVersionArn(stack, 'Kubectl', `arn:aws:lambda:${region}:${ACCOUNT}:layer:kubectl:1`);
  const cluster = testPlatform(stack, { clusterName: 'platform', kubectlLayer });
  const pool = cluster.addSparkNodePool('Pool');
  const owner = cluster.addTeam('Team', { namespace: 'team-a', ...team });
  owner.addSparkJob('Pi', {
    profile: owner.addSparkProfile('Fast', { executorPool: pool }),
    entryPoint: SparkEntryPoint.pythonUri('s3://bucket/pi.py'),
    driver: { cores: 1, memory: Size.gibibytes(2) },
    executor: { cores: 1, memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
  });
  return stack;
}

/** Resources by type, id and properties, without the metadata that tells where a construct is. */
function resourcesOf(stack: Stack): Record<string, any> {
  const { Resources } = Template.fromStack(stack).toJSON();
  return Object.fromEntries(Object.entries<any>(Resources).map(([id, { Metadata, ...resource }]) => [id, resource]));
}

/** Names of IAM, which an account has once for all regions. */
function globalNames(stack: Stack): string[] {
  return Object.values(resourcesOf(stack)).filter(({ Type }) => Type.startsWith('AWS::IAM::'))
    .map(({ Properties }) => Properties.RoleName ?? Properties.InstanceProfileName ?? Properties.ManagedPolicyName)
    .filter((name) => name !== undefined);
}

describe('a platform in two regions of one account', () => {
  const app = testApp();
  const [here, there] = [platform(app, 'eu-west-1', 'Here'), platform(app, 'us-east-1', 'There')];

  test('shares nothing between its stacks', () => {
    app.synth();
    expect([...here.dependencies, ...there.dependencies]).toEqual([]);
    expect(JSON.stringify(resourcesOf(here))).not.toContain('us-east-1');
    expect(JSON.stringify(resourcesOf(there))).not.toContain('eu-west-1');
  });

  test('has no name of IAM twice, though the clusters are named alike', () => {
    const names = [...globalNames(here), ...globalNames(there)];
    expect(names).toHaveLength(2); // one job execution role each; CloudFormation names the rest
    expect(new Set(names).size).toBe(2);
  });

  test('has the same resources in both', () => {
    const types = (stack: Stack) => Object.entries(resourcesOf(stack)).filter(([, { Type }]) => Type !== 'AWS::EMRContainers::JobTemplate')
      .map(([id, { Type }]) => [id, Type]);
    expect(types(here)).toEqual(types(there));
  });
});

describe('a platform that moves into a stage', () => {
  test('keeps ids and properties', () => {
    const [plain, moved] = [platform(testApp(), 'us-east-1'), platform(new Stage(testApp(), 'Prod'), 'us-east-1')];
    // A function's description tells the path, and the name of a job template has a digest of it.
    const text = (stack: Stack) => JSON.stringify(resourcesOf(stack)).replace(/\((Prod\/)?Platform\//g, '(Platform/').replace(/"team-a-Pi-\w{8}"/g, '"team-a-Pi"');
    expect(JSON.parse(text(moved))).toEqual(JSON.parse(text(plain)));
  });

  test('has assets that pipelines can publish from the stage alone', () => {
    const stage = new Stage(testApp(), 'Prod');
    platform(stage, 'us-east-1');
    expect(stage.synth().stacks.map((stack) => stack.stackName)).toEqual(['Prod-Platform']);
  });
});

/** A company's rule: every role is named with a prefix. */
class PrefixRoles implements IAspect {
  public visit(node: IConstruct): void {
    if (iam.CfnRole.isCfnRole(node) && node.roleName === undefined) {
      node.roleName = `corp-${node.node.addr.slice(-20)}`;
    }
  }
}

describe('a platform in an account whose roles must have a prefix', () => {
  const stack = platform(testApp(), 'us-east-1', 'Platform', { jobExecutionRole: { roleName: 'corp-team-a' } });
  Aspects.of(stack).add(new PrefixRoles());
  const template = Template.fromStack(stack);

  test('has no role without it', () => {
    const names = Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.RoleName);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !/^corp-/.test(name))).toEqual([]);
  });

  test('refers to roles, never to names that they would have had', () => {
    expect(manifestOf(template, 'EC2NodeClass').spec.role).toMatch(/^\$\{PlatformKarpenterNodeRole\w+\}$/);
    template.allResourcesProperties('AWS::EKS::Nodegroup', { NodeRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('CoreNodesRole'), 'Arn'] } });
  });
});

describe('a permissions boundary', () => {
  const boundaries: Array<[string, (app: App) => Stack]> = [
    ['of a stage', (app) => platform(new Stage(app, 'Prod', { permissionsBoundary: PermissionsBoundary.fromName('corp') }), 'us-east-1')],
    ['of cdk.json', () => platform(testApp({ '@aws-cdk/core:permissionsBoundary': { name: 'corp' } }), 'us-east-1')],
  ];

  test.each(boundaries)('%s is on every role', (_, build) => {
    const roles = Object.values(Template.fromStack(build(testApp())).findResources('AWS::IAM::Role'));
    expect(roles.length).toBeGreaterThan(5);
    expect(roles.every(({ Properties }) => JSON.stringify(Properties.PermissionsBoundary ?? '').includes(':policy/corp'))).toBe(true);
  });
});
