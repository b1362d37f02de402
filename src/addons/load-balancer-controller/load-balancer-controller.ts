import { Fn, Lazy, Stack, TagManager } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable } from 'constructs';
import { loadBalancerControllerValues, loadBalancerTags, type LoadBalancerControllerSpec } from './manifests/values';
import { loadBalancerControllerPolicy } from './policies/controller';
import { LOAD_BALANCER_CONTROLLER as CHART } from './versions';
import { type AddonBindOptions, type AddonConfig, AddonStage, type IClusterAddon } from '../../contracts/addon';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { ControllerRelease } from '../../kubernetes/controller-chart';
import { mirroredImageName } from '../../kubernetes/image';
import { PodIdentity, PodIdentityRole } from '../../kubernetes/pod-identity';
import { cpuQuantity, memoryQuantity } from '../../kubernetes/quantity';
import { wholeNumber } from '../../private/checks';
import { sortKeys } from '../../private/maps';
import { substituted } from '../../private/substitution';

/** Settings of the AWS Load Balancer Controller. */
export interface LoadBalancerControllerOptions {
  /**
   * Version of the chart, such as "3.5.0".
   *
   * Throws if it has another form. Permissions and values are made for the default; Helm never upgrades the chart's CRDs.
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

/**
 * The AWS Load Balancer Controller, a Helm chart: load balancers for the Ingress and Service objects of managed endpoints.
 *
 * The first managed endpoint installs it; add it to `ClusterAddons` to adjust it, or to have it in any case. Three resources: its role, the Pod
 * Identity association and the Helm release. Whoever depends on it is deleted before it: load balancers go only while the controller runs, since
 * their objects carry its finalizers.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export class LoadBalancerController implements IClusterAddon {
  public readonly addonName: string = CHART.name;
  public readonly stage: AddonStage = AddonStage.EXTENSION;
  private readonly options: LoadBalancerControllerOptions;

  constructor(options: LoadBalancerControllerOptions = {}) {
    this.options = options;
  }

  public bind(scope: Construct, options: AddonBindOptions): AddonConfig {
    const { cluster } = options;
    return { ready: new LoadBalancerControllerParts(scope, 'LoadBalancerController', { ...this.options, cluster }), published: true };
  }
}

interface LoadBalancerControllerProps extends LoadBalancerControllerOptions {
  readonly cluster: IEmrEksCluster;
}

/** Role, identity and release of the controller. */
class LoadBalancerControllerParts extends Construct {
  constructor(scope: Construct, id: string, props: LoadBalancerControllerProps) {
    super(scope, id);
    const { cluster } = props;
    if (props.replicas !== undefined) {
      wholeNumber(this, 'replicas', props.replicas, { allowToken: true });
    }
    const role = this.createRole(cluster);
    const { namespace, serviceAccount } = CHART;
    const { clusterName, platform: { order: { coreCapacity } } } = cluster;
    const release = new ControllerRelease(this, 'Release', {
      host: cluster,
      chart: CHART,
      options: props,
      values: loadBalancerControllerValues(this.resolveValues(props, role)),
      identity: new PodIdentity(this, 'PodIdentity', { clusterName, namespace, serviceAccount, role, after: coreCapacity }),
    });
    Dependable.implement(this, { dependencyRoots: [release] });
  }

  private createRole(cluster: IEmrEksCluster): iam.Role {
    const arnOf = (resource: string, resourceName: string) => substituted(Stack.of(this).formatArn({ service: 'ec2', resource, resourceName }));
    return new PodIdentityRole(this, 'Role', {
      description: `AWS Load Balancer Controller in the EKS cluster ${cluster.clusterName}`,
      policy: loadBalancerControllerPolicy({
        arn: (pattern) => Fn.sub(pattern),
        clusterName: cluster.clusterName,
        vpcArn: arnOf('vpc', cluster.network.vpc.vpcId),
        nodeSecurityGroupArn: arnOf('security-group', cluster.network.nodeSecurityGroup.securityGroupId),
      }),
    });
  }

  private resolveValues({ cluster, replicas }: LoadBalancerControllerProps, role: iam.Role): LoadBalancerControllerSpec {
    const { images, requests, serviceAccount, webhookPort } = CHART;
    return {
      clusterName: cluster.clusterName,
      region: Stack.of(this).region,
      vpcId: cluster.network.vpc.vpcId,
      serviceAccountName: serviceAccount,
      webhookPort,
      replicas: replicas ?? requests.controller.replicas,
      cpu: cpuQuantity(requests.controller.milliCpu),
      memory: memoryQuantity(requests.controller.memoryMiB),
      imageRepository: mirroredImageName(images.controller, cluster.mirrors.imageRegistry),
      // Tags may be added until synthesis ends.
      tags: Lazy.any({ produce: () => sortKeys(loadBalancerTags(TagManager.of(role.node.defaultChild)?.tagValues() ?? {})) }),
    };
  }
}
