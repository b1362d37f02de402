import { App, Aws, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ClusterAddons } from '../../src/addons/cluster-addons';
import { KubeProxy } from '../../src/addons/kube-proxy/kube-proxy';
import { ClusterSupportType } from '../../src/cluster/cluster-options';
import type { EmrEksKarpenterClusterProps } from '../../src/cluster/cluster-props';
import { EmrEksNetwork } from '../../src/cluster/network';
import { VpcEndpoints } from '../../src/cluster/vpc-endpoints';
import { EmrTeam } from '../../src/emr/team/emr-team';
import { SparkNodePool } from '../../src/karpenter/node-pool/spark-node-pool';
import { SparkNodePoolPreset } from '../../src/karpenter/node-pool/spark-node-pool-preset';
import { cycleOf, graphOf } from '../support/graph';
import { chartValuesOf, manifestOf, manifestsOf } from '../support/manifests';
import { platformStack, testApp, testPlatform } from '../support/platforms';
import { agnosticStack, testStack } from '../support/stacks';

function template(props: Partial<EmrEksKarpenterClusterProps> = {}): Template {
  const stack = platformStack();
  testPlatform(stack, props);
  return Template.fromStack(stack);
}

function clusterOf(found: Template): Record<string, any> {
  return Object.values(found.findResources('AWS::EKS::Cluster'))[0].Properties;
}

function warningsOf(stack: Stack): string[] {
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((warning) => String(warning.entry.data));
}

describe('EmrEksKarpenterCluster', () => {
  test('creates the control plane of the pattern, private and with secrets encrypted', () => {
    const { EncryptionConfig, ResourcesVpcConfig, RoleArn, ...cluster } = clusterOf(template({ clusterName: 'platform' }));
    expect(cluster).toEqual({
      AccessConfig: { AuthenticationMode: 'API_AND_CONFIG_MAP', BootstrapClusterCreatorAdminPermissions: false },
      ComputeConfig: { Enabled: false },
      DeletionProtection: false,
      KubernetesNetworkConfig: { ElasticLoadBalancing: { Enabled: false }, IpFamily: 'ipv4' },
      Logging: { ClusterLogging: { EnabledTypes: [{ Type: 'api' }, { Type: 'audit' }, { Type: 'authenticator' }] } },
      Name: 'platform',
      StorageConfig: { BlockStorage: { Enabled: false } },
      UpgradePolicy: { SupportType: 'EXTENDED' },
      Version: '1.35',
    });
    expect(EncryptionConfig[0].Resources).toEqual(['secrets']);
    expect(ResourcesVpcConfig).toMatchObject({ EndpointPrivateAccess: true, EndpointPublicAccess: false });
    expect(ResourcesVpcConfig.SubnetIds.map((subnet: any) => subnet.Ref)).toEqual([
      expect.stringContaining('DataPlaneSubnet1'), expect.stringContaining('DataPlaneSubnet2'),
    ]);
  });

  test('makes a key that rotates and goes with the stack', () => {
    template().hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete', Properties: { EnableKeyRotation: true } });
  });

  test('makes the log group before EKS does, with a retention', () => {
    const found = template({ clusterName: 'platform' });
    found.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'RetainExceptOnCreate', Properties: { LogGroupName: '/aws/eks/platform/cluster', RetentionInDays: 90 } });
    found.hasResource('AWS::EKS::Cluster', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('LogGroup')]) });
  });

  test('sends the logs of CDK\'s functions to one group that goes with the stack', () => {
    template().allResourcesProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('KubectlLogGroup') } } });
  });

  test('applies a default StorageClass, the access of the clean-up and a default node class', () => {
    expect(manifestsOf(template()).map((object) => `${object.kind}/${object.metadata.name}`)).toEqual([
      'StorageClass/gp3', 'ClusterRole/emr-eks-karpenter:clean-up', 'ClusterRoleBinding/emr-eks-karpenter:clean-up', 'EC2NodeClass/spark',
    ]);
  });

  test('opens the port of the Metrics Server, and of whoever asks', () => {
    const stack = platformStack();
    testPlatform(stack).platform.openWebhookPort(9443);
    const [nodes] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup')).filter((group) => group.Properties.SecurityGroupIngress);
    expect(nodes.Properties.SecurityGroupIngress.map((rule: any) => `${rule.FromPort}-${rule.ToPort}`)).toEqual(['443-443', '9443-9443', '10250-10251']);
  });

  test('shows how to configure kubectl, and nothing else', () => {
    const outputs = Object.values<any>(template({ clusterName: 'platform' }).toJSON().Outputs);
    expect(outputs.map((output) => output.Value)).toEqual(['aws eks update-kubeconfig --name platform --region eu-west-1']);
  });

  test('outputs false shows nothing', () => {
    expect(template({ outputs: false }).toJSON().Outputs).toBeUndefined();
  });

  test('derives a name from the path, which two clusters do not share', () => {
    const stack = platformStack();
    const [one, other] = [testPlatform(stack, {}, 'One'), testPlatform(stack, {}, 'Other')];
    expect(one.clusterName).toMatch(/^test-one-[0-9a-f]{8}$/);
    expect(other.clusterName).toMatch(/^test-other-[0-9a-f]{8}$/);
    Template.fromStack(stack).resourceCountIs('AWS::EKS::Cluster', 2);
  });

  test('derives another name in another stage', () => {
    const app = testApp();
    const names = ['Beta', 'Prod'].map((id) => testPlatform(new Stack(new Stage(app, id), 'Test')).clusterName);
    expect(new Set(names).size).toBe(2);
  });

  test('is the same in a stage but for its name', () => {
    const build = (stack: Stack) => {
      testPlatform(stack, { clusterName: 'platform' });
      return Object.values(Template.fromStack(stack).toJSON().Resources).map((resource: any) => resource.Type);
    };
    expect(build(new Stack(new Stage(testApp(), 'Beta'), 'Test'))).toEqual(build(agnosticStack('Test', testApp())));
  });

  test('kubernetesVersion reaches control plane and core nodes', () => {
    const found = template({ kubernetesVersion: eks.KubernetesVersion.V1_34 });
    expect(clusterOf(found).Version).toBe('1.34');
    found.hasResourceProperties('AWS::EKS::Nodegroup', { Version: '1.34' });
  });

  test('endpointAccess opens the API to the blocks that it names', () => {
    const found = template({ endpointAccess: eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom('203.0.113.0/24') });
    expect(clusterOf(found).ResourcesVpcConfig).toMatchObject({ EndpointPrivateAccess: true, EndpointPublicAccess: true, PublicAccessCidrs: ['203.0.113.0/24'] });
  });

  test.each([
    ['PUBLIC_AND_PRIVATE', eks.EndpointAccess.PUBLIC_AND_PRIVATE],
    ['everywhere', eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom('0.0.0.0/0')],
  ])('warns when endpointAccess is %s', (_, endpointAccess) => {
    const stack = platformStack();
    testPlatform(stack, { endpointAccess });
    expect(warningsOf(stack)).toContainEqual(expect.stringContaining(
      '`endpointAccess` opens the Kubernetes API to the whole internet; name the blocks that need it, as in EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(\'203.0.113.0/24\')'));
  });

  test('warns when nodes can reach the API through the internet only', () => {
    const stack = platformStack();
    testPlatform(stack, { endpointAccess: eks.EndpointAccess.PUBLIC });
    expect(warningsOf(stack)).toContainEqual(expect.stringContaining(
      '`endpointAccess` has no private side: nodes reach the Kubernetes API through the internet; use EndpointAccess.PUBLIC_AND_PRIVATE'));
  });

  test('fails when nodes of an isolated network could reach the API through the internet only', () => {
    const stack = platformStack();
    const network = new EmrEksNetwork(stack, 'Network', { vpcEndpoints: VpcEndpoints.FULLY_PRIVATE });
    const mirrors = { chartRepository: 'oci://mirror.corp/charts', imageRegistry: 'mirror.corp' };
    expect(() => testPlatform(stack, { network, mirrors, endpointAccess: eks.EndpointAccess.PUBLIC })).toThrow(
      '[Test/Platform/Eks] `endpointAccess` must have a private side in a network without a route to the internet, got a public side only; use EndpointAccess.PRIVATE, since nodes could not reach the Kubernetes API');
  });

  test('warns of nothing with its defaults', () => {
    const stack = platformStack();
    testPlatform(stack);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('protection.secretsEncryptionKey takes the place of the key', () => {
    const stack = platformStack();
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/12345678';
    testPlatform(stack, { protection: { secretsEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', arn) } });
    const found = Template.fromStack(stack);
    found.resourceCountIs('AWS::KMS::Key', 0);
    expect(clusterOf(found).EncryptionConfig).toEqual([{ Provider: { KeyArn: arn }, Resources: ['secrets'] }]);
  });

  test('takes one key for secrets and volumes, which Karpenter may then use', () => {
    const stack = platformStack();
    const key = new kms.Key(stack, 'Key');
    const platform = testPlatform(stack, { protection: { secretsEncryptionKey: key }, defaultNodeClass: { rootVolume: { kmsKey: key } } });
    platform.karpenter.grantVolumeKey(key); // of no need here, and of no harm
    const found = Template.fromStack(stack);
    found.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: 'VolumeKey-spark',
      Roles: [stack.resolve(platform.karpenter.controllerRole.roleName)],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:CreateGrant', Resource: stack.resolve(key.keyArn) })]) },
    });
    expect(cycleOf(graphOf(found))).toBeUndefined();
  });

  test('controlPlaneLogs changes types and retention', () => {
    const found = template({ controlPlaneLogs: { types: [eks.ClusterLoggingTypes.SCHEDULER], retention: logs.RetentionDays.ONE_YEAR } });
    expect(clusterOf(found).Logging).toEqual({ ClusterLogging: { EnabledTypes: [{ Type: 'scheduler' }] } });
    found.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('protection reaches the cluster', () => {
    const found = template({ protection: { deletionProtection: true, supportType: ClusterSupportType.STANDARD } });
    expect(clusterOf(found)).toMatchObject({ DeletionProtection: true, UpgradePolicy: { SupportType: 'STANDARD' } });
  });

  test('admins administer, also those of a stack that the cluster depends on', () => {
    const app = testApp();
    const [iamStack, stack] = [testStack('Iam', app), platformStack(app)];
    const admin = new iam.Role(iamStack, 'Admin', { assumedBy: new iam.AccountRootPrincipal() });
    testPlatform(stack, { admins: [admin], protection: { secretsEncryptionKey: new kms.Key(iamStack, 'Key') } });
    Template.fromStack(stack).hasResourceProperties('AWS::EKS::AccessEntry', {
      Type: 'STANDARD', AccessPolicies: [{ AccessScope: { Type: 'cluster' } }], PrincipalArn: { 'Fn::ImportValue': Match.stringLikeRegexp('Admin') },
    });
  });

  test('fails on a grant for the role of the nodes', () => {
    const platform = testPlatform();
    expect(() => platform.grantKubernetesAccess(platform.nodeIdentity.role, { groups: ['x'] })).toThrow(
      '[Test/Platform/Access] `principal` must be a role without an access entry of its own, got the role of the nodes; grant access to another role');
  });

  test('coreNodes.tainted is known to teams', () => {
    expect(testPlatform(platformStack(), { coreNodes: { tainted: true } }).coreNodes.tainted).toBe(true);
    expect(testPlatform().coreNodes.tainted).toBe(false);
  });

  test('addons and karpenter are adjusted together with core nodes', () => {
    const addons = ClusterAddons.minimal().including(new KubeProxy({ version: 'v1.35.0-eksbuild.2' }));
    const found = template({ addons, coreNodes: { minNodes: 1, desiredNodes: 1 }, karpenter: { replicas: 1 } });
    found.hasResourceProperties('AWS::EKS::Addon', { AddonName: 'kube-proxy', AddonVersion: 'v1.35.0-eksbuild.2' });
    found.hasResourceProperties('AWS::EKS::Nodegroup', { ScalingConfig: { MinSize: 1 } });
    expect(chartValuesOf(found, 'karpenter').replicas).toBe(1);
  });

  test('addSparkNodeClass and addSparkNodePool add one object each', () => {
    const stack = platformStack();
    const platform = testPlatform(stack);
    platform.addSparkNodePool('Compute', { preset: SparkNodePoolPreset.COMPUTE_OPTIMIZED });
    platform.addSparkNodeClass('Large', { nodeClassName: 'large' });
    const found = Template.fromStack(stack);
    expect(manifestOf(found, 'NodePool').metadata.name).toBe('spark-compute-optimized');
    expect(manifestOf(found, 'EC2NodeClass', 'large')).toBeDefined();
  });

  test('tags reach nodes of Karpenter, core nodes and volumes', () => {
    const stack = platformStack();
    Tags.of(testPlatform(stack)).add('CostCenter', '42');
    const found = Template.fromStack(stack);
    expect(manifestOf(found, 'EC2NodeClass').spec.tags).toMatchObject({ CostCenter: '42' });
    found.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { TagSpecifications: Match.arrayWith([Match.objectLike({ Tags: Match.arrayWith([{ Key: 'CostCenter', Value: '42' }]) })]) },
    });
    found.hasResourceProperties('AWS::EKS::Addon', { AddonName: 'aws-ebs-csi-driver', ConfigurationValues: Match.stringLikeRegexp('"extraVolumeTags":{"CostCenter":"42"}') });
  });

  test('takes a permissions boundary on every role', () => {
    const app = testApp();
    const stack = platformStack(app);
    testPlatform(stack);
    iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  test('serves pools, teams and analysts of another stack, which then depends on it', () => {
    const app = testApp();
    const [stack, other] = [platformStack(app), testStack('Other', app)];
    const cluster = testPlatform(stack);
    new SparkNodePool(other, 'Pool', { cluster, nodePoolName: 'extra' });
    new EmrTeam(other, 'Team', { cluster, namespace: 'team-c' });
    cluster.grantKubernetesAccess(new iam.Role(other, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() }), { groups: ['analysts'] });
    const found = Template.fromStack(other);
    found.resourceCountIs('AWS::EKS::AccessEntry', 1);
    found.hasResource('AWS::EMRContainers::VirtualCluster', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Pool')]) });
    expect(other.dependencies).toContain(stack);
    expect(stack.dependencies).toEqual([]);
  });

  test('lets EMR\'s submitter run on a pool, whose taint it tolerates', () => {
    const platform = testPlatform();
    const pool = platform.addSparkNodePool('Pool', { nodePoolName: 'spark' });
    const profile = platform.addTeam('Team', { namespace: 'team-a' }).addSparkProfile('Fast', { executorPool: pool, submitter: { pool } });
    // https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter.html
    expect(JSON.stringify(profile.startJobRunFragment)).toContain('"jobsubmitter.node.toleration.spark":"true","jobsubmitter.node.toleration.spark.effect":"NoSchedule"');
  });

  test('fails on a pool of a name that is taken', () => {
    const platform = testPlatform();
    platform.addSparkNodePool('One', { nodePoolName: 'spark' });
    expect(() => platform.addSparkNodePool('Other', { nodePoolName: 'spark' })).toThrow(
      '[Test/Platform/Other] `nodePoolName` must be unique in the cluster, got "spark", which Test/Platform/One has; choose another name');
  });

  test('fails on a team of a namespace that is taken', () => {
    const platform = testPlatform();
    platform.addTeam('One', { namespace: 'team-a' });
    expect(() => platform.addTeam('Other', { namespace: 'team-a' })).toThrow(
      '[Test/Platform/Other] `namespace` must be unique in the cluster, got "team-a", which Test/Platform/One has; choose another name');
  });

  test.each(['', '-platform', 'plat form', 'p'.repeat(101)])('fails when clusterName is "%s"', (clusterName) => {
    expect(() => testPlatform(platformStack(), { clusterName })).toThrow(
      `[Test/Platform] \`clusterName\` must be 1 to 100 letters, digits, "-" and "_", beginning with a letter or digit, got "${clusterName}"; choose a shorter or simpler name`);
  });

  test('fails on a token for clusterName', () => {
    expect(() => testPlatform(new Stack(new App(), 'Test'), { clusterName: Aws.REGION })).toThrow(
      '[Test/Platform] `clusterName` must be a literal, got a token; pass the text itself, since it becomes part of names that are computed at synthesis');
  });

  test.each(['p', '0_-', 'P'.repeat(100)])('accepts clusterName "%s"', (clusterName) => {
    expect(clusterOf(template({ clusterName })).Name).toBe(clusterName);
  });
});
