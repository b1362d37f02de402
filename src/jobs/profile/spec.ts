import type { Construct, IConstruct } from 'constructs';
import type { SparkLogging, SparkProfileProps } from './options';
import { auxiliaryContainers, validateAnnotationsOfPool, validateLabels, validatePodOptions } from './pods';
import { driverStorage, executorStorage, type PodStorage } from './storage';
import { SparkRole, type PodPlacement, type Toleration } from '../../contracts/placement';
import { annotations as validateAnnotations } from '../../kubernetes/label-syntax';
import { CORE_NODE_GROUP, Label, Taint } from '../../kubernetes/vocabulary';
import { mebibytes, milliCpu, seconds, text } from '../../private/checks';
import { sortKeys } from '../../private/maps';
import { refuse } from '../../private/refusal';
import { EmrRelease } from '../emr-release';
import type { SubmitterSpec } from '../manifests/classifications';
import { resolveScheduling } from '../plan/scheduling';
import { validateText } from '../plan/settings-validation';
import type { LoggingSpec, PodRole, PodSpec, ProfileSpec } from '../plan/spec';

/**
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter.html
 *   (jobsubmitter.logging.request.*)
 */
const SUBMITTER_LOG_CONTAINER = { cpuMillis: 100, memoryMiB: 200 };
/**
 * Memory: EMR's own default,
 * https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-job-submitter-container-defaults.html;
 * CPU: as the submitter's.
 */
const POD_LOG_CONTAINER = { vcpus: 0.1, memoryMiB: 512 };
/**
 * Executors: the notice of EC2 Spot.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
const GRACE_SECONDS = { driver: undefined, executor: 120 };
/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CloudWatchMonitoringConfiguration.html */
const LONGEST_STREAM_PREFIX = 256;

/** Defaults resolved, sizes and durations as plain numbers. */
export function resolveProfile(scope: Construct, props: SparkProfileProps): ProfileSpec {
  const { team, executorPool, driverPool = executorPool, release = EmrRelease.EMR_7_13_0 } = props;
  const storage = props.shuffleStorage?.bind(scope, { team, reusableClaims: release.supportsClaimReuse }) ?? {};
  return {
    team,
    driverPool,
    executorPool,
    release,
    imageUri: props.image?.uri,
    conf: props.sparkConf ?? {},
    configurations: props.configurations ?? {},
    executionRoles: props.executionRoles ?? [team.jobExecutionRole],
    driver: resolvePod(scope, 'driver', props, {
      placement: driverPool.placement(SparkRole.DRIVER), ...driverStorage(storage),
    }),
    executor: resolvePod(scope, 'executor', props, {
      placement: executorPool.placement(SparkRole.EXECUTOR), ...executorStorage(storage),
    }),
    submitter: resolveSubmitter(scope, props),
    logging: resolveLogging(scope, props),
    scheduling: resolveScheduling(scope, props.scheduling ?? {}, team),
    storage,
  };
}

/** Pool and storage of a pod. */
interface PodSurroundings extends PodStorage {
  readonly placement: PodPlacement;
}

function resolvePod(
  scope: IConstruct, role: PodRole, props: SparkProfileProps, { placement, ...storage }: PodSurroundings,
): PodSpec {
  const { [role]: options = {}, podTemplates = {} } = props;
  validatePodOptions(scope, role, options);
  validateAnnotationsOfPool(scope, role, options, placement);
  const grace = options.terminationGracePeriod;
  return {
    placement: { ...placement, nodeSelector: { ...placement.nodeSelector, ...storage.nodeSelector } },
    labels: options.labels ?? {},
    annotations: { ...options.annotations, ...placement.annotations },
    environment: options.environment ?? {},
    volumes: storage.volumes,
    ephemeralStorageMiB: storage.ephemeralStorageMiB,
    sidecars: auxiliaryContainers(scope, `${role}.sidecars`, options.sidecars),
    initContainers: [
      ...storage.initContainers, ...auxiliaryContainers(scope, `${role}.initContainers`, options.initContainers),
    ],
    terminationGracePeriodSeconds: grace === undefined
      ? GRACE_SECONDS[role]
      : seconds(scope, `${role}.terminationGracePeriod`, grace),
    overrides: podTemplates[role] ?? {},
  };
}

function resolveSubmitter(scope: IConstruct, props: SparkProfileProps): SubmitterSpec {
  const { pool, labels = {}, annotations = {}, endsWhenDriverStarts } = props.submitter ?? {};
  validateLabels(scope, 'submitter.labels', labels);
  validateAnnotations(scope, 'submitter.annotations', annotations);
  Object.entries(labels).forEach(([key, value]) => validateText(scope, `submitter.labels.${key}`, value));
  Object.entries(annotations).forEach(([key, value]) => validateText(scope, `submitter.annotations.${key}`, value));
  const placement = pool?.placement(SparkRole.SUBMITTER) ?? coreNodes(props.team.cluster.coreNodes.tainted);
  validateSubmitterTolerations(scope, placement.tolerations);
  return {
    nodeSelector: sortKeys(placement.nodeSelector),
    tolerations: placement.tolerations,
    labels,
    annotations: { ...annotations, ...placement.annotations },
    gracefulTermination: endsWhenDriverStarts,
    logging: SUBMITTER_LOG_CONTAINER,
  };
}

function coreNodes(tainted: boolean): PodPlacement {
  const tolerations = tainted
    ? [{ key: Taint.CRITICAL_ADDONS_ONLY, operator: 'Equal', value: 'true', effect: 'NoSchedule' }]
    : [];
  return { nodeSelector: { [Label.CORE_NODES]: CORE_NODE_GROUP }, tolerations, annotations: {} };
}

/**
 * "Exists" would be written as an empty value, which the API model and the CloudFormation schema refuse (minimum length
 * 1).
 */
function validateSubmitterTolerations(scope: IConstruct, tolerations: Toleration[]): void {
  const wrong = tolerations.find(({ key, value, effect }) => !key || !value || !effect);
  if (wrong !== undefined) {
    refuse(scope, 'jobs:submitter-toleration', {
      prop: 'submitter.pool',
      must: 'have taints with key, value and effect',
      got: `the toleration ${JSON.stringify(wrong)}`,
      fix: 'EMR\'s API takes no empty value: give the pool a taint with a value or none, or leave `submitter.pool` '
        + 'out to use core nodes',
    });
  }
  const twice = tolerations.find(({ key }, index) => tolerations.findIndex((other) => other.key === key) !== index);
  if (twice !== undefined) {
    refuse(scope, 'jobs:submitter-toleration', {
      prop: 'submitter.pool',
      must: 'have one taint per key',
      got: `two with key "${twice.key}"`,
      fix: 'EMR\'s API has room for one effect: leave `submitter.pool` out to use core nodes',
    });
  }
}

function resolveLogging(scope: IConstruct, { logging = {}, team }: SparkProfileProps): LoggingSpec {
  if (logging.s3 === true && team.logUri === undefined) {
    refuse(scope, 'jobs:log-uri', {
      prop: 'logging.s3',
      must: 'be unset or false for a team without a log location in S3',
      got: 'true',
      fix: 'give the team one',
    });
  }
  if (logging.streamPrefix !== undefined) {
    text(scope, 'logging.streamPrefix', logging.streamPrefix, {
      max: LONGEST_STREAM_PREFIX, must: `be 1 to ${LONGEST_STREAM_PREFIX} characters`, fix: 'leave it out to use the name of the job',
    });
  }
  const logGroupName = logging.cloudWatch ?? true ? team.logGroup.logGroupName : undefined;
  const logUri = logging.s3 ?? true ? team.logUri : undefined;
  return {
    logGroupName,
    logUri,
    persistentAppUi: logging.persistentAppUi ?? true,
    streamPrefix: logging.streamPrefix,
    executors: (logging.executors ?? true) && (logGroupName !== undefined || logUri !== undefined),
    ...logContainer(scope, logging),
  };
}

function logContainer(scope: IConstruct, { containerVcpus, containerMemory }: SparkLogging) {
  return {
    cpuMillis: milliCpu(scope, 'logging.containerVcpus', containerVcpus ?? POD_LOG_CONTAINER.vcpus),
    memoryMiB: containerMemory === undefined
      ? POD_LOG_CONTAINER.memoryMiB
      : mebibytes(scope, 'logging.containerMemory', containerMemory),
  };
}
