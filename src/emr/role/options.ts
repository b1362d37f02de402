import type * as iam from 'aws-cdk-lib/aws-iam';
import type { EmrTeamIdentity } from './emr-team-identity';
import type { IEmrTeam } from '../../contracts/team';

/** Options of a job execution role. */
export interface JobExecutionRoleOptions {
  /**
   * A role made elsewhere, instead of a new one.
   *
   * Its trust is not ours to change: a warning lists what it must trust. Its permissions grow by a policy where CDK may
   * change it. Throws together with `path`, `permissionsBoundary` or `managedPolicies`.
   *
   * @default - a role is made
   */
  readonly existingRole?: iam.IRole;

  /**
   * Name of the role; EMR derives service-account names from it.
   *
   * 1 to 64 letters, digits and `_+=,.@-`, a literal; a warning above 32. Name a role made elsewhere only where its own
   * name is a token.
   *
   * @default - the name of `existingRole`; or 32 characters at most, from namespace, cluster and Region where it is
   *   known, unique among them
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-enable-IAM.html
   */
  readonly roleName?: string;

  /** Path of the role, beginning and ending in a slash. At most 512 characters. @default "/" */
  readonly path?: string;

  /** Policy that bounds what the role may ever do. @default - no boundary */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /** Managed policies of the role. @default - none */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /** Way in which pods get the credentials of the role. @default EmrTeamIdentity.podIdentity() */
  readonly identity?: EmrTeamIdentity;
}

/** Properties of `JobExecutionRole`. */
export interface JobExecutionRoleProps extends JobExecutionRoleOptions {
  /** The team whose jobs run under the role. */
  readonly team: IEmrTeam;
}
