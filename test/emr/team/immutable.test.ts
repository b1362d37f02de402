import { Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { EmrTeamOptions } from '../../../src/emr';
import { EmrTeam } from '../../../src/emr';
import { immutableChanges } from '../../support/immutable';
import { FakeCluster, testStack } from '../../support/stacks';

function version(options: Partial<EmrTeamOptions> = {}, tag?: string): object {
  const stack = testStack();
  const team = new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a', ...options });
  if (tag !== undefined) Tags.of(team).add('owner', tag);
  return Template.fromStack(stack).toJSON();
}

describe('immutableChanges()', () => {
  test.each<[string, Partial<EmrTeamOptions>, string, unknown, unknown]>([
    ['virtualClusterName', { virtualClusterName: 'renamed' }, 'Name', 'emr-eks-karpenter-emr-data-team-a', 'renamed'],
    ['sessionEnabled', { sessionEnabled: true }, 'SessionEnabled', undefined, true],
    ['securityConfigurationId', { securityConfigurationId: 'sc1' }, 'SecurityConfigurationId', undefined, 'sc1'],
  ])('finds a changed %s', (_, options, property, before, after) => {
    expect(immutableChanges(version(), version(options))).toEqual([{ logicalId: expect.stringMatching(/^TeamAVirtualCluster/), property, before, after }]);
  });

  test('finds a changed namespace', () => {
    const changes = immutableChanges(version(), version({ namespace: 'emr-data-team-b' }));
    expect(changes.map(({ property }) => property)).toEqual(['ContainerProvider', 'Name']);
  });

  test('finds a property that is taken away', () => {
    expect(immutableChanges(version({ sessionEnabled: false }), version())).toEqual([
      { logicalId: expect.any(String), property: 'SessionEnabled', before: false, after: undefined },
    ]);
  });

  test('lets tags, quotas and new teams pass', () => {
    expect(immutableChanges(version({}, 'ann'), version({ quota: { pods: 5 } }, 'bob'))).toEqual([]);
    expect(immutableChanges({}, version())).toEqual([]);
    expect(immutableChanges(version(), {})).toEqual([]);
  });

  test('does not mind the order of keys', () => {
    const cluster = (ContainerProvider: object) => ({ Resources: { Vc: { Type: 'AWS::EMRContainers::VirtualCluster', Properties: { ContainerProvider } } } });
    expect(immutableChanges(cluster({ Id: 'a', Type: 'EKS' }), cluster({ Type: 'EKS', Id: 'a' }))).toEqual([]);
  });
});
