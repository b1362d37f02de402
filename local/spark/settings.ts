import type { SparkJob } from '../jobs/spark-job';
import type { Settings } from '../jobs/spark-memory';
import { COMPONENT_LABEL, IMAGE, JOB_LABEL, logContainers } from '../jobs/spark-pods';

/** Stands for the program: no container runs, so nobody opens it. */
const PROGRAM = 'local:///program';

/** Settings that make `spark-submit` or a driver open files of elsewhere. None of them shapes a pod. */
const ELSEWHERE = /^spark\.(jars|files|archives|submit\.pyFiles)(\.|$)/;

/**
 * Settings of what a driver does for itself, with classes and paths that only EMR has. None of them shapes an executor.
 */
const OF_THE_DRIVER =
  /^spark\.(jars|files|archives|submit\.pyFiles|eventLog|plugins|extraListeners|metrics|ui|driver\.(memory|extra\w+|defaultJavaOptions))(\.|$)/;

/**
 * Volumes that EMR adds to a pod; side-cars may mount them.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html
 */
const EMR_VOLUMES = [
  'emr-container-communicate', 'config-volume', 'emr-container-application-log-dir', 'emr-container-event-log-dir',
  'temp-data-dir', 'mnt-dir',
  'home-dir', 'emr-container-s3',
];

export type PodRole = 'driver' | 'executor';

/** Address of the API server and who asks it. */
export interface Access {
  readonly server: string;
  readonly certificateFile: string;
  /** A file for a driver, a word for `spark-submit`. */
  readonly token: string;
}

export interface SubmitInput {
  readonly job: SparkJob;
  /** Id of the run. */
  readonly run: string;
  readonly access: Access;
  /** Files with the pod templates. */
  readonly templates: Readonly<Record<PodRole, string>>;
}

/** Arguments of `spark-submit` in cluster mode: the job's own settings, under what EMR sets for a run. */
export function submitArguments({ job, run, access, templates }: SubmitInput): string[] {
  const { mainClass } = job.program;
  const own = Object.fromEntries(Object.entries(job.spark).filter(([key]) => !ELSEWHERE.test(key)));
  const settings: Settings = {
    'spark.kubernetes.container.image': IMAGE,
    ...own,
    'spark.kubernetes.namespace': job.namespace,
    'spark.kubernetes.authenticate.submission.oauthToken': access.token,
    'spark.kubernetes.authenticate.submission.caCertFile': access.certificateFile,
    'spark.kubernetes.submission.waitAppCompletion': 'false',
    'spark.kubernetes.driver.pod.name': `${run}-driver`,
    'spark.kubernetes.executor.podNamePrefix': run,
    ...ofRole('driver', { job, run, template: templates.driver }),
    ...ofRole('executor', { job, run, template: templates.executor }),
  };
  return [
    '--master', `k8s://${access.server}`, '--deploy-mode', 'cluster', '--name', run, ...configuration(settings),
    ...(mainClass === undefined ? [`${PROGRAM}.py`] : ['--class', shellFree(mainClass), `${PROGRAM}.jar`]),
    ...job.program.arguments,
  ];
}

function ofRole(role: PodRole, { job, run, template }: { job: SparkJob; run: string; template: string }): Settings {
  return {
    [`spark.kubernetes.${role}.podTemplateFile`]: template,
    [`spark.kubernetes.authenticate.${role}.serviceAccountName`]: job.serviceAccounts[role],
    [`spark.kubernetes.${role}.label.${JOB_LABEL}`]: run,
    [`spark.kubernetes.${role}.label.${COMPONENT_LABEL}`]: role,
  };
}

/** Spark's own shells refuse cluster mode; EMR starts them another way, with the same pods. */
function shellFree(mainClass: string): string {
  return mainClass.startsWith('org.apache.spark.sql.hive.thriftserver.') ? 'Program' : mainClass;
}

export interface DriverInput {
  /** File with the settings that Spark gave to the driver. */
  readonly properties: string;
  readonly access: Access;
  /** File with the executors' template, as Spark gave it to the driver. */
  readonly template: string;
  /** File with the program of a driver without a program. */
  readonly program: string;
}

/** Arguments of `spark-submit` in client mode: the driver of a run, here instead of in its pod. */
export function driverArguments({ properties, access, template, program }: DriverInput): string[] {
  return ['--deploy-mode', 'client', '--properties-file', properties, ...configuration({
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.port': '0',
    'spark.driver.blockManager.port': '0',
    'spark.driver.memory': '512m',
    'spark.ui.enabled': 'false',
    'spark.kubernetes.driver.master': access.server,
    'spark.kubernetes.authenticate.driver.mounted.oauthTokenFile': access.token,
    'spark.kubernetes.authenticate.driver.mounted.caCertFile': access.certificateFile,
    'spark.kubernetes.executor.podTemplateFile': template,
    'spark.scheduler.minRegisteredResourcesRatio': '0', // none ever registers
  }), program];
}

/** The driver's properties without what it would do for itself. */
export function executorProperties(properties: string): string {
  return properties.split('\n').filter((line) => !OF_THE_DRIVER.test(line.split('=')[0])).join('\n');
}

/** A pod template as EMR hands it to Spark: with its log container and its volumes. */
export function emrTemplate(job: SparkJob, role: PodRole): any {
  const { spec = {}, ...template } = job.templates[role];
  const containers: any[] = spec.containers
    ?? [{ name: job.spark[`spark.kubernetes.${role}.podTemplateContainerName`] ?? `spark-kubernetes-${role}` }];
  const mounted = [...containers, ...spec.initContainers ?? []].flatMap(({ volumeMounts = [] }: any) =>
    volumeMounts.map(({ name }: any) => name));
  const volumes = [
    ...spec.volumes ?? [],
    ...EMR_VOLUMES.filter((name) => mounted.includes(name)).map((name) => ({ name, emptyDir: {} })),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...template,
    spec: {
      ...spec, ...(volumes.length > 0 && { volumes }), containers: [...containers, ...logContainers(job.emr, role)],
    },
  };
}

function configuration(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
}
