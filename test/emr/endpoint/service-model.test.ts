import { Duration, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CONNECT, endpointOf, endpointWorld, SESSIONS, type EndpointWorldOptions } from './endpoints';
import { ManagedEndpointType, type ManagedEndpointOptions } from '../../../src/emr/endpoint/options';
import type { SparkProfileOptions } from '../../../src/jobs/profile/options';
import { SparkImage } from '../../../src/jobs/spark-image';
import { ShuffleStorage } from '../../../src/storage/local/shuffle-storage';
import { apiFaults } from '../../support/emr-api';
import { resolveIntrinsics } from '../../support/iam';

type Case = [string, EndpointWorldOptions, Partial<ManagedEndpointOptions>, Partial<SparkProfileOptions>];

const CASES: Case[] = [
  ['with nothing but a profile', {}, {}, {}],
  ['with everything', { logs: true }, {
    endpointName: 'a'.repeat(55),
    driver: { cores: 2, memory: Size.gibibytes(4), memoryOverhead: Size.gibibytes(1) },
    sparkConf: { 'spark.sql.shuffle.partitions': '7' },
    kernelImages: { python: SparkImage.fromUri('r/python:1'), pyspark: SparkImage.fromUri('r/spark:1') },
    idleTimeout: Duration.days(7),
    logRotation: { size: Size.kibibytes(2 * 1024 * 1024 - 1), files: 50 },
    tags: { owner: 'x'.repeat(256) },
  }, { shuffleStorage: ShuffleStorage.nvme(), configurations: { 'spark-hive-site': { 'hive.a': 'b' } } }],
  ['for Spark Connect', { team: SESSIONS, logs: true }, { endpointType: ManagedEndpointType.SPARK_CONNECT }, CONNECT],
  ['of a long namespace', { team: { namespace: 'n'.repeat(63) } }, {}, {}],
];

/** Names of CloudFormation begin with a capital; those of the API do not, and keys of settings are nobody's. */
function apiForm(value: any, key = ''): any {
  if (Array.isArray(value)) {
    return value.map((item) => apiForm(item));
  }
  if (typeof value !== 'object' || value === null || key === 'Properties') {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name[0].toLowerCase() + name.slice(1), apiForm(item, name)]));
}

/** What CloudFormation's handler would send. */
function request([, worldOptions, options, profile]: Case): any {
  const world = endpointWorld(worldOptions);
  endpointOf(world, options, profile);
  const template = Template.fromStack(world.stack);
  const [{ Properties }] = Object.values(template.findResources('AWS::EMRContainers::Endpoint'));
  const resolved = resolveIntrinsics(Properties, template.toJSON().Resources);
  const { tags, ...input } = apiForm({ ...resolved, VirtualClusterId: 'abc123' });
  return { ...input, tags: Object.fromEntries(tags.map(({ key, value }: any) => [key, value])) };
}

describe('an endpoint', () => {
  test.each(CASES)('%s is one that the service model of EMR on EKS takes', (...one) => {
    expect(apiFaults('CreateManagedEndpoint', request(one))).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['name', { name: 'a b' }, 'CreateManagedEndpoint.name must match [\\.\\-_/#A-Za-z0-9]+, got "a b"'],
    ['role', { executionRoleArn: undefined }, 'CreateManagedEndpoint lacks executionRoleArn'],
    ['property', { certificate: 'x' }, 'CreateManagedEndpoint does not know certificate'],
  ])('with a wrong %s is seen by the check', (_, change, fault) => {
    const faulty = Object.fromEntries(Object.entries({ ...request(CASES[0]), ...change }).filter(([, value]) => value !== undefined));
    expect(apiFaults('CreateManagedEndpoint', faulty)).toEqual([fault]);
  });
});

test('the program for Spark Connect calls EMR as its service model has it', () => {
  const world = endpointWorld({ team: SESSIONS });
  const program = endpointOf(world, { endpointType: ManagedEndpointType.SPARK_CONNECT }, CONNECT).sparkConnectProgram!;
  const call = /get_managed_endpoint_session_credentials\(([\s\S]*?)\)\n/.exec(program)![1];
  const parameters = Object.fromEntries([...call.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  expect(apiFaults('GetManagedEndpointSessionCredentials', { ...parameters, executionRoleArn: 'arn:aws:iam::111122223333:role/a' })).toEqual([]);
  expect(Object.keys(parameters).sort()).toEqual(['credentialType', 'endpointIdentifier', 'executionRoleArn', 'virtualClusterIdentifier']);
});
