import { App, Tags, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { LoadBalancerController, type LoadBalancerControllerOptions } from '../../../src/addons/load-balancer-controller/load-balancer-controller';
import { loadBalancerControllerValues, loadBalancerTags, type LoadBalancerControllerSpec } from '../../../src/addons/load-balancer-controller/manifests/values';
import { deepMerge } from '../../../src/private/maps';
import { type BoundAddon, bindAddon } from '../../support/addons';
import { graphOf, idsOf, isDeletedBefore } from '../../support/graph';
import { policiesOf } from '../../support/iam';
import { chartValuesOf } from '../../support/manifests';
import { testStack, type FakeClusterOptions } from '../../support/stacks';

const CHART = 'aws-load-balancer-controller';

const build = (options: LoadBalancerControllerOptions = {}, cluster?: FakeClusterOptions, stack = testStack('Test', new App())): BoundAddon =>
  bindAddon(new LoadBalancerController(options), { stack, cluster });

function release(template: Template): any {
  return Object.values(template.findResources('Custom::AWSCDK-EKS-HelmChart'))[0].Properties;
}

describe('LoadBalancerController', () => {
  test('adds three resources: role, identity and release', () => {
    expect(Object.values<any>(build().template.toJSON().Resources).map(({ Type }) => Type).filter((type) => !type.includes('SNS')).sort())
      .toEqual(['AWS::EKS::PodIdentityAssociation', 'AWS::IAM::Role', 'Custom::AWSCDK-EKS-HelmChart']);
  });

  test('installs the chart of AWS in its version', () => {
    expect(release(build().template)).toMatchObject({ Chart: CHART, Version: '3.5.0', Repository: 'https://aws.github.io/eks-charts', Namespace: 'kube-system', Wait: true });
  });

  test('gives the chart cluster, Region and VPC, so that it asks nobody', () => {
    expect(chartValuesOf(build().template, CHART)).toMatchObject({ clusterName: 'emr-eks-karpenter', region: 'eu-west-1', vpcId: 'vpc-12345678' });
  });

  test('gives its service account its role through Pod Identity', () => {
    const { template } = build();
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'kube-system', ServiceAccount: CHART, ClusterName: 'emr-eks-karpenter' });
    expect(chartValuesOf(template, CHART).serviceAccount).toEqual({ create: true, name: CHART });
  });

  test('may change rules of the nodes\' group, which is not its own', () => {
    const [role] = idsOf(build().template, 'AWS::IAM::Role');
    const admit = policiesOf(build().template, role).find((statement: any) => statement.Sid === 'AdmitToNodes');
    expect(admit?.Resource).toContain('arn:aws:ec2:eu-west-1:111122223333:security-group/sg-12345678');
  });

  test('opens the port of its webhooks', () => {
    expect(build().cluster.platform.webhookPorts).toEqual([9443]);
  });

  test('is created after its identity, and deleted before it', () => {
    const { template } = build();
    const graph = graphOf(template);
    const [chart] = idsOf(template, 'Custom::AWSCDK-EKS-HelmChart');
    for (const type of ['AWS::EKS::PodIdentityAssociation', 'AWS::IAM::Role']) {
      expect(isDeletedBefore(graph, chart, idsOf(template, type)[0])).toBe(true);
    }
  });

  test('is waited for by whoever depends on it', () => {
    const { stack, config } = build();
    new sqs.Queue(stack, 'Queue').node.addDependency(config.ready);
    const template = Template.fromStack(stack);
    template.hasResource('AWS::SQS::Queue', { DependsOn: idsOf(template, 'Custom::AWSCDK-EKS-HelmChart') });
  });

  test('comes from the mirrors', () => {
    const mirrors = { chartRepository: 'oci://registry.example/charts', imageRegistry: 'registry.example/images' };
    const { template } = build({}, { mirrors });
    expect(release(template).Repository).toBe('oci://registry.example/charts/aws-load-balancer-controller');
    expect(chartValuesOf(template, CHART).image).toEqual({ repository: 'registry.example/images/eks/aws-load-balancer-controller' });
  });

  test('comes from an index of charts by its name', () => {
    expect(release(build({}, { mirrors: { chartRepository: 'https://charts.example' } }).template).Repository).toBe('https://charts.example');
  });

  test('version, replicas and values reach the chart', () => {
    const { template } = build({ version: '3.4.1', replicas: 3, values: { logLevel: 'debug', resources: { requests: { cpu: '1' } } } });
    expect(release(template).Version).toBe('3.4.1');
    expect(chartValuesOf(template, CHART)).toMatchObject({ replicaCount: 3, logLevel: 'debug', resources: { requests: { cpu: '1', memory: '128Mi' } } });
  });

  test('hands tags on to what it makes', () => {
    const app = new App();
    const stack = testStack('Test', app);
    build({}, undefined, stack);
    Tags.of(app).add('owner', 'data');
    Tags.of(app).add('cost-center', '7');
    expect(chartValuesOf(Template.fromStack(stack), CHART).defaultTags).toEqual({ 'cost-center': '7', 'owner': 'data' });
  });

  test.each<[string, LoadBalancerControllerOptions, string]>([
    ['a version of two parts', { version: '3.5' }, '`version` must be a release of the AWS Load Balancer Controller, written like "3.5.0", got "3.5"; leave it out for the default'],
    ['a version with a "v"', { version: 'v3.5.0' }, '`version` must be a release of the AWS Load Balancer Controller, written like "3.5.0", got "v3.5.0"; leave it out for the default'],
    ['no replica', { replicas: 0 }, '`replicas` must be a whole number of at least 1, got 0; choose a number in that range'],
    ['half a replica', { replicas: 1.5 }, '`replicas` must be a whole number of at least 1, got 1.5; choose a number in that range'],
    ...[
      ['clusterName', { clusterName: 'other' }], ['vpcId', { vpcId: 'vpc-2' }], ['region', { region: 'us-east-1' }], ['serviceAccount.name', { serviceAccount: { name: 'x' } }],
      ['webhookBindPort', { webhookBindPort: 443 }], ['enableServiceMutatorWebhook', { enableServiceMutatorWebhook: true }], ['enableWafv2', { enableWafv2: true }],
    ].map(([path, values]) => [`another ${path}`, { values }, `\`values.${path}\` must stay as this library sets it, got another value; leave it out, since placement, identity or permissions follow from it`] as any),
  ])('fails on %s', (_, options, message) => {
    expect(() => build(options)).toThrow(new Error(`[Test/LoadBalancerController] ${message}`));
  });

  test('fails in an isolated VPC without mirrors', () => {
    expect(() => build({}, { isolated: true })).toThrow(new Error(
      '[Test/LoadBalancerController] `mirrors.chartRepository` must be set in a VPC without a route to the internet, got none; '
      + 'copy the AWS Load Balancer Controller to a private registry, since aws.github.io cannot be reached',
    ));
  });

  test.each<[string, LoadBalancerControllerOptions]>([
    ['one replica', { replicas: 1 }],
    ['tokens', { version: Token.asString({ Ref: 'V' }), replicas: Token.asNumber({ Ref: 'R' }) }],
    ['a value that repeats ours', { values: { enableWaf: false } }],
  ])('accepts %s', (_, options) => {
    expect(() => build(options)).not.toThrow();
  });
});

describe('loadBalancerControllerValues()', () => {
  const spec: LoadBalancerControllerSpec = {
    clusterName: 'c', region: 'r', vpcId: 'v', serviceAccountName: 's', webhookPort: 9443, replicas: 2, cpu: '100m', memory: '128Mi', tags: { a: 'b' },
  };

  test('are these', () => {
    const { owned, defaults } = loadBalancerControllerValues(spec);
    expect(deepMerge(defaults, owned)).toEqual({
      clusterName: 'c',
      region: 'r',
      vpcId: 'v',
      serviceAccount: { create: true, name: 's' },
      webhookBindPort: 9443,
      enableServiceMutatorWebhook: false,
      enableShield: false,
      enableWaf: false,
      enableWafv2: false,
      replicaCount: 2,
      nodeSelector: { 'emr-eks-karpenter/node-group': 'core' },
      tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
      keepTLSSecret: true,
      defaultTags: { a: 'b' },
      podDisruptionBudget: { maxUnavailable: 1 },
      resources: { requests: { cpu: '100m', memory: '128Mi' } },
    });
  });
});

describe('loadBalancerTags()', () => {
  test('leave out the keys of the controller, of Kubernetes and of AWS', () => {
    const reserved = ['elbv2.k8s.aws/cluster', 'ingress.k8s.aws/stack', 'service.k8s.aws/stack', 'kubernetes.io/cluster/x', 'aws:cloudformation:stack-name'];
    expect(loadBalancerTags({ ...Object.fromEntries(reserved.map((key) => [key, 'x'])), team: 'a' })).toEqual({ team: 'a' });
  });
});
