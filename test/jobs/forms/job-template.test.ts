import { documentCommand, templateRunCommand } from '../../../src/jobs/forms/command';
import { jobTemplateProperties, type JobTemplateSpec } from '../../../src/jobs/forms/job-template';
import { monitoringConfiguration, startJobRunFragment, startJobRunRequest, startTemplateRunRequest } from '../../../src/jobs/forms/start-job-run';
import type { SparkFrame } from '../../../src/jobs/plan/plan';
import { apiFaults, jobTemplateFaults } from '../../support/emr-api';

const PLAN: SparkFrame = {
  virtualClusterId: 'abc',
  executionRoleArn: 'arn:aws:iam::111122223333:role/jobs',
  releaseLabel: 'emr-7.13.0-latest',
  settings: { 'spark.a': '1' },
  classifications: { 'spark-defaults': { 'spark.a': '1' } },
  monitoring: { persistentAppUi: true, logGroupName: 'g', logStreamNamePrefix: 'p' },
};
const PROGRAM: JobTemplateSpec = {
  name: 'taxi',
  submit: { arguments: ['s3://bucket/in', '${Day}'], mainClass: 'com.example.Taxi' },
  parameters: { Day: 'today' },
  tags: [{ Key: 'a', Value: 'b' }],
  jobTags: { a: 'b' },
};
const OVERRIDES = {
  applicationConfiguration: [{ classification: 'spark-defaults', properties: { 'spark.a': '1' } }],
  monitoringConfiguration: { persistentAppUI: 'ENABLED', cloudWatchMonitoringConfiguration: { logGroupName: 'g', logStreamNamePrefix: 'p' } },
};

describe('jobTemplateProperties()', () => {
  test('is a template whose program is a parameter without a default', () => {
    expect(jobTemplateProperties(PLAN, PROGRAM)).toEqual({
      Name: 'taxi',
      JobTemplateData: {
        ExecutionRoleArn: 'arn:aws:iam::111122223333:role/jobs',
        ReleaseLabel: 'emr-7.13.0-latest',
        JobDriver: { SparkSubmitJobDriver: { EntryPoint: '${EntryPoint}', EntryPointArguments: ['s3://bucket/in', '${Day}'], SparkSubmitParameters: '--class com.example.Taxi' } },
        ConfigurationOverrides: {
          ApplicationConfiguration: [{ Classification: 'spark-defaults', Properties: { 'spark.a': '1' } }],
          MonitoringConfiguration: { PersistentAppUI: 'ENABLED', CloudWatchMonitoringConfiguration: { LogGroupName: 'g', LogStreamNamePrefix: 'p' } },
        },
        ParameterConfiguration: { EntryPoint: { Type: 'STRING' }, Day: { Type: 'STRING', DefaultValue: 'today' } },
        JobTags: { a: 'b' },
      },
      Tags: [{ Key: 'a', Value: 'b' }],
    });
  });

  test('leaves out what is absent', () => {
    const { JobTemplateData } = jobTemplateProperties(PLAN, { ...PROGRAM, submit: { arguments: [] } });
    expect(JobTemplateData.JobDriver).toEqual({ SparkSubmitJobDriver: { EntryPoint: '${EntryPoint}' } });
  });

  test('runs Spark SQL', () => {
    expect(jobTemplateProperties(PLAN, { ...PROGRAM, submit: undefined }).JobTemplateData.JobDriver).toEqual({ SparkSqlJobDriver: { EntryPoint: '${EntryPoint}' } });
  });

  test('suits the published schema, which finds a planted fault', () => {
    expect(jobTemplateFaults(jobTemplateProperties(PLAN, PROGRAM))).toEqual([]);
    expect(jobTemplateFaults({ ...jobTemplateProperties(PLAN, PROGRAM), Nmae: 'x' })).toEqual([' must NOT have additional properties']);
  });
});

describe('startJobRunRequest()', () => {
  test('is a whole request', () => {
    const request = startJobRunRequest(PLAN, { ...PROGRAM, entryPoint: 's3://b/a.jar' });
    expect(request).toEqual({
      name: 'taxi',
      virtualClusterId: 'abc',
      executionRoleArn: 'arn:aws:iam::111122223333:role/jobs',
      releaseLabel: 'emr-7.13.0-latest',
      jobDriver: {
        sparkSubmitJobDriver: {
          entryPoint: 's3://b/a.jar', entryPointArguments: ['s3://bucket/in', '${Day}'], sparkSubmitParameters: '--class com.example.Taxi',
        },
      },
      configurationOverrides: OVERRIDES,
      tags: { a: 'b' },
    });
    expect(apiFaults('StartJobRun', request)).toEqual([]);
  });
});

describe('startJobRunFragment()', () => {
  test('leaves name, program and tags to others', () => {
    expect(startJobRunFragment(PLAN)).toEqual({
      virtualClusterId: 'abc', executionRoleArn: 'arn:aws:iam::111122223333:role/jobs', releaseLabel: 'emr-7.13.0-latest', configurationOverrides: OVERRIDES,
    });
  });
});

const RUN = { name: 'taxi', virtualClusterId: 'abc', jobTemplateId: '123', entryPoint: 's3://b/a.jar' };

describe('startTemplateRunRequest()', () => {
  test('names template and program', () => {
    const request = startTemplateRunRequest(RUN);
    expect(request).toEqual({ name: 'taxi', virtualClusterId: 'abc', jobTemplateId: '123', jobTemplateParameters: { EntryPoint: 's3://b/a.jar' } });
    expect(apiFaults('StartJobRun', request)).toEqual([]);
  });
});

describe('commands', () => {
  test('run a template in words', () => {
    expect(templateRunCommand('eu-west-1', RUN)).toBe('aws emr-containers start-job-run --region eu-west-1 --name taxi --virtual-cluster-id abc '
      + '--job-template-id 123 --job-template-parameters EntryPoint=s3://b/a.jar');
  });

  test('run any request as a document', () => {
    expect(documentCommand('eu-west-1', '{}')).toBe("aws emr-containers start-job-run --region eu-west-1 --cli-input-json file:///dev/stdin <<'JSON'\n{}\nJSON");
  });
});

describe('monitoringConfiguration()', () => {
  test('has what is asked for', () => {
    expect(monitoringConfiguration({ logStreamNamePrefix: 'x', persistentAppUi: false })).toEqual({ persistentAppUI: 'DISABLED' });
    expect(monitoringConfiguration({ logStreamNamePrefix: 'x', persistentAppUi: true, logGroupName: 'g', logUri: 's3://b/' })).toEqual({
      persistentAppUI: 'ENABLED',
      cloudWatchMonitoringConfiguration: { logGroupName: 'g', logStreamNamePrefix: 'x' },
      s3MonitoringConfiguration: { logUri: 's3://b/' },
    });
  });
});
