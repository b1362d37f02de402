import { Template } from 'aws-cdk-lib/assertions';
import { ClusterAddons } from '../../src/addons/cluster-addons';
import { LoadBalancerController } from '../../src/addons/load-balancer-controller/load-balancer-controller';
import type { EmrEksKarpenterClusterProps } from '../../src/cluster/cluster-props';
import { renderText } from '../support/manifests';
import { platformStack, testPlatform } from '../support/platforms';

/** The one parameter with a name; CDK makes another, without. */
function published(props: Partial<EmrEksKarpenterClusterProps> = {}): { Name: string; Value: string; Tier?: string } {
  const stack = platformStack();
  testPlatform(stack, { clusterName: 'platform', ...props });
  const parameters = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
  const { Properties } = parameters.find((parameter) => parameter.Properties.Name !== undefined)!;
  return { ...Properties, Value: renderText(Properties.Value) } as { Name: string; Value: string };
}

describe('ClusterPublication', () => {
  test('publishes one document under the name of the cluster', () => {
    expect(published().Name).toBe('/emr-eks-karpenter/platform/v1');
  });

  test('says what another app must know', () => {
    const ref = (id: string) => expect.stringMatching(new RegExp(`^\\$\\{Platform${id}`));
    expect(JSON.parse(published().Value)).toEqual({
      version: 1,
      clusterName: 'platform',
      kubernetesVersion: '1.35',
      vpcId: ref('Network'),
      dataPlaneSubnets: [{ id: ref('NetworkDataPlaneSubnet1'), zone: 'dummy1a' }, { id: ref('NetworkDataPlaneSubnet2'), zone: 'dummy1b' }],
      loadBalancerSubnets: [
        { id: ref('NetworkPrivateSubnet1'), zone: 'dummy1a', cidr: expect.stringMatching(/^10\.1\.\d+\.0\/\d+$/) },
        { id: ref('NetworkPrivateSubnet2'), zone: 'dummy1b', cidr: expect.stringMatching(/^10\.1\.\d+\.0\/\d+$/) },
      ],
      nodeSecurityGroupId: ref('SecurityGroupsNodes'),
      controlPlaneSecurityGroupId: ref('SecurityGroupsControlPlane'),
      nodeRoleArn: ref('KarpenterNodeRole'),
      karpenterRoleArn: ref('KarpenterControllerRole'),
      defaultNodeClass: { name: 'spark', instanceStoreRaid0: true },
      isolated: false,
      coreNodesTainted: false,
      coreNodesArchitecture: 'amd64',
      mirrors: {},
      kubectlServiceToken: ref('EksKubectlProvider'),
      addons: [{ addonName: 'aws-ebs-csi-driver', roleArn: ref('ControllerAddonsEbsCsiRole') }],
    });
  });

  test('says what the default node class keeps from pods', () => {
    const { defaultNodeClass } = JSON.parse(published({ defaultNodeClass: { kubelet: { maxPods: 20 }, instanceStoreRaid0: false } }).Value);
    expect(defaultNodeClass).toEqual({ name: 'spark', instanceStoreRaid0: false, nodeReservation: { maxPods: 20 } });
  });

  test('holds the add-ons that constructs have asked for, also after the cluster was made', () => {
    const stack = platformStack();
    const cluster = testPlatform(stack, { clusterName: 'platform' });
    cluster.platform.requireAddon('aws-fsx-csi-driver');
    cluster.platform.requireAddon('aws-fsx-csi-driver');
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::EKS::Addon', { AddonName: 'aws-fsx-csi-driver' }, 1);
    const [{ Properties }] = Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: '/emr-eks-karpenter/platform/v1' } }));
    expect(JSON.parse(renderText(Properties.Value)).addons).toEqual([
      { addonName: 'aws-ebs-csi-driver', roleArn: expect.stringContaining('ControllerAddonsEbsCsiRole') },
      { addonName: 'aws-fsx-csi-driver', roleArn: expect.stringContaining('OptionalAddonsFsxCsiRole') },
    ]);
  });

  test('holds an add-on whose role nobody asks for', () => {
    expect(JSON.parse(published({ addons: ClusterAddons.minimal().including(new LoadBalancerController()) }).Value).addons).toContainEqual(
      { addonName: 'aws-load-balancer-controller' });
  });

  test('holds the identity provider that constructs have asked for', () => {
    const stack = platformStack();
    const cluster = testPlatform(stack, { clusterName: 'platform' });
    cluster.requireOidcProvider();
    cluster.requireOidcProvider();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::OIDCProvider', 1);
    const [{ Properties }] = Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: '/emr-eks-karpenter/platform/v1' } }));
    const { oidcProvider } = JSON.parse(renderText(Properties.Value));
    expect(oidcProvider.oidcProviderArn).toMatch(/^\$\{PlatformOidcProvider\w+\.Arn\}$/);
    expect(oidcProvider.oidcIssuer).toContain('OpenIdConnectIssuerUrl');
  });

  test('holds the mirrors', () => {
    const mirrors = { chartRepository: 'oci://mirror.corp/charts', imageRegistry: 'mirror.corp/images' };
    expect(JSON.parse(published({ mirrors }).Value).mirrors).toEqual(mirrors);
  });

  test('fits a standard parameter of 4 KB, with room for long ARNs', () => {
    expect(published({ clusterName: 'p'.repeat(100) }).Value.length).toBeLessThan(2048);
    expect(published().Tier).toBeUndefined();
  });
});
