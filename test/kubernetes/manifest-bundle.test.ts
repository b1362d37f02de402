import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ChartRelease, ManifestBundle } from '../../src/kubernetes/manifest-bundle';
import type { KubernetesObject } from '../../src/kubernetes/object';
import { manifestsOf } from '../support/manifests';
import { FakeCluster, testStack } from '../support/stacks';

const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } };
const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

describe('ManifestBundle', () => {
  test('applies all objects, in order, by one resource that overwrites', () => {
    const stack = testStack();
    const role: KubernetesObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r', namespace: 'team' }, rules: [],
    };
    new ManifestBundle(stack, 'Bundle', { target: new FakeCluster(stack), objects: [namespace, role] });
    const template = Template.fromStack(stack);
    template.resourceCountIs(MANIFEST, 1);
    template.hasResourceProperties(MANIFEST, { ClusterName: 'emr-eks-karpenter', Overwrite: true });
    expect(manifestsOf(template)).toStrictEqual([namespace, role]);
  });

  test('leaves the objects it was given as they were, even frozen ones', () => {
    const stack = testStack();
    const frozen = Object.freeze({ ...namespace, metadata: Object.freeze({ name: 'team' }) });
    const target = new FakeCluster(stack);
    new ManifestBundle(stack, 'One', { target, objects: [frozen] });
    new ManifestBundle(stack, 'Two', { target, objects: [frozen] });
    expect(frozen).toStrictEqual(namespace);
  });

  test('writes the same template whatever the order of keys', () => {
    const render = (labels: Record<string, string>) => {
      const stack = testStack();
      new ManifestBundle(
        stack, 'Bundle', { target: new FakeCluster(stack), objects: [{ ...namespace, metadata: { name: 'team', labels } }] },
      );
      return JSON.stringify(Template.fromStack(stack).toJSON());
    };
    expect(render({ b: '1', a: '2' })).toBe(render({ a: '2', b: '1' }));
  });

  test('fails when the bundle is too large for one request', () => {
    const stack = testStack();
    const big: KubernetesObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'big' }, data: { text: 'x'.repeat(102400) } };
    const bytes = JSON.stringify([big]).length;
    expect(() => new ManifestBundle(stack, 'Bundle', { target: new FakeCluster(stack), objects: [big] })).toThrow(
      new Error(`[Test/Bundle] a bundle of objects must be at most 102400 bytes of JSON, got ${bytes}; split it`),
    );
  });
});

describe('ChartRelease', () => {
  test('installs a pinned chart with sorted values', () => {
    const stack = testStack();
    new ChartRelease(stack, 'Chart', {
      target: new FakeCluster(stack),
      chart: 'karpenter', repository: 'oci://public.ecr.aws/karpenter/karpenter', version: '1.14.1',
      release: 'karpenter', namespace: 'kube-system', values: { b: 1, a: { d: undefined, c: 2 } },
      wait: true, timeout: Duration.minutes(10),
    });
    Template.fromStack(stack).hasResourceProperties('Custom::AWSCDK-EKS-HelmChart', {
      Chart: 'karpenter', Repository: 'oci://public.ecr.aws/karpenter/karpenter', Version: '1.14.1',
      Release: 'karpenter', Namespace: 'kube-system',
      Values: '{"a":{"c":2},"b":1}', Wait: true, Timeout: '600s', CreateNamespace: Match.absent(),
    });
  });
});
