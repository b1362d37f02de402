import * as fc from 'fast-check';
import { controllerPolicy, type ControllerScope } from '../../../../src/karpenter/controller/policies/controller';
import upstream from '../../../schemas/iam/karpenter-1.14.1-controller-policies.json';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

const partitions = [
  { partition: 'aws', region: 'eu-west-1' },
  { partition: 'aws-cn', region: 'cn-northwest-1' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1' },
];
const lengths = [1, 20, 64, 100];
const cases = partitions.flatMap((place) => lengths.map((length) => ({ ...place, length })));

interface Scope extends ControllerScope {
  readonly partition: string;
  readonly account: string;
}

function scopeOf({ partition, region }: { partition: string; region: string }, clusterName: string): Scope {
  const account = '111122223333';
  const values: Record<string, string> = { Partition: partition, Region: region, AccountId: account };
  return {
    partition,
    region,
    clusterName,
    account,
    arn: (pattern) => pattern.replace(/\$\{AWS::(\w+)\}/g, (_, name) => values[name]),
    nodeRoleArn: `arn:${partition}:iam::111122223333:role/node`,
    queueArn: `arn:${partition}:sqs:${region}:111122223333:queue`,
  };
}

/** Upstream's statements with the placeholders filled in. */
function expected(scope: Scope): Statement[] {
  const values: Record<string, string> = {
    '${AWS::Partition}': scope.partition,
    '${AWS::Region}': scope.region,
    '${AWS::AccountId}': scope.account,
    '${ClusterName}': scope.clusterName,
    '${KarpenterNodeRole.Arn}': scope.nodeRoleArn,
    '${KarpenterInterruptionQueue.Arn}': scope.queueArn,
  };
  const documents = JSON.stringify(upstream.documents);
  const text = upstream.placeholders.split(' ').reduce((json, placeholder) => json.split(placeholder).join(values[placeholder]), documents);
  return Object.values(JSON.parse(text) as Record<string, Statement[]>).flat();
}

function rendered(scope: ControllerScope): Statement[] {
  return controllerPolicy(scope).toJSON().Statement;
}

const list = (value: string | string[]): string[] => [value].flat().sort();

/** One element or a list of one mean the same to IAM, as does any order. */
function normalised(statement: Statement): object {
  const conditions = Object.entries(statement.Condition ?? {})
    .map(([operator, keys]) => [operator, Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, list(value)]))]);
  return { ...statement, Action: list(statement.Action), Resource: list(statement.Resource), Condition: Object.fromEntries(conditions) };
}

describe('controllerPolicy()', () => {
  test.each(cases)("is upstream's, statement by statement, in $partition for a cluster name of $length characters", ({ length, ...place }) => {
    const scope = scopeOf(place, 'c'.repeat(length));

    expect(rendered(scope).map((statement) => statement.Sid)).toEqual(expected(scope).map((statement) => statement.Sid));
    rendered(scope).forEach((statement, index) => expect(normalised(statement)).toEqual(normalised(expected(scope)[index])));
  });

  test.each(cases)('fits into the 10,240 characters of inline policies in $partition for a name of $length characters', ({ length, ...place }) => {
    const text = JSON.stringify({ Version: '2012-10-17', Statement: rendered(scopeOf(place, 'c'.repeat(length))) });

    expect(text.length).toBeLessThanOrEqual(10_240);
  });

  test('has 18 statements', () => {
    expect(rendered(scopeOf(partitions[0], 'c'))).toHaveLength(18);
  });

  test('changes nothing on every resource', () => {
    const everywhere = rendered(scopeOf(partitions[0], 'c')).filter((statement) => list(statement.Resource).includes('*'));
    const actions = everywhere.flatMap((statement) => list(statement.Action));

    expect(actions.filter((action) => !/^[a-z0-9-]+:(Get|List|Describe)/.test(action))).toEqual([]);
  });

  test('changes instances and launch templates of no other cluster', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/), (clusterName) => {
      const deletion = rendered(scopeOf(partitions[0], clusterName)).find((statement) => statement.Sid === 'AllowScopedDeletion');

      expect(deletion?.Condition?.StringEquals).toEqual({ [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: 'owned' });
    }));
  });
});
