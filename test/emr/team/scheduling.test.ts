import { App, CfnResource, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EmrTeam } from '../../../src/emr/team/emr-team';
import { YuniKorn } from '../../../src/yunikorn/scheduler/yunikorn';
import { graphOf, idsOf, isDeletedBefore } from '../../support/graph';
import { manifestOf } from '../../support/manifests';
import { FakeCluster, testStack } from '../../support/stacks';

const OPT_IN = 'yunikorn.apache.org/namespace.enableYuniKorn';
const RELEASE = 'Custom::AWSCDK-EKS-HelmChart';

function world(app = new App()): { stack: Stack; cluster: FakeCluster } {
  const stack = testStack('Test', app);
  return { stack, cluster: new FakeCluster(stack) };
}

describe('a team whose queue is made after it', () => {
  const { stack, cluster } = world();
  const team = new EmrTeam(stack, 'Team', { cluster, namespace: 'emr-a', namespaceAnnotations: { own: 'x' } });
  new EmrTeam(stack, 'Other', { cluster, namespace: 'emr-b' });
  new YuniKorn(stack, 'YuniKorn', { cluster }).queueFor(team);
  const template = Template.fromStack(stack);

  test('has its namespace ask for YuniKorn, and no other', () => {
    expect(manifestOf(template, 'Namespace', 'emr-a').metadata.annotations).toEqual({ own: 'x', [OPT_IN]: 'true' });
    expect(manifestOf(template, 'Namespace', 'emr-b').metadata.annotations).toBeUndefined();
  });

  test('loses its virtual cluster before YuniKorn goes, and the other does not wait', () => {
    const graph = graphOf(template);
    const [release] = idsOf(template, RELEASE);
    const [own, other] = ['Team', 'Other'].map((id) => idsOf(template, 'AWS::EMRContainers::VirtualCluster').find((key) => key.startsWith(id))!);
    expect(isDeletedBefore(graph, own, release)).toBe(true);
    expect(isDeletedBefore(graph, other, release)).toBe(false);
  });
});

test('a YuniKorn in a third stack, which depends on the cluster\'s, makes no circle', () => {
  const app = new App();
  const { stack, cluster } = world(app);
  const team = new EmrTeam(stack, 'Team', { cluster, namespace: 'emr-a' });
  const third = testStack('Third', app);
  third.addDependency(stack);
  new YuniKorn(third, 'YuniKorn', { cluster }).queueFor(team);
  new CfnResource(third, 'Sink', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  expect(manifestOf(Template.fromStack(stack), 'Namespace').metadata.annotations).toEqual({ [OPT_IN]: 'true' });
});

test('a team that refuses YuniKorn by its own annotations cannot have a queue', () => {
  const { stack, cluster } = world();
  const team = new EmrTeam(stack, 'Team', { cluster, namespace: 'emr-a', namespaceAnnotations: { [OPT_IN]: 'false' } });
  expect(() => new YuniKorn(stack, 'YuniKorn', { cluster }).queueFor(team))
    .toThrow(`[Test/Team] \`namespaceAnnotations\` must leave ${OPT_IN} to the team's scheduler, which needs "true", got "false"; leave it out`);
});

test('a team made elsewhere has a queue, and is told what its namespace needs', () => {
  const { stack, cluster } = world();
  const team = EmrTeam.fromEmrTeamAttributes(stack, 'Team', {
    cluster, namespace: 'emr-c', virtualClusterId: 'abc', jobExecutionRoleArn: 'arn:aws:iam::111122223333:role/jobs',
  });
  expect(new YuniKorn(stack, 'YuniKorn', { cluster }).queueFor(team).queuePath).toBe('root.emr.emr-c');
  Annotations.fromStack(stack).hasWarning('/Test/Team', Match.stringLikeRegexp(`namespace emr-c is made elsewhere and needs the annotations ${OPT_IN}: "true": use a queue in the app that makes the team`));
});
