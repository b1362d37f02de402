import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  KarpenterDnsPolicy, KarpenterLogLevel, KarpenterMinValuesPolicy, KarpenterPreferencePolicy,
} from '../../../src/karpenter/controller/options';
import { graphOf, isDeletedBefore } from '../../support/graph';
import { chartValuesOf, renderText } from '../../support/manifests';
import { agnosticStack } from '../../support/stacks';
import { karpenter, warningsOf } from '../support';

const CHART = 'Custom::AWSCDK-EKS-HelmChart';
const MIRRORS = {
  chartRepository: 'oci://111122223333.dkr.ecr.eu-west-1.amazonaws.com/charts',
  imageRegistry: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/mirror',
};

function counts(template: Template): Record<string, number> {
  const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map((resource) => resource.Type);
  return Object.fromEntries([...new Set(types)].sort().map((type) => [type, types.filter((other) => other === type).length]));
}

function releaseOf(template: Template, chart: string): any {
  return Object.values(template.findResources(CHART, { Properties: { Chart: chart } }))[0];
}

describe('Karpenter', () => {
  const { stack, construct } = karpenter();
  const template = Template.fromStack(stack);

  test('adds 13 CloudFormation resources', () => {
    expect(counts(template)).toEqual({
      'AWS::EKS::AccessEntry': 1,
      'AWS::EKS::PodIdentityAssociation': 1,
      'AWS::Events::Rule': 5,
      'AWS::IAM::Role': 2,
      'AWS::SQS::Queue': 1,
      'AWS::SQS::QueuePolicy': 1,
      [CHART]: 2,
    });
  });

  test('installs the definitions, then the controller, of one version', () => {
    expect(releaseOf(template, 'karpenter-crd').Properties).toMatchObject({
      Repository: 'oci://public.ecr.aws/karpenter/karpenter-crd', Version: '1.14.1', Namespace: 'kube-system', Release: 'karpenter-crd',
    });
    expect(releaseOf(template, 'karpenter').Properties).toMatchObject({
      Repository: 'oci://public.ecr.aws/karpenter/karpenter', Version: '1.14.1', Namespace: 'kube-system', Release: 'karpenter', Wait: true, Timeout: '600s',
    });
    expect(construct.version).toBe('1.14.1');
  });

  test('keeps identity, permissions, queue and definitions until the controller is gone', () => {
    const graph = graphOf(template);
    const isController = (id: string) => template.toJSON().Resources[id].Properties.Chart === 'karpenter';
    const [controller] = [...graph.keys()].filter(isController);

    expect([...graph.keys()].filter((id) => id !== controller && !isDeletedBefore(graph, controller, id))).toEqual([]);
  });

  test('is, to those who depend on it, the release of the controller', () => {
    const other = karpenter();
    const waiter = new kms.CfnKey(other.stack, 'Waiter');
    waiter.node.addDependency(other.construct);

    const { DependsOn } = Object.values<any>(Template.fromStack(other.stack).findResources('AWS::KMS::Key'))[0];
    expect(DependsOn).toHaveLength(1);
    expect(DependsOn[0]).toMatch(/^KarpenterController/);
  });

  test('gives the controller one inline policy of 18 statements through Pod Identity', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: ['sts:AssumeRole', 'sts:TagSession'], Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' } }],
      },
      Policies: [{ PolicyName: 'Controller', PolicyDocument: { Statement: Match.anyValue() } }],
    });
    const [role] = Object.values<any>(template.findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }));
    expect(role.Properties.Policies[0].PolicyDocument.Statement).toHaveLength(18);
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
      ClusterName: 'emr-eks-karpenter', Namespace: 'kube-system', ServiceAccount: 'karpenter', RoleArn: stack.resolve(
        construct.controllerRole.roleArn,
      ),
    });
  });

  test('keeps the 18 statements apart when CDK minimises policies', () => {
    const minimising = agnosticStack('Test', new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } }));
    karpenter({}, {}, minimising);
    const [role] = Object.values<any>(Template.fromStack(minimising).findResources('AWS::IAM::Role', {
      Properties: { Policies: Match.anyValue() },
    }));
    expect(role.Properties.Policies[0].PolicyDocument.Statement).toHaveLength(18);
  });

  test('lets nodes join', () => {
    template.hasResourceProperties('AWS::EKS::AccessEntry', {
      ClusterName: 'emr-eks-karpenter', Type: 'EC2_LINUX', PrincipalArn: stack.resolve(construct.nodeRole.roleArn),
    });
    const policies = Object.values<any>(template.findResources('AWS::IAM::Role')).flatMap((role) => role.Properties.ManagedPolicyArns ?? []).map(renderText);
    expect(policies).toEqual([
      'arn:${AWS::Partition}:iam::aws:policy/AmazonEKS_CNI_Policy',
      'arn:${AWS::Partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy',
      'arn:${AWS::Partition}:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore',
    ]);
  });

  test('tells the controller its cluster, queue and region', () => {
    const values = chartValuesOf(template, 'karpenter');
    expect(values.settings).toMatchObject({
      clusterName: 'emr-eks-karpenter', interruptionQueue: expect.stringMatching(/^\$\{KarpenterInterruptionQueue\w+\.QueueName\}$/),
    });
    expect(values.controller.env).toEqual([{ name: 'AWS_REGION', value: 'eu-west-1' }]);
  });

  test('passes every option on', () => {
    const configured = karpenter({
      replicas: 1,
      resources: { vcpus: 0.5, memory: Size.gibibytes(2) },
      dnsPolicy: KarpenterDnsPolicy.CLUSTER_FIRST,
      logLevel: KarpenterLogLevel.DEBUG,
      featureGates: { spotToSpotConsolidation: true },
      settings: {
        batchMaxDuration: Duration.seconds(20),
        batchIdleDuration: Duration.seconds(2),
        preferencePolicy: KarpenterPreferencePolicy.IGNORE,
        minValuesPolicy: KarpenterMinValuesPolicy.BEST_EFFORT,
        amiRefreshInterval: Duration.minutes(5),
        subnetRefreshInterval: Duration.minutes(2),
      },
      environment: { LOG_FORMAT: 'json' },
      values: { podLabels: { team: 'platform' }, replicas: 1 },
    });
    const values = chartValuesOf(Template.fromStack(configured.stack), 'karpenter');

    expect(values).toMatchObject({ replicas: 1, dnsPolicy: 'ClusterFirst', logLevel: 'debug', podLabels: { team: 'platform' } });
    expect(values.controller).toMatchObject({
      resources: { requests: { cpu: '500m', memory: '2048Mi' } }, env: [{ name: 'AWS_REGION' }, { name: 'LOG_FORMAT', value: 'json' }],
    });
    expect(values.settings).toMatchObject({
      batchMaxDuration: '20s', amiRefreshInterval: '300s', subnetRefreshInterval: '120s', featureGates: { spotToSpotConsolidation: true },
    });
  });

  test('comes from mirrors', () => {
    const mirrored = Template.fromStack(karpenter({}, { mirrors: MIRRORS }).stack);

    expect(releaseOf(mirrored, 'karpenter').Properties.Repository).toBe(`${MIRRORS.chartRepository}/karpenter`);
    expect(releaseOf(mirrored, 'karpenter-crd').Properties.Repository).toBe(`${MIRRORS.chartRepository}/karpenter-crd`);
    expect(chartValuesOf(mirrored, 'karpenter').controller.image).toEqual({ repository: `${MIRRORS.imageRegistry}/karpenter/controller` });
    expect(JSON.stringify(mirrored.toJSON())).not.toContain('public.ecr.aws');
  });

  test('names no chart behind an HTTPS repository', () => {
    const mirrored = Template.fromStack(karpenter({}, { mirrors: { chartRepository: 'https://charts.example' } }).stack);
    expect(releaseOf(mirrored, 'karpenter').Properties.Repository).toBe('https://charts.example');
  });

  test('makes the instance profile in an isolated VPC, one resource more', () => {
    const isolated = karpenter({}, { isolated: true, mirrors: MIRRORS });
    const isolatedTemplate = Template.fromStack(isolated.stack);

    expect(isolated.stack.resolve(isolated.construct.nodeInstanceProfileName)).toEqual({
      Ref: expect.stringMatching(/^KarpenterNodeInstanceProfile/),
    });
    isolatedTemplate.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: [Match.anyValue()] });
    expect(Object.keys(isolatedTemplate.toJSON().Resources)).toHaveLength(14);
    expect(chartValuesOf(isolatedTemplate, 'karpenter').settings.isolatedVPC).toBe(true);
    expect(construct.nodeInstanceProfileName).toBeUndefined();
  });

  test('makes the role of EC2 Spot when asked, and leaves it behind', () => {
    const spot = Template.fromStack(karpenter({ createSpotServiceLinkedRole: true }).stack);
    spot.hasResource('AWS::IAM::ServiceLinkedRole', { Properties: { AWSServiceName: 'spot.amazonaws.com' }, DeletionPolicy: 'Retain' });
  });

  test('lets nodes use a key for their volumes', () => {
    const { stack: keyStack, construct: granting } = karpenter();
    granting.grantVolumeKey(new kms.Key(keyStack, 'Key'));

    Template.fromStack(keyStack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'kms:CreateGrant', Principal: { AWS: keyStack.resolve(granting.controllerRole.roleArn) } }),
        ]),
      },
    });
  });

  test('is the same in China but for the partition', () => {
    const china = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'cn-northwest-1' } });
    karpenter({}, {}, china);
    const texts = [template, Template.fromStack(china)].map((each) => JSON.stringify(each.toJSON())
      .replace(/cn-northwest-1/g, 'eu-west-1').replace(/ec2\.amazonaws\.com\.cn"/g, 'ec2.amazonaws.com"'));

    expect(texts[1]).toEqual(texts[0].replace(/ec2\.amazonaws\.com\.cn"/g, 'ec2.amazonaws.com"'));
    expect(texts[1]).not.toContain('arn:aws:iam');
  });

  test('suits any region and account', () => {
    const anywhere = agnosticStack();
    karpenter({}, {}, anywhere);
    expect(chartValuesOf(Template.fromStack(anywhere), 'karpenter').controller.env).toEqual(
      [{ name: 'AWS_REGION', value: '${AWS::Region}' }],
    );
    expect(warningsOf(anywhere)).toEqual([]);
  });
});
