import { Match, Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import { VpcCni } from '../../../src/addons/vpc-cni/vpc-cni';
import { bindAddon, configurationOf } from '../../support/addons';
import { FakeCluster, testStack } from '../../support/stacks';

describe('VpcCni', () => {
  // As the Data on EKS default: https://github.com/awslabs/data-on-eks/blob/7b59538a/analytics/terraform/emr-eks-karpenter/main.tf
  test('delegates prefixes, one of them warm, and enforces network policies', () => {
    expect(configurationOf(bindAddon(new VpcCni()).template)).toEqual({
      enableNetworkPolicy: 'true', env: { ENABLE_PREFIX_DELEGATION: 'true', WARM_PREFIX_TARGET: '1' },
    });
  });

  test.each([[true, 'true'], [false, 'false']])('writes networkPolicy %s as the text that the schema wants', (networkPolicy, text) => {
    expect(configurationOf(bindAddon(new VpcCni({ networkPolicy })).template).enableNetworkPolicy).toBe(text);
  });

  test('comes after the Pod Identity agent, which hands out its role', () => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    new eks.CfnAddon(cluster.platform.tryFindAddon('eks-pod-identity-agent').ready as any, 'Agent', { addonName: 'agent', clusterName: 'c' });
    new VpcCni().bind(stack, { cluster, clusterReference: 'c', after: [] });
    Template.fromStack(stack).hasResource('AWS::EKS::Addon', {
      Properties: { AddonName: 'vpc-cni' }, DependsOn: Match.arrayWith([Match.stringLikeRegexp('Agent')]),
    });
  });

  test('fails on text for networkPolicy', () => {
    expect(() => bindAddon(new VpcCni({ networkPolicy: 'no' } as object))).toThrow(new Error(
      '[Test] `networkPolicy` must be true or false, got "no"; leave it out for the default'));
  });
});
