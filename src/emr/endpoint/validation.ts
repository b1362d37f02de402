import { Annotations, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { ManagedEndpointType, type ManagedEndpointProps } from './options';
import { FIRST_WITH_ROTATION, type ManagedEndpointSpec } from './spec';
import { CpuArchitecture, type ISparkNodePool } from '../../contracts/node-pool';
import { SparkRole } from '../../contracts/placement';
import type { IEmrTeam } from '../../contracts/team';
import { ValidationError } from '../../private/errors';
import { coversCidr, knownCidr } from '../../private/subnets';
import { isLiteral, requireLiteral } from '../../private/tokens';

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateManagedEndpoint.html */
const NAME_HEAD = /^[.\-_/#A-Za-z0-9]{1,55}$/;
const MOST_TAGS = 50;
const SMALLEST_FILE_KIB = 2;
const LARGEST_FILE_KIB = 2 * 1024 * 1024;
const MOST_FILES = 50;
const LEAST_ZONES = 2;

/** Why Graviton is refused, in every message. @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/prereqs-for-studio.html */
const NO_ARM = 'EMR does not support interactive endpoints on Arm AMIs of EKS';

/** The rules of an interactive endpoint, one function each. */
export function validateEndpoint(scope: IConstruct, props: ManagedEndpointProps, spec: ManagedEndpointSpec): void {
  validateOwner(scope, props, spec);
  validateRelease(scope, spec);
  validateSessions(scope, spec);
  validateImages(scope, props, spec);
  [...new Set([spec.profile.driverPool, spec.profile.executorPool])].forEach((pool) => requireAmd64(scope, 'profile', pool));
  validateGateway(scope, props, spec);
  validateName(scope, props);
  validateIdleTimeout(scope, spec);
  validateLogRotation(scope, spec);
  validateTags(scope, props.tags ?? {});
  validateSubnets(scope, spec.team);
  validateNetworkPolicy(scope, spec.team);
}

function validateOwner(scope: IConstruct, { team }: ManagedEndpointProps, { profile, executionRole }: ManagedEndpointSpec): void {
  if (team !== undefined && team !== profile.team) {
    throw new ValidationError(scope, 'emr:endpoint-team', `\`profile\` must be one of team ${team.namespace}, got one of ${profile.team.namespace}; add the profile to the team of the endpoint`);
  }
  if (!profile.executionRoles.includes(executionRole)) {
    throw new ValidationError(scope, 'emr:endpoint-role', `\`executionRole\` must be one of the profile's, got ${executionRole.roleName}; add it to \`executionRoles\` of the profile, so that it may read the pod templates`);
  }
}

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/create-managed-endpoint.html */
function validateRelease(scope: IConstruct, { release, type }: ManagedEndpointSpec): void {
  const connect = type === ManagedEndpointType.SPARK_CONNECT;
  const known = connect ? (release.line === 'emr' ? release.isAtLeast(7, 14) : release.isAtLeast(8, 1)) : release.isAtLeast(6, 7);
  if (!known) {
    const first = connect ? 'emr-7.14.0 or emr-spark-8.1.0, or later, for SPARK_CONNECT' : 'emr-6.7.0 or later for JUPYTER_ENTERPRISE_GATEWAY';
    throw new ValidationError(scope, 'emr:endpoint-release', `\`profile.release\` must be ${first}, got "${release.label}"; give the endpoint a profile with a later release`);
  }
}

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-spark-connect.html */
function validateSessions(scope: IConstruct, { team, type }: ManagedEndpointSpec): void {
  if (type !== ManagedEndpointType.SPARK_CONNECT) {
    return;
  }
  if (team.sessionEnabled !== true) {
    throw new ValidationError(scope, 'emr:endpoint-sessions', `\`endpointType\` must be JUPYTER_ENTERPRISE_GATEWAY for team ${team.namespace}, got SPARK_CONNECT without \`sessionEnabled\`; create the team with \`sessionEnabled: true\`, which is fixed at its creation`);
  }
  if (team.securityConfigurationId === undefined) {
    throw new ValidationError(scope, 'emr:endpoint-security', `\`endpointType\` must be JUPYTER_ENTERPRISE_GATEWAY for team ${team.namespace}, got SPARK_CONNECT without \`securityConfigurationId\`; create the team with an EMR security configuration, which is fixed at its creation`);
  }
}

function validateImages(scope: IConstruct, { kernelImages }: ManagedEndpointProps, { profile, type }: ManagedEndpointSpec): void {
  if (type === ManagedEndpointType.SPARK_CONNECT) {
    if (kernelImages !== undefined) {
      throw new ValidationError(scope, 'emr:endpoint-kernels', '`kernelImages` must be left out for SPARK_CONNECT, which has no kernels, got images; use `image` of the profile');
    }
  } else if (profile._hasImage) {
    throw new ValidationError(scope, 'emr:endpoint-image', '`profile.image` must be left out for JUPYTER_ENTERPRISE_GATEWAY, whose kernels have images of their own, got an image for jobs; use `kernelImages`');
  }
  for (const [kernel, image] of Object.entries(kernelImages ?? {})) {
    if (image?.architectures !== undefined && !image.architectures.includes(CpuArchitecture.AMD64)) {
      throw new ValidationError(scope, 'emr:endpoint-image-architecture', `\`kernelImages.${kernel}\` must run on amd64, got an image for ${image.architectures.join(' and ')}; build it for amd64 too`);
    }
  }
}

function requireAmd64(scope: IConstruct, prop: string, pool: ISparkNodePool): void {
  if (pool.capacity === undefined) {
    Annotations.of(scope).addWarningV2(`cdk-emr-eks-karpenter/emr:endpoint-architecture-${pool.nodePoolName}`, `\`${prop}\` needs amd64 nodes, and which pool ${pool.nodePoolName} launches is not known: ${NO_ARM}`);
  } else if (pool.capacity.architectures.includes(CpuArchitecture.ARM64)) {
    throw new ValidationError(scope, 'emr:endpoint-architecture', `\`${prop}\` must have amd64 pools, got arm64 in pool ${pool.nodePoolName}; ${NO_ARM}: choose a pool of Intel or AMD instances`);
  }
}

/** EMR gives its gateway neither node selector nor tolerations: some node without a taint must be there for it, and be amd64. */
function validateGateway(scope: IConstruct, { gatewayPool: pool }: ManagedEndpointProps, { team }: ManagedEndpointSpec): void {
  const { coreNodesTainted, coreNodesArchitecture } = team.cluster;
  if (!coreNodesTainted && coreNodesArchitecture === CpuArchitecture.ARM64) {
    throw new ValidationError(scope, 'emr:endpoint-gateway', `\`coreNodes\` must be amd64 or tainted for the gateway of an endpoint, got arm64 without a taint; ${NO_ARM}, and its gateway starts wherever any pod may`);
  }
  if (pool === undefined) {
    if (coreNodesTainted) {
      throw new ValidationError(scope, 'emr:endpoint-gateway', '`gatewayPool` must be given where core nodes are tainted, got none; EMR sets no tolerations for the gateway: give it an amd64 pool without a taint (`NodePoolTaint.none()`), or leave core nodes untainted');
    }
    return;
  }
  if (!coreNodesTainted) {
    throw new ValidationError(scope, 'emr:endpoint-gateway', `\`gatewayPool\` must be left out where core nodes are not tainted, got pool ${pool.nodePoolName}; EMR sets no node selector, so the gateway could start on either`);
  }
  requireAmd64(scope, 'gatewayPool', pool);
  const taints = pool.placement(SparkRole.SUBMITTER).tolerations;
  if (taints.length > 0) {
    throw new ValidationError(scope, 'emr:endpoint-gateway', `\`gatewayPool\` must have no taint, got "${taints[0].key}" on pool ${pool.nodePoolName}; EMR sets no tolerations for the gateway: give the pool \`NodePoolTaint.none()\``);
  }
}

function validateName(scope: IConstruct, { endpointName }: ManagedEndpointProps): void {
  if (endpointName === undefined) {
    return;
  }
  requireLiteral(scope, 'emr:endpoint-name-token', 'endpointName', endpointName);
  if (!NAME_HEAD.test(endpointName)) {
    throw new ValidationError(scope, 'emr:endpoint-name', `\`endpointName\` must be 1 to 55 letters, digits and .-_/#, got "${endpointName}"; a digest of 8 characters follows it`);
  }
}

function validateIdleTimeout(scope: IConstruct, { idleTimeout }: ManagedEndpointSpec): void {
  if (idleTimeout.isUnresolved()) {
    throw new ValidationError(scope, 'emr:endpoint-idle-token', '`idleTimeout` must be a literal, got a token; it is written as text into the configuration of the gateway');
  }
  const seconds = idleTimeout.toSeconds({ integral: false });
  if (seconds < 60 || seconds % 60 !== 0) {
    throw new ValidationError(scope, 'emr:endpoint-idle', `\`idleTimeout\` must be whole minutes, at least 1, got ${seconds} seconds; use \`Duration.minutes()\``);
  }
}

function validateLogRotation(scope: IConstruct, { logRotation, monitoring, release }: ManagedEndpointSpec): void {
  if (logRotation === undefined) {
    return;
  }
  if (monitoring.s3MonitoringConfiguration === undefined) {
    throw new ValidationError(scope, 'emr:endpoint-rotation', '`logRotation` must come with logs in S3, got none; give the team `logs.bucket`, and the profile no `logging.s3: false`');
  }
  if (!release.isAtLeast(...FIRST_WITH_ROTATION)) {
    throw new ValidationError(scope, 'emr:endpoint-rotation', `\`logRotation\` must be left out before emr-${FIRST_WITH_ROTATION.join('.')}.0, got release "${release.label}"; take a later release`);
  }
  const { size, files } = logRotation;
  const kibibytes = size.isUnresolved() ? NaN : size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(kibibytes) || kibibytes < SMALLEST_FILE_KIB || kibibytes > LARGEST_FILE_KIB) {
    throw new ValidationError(scope, 'emr:endpoint-rotation-size', `\`logRotation.size\` must be whole KiB, 2 KiB to 2 GiB, got ${size.isUnresolved() ? 'a token' : `${kibibytes} KiB`}; 10 MiB suit most notebooks`);
  }
  if (!Token.isUnresolved(files) && (!Number.isInteger(files) || files < 1 || files > MOST_FILES)) {
    throw new ValidationError(scope, 'emr:endpoint-rotation-files', `\`logRotation.files\` must be a whole number from 1 to ${MOST_FILES}, got ${files}; older files are in S3 already`);
  }
}

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateManagedEndpoint.html (tags) */
function validateTags(scope: IConstruct, tags: { readonly [key: string]: string }): void {
  const keys = Object.keys(tags);
  if (keys.length > MOST_TAGS) {
    throw new ValidationError(scope, 'emr:endpoint-tags', `\`tags\` must be at most ${MOST_TAGS}, got ${keys.length}; leave some out`);
  }
  const wrong = keys.find((key) => isLiteral(tags[key]) && (key.length < 1 || key.length > 128 || tags[key].length > 256));
  if (wrong !== undefined) {
    throw new ValidationError(scope, 'emr:endpoint-tag', `\`tags\` must have keys of 1 to 128 characters and values of at most 256, got ${wrong.length} and ${tags[wrong].length} for "${wrong.slice(0, 32)}"; shorten it`);
  }
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones */
function validateSubnets(scope: IConstruct, { cluster }: IEmrTeam): void {
  const { loadBalancerSubnets: subnets, vpc } = cluster;
  const open = subnets.find((subnet) => contains(vpc.publicSubnets, subnet));
  if (open !== undefined) {
    throw new ValidationError(scope, 'emr:endpoint-public', `the load balancers of ${cluster.clusterName} must be in private subnets, got the public subnet ${open.subnetId}; give the network \`privateSubnets\` without a route from the internet`);
  }
  const zones = [...new Set(subnets.map((subnet) => subnet.availabilityZone))];
  if (zones.length < LEAST_ZONES) {
    throw new ValidationError(scope, 'emr:endpoint-zones', `the load balancers of ${cluster.clusterName} must have private subnets in at least ${LEAST_ZONES} zones, got ${zones.join(', ') || 'none'}; import the cluster with \`loadBalancerSubnets\`, tagged kubernetes.io/role/internal-elb=1`);
  }
}

function contains(subnets: ec2.ISubnet[], subnet: ec2.ISubnet): boolean {
  return subnets.some((other) => other.subnetId === subnet.subnetId);
}

/** A network policy that does not let load balancers in leaves their targets unhealthy. */
function validateNetworkPolicy(scope: IConstruct, { cluster, ingressCidrs, namespace }: IEmrTeam): void {
  if (ingressCidrs === undefined || ingressCidrs.some((cidr) => Token.isUnresolved(cidr))) {
    return;
  }
  const missing = cluster.loadBalancerSubnets.flatMap((subnet) => knownCidr(subnet) ?? [])
    .filter((cidr) => isLiteral(cidr) && !ingressCidrs.some((range) => coversCidr(range, cidr)));
  if (missing.length > 0) {
    throw new ValidationError(scope, 'emr:endpoint-network-policy', `\`networkPolicy.ingressCidrs\` of team ${namespace} must hold the subnets of load balancers, got none for ${missing.join(', ')}; add them, or the gateway cannot be reached`);
  }
}
