import { ArnFormat, CfnOutput, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnStudio } from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EmrStudioAuthentication } from './emr-studio-authentication';
import type { ManagedEndpoint } from '../endpoint/managed-endpoint';
import { studioPrincipal, studioServicePolicy, studioUserContext, studioUserPrincipal, studioUserStatements } from './policies/studio';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { ValidationError } from '../../private/errors';
import { uniqueName } from '../../private/names';
import { isLiteral } from '../../private/tokens';

// https://docs.aws.amazon.com/emr/latest/APIReference/API_CreateStudio.html
const LONGEST_NAME = 256;
const MOST_SUBNETS = 5;

/** Port by which workspaces reach what they are attached to. @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-security-groups.html */
const ENGINE_PORT = ec2.Port.tcp(18888);

/** Properties of `EmrStudio`. */
export interface EmrStudioProps {
  /** The cluster on whose endpoints notebooks run: the Studio must be in its VPC. */
  readonly cluster: IEmrEksCluster;

  /** Name of the Studio, 1 to 256 characters. @default - from the cluster's name and the path of the construct */
  readonly studioName?: string;

  /** What the Studio is for, at most 256 characters. @default - names the cluster */
  readonly description?: string;

  /** How users prove who they are. @default EmrStudioAuthentication.iam() */
  readonly authentication?: EmrStudioAuthentication;

  /**
   * Private subnets of workspaces, 1 to 5, at least one of them of the cluster's load balancers.
   *
   * Throws if a subnet is public.
   *
   * @default - the subnets of the cluster's load balancers, at most 5
   */
  readonly subnets?: ec2.ISubnet[];

  /** Bucket in which the Studio keeps notebooks. @default - a bucket is made: encrypted, versioned, closed to the public, TLS only */
  readonly bucket?: s3.IBucket;

  /** Key with which notebooks are encrypted, and the bucket that is made. @default - keys of S3 */
  readonly encryptionKey?: kms.IKey;

  /** What happens to the bucket that is made when the Studio is deleted. Throws with `bucket`. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;

  /** Role of users, for Identity Center. Throws with IAM. @default - a role is made for Identity Center, with `grantUse` */
  readonly userRole?: iam.IRole;

  /** Publish the Studio's URL as a stack output. @default true */
  readonly outputs?: boolean;
}

/**
 * An EMR Studio: notebooks in the browser, whose kernels run on interactive endpoints.
 *
 * Creates the Studio, a service role that can reach no more than its subnets, security groups and bucket, the bucket with its policy, and the two
 * security groups that EMR documents: workspaces connect to the engine group on TCP 18888 and to Git over HTTPS, nothing connects to workspaces.
 * Eight resources; with Identity Center the role of users too. The Studio itself is free of charge; workspaces must be stopped before it can be
 * deleted, and its bucket stays unless asked otherwise.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio.html
 */
export class EmrStudio extends Construct {
  /** Id of the Studio. */
  public readonly studioId: string;
  /** ARN of the Studio. */
  public readonly studioArn: string;
  /** Where users open it. */
  public readonly studioUrl: string;
  /** Bucket in which it keeps notebooks. */
  public readonly bucket: s3.IBucket;
  /** Role as which it works. */
  public readonly serviceRole: iam.IRole;
  /** Role of users. @default - none, with IAM */
  public readonly userRole?: iam.IRole;
  /** Security group of workspaces. */
  public readonly workspaceSecurityGroup: ec2.ISecurityGroup;
  /** Security group of engines on EC2, which EMR asks for. */
  public readonly engineSecurityGroup: ec2.ISecurityGroup;

  private readonly authentication: EmrStudioAuthentication;

  constructor(scope: Construct, id: string, props: EmrStudioProps) {
    super(scope, id);
    const subnets = props.subnets ?? props.cluster.loadBalancerSubnets.slice(0, MOST_SUBNETS);
    this.authentication = props.authentication ?? EmrStudioAuthentication.iam();
    validate(this, props, subnets);

    this.bucket = props.bucket ?? this.createBucket(props);
    const { vpc } = props.cluster;
    this.engineSecurityGroup = new ec2.SecurityGroup(this, 'Engine', { vpc, allowAllOutbound: false, description: 'Engines of EMR Studio' });
    this.workspaceSecurityGroup = new ec2.SecurityGroup(this, 'Workspaces', { vpc, allowAllOutbound: false, description: 'Workspaces of EMR Studio' });
    this.workspaceSecurityGroup.connections.allowTo(this.engineSecurityGroup, ENGINE_PORT, 'Workspaces to engines');
    this.workspaceSecurityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Git repositories');
    this.serviceRole = this.createServiceRole(props, subnets);
    this.userRole = props.userRole ?? this.createUserRole();

    const studio = this.createStudio(props, subnets);
    this.studioId = studio.attrStudioId;
    this.studioArn = studio.attrArn;
    this.studioUrl = studio.attrUrl;
    if (this.userRole !== undefined && props.userRole === undefined) {
      this.grantUse(this.userRole);
    }
    if (props.outputs ?? true) {
      new CfnOutput(this, 'Url', { description: 'EMR Studio', value: this.studioUrl });
    }
  }

  /**
   * Lets workspaces of this Studio attach to an endpoint: rules between them and the load balancer of its gateway. Two resources.
   *
   * Throws if the endpoint is for Spark Connect. Users need `endpoint.grantConnect` as well.
   */
  public attach(endpoint: ManagedEndpoint): void {
    endpoint.allowConnectionsFrom(this.workspaceSecurityGroup);
  }

  /** Lets a principal open this Studio and work with its workspaces; sessions of an endpoint are granted by `endpoint.grantConnect`. */
  public grantUse(grantee: iam.IGrantable): void {
    const stack = Stack.of(this);
    const ofEmr = (resource: string) => stack.formatArn({ service: 'elasticmapreduce', resource, resourceName: '*' });
    studioUserStatements({
      region: stack.region,
      // Not the Studio's own ARN: it waits for the role of its users, which would wait for it.
      studioArn: this.userRole === undefined ? this.studioArn : ofEmr('studio'),
      editorArn: ofEmr('editor'),
      serviceRoleArn: this.serviceRole.roleArn,
      bucketArn: this.bucket.bucketArn,
      presigned: this.authentication._mode === 'IAM',
    }).forEach((statement) => grantee.grantPrincipal.addToPrincipalPolicy(statement));
  }

  private createBucket({ encryptionKey, removalPolicy }: EmrStudioProps): s3.IBucket {
    return new s3.Bucket(this, 'Bucket', {
      encryption: encryptionKey === undefined ? s3.BucketEncryption.S3_MANAGED : s3.BucketEncryption.KMS,
      encryptionKey,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }

  private createServiceRole({ encryptionKey }: EmrStudioProps, subnets: ec2.ISubnet[]): iam.IRole {
    const stack = Stack.of(this);
    const ofEc2 = (resource: string, resourceName = '*') => stack.formatArn({ service: 'ec2', resource, resourceName });
    const emrArn = stack.formatArn({ service: 'elasticmapreduce', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME });
    return new iam.Role(this, 'ServiceRole', {
      description: 'EMR Studio, for its workspaces',
      assumedBy: studioPrincipal(stack.account, emrArn),
      inlinePolicies: {
        Studio: studioServicePolicy({
          networkInterfaceArn: ofEc2('network-interface'),
          instanceArn: ofEc2('instance'),
          subnetArns: subnets.map((subnet) => ofEc2('subnet', subnet.subnetId)),
          securityGroupArns: [this.engineSecurityGroup, this.workspaceSecurityGroup].map((group) => ofEc2('security-group', group.securityGroupId)),
          secretArn: stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: 'emr-studio-*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
          bucketArn: this.bucket.bucketArn,
          keyArn: (encryptionKey ?? this.bucket.encryptionKey)?.keyArn,
        }),
      },
    });
  }

  private createUserRole(): iam.IRole | undefined {
    if (this.authentication._mode === 'IAM') {
      return undefined;
    }
    const role = new iam.Role(this, 'UserRole', { description: 'Users of EMR Studio', assumedBy: studioUserPrincipal() });
    role.assumeRolePolicy!.addStatements(studioUserContext());
    return role;
  }

  private createStudio(props: EmrStudioProps, subnets: ec2.ISubnet[]): CfnStudio {
    const { cluster, encryptionKey } = props;
    return new CfnStudio(this, 'Resource', {
      name: props.studioName ?? uniqueName(LONGEST_NAME, cluster.clusterName, this.node.path),
      description: props.description ?? `Notebooks on EKS cluster ${cluster.clusterName}`,
      authMode: this.authentication._mode,
      ...this.authentication._properties,
      vpcId: cluster.vpc.vpcId,
      subnetIds: subnets.map((subnet) => subnet.subnetId),
      serviceRole: this.serviceRole.roleArn,
      userRole: this.userRole?.roleArn,
      workspaceSecurityGroupId: this.workspaceSecurityGroup.securityGroupId,
      engineSecurityGroupId: this.engineSecurityGroup.securityGroupId,
      defaultS3Location: this.bucket.s3UrlForObject(),
      encryptionKeyArn: encryptionKey?.keyArn,
    });
  }
}

function validate(scope: Construct, props: EmrStudioProps, subnets: ec2.ISubnet[]): void {
  validateText(scope, 'studioName', props.studioName);
  validateText(scope, 'description', props.description);
  validateSubnets(scope, props, subnets);
  if (props.bucket !== undefined && props.removalPolicy !== undefined) {
    throw new ValidationError(scope, 'emr:studio-bucket', '`removalPolicy` must be left out with `bucket`, got both; set it where the bucket is made');
  }
  if (props.userRole !== undefined && (props.authentication ?? EmrStudioAuthentication.iam())._mode === 'IAM') {
    throw new ValidationError(scope, 'emr:studio-user-role', '`userRole` must be left out with `EmrStudioAuthentication.iam()`, got a role; users are principals of their own, let them in with `grantUse`');
  }
}

function validateText(scope: Construct, prop: string, text: string | undefined): void {
  if (text !== undefined && isLiteral(text) && (text.length < 1 || text.length > LONGEST_NAME)) {
    throw new ValidationError(scope, 'emr:studio-text', `\`${prop}\` must be 1 to ${LONGEST_NAME} characters, got ${text.length}; shorten it or leave it out`);
  }
}

function validateSubnets(scope: Construct, { cluster }: EmrStudioProps, subnets: ec2.ISubnet[]): void {
  if (subnets.length < 1 || subnets.length > MOST_SUBNETS) {
    throw new ValidationError(scope, 'emr:studio-subnets', `\`subnets\` must be 1 to ${MOST_SUBNETS}, got ${subnets.length}; choose private subnets of the cluster's VPC`);
  }
  const has = (all: ec2.ISubnet[], subnet: ec2.ISubnet) => all.some(({ subnetId }) => subnetId === subnet.subnetId);
  const open = subnets.find((subnet) => has(cluster.vpc.publicSubnets, subnet));
  if (open !== undefined) {
    throw new ValidationError(scope, 'emr:studio-public', `\`subnets\` must be private, got the public subnet ${open.subnetId}; workspaces have no public addresses`);
  }
  const known = [...subnets, ...cluster.loadBalancerSubnets].every(({ subnetId }) => !Token.isUnresolved(subnetId));
  if (known && !subnets.some((subnet) => has(cluster.loadBalancerSubnets, subnet))) {
    throw new ValidationError(scope, 'emr:studio-common-subnet', `\`subnets\` must have one in common with the load balancers of ${cluster.clusterName}, got ${subnets.map(({ subnetId }) => subnetId).join(', ')}; EMR Studio shows no endpoint otherwise: add ${cluster.loadBalancerSubnets[0].subnetId}`);
  }
}
