import { CfnOutput, Lazy, SizeRoundingBehavior, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnEndpoint } from 'aws-cdk-lib/aws-emrcontainers';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { attachSteps, type EndpointGuideSpec, sparkConnectProgram, verifyCommands } from './guide';
import { endpointConfiguration, Kernel, type EndpointSpec } from './manifests/configuration';
import { ManagedEndpointType, type ManagedEndpointProps } from './options';
import { ENDPOINT_COMPONENTS } from '../role/spec';
import { grantConnectTo } from './policies/connect';
import { resolveEndpoint, resolveSessions, type ManagedEndpointSpec } from './spec';
import { validateEndpoint } from './validation';
import type { IEmrTeam, IJobExecutionRole } from '../../contracts/team';
import { applicationConfiguration, monitoringConfiguration } from '../../jobs/forms/start-job-run';
import { planSpark, type SparkPlan } from '../../jobs/plan/plan';
import type { SparkProfile } from '../../jobs/profile/spark-profile';
import { AddonName } from '../../kubernetes/vocabulary';
import { sortKeys } from '../../private/maps';
import { uniqueName } from '../../private/names';
import { refuse } from '../../private/refusal';
import { substituted } from '../../private/substitution';
import { warn } from '../../private/warnings';

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateManagedEndpoint.html */
const LONGEST_NAME = 64;

/**
 * Port of the load balancer before the gateway.
 *
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-studio-security-groups.html
 */
const GATEWAY_PORT = ec2.Port.tcp(18888);

/**
 * A managed endpoint: notebooks of EMR Studio, or PySpark programs, run Spark through it, in the namespace of a team.
 *
 * One `AWS::EMRContainers::Endpoint`, and with the first endpoint of a role three Pod Identity associations for EMR's
 * service accounts: gateway, kernels and sessions. The first endpoint of a cluster brings the AWS Load Balancer
 * Controller (3 resources) and the cluster's IAM identity provider (1). Drivers run on demand, executors on what the
 * pool buys; both on amd64, as EMR asks.
 *
 * **It costs while it exists**, also when nobody works: the gateway's pod, its load balancer (billed by the hour) and
 * EMR's price for its vCPUs and memory. Kernels and sessions cost drivers and executors until `idleTimeout`.
 *
 * EMR makes the load balancer, a security group, a certificate (self-signed; a certificate of your own is no longer
 * taken) and Kubernetes objects, and removes them with the endpoint, for which namespace, access, controller and nodes
 * must still be there: the endpoint is deleted before them. Every change but of tags replaces it, and sessions end; its
 * derived name lets the new one come first.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/how-it-works.html
 */
export class ManagedEndpoint extends Construct {
  /** The team whose endpoint it is. */
  public readonly team: IEmrTeam;
  /** Profile of its drivers and executors. */
  public readonly profile: SparkProfile;
  /** Kind of clients that it serves. */
  public readonly endpointType: ManagedEndpointType;
  /** Role under which its pods run. */
  public readonly executionRole: IJobExecutionRole;
  /** Id of the endpoint. */
  public readonly endpointId: string;
  /** ARN of the endpoint. */
  public readonly endpointArn: string;
  /** Address for notebooks, host and port 18888. @default - none for Spark Connect */
  public readonly serverUrl?: string;
  /** Address for Spark Connect clients. @default - none for notebooks */
  public readonly authProxyUrl?: string;
  /** Security group that EMR made for the load balancer of the gateway. @default - none for Spark Connect */
  public readonly loadBalancerSecurityGroup?: ec2.ISecurityGroup;
  /** All its Spark settings, sorted. Values may be tokens. */
  public readonly sparkConf: { [key: string]: string };
  /** Commands that show its state, its pods and their logs, for a POSIX shell. May hold tokens. */
  public readonly verifyCommands: string[];
  /** Steps that attach a workspace of EMR Studio. @default - none for Spark Connect */
  public readonly attachSteps?: string;
  /** A PySpark program that opens a session. @default - none for notebooks */
  public readonly sparkConnectProgram?: string;

  constructor(scope: Construct, id: string, props: ManagedEndpointProps) {
    super(scope, id);
    const spec = resolveEndpoint(this, props);
    validateEndpoint(this, props, spec);
    if (props.endpointName !== undefined) {
      spec.team.registerEndpoint({ endpoint: this, endpointName: props.endpointName });
    }
    this.team = spec.team;
    this.profile = spec.profile;
    this.endpointType = spec.type;
    this.executionRole = spec.executionRole;
    const plan = planSpark(this, spec.profile._spec, resolveSessions(this, props, spec));
    this.sparkConf = plan.settings;

    const resource = this.createEndpoint(props, spec, plan);
    resource.node.addDependency(...this.prerequisites(props));
    this.endpointId = resource.attrId;
    this.endpointArn = resource.attrArn;
    const guide = this.guide();
    this.verifyCommands = verifyCommands(guide);
    if (this.endpointType === ManagedEndpointType.SPARK_CONNECT) {
      this.authProxyUrl = resource.getAtt('AuthProxyUrl').toString();
      this.sparkConnectProgram = sparkConnectProgram(guide);
    } else {
      this.serverUrl = resource.attrServerUrl;
      this.loadBalancerSecurityGroup = ec2.SecurityGroup.fromSecurityGroupId(
        this, 'LoadBalancerSecurityGroup', resource.attrSecurityGroup,
      );
      this.attachSteps = attachSteps(guide);
    }
    if (props.outputs ?? true) {
      this.createOutput();
    }
  }

  /**
   * Lets clients connect to the load balancer of the gateway, TCP 18888, such as the workspaces of an `EmrStudio`.
   *
   * One rule for the load balancer, and one for the peer where its own security group does not let everything out.
   * Throws for Spark Connect, whose clients connect to `authProxyUrl`.
   */
  public allowConnectionsFrom(peer: ec2.IConnectable): void {
    if (this.loadBalancerSecurityGroup === undefined) {
      refuse(this, 'emr:endpoint-connections', {
        prop: 'endpointType', must: 'be JUPYTER_ENTERPRISE_GATEWAY to let clients connect', got: 'SPARK_CONNECT',
        fix: 'its clients connect to `authProxyUrl`, with a token that `grantConnect` lets them have',
      });
    }
    this.loadBalancerSecurityGroup.connections.allowFrom(peer, GATEWAY_PORT, 'Clients of the managed endpoint');
  }

  /** Lets a principal find this endpoint and take out sessions of it, under its role. */
  public grantConnect(grantee: iam.IGrantable): iam.Grant {
    return grantConnectTo(grantee, {
      virtualClusterArn: this.team.virtualClusterArn,
      endpointArn: this.endpointArn,
      executionRoleArn: this.executionRole.role.roleArn,
    });
  }

  private createEndpoint(props: ManagedEndpointProps, spec: ManagedEndpointSpec, plan: SparkPlan): CfnEndpoint {
    const connect = spec.type === ManagedEndpointType.SPARK_CONNECT;
    const properties = {
      virtualClusterId: spec.team.virtualClusterId,
      type: spec.type,
      releaseLabel: spec.release.label,
      executionRoleArn: spec.executionRole.role.roleArn,
      configurationOverrides: endpointConfiguration(this.configuration(props, spec, plan)),
    };
    const idleMinutes = connect ? spec.idleTimeout.toMinutes() : undefined;
    const resource = new CfnEndpoint(this, 'Resource', {
      ...properties,
      name: Lazy.string({ produce: () => this.uniqueName(props.endpointName, { ...properties, idleMinutes }) }),
    });
    if (idleMinutes !== undefined) {
      // not in the L1 of aws-cdk-lib 2.257, our floor
      resource.addPropertyOverride('SessionIdleTimeoutInMinutes', idleMinutes);
    }
    Object.entries(sortKeys(props.tags ?? {})).forEach(([key, value]) => Tags.of(resource).add(key, value));
    return resource;
  }

  private configuration(props: ManagedEndpointProps, spec: ManagedEndpointSpec, plan: SparkPlan): EndpointSpec {
    const { kernelImages = {} } = props;
    const { logRotation } = spec;
    return {
      applications: applicationConfiguration(plan.classifications),
      gatewayIdleSeconds: spec.type === ManagedEndpointType.SPARK_CONNECT ? undefined : spec.idleTimeout.toSeconds(),
      kernelImages: {
        ...(kernelImages.python && { [Kernel.PYTHON]: kernelImages.python.uri }),
        ...(kernelImages.pyspark && { [Kernel.PYSPARK]: kernelImages.pyspark.uri }),
      },
      monitoring: monitoringConfiguration(plan.monitoring),
      logRotation: logRotation
        && { sizeKiB: logRotation.size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }), files: logRotation.files },
    };
  }

  /**
   * A name that ends in a digest of what cannot be changed: an endpoint is created before the one that it replaces is
   * deleted.
   */
  private uniqueName(head: string | undefined, properties: object): string {
    const readable = head ?? `${this.team.namespace}-${this.node.id}`.replace(/[^.\-_/#A-Za-z0-9]/g, '-');
    return uniqueName(LONGEST_NAME, readable, this.node.path, JSON.stringify(Stack.of(this).resolve(properties)));
  }

  /** Dependencies of EMR's work while it makes and removes the endpoint. */
  private prerequisites({ gatewayPool }: ManagedEndpointProps): IDependable[] {
    const { platform } = this.team.cluster;
    return [
      platform.requireAddon(AddonName.LOAD_BALANCER_CONTROLLER).ready,
      platform.admitLoadBalancers(),
      this.serveByRole(),
      ...this.profile._spec.storage.dependables ?? [],
      ...(platform.order.drain === undefined ? [] : [platform.order.drain]), // which would delete it
      ...(gatewayPool !== undefined && Stack.of(gatewayPool) === Stack.of(this) ? [gatewayPool] : []),
    ];
  }

  private serveByRole(): IDependable {
    const served = this.executionRole.serveEndpoints();
    if (served === undefined) {
      const serviceAccounts = ENDPOINT_COMPONENTS.map((name) => `spark-${name}`).join(', ');
      warn(this, 'emr:endpoint-foreign-role', `role "${this.executionRole.roleName}" is not ours to change; `
        + 'it must trust the OIDC provider of the cluster and have Pod Identity associations for EMR\'s service '
        + `accounts ${serviceAccounts} in namespace ${this.team.namespace}`);
    }
    return served ?? this.executionRole.role;
  }

  private guide(): EndpointGuideSpec {
    const { namespace, virtualClusterId, virtualClusterArn, logGroup } = this.team;
    return {
      region: Stack.of(this).region,
      virtualClusterId,
      virtualClusterArn,
      endpointId: this.endpointId,
      endpointArn: this.endpointArn,
      executionRoleArn: this.executionRole.role.roleArn,
      namespace,
      logGroupName: logGroup.logGroupName,
    };
  }

  private createOutput(): void {
    new CfnOutput(this, 'Output', {
      description: `Managed endpoint of team ${this.team.namespace} on EKS cluster ${this.team.cluster.clusterName}`,
      value: substituted(Stack.of(this).toJsonString(sortKeys({
        endpointId: this.endpointId,
        endpointArn: this.endpointArn,
        virtualClusterId: this.team.virtualClusterId,
        connect: this.attachSteps ?? this.sparkConnectProgram!,
        url: this.serverUrl ?? this.authProxyUrl!,
        verify: this.verifyCommands,
      }))),
    });
  }
}
