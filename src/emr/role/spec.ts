import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { EmrTeamIdentity } from './emr-team-identity';
import type { JobExecutionRoleProps } from './options';
import type { IEmrTeam } from '../../contracts/team';
import { required } from '../../private/checks';
import { base36, uniqueName } from '../../private/names';
import { isLiteral } from '../../private/tokens';

/**
 * Length of the names we derive: 50 characters in base 36, so that service-account names stay below 100. IAM allows 64;
 * EMR advises to stay short.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-enable-IAM.html
 */
export const ADVISED_ROLE_NAME_LENGTH = 32;

/** Pods of a job that carry an identity of their own, in EMR's words: the submitter, the driver and the executors. */
export const SPARK_COMPONENTS = ['client', 'driver', 'executor'] as const;

/**
 * Pods of a managed endpoint that carry an identity of their own, in EMR's words: the gateway, the kernels and the
 * sessions.
 *
 * @see https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emrcontainers/constants.py
 */
export const ENDPOINT_COMPONENTS = ['jeg', 'jeg-kernel', 'session'] as const;

/** Construct id of a team's own role. */
export const DEFAULT_ROLE_ID = 'JobExecutionRole';

/** A job execution role with its defaults. */
export interface RoleSpec {
  readonly team: IEmrTeam;
  readonly roleName: string;
  readonly path: string;
  readonly identity: EmrTeamIdentity;
}

export function resolveRole(scope: IConstruct, props: JobExecutionRoleProps): RoleSpec {
  const team = required(scope, 'team', props.team, {
    must: 'be a team', fix: 'pass the `EmrTeam` whose jobs run under the role',
  });
  return {
    team,
    roleName: props.roleName ?? props.existingRole?.roleName ?? derivedName(scope, team),
    path: props.path ?? '/',
    identity: props.identity ?? EmrTeamIdentity.podIdentity(),
  };
}

function derivedName(role: IConstruct, team: IEmrTeam): string {
  const { region } = Stack.of(role);
  return jobExecutionRoleName({
    clusterName: team.cluster.clusterName,
    namespace: team.namespace,
    region: isLiteral(region) ? region : undefined,
    qualifier: qualifierOf(role, team),
  });
}

/** Tells roles of one team apart: nothing for the team's own, the id in the team, the path elsewhere. */
function qualifierOf({ node }: IConstruct, team: IEmrTeam): string | undefined {
  if (node.scope !== team) {
    return node.path;
  }
  return node.id === DEFAULT_ROLE_ID ? undefined : node.id;
}

/** Parts of a derived role name. */
export interface RoleNameSpec {
  readonly clusterName: string;
  readonly namespace: string;
  /** Absent in a stack that may be deployed to any Region. */
  readonly region?: string;
  /** Tells further roles of a team apart. */
  readonly qualifier?: string;
}

/** IAM is global: the name carries the namespace, as much of the cluster as fits, and a digest of all parts. */
export function jobExecutionRoleName(spec: RoleNameSpec): string {
  const qualifier = spec.qualifier ?? '';
  const readable = [qualifier, spec.namespace, spec.clusterName].filter((part) => part !== '').join('-').replace(
    /[^\w+=,.@-]/g, '-',
  );
  return uniqueName(ADVISED_ROLE_NAME_LENGTH, readable, spec.clusterName, spec.namespace, spec.region ?? '', qualifier);
}

/**
 * The service account that EMR makes for one kind of pod when a job is submitted under a role.
 *
 * @see https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emrcontainers/constants.py
 */
export function serviceAccountName(component: string, account: string, roleName: string): string {
  return `emr-containers-sa-spark-${component}-${account}-${base36(roleName)}`;
}
