import type { SparkConf } from './spark-conf';
import type { Toleration } from '../../contracts/placement';

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter.html */
export interface SubmitterSpec {
  readonly nodeSelector: { readonly [label: string]: string };
  /** With key, value and effect, all three. */
  readonly tolerations: Toleration[];
  readonly labels: { readonly [label: string]: string };
  readonly annotations: { readonly [annotation: string]: string };
  /** Whether it ends as soon as the driver has started. */
  readonly gracefulTermination?: boolean;
  readonly logging: LogContainerSpec;
}

/** EMR's log container. */
export interface LogContainerSpec {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
}

/** Properties by the name of their classification. */
export interface Classifications { readonly [classification: string]: SparkConf }

/** The classification `emr-job-submitter`. */
export function submitterProperties(spec: SubmitterSpec): SparkConf {
  return {
    ...prefixed('jobsubmitter.node.selector.', spec.nodeSelector),
    ...prefixed('jobsubmitter.label.', spec.labels),
    ...prefixed('jobsubmitter.annotation.', spec.annotations),
    ...Object.assign({}, ...spec.tolerations.map(tolerationProperties)),
    ...(spec.gracefulTermination === undefined
      ? {}
      : { 'jobsubmitter.gracefulTermination': `${spec.gracefulTermination}` }),
    'jobsubmitter.logging.request.cores': `${spec.logging.cpuMillis}m`,
    'jobsubmitter.logging.request.memory': `${spec.logging.memoryMiB}Mi`,
  };
}

/**
 * The classification `emr-containers-defaults`. Requests are written out, EMR's own defaults too: without a CPU request
 * a pod is refused where a quota counts CPU, and what a scheduler must reserve would be unknown.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter-container-defaults.html
 * @see https://github.com/aws-controllers-k8s/community/issues/2649
 */
export function containerDefaultProperties(spec: LogContainerSpec, executors: boolean): SparkConf {
  return {
    'logging.request.cores': `${spec.cpuMillis}m`,
    'logging.request.memory': `${spec.memoryMiB}Mi`,
    ...(executors ? {} : { 'executor.logging': 'DISABLED' }),
  };
}

function prefixed(prefix: string, map: { readonly [key: string]: string }): SparkConf {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [`${prefix}${key}`, value]));
}

function tolerationProperties(toleration: Toleration): SparkConf {
  const key = `jobsubmitter.node.toleration.${toleration.key}`;
  return { [key]: toleration.value!, [`${key}.effect`]: toleration.effect! };
}
