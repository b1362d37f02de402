import { ArnFormat, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnStudio } from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EmrStudioAuthentication } from './emr-studio-authentication';
import type { EmrStudioProps } from './options';
import {
  studioPrincipal, studioServicePolicy, type StudioServiceScope, studioUserContext, studioUserPrincipal,
  studioUserStatements,
} from './policies/studio';
import { resolveStudio, type StudioSpec } from './spec';
import { validateStudio } from './validation';
import type { ManagedEndpoint } from '../endpoint/managed-endpoint';

/**
 * Port by which workspaces reach what they are attached to.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-security-groups.html
 */
const ENGINE_PORT = ec2.Port.tcp(18888);

/**
 * An EMR Studio: notebooks in the browser, whose kernels run on managed endpoints.
 *
 * Creates the Studio, a service role that can reach no more than its subnets, security groups and bucket, the bucket
 * with its policy, and the two security groups that EMR documents: workspaces connect to the engine group on TCP 18888
 * and to Git over HTTPS, nothing connects to workspaces. Eight resources; with Identity Center the role of users too.
 * The Studio itself is free of charge; workspaces must be stopped before it can be deleted, and its bucket stays unless
 * asked otherwise.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio.html
 */
export class EmrStudio extends Construct {
  /** Id of the Studio. */
  public readonly studioId: string;
  /** ARN of the Studio. */
  public readonly studioArn: string;
  /** Address at which users open it. */
  public readonly studioUrl: string;
  /** Bucket in which it keeps notebooks. */
  public readonly bucket: s3.IBucket;
  /** Role under which it works. */
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
    const spec = resolveStudio(this, props);
    validateStudio(this, props, spec);
    this.authentication = spec.authentication;

    this.bucket = props.bucket ?? this.createBucket(props);
    const { vpc } = spec.cluster.network;
    this.engineSecurityGroup = new ec2.SecurityGroup(this, 'Engine', {
      vpc, allowAllOutbound: false, description: 'Engines of EMR Studio',
    });
    this.workspaceSecurityGroup = new ec2.SecurityGroup(this, 'Workspaces', {
      vpc, allowAllOutbound: false, description: 'Workspaces of EMR Studio',
    });
    this.workspaceSecurityGroup.connections.allowTo(this.engineSecurityGroup, ENGINE_PORT, 'Workspaces to engines');
    this.workspaceSecurityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Git repositories');
    this.serviceRole = this.createServiceRole(props, spec);
    this.userRole = props.userRole ?? this.createUserRole();

    const studio = this.createStudio(props, spec);
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
   * Lets workspaces of this Studio attach to an endpoint: rules between them and the load balancer of its gateway. Two
   * resources.
   *
   * Throws if the endpoint is for Spark Connect. Users need `endpoint.grantConnect` as well.
   */
  public attach(endpoint: ManagedEndpoint): void {
    endpoint.allowConnectionsFrom(this.workspaceSecurityGroup);
  }

  /**
   * Lets a principal open this Studio and work with its workspaces; sessions of an endpoint are granted by
   * `endpoint.grantConnect`.
   */
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

  private createServiceRole(props: EmrStudioProps, spec: StudioSpec): iam.IRole {
    const stack = Stack.of(this);
    const emr = { service: 'elasticmapreduce', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME };
    return new iam.Role(this, 'ServiceRole', {
      description: 'EMR Studio, for its workspaces',
      assumedBy: studioPrincipal(stack.account, stack.formatArn(emr)),
      inlinePolicies: { Studio: studioServicePolicy(this.serviceScope(props, spec)) },
    });
  }

  private serviceScope({ encryptionKey }: EmrStudioProps, { subnets }: StudioSpec): StudioServiceScope {
    const stack = Stack.of(this);
    const groups = [this.engineSecurityGroup, this.workspaceSecurityGroup];
    const ofEc2 = (resource: string, resourceName = '*') => stack.formatArn({ service: 'ec2', resource, resourceName });
    const secret = { service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    return {
      networkInterfaceArn: ofEc2('network-interface'),
      instanceArn: ofEc2('instance'),
      subnetArns: subnets.map(({ subnetId }) => ofEc2('subnet', subnetId)),
      securityGroupArns: groups.map(({ securityGroupId }) => ofEc2('security-group', securityGroupId)),
      secretArn: stack.formatArn({ ...secret, resourceName: 'emr-studio-*' }),
      bucketArn: this.bucket.bucketArn,
      keyArn: (encryptionKey ?? this.bucket.encryptionKey)?.keyArn,
    };
  }

  private createUserRole(): iam.IRole | undefined {
    if (this.authentication._mode === 'IAM') {
      return undefined;
    }
    const role = new iam.Role(this, 'UserRole', {
      description: 'Users of EMR Studio', assumedBy: studioUserPrincipal(),
    });
    role.assumeRolePolicy!.addStatements(studioUserContext());
    return role;
  }

  private createStudio({ encryptionKey }: EmrStudioProps, spec: StudioSpec): CfnStudio {
    return new CfnStudio(this, 'Resource', {
      name: spec.studioName,
      description: spec.description,
      authMode: this.authentication._mode,
      ...this.authentication._properties,
      vpcId: spec.cluster.network.vpc.vpcId,
      subnetIds: spec.subnets.map((subnet) => subnet.subnetId),
      serviceRole: this.serviceRole.roleArn,
      userRole: this.userRole?.roleArn,
      workspaceSecurityGroupId: this.workspaceSecurityGroup.securityGroupId,
      engineSecurityGroupId: this.engineSecurityGroup.securityGroupId,
      defaultS3Location: this.bucket.s3UrlForObject(),
      encryptionKeyArn: encryptionKey?.keyArn,
    });
  }
}
