import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { EmrStudioAuthentication } from './emr-studio-authentication';
import type { EmrStudioProps } from './options';
import type { IEmrEksCluster } from '../../contracts/cluster';
import { list, required } from '../../private/checks';
import { uniqueName } from '../../private/names';

/** @see https://docs.aws.amazon.com/emr/latest/APIReference/API_CreateStudio.html */
export const STUDIO_TEXT_LENGTH = 256;
const MOST_SUBNETS = 5;

/** A Studio with its defaults. */
export interface StudioSpec {
  readonly cluster: IEmrEksCluster;
  readonly studioName: string;
  readonly description: string;
  readonly authentication: EmrStudioAuthentication;
  readonly subnets: ec2.ISubnet[];
}

export function resolveStudio(scope: IConstruct, props: EmrStudioProps): StudioSpec {
  const cluster = required(scope, 'cluster', props.cluster, {
    must: 'be a cluster', fix: 'pass the `EmrEksKarpenterCluster`, or an imported one',
  });
  const subnets = list(scope, 'subnets', props.subnets ?? cluster.network.loadBalancerSubnets.slice(0, MOST_SUBNETS), {
    min: 1, max: MOST_SUBNETS, fix: 'choose private subnets of the cluster\'s VPC',
  });
  return {
    cluster,
    studioName: props.studioName ?? uniqueName(STUDIO_TEXT_LENGTH, cluster.clusterName, scope.node.path),
    description: props.description ?? `Notebooks on EKS cluster ${cluster.clusterName}`,
    authentication: props.authentication ?? EmrStudioAuthentication.iam(),
    subnets: [...subnets],
  };
}
