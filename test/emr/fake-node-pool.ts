import { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IEmrEksCluster, ISparkNodePool, PodPlacement } from '../../src/contracts';

/** A pool that is one resource and known to its cluster. */
export class FakeNodePool extends Construct implements ISparkNodePool {
  public readonly nodePoolName: string;

  constructor(scope: Construct, id: string, cluster: IEmrEksCluster) {
    super(scope, id);
    this.nodePoolName = id.toLowerCase();
    new CfnResource(this, 'Resource', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    cluster.platform.registerNodePool(this);
  }

  public placement(): PodPlacement {
    return { nodeSelector: {}, tolerations: [], annotations: {} };
  }

  public addStartupTaint(): void {}
}
