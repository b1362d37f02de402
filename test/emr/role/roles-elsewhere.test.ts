import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { EmrTeam, JobExecutionRole } from '../../../src/emr';
import type { Verdict } from '../../support/iam';
import { evaluate, policiesOf } from '../../support/iam';
import { FakeCluster, testStack } from '../../support/stacks';

const LOGS = 'arn:aws:s3:::platform-logs/emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a/vc/jobs/1';

/** A team that logs to a bucket, with one who may start its jobs already and one who may later, and a role of its jobs made outside it. */
function world(isApart: boolean) {
  const app = new App();
  const stack = testStack('Test', app);
  const bucket = s3.Bucket.fromBucketName(stack, 'Logs', 'platform-logs');
  const team = new EmrTeam(stack, 'TeamA', { cluster: new FakeCluster(stack), namespace: 'emr-data-team-a', logs: { bucket } });
  const submitter = (name: string) => new iam.Role(stack, name, { roleName: name, assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
  team.grantStartJobRun(submitter('early'));
  new JobExecutionRole(isApart ? testStack('Apart', app) : stack, 'Etl', { team, roleName: 'etl', path: '/spark/' });
  team.grantStartJobRun(submitter('late'));
  return app.synth().stacks.map(({ template }) => Template.fromJSON(template));
}

describe.each([['in the stack of its team', false], ['in another stack', true]])('a job execution role %s', (_, isApart) => {
  const [home, apart = home] = world(isApart);
  const [virtualCluster] = Object.keys(home.findResources('AWS::EMRContainers::VirtualCluster'));

  test('writes to the log bucket of the team', () => {
    expect(evaluate(policiesOf(apart, 'etl'), { action: 's3:PutObject', resource: LOGS })).toBe('allowed');
    expect(evaluate(policiesOf(apart, 'etl'), { action: 's3:PutObject', resource: LOGS.replace('team-a', 'team-b') })).toBe('not allowed');
  });

  test.each(['early', 'late'])('is what a principal that got the right to start jobs %s may start them under', (submitter) => {
    const may = (name: string): Verdict => evaluate(policiesOf(home, submitter), {
      action: 'emr-containers:StartJobRun', resource: `arn:aws:emr-containers:eu-west-1:111122223333:/virtualclusters/${virtualCluster.toLowerCase()}`,
      context: { 'emr-containers:ExecutionRoleArn': `arn:aws:iam::111122223333:role/spark/${name}` },
    });
    expect(may('etl')).toBe('allowed');
    expect(may('other')).toBe('not allowed');
  });
});

describe('two roles of one name', () => {
  test.each([['of a team', false], ['of a team made elsewhere', true]])('%s are refused: they would share their service accounts', (_, isImported) => {
    const stack = testStack();
    const cluster = new FakeCluster(stack);
    const team = isImported
      ? EmrTeam.fromEmrTeamAttributes(stack, 'TeamA', {
        cluster, namespace: 'emr-data-team-a', virtualClusterId: 'vc1', jobExecutionRoleArn: 'arn:aws:iam::111122223333:role/jobs',
      })
      : new EmrTeam(stack, 'TeamA', { cluster, namespace: 'emr-data-team-a' });
    new JobExecutionRole(stack, 'First', { team, roleName: 'etl' });
    expect(() => new JobExecutionRole(stack, 'Second', { team, roleName: 'etl', path: '/other/' })).toThrow(
      new Error('[Test/Second] `roleName` must be unique in the team, got "etl", which Test/First has; choose another name'),
    );
  });
});
