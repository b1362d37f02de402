import type { IConstruct } from 'constructs';
import type { SparkProfileProps } from './options';
import { validateStorageZone } from './storage';
import type { ISparkNodePool } from '../../contracts/node-pool';
import type { ShuffleStorageConfig } from '../../contracts/shuffle-storage';
import type { IEmrTeam } from '../../contracts/team';
import { refuse } from '../../private/refusal';
import { warn } from '../../private/warnings';
import { validateSparkConf } from '../plan/settings-validation';
import type { ProfileSpec } from '../plan/spec';

/** What is wrong with a profile before any job uses it. */
export function validateProfile(scope: IConstruct, { image }: SparkProfileProps, spec: ProfileSpec): void {
  validateSparkConf(scope, spec.conf);
  validateRelease(scope, spec);
  validateRoles(scope, spec);
  for (const pool of new Set([spec.driverPool, spec.executorPool])) {
    validateStorage(scope, pool, spec.storage);
    validateStorageZone(scope, pool, spec.storage);
    validateArchitectures(scope, pool, image);
  }
}

function validateRelease(scope: IConstruct, { release }: ProfileSpec): void {
  if (release.variant.split('-').includes('flink')) {
    refuse(scope, 'jobs:release-flink', {
      prop: 'release',
      must: 'be one for Spark',
      got: `"${release.label}"`,
      fix: 'take the variant without "flink"',
    });
  }
  if (!release.isAtLeast(6, 3)) {
    refuse(scope, 'jobs:release-pod-templates', {
      prop: 'release',
      must: 'be emr-6.3.0 or later',
      got: `"${release.label}"`,
      fix: 'earlier ones know no pod templates',
    });
  }
  if (!release.supportsPodIdentity) {
    warn(scope, 'jobs:release-identity', `\`release\` is ${release.label}: before emr-7.3.0 jobs get credentials through `
      + "IRSA only, so the team's roles must trust the cluster's OIDC provider");
  }
}

/**
 * Pods act as a role in the namespace of its own team only: in another's, jobs would get no credentials, and the role
 * read what is not its own.
 */
function validateRoles(scope: IConstruct, { team, executionRoles }: ProfileSpec): void {
  if (executionRoles.length === 0) {
    refuse(scope, 'jobs:execution-roles', {
      prop: 'executionRoles',
      must: 'hold at least one role',
      got: 'none',
      fix: "leave it out to use the team's",
    });
  }
  for (const { roleName, team: owner } of executionRoles) {
    if (owner !== undefined && placeOf(owner) !== placeOf(team)) {
      refuse(scope, 'jobs:execution-role-team', {
        prop: 'executionRoles',
        must: `hold roles of ${placeOf(team)}`,
        got: `${roleName} of ${placeOf(owner)}`,
        fix: 'make one with `addJobExecutionRole` of the team',
      });
    }
  }
}

function placeOf({ namespace, cluster }: IEmrTeam): string {
  return `namespace ${namespace} on cluster ${cluster.clusterName}`;
}

function validateStorage(scope: IConstruct, pool: ISparkNodePool, storage: ShuffleStorageConfig): void {
  if (!storage.requiresInstanceStore) {
    return;
  }
  if (pool.capacity === undefined) {
    warn(
      scope,
      'jobs:instance-store',
      `\`shuffleStorage\` needs local disks, and whether nodes of pool ${pool.nodePoolName} have them is not known: `
        + 'without them Spark fills the root volume',
    );
  } else if (!pool.capacity.instanceStore) {
    refuse(scope, 'jobs:instance-store', {
      prop: 'shuffleStorage',
      must: 'suit the pool',
      got: `local NVMe disks on pool ${pool.nodePoolName}, whose nodes have none for pods`,
      fix: 'choose instance families with a "d" such as c5d and a node class with RAID0, or '
        + '`ShuffleStorage.rootVolume()`',
    });
  }
}

function validateArchitectures(scope: IConstruct, pool: ISparkNodePool, image: SparkProfileProps['image']): void {
  const built = image?.architectures;
  const missing = built === undefined
    ? undefined
    : pool.capacity?.architectures.find((architecture) => !built.includes(architecture));
  if (missing !== undefined) {
    refuse(scope, 'jobs:image-architecture', {
      prop: 'image',
      must: `run on ${missing}, which pool ${pool.nodePoolName} may launch`,
      got: `an image for ${built!.join(' and ')}`,
      fix: 'build it for both, or choose another pool',
    });
  }
}
