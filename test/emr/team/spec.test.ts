import * as fc from 'fast-check';
import { logGroupName, virtualClusterName } from '../../../src/emr/team/spec';

const clusters = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$/);
const namespaces = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

describe('virtualClusterName()', () => {
  test('is cluster and namespace', () => {
    expect(virtualClusterName('emr-eks-karpenter', 'emr-data-team-a')).toBe('emr-eks-karpenter-emr-data-team-a');
  });

  test('is a legal name of at most 64 characters', () => {
    fc.assert(fc.property(clusters, namespaces, (cluster, namespace) => /^[.\-_/#A-Za-z0-9]{1,64}$/.test(virtualClusterName(cluster, namespace))));
  });
});

describe('logGroupName()', () => {
  test('has no trailing slash', () => {
    expect(logGroupName('emr-eks-karpenter', 'emr-data-team-a')).toBe('/emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a');
  });
});
