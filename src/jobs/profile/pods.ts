import type { IConstruct } from 'constructs';
import type { AuxiliaryContainer, SparkPodOptions } from './options';
import type { PodPlacement } from '../../contracts/placement';
import { annotations, dnsLabel, environment, labels } from '../../kubernetes/label-syntax';
import { list, map, mebibytes, milliCpu, text } from '../../private/checks';
import { refuse } from '../../private/refusal';
import type { AuxiliaryContainerSpec } from '../manifests/pod-template';
import { IMAGE_RULE } from '../spark-image';

const DEFAULT_VCPUS = 0.1;
const DEFAULT_MEMORY_MIB = 128;

/**
 * Labels by which Spark and EMR find their pods.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html (spark.kubernetes.driver.label.[LabelName])
 */
const RESERVED_LABEL =
  /^(spark-role|spark-app-selector|spark-app-name|spark-exec-id|spark-exec-resourceprofile-id|spark-version|emr-containers\.amazonaws\.com\/.*)$/;

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html */
const RESERVED_VARIABLES = [
  'SPARK_CONTAINER_ID', 'K8S_SPARK_LOG_URL_STDERR', 'K8S_SPARK_LOG_URL_STDOUT', 'SIDECAR_SIGNAL_FILE',
];

/** Labels that Kubernetes takes and that are nobody else's. */
export function validateLabels(scope: IConstruct, prop: string, value: { readonly [key: string]: string }): void {
  labels(scope, prop, value);
  const reserved = Object.keys(value).find((key) => RESERVED_LABEL.test(key));
  if (reserved !== undefined) {
    refuse(scope, 'jobs:label-reserved', {
      prop, must: `not hold ${reserved}`, got: `"${value[reserved]}"`, fix: 'Spark or EMR sets it',
    });
  }
}

/** Pod options that stand for themselves; the templates made of them are validated as a whole. */
export function validatePodOptions(scope: IConstruct, prop: string, options: SparkPodOptions): void {
  const { labels: ownLabels = {}, annotations: ownAnnotations = {}, environment: variables = {} } = options;
  validateLabels(scope, `${prop}.labels`, ownLabels);
  annotations(scope, `${prop}.annotations`, ownAnnotations);
  environment(scope, `${prop}.environment`, variables);
  const reserved = Object.keys(variables).find((name) => RESERVED_VARIABLES.includes(name));
  if (reserved !== undefined) {
    refuse(scope, 'jobs:variable-reserved', {
      prop: `${prop}.environment`, must: `not hold ${reserved}`, got: `"${variables[reserved]}"`, fix: 'EMR sets it',
    });
  }
}

/** A user's annotations beside those of the pool. */
export function validateAnnotationsOfPool(
  scope: IConstruct, role: string, { annotations: own = {} }: SparkPodOptions, placement: PodPlacement,
): void {
  const { annotations: ofPool } = placement;
  const other = Object.keys(own).find((key) => ofPool[key] !== undefined && ofPool[key] !== own[key]);
  if (other !== undefined) {
    refuse(scope, 'jobs:annotation-conflict', {
      prop: `${role}.annotations`,
      must: `not change ${other}, which the pool sets to "${ofPool[other]}"`,
      got: `"${own[other]}"`,
      fix: 'leave it out',
    });
  }
}

/** Side-cars or init containers with numbers in place of sizes. */
export function auxiliaryContainers(scope: IConstruct, prop: string, containers: AuxiliaryContainer[] = []): AuxiliaryContainerSpec[] {
  list(scope, prop, containers, { fix: 'write it as a list of containers' });
  return containers.map(({ vcpus, memory, ...container }, index) => {
    const path = `${prop}[${index}]`;
    validateContainer(scope, path, container);
    return {
      ...container,
      cpuMillis: milliCpu(scope, `${path}.vcpus`, vcpus ?? DEFAULT_VCPUS),
      memoryMiB: memory === undefined ? DEFAULT_MEMORY_MIB : mebibytes(scope, `${path}.memory`, memory),
    };
  });
}

function validateContainer(scope: IConstruct, path: string, container: AuxiliaryContainer): void {
  dnsLabel(scope, `${path}.name`, container.name);
  text(scope, `${path}.image`, container.image, IMAGE_RULE);
  environment(scope, `${path}.environment`, container.environment ?? {});
  map(scope, `${path}.mounts`, container.mounts ?? {});
  (['command', 'args'] as const).forEach((field) => {
    list(scope, `${path}.${field}`, container[field] ?? [], { fix: 'write it as a list of texts' });
    (container[field] ?? []).forEach((word, index) => {
      text(scope, `${path}.${field}[${index}]`, word, { form: /^/, min: 0, must: 'be text', fix: 'write it in quotes' });
    });
  });
}
