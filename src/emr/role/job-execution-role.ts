import { Annotations, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { IDependable } from 'constructs';
import { Construct, DependencyGroup } from 'constructs';
import { AssetReads } from './asset-reads';
import { EmrTeamIdentity } from './emr-team-identity';
import { InlineGrantee } from './inline-grantee';
import { ADVISED_ROLE_NAME_LENGTH, ENDPOINT_COMPONENTS, jobExecutionRoleName, serviceAccountName, SPARK_COMPONENTS } from './spec';
import type { LogBucketSpec } from './policies/job-execution';
import { grantReadObject, writeLogBucket, writeLogGroup } from './policies/job-execution';
import { assumeTargetRole, irsaTrustText, podIdentityPrincipal, trustOfTargetRole, webIdentityPrincipal } from './policies/trust';
import { validateRole } from './validation';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import { ValidationError } from '../../private/errors';
import { base36 } from '../../private/names';
import { substituted } from '../../private/substitution';
import { isLiteral } from '../../private/tokens';

/** Options of a job execution role. */
export interface JobExecutionRoleOptions {
  /**
   * A role made elsewhere, instead of a new one.
   *
   * Its trust is not ours to change: a warning lists what it must trust. Its permissions grow by a policy where CDK may change it.
   * Throws together with `path`, `permissionsBoundary` or `managedPolicies`.
   *
   * @default - a role is made
   */
  readonly existingRole?: iam.IRole;

  /**
   * Name of the role; EMR derives service-account names from it.
   *
   * 1 to 64 letters, digits and `_+=,.@-`, a literal; a warning above 32. Name a role made elsewhere only where its own name is a token.
   *
   * @default - the name of `existingRole`; or 32 characters at most, from namespace, cluster and Region where it is known, unique among them
   * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/setting-up-enable-IAM.html
   */
  readonly roleName?: string;

  /** Path of the role, beginning and ending in a slash. At most 512 characters. @default "/" */
  readonly path?: string;

  /** Policy that bounds what the role may ever do. @default - no boundary */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /** Managed policies of the role. @default - none */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /** How pods prove that they may act as the role. @default EmrTeamIdentity.podIdentity() */
  readonly identity?: EmrTeamIdentity;
}

/** Properties of `JobExecutionRole`. */
export interface JobExecutionRoleProps extends JobExecutionRoleOptions {
  /** The team whose jobs run under the role. */
  readonly team: IEmrTeam;
}

/**
 * An IAM role under which Spark jobs of a team run.
 *
 * One `AWS::IAM::Role` with one inline policy (the team's log location and the assets of its jobs), and one Pod Identity association for each of
 * EMR's service accounts: submitter, driver, executors. What you grant to it goes to a policy of its own, one more resource;
 * beyond 20 assets, each 36 take one more. Deleted with its stack.
 *
 * A team's default role is made by the team; further ones by `EmrTeam.addJobExecutionRole`, or here for another stack. The team's log bucket and
 * `grantStartJobRun` reach all of them; of a team made elsewhere neither is known: give the role its log location and the submitters the role there.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/iam-execution-role.html
 */
export class JobExecutionRole extends Construct implements IJobExecutionRole {
  /**
   * A role that is a job execution role already: trusted, associated and permitted elsewhere.
   *
   * Throws if its name is a token: EMR derives service-account names from the name.
   */
  public static fromRole(scope: Construct, id: string, role: iam.IRole): IJobExecutionRole {
    return new ReferencedRole(scope, id, role);
  }

  public readonly role: iam.IRole;
  public readonly roleName: string;
  public readonly grantPrincipal: iam.IPrincipal;
  /** Names of the Kubernetes service accounts that EMR makes for the role: submitter, driver, executor. Hold the account id, which may be a token. */
  public readonly serviceAccountNames: string[];

  /** @internal */
  public readonly _team: IEmrTeam;

  private identity: EmrTeamIdentity;
  private readonly path: string;
  /** Takes what the library itself permits: the inline policy of a role made here, the policies of one made elsewhere. */
  private readonly grantee: iam.IGrantable;
  /** Of a role made here. */
  private readonly assets?: AssetReads;
  private readonly associations: CfnPodIdentityAssociation[];
  /** Associations for endpoints, once there is one. */
  private ofEndpoints?: IDependable;

  constructor(scope: Construct, id: string, props: JobExecutionRoleProps) {
    super(scope, id);
    this._team = props.team;
    this.identity = props.identity ?? EmrTeamIdentity.podIdentity();
    this.path = props.path ?? '/';
    this.roleName = props.roleName ?? props.existingRole?.roleName ?? this.derivedName();
    validateRole(this, { ...props, roleName: this.roleName });

    const document = new iam.PolicyDocument({ minimize: true });
    this.role = props.existingRole ?? this.createRole(props, document);
    this.grantPrincipal = this.role.grantPrincipal;
    this.grantee = props.existingRole ?? new InlineGrantee(this.role, document);
    this.assets = props.existingRole ? undefined : new AssetReads(this, this.role, this.grantee);
    const { account } = Stack.of(this);
    this.serviceAccountNames = SPARK_COMPONENTS.map((component) => serviceAccountName(component, account, this.roleName));
    this.associations = this.associate(SPARK_COMPONENTS);
    this.allowOwnWork();
    (props.team as RoleKeeper)._adopt?.(this);

    if (props.existingRole !== undefined) {
      this.warnOfForeignTrust();
    } else if (props.roleName !== undefined && this.roleName.length > ADVISED_ROLE_NAME_LENGTH) {
      this.warnOfLongName();
    }
  }

  public grantReadAsset(asset: Asset): iam.Grant {
    return grantReadObject(this.assets?.placeOf(asset) ?? this.grantee, substituted(asset.bucket.arnForObjects(asset.s3ObjectKey)));
  }

  /**
   * What the trust policy of `targetRoleArn` must hold, so that drivers and executors of this role, and nobody else, may assume it.
   *
   * The statements hold names and ids only, no reference to this stack: use them in an app of the data account.
   * Throws unless jobs use EKS Pod Identity.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  public targetRoleTrustStatements(): iam.PolicyStatement[] {
    const pods = this.identity._podIdentity;
    if (pods === undefined) {
      throw new ValidationError(this, 'emr:target-role-identity', '`identity` must use EKS Pod Identity for a target role, got IRSA; choose `EmrTeamIdentity.podIdentity()` or `.both()`');
    }
    const { account, region } = Stack.of(this);
    return trustOfTargetRole({
      account,
      region,
      clusterName: this._team.cluster.clusterName,
      clusterArn: this.clusterArn(),
      namespace: this._team.namespace,
      serviceAccounts: this.serviceAccountNames.slice(1),
      jobRoleArn: this.literalArn(),
      sessionTags: !pods.disableSessionTags,
    });
  }

  /** @internal What must outlive the jobs: the role and its associations, without the policies that users grant. */
  public get _ready(): IDependable {
    if (this.associations.length > 0) {
      return new DependencyGroup(...this.associations); // each of them refers to the role
    }
    return new DependencyGroup(...(this.role.node.scope === this ? [this.role.node.defaultChild!] : []));
  }

  /** @internal ARN for policies of the team: without a reference to this stack where that would close a circle, since a role refers to its team's. */
  public get _arn(): string {
    const travels = Stack.of(this) !== Stack.of(this._team) && this.role.node.scope === this;
    return travels ? this.literalArn() : this.role.roleArn;
  }

  /**
   * Lets pods of interactive endpoints act as the role: associations for their service accounts, and IRSA, which endpoints ask for.
   *
   * What must outlive the endpoints, which refer to the role themselves.
   *
   * @internal
   */
  public _serveEndpoints(): IDependable {
    if (this.ofEndpoints === undefined) {
      this.trustWebIdentity();
      const associations = this.associate(ENDPOINT_COMPONENTS);
      this.associations.push(...associations);
      this.ofEndpoints = new DependencyGroup(...associations);
    }
    return this.ofEndpoints;
  }

  /** @internal */
  public _allowLogBucket(spec: LogBucketSpec): void {
    this.allow(writeLogBucket(spec));
  }

  /** Endpoints ask for IAM roles for service accounts. */
  private trustWebIdentity(): void {
    if (this.identity._irsa !== undefined) {
      return;
    }
    this.identity = EmrTeamIdentity.both({ ...this.identity._podIdentity, ...this._team.cluster.requireOidcProvider() });
    if (this.role.node.scope === this) {
      this.replaceTrust(this.role);
    } else {
      this.warnOfForeignTrust();
    }
  }

  private derivedName(): string {
    const { region } = Stack.of(this);
    return jobExecutionRoleName({
      clusterName: this._team.cluster.clusterName,
      namespace: this._team.namespace,
      region: isLiteral(region) ? region : undefined,
      qualifier: this.qualifier(),
    });
  }

  /** What tells roles of one team apart: nothing for the team's own, the id in the team, the path elsewhere. */
  private qualifier(): string | undefined {
    if (this.node.scope !== this._team) {
      return this.node.path;
    }
    return this.node.id === DEFAULT_ROLE_ID ? undefined : this.node.id;
  }

  private createRole(props: JobExecutionRoleProps, document: iam.PolicyDocument): iam.Role {
    const irsa = this.identity._irsa;
    const role = new iam.Role(this, 'Resource', {
      roleName: this.roleName,
      path: props.path,
      permissionsBoundary: props.permissionsBoundary,
      managedPolicies: props.managedPolicies,
      description: `Spark jobs of namespace ${this._team.namespace} on EKS cluster ${this._team.cluster.clusterName}`,
      assumedBy: irsa === undefined ? podIdentityPrincipal(this.podIdentityTrust()) : webIdentityPrincipal(irsa.oidcProviderArn),
      inlinePolicies: { 'emr-job-execution': document },
    });
    if (irsa !== undefined) {
      this.replaceTrust(role);
    }
    return role;
  }

  /** On the property itself, not an override: references to other stacks are found in properties only. */
  private replaceTrust(role: iam.IRole): void {
    const trust = this.irsaTrust();
    const resource = role.node.defaultChild as iam.CfnRole;
    const names = { OidcIssuer: this.identity._irsa!.oidcIssuer };
    resource.assumeRolePolicyDocument = isLiteral(trust) ? JSON.parse(trust) : Token.asAny(substituted(trust, names));
  }

  /** A trust document whose condition keys hold the issuer, which may be a token: JSON text, for `Fn::Sub`. */
  private irsaTrust(): string {
    const { _irsa: irsa, _podIdentity: pods } = this.identity;
    const { account } = Stack.of(this);
    const webIdentity = { account, ...irsa!, namespace: this._team.namespace, encodedRoleName: base36(this.roleName) };
    return irsaTrustText(webIdentity, pods && this.podIdentityTrust());
  }

  private podIdentityTrust(): { account: string; clusterArn: string; namespace?: string } {
    const sessionTags = !this.identity._podIdentity?.disableSessionTags;
    return { account: Stack.of(this).account, clusterArn: this.clusterArn(), namespace: sessionTags ? this._team.namespace : undefined };
  }

  /** From the literal name, without a reference to this stack. */
  private literalArn(): string {
    return Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: `${this.path.slice(1)}${this.roleName}` });
  }

  /** From the literal name, without a reference to the stack of the cluster. */
  private clusterArn(): string {
    return substituted(Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: this._team.cluster.clusterName }));
  }

  private associate(components: readonly string[]): CfnPodIdentityAssociation[] {
    if (this.identity._podIdentity === undefined) {
      return [];
    }
    const { targetRoleArn, disableSessionTags } = this.identity._podIdentity;
    return components.map((component) => {
      const association = new CfnPodIdentityAssociation(this, `${component}Association`, {
        clusterName: this._team.cluster.clusterName,
        namespace: this._team.namespace,
        serviceAccount: substituted(serviceAccountName(component, Stack.of(this).account, this.roleName)),
        roleArn: this.role.roleArn,
        targetRoleArn: STAY_JOB_ROLE.includes(component) ? undefined : targetRoleArn,
        disableSessionTags,
      });
      // The names are literals: only this tells CloudFormation that cluster and namespace come first.
      association.node.addDependency(this._team.namespaceReady ?? this._team.cluster.coreCapacity);
      return association;
    });
  }

  private allowOwnWork(): void {
    const everyLogGroup = substituted(Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }));
    this.allow(writeLogGroup(this._team.logGroup.logGroupArn, everyLogGroup));
    const target = this.identity._podIdentity?.targetRoleArn;
    if (target !== undefined) {
      this.allow([assumeTargetRole(target)]);
    }
  }

  private allow(statements: iam.PolicyStatement[]): void {
    statements.forEach((statement) => this.grantee.grantPrincipal.addToPrincipalPolicy(statement));
  }

  private warnOfForeignTrust(): void {
    const wanted = [
      ...(this.identity._podIdentity ? ['"pods.eks.amazonaws.com" for sts:AssumeRole and sts:TagSession'] : []),
      ...(this.identity._irsa ? [`the OIDC provider of the cluster for sts:AssumeRoleWithWebIdentity by "system:serviceaccount:${this._team.namespace}:emr-containers-sa-*-*-<account>-${base36(this.roleName)}"`] : []),
    ];
    Annotations.of(this).addWarningV2('cdk-emr-eks-karpenter/emr:foreign-role-trust', `the trust policy of role "${this.roleName}" is not ours to change; it must trust ${wanted.join(', and ')}`);
  }

  private warnOfLongName(): void {
    Annotations.of(this).addWarningV2('cdk-emr-eks-karpenter/emr:long-role-name', `\`roleName\` should have at most ${ADVISED_ROLE_NAME_LENGTH} characters, got ${this.roleName.length}; it becomes part of service-account names, in base 36`);
  }
}

/** A team of this app, which gives its roles more than they can take themselves. */
interface RoleKeeper extends IEmrTeam {
  _adopt?(role: JobExecutionRole): void;
}

/** Submitter and gateway stay the job execution role: they read pod templates from the account of the cluster. */
const STAY_JOB_ROLE = ['client', 'jeg'];

/** Construct id of a team's own role. */
export const DEFAULT_ROLE_ID = 'JobExecutionRole';

class ReferencedRole extends Construct implements IJobExecutionRole {
  public readonly roleName: string;
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, public readonly role: iam.IRole) {
    super(scope, id);
    validateRole(this, { existingRole: role, roleName: role.roleName });
    this.roleName = role.roleName;
    this.grantPrincipal = role.grantPrincipal;
  }

  public grantReadAsset(asset: Asset): iam.Grant {
    return grantReadObject(this, substituted(asset.bucket.arnForObjects(asset.s3ObjectKey)));
  }
}
