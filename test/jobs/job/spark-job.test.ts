import { spawnSync } from 'child_process';
import { join } from 'path';
import { App, type CfnResource, Size, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { ExecutorAllocation, SparkEntryPoint, type SparkJob, type SparkJobOptions } from '../../../src/jobs';
import { FakeExecutionRole } from '../../support/fake-team';
import { renderText } from '../../support/manifests';
import { type Fixture, fixture, homeStack, jobOf, PI, profileOf, programs } from '../fixtures';

const TYPE = 'AWS::EMRContainers::JobTemplate';
let world: Fixture;
beforeEach(() => { world = fixture(); });

const template = (job: SparkJob) => Template.fromStack(Stack.of(job));
const logicalId = (job: SparkJob) => Stack.of(job).getLogicalId(job.node.findChild('Resource') as CfnResource);
const properties = (job: SparkJob) => template(job).toJSON().Resources[logicalId(job)].Properties;
const data = (job: SparkJob) => properties(job).JobTemplateData;
const changed = (options: Partial<SparkJobOptions>) => jobOf(fixture(), options);

describe('SparkJob', () => {
  test('is one job template', () => {
    const job = jobOf(world);
    const resources = Object.keys(template(job).toJSON().Resources);
    expect(resources.filter((id) => !id.startsWith('TeamA'))).toEqual([logicalId(job)]);
    expect(data(job)).toMatchObject({
      ExecutionRoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TeamAJobExecutionRole/), 'Arn'] },
      ReleaseLabel: 'emr-7.13.0-latest',
      JobDriver: { SparkSubmitJobDriver: { EntryPoint: '${EntryPoint}' } },
      ParameterConfiguration: { EntryPoint: { Type: 'STRING' } },
    });
  });

  test('has the sizes that were asked for', () => {
    const job = jobOf(world, {
      driver: { cores: 2, memory: Size.gibibytes(2), memoryOverhead: Size.mebibytes(500), requestCores: 0.5, limitCores: 2 },
      executor: {
        cores: 4, memory: Size.gibibytes(8), offHeapMemory: Size.gibibytes(1), pySparkMemory: Size.gibibytes(2),
        allocation: ExecutorAllocation.dynamic({ minExecutors: 1, maxExecutors: 8 }),
      },
    });
    expect(job.sparkConf).toMatchObject({
      'spark.driver.cores': '2', 'spark.driver.memory': '2048m', 'spark.driver.memoryOverhead': '500m',
      'spark.kubernetes.driver.request.cores': '500m', 'spark.kubernetes.driver.limit.cores': '2000m',
      'spark.executor.cores': '4', 'spark.executor.memory': '8192m', 'spark.memory.offHeap.size': '1024m', 'spark.executor.pyspark.memory': '2048m',
      'spark.dynamicAllocation.minExecutors': '1', 'spark.dynamicAllocation.initialExecutors': '1', 'spark.dynamicAllocation.maxExecutors': '8',
    });
    // 100m and 512 MiB of EMR's log container; 8192 + 3276 + 1024 + 2048.
    expect(job.requests).toEqual({
      driver: { cpuMillis: 600, memoryMiB: 2048 + 500 + 512 },
      executor: { cpuMillis: 4100, memoryMiB: 14540 + 512 },
      submitter: { cpuMillis: 100, memoryMiB: 200 },
      minExecutors: 1, initialExecutors: 1, maxExecutors: 8,
    });
  });

  test('has one core and 4 GiB unless said otherwise', () => {
    const { requests } = jobOf(world, { driver: undefined, executor: { allocation: ExecutorAllocation.fixed(1) }, entryPoint: SparkEntryPoint.jarUri('s3://b/a.jar', 'Main') });
    expect(requests).toMatchObject({ driver: { cpuMillis: 1100, memoryMiB: 4505 + 512 }, executor: { cpuMillis: 1100, memoryMiB: 4505 + 512 } });
  });

  test('counts side-cars, init containers and silent executors', () => {
    const container = { name: 'side', image: 'busybox:1', vcpus: 0.25, memory: Size.mebibytes(300) };
    const profile = profileOf(world, {
      driver: { sidecars: [container] },
      executor: { initContainers: [{ ...container, vcpus: 2, memory: Size.gibibytes(10) }] },
      logging: { executors: false },
    });
    expect(jobOf(world, { profile }).requests).toMatchObject({
      driver: { cpuMillis: 1350, memoryMiB: 5734 + 512 + 300 },
      executor: { cpuMillis: 2000, memoryMiB: 10240 },
    });
  });

  test('counts what podTemplates adds: containers, init containers that stay, ephemeral storage', () => {
    const side = { name: 'side', image: 'busybox', resources: { requests: { cpu: '150m' }, limits: { cpu: 1, memory: '96Mi' } } };
    const native = { name: 'native', image: 'busybox', restartPolicy: 'Always', resources: { requests: { cpu: '50m', memory: '64Mi' } } };
    const storage = (role: string) => ({ name: `spark-kubernetes-${role}`, resources: { limits: { 'ephemeral-storage': '3Gi' } } });
    const profile = profileOf(world, {
      podTemplates: { driver: { spec: { containers: [side] } }, executor: { spec: { containers: [storage('executor')], initContainers: [native] } } },
    });
    expect(jobOf(world, { profile }).requests).toMatchObject({
      driver: { cpuMillis: 1250, memoryMiB: 5734 + 512 + 96 },
      executor: { cpuMillis: 1150, memoryMiB: 5734 + 512 + 64, ephemeralStorageMiB: 3072 },
    });
  });

  test('reads overhead factors from the settings', () => {
    const sparkConf = { 'spark.kubernetes.memoryOverheadFactor': '0.3', 'spark.executor.memoryOverheadFactor': '0.1' };
    expect(jobOf(world, { sparkConf }).requests).toMatchObject({ driver: { memoryMiB: 5324 + 512 }, executor: { memoryMiB: 4505 + 512 } });
  });

  test('sparkConf wins over the profile, which wins over the defaults', () => {
    const profile = profileOf(world, { sparkConf: { 'spark.a': 'profile', 'spark.b': 'profile', 'spark.decommission.enabled': 'false' } });
    expect(jobOf(world, { profile, sparkConf: { 'spark.a': 'job' } }).sparkConf).toMatchObject({ 'spark.a': 'job', 'spark.b': 'profile', 'spark.decommission.enabled': 'false' });
    expect(profile.sparkConf['spark.a']).toBe('profile');
  });

  test('runs a JAR with arguments and parameters', () => {
    const job = jobOf(world, { entryPoint: SparkEntryPoint.jarAsset(join(programs, 'taxi.jar'), 'com.example.Taxi'), arguments: ['--day', '${Day}'], parameters: { Day: 'today', A: 'b' } });
    expect(data(job)).toMatchObject({
      JobDriver: { SparkSubmitJobDriver: { EntryPoint: '${EntryPoint}', EntryPointArguments: ['--day', '${Day}'], SparkSubmitParameters: '--class com.example.Taxi' } },
      ParameterConfiguration: { EntryPoint: { Type: 'STRING' }, Day: { Type: 'STRING', DefaultValue: 'today' } },
    });
  });

  test('runs Spark SQL', () => {
    expect(data(jobOf(world, { entryPoint: SparkEntryPoint.sqlAsset(join(programs, 'taxi.sql')) })).JobDriver).toEqual({ SparkSqlJobDriver: { EntryPoint: '${EntryPoint}' } });
  });

  test('its role may read the program', () => {
    const second = new FakeExecutionRole(world.stack, 'Second', 'second');
    const profile = profileOf(world, { executionRoles: [world.team.jobExecutionRole, second] });
    const job = jobOf(world, { profile, executionRole: second });
    expect(second.readable.map(({ s3ObjectUrl }) => s3ObjectUrl)).toContain(job.entryPointUri);
    expect(world.team.jobExecutionRole.readable).toHaveLength(2);
  });

  test('publishes the input and the command of a run', () => {
    const job = jobOf(world, { entryPoint: SparkEntryPoint.pythonUri(PI) });
    expect(job.startJobRunInput).toEqual({
      name: 'emr-data-team-a-Taxi', virtualClusterId: 'abcdef0123456789', jobTemplateId: job.jobTemplateId, jobTemplateParameters: { EntryPoint: PI },
    });
    expect(renderText(world.stack.resolve(job.startJobRunCommand))).toBe('aws emr-containers start-job-run --region us-west-2 --name emr-data-team-a-Taxi '
      + `--virtual-cluster-id abcdef0123456789 --job-template-id \${${logicalId(job)}.Id} --job-template-parameters EntryPoint=${PI}`);
    expect(world.stack.resolve(job.jobTemplateArn)).toEqual({ 'Fn::GetAtt': [logicalId(job), 'Arn'] });
  });

  test.each([
    ['s3://programs/a&b.py', 'nightly'], ['s3://programs/it\'s.py', 'nightly'], ['s3://programs/a,b=c.py', 'nightly'], ['s3://programs/$HOME/(a).py', 'nightly'],
    ['s3://programs/taxi.py', '#1'], ['s3://programs/taxi.py', '-1'],
  ])('publishes a command that a shell reads right, for the program %s and the name %s', (uri, jobName) => {
    const job = jobOf(world, { entryPoint: SparkEntryPoint.pythonUri(uri), jobName }, `Job${jobName}${uri}`.replace(/\//g, '.'));
    const command = renderText(world.stack.resolve(job.startJobRunCommand));
    const { stdout, stderr } = spawnSync('sh', ['-c', `aws() { echo "$*"; cat; }\n${command}`], { encoding: 'utf8' });
    const [words, ...lines] = stdout.split('\n');
    expect(stderr).toBe('');
    expect(words).toBe('emr-containers start-job-run --region us-west-2 --cli-input-json file:///dev/stdin');
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ name: jobName, jobTemplateParameters: { EntryPoint: uri } });
  });

  test('a changed script changes the run, not the template', () => {
    const [before, after] = [changed({}), changed({ entryPoint: SparkEntryPoint.pythonAsset(join(programs, 'taxi2.py')) })];
    expect(properties(after)).toEqual(properties(before));
    expect(after.entryPointUri).not.toEqual(before.entryPointUri);
  });

  test('a changed template has another name, so that both can exist', () => {
    const [before, after] = [changed({}), changed({ arguments: ['x'] })].map((job) => properties(job).Name);
    expect(before).toMatch(/^emr-data-team-a-Taxi-[0-9a-f]{8}$/);
    expect(after).toMatch(/^emr-data-team-a-Taxi-[0-9a-f]{8}$/);
    expect(after).not.toBe(before);
  });

  test('derives a name of at most 64 characters', () => {
    const job = jobOf(fixture({ namespace: `a${'b'.repeat(62)}` }), {}, 'A job, with blanks');
    expect(job.jobName).toMatch(/^ab{54}-[0-9a-f]{8}$/);
    expect(properties(job).Name.length).toBeLessThanOrEqual(64);
  });

  test('jobName names template and runs', () => {
    const job = jobOf(world, { jobName: 'nightly/taxi#1' });
    expect([job.jobName, properties(job).Name]).toEqual(['nightly/taxi#1', expect.stringMatching(/^nightly\/taxi#1-[0-9a-f]{8}$/)]);
  });

  test('tags reach the template and its runs', () => {
    const job = jobOf(world, { tags: { team: 'a' } });
    Tags.of(world.stack).add('cost', '42');
    expect(properties(job)).toMatchObject({ Tags: [{ Key: 'cost', Value: '42' }, { Key: 'team', Value: 'a' }], JobTemplateData: { JobTags: { cost: '42', team: 'a' } } });
  });

  test('has no tags unless there are some', () => {
    expect(Object.keys(properties(jobOf(world)))).toEqual(['Name', 'JobTemplateData']);
  });

  test('waits for its storage', () => {
    const claim = new Construct(world.stack, 'Claim');
    const profile = profileOf(world, { shuffleStorage: { bind: () => ({ dependables: [claim] }) } });
    expect(jobOf(world, { profile }).node.dependencies).toEqual([claim]);
  });

  test('is the same whatever the order of maps', () => {
    const forward = { sparkConf: { 'spark.a': '1', 'spark.b': '2' }, parameters: { A: '1', B: '2' }, tags: { a: '1', b: '2' } };
    const backward = { sparkConf: { 'spark.b': '2', 'spark.a': '1' }, parameters: { B: '2', A: '1' }, tags: { b: '2', a: '1' } };
    expect(JSON.stringify(template(changed(backward)).toJSON())).toBe(JSON.stringify(template(changed(forward)).toJSON()));
  });

  test('jobTemplate: false puts the whole request into the input, and creates nothing', () => {
    const job = jobOf(world, { jobTemplate: false, entryPoint: SparkEntryPoint.pythonUri(PI), tags: { cost: '42' }, sparkConf: { 'spark.a': 'it\'s "$x"' } });
    template(job).resourceCountIs(TYPE, 0);
    expect([job.jobTemplateId, job.jobTemplateArn]).toEqual([undefined, undefined]);
    const input = world.stack.resolve(job.startJobRunInput);
    expect(input).toMatchObject({
      name: 'emr-data-team-a-Taxi', releaseLabel: 'emr-7.13.0-latest', jobDriver: { sparkSubmitJobDriver: { entryPoint: PI } }, tags: { cost: '42' },
    });
    const [command, ...lines] = renderText(world.stack.resolve(job.startJobRunCommand)).split('\n');
    expect(command).toBe('aws emr-containers start-job-run --region us-west-2 --cli-input-json file:///dev/stdin <<\'JSON\'');
    expect(lines.pop()).toBe('JSON');
    expect(JSON.parse(lines.join('\n')).configurationOverrides.applicationConfiguration[2].properties['spark.a']).toBe('it\'s "$x"');
  });

  test.each([['eu-west-1', false], ['us-west-2', true], [undefined, true]])('has a template where CloudFormation offers them: %s', (region, expected) => {
    const job = jobOf(fixture({}, new Stack(new App(), 'Test', { env: { region } })));
    expect(job.jobTemplateId !== undefined).toBe(expected);
  });

  test('fails with parameters in a region that is known to lack templates', () => {
    const abroad = fixture({}, new Stack(new App(), 'Test', { env: { region: 'eu-west-1' } }));
    expect(() => jobOf(abroad, { parameters: { Day: 'x' } })).toThrow(new Error(
      '[Test/Taxi] `parameters` must be unset without a job template, got the region eu-west-1, where CloudFormation offers none; write the values into `arguments` and `sparkConf`',
    ));
  });

  test.each([['eu-west-1', 1], ['us-west-2', 0], [undefined, 0]])('warns of a template where CloudFormation may lack them: %s', (region, count) => {
    const job = jobOf(fixture({}, new Stack(new App(), 'Test', { env: { region } })), { jobTemplate: true });
    const warnings = job.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map((entry) => entry.data);
    expect(warnings).toEqual(Array(count).fill(`AWS::EMRContainers::JobTemplate was not offered in ${region} when this library was made, and may be by now: if the deployment does not know it, leave \`jobTemplate\` out [ack: cdk-emr-eks-karpenter/jobs:template-region]`));
  });

  test('is at home in another stack, under a stage', () => {
    const app = new App();
    const platform = fixture({}, homeStack('Platform', app));
    const profile = profileOf(platform);
    const job = jobOf({ ...platform, stack: homeStack('Jobs', app) }, { profile });
    template(job).hasResourceProperties(TYPE, { JobTemplateData: { ExecutionRoleArn: Match.objectLike({ 'Fn::ImportValue': Match.anyValue() }) } });

    const staged = fixture({}, new Stack(new Stage(new App(), 'Prod'), 'Test'));
    expect(properties(jobOf(staged)).Name).not.toBe(properties(jobOf(fixture({}, new Stack(new App(), 'Test')))).Name);
  });
});
