import { jobRunRequest, jobTemplateProperties, type JobTemplateSpec } from '../../../src/jobs/forms/job-template';
import { apiFaults, jobTemplateFaults } from '../../support/emr-api';

const SPEC: JobTemplateSpec = {
  name: 'taxi',
  executionRoleArn: 'arn:aws:iam::111122223333:role/jobs',
  releaseLabel: 'emr-7.13.0-latest',
  submit: { arguments: ['s3://bucket/in', '${Day}'], mainClass: 'com.example.Taxi' },
  applicationConfiguration: [{ classification: 'spark-defaults', properties: { 'spark.a': '1' } }],
  monitoring: { persistentAppUI: 'ENABLED', cloudWatchMonitoringConfiguration: { logGroupName: 'g', logStreamNamePrefix: 'p' } },
  parameters: { Day: 'today' },
  tags: [{ Key: 'a', Value: 'b' }],
  jobTags: { a: 'b' },
};

describe('jobTemplateProperties()', () => {
  test('is a template whose program is a parameter without a default', () => {
    expect(jobTemplateProperties(SPEC)).toEqual({
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
    const { JobTemplateData } = jobTemplateProperties({ ...SPEC, submit: { arguments: [] } });
    expect(JobTemplateData.JobDriver).toEqual({ SparkSubmitJobDriver: { EntryPoint: '${EntryPoint}' } });
  });

  test('runs Spark SQL', () => {
    expect(jobTemplateProperties({ ...SPEC, submit: undefined }).JobTemplateData.JobDriver).toEqual({ SparkSqlJobDriver: { EntryPoint: '${EntryPoint}' } });
  });

  test('suits the published schema, which finds a planted fault', () => {
    expect(jobTemplateFaults(jobTemplateProperties(SPEC))).toEqual([]);
    expect(jobTemplateFaults({ ...jobTemplateProperties(SPEC), Nmae: 'x' })).toEqual([' must NOT have additional properties']);
  });
});

describe('jobRunRequest()', () => {
  test('is a whole request', () => {
    const { parameters, tags, ...job } = SPEC;
    const request = jobRunRequest({ ...job, virtualClusterId: 'abc', entryPoint: 's3://b/a.jar' });
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
      configurationOverrides: { applicationConfiguration: SPEC.applicationConfiguration, monitoringConfiguration: SPEC.monitoring },
      tags: { a: 'b' },
    });
    expect(apiFaults('StartJobRun', request)).toEqual([]);
  });
});
