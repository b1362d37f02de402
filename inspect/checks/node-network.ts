import type { Resource } from '../assembly/graph';
import type { ClusterView } from '../assembly/query';

/** Routes, gateways and endpoints by which the nodes of a cluster reach the AWS APIs. */
export function networkOf(cluster: ClusterView): Resource[] {
  const vpcs = cluster.ofType('AWS::EC2::Subnet').filter((node) => nodeSubnets(cluster).has(cluster.id(node)))
    .map((node) => cluster.properties(node).VpcId);
  const gateways = natGateways(cluster, new Set(vpcs));
  const subnets = new Set([...nodeSubnets(cluster), ...gateways.map((node) => cluster.properties(node).SubnetId)]);
  const associations = cluster.ofType('AWS::EC2::SubnetRouteTableAssociation', ({ SubnetId }) => subnets.has(SubnetId));
  const tables = new Set(associations.map((node) => cluster.properties(node).RouteTableId));
  return [
    ...associations,
    ...cluster.ofType('AWS::EC2::Route', ({ RouteTableId }) => tables.has(RouteTableId)),
    ...gateways,
    ...gateways.length > 0 ? cluster.ofType('AWS::EC2::VPCGatewayAttachment', ({ VpcId }) => vpcs.includes(VpcId)) : [],
    ...gateways.length > 0 ? [] : cluster.ofType('AWS::EC2::VPCEndpoint', ({ VpcId }) => vpcs.includes(VpcId)),
  ];
}

/** Ids of the subnets of core nodes, of the nodes that Karpenter launches, and of the functions that delete objects. */
function nodeSubnets(cluster: ClusterView): ReadonlySet<string> {
  const core = cluster.ofCluster('AWS::EKS::Nodegroup').flatMap((node) => cluster.properties(node).Subnets ?? []);
  const launched = cluster.objects('EC2NodeClass').flatMap((object) => object.spec?.subnetSelectorTerms ?? [])
    .map((term) => term.id);
  const functions = cluster.providerFunctions(cluster.releasesOf('karpenter'))
    .flatMap((node) => cluster.properties(node).VpcConfig?.SubnetIds
    ?? []);
  return new Set([...core, ...launched, ...functions]);
}

function natGateways(cluster: ClusterView, vpcs: ReadonlySet<string>): Resource[] {
  const inside = new Set(
    cluster.ofType('AWS::EC2::Subnet', ({ VpcId }) => vpcs.has(VpcId)).map((node) => cluster.id(node)),
  );
  return cluster.ofType('AWS::EC2::NatGateway', ({ SubnetId }) => inside.has(SubnetId));
}
