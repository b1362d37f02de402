import { join } from 'path';
import { Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EmrRelease, ExecutorAllocation, SparkEntryPoint, type SparkJob, type SparkJobOptions, type SparkProfileOptions } from '../../../src/jobs';
import { ShuffleStorage } from '../../../src/storage';
import { apiFaults, jobTemplateFaults } from '../../support/emr-api';
import { FakePool } from '../../support/fake-team';
import { renderText } from '../../support/manifests';
import { type Fixture, fixture, jobOf, profileOf, programs } from '../fixtures';

/** What a deployment makes of a template: references become values of the right form. */
function deployed(value: any): any {
  if (Array.isArray(value)) {
    return value.map(deployed);
  }
  if (typeof value !== 'object') {
    return value;
  }
  const keys = Object.keys(value);
  if (keys.length === 1 && /^(Ref|Fn::)/.test(keys[0])) {
    const text = renderText(value);
    return text.replace(/\$\{[^}]*\.Arn\}/g, 'arn:aws:iam::111122223333:role/jobs').replace(/\$\{[^}]*\.Id\}/g, '0000000abcdef').replace(/\$\{[^}]*\}/g, 'x');
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deployed(item)]));
}

/** `Name` of CloudFormation is `name` of the API, but for keys of the user's maps. */
function camelCase(value: any, key = ''): any {
  if (Array.isArray(value)) {
    return value.map((item) => camelCase(item));
  }
  if (typeof value !== 'object') {
    return value;
  }
  const free = ['Properties', 'ParameterConfiguration', 'JobTags'].includes(key);
  const renamed = (name: string) => (free ? name : name[0].toLowerCase() + name.slice(1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [renamed(name), camelCase(item, name)]));
}

const createJobTemplate = (job: SparkJob, { stack }: Fixture) => {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::EMRContainers::JobTemplate')).filter(({ Properties: p }) => p.Name.startsWith(job.jobName));
  const { Tags = [], ...rest } = Properties;
  const tags = Object.fromEntries(Tags.map((tag: any) => [tag.Key, tag.Value]));
  return { properties: deployed(Properties), input: { ...camelCase(deployed(rest)), tags } };
};

const everything = (world: Fixture): Partial<SparkProfileOptions> => ({
  driverPool: new FakePool(world.stack, 'Drivers', 'drivers'),
  shuffleStorage: ShuffleStorage.nvme({ sizeLimit: Size.gibibytes(100), executorRequest: Size.gibibytes(10) }),
  release: EmrRelease.of('emr-7.13.0-java11-20260410'),
  sparkConf: { 'spark.kubernetes.node.selector.topology.kubernetes.io/zone': 'eu-west-1a' },
  configurations: { 'spark-hive-site': { 'hive.metastore.client.factory.class': 'com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory' } },
  submitter: { pool: new FakePool(world.stack, 'Submitters', 'submitters', undefined, 'true'), endsWhenDriverStarts: false },
  logging: { executors: false },
});
const programsOf: Array<[string, Partial<SparkJobOptions>]> = [
  ['PySpark', {}],
  ['a JAR', { entryPoint: SparkEntryPoint.jarAsset(join(programs, 'taxi.jar'), 'com.example.Taxi'), arguments: ['${Day}'], parameters: { Day: 'x' }, tags: { cost: '42' } }],
  ['Spark SQL', { entryPoint: SparkEntryPoint.sqlAsset(join(programs, 'taxi.sql')), executor: { allocation: ExecutorAllocation.dynamic({ maxExecutors: 9 }) } }],
];

describe('the API of EMR on EKS takes', () => {
  test.each(programsOf)('the job template of %s', (_case, options) => {
    const world = fixture({ logUri: 's3://logs/team-a/', clusterOptions: { coreNodesTainted: true } });
    const { properties, input } = createJobTemplate(jobOf(world, { ...options, profile: profileOf(world, everything(world)) }), world);
    expect(jobTemplateFaults(properties)).toEqual([]);
    expect(apiFaults('CreateJobTemplate', input)).toEqual([]);
  });

  test.each(programsOf)('the input of a run of %s', (_case, options) => {
    const world = fixture();
    expect(apiFaults('StartJobRun', deployed(world.stack.resolve(jobOf(world, options).startJobRunInput)))).toEqual([]);
  });

  test.each(programsOf)('the whole request of %s', (_case, { parameters, arguments: args, ...options }) => {
    const world = fixture();
    expect(apiFaults('StartJobRun', deployed(world.stack.resolve(jobOf(world, { ...options, jobTemplate: false }).startJobRunInput)))).toEqual([]);
  });

  test('the fragment of a profile, with a driver', () => {
    const world = fixture({ logUri: 's3://logs/team-a/', clusterOptions: { coreNodesTainted: true } });
    for (const options of [{}, everything(world)]) {
      const profile = profileOf(world, options, `Profile${Object.keys(options).length}`);
      const fragment = deployed(world.stack.resolve(profile.startJobRunFragment));
      const jobDriver = { sparkSubmitJobDriver: { entryPoint: 's3://b/a.py', sparkSubmitParameters: deployed(world.stack.resolve(profile.sparkSubmitParameters)) } };
      expect(apiFaults('StartJobRun', { ...fragment, name: 'x', jobDriver })).toEqual([]);
    }
  });
});

describe('the model finds', () => {
  const input = { virtualClusterId: 'abc', name: 'x' };
  test.each<[string, object, string[]]>([
    ['a misspelt field', { ...input, jobTemplatId: 'x' }, ['StartJobRun does not know jobTemplatId']],
    ['a missing field', { name: 'x' }, ['StartJobRun lacks virtualClusterId']],
    ['a wrong form', { ...input, virtualClusterId: 'ABC' }, ['StartJobRun.virtualClusterId must match [0-9a-z]+, got "ABC"']],
    ['a long name', { ...input, name: 'x'.repeat(65) }, ['StartJobRun.name must be at most 64, got 65']],
    ['a wrong type', { ...input, name: 1 }, ['StartJobRun.name must be text, got 1']],
    ['a wrong word', { ...input, configurationOverrides: { monitoringConfiguration: { persistentAppUI: 'on' } } },
      ['StartJobRun.configurationOverrides.monitoringConfiguration.persistentAppUI must be one of ENABLED,DISABLED, got "on"']],
    ['an empty value', { ...input, jobTemplateParameters: { EntryPoint: '' } },
      ['StartJobRun.jobTemplateParameters.EntryPoint must be at least 1, got 0', 'StartJobRun.jobTemplateParameters.EntryPoint must match .*\\S.*, got ""']],
  ])('%s', (_case, faulty, faults) => {
    expect(apiFaults('StartJobRun', faulty)).toEqual(faults);
  });
});
