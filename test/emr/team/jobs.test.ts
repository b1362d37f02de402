import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EmrTeam, JobExecutionRole } from '../../../src/emr';
import { ExecutorAllocation, SparkEntryPoint, SparkJob, SparkProfile } from '../../../src/jobs';
import { policiesOf } from '../../support/iam';
import { FakeCluster, testStack } from '../../support/stacks';
import { FakeNodePool } from '../fake-node-pool';

const SCRIPT = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'emr-')), 'taxi.py');
fs.writeFileSync(SCRIPT, 'print("taxi")\n');

function platform() {
  const stack = testStack();
  const cluster = new FakeCluster(stack);
  const team = new EmrTeam(stack, 'TeamA', { cluster, namespace: 'emr-data-team-a' });
  const profile = team.addSparkProfile('Fast', { executorPool: new FakeNodePool(stack, 'Compute', cluster) });
  return { stack, team, profile };
}

describe('EmrTeam', () => {
  test('addSparkProfile makes a profile of the team, without a resource', () => {
    const { stack, team, profile } = platform();
    expect(profile).toBeInstanceOf(SparkProfile);
    expect(profile.node.path).toBe('Test/TeamA/Fast');
    expect(profile.team).toBe(team);
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toHaveLength(7 + 1); // the team and the pool
  });

  test('addSparkJob makes a job of the team, one resource, whose role may read its objects and no more', () => {
    const { stack, team, profile } = platform();
    const job = team.addSparkJob('Taxi', {
      profile,
      entryPoint: SparkEntryPoint.pythonAsset(SCRIPT),
      driver: { cores: 1, memory: Size.gibibytes(4) },
      executor: { cores: 1, memory: Size.gibibytes(4), allocation: ExecutorAllocation.fixed(2) },
      jobTemplate: true,
    });
    expect(job).toBeInstanceOf(SparkJob);
    expect(job.node.path).toBe('Test/TeamA/Taxi');
    const template = Template.fromStack(stack);
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(7 + 1 + 1);
    const reads = policiesOf(template, team.jobExecutionRole.roleName).filter(({ Action }) => Action === 's3:GetObject');
    expect(reads).toHaveLength(1);
    const objects = [reads[0].Resource].flat();
    expect(objects).toHaveLength(3); // script and two pod templates
    expect(objects.filter((arn) => !/^arn:aws:s3:::cdk-hnb659fds-assets-111122223333-eu-west-1\/[0-9a-f]{64}\.\w+$/.test(arn!))).toEqual([]);
  });

  test('tells jobs what containers request that name nothing: EMR\'s job-runner takes 0.1 vCPUs of a quota', () => {
    const withQuota = (vcpus: number) => {
      const stack = testStack();
      const cluster = new FakeCluster(stack);
      const team = new EmrTeam(stack, 'TeamA', { cluster, namespace: 'emr-data-team-a', quota: { vcpus } });
      team.addSparkJob('Taxi', {
        profile: team.addSparkProfile('Fast', { executorPool: new FakeNodePool(stack, 'Compute', cluster) }),
        entryPoint: SparkEntryPoint.pythonAsset(SCRIPT),
        executor: { allocation: ExecutorAllocation.fixed(2) },
      });
    };
    // Driver and executors 1 vCPU and 0.1 for logs each, the submitter 0.1 for logs.
    expect(() => withQuota(3.5)).not.toThrow();
    expect(() => withQuota(3.4)).toThrow('got 1.1 driver + 0.2 submitter + 2 × 1.1 executors = 3.5 vCPUs with 3.4 vCPUs');
  });

  test.each([
    ['another namespace', (stack: Stack, cluster: FakeCluster) => new EmrTeam(stack, 'TeamB', { cluster, namespace: 'emr-data-team-b' }), 'emr-data-team-b on cluster emr-eks-karpenter'],
    ['another cluster', (stack: Stack) => new EmrTeam(stack, 'TeamB', { cluster: new FakeCluster(stack, 'Other', { clusterName: 'other' }), namespace: 'emr-data-team-a' }), 'emr-data-team-a on cluster other'],
  ])('fails when a profile names the role of a team in %s', (_, make, place) => {
    const { stack, team } = platform();
    const other = make(stack, team.cluster as FakeCluster);
    const executionRoles = [team.jobExecutionRole, other.jobExecutionRole];
    expect(() => team.addSparkProfile('Mixed', { executorPool: new FakeNodePool(stack, 'Other-Pool', team.cluster), executionRoles })).toThrow(
      new Error(`[Test/TeamA/Mixed] \`executionRoles\` must hold roles of namespace emr-data-team-a on cluster emr-eks-karpenter, got ${other.jobExecutionRole.roleName} of namespace ${place}; make one with \`addJobExecutionRole\` of the team`),
    );
    expect(policiesOf(Template.fromStack(stack), other.jobExecutionRole.roleName).some(({ Action }) => Action === 's3:GetObject')).toBe(false);
  });

  test('takes further roles of the team, by whatever reference to it, and roles of which nothing is known', () => {
    const { stack, team } = platform();
    const same = EmrTeam.fromEmrTeamAttributes(stack, 'Same', {
      cluster: team.cluster, namespace: team.namespace, virtualClusterId: 'vc', jobExecutionRoleArn: 'arn:aws:iam::111122223333:role/known',
    });
    const executionRoles = [team.addJobExecutionRole('Etl'), new JobExecutionRole(stack, 'Own', { team: same }), same.jobExecutionRole];
    expect(team.addSparkProfile('Mixed', { executorPool: new FakeNodePool(stack, 'Pool', team.cluster), executionRoles }).executionRoles).toEqual(executionRoles);
  });
});
