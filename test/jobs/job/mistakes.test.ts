import { Lazy, Size } from 'aws-cdk-lib';
import { ExecutorAllocation, SparkEntryPoint, type SparkJobOptions } from '../../../src/jobs';
import { FakeExecutionRole } from '../../support/fake-team';
import { errorOf, type Fixture, fixture, jobOf, PI } from '../fixtures';

let world: Fixture;
beforeEach(() => { world = fixture(); });

const token = Lazy.string({ produce: () => 'x' });
const number = () => Lazy.number({ produce: () => 1 });
const one = { allocation: ExecutorAllocation.fixed(1) };
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

const mistakes: Array<[string, Partial<SparkJobOptions>, string]> = [
  ['no cores', { driver: { cores: 0 } }, '`driver.cores` must be a whole number of at least 1, got 0; choose a number in that range'],
  ['half a core', { executor: { ...one, cores: 0.5 } }, '`executor.cores` must be a whole number of at least 1, got 0.5; choose a number in that range'],
  ['a token for cores', { driver: { cores: number() } }, '`driver.cores` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['a tiny heap', { driver: { memory: Size.mebibytes(511) } }, '`driver.memory` must be whole MiB, at least 512, got 511 MiB; choose a size in that range'],
  ['a broken heap', { executor: { ...one, memory: Size.kibibytes(1048577) } }, '`executor.memory` must be whole MiB, at least 512, got 1024.0009765625 MiB; choose a size in that range'],
  ['a token for memory', { driver: { memory: Size.gibibytes(number()) } }, '`driver.memory` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['no overhead', { driver: { memoryOverhead: Size.mebibytes(0) } }, '`driver.memoryOverhead` must be whole MiB, at least 1, got 0 MiB; choose a size in that range'],
  ['no off-heap memory', { executor: { ...one, offHeapMemory: Size.mebibytes(0) } }, '`executor.offHeapMemory` must be whole MiB, at least 1, got 0 MiB; choose a size in that range'],
  ['Python memory without Python', { executor: { ...one, pySparkMemory: Size.gibibytes(1) }, entryPoint: SparkEntryPoint.jarUri('s3://b/a.jar', 'Main') },
    '`executor.pySparkMemory` must be unset for a job that is not Python, got a size; Spark ignores it there: use `executor.memoryOverhead`'],
  ['a fine request', { driver: { requestCores: 0.0005 } }, '`driver.requestCores` must be a number of at least 0.001 vCPUs, got 0.0005; choose a number in that range'],
  ['a limit below the cores', { executor: { ...one, cores: 2, limitCores: 1 } }, '`executor.limitCores` must be at least what is requested, got 1 with 2 requested; raise it, or lower `executor.requestCores`'],
  ['a limit below the request', { driver: { requestCores: 0.75, limitCores: 0.5 } }, '`driver.limitCores` must be at least what is requested, got 0.5 with 0.75 requested; raise it, or lower `driver.requestCores`'],
  ['a factor that is none', { sparkConf: { 'spark.driver.memoryOverheadFactor': 'much' } }, '`sparkConf.spark.driver.memoryOverheadFactor` must be a literal number greater than 0, got "much"; what pods request is computed from it'],
  ['a token for a factor', { sparkConf: { 'spark.kubernetes.memoryOverheadFactor': token } }, '`sparkConf.spark.kubernetes.memoryOverheadFactor` must be a literal number greater than 0, got a token; what pods request is computed from it'],
  ['a setting with an option', { sparkConf: { 'spark.executor.cores': '4' } }, '`sparkConf` must not hold spark.executor.cores, got "4"; use `executor.cores` of the job'],
  ['a malformed name', { jobName: 'a job' }, '`jobName` must be 1 to 64 letters, digits or ".-_/#", got "a job"; leave it out to have one derived'],
  ['a long name', { jobName: 'x'.repeat(65) }, `\`jobName\` must be 1 to 64 letters, digits or ".-_/#", got "${'x'.repeat(65)}"; leave it out to have one derived`],
  ['a token for the name', { jobName: token }, '`jobName` must be a literal, got a token; pass the value itself, since names and texts are computed from it at synthesis'],
  ['an empty argument', { arguments: ['a', ''] }, '`arguments[1]` must be 1 to 10280 characters and not blank, got ""; EMR\'s API takes no other'],
  ['a long argument', { arguments: ['x'.repeat(10281)] }, '`arguments[0]` must be 1 to 10280 characters and not blank, got 10281 characters; EMR\'s API takes no other'],
  ['arguments of Spark SQL', { arguments: ['a'], entryPoint: SparkEntryPoint.sqlUri('s3://b/a.sql') }, '`arguments` must be unset for Spark SQL, got 1; EMR takes none there: use `sparkConf` and its variable substitution'],
  ['an unknown parameter', { arguments: ['--day=${Day}'] }, '`arguments[0]` must refer to parameters that exist, got ${Day}; add Day to `parameters`'],
  ['an unknown parameter in a setting', { sparkConf: { 'spark.day': '${Day}' } }, '`sparkConf.spark.day` must refer to parameters that exist, got ${Day}; add Day to `parameters`'],
  ['a parameter for the program', { parameters: { EntryPoint: PI } }, `\`parameters\` must not hold EntryPoint, got "${PI}"; it stands for \`entryPoint\``],
  ['a malformed parameter', { parameters: { 'a b': 'x' } }, '`parameters` must have literal names of 1 to 512 letters, digits or ".-_#", got "a b"; rename it'],
  ['a token as parameter', { parameters: { [token]: 'x' } }, '`parameters` must have literal names of 1 to 512 letters, digits or ".-_#", got a token; rename it'],
  ['a blank default', { parameters: { a: '' } }, '`parameters.a` must be 1 to 1024 characters and not blank, got ""; EMR\'s API takes no other'],
  ['100 parameters', { parameters: many(100) }, '`parameters` must be at most 99 beside EntryPoint, got 100; pass a file instead'],
  ['parameters without a template', { jobTemplate: false, parameters: { Day: 'x' } }, '`parameters` must be unset without a job template, got `jobTemplate: false`; write the values into `arguments` and `sparkConf`'],
  ['51 tags', { tags: many(51) }, '`tags` must hold at most 50 tags, got 51; leave some out'],
  ['a long tag', { tags: { a: 'x'.repeat(257) } }, '`tags["a"]` must be at most 256 characters, got 257 characters; shorten it'],
];

const MISSING = 'use `ExecutorAllocation.fixed()` or `ExecutorAllocation.dynamic()`';

/** Mistakes that TypeScript refuses: plain JavaScript meets the same form of message, not a TypeError. */
const untyped: Array<[string, any, string]> = [
  ['text as memory', { driver: { memory: '4g' } }, '`driver.memory` must be a `Size`, got "4g"; use `Size.mebibytes()` or `Size.gibibytes()`'],
  ['no executor', { executor: undefined }, `\`executor\` must be there, got none; give it an \`allocation\`: ${MISSING}`],
  ['no allocation', { executor: {} }, `\`executor.allocation\` must be there, got none; ${MISSING}`],
  ['text as cores', { driver: { cores: '1' } }, '`driver.cores` must be a whole number of at least 1, got "1"; choose a number in that range'],
  ['a number in settings', { sparkConf: { 'spark.a': 1 } }, '`sparkConf.spark.a` must be text, got 1; write it in quotes'],
  ['a list as settings', { sparkConf: ['spark.a'] }, '`sparkConf` must be a map, got ["spark.a"]; write it as `{ key: value }`'],
  ['text as arguments', { arguments: 'a' }, '`arguments` must be a list, got "a"; write it as a list of texts'],
  ['a number as name', { jobName: 1 }, '`jobName` must be text, got 1; write it in quotes'],
];

describe('SparkJob fails on', () => {
  test.each([...mistakes, ...untyped])('%s', (_case, options, message) => {
    expect(errorOf(() => jobOf(world, options))).toBe(`[Test/Taxi] ${message}`);
  });

  test('a profile of another team', () => {
    const other = fixture({ namespace: 'emr-data-team-b' });
    const options = { team: other.team } as Partial<SparkJobOptions>;
    expect(errorOf(() => jobOf(world, options))).toBe('[Test/Taxi] `profile` must be one of the job\'s team, got a profile of namespace emr-data-team-a for a job in emr-data-team-b; make a profile for that team');
  });

  test('a role that is not the profile\'s', () => {
    const executionRole = new FakeExecutionRole(world.stack, 'Second', 'second');
    expect(errorOf(() => jobOf(world, { executionRole }))).toBe('[Test/Taxi] `executionRole` must be one of the profile\'s, emr-data-team-a-jobs, got second; add it to `executionRoles` of the profile, so that it may read the pod templates');
  });
});

describe('SparkJob accepts', () => {
  test.each<[string, Partial<SparkJobOptions>]>([
    ['the smallest driver', { driver: { cores: 1, memory: Size.mebibytes(512), memoryOverhead: Size.mebibytes(1), requestCores: 0.001, limitCores: 0.001 } }],
    ['a limit that equals the cores', { executor: { ...one, cores: 2, limitCores: 2 } }],
    ['a name of one character', { jobName: 'x' }],
    ['a name of 64 characters', { jobName: 'x'.repeat(64) }],
    ['an argument of 10280 characters', { arguments: ['x'.repeat(10280)] }],
    ['a token as argument', { arguments: [token] }],
    ['a known parameter, and the program itself', { arguments: ['${Day} ${EntryPoint}'], parameters: { Day: 'x' } }],
    ['what Spark substitutes itself', { sparkConf: { 'spark.x': '${env:HOME}' } }],
    ['any ${name} without a template', { jobTemplate: false, arguments: ['${Day}'] }],
    ['99 parameters', { parameters: many(99) }],
    ['50 tags', { tags: many(50) }],
    ['a token as tag', { tags: { a: token } }],
  ])('%s', (_case, options) => {
    expect(jobOf(world, options).node.id).toBe('Taxi');
  });

  test('its team', () => {
    expect(jobOf(world, { team: world.team } as Partial<SparkJobOptions>).profile.team).toBe(world.team);
  });
});
