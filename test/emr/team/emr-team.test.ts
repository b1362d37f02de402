import { App, RemovalPolicy, Size, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { EmrTeamOptions } from '../../../src/emr';
import { EmrTeam, PodSecurityLevel, TeamAccessLevel } from '../../../src/emr';
import { manifestOf, manifestsOf, renderText } from '../../support/manifests';
import { agnosticStack, FakeCluster, testStack } from '../../support/stacks';

const NAMESPACE = 'emr-data-team-a';

function synthesise(options: Partial<EmrTeamOptions> = {}, stack = testStack()): { template: Template; team: EmrTeam; cluster: FakeCluster } {
  const cluster = new FakeCluster(stack);
  const team = new EmrTeam(stack, 'TeamA', { cluster, namespace: NAMESPACE, ...options });
  return { template: Template.fromStack(stack), team, cluster };
}

describe('EmrTeam', () => {
  test('adds 7 CloudFormation resources', () => {
    const types = Object.values(synthesise().template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type).sort();
    expect(types).toEqual([
      'AWS::EKS::PodIdentityAssociation', 'AWS::EKS::PodIdentityAssociation', 'AWS::EKS::PodIdentityAssociation',
      'AWS::EMRContainers::VirtualCluster', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'Custom::AWSCDK-EKS-KubernetesResource',
    ]);
  });

  test('applies namespace, role, binding, quota and limit range as one bundle', () => {
    const { template } = synthesise();
    expect(manifestsOf(template).map(({ kind }) => kind)).toEqual(['Namespace', 'Role', 'RoleBinding', 'ResourceQuota', 'LimitRange']);
    expect(manifestOf(template, 'Namespace').metadata).toEqual({
      name: NAMESPACE,
      labels: {
        'emr-eks-karpenter/team': NAMESPACE,
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/enforce': 'baseline',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    });
  });

  test('podSecurity chooses which pods are refused', () => {
    const { template } = synthesise({ podSecurity: PodSecurityLevel.PRIVILEGED });
    expect(manifestOf(template, 'Namespace').metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'privileged' });
  });

  test('namespaceLabels and namespaceAnnotations mark the namespace', () => {
    const { template } = synthesise({ namespaceLabels: { costs: '42' }, namespaceAnnotations: { owner: 'ann' } });
    expect(manifestOf(template, 'Namespace').metadata).toMatchObject({ labels: { costs: '42' }, annotations: { owner: 'ann' } });
  });

  test('quota limits what pods request, and gives side-cars requests that it would refuse them without', () => {
    const { template, team } = synthesise({
      quota: { vcpus: 100, memory: Size.gibibytes(400), pods: 200, ephemeralStorage: Size.tebibytes(1), persistentVolumeClaims: 10 },
    });
    expect(manifestOf(template, 'ResourceQuota').spec.hard).toEqual({
      'persistentvolumeclaims': '10', 'pods': '200', 'requests.cpu': '100', 'requests.ephemeral-storage': '1048576Mi', 'requests.memory': '409600Mi',
    });
    expect(manifestOf(template, 'LimitRange').spec.limits).toEqual([
      { type: 'Container', defaultRequest: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '1024Mi' } },
    ]);
    expect(team.quota?.vcpus).toBe(100);
  });

  test('limits bound containers', () => {
    const { template } = synthesise({
      limits: {
        defaultVcpus: 0.25,
        defaultMemory: Size.mebibytes(256),
        defaultEphemeralStorage: Size.gibibytes(2),
        maxVcpus: 16,
        maxMemory: Size.gibibytes(128),
      },
    });
    expect(manifestOf(template, 'LimitRange').spec.limits).toEqual([{
      type: 'Container',
      defaultRequest: { 'cpu': '250m', 'memory': '256Mi', 'ephemeral-storage': '2048Mi' },
      max: { cpu: '16', memory: '131072Mi' },
    }]);
  });

  test('networkPolicy adds one resource, after the namespace', () => {
    const { template } = synthesise({ networkPolicy: { ingressNamespaces: ['prometheus'] } });
    template.resourceCountIs('Custom::AWSCDK-EKS-KubernetesResource', 2);
    expect(manifestOf(template, 'NetworkPolicy').spec.ingress[0].from).toHaveLength(2);
    template.hasResource('Custom::AWSCDK-EKS-KubernetesResource', {
      Properties: { Manifest: Match.stringLikeRegexp('NetworkPolicy') }, DependsOn: [Match.stringLikeRegexp('TeamANamespace')],
    });
  });

  test('registers the namespace with EMR', () => {
    synthesise().template.hasResourceProperties('AWS::EMRContainers::VirtualCluster', {
      Name: 'emr-eks-karpenter-emr-data-team-a',
      ContainerProvider: { Id: 'emr-eks-karpenter', Type: 'EKS', Info: { EksInfo: { Namespace: NAMESPACE } } },
      SecurityConfigurationId: Match.absent(),
      SessionEnabled: Match.absent(),
    });
  });

  test('virtualClusterName, securityConfigurationId and sessionEnabled reach the virtual cluster', () => {
    const { template } = synthesise({ virtualClusterName: 'team-a', securityConfigurationId: 'sc123', sessionEnabled: true });
    template.hasResourceProperties('AWS::EMRContainers::VirtualCluster', { Name: 'team-a', SecurityConfigurationId: 'sc123', SessionEnabled: true });
  });

  test('deletes the virtual cluster before namespace, role and associations', () => {
    const { template } = synthesise({ networkPolicy: {} });
    const [virtualCluster] = Object.values(template.findResources('AWS::EMRContainers::VirtualCluster'));
    const waitsFor = (virtualCluster.DependsOn as string[]).map((id) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(waitsFor.sort()).toEqual([
      'TeamAJobExecutionRoleclientAssociation', 'TeamAJobExecutionRoledriverAssociation', 'TeamAJobExecutionRoleexecutorAssociation',
      'TeamANamespace', 'TeamANetworkPolicy',
    ]);
    const [role] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { RoleName: Match.anyValue() } }));
    const associations = Object.values(template.findResources('AWS::EKS::PodIdentityAssociation'));
    expect(associations.map(({ Properties }) => Properties.RoleArn)).toEqual(Array(3).fill({ 'Fn::GetAtt': [role, 'Arn'] }));
  });

  test('keeps a log group for a month, and beyond the team', () => {
    synthesise().template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a', RetentionInDays: 30, KmsKeyId: Match.absent() },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  test('logs.retention, removalPolicy and encryptionKey shape the log group', () => {
    const stack = testStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const { template } = synthesise({ logs: { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY, encryptionKey } }, stack);
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Key'), 'Arn'] } }, DeletionPolicy: 'Delete' });
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    const [statement] = key.Properties.KeyPolicy.Statement.slice(-1);
    expect(statement.Principal).toEqual({ Service: 'logs.eu-west-1.amazonaws.com' });
    expect(renderText(statement.Condition.ArnEquals['kms:EncryptionContext:aws:logs:arn']))
      .toBe('arn:${AWS::Partition}:logs:eu-west-1:111122223333:log-group:/emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a');
  });

  test('logs.logGroup takes the place of an own log group', () => {
    const stack = testStack();
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Logs', '/shared');
    const { template, team } = synthesise({ logs: { logGroup } }, stack);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(team.logGroup.logGroupName).toBe('/shared');
  });

  test('tags every AWS resource for cost allocation, beside the tags of the app', () => {
    const stack = testStack();
    Tags.of(stack).add('owner', 'ann');
    const { template } = synthesise({}, stack);
    const tags = [{ Key: 'emr-eks-karpenter:team', Value: NAMESPACE }, { Key: 'owner', Value: 'ann' }];
    for (const type of ['AWS::EMRContainers::VirtualCluster', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::EKS::PodIdentityAssociation']) {
      template.allResourcesProperties(type, { Tags: tags });
    }
  });

  test('publishes one output', () => {
    const outputs = Object.values(synthesise().template.findOutputs('*'));
    expect(outputs).toHaveLength(1);
    expect(JSON.parse(renderText(outputs[0].Value))).toEqual({
      jobExecutionRoleArn: expect.stringMatching(/^\$\{TeamAJobExecutionRole.*\.Arn}$/),
      logGroupName: expect.stringMatching(/^\$\{TeamALogGroup.*}$/),
      namespace: NAMESPACE,
      virtualClusterId: expect.stringMatching(/^\$\{TeamAVirtualCluster.*\.Id}$/),
    });
  });

  test('outputs: false publishes none', () => {
    expect(synthesise({ outputs: false }).template.findOutputs('*')).toEqual({});
  });

  test('makes itself known to the cluster', () => {
    const { cluster, team } = synthesise();
    expect(cluster.platform.teams).toEqual([team]);
  });

  test.each([
    [TeamAccessLevel.VIEW, 'AmazonEKSViewPolicy'], [TeamAccessLevel.EDIT, 'AmazonEKSEditPolicy'], [TeamAccessLevel.ADMIN, 'AmazonEKSAdminPolicy'],
  ])('grantKubernetesAccess %s grants %s in the namespace only', (level, policyName) => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    const principal = iam.Role.fromRoleName(stack, 'Analysts', 'analysts');
    new EmrTeam(stack, 'TeamA', { cluster, namespace: NAMESPACE }).grantKubernetesAccess(principal, level);
    expect(cluster.grants).toEqual([{ principal, access: { accessPolicies: [{ policyName, namespaces: [NAMESPACE] }] } }]);
  });

  test('warns that the restricted level refuses Spark pods', () => {
    const { team } = synthesise({ podSecurity: PodSecurityLevel.RESTRICTED });
    expect(team.node.metadata.map(({ data }) => data)).toEqual([
      '`podSecurity` RESTRICTED refuses the Spark pods of EMR on EKS unless every pod template carries the security contexts that the standard asks for [ack: cdk-emr-eks-karpenter/emr:restricted-pods]',
    ]);
  });

  test('names neither account, Region nor partition in a stack that may be deployed anywhere', () => {
    const { template } = synthesise({}, agnosticStack());
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 3);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/111122223333(?!:(layer|function))|arn:aws:(?!lambda)/);
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('names no partition in %s', (region) => {
    const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region } });
    const resources = synthesise({}, stack).template.toJSON().Resources as Record<string, any>;
    const ours = Object.entries(resources).filter(([id]) => id.startsWith('TeamA')).map(([, { Type, Properties }]) => Type.startsWith('Custom::') ? {} : Properties);
    expect(JSON.stringify(ours)).not.toContain('"arn:aws');
  });
});
