import { Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ClusterSecurityGroups } from '../../src/cluster/security-groups';
import { cycleOf, graphOf } from '../support/graph';
import { testStack } from '../support/stacks';

function groups(open: (groups: ClusterSecurityGroups) => void = () => undefined): Template {
  const stack = testStack();
  open(new ClusterSecurityGroups(stack, 'Groups', { clusterName: 'platform', vpcId: 'vpc-12345678' }));
  return Template.fromStack(stack);
}

function rangesOf(template: Template): number[][] {
  const [nodes] = Object.values(template.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Nodes of platform' } }));
  return nodes.Properties.SecurityGroupIngress.map((rule: any) => [rule.FromPort, rule.ToPort]);
}

describe('ClusterSecurityGroups', () => {
  test('adds four resources without a cycle', () => {
    const template = groups();
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(4);
    expect(cycleOf(graphOf(template))).toBeUndefined();
  });

  test('lets the control plane call the kubelet and extension API servers', () => {
    expect(rangesOf(groups())).toEqual([[443, 443], [10250, 10250]]);
  });

  test('lets nothing else of the control plane in', () => {
    groups().hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Nodes of platform',
      SecurityGroupIngress: [443, 10250].map((port) => Match.objectLike({
        IpProtocol: 'tcp', FromPort: port, ToPort: port, SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('ControlPlane'), 'GroupId'] },
      })),
    });
  });

  test('openWebhookPort adds ports, sorted and once each, until synthesis; those that follow each other share a rule', () => {
    const template = groups((own) => [10252, 9443, 10251, 443, 9443, 9441].forEach((port) => own.openWebhookPort(port)));
    expect(rangesOf(template)).toEqual([[443, 443], [9441, 9441], [9443, 9443], [10250, 10252]]);
  });

  test('lets nodes talk to each other and to the Kubernetes API', () => {
    const template = groups();
    const group = (name: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(name), 'GroupId'] });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: group('Nodes'), SourceSecurityGroupId: group('Nodes'), IpProtocol: '-1' });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: group('ControlPlane'), SourceSecurityGroupId: group('Nodes'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443,
    });
  });

  test('tags nodes for the load balancer controller, and the control plane not', () => {
    const template = groups();
    const owned = { Key: 'kubernetes.io/cluster/platform', Value: 'owned' };
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Nodes of platform', Tags: [owned, { Key: 'Name', Value: 'platform-node' }],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Control plane of platform', Tags: [{ Key: 'Name', Value: 'platform-control-plane' }],
    });
  });

  test.each([0, -1, 65536, 80.5, NaN])('fails when port is %s', (port) => {
    expect(() => groups((own) => own.openWebhookPort(port))).toThrow(
      `[Test/Groups] \`port\` must be a whole number from 1 to 65535, got ${port}; pass the port on which the webhook's pods listen`);
  });

  test('fails on a token for port', () => {
    expect(() => groups((own) => own.openWebhookPort(Lazy.number({ produce: () => 443 })))).toThrow(
      '[Test/Groups] `port` must be a whole number from 1 to 65535, got a token; pass the port on which the webhook\'s pods listen');
  });

  test.each([1, 65535])('accepts port %s', (port) => {
    expect(rangesOf(groups((own) => own.openWebhookPort(port)))).toContainEqual([port, port]);
  });
});
