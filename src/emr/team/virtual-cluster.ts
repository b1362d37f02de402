import { Stack } from 'aws-cdk-lib';
import { CfnVirtualCluster } from 'aws-cdk-lib/aws-emrcontainers';
import type { IConstruct, IDependable } from 'constructs';
import { Construct, Dependable } from 'constructs';
import type { IEmrEksCluster } from '../../contracts/cluster';

export interface VirtualClusterProps {
  readonly cluster: IEmrEksCluster;
  readonly namespace: string;
  readonly name: string;
  readonly securityConfigurationId?: string;
  readonly sessionEnabled?: boolean;
}

/** The registration of a namespace with EMR on EKS. Every property but its tags is fixed at creation. */
export class VirtualCluster extends Construct {
  public readonly virtualClusterId: string;
  public readonly virtualClusterArn: string;

  constructor(scope: Construct, id: string, props: VirtualClusterProps) {
    super(scope, id);
    const resource = new CfnVirtualCluster(this, 'Resource', {
      name: props.name,
      securityConfigurationId: props.securityConfigurationId,
      containerProvider: {
        id: props.cluster.clusterName, type: 'EKS', info: { eksInfo: { namespace: props.namespace } },
      },
    });
    if (props.sessionEnabled !== undefined) {
      // not in the L1 of aws-cdk-lib 2.257, our floor
      resource.addPropertyOverride('SessionEnabled', props.sessionEnabled);
    }
    this.virtualClusterId = resource.attrId;
    this.virtualClusterArn = resource.attrArn;
    resource.node.addDependency(poolsInReach(this, props.cluster));
  }
}

/**
 * Pools whose nodes jobs may use, so that they are deleted after the virtual cluster.
 *
 * Pools of a third stack are left out: that stack depends on the cluster's already, and waiting for it from here would
 * close a circle.
 */
function poolsInReach(scope: IConstruct, cluster: IEmrEksCluster): IDependable {
  const stacks = [Stack.of(scope), Stack.of(cluster)];
  const reach: IDependable = {};
  Dependable.implement(reach, {
    get dependencyRoots(): IConstruct[] {
      return Dependable.of(cluster.platform.order.nodePoolsReady).dependencyRoots.filter((root) => stacks.includes(Stack.of(root)));
    },
  });
  return reach;
}
