import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { checkKubectlLayer, requireKubernetesVersion } from '../../src/cluster/version-guard';
import { kubectlLayerOf } from '../support/platforms';
import { agnosticStack, testStack } from '../support/stacks';

function warningsFor(className: string, version = '1.35'): unknown[] {
  const stack = testStack();
  checkKubectlLayer(stack, kubectlLayerOf(className, stack), version);
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((warning) => warning.entry.data);
}

describe('checkKubectlLayer()', () => {
  test.each(['KubectlV34Layer', 'KubectlV35Layer', 'KubectlV36Layer'])('accepts %s for Kubernetes 1.35', (className) => {
    expect(warningsFor(className)).toEqual([]);
  });

  test.each([['KubectlV33Layer', '1.33'], ['KubectlV37Layer', '1.37'], ['KubectlV28Layer', '1.28']])('fails on %s for Kubernetes 1.35', (className, kubectl) => {
    expect(() => warningsFor(className)).toThrow(
      `[Test] \`kubectlLayer\` must hold kubectl 1.34 to 1.36 for \`kubernetesVersion\` 1.35, got kubectl ${kubectl}; use @aws-cdk/lambda-layer-kubectl-v35`);
  });

  test('warns about a layer of which nothing is known', () => {
    expect(warningsFor('LayerVersion')).toEqual([
      '`kubectlLayer` could not be checked against Kubernetes 1.35: only layers of the packages @aws-cdk/lambda-layer-kubectl-vNN tell their version; make sure that it holds kubectl 1.34 to 1.36 and Helm 3.8 or later [ack: cdk-emr-eks-karpenter/cluster:kubectl-layer-version]',
    ]);
  });
});

describe('requireKubernetesVersion()', () => {
  test('returns the minor version', () => {
    expect(requireKubernetesVersion(testStack(), 'kubernetesVersion', '1.35')).toBe(35);
  });

  test.each(['1.35.2', 'v1.35', '2.0', 'latest', ''])('fails when the version is "%s"', (version) => {
    expect(() => requireKubernetesVersion(testStack(), 'kubernetesVersion', version)).toThrow(
      `[Test] \`kubernetesVersion\` must have the form "1.35", got "${version}"; leave out the patch version, which EKS chooses`);
  });

  test('fails on a token', () => {
    const stack = agnosticStack();
    expect(() => requireKubernetesVersion(stack, 'kubernetesVersion', stack.region)).toThrow(
      '[Test] `kubernetesVersion` must be a literal, got a token; pass the text itself, since it becomes part of names that are computed at synthesis');
  });
});
