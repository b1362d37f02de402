import type { Component, SparkJob } from './spark-job';
import { podMemory, type Settings } from './spark-memory';

/** EMR's own label of everything that belongs to one run. */
export const JOB_LABEL = 'emr-containers.amazonaws.com/job.id';
export const COMPONENT_LABEL = 'emr-containers.amazonaws.com/component';

/** The image never runs: kwok only says that it does. */
export const IMAGE = 'emr-on-eks';

/** Number of executors that the settings start with. */
export function executorCount(settings: Settings): number {
  const fixed = settings['spark.dynamicAllocation.enabled'] === 'true'
    ? undefined
    : settings['spark.executor.instances'];
  return Number(fixed
    ?? settings['spark.dynamicAllocation.initialExecutors']
    ?? settings['spark.dynamicAllocation.minExecutors']
    ?? 2);
}

/** The pod that runs `spark-submit` before there is a driver. */
export function submitterPod(job: SparkJob, run: string): any {
  const pod = podOf(job, run, { component: 'client', name: `${run}-submitter` });
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...withPrefix(job.emr, 'jobsubmitter.label.'), ...pod.metadata.labels },
      annotations: withPrefix(job.emr, 'jobsubmitter.annotation.'),
    },
    spec: {
      ...pod.spec,
      nodeSelector: withPrefix(job.emr, 'jobsubmitter.node.selector.'),
      tolerations: Object.keys(withPrefix(job.emr, 'jobsubmitter.node.toleration.'))
        .filter((key) => !/\.(effect|value|operator)$/.test(key)).map((key) => ({
          key, operator: 'Exists', effect: job.emr[`jobsubmitter.node.toleration.${key}.effect`],
        })),
      schedulerName: job.emr['jobsubmitter.scheduler.name'],
      // EMR documents requests of the second only
      containers: [{ name: 'job-runner', image: IMAGE }, logging(job.emr, 'jobsubmitter.logging')],
    },
  };
}

/**
 * The driver or an executor as Spark makes it from our template and settings: what Spark owns overrides the template.
 */
export function sparkPod(
  job: SparkJob, run: string, options: PodOptions & { readonly component: 'driver' | 'executor' },
): any {
  const { component } = options;
  const template = job.templates[component];
  const own = job.spark[`spark.kubernetes.${component}.podTemplateContainerName`] ?? `spark-kubernetes-${component}`;
  const containers: any[] = template.spec?.containers ?? [];
  const pod = podOf(job, run, options);
  return {
    ...pod,
    metadata: {
      ...template.metadata,
      ...pod.metadata,
      labels: {
        ...template.metadata?.labels,
        ...withPrefix(job.spark, `spark.kubernetes.${component}.label.`),
        ...pod.metadata.labels,
      },
      annotations: {
        ...template.metadata?.annotations,
        ...annotationsOf(job.spark, component, pod.metadata.labels['spark-app-selector']),
      },
    },
    spec: {
      ...template.spec,
      ...pod.spec,
      schedulerName: job.spark['spark.kubernetes.scheduler.name'] ?? template.spec?.schedulerName,
      nodeSelector: {
        ...template.spec?.nodeSelector,
        ...withPrefix(job.spark, 'spark.kubernetes.node.selector.'),
        ...withPrefix(job.spark, `spark.kubernetes.${component}.node.selector.`),
      },
      containers: [
        container(own, containers.find(({ name }) => name === own) ?? {}, requests(job, component)),
        ...containers.filter(({ name }) => name !== own),
        ...logContainers(job.emr, component),
      ],
    },
  };
}

/** Spark puts the id of the application into annotations that settings give. */
function annotationsOf(settings: Settings, component: Component, applicationId: string): Record<string, string> {
  const given = Object.entries(withPrefix(settings, `spark.kubernetes.${component}.annotation.`));
  return Object.fromEntries(given.map(([key, value]) => [key, value.replaceAll('{{APP_ID}}', applicationId)]));
}

export interface PodOptions {
  readonly component: Component;
  readonly name: string;
  /** The driver, for executors. */
  readonly owner?: { readonly name: string; readonly uid: string };
}

function podOf(job: SparkJob, run: string, { component, name, owner }: PodOptions): any {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: job.namespace,
      labels: {
        [JOB_LABEL]: run, [COMPONENT_LABEL]: component, 'spark-role': component, 'spark-app-selector': `spark-${run}`,
      },
      ownerReferences: owner && [{ apiVersion: 'v1', kind: 'Pod', controller: true, name: owner.name, uid: owner.uid }],
    },
    spec: { restartPolicy: 'Never', serviceAccountName: job.serviceAccounts[component] },
  };
}

function container(
  name: string, template: any, { cpu, memory, limit }: { cpu: string; memory: string; limit?: string },
): any {
  const resources = {
    requests: { ...template.resources?.requests, cpu, memory },
    limits: { ...template.resources?.limits, memory, ...(limit === undefined ? {} : { cpu: limit }) },
  };
  return { ...template, name, image: IMAGE, resources };
}

/** Containers that EMR adds to a pod of Spark: a log forwarder, in executors unless it is switched off. */
export function logContainers(emr: Settings, component: 'driver' | 'executor'): any[] {
  return component === 'executor' && emr['executor.logging'] === 'DISABLED' ? [] : [logging(emr, 'logging')];
}

/** EMR's log forwarder beside the container that matters. */
function logging(emr: Settings, prefix: string): any {
  const requested = { cpu: emr[`${prefix}.request.cores`] ?? '200m', memory: emr[`${prefix}.request.memory`] ?? '512Mi' };
  return { name: 'emr-container-fluentd', image: IMAGE, resources: { requests: requested } };
}

function requests({ spark: settings, program }: SparkJob, role: 'driver' | 'executor'): {
  cpu: string;
  memory: string;
  limit?: string;
} {
  const cpu = settings[`spark.kubernetes.${role}.request.cores`] ?? settings[`spark.${role}.cores`] ?? '1';
  return {
    cpu,
    memory: `${podMemory(settings, role, program.mainClass === undefined)}Mi`,
    limit: settings[`spark.kubernetes.${role}.limit.cores`],
  };
}

function withPrefix(settings: Settings, prefix: string): Record<string, string> {
  const found = Object.entries(settings).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]));
}
