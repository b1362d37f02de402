import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ClusterAddons } from '../../src/addons/cluster-addons';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../src/contracts';
import { graphOf, idsOf, isDeletedBefore } from '../support/graph';
import { policiesOf } from '../support/iam';
import { manifestsOf, renderText } from '../support/manifests';
import { platformStack, testPlatform } from '../support/platforms';

/** An add-on that nothing in this library names: all that a cluster does for it follows from its config. */
class Snapshots implements IClusterAddon {
  public readonly addonName = 'snapshot-controller';

  constructor(public readonly stage = AddonStage.EXTENSION, private readonly config: Partial<AddonConfig> = {}) {}

  public bind(scope: Construct, { cluster, clusterReference, after }: AddonBindOptions): AddonConfig {
    const role = new iam.Role(scope, 'SnapshotsRole', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    const addon = new eks.CfnAddon(scope, 'Snapshots', { addonName: this.addonName, clusterName: clusterReference });
    addon.node.addDependency(role, ...after);
    const statements = [new iam.PolicyStatement({
      actions: ['ec2:DeleteSnapshot'], resources: ['*'], conditions: { StringEquals: { 'aws:ResourceTag/cluster': cluster.clusterName } },
    })];
    return { ready: addon, role, webhookPorts: [8443], cleanUp: { statements }, published: true, ...this.config };
  }
}

const NAME = 'Platform';

function build(addon = new Snapshots()): { template: Template; platform: ReturnType<typeof testPlatform> } {
  const stack = platformStack();
  const platform = testPlatform(stack, { clusterName: 'mine', addons: ClusterAddons.minimal().including(addon) });
  const { ready } = platform.platform.requireAddon('snapshot-controller');
  new sqs.Queue(stack, 'Later').node.addDependency(ready);
  return { platform, template: Template.fromStack(stack) };
}

const addonIn = (template: Template) => Object.keys(template.findResources('AWS::EKS::Addon', { Properties: { AddonName: 'snapshot-controller' } }));

describe('an add-on of the user', () => {
  const { template, platform } = build();
  const [id] = addonIn(template);

  test('is installed once, and found by its name', () => {
    expect(addonIn(template)).toHaveLength(1);
    expect(platform.platform.tryFindAddon('snapshot-controller')).toBe(platform.platform.requireAddon('snapshot-controller'));
    template.hasResource('AWS::SQS::Queue', { DependsOn: [id] });
  });

  test('has its webhook port open to the control plane', () => {
    const ports = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
    expect(ports.map(({ FromPort }: any) => FromPort)).toContain(8443);
  });

  test('is published with its role', () => {
    const [document] = Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: '/emr-eks-karpenter/mine/v1' } }));
    expect(JSON.parse(renderText(document.Properties.Value)).addons).toContainEqual({
      addonName: 'snapshot-controller', roleArn: expect.stringContaining('SnapshotsRole'),
    });
  });

  test('gives the clean-up its permissions, and has it keep file systems that nobody makes', () => {
    const role = Object.keys(template.findResources('AWS::IAM::Role')).find((each) => each.startsWith(`${NAME}CleanUp`))!;
    expect(policiesOf(template, role)).toContainEqual(expect.objectContaining({ Action: 'ec2:DeleteSnapshot' }));
    expect(Object.values(template.findResources('Custom::EmrEksKarpenterSweep'))[0].Properties.Keep).toEqual(['fileSystems']);
  });

  test('is deleted before core nodes and after the drain', () => {
    const graph = graphOf(template);
    expect(isDeletedBefore(graph, id, idsOf(template, 'AWS::EKS::Nodegroup')[0])).toBe(true);
    expect(isDeletedBefore(graph, idsOf(template, 'Custom::EmrEksKarpenterDrain')[0], id)).toBe(true);
  });
});

describe('an add-on of the user that makes file systems', () => {
  test('has them deleted by the clean-up', () => {
    const { template } = build(new Snapshots(AddonStage.EXTENSION, { cleanUp: { statements: [], fileSystems: true } }));
    expect(Object.values(template.findResources('Custom::EmrEksKarpenterSweep'))[0].Properties.Keep).toBeUndefined();
  });
});

describe('the stage of an add-on', () => {
  const orderOf = (stage: AddonStage) => {
    const { template } = build(new Snapshots(stage));
    const graph = graphOf(template);
    const [[id], [nodes]] = [addonIn(template), idsOf(template, 'AWS::EKS::Nodegroup')];
    const [karpenter] = Object.keys(template.findResources('Custom::AWSCDK-EKS-HelmChart')).filter((each) => each.startsWith(`${NAME}KarpenterController`));
    return {
      beforeNodes: isDeletedBefore(graph, nodes, id),
      afterNodes: isDeletedBefore(graph, id, nodes),
      beforeKarpenter: isDeletedBefore(graph, karpenter, id),
    };
  };

  test.each([
    [AddonStage.BEFORE_NODES, { beforeNodes: true, afterNodes: false, beforeKarpenter: true }],
    [AddonStage.CORE, { beforeNodes: false, afterNodes: true, beforeKarpenter: true }],
    [AddonStage.EXTENSION, { beforeNodes: false, afterNodes: true, beforeKarpenter: false }],
  ])('%s decides when it is there', (stage, expected) => {
    expect(orderOf(stage)).toEqual(expected);
  });
});

describe('requireAddon', () => {
  test('installs an add-on that this library knows at the first call', () => {
    const { platform } = build();
    expect(platform.platform.tryFindAddon('aws-fsx-csi-driver')).toBeUndefined();
    expect(platform.platform.requireAddon('aws-fsx-csi-driver')).toBe(platform.platform.requireAddon('aws-fsx-csi-driver'));
  });

  test('fails on a name that nobody knows', () => {
    expect(() => build().platform.platform.requireAddon('fsx')).toThrow(new Error(
      '[Test/Platform] `addonName` must be an add-on of the cluster or one of aws-fsx-csi-driver, aws-load-balancer-controller, got "fsx"; '
      + 'add it to `addons` of the cluster, with `ClusterAddons.minimal().including(…)`'));
  });

  test('applies no object of its own', () => {
    expect(manifestsOf(build().template).map(({ kind }) => kind)).toEqual(['StorageClass', 'ClusterRole', 'ClusterRoleBinding', 'EC2NodeClass']);
  });
});
