import { Aws, Tags, Token } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CoreDns } from '../../../src/addons/core-dns/core-dns';
import { EbsCsiDriver } from '../../../src/addons/ebs-csi-driver/ebs-csi-driver';
import { FsxCsiDriver } from '../../../src/addons/fsx-csi-driver/fsx-csi-driver';
import { KubeProxy } from '../../../src/addons/kube-proxy/kube-proxy';
import { AddonConflictResolution, type ManagedAddonOptions } from '../../../src/addons/managed-addon/options';
import { MetricsServer } from '../../../src/addons/metrics-server/metrics-server';
import { PodIdentityAgent } from '../../../src/addons/pod-identity-agent/pod-identity-agent';
import { VpcCni } from '../../../src/addons/vpc-cni/vpc-cni';
import type { IClusterAddon } from '../../../src/contracts';
import { addonOf, bindAddon, configurationOf } from '../../support/addons';
import { idsOf } from '../../support/graph';
import { agnosticStack, testStack } from '../../support/stacks';

type ManagedAddonClass = new (options?: ManagedAddonOptions) => IClusterAddon;

const CLASSES: ManagedAddonClass[] = [PodIdentityAgent, KubeProxy, VpcCni, CoreDns, EbsCsiDriver, MetricsServer, FsxCsiDriver];

describe.each(CLASSES.map((each) => [each.name, each] as const))('%s', (_, Addon) => {
  test('takes over what EKS has installed, and is deleted with the cluster', () => {
    expect(addonOf(bindAddon(new Addon()).template)).toMatchObject({
      AddonName: new Addon().addonName, ClusterName: 'platform', ResolveConflicts: 'OVERWRITE', PreserveOnDelete: false,
    });
  });

  test('comes after what it is told to wait for', () => {
    bindAddon(new Addon()).template.hasResource('AWS::EKS::Addon', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Before')]) });
  });

  test('is waited for by whoever waits for its config', () => {
    const bound = bindAddon(new Addon());
    new sns.Topic(bound.stack, 'Later').node.addDependency(bound.config.ready);
    const { template } = bound;
    template.hasResource('AWS::SNS::Topic', { DependsOn: idsOf(template, 'AWS::EKS::Addon') });
  });

  test('takes the options of every EKS add-on', () => {
    const options: ManagedAddonOptions = {
      version: 'v1.35.0-eksbuild.2', resolveConflicts: AddonConflictResolution.PRESERVE, preserveOnDelete: true, configurationValues: { extra: 'x' },
    };
    const { template } = bindAddon(new Addon(options));
    expect(addonOf(template)).toMatchObject({ AddonVersion: 'v1.35.0-eksbuild.2', ResolveConflicts: 'PRESERVE', PreserveOnDelete: true });
    expect(configurationOf(template)).toMatchObject({ extra: 'x' });
  });
});

describe('the identity of an add-on', () => {
  test.each([
    [new VpcCni(), 'aws-node', 'AmazonEKS_CNI_Policy'],
    [new EbsCsiDriver(), 'ebs-csi-controller-sa', 'AmazonEBSCSIDriverPolicyV2'],
  ])('of $addonName is a role of its own through Pod Identity', (addon, serviceAccount, policy) => {
    const { template, config, stack } = bindAddon(addon);
    const [role] = idsOf(template, 'AWS::IAM::Role');
    expect(addonOf(template).PodIdentityAssociations).toEqual([{ ServiceAccount: serviceAccount, RoleArn: { 'Fn::GetAtt': [role, 'Arn'] } }]);
    expect(stack.resolve(config.role!.roleArn)).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
    expect(template.toJSON().Resources[role].Properties).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [{ Action: ['sts:AssumeRole', 'sts:TagSession'], Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' } }],
        Version: '2012-10-17',
      },
      ManagedPolicyArns: [{ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${policy}` }],
    });
  });

  test.each([new CoreDns(), new KubeProxy(), new PodIdentityAgent(), new MetricsServer()])('of $addonName is none', (addon) => {
    const { template, config } = bindAddon(addon);
    expect(addonOf(template)).not.toHaveProperty('PodIdentityAssociations');
    expect(config.role).toBeUndefined();
  });
});

describe('configurationValues', () => {
  test.each([new KubeProxy(), new PodIdentityAgent()])('of $addonName are those of EKS', (addon) => {
    expect(addonOf(bindAddon(addon).template)).not.toHaveProperty('ConfigurationValues');
  });

  test('are merged over ours and win', () => {
    const { template } = bindAddon(new VpcCni({ configurationValues: { env: { WARM_PREFIX_TARGET: '2' }, init: { env: { X: 'y' } } } }));
    expect(configurationOf(template)).toEqual({
      enableNetworkPolicy: 'true',
      env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '2' },
      init: { env: { X: 'y' } },
    });
  });

  test('are rendered in one order, whatever order they come in', () => {
    const [one, other] = [{ b: 1, a: { d: 2, c: 3 } }, { a: { c: 3, d: 2 }, b: 1 }]
      .map((configurationValues) => addonOf(bindAddon(new MetricsServer({ configurationValues })).template).ConfigurationValues);
    expect(one).toBe(other);
  });

  test('may hold tokens', () => {
    const addon = new EbsCsiDriver({ configurationValues: { controller: { region: Aws.REGION } } });
    expect(JSON.stringify(addonOf(bindAddon(addon, { stack: agnosticStack() }).template).ConfigurationValues)).toContain('{"Ref":"AWS::Region"}');
  });

  test('may repeat what we set', () => {
    expect(() => bindAddon(new VpcCni({ configurationValues: { enableNetworkPolicy: 'true' } }))).not.toThrow();
  });

  test('take tags of the app, for volumes', () => {
    const stack = testStack();
    Tags.of(stack).add('CostCenter', '42');
    expect(configurationOf(bindAddon(new EbsCsiDriver(), { stack }).template).controller.extraVolumeTags).toEqual({ CostCenter: '42' });
  });
});

describe('a mistake', () => {
  const form = '`version` must have the form "v1.2.3-eksbuild.1"';
  const fix = 'list versions with `aws eks describe-addon-versions --addon-name vpc-cni`';

  test.each(['1.20.4', 'v1.20.4', 'v1.20-eksbuild.1', 'latest', ''])('in version "%s" is refused', (version) => {
    expect(() => bindAddon(new VpcCni({ version }))).toThrow(new Error(`[Test/VpcCni] ${form}, got "${version}"; ${fix}`));
  });

  test.each<[string, object, string]>([
    ['a number as version', { version: 1 }, '`version` must be text, got 1; write it in quotes'],
    ['an unknown resolution', { resolveConflicts: 'MERGE' }, '`resolveConflicts` must be one of "OVERWRITE", "NONE", "PRESERVE", got "MERGE"; use the members of its enum'],
    ['text for a flag', { preserveOnDelete: 'yes' }, '`preserveOnDelete` must be true or false, got "yes"; leave it out for the default'],
    ['text for values', { configurationValues: 'a: b' }, '`configurationValues` must be a map, got "a: b"; write it as `{ key: value }`'],
  ])('such as %s is refused', (__, options, message) => {
    expect(() => bindAddon(new KubeProxy(options as ManagedAddonOptions))).toThrow(new Error(`[Test/KubeProxy] ${message}`));
  });

  test('is none where version is a token', () => {
    const addon = new EbsCsiDriver({ version: Token.asString({ Ref: 'AWS::StackName' }) });
    expect(addonOf(bindAddon(addon, { stack: agnosticStack() }).template).AddonVersion).toEqual({ Ref: 'AWS::StackName' });
  });
});

describe('values that typed options set', () => {
  test.each<[string, () => unknown, string]>([
    ['CoreDns', () => bindAddon(new CoreDns({ configurationValues: { autoScaling: { enabled: false } } })),
      '`configurationValues.autoScaling.enabled` must stay as this library sets it, got another value; use `autoscaling`'],
    ['VpcCni', () => bindAddon(new VpcCni({ configurationValues: { enableNetworkPolicy: 'false' } })),
      '`configurationValues.enableNetworkPolicy` must stay as this library sets it, got another value; use `networkPolicy`'],
  ])('of %s cannot be changed', (name, build, message) => {
    expect(build).toThrow(new Error(`[Test/${name}] ${message}`));
  });
});

test('an add-on alone adds one resource, or two with a role', () => {
  const count = (template: Template) => Object.keys(template.toJSON().Resources).filter((id) => !id.startsWith('Before')).length;
  expect([new KubeProxy(), new VpcCni()].map((addon) => count(bindAddon(addon).template))).toEqual([1, 2]);
});
