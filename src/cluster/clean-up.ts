import * as path from 'path';
import { CustomResource, Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, Dependable, type IConstruct, type IDependable } from 'constructs';
import { type CleanUpOptions, keptParts, validateCleanUp } from './clean-up-options';
import { CLEAN_UP_GROUP } from './manifests/clean-up';
import { cleanUpPolicy, endJobsStatement } from './policies/clean-up';
import type { AddonConfig } from '../contracts/addon';
import type { IClusterTeam } from '../contracts/platform';
import { uniqueName } from '../private/names';
import { awsManagedPolicyArn, substituted } from '../private/substitution';

/** The same from `src/` and from `lib/`. */
const HANDLER = path.join(__dirname, '..', '..', 'handlers', 'clean-up');

/** CloudFormation allows no more; the function answers after 55 minutes, see `handlers/clean-up/timing.js`. */
const SERVICE_TIMEOUT = Duration.hours(1);

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const FUNCTION_NAME_LIMIT = 64;

/** Where a function must run to reach a Kubernetes API that is private. */
export interface CleanUpPlacement {
  readonly vpc: ec2.IVpc;
  /** With routes to AWS services, and to S3 for the answer to CloudFormation. */
  readonly subnets: ec2.ISubnet[];
  /** One that the control plane admits. */
  readonly securityGroup: ec2.ISecurityGroup;
}

export interface CleanUpProps {
  /** Name of the cluster, always a literal. */
  readonly clusterName: string;
  /** Reference to the cluster, by which CloudFormation knows that it comes first. */
  readonly clusterRef: string;
  readonly options: CleanUpOptions;
  /** Whether the VPC has no route to the internet. */
  readonly isolated: boolean;
  /** @default - outside of any VPC: the Kubernetes API is public */
  readonly placement?: CleanUpPlacement;
  /** Log group of the function. */
  readonly logGroup: logs.ILogGroup;
  /** What the drain deletes by its controllers, and the bundle with `cleanUpAccess()`. Those of other stacks are left out. */
  readonly drainedBefore: IDependable[];
  /** What left-overs keep from being deleted, and what the function needs until the end: network, security groups, role of the nodes. */
  readonly sweptBefore: IDependable[];
}

/**
 * Takes along, when the cluster is deleted, what CloudFormation does not know.
 *
 * One function behind two custom resources. `drain` is deleted before virtual clusters, pools and controllers: it ends jobs, load balancers,
 * claims and nodes while these run. `sweep` is deleted after the cluster: it removes what is left with the cluster's tags. Both are always
 * there, since deleting them deletes: what an option switches off, a property says.
 *
 * Creates 5 resources, or 6 when there are teams.
 */
export class CleanUp extends Construct {
  /** Managed endpoints wait for it, so that CloudFormation deletes them first. */
  public readonly drain: CustomResource;
  /** The cluster waits for it, so that it is deleted once the cluster is gone. */
  public readonly sweep: CustomResource;
  private readonly role: iam.Role;
  private readonly policy: iam.PolicyDocument;
  private hasFileSystems = false;
  private endJobs?: iam.PolicyStatement;

  constructor(scope: Construct, id: string, props: CleanUpProps) {
    super(scope, id);
    validateCleanUp(this, props.options);
    const functionName = functionNameOf(props.clusterName);
    const inVpc = props.placement !== undefined;
    this.policy = cleanUpPolicy({ arn: (pattern) => Fn.sub(pattern), clusterName: props.clusterName, functionName, inVpc });
    this.role = this.createRole(props.clusterName, inVpc);
    const handler = this.createFunction(props, functionName);
    const keep = () => keptParts(props.options, { isolated: props.isolated, hasFileSystems: this.hasFileSystems });
    const common = { ClusterName: props.clusterName, Keep: Lazy.any({ produce: keep }) };

    this.sweep = this.createResource('Sweep', handler, { ...common, Phase: 'sweep' });
    this.sweep.node.addDependency(...props.sweptBefore);
    this.drain = this.createResource('Drain', handler, { ...common, Phase: 'drain' });
    this.drain.node.addDependency(this.createAccess(props.clusterRef));
    this.drainBefore(...props.drainedBefore);
  }

  /** Lets the drain end a team's jobs. Teams of other stacks are gone before this one is deleted. */
  public addTeam(team: IClusterTeam): void {
    if (Stack.of(team) !== Stack.of(this)) {
      return;
    }
    if (this.endJobs === undefined) {
      this.endJobs = endJobsStatement();
      // The role comes before the cluster, virtual clusters come after it: so it is a policy of its own.
      this.drain.node.addDependency(new iam.Policy(this, 'VirtualClusters', { roles: [this.role], statements: [this.endJobs] }));
    }
    this.endJobs.addResources(substituted(`${team.virtualClusterArn}/*`));
  }

  /** Lets the clean-up delete what an add-on has made. */
  public addAddon({ cleanUp }: AddonConfig): void {
    this.policy.addStatements(...cleanUp?.statements ?? []);
    this.hasFileSystems ||= cleanUp?.fileSystems ?? false;
  }

  /** Keeps controllers until what they made is drained. Those of other stacks depend on the cluster's stack: they are gone before. */
  public drainBefore(...controllers: IDependable[]): void {
    this.drain.node.addDependency(...controllers.map((controller) => inStackOf(this, controller)));
  }

  private createRole(clusterName: string, inVpc: boolean): iam.Role {
    const managedPolicy = `service-role/AWSLambda${inVpc ? 'VPCAccess' : 'Basic'}ExecutionRole`;
    return new iam.Role(this, 'Role', {
      description: `Clean-up of the EKS cluster ${clusterName}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(this, managedPolicy, awsManagedPolicyArn(managedPolicy))],
      inlinePolicies: { CleanUp: this.policy },
    });
  }

  private createFunction({ clusterName, placement, logGroup }: CleanUpProps, functionName: string): lambda.Function {
    return new lambda.Function(this, 'Function', {
      functionName,
      description: 'Deletes what the EKS cluster leaves; {"dryRun": true} shows it',
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(HANDLER),
      memorySize: 256,
      timeout: Duration.minutes(15),
      role: this.role,
      logGroup,
      environment: { CLUSTER_NAME: clusterName },
      ...(placement && { vpc: placement.vpc, vpcSubnets: { subnets: placement.subnets }, securityGroups: [placement.securityGroup] }),
    });
  }

  private createResource(id: string, handler: lambda.IFunction, properties: Record<string, unknown>): CustomResource {
    return new CustomResource(this, id, {
      serviceToken: handler.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      resourceType: `Custom::EmrEksKarpenter${id}`,
      properties,
    });
  }

  private createAccess(clusterName: string): CfnAccessEntry {
    return new CfnAccessEntry(this, 'Access', { clusterName, principalArn: this.role.roleArn, type: 'STANDARD', kubernetesGroups: [CLEAN_UP_GROUP] });
  }
}

/** Readable where it can be: people invoke it by name to see what would be deleted. */
function functionNameOf(clusterName: string): string {
  const name = `${clusterName}-clean-up`;
  return name.length <= FUNCTION_NAME_LIMIT ? name : uniqueName(FUNCTION_NAME_LIMIT, name);
}

/** The same, without what is in other stacks. */
function inStackOf(scope: IConstruct, dependable: IDependable): IDependable {
  const here: IDependable = {};
  Dependable.implement(here, {
    get dependencyRoots(): IConstruct[] {
      return Dependable.of(dependable).dependencyRoots.filter((root) => Stack.of(root) === Stack.of(scope));
    },
  });
  return here;
}
