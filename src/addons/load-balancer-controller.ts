import { Duration, Fn, Lazy, Stack, TagManager, Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable } from 'constructs';
import {
  loadBalancerControllerValues, loadBalancerTags, ownedLoadBalancerControllerValues, WEBHOOK_PORT, type LoadBalancerControllerSpec,
} from './manifests/load-balancer-controller';
import { loadBalancerControllerPolicy } from './policies/load-balancer-controller';
import { EKS_CHARTS, LOAD_BALANCER_CONTROLLER_IMAGE, LOAD_BALANCER_CONTROLLER_VERSION } from './versions';
import type { IEmrEksCluster } from '../contracts/cluster';
import { ChartRelease } from '../kubernetes/manifest-bundle';
import { ValidationError } from '../private/errors';
import { conflictingPaths, deepMerge, sortKeys } from '../private/maps';
import { substituted } from '../private/substitution';

const CHART = 'aws-load-balancer-controller';
const NAMESPACE = 'kube-system';
/** Of the chart's guide, so that guides for the controller fit. @see https://docs.aws.amazon.com/eks/latest/userguide/lbc-helm.html */
const SERVICE_ACCOUNT = 'aws-load-balancer-controller';

/** Settings of the AWS Load Balancer Controller. */
export interface LoadBalancerControllerOptions {
  /**
   * Version of the chart, such as "3.5.0".
   *
   * Throws if it has another form. Permissions and values are made for the default; Helm never upgrades the chart's definitions.
   *
   * @default "3.5.0"
   */
  readonly version?: string;

  /** Pods of the controller; one leads, the others wait. 1 or more. @default 2 */
  readonly replicas?: number;

  /**
   * Further values of the chart, merged at every depth over ours.
   *
   * Throws if they change a value that a construct relies on: the cluster's name, VPC, service account, webhooks, or WAF and Shield, for
   * which the controller has no permission.
   *
   * @default - no other values than ours
   * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/values.yaml
   */
  readonly values?: { [key: string]: any };
}

export interface LoadBalancerControllerProps extends LoadBalancerControllerOptions {
  readonly cluster: IEmrEksCluster;
}

/**
 * The AWS Load Balancer Controller, which makes load balancers for the Ingress and Service objects of interactive endpoints.
 *
 * Three resources: its role, the Pod Identity association and the Helm release. Whoever depends on it is deleted before it: load balancers go
 * only while the controller runs, since their objects carry its finalizers.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export class LoadBalancerController extends Construct {
  constructor(scope: Construct, id: string, props: LoadBalancerControllerProps) {
    super(scope, id);
    const { cluster } = props;
    const role = this.role(cluster);
    const spec = this.spec(props, role);
    validate(this, props, spec);

    const identity = new eks.CfnPodIdentityAssociation(this, 'PodIdentity', {
      clusterName: cluster.clusterName, namespace: NAMESPACE, serviceAccount: SERVICE_ACCOUNT, roleArn: role.roleArn,
    });
    const release = new ChartRelease(this, 'Release', {
      target: cluster,
      chart: CHART,
      release: CHART,
      namespace: NAMESPACE,
      version: props.version ?? LOAD_BALANCER_CONTROLLER_VERSION,
      repository: repository(cluster),
      values: deepMerge(loadBalancerControllerValues(spec), props.values ?? {}),
      wait: true, // its webhook judges every Ingress: those that come before it is ready would fail
      timeout: Duration.minutes(10),
    });
    identity.node.addDependency(cluster.coreCapacity);
    release.node.addDependency(identity); // which refers to the role
    cluster.openWebhookPort(WEBHOOK_PORT);
    Dependable.implement(this, { dependencyRoots: [release] });
  }

  private role(cluster: IEmrEksCluster): iam.Role {
    const arnOf = (resource: string, resourceName: string) => substituted(Stack.of(this).formatArn({ service: 'ec2', resource, resourceName }));
    return new iam.Role(this, 'Role', {
      description: `AWS Load Balancer Controller in the EKS cluster ${cluster.clusterName}`,
      assumedBy: new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com')),
      inlinePolicies: {
        Controller: loadBalancerControllerPolicy({
          arn: (pattern) => Fn.sub(pattern),
          clusterName: cluster.clusterName,
          vpcArn: arnOf('vpc', cluster.vpc.vpcId),
          nodeSecurityGroupArn: arnOf('security-group', cluster.nodeSecurityGroup.securityGroupId),
        }),
      },
    });
  }

  private spec({ cluster, replicas }: LoadBalancerControllerProps, role: iam.Role): LoadBalancerControllerSpec {
    const { imageRegistry } = cluster.mirrors;
    return {
      clusterName: cluster.clusterName,
      region: Stack.of(this).region,
      vpcId: cluster.vpc.vpcId,
      serviceAccountName: SERVICE_ACCOUNT,
      replicas: replicas ?? 2,
      imageRepository: imageRegistry === undefined ? undefined : `${imageRegistry}/${LOAD_BALANCER_CONTROLLER_IMAGE}`,
      // Tags may be added until synthesis ends.
      tags: Lazy.any({ produce: () => sortKeys(loadBalancerTags(TagManager.of(role.node.defaultChild)?.tagValues() ?? {})) }),
    };
  }
}

/** An OCI repository names the chart, an HTTPS one holds an index of charts. */
function repository({ mirrors }: IEmrEksCluster): string {
  const { chartRepository = EKS_CHARTS } = mirrors;
  return chartRepository.startsWith('https://') ? chartRepository : `${chartRepository}/${CHART}`;
}

function validate(scope: Construct, { version, replicas, values = {} }: LoadBalancerControllerProps, spec: LoadBalancerControllerSpec): void {
  if (version !== undefined && !Token.isUnresolved(version) && !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new ValidationError(scope, 'addons:chart-version', `\`loadBalancerController.version\` must have the form "1.2.3", got "${version}"; leave it out for "${LOAD_BALANCER_CONTROLLER_VERSION}"`);
  }
  if (replicas !== undefined && !Token.isUnresolved(replicas) && (!Number.isInteger(replicas) || replicas < 1)) {
    throw new ValidationError(scope, 'addons:replicas', `\`loadBalancerController.replicas\` must be a whole number of at least 1, got ${replicas}; two survive the loss of a node`);
  }
  const [conflict] = conflictingPaths(ownedLoadBalancerControllerValues(spec), values);
  if (conflict !== undefined) {
    throw new ValidationError(scope, 'addons:owned-value', `\`loadBalancerController.values.${conflict}\` must stay as this library sets it, got another value; identity, permissions and network follow from it`);
  }
}
