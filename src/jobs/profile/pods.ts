import { type Duration, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AuxiliaryContainer, SparkPodOptions } from './options';
import type { PodPlacement } from '../../contracts/placement';
import { ValidationError } from '../../private/errors';
import { DNS_LABEL } from '../../private/names';
import type { AuxiliaryContainerSpec } from '../manifests/pod-template';
import { IMAGE_REFERENCE } from '../spark-image';

const DEFAULT_VCPUS = 0.1;
const DEFAULT_MEMORY_MIB = 128;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const QUALIFIED_NAME = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/;
/** @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/ */
const VARIABLE = /^[A-Za-z_][\w.-]*$/;

/**
 * Labels by which Spark and EMR find their pods.
 *
 * @see https://spark.apache.org/docs/3.5.6/running-on-kubernetes.html (spark.kubernetes.driver.label.[LabelName])
 */
const RESERVED_LABEL = /^(spark-role|spark-app-selector|spark-app-name|spark-exec-id|spark-exec-resourceprofile-id|spark-version|emr-containers\.amazonaws\.com\/.*)$/;

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/pod-templates.html */
const RESERVED_VARIABLES = ['SPARK_CONTAINER_ID', 'K8S_SPARK_LOG_URL_STDERR', 'K8S_SPARK_LOG_URL_STDOUT', 'SIDECAR_SIGNAL_FILE'];

/** Whole MiB of a size, which must be a literal. */
export function mebibytes(scope: IConstruct, prop: string, size: Size, least = 1): number {
  if (size.isUnresolved()) {
    throw new ValidationError(scope, 'jobs:size-token', `\`${prop}\` must be a literal, got a token; what pods request is computed from it`);
  }
  const value = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(value) || value < least) {
    throw new ValidationError(scope, 'jobs:size', `\`${prop}\` must be whole MiB, at least ${least}, got ${value} MiB; use \`Size.mebibytes()\` or \`Size.gibibytes()\``);
  }
  return value;
}

/** Thousandths of vCPUs, which must be a literal. */
export function millis(scope: IConstruct, prop: string, vcpus: number): number {
  if (Token.isUnresolved(vcpus)) {
    throw new ValidationError(scope, 'jobs:cpu-token', `\`${prop}\` must be a literal, got a token; what pods request is computed from it`);
  }
  const value = Math.round(vcpus * 1000);
  if (!Number.isFinite(vcpus) || Math.abs(value - vcpus * 1000) > 1e-6 || value < 1) {
    throw new ValidationError(scope, 'jobs:cpu', `\`${prop}\` must be vCPUs in steps of 0.001, at least 0.001, got ${vcpus}; half a vCPU is 0.5`);
  }
  return value;
}

/** Whole seconds, which must be a literal. */
export function seconds(scope: IConstruct, prop: string, duration: Duration): number {
  if (duration.isUnresolved()) {
    throw new ValidationError(scope, 'jobs:duration-token', `\`${prop}\` must be a literal, got a token; pod templates are files made at synthesis`);
  }
  const value = duration.toSeconds({ integral: false });
  if (!Number.isInteger(value) || value < 1) {
    throw new ValidationError(scope, 'jobs:duration', `\`${prop}\` must be whole seconds, at least 1, got ${value} seconds; use \`Duration.seconds()\``);
  }
  return value;
}

/** Labels that Kubernetes takes and that are nobody else's. */
export function validateLabels(scope: IConstruct, prop: string, labels: { readonly [key: string]: string }): void {
  for (const [key, value] of Object.entries(labels)) {
    if (RESERVED_LABEL.test(key)) {
      throw new ValidationError(scope, 'jobs:label-reserved', `\`${prop}\` must not hold ${key}, got "${value}"; Spark or EMR sets it`);
    }
    if (!Token.isUnresolved(key) && !QUALIFIED_NAME.test(key)) {
      throw new ValidationError(scope, 'jobs:label-key', `\`${prop}\` must have keys of the form [prefix/]name, at most 63 characters after the prefix, got "${key}"; see the syntax of Kubernetes labels`);
    }
    if (!Token.isUnresolved(value) && !LABEL_VALUE.test(value)) {
      throw new ValidationError(scope, 'jobs:label-value', `\`${prop}.${key}\` must be at most 63 letters, digits, "-", "_" or ".", and begin and end with a letter or digit, got "${value}"; an annotation takes any text`);
    }
  }
}

/** Annotations that Kubernetes takes. */
export function validateAnnotations(scope: IConstruct, prop: string, annotations: { readonly [key: string]: string }): void {
  for (const key of Object.keys(annotations)) {
    if (!Token.isUnresolved(key) && !QUALIFIED_NAME.test(key)) {
      throw new ValidationError(scope, 'jobs:annotation-key', `\`${prop}\` must have keys of the form [prefix/]name, at most 63 characters after the prefix, got "${key}"; see the syntax of Kubernetes annotations`);
    }
  }
}

/** Pod options that stand for themselves; the templates made of them are validated as a whole. */
export function validatePodOptions(scope: IConstruct, prop: string, options: SparkPodOptions): void {
  validateLabels(scope, `${prop}.labels`, options.labels ?? {});
  validateAnnotations(scope, `${prop}.annotations`, options.annotations ?? {});
  for (const [name, value] of Object.entries(options.environment ?? {})) {
    if (RESERVED_VARIABLES.includes(name)) {
      throw new ValidationError(scope, 'jobs:variable-reserved', `\`${prop}.environment\` must not hold ${name}, got "${value}"; EMR sets it`);
    }
    if (!Token.isUnresolved(name) && !VARIABLE.test(name)) {
      throw new ValidationError(scope, 'jobs:variable', `\`${prop}.environment\` must have names of letters, digits, "_", "-" or ".", not beginning with a digit, got "${name}"; rename it`);
    }
  }
}

/** A user's annotations beside those of the pool. */
export function validateAnnotationsOfPool(scope: IConstruct, role: string, { annotations = {} }: SparkPodOptions, placement: PodPlacement): void {
  for (const [key, value] of Object.entries(annotations)) {
    const own = placement.annotations[key];
    if (own !== undefined && own !== value) {
      throw new ValidationError(scope, 'jobs:annotation-conflict', `\`${role}.annotations\` must not change ${key}, which the pool sets to "${own}", got "${value}"; leave it out`);
    }
  }
}

/** Side-cars or init containers with numbers in place of sizes. */
export function auxiliaryContainers(scope: IConstruct, prop: string, containers: AuxiliaryContainer[] = []): AuxiliaryContainerSpec[] {
  return containers.map(({ vcpus, memory, ...container }, index) => {
    const path = `${prop}[${index}]`;
    validateContainer(scope, path, container);
    return {
      ...container,
      cpuMillis: millis(scope, `${path}.vcpus`, vcpus ?? DEFAULT_VCPUS),
      memoryMiB: memory === undefined ? DEFAULT_MEMORY_MIB : mebibytes(scope, `${path}.memory`, memory),
    };
  });
}

function validateContainer(scope: IConstruct, path: string, { name, image }: AuxiliaryContainer): void {
  if (!Token.isUnresolved(name) && !DNS_LABEL.test(name)) {
    throw new ValidationError(scope, 'jobs:container-name', `\`${path}.name\` must be a DNS label of at most 63 lower-case letters, digits or "-", got "${name}"; rename the container`);
  }
  if (!Token.isUnresolved(image) && !IMAGE_REFERENCE.test(image)) {
    throw new ValidationError(scope, 'jobs:container-image', `\`${path}.image\` must be an image reference [registry/]repository[:tag][@digest], got "${image}"; leave out any scheme such as https://`);
  }
}
