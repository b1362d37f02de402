import { programOf } from '../../../local/jobs/program';
import type { SparkJob } from '../../../local/jobs/spark-job';
import { driverArguments, emrTemplate, executorProperties, submitArguments } from '../../../local/spark/settings';
import { Turns } from '../../../local/spark/submission';

const job: SparkJob = {
  name: 'taxi',
  namespace: 'team',
  serviceAccounts: { client: 'sa-client', driver: 'sa-driver', executor: 'sa-executor' },
  program: { arguments: ['--day', 'to day'], settings: {} },
  spark: { 'spark.executor.memory': '4096m', 'spark.jars.packages': 'a:b:1', 'spark.kubernetes.driver.podTemplateFile': 's3://b/t.yaml' },
  emr: { 'logging.request.cores': '100m' },
  templates: { driver: {}, executor: {} },
};
const access = { server: 'https://127.0.0.1:6443', certificateFile: '/ca.crt', token: 'word' };
const submit = (of: Partial<SparkJob> = {}) => submitArguments({
  job: { ...job, ...of }, run: 'taxi-1', access, templates: { driver: '/d.json', executor: '/e.json' },
});
const settings = (args: string[]) => args.flatMap((word, index) => (args[index - 1] === '--conf' ? [word] : []));

describe('submitArguments()', () => {
  test('asks for cluster mode on the control plane, in the team\'s namespace, under the job\'s accounts', () => {
    expect(submit()).toEqual(expect.arrayContaining(['--master', 'k8s://https://127.0.0.1:6443', '--deploy-mode', 'cluster']));
    expect(settings(submit())).toEqual(expect.arrayContaining([
      'spark.kubernetes.namespace=team',
      'spark.kubernetes.authenticate.driver.serviceAccountName=sa-driver',
      'spark.kubernetes.authenticate.executor.serviceAccountName=sa-executor',
      'spark.kubernetes.executor.label.emr-containers.amazonaws.com/job.id=taxi-1',
      'spark.kubernetes.driver.podTemplateFile=/d.json',
      'spark.executor.memory=4096m',
    ]));
  });

  test('leaves out what would be fetched from elsewhere', () => {
    expect(settings(submit()).filter((setting) => setting.includes('packages') || setting.includes('s3:'))).toEqual([]);
  });

  test.each([
    ['a script', undefined, ['local:///program.py']],
    ['a JAR', 'com.example.Main', ['--class', 'com.example.Main', 'local:///program.jar']],
    [
      'Spark SQL, whose shell refuses cluster mode',
      'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver',
      ['--class', 'Program', 'local:///program.jar'],
    ],
  ])('runs %s with its arguments as they are', (_case, mainClass, words) => {
    expect(submit({ program: { ...job.program, mainClass } }).slice(-words.length - 2)).toEqual([...words, '--day', 'to day']);
  });
});

test('the driver of a run works from its own settings, on the loopback interface', () => {
  const args = driverArguments({ properties: '/p', access, template: '/t', program: '/driver.py' });
  expect(args.slice(0, 4)).toEqual(['--deploy-mode', 'client', '--properties-file', '/p']);
  expect(settings(args)).toEqual(expect.arrayContaining([
    'spark.driver.host=127.0.0.1', 'spark.kubernetes.authenticate.driver.mounted.oauthTokenFile=word',
  ]));
  expect(args[args.length - 1]).toBe('/driver.py');
});

test('the driver does nothing for itself that needs EMR', () => {
  const kept = ['#Java properties', 'spark.executor.memory=4096m', 'spark.kubernetes.driver.pod.name=taxi-1-driver', 'spark.jarsless=1', ''];
  const dropped = [
    'spark.jars=s3\\://b/a.jar',
    'spark.eventLog.dir=s3\\://b',
    'spark.driver.extraJavaOptions=-Dx',
    'spark.driver.memory=8g',
    'spark.plugins=com.amazon.X',
  ];
  expect(executorProperties([...kept, ...dropped].join('\n'))).toBe(kept.join('\n'));
});

describe('emrTemplate()', () => {
  const mounting = (name: string) => ({ name: 'side', volumeMounts: [{ name, mountPath: '/x' }] });

  test('adds EMR\'s log container, not to executors that log nothing', () => {
    const names = (role: 'driver' | 'executor') =>
      emrTemplate({ ...job, emr: { 'executor.logging': 'DISABLED' } }, role).spec.containers.map(({ name }: any) => name);
    expect(names('driver')).toEqual(['spark-kubernetes-driver', 'emr-container-fluentd']);
    expect(names('executor')).toEqual(['spark-kubernetes-executor']);
  });

  test('adds the volumes of EMR that side-cars mount, and no other', () => {
    const { spec } = emrTemplate({
      ...job,
      templates: {
        driver: {},
        executor: { spec: { containers: [mounting('emr-container-communicate'), mounting('own')], volumes: [{ name: 'own' }] } },
      },
    }, 'executor');
    expect(spec.volumes).toEqual([{ name: 'own' }, { name: 'emr-container-communicate', emptyDir: {} }]);
  });
});

describe('programOf()', () => {
  test.each<[string, object, ReturnType<typeof programOf>]>([
    ['a script', { SparkSubmitJobDriver: { EntryPointArguments: ['a'] } }, { mainClass: undefined, arguments: ['a'], settings: {} }],
    [
      'a class and settings',
      {
        SparkSubmitJobDriver: {
          SparkSubmitParameters: '--class com.Main --conf spark.a="b \\"c\\"" --conf \'spark.d=e f\' --executor-memory 2g',
        },
      },
      { mainClass: 'com.Main', arguments: [], settings: { 'spark.a': 'b "c"', 'spark.d': 'e f', 'spark.executor.memory': '2g' } },
    ],
    ['Spark SQL', { SparkSqlJobDriver: { SparkSqlParameters: '--conf spark.a=b=c' } },
      { mainClass: 'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver', arguments: [], settings: { 'spark.a': 'b=c' } }],
  ])('reads %s', (_case, driver, program) => {
    expect(programOf(driver)).toEqual(program);
  });
});

test('turns are taken by as many as there are, in order, also after one that failed', async () => {
  const turns = new Turns(2);
  const history: string[] = [];
  let running = 0;
  const work = (name: string) => turns.take(async () => {
    history.push(`${name} ${++running}`);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (name === 'b') throw new Error(name);
  });
  await Promise.allSettled(['a', 'b', 'c', 'd'].map(work));
  expect(history.map((entry) => entry[0])).toEqual(['a', 'b', 'c', 'd']);
  expect(Math.max(...history.map((entry) => Number(entry.split(' ')[1])))).toBe(2);
});
