import { Token } from 'aws-cdk-lib';
import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { refuse } from '../refuse';

/** The one subnet of a file system. */
export function fsxSubnet(scope: IConstruct, { dataPlaneSubnets }: IEmrEksCluster, index: number): ISubnet {
  if (Token.isUnresolved(index)) {
    refuse(scope, 'subnet-token', { prop: 'subnetIndex', must: 'be a literal', got: 'a token', fix: 'pass the number itself: it chooses a zone at synthesis' });
  }
  const subnet = dataPlaneSubnets[index];
  if (subnet === undefined) {
    refuse(scope, 'subnet', { prop: 'subnetIndex', must: `name a data-plane subnet from 0 to ${dataPlaneSubnets.length - 1}`, got: index, fix: 'choose an index of `cluster.dataPlaneSubnets`' });
  }
  return subnet;
}
