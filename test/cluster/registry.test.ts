import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ClusterRegistry } from '../../src/cluster/registry';
import type { EmrTeamOptions } from '../../src/emr';
import { EmrTeam } from '../../src/emr';
import { FakeCluster, testStack } from '../support/stacks';

/** Warnings about logs of teams "one" and "two" of one cluster, which log as the functions say. */
function warnings(...options: Array<(bucket: s3.IBucket, group: logs.ILogGroup) => EmrTeamOptions['logs']>): string[] {
  const stack = testStack();
  const cluster = new FakeCluster(stack);
  const bucket = new s3.Bucket(stack, 'Logs');
  const group = logs.LogGroup.fromLogGroupName(stack, 'Group', '/shared');
  const registry = new ClusterRegistry();
  options.forEach((logsOf, index) => {
    const namespace = ['one', 'two'][index];
    registry.addTeam(new EmrTeam(stack, namespace, { cluster, namespace, logs: logsOf(bucket, group) }));
  });
  return Annotations.fromStack(stack).findWarning('/Test/two', Match.stringLikeRegexp('`logs`')).map(({ entry }) => String(entry.data));
}

describe('ClusterRegistry', () => {
  test.each<[string, Parameters<typeof warnings>]>([
    ['the same prefix', [(bucket) => ({ bucket, prefix: 'logs' }), (bucket) => ({ bucket, prefix: 'logs' })]],
    ['a prefix inside the other', [(bucket) => ({ bucket, prefix: 'logs/two' }), (bucket) => ({ bucket, prefix: 'logs' })]],
    ['a prefix around the other', [(bucket) => ({ bucket, prefix: 'emr-on-eks-logs' }), (bucket) => ({ bucket })]],
    ['the same log group', [(_, logGroup) => ({ logGroup }), (_, logGroup) => ({ logGroup })]],
  ])('warns of teams with %s', (_, teams) => {
    expect(warnings(...teams)).toEqual([
      expect.stringContaining('`logs` should lie apart from those of namespace one, got one inside the other: roles of one team may read and overwrite logs of the other; give each team a log group and a prefix of its own'),
    ]);
  });

  test.each<[string, Parameters<typeof warnings>]>([
    ['default locations', [() => undefined, () => undefined]],
    ['default locations in one bucket', [(bucket) => ({ bucket }), (bucket) => ({ bucket })]],
    ['prefixes that begin alike', [(bucket) => ({ bucket, prefix: 'logs/team' }), (bucket) => ({ bucket, prefix: 'logs/team-2' })]],
    ['a bucket for one of them', [(bucket) => ({ bucket }), () => undefined]],
  ])('is content with %s', (_, teams) => {
    expect(warnings(...teams)).toEqual([]);
  });
});
