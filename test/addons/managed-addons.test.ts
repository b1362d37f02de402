import { Aws, type Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ClusterAddons, type ClusterAddonsOptions } from '../../src/addons/cluster-addons';
import { DnsAutoscaling } from '../../src/addons/core-dns/autoscaling';
import { DefaultStorageClass } from '../../src/addons/ebs-csi-driver/default-storage-class';
import { AddonConflictResolution } from '../../src/addons/managed-addon/managed-addon';
import { ControllerAddons, NodeAddons } from '../../src/addons/managed-addons';
import { manifestOf } from '../support/manifests';
import { agnosticStack, FakeCluster, testStack } from '../support/stacks';

function addons(options?: ClusterAddonsOptions, stack: Stack = testStack()): Template {
  const props = { clusterName: 'platform', addons: ClusterAddons.minimal(options) };
  new NodeAddons(stack, 'NodeAddons', props);
  new ControllerAddons(stack, 'ControllerAddons', { ...props, nodes: new sns.Topic(stack, 'Nodes') });
  return Template.fromStack(stack);
}

function propertiesOf(template: Template, addonName: string): Record<string, any> {
  const [addon] = Object.values(template.findResources('AWS::EKS::Addon', { Properties: { AddonName: addonName } }));
  return addon.Properties;
}

function valuesOf(template: Template, addonName: string): any {
  return JSON.parse(propertiesOf(template, addonName).ConfigurationValues);
}

describe('ClusterAddons', () => {
  test('always holds the six add-ons of every cluster', () => {
    const names = Object.values(addons().findResources('AWS::EKS::Addon')).map((addon) => addon.Properties.AddonName);
    expect(names.sort()).toEqual(['aws-ebs-csi-driver', 'coredns', 'eks-pod-identity-agent', 'kube-proxy', 'metrics-server', 'vpc-cni']);
  });

  test('adds eight resources', () => {
    expect(Object.keys(addons().toJSON().Resources).filter((id) => id.includes('Addons'))).toHaveLength(8);
  });

  test('takes over what EKS has installed and leaves nothing behind', () => {
    addons().allResourcesProperties('AWS::EKS::Addon', { ResolveConflicts: 'OVERWRITE', PreserveOnDelete: false });
  });

  test.each([
    ['vpc-cni', 'aws-node', 'AmazonEKS_CNI_Policy'],
    ['aws-ebs-csi-driver', 'ebs-csi-controller-sa', 'AmazonEBSCSIDriverPolicyV2'],
  ])('gives %s a role of its own through Pod Identity', (addonName, serviceAccount, policy) => {
    const template = addons();
    const [association] = propertiesOf(template, addonName).PodIdentityAssociations;
    const role = template.toJSON().Resources[association.RoleArn['Fn::GetAtt'][0]].Properties;
    expect(association.ServiceAccount).toBe(serviceAccount);
    expect(role).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [{ Action: ['sts:AssumeRole', 'sts:TagSession'], Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' } }],
        Version: '2012-10-17',
      },
      ManagedPolicyArns: [{ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` }],
    });
  });

  test.each(['coredns', 'kube-proxy', 'eks-pod-identity-agent', 'metrics-server'])('gives %s no role', (addonName) => {
    expect(propertiesOf(addons(), addonName)).not.toHaveProperty('PodIdentityAssociations');
  });

  test.each(['kube-proxy', 'eks-pod-identity-agent'])('leaves the configuration of %s to EKS', (addonName) => {
    expect(propertiesOf(addons(), addonName)).not.toHaveProperty('ConfigurationValues');
  });

  test('creates the Pod Identity agent before the CNI, which needs a role', () => {
    addons().hasResource('AWS::EKS::Addon', { Properties: { AddonName: 'vpc-cni' }, DependsOn: [Match.stringLikeRegexp('PodIdentityAgent')] });
  });

  test.each(['coredns', 'aws-ebs-csi-driver', 'metrics-server'])('creates %s when there are nodes', (addonName) => {
    addons().hasResource('AWS::EKS::Addon', { Properties: { AddonName: addonName }, DependsOn: [Match.stringLikeRegexp('^Nodes')] });
  });

  test('vpcCni.networkPolicy switches off the enforcement of network policies', () => {
    expect(valuesOf(addons({ vpcCni: { networkPolicy: false } }), 'vpc-cni').enableNetworkPolicy).toBe('false');
  });

  test('coreDns.autoscaling moves the bounds of CoreDNS', () => {
    const template = addons({ coreDns: { autoscaling: DnsAutoscaling.managed({ minReplicas: 3, maxReplicas: 30 }) } });
    expect(valuesOf(template, 'coredns').autoScaling).toEqual({ enabled: true, minReplicas: 3, maxReplicas: 30 });
  });

  test('version, resolveConflicts and preserveOnDelete reach the add-on', () => {
    const template = addons({ kubeProxy: { version: 'v1.35.0-eksbuild.2', resolveConflicts: AddonConflictResolution.PRESERVE, preserveOnDelete: true } });
    expect(propertiesOf(template, 'kube-proxy')).toMatchObject({ AddonVersion: 'v1.35.0-eksbuild.2', ResolveConflicts: 'PRESERVE', PreserveOnDelete: true });
  });

  test('configurationValues are merged over ours and win', () => {
    const template = addons({ vpcCni: { configurationValues: { env: { WARM_PREFIX_TARGET: '2' }, init: { env: { X: 'y' } } } } });
    expect(valuesOf(template, 'vpc-cni')).toEqual({
      enableNetworkPolicy: 'true',
      env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '2' },
      init: { env: { X: 'y' } },
    });
  });

  test('configurationValues are rendered in one order, whatever order they come in', () => {
    const [one, other] = [{ b: 1, a: { d: 2, c: 3 } }, { a: { c: 3, d: 2 }, b: 1 }]
      .map((configurationValues) => propertiesOf(addons({ metricsServer: { configurationValues } }), 'metrics-server').ConfigurationValues);
    expect(one).toBe(other);
  });

  test('configurationValues may hold tokens', () => {
    const template = addons({ ebsCsi: { configurationValues: { controller: { region: Aws.REGION } } } }, agnosticStack());
    expect(JSON.stringify(propertiesOf(template, 'aws-ebs-csi-driver').ConfigurationValues)).toContain('{"Ref":"AWS::Region"}');
  });

  test('configurationValues may repeat what we set', () => {
    expect(() => addons({ vpcCni: { configurationValues: { enableNetworkPolicy: 'true' } } })).not.toThrow();
  });

  test('tags of the app reach volumes', () => {
    const stack = testStack();
    Tags.of(stack).add('CostCenter', '42');
    expect(valuesOf(addons({}, stack), 'aws-ebs-csi-driver').controller.extraVolumeTags).toEqual({ CostCenter: '42' });
  });

  test('fails when configurationValues change what a typed option sets', () => {
    expect(() => addons({ coreDns: { configurationValues: { autoScaling: { enabled: false } } } })).toThrow(
      '[Test/ControllerAddons/CoreDns] `coreDns.configurationValues.autoScaling.enabled` must stay as this library sets it, got another value; use the typed options of `coreDns`');
  });

  test.each(['1.20.4', 'v1.20.4', 'v1.20-eksbuild.1', 'latest', ''])('fails when version is "%s"', (version) => {
    expect(() => addons({ vpcCni: { version } })).toThrow(
      `[Test/NodeAddons/VpcCni] \`vpcCni.version\` must have the form "v1.2.3-eksbuild.1", got "${version}"; list versions with \`aws eks describe-addon-versions --addon-name vpc-cni\``);
  });

  test('accepts a token for version', () => {
    expect(propertiesOf(addons({ ebsCsi: { version: Aws.STACK_NAME } }, agnosticStack()), 'aws-ebs-csi-driver').AddonVersion).toEqual({ Ref: 'AWS::StackName' });
  });
});

describe('ControllerAddons', () => {
  test('asks for the port of the Metrics Server', () => {
    const stack = testStack();
    const controllers = new ControllerAddons(stack, 'C', { clusterName: 'platform', addons: ClusterAddons.minimal(), nodes: new sns.Topic(stack, 'Nodes') });
    expect(controllers.configs['metrics-server'].webhookPorts).toEqual([10251]);
  });
});

describe('DefaultStorageClass', () => {
  test('is one object in one resource', () => {
    const stack = testStack();
    new DefaultStorageClass(stack, 'StorageClass', { target: new FakeCluster(stack) });
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::AWSCDK-EKS-KubernetesResource', 1);
    expect(manifestOf(template, 'StorageClass').metadata.name).toBe('gp3');
  });
});
