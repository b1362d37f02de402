import type { CheckResult, Finding } from './finding';
import type { Resource } from '../assembly/graph';
import type { Platform } from '../assembly/model';
import { Inventory, type ClusterView } from '../assembly/query';

const CONTROLLER = 'aws-load-balancer-controller';

/**
 * Tag by which the controller finds subnets for internal load balancers.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/
 */
const TAG = 'kubernetes.io/role/internal-elb';

/**
 * An Application Load Balancer wants two.
 *
 * @see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
 */
const ZONES = 2;

/** The AWS Load Balancer Controller finds tagged private subnets in two zones. A VPC of elsewhere is not judged. */
export function checkLoadBalancerSubnets(platform: Platform): CheckResult {
  const clusters = new Inventory(platform).clusters();
  const judged = clusters.flatMap((cluster) => cluster.releasesOf(CONTROLLER).flatMap((release) => judge(
    cluster, release,
  )));
  return {
    name: 'load-balancer-subnets',
    checked: judged.reduce((sum, { subnets }) => sum + subnets, 0),
    findings: judged.flatMap(({ findings }) => findings),
  };
}

function judge(cluster: ClusterView, release: Resource): Array<{ subnets: number; findings: Finding[] }> {
  const vpcs = new Set(cluster.valuesOf(CONTROLLER).map(({ vpcId }) => vpcId));
  const subnets = cluster.ofType('AWS::EC2::Subnet', ({ VpcId }) => vpcs.has(VpcId));
  if (subnets.length === 0) {
    return [];
  }
  const open = publicSubnets(cluster);
  const tagged = subnets.filter((subnet) => isTagged(cluster, subnet));
  const exposed = tagged.filter((subnet) => open.has(cluster.id(subnet)));
  const zones = new Set(
    tagged.filter((subnet) => !exposed.includes(subnet)).map((subnet) => cluster.properties(subnet).AvailabilityZone),
  );
  const few = zones.size < ZONES
    ? [
      finding(release, `must find private subnets tagged ${TAG}=1 in ${ZONES} zones for internal load balancers, got ${[
        ...zones,
      ].sort().join(', ')
        || 'none'}`),
    ]
    : [];
  return [
    {
      subnets: subnets.length,
      findings: [
        ...exposed.map((subnet) => finding(subnet, `must not be ${TAG} with a route to an internet gateway`)), ...few,
      ],
    },
  ];
}

/** The controller takes "1" and an empty value alike. */
function isTagged(cluster: ClusterView, subnet: Resource): boolean {
  const tags: Array<{ Key: string; Value: string }> = cluster.properties(subnet).Tags ?? [];
  return tags.some(({ Key, Value }) => Key === TAG && ['', '1'].includes(Value));
}

/** Ids of subnets whose route table leads to an internet gateway. */
function publicSubnets(cluster: ClusterView): ReadonlySet<string> {
  const tables = new Set(
    cluster.ofType('AWS::EC2::Route', ({ GatewayId }) => GatewayId !== undefined).map((route) => cluster.properties(
      route,
    ).RouteTableId),
  );
  const associations = cluster.ofType('AWS::EC2::SubnetRouteTableAssociation', ({ RouteTableId }) => tables.has(
    RouteTableId,
  ));
  return new Set(associations.map((association) => cluster.properties(association).SubnetId));
}

function finding({ key, type }: Resource, rule: string): Finding {
  return { where: key, object: type, path: 'Tags', rule };
}
