import { Duration, Size } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { ManagedEndpointType, type LogRotation, type ManagedEndpointProps } from './options';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import type { EmrRelease } from '../../jobs/emr-release';
import { ExecutorAllocation } from '../../jobs/executor-allocation';
import type { SparkDriverOptions, SparkExecutorOptions } from '../../jobs/job/options';
import { resolveScheduling } from '../../jobs/plan/scheduling';
import { resolveDriver, resolveExecutor } from '../../jobs/plan/sizes';
import type { WorkloadSpec } from '../../jobs/plan/spec';
import type { SparkProfile } from '../../jobs/profile/spark-profile';
import { required } from '../../private/checks';

/**
 * First release with rotation.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-log-rotation-container.html
 */
export const FIRST_WITH_ROTATION = [6, 11] as const;

/** A managed endpoint with its defaults. */
export interface ManagedEndpointSpec {
  readonly team: IEmrTeam;
  readonly profile: SparkProfile;
  readonly type: ManagedEndpointType;
  readonly release: EmrRelease;
  readonly executionRole: IJobExecutionRole;
  readonly driver: SparkDriverOptions;
  readonly executor: SparkExecutorOptions;
  readonly idleTimeout: Duration;
  readonly logRotation?: LogRotation;
  /** Location of logs in S3. */
  readonly logUri?: string;
}

/**
 * The Data on EKS default.
 *
 * @see
 * https://github.com/awslabs/data-on-eks/blob/7b59538a/analytics/terraform/emr-eks-karpenter/examples/managed-endpoints/managed-endpoint.json
 */
const DRIVER_MEMORY = () => Size.gibibytes(8);
const MOST_EXECUTORS = 10;

export function resolveEndpoint(scope: IConstruct, props: ManagedEndpointProps): ManagedEndpointSpec {
  const profile = required(scope, 'profile', props.profile, {
    must: 'be a profile', fix: 'pass a `SparkProfile` of the team',
  });
  const { release, logging: { logUri } } = profile._spec;
  const rotates = logUri !== undefined && release.isAtLeast(...FIRST_WITH_ROTATION);
  return {
    team: props.team ?? profile.team,
    profile,
    type: props.endpointType ?? ManagedEndpointType.JUPYTER_ENTERPRISE_GATEWAY,
    release,
    executionRole: props.executionRole ?? profile.executionRoles[0],
    driver: { memory: DRIVER_MEMORY(), ...props.driver },
    executor: props.executor ?? { allocation: ExecutorAllocation.dynamic({ maxExecutors: MOST_EXECUTORS }) },
    idleTimeout: props.idleTimeout ?? Duration.hours(1),
    logRotation: props.logRotation ?? (rotates ? { size: Size.mebibytes(10), files: 10 } : undefined),
    logUri,
  };
}

/** Sessions of an endpoint, for a plan. They start with what there is, so the profile's gang is not theirs. */
export function resolveSessions(
  scope: Construct, { sparkConf }: ManagedEndpointProps, spec: ManagedEndpointSpec,
): WorkloadSpec {
  const { team, scheduling } = spec.profile._spec;
  return {
    name: scope.node.id,
    executionRole: spec.executionRole,
    python: true,
    driver: resolveDriver(scope, spec.driver),
    executor: resolveExecutor(scope, spec.executor, true),
    conf: sparkConf ?? {},
    scheduling: resolveScheduling(scope, { queue: scheduling?.queue }, team),
    submitted: false,
  };
}
