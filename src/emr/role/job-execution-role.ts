import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { EmrTeamIdentity } from './emr-team-identity';
import { AssetReads, InlineGrantee } from './grants';
import type { JobExecutionRoleProps } from './options';
import { grantReadObject, writeLogBucket, writeLogGroup } from './policies/job-execution';
import {
  assumeTargetRole, irsaTrustText, type PodIdentityTrust, podIdentityPrincipal, trustOfTargetRole, webIdentityPrincipal,
} from './policies/trust';
import {
  ADVISED_ROLE_NAME_LENGTH, ENDPOINT_COMPONENTS, resolveRole, type RoleSpec, serviceAccountName, SPARK_COMPONENTS,
} from './spec';
import { requireRoleName, validateRole } from './validation';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import { base36 } from '../../private/names';
import { refuse } from '../../private/refusal';
import { substituted } from '../../private/substitution';
import { isLiteral } from '../../private/tokens';
import { warn } from '../../private/warnings';

/**
 * An IAM role under which Spark jobs of a team run.
 *
 * One `AWS::IAM::Role` with one inline policy (the team's log location and the assets of its jobs), and one Pod
 * Identity association for each of EMR's service accounts: submitter, driver, executors. What you grant to it goes to a
 * policy of its own, one more resource; beyond 20 assets, each 36 take one more. Deleted with its stack.
 *
 * A team's default role is made by the team; further ones by `EmrTeam.addJobExecutionRole`, or here for another stack.
 * The team's log bucket and `grantStartJobRun` reach all of them; of a team made elsewhere neither is known: give the
 * role its log location and the submitters the role there.
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
  /**
   * Kubernetes service accounts that EMR makes for the role: submitter, driver, executor. The names hold the account
   * id, which may be a token.
   */
  public readonly serviceAccountNames: string[];

  public readonly team?: IEmrTeam;

  private readonly spec: RoleSpec;
  private identity: EmrTeamIdentity;
  /**
   * Takes what the library itself permits: the inline policy of a role made here, the policies of one made elsewhere.
   */
  private readonly grantee: iam.IGrantable;
  /** Rights of a role made here to read assets. */
  private readonly assets?: AssetReads;
  private readonly associations: CfnPodIdentityAssociation[];
  /** Associations for managed endpoints, once there is one. */
  private endpointAssociations?: IDependable;

  constructor(scope: Construct, id: string, props: JobExecutionRoleProps) {
    super(scope, id);
    this.spec = resolveRole(this, props);
    validateRole(this, props, this.spec);
    this.team = this.spec.team;
    this.identity = this.spec.identity;
    this.roleName = this.spec.roleName;

    const document = new iam.PolicyDocument({ minimize: true });
    this.role = props.existingRole ?? this.createRole(props, document);
    this.grantPrincipal = this.role.grantPrincipal;
    this.grantee = props.existingRole ?? new InlineGrantee(this.role, document);
    this.assets = props.existingRole ? undefined : new AssetReads(this, this.role, this.grantee);
    this.serviceAccountNames = SPARK_COMPONENTS.map((component) => this.serviceAccountName(component));
    this.associations = this.createAssociations(SPARK_COMPONENTS);
    this.allowOwnWork();
    this.register();

    if (props.existingRole !== undefined) {
      this.warnOfForeignTrust();
    } else if (props.roleName !== undefined && this.roleName.length > ADVISED_ROLE_NAME_LENGTH) {
      this.warnOfLongName();
    }
  }

  public grantReadAsset(asset: Asset): iam.Grant {
    return grantReadObject(
      this.assets?.granteeFor(asset) ?? this.grantee, substituted(asset.bucket.arnForObjects(asset.s3ObjectKey)),
    );
  }

  /**
   * Statements for the trust policy of `targetRoleArn`, so that drivers and executors of this role, and nobody else,
   * may assume it.
   *
   * The statements hold names and ids only, no reference to this stack: use them in an app of the data account.
   * Throws unless jobs use EKS Pod Identity.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  public targetRoleTrustStatements(): iam.PolicyStatement[] {
    const pods = this.identity._podIdentity;
    if (pods === undefined) {
      refuse(this, 'emr:target-role-identity', {
        prop: 'identity',
        must: 'use EKS Pod Identity for a target role',
        got: 'IRSA',
        fix: 'choose `EmrTeamIdentity.podIdentity()` or `.both()`',
      });
    }
    const { account, region } = Stack.of(this);
    const { cluster, namespace } = this.spec.team;
    return trustOfTargetRole({
      account,
      region,
      clusterName: cluster.clusterName,
      clusterArn: this.clusterArn(),
      namespace,
      serviceAccounts: this.serviceAccountNames.slice(1),
      jobRoleArn: this.literalArn(),
      sessionTags: !pods.disableSessionTags,
    });
  }

  /**
   * Adds associations for their service accounts, and trust in the identity provider of the cluster, which endpoints
   * ask for.
   */
  public serveEndpoints(): IDependable | undefined {
    if (this.endpointAssociations === undefined) {
      this.trustWebIdentity();
      const associations = this.createAssociations(ENDPOINT_COMPONENTS);
      this.associations.push(...associations);
      this.endpointAssociations = new DependencyGroup(...associations);
    }
    return this.endpointAssociations;
  }

  private register(): void {
    const { team } = this.spec;
    const isOfStack = Stack.of(this) === Stack.of(team);
    const isReferred = isOfStack || this.role.node.scope !== this;
    team.registerRole({
      role: this,
      // a role refers to its team: the other way round would close a circle
      roleArn: isReferred ? this.role.roleArn : this.literalArn(),
      ready: isOfStack ? this.ready() : undefined,
    });
  }

  /** The associations, each of which refers to the role, or the role; without the policies that users grant. */
  private ready(): IDependable {
    const own = this.role.node.scope === this ? [this.role.node.defaultChild!] : [];
    return new DependencyGroup(...(this.associations.length > 0 ? this.associations : own));
  }

  /** Endpoints ask for IAM roles for service accounts. */
  private trustWebIdentity(): void {
    if (this.identity._irsa !== undefined) {
      return;
    }
    this.identity = EmrTeamIdentity.both({
      ...this.identity._podIdentity, ...this.spec.team.cluster.platform.requireOidcProvider(),
    });
    if (this.role.node.scope === this) {
      this.replaceTrust(this.role);
    } else {
      this.warnOfForeignTrust();
    }
  }

  private createRole(props: JobExecutionRoleProps, document: iam.PolicyDocument): iam.Role {
    const irsa = this.identity._irsa;
    const role = new iam.Role(this, 'Resource', {
      roleName: this.roleName,
      path: props.path,
      permissionsBoundary: props.permissionsBoundary,
      managedPolicies: props.managedPolicies,
      description: `Spark jobs of namespace ${this.spec.team.namespace} on EKS cluster `
        + `${this.spec.team.cluster.clusterName}`,
      assumedBy: irsa === undefined
        ? podIdentityPrincipal(this.podIdentityTrust())
        : webIdentityPrincipal(irsa.oidcProviderArn),
      inlinePolicies: { 'emr-job-execution': document },
    });
    if (irsa !== undefined) {
      this.replaceTrust(role);
    }
    return role;
  }

  /**
   * Replaces the trust in the property itself: references to other stacks are found in properties, not in overrides.
   */
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
    const { namespace } = this.spec.team;
    const webIdentity = { account, ...irsa!, namespace, encodedRoleName: base36(this.roleName) };
    return irsaTrustText(webIdentity, pods && this.podIdentityTrust());
  }

  private podIdentityTrust(): PodIdentityTrust {
    const sessionTags = !this.identity._podIdentity?.disableSessionTags;
    return {
      account: Stack.of(this).account,
      clusterArn: this.clusterArn(),
      namespace: sessionTags ? this.spec.team.namespace : undefined,
    };
  }

  private serviceAccountName(component: string): string {
    return serviceAccountName(component, Stack.of(this).account, this.roleName);
  }

  /** ARN from the literal name, without a reference to this stack. */
  private literalArn(): string {
    return Stack.of(this).formatArn({
      service: 'iam', region: '', resource: 'role', resourceName: `${this.spec.path.slice(1)}${this.roleName}`,
    });
  }

  /** ARN from the literal name, without a reference to the stack of the cluster. */
  private clusterArn(): string {
    return substituted(Stack.of(this).formatArn({
      service: 'eks', resource: 'cluster', resourceName: this.spec.team.cluster.clusterName,
    }));
  }

  private createAssociations(components: readonly string[]): CfnPodIdentityAssociation[] {
    if (this.identity._podIdentity === undefined) {
      return [];
    }
    const { targetRoleArn, disableSessionTags } = this.identity._podIdentity;
    return components.map((component) => {
      const association = new CfnPodIdentityAssociation(this, `${component}Association`, {
        clusterName: this.spec.team.cluster.clusterName,
        namespace: this.spec.team.namespace,
        serviceAccount: substituted(this.serviceAccountName(component)),
        roleArn: this.role.roleArn,
        targetRoleArn: STAY_JOB_ROLE.includes(component) ? undefined : targetRoleArn,
        disableSessionTags,
      });
      // The names are literals: only this tells CloudFormation that cluster and namespace come first.
      association.node.addDependency(this.spec.team.namespaceReady ?? this.spec.team.cluster.platform.order.coreCapacity);
      return association;
    });
  }

  /** Rights that all roles of the team have: to write its logs, and to act as the target role. */
  private allowOwnWork(): void {
    const { logGroup, logBucket, logPrefix } = this.spec.team;
    const logGroups = {
      service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    };
    this.allow(writeLogGroup(logGroup.logGroupArn, substituted(Stack.of(this).formatArn(logGroups))));
    const target = this.identity._podIdentity?.targetRoleArn;
    if (target !== undefined) {
      this.allow([assumeTargetRole(target)]);
    }
    if (logBucket !== undefined && logPrefix !== undefined) {
      this.allow(writeLogBucket({
        bucketArn: logBucket.bucketArn, prefix: logPrefix, keyArn: logBucket.encryptionKey?.keyArn,
      }));
    }
  }

  private allow(statements: iam.PolicyStatement[]): void {
    statements.forEach((statement) => this.grantee.grantPrincipal.addToPrincipalPolicy(statement));
  }

  private warnOfForeignTrust(): void {
    const accounts = `emr-containers-sa-*-*-<account>-${base36(this.roleName)}`;
    const subject = `system:serviceaccount:${this.spec.team.namespace}:${accounts}`;
    const wanted = [
      ...(this.identity._podIdentity ? ['"pods.eks.amazonaws.com" for sts:AssumeRole and sts:TagSession'] : []),
      ...(this.identity._irsa
        ? [`the OIDC provider of the cluster for sts:AssumeRoleWithWebIdentity by "${subject}"`]
        : []),
    ];
    warn(this, 'emr:foreign-role-trust',
      `the trust policy of role "${this.roleName}" is not ours to change; it must trust ${wanted.join(', and ')}`);
  }

  private warnOfLongName(): void {
    warn(this, 'emr:long-role-name', `\`roleName\` should have at most ${ADVISED_ROLE_NAME_LENGTH} characters, `
      + `got ${this.roleName.length}; it becomes part of service-account names, in base 36`);
  }
}

/** Pods that stay the job execution role: submitter and gateway read pod templates from the account of the cluster. */
const STAY_JOB_ROLE = ['client', 'jeg'];

/** A role that is trusted, associated and permitted elsewhere. */
class ReferencedRole extends Construct implements IJobExecutionRole {
  public readonly roleName: string;
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, public readonly role: iam.IRole) {
    super(scope, id);
    this.roleName = requireRoleName(this, role.roleName, role);
    this.grantPrincipal = role.grantPrincipal;
  }

  public grantReadAsset(asset: Asset): iam.Grant {
    return grantReadObject(this, substituted(asset.bucket.arnForObjects(asset.s3ObjectKey)));
  }

  /** Its trust and its associations are not ours to change. */
  public serveEndpoints(): IDependable | undefined {
    return undefined;
  }
}
