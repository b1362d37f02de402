import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import { accessPolicyArn, CLUSTER_ADMIN_POLICY } from './access';
import { logKubectl, withoutLogGroupPerFunction } from './kubectl-logs';
import type { IEmrEksCluster } from '../contracts/cluster';
import { type ChartRequest, KubectlAccess } from '../kubernetes/kubectl-access';
import type { KubernetesObject } from '../kubernetes/object';

/** The way to a cluster through a function that exists already. */
export function kubectlByServiceToken(scope: Construct, clusterName: string, serviceToken: string): KubectlAccess {
  const kubectlProvider = eks.KubectlProvider.fromKubectlProviderAttributes(scope, 'KubectlProvider', { serviceToken });
  return KubectlAccess.fromEksV2(eks.Cluster.fromClusterAttributes(scope, 'Cluster', { clusterName, kubectlProvider }));
}

export interface OwnKubectlProps {
  readonly cluster: IEmrEksCluster;
  readonly kubectlLayer: lambda.ILayerVersion;
}

/** CDK's two functions for a cluster of another app, with an access entry of their own. */
export class OwnKubectl extends Construct {
  public readonly access: KubectlAccess;

  constructor(scope: Construct, id: string, props: OwnKubectlProps) {
    super(scope, id);
    withoutLogGroupPerFunction(this);
    const { clusterName, network: { vpc, dataPlaneSubnets, nodeSecurityGroup } } = props.cluster;
    // A node's security group may call the private endpoint.
    const bare = eks.Cluster.fromClusterAttributes(this, 'BareCluster', { clusterName, vpc });
    const provider = new eks.KubectlProvider(this, 'KubectlProvider', {
      cluster: bare,
      kubectlLayer: props.kubectlLayer,
      privateSubnets: dataPlaneSubnets,
      securityGroups: [nodeSecurityGroup],
    });
    logKubectl(this);
    const entry = new CfnAccessEntry(this, 'AccessEntry', {
      clusterName,
      principalArn: provider.role!.roleArn,
      type: 'STANDARD',
      accessPolicies: [{ policyArn: accessPolicyArn(CLUSTER_ADMIN_POLICY), accessScope: { type: 'cluster' } }],
    });
    const imported = eks.Cluster.fromClusterAttributes(this, 'Cluster', { clusterName, kubectlProvider: provider });
    this.access = new WaitingKubectlAccess(KubectlAccess.fromEksV2(imported), entry);
  }
}

/** CDK orders objects after the access entry of clusters that it creates, not of imported ones. */
class WaitingKubectlAccess extends KubectlAccess {
  constructor(private readonly inner: KubectlAccess, private readonly ready: IDependable) {
    super();
  }

  public _apply(scope: Construct, id: string, objects: KubernetesObject[]): Construct {
    return this.wait(this.inner._apply(scope, id, objects));
  }

  public _install(scope: Construct, id: string, request: ChartRequest): Construct {
    return this.wait(this.inner._install(scope, id, request));
  }

  private wait(applied: Construct): Construct {
    applied.node.addDependency(this.ready);
    return applied;
  }
}
