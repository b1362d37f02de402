import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { ManagedEndpointType, type ManagedEndpointProps } from './options';
import { FIRST_WITH_ROTATION, type ManagedEndpointSpec } from './spec';
import { CpuArchitecture, type ISparkNodePool } from '../../contracts/node-pool';
import { SparkRole } from '../../contracts/placement';
import type { IEmrTeam } from '../../contracts/team';
import { flag, kibibytes, oneOf, seconds, shown, tags, text, wholeNumber } from '../../private/checks';
import { refuse } from '../../private/refusal';
import { coversCidr, knownCidr } from '../../private/subnets';
import { isLiteral } from '../../private/tokens';
import { warn } from '../../private/warnings';

/** @see https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_CreateManagedEndpoint.html */
const NAME_HEAD = /^[.\-_/#A-Za-z0-9]+$/;
const NAME_HEAD_LENGTH = 55;
const SMALLEST_FILE_KIB = 2;
const LARGEST_FILE_KIB = 2 * 1024 * 1024;
const MOST_FILES = 50;
const LEAST_ZONES = 2;

/**
 * Why Graviton is refused, in every message.
 *
 * @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/prereqs-for-studio.html
 */
const NO_ARM = 'EMR does not support managed endpoints on Arm AMIs of EKS';

/** The rules of a managed endpoint, one function each. */
export function validateEndpoint(scope: IConstruct, props: ManagedEndpointProps, spec: ManagedEndpointSpec): void {
  oneOf(scope, 'endpointType', spec.type, Object.values(ManagedEndpointType));
  validateOwner(scope, props, spec);
  validateRelease(scope, spec);
  validateSessions(scope, spec);
  validateImages(scope, props, spec);
  const pools = new Set([spec.profile.driverPool, spec.profile.executorPool]);
  pools.forEach((pool) => requireAmd64(scope, 'profile', pool));
  validateGateway(scope, props, spec);
  validateName(scope, props);
  validateIdleTimeout(scope, spec);
  validateLogRotation(scope, spec);
  tags(scope, 'tags', props.tags ?? {});
  flag(scope, 'outputs', props.outputs ?? true);
  validateSubnets(scope, spec.team);
  validateNetworkPolicy(scope, spec.team);
}

function validateOwner(
  scope: IConstruct, { team }: ManagedEndpointProps, { profile, executionRole }: ManagedEndpointSpec,
): void {
  if (team !== undefined && team !== profile.team) {
    refuse(scope, 'emr:endpoint-team', {
      prop: 'profile', must: `be one of team ${team.namespace}`, got: `one of ${profile.team.namespace}`,
      fix: 'add the profile to the team of the endpoint',
    });
  }
  if (!profile.executionRoles.includes(executionRole)) {
    refuse(scope, 'emr:endpoint-role', {
      prop: 'executionRole', must: 'be one of the profile\'s', got: executionRole.roleName,
      fix: 'add it to `executionRoles` of the profile, so that it may read the pod templates',
    });
  }
}

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/create-managed-endpoint.html */
function validateRelease(scope: IConstruct, { release, type }: ManagedEndpointSpec): void {
  const connect = type === ManagedEndpointType.SPARK_CONNECT;
  const known = connect
    ? (release.line === 'emr' ? release.isAtLeast(7, 14) : release.isAtLeast(8, 1))
    : release.isAtLeast(6, 7);
  if (!known) {
    const first = connect
      ? 'emr-7.14.0 or emr-spark-8.1.0, or later, for SPARK_CONNECT'
      : 'emr-6.7.0 or later for JUPYTER_ENTERPRISE_GATEWAY';
    refuse(scope, 'emr:endpoint-release', {
      prop: 'profile.release',
      must: `be ${first}`,
      got: shown(release.label),
      fix: 'give the endpoint a profile with a later release',
    });
  }
}

/** @see https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-spark-connect.html */
function validateSessions(scope: IConstruct, { team, type }: ManagedEndpointSpec): void {
  if (type !== ManagedEndpointType.SPARK_CONNECT) {
    return;
  }
  const must = `be JUPYTER_ENTERPRISE_GATEWAY for team ${team.namespace}`;
  if (team.sessionEnabled !== true) {
    refuse(scope, 'emr:endpoint-sessions', {
      prop: 'endpointType', must, got: 'SPARK_CONNECT without `sessionEnabled`',
      fix: 'create the team with `sessionEnabled: true`, which is fixed at its creation',
    });
  }
  if (team.securityConfigurationId === undefined) {
    refuse(scope, 'emr:endpoint-security', {
      prop: 'endpointType', must, got: 'SPARK_CONNECT without `securityConfigurationId`',
      fix: 'create the team with an EMR security configuration, which is fixed at its creation',
    });
  }
}

function validateImages(
  scope: IConstruct, { kernelImages }: ManagedEndpointProps, { profile, type }: ManagedEndpointSpec,
): void {
  if (type === ManagedEndpointType.SPARK_CONNECT) {
    if (kernelImages !== undefined) {
      refuse(scope, 'emr:endpoint-kernels', {
        prop: 'kernelImages', must: 'be left out for SPARK_CONNECT, which has no kernels',
        got: 'images', fix: 'use `image` of the profile',
      });
    }
  } else if (profile._spec.imageUri !== undefined) {
    refuse(scope, 'emr:endpoint-image', {
      prop: 'profile.image', must: 'be left out for JUPYTER_ENTERPRISE_GATEWAY, whose kernels have images of their own',
      got: 'an image for jobs', fix: 'use `kernelImages`',
    });
  }
  for (const [kernel, image] of Object.entries(kernelImages ?? {})) {
    if (image?.architectures !== undefined && !image.architectures.includes(CpuArchitecture.AMD64)) {
      refuse(scope, 'emr:endpoint-image-architecture', {
        prop: `kernelImages.${kernel}`, must: 'run on amd64',
        got: `an image for ${image.architectures.join(' and ')}`, fix: 'build it for amd64 too',
      });
    }
  }
}

function requireAmd64(scope: IConstruct, prop: string, pool: ISparkNodePool): void {
  if (pool.capacity === undefined) {
    warn(scope, `emr:endpoint-architecture-${pool.nodePoolName}`,
      `\`${prop}\` needs amd64 nodes, and the architecture of pool ${pool.nodePoolName} is not known: ${NO_ARM}`);
  } else if (pool.capacity.architectures.includes(CpuArchitecture.ARM64)) {
    refuse(scope, 'emr:endpoint-architecture', {
      prop,
      must: 'have amd64 pools',
      got: `arm64 in pool ${pool.nodePoolName}`,
      fix: `${NO_ARM}: choose a pool of Intel or AMD instances`,
    });
  }
}

/**
 * EMR gives its gateway neither node selector nor tolerations: some node without a taint must be there for it, and be
 * amd64.
 */
function validateGateway(scope: IConstruct, props: ManagedEndpointProps, { team }: ManagedEndpointSpec): void {
  const { gatewayPool } = props;
  const { coreNodes } = team.cluster;
  if (coreNodes.tainted) {
    validateGatewayPool(scope, gatewayPool);
    return;
  }
  if (coreNodes.architecture === CpuArchitecture.ARM64) {
    refuse(scope, 'emr:endpoint-gateway', {
      prop: 'coreNodes', must: 'be amd64 or tainted for the gateway of an endpoint', got: 'arm64 without a taint',
      fix: `${NO_ARM}, and its gateway starts wherever any pod may`,
    });
  }
  if (gatewayPool !== undefined) {
    refuse(scope, 'emr:endpoint-gateway', {
      prop: 'gatewayPool',
      must: 'be left out where core nodes are not tainted',
      got: `pool ${gatewayPool.nodePoolName}`,
      fix: 'EMR sets no node selector, so the gateway could start on either',
    });
  }
}

function validateGatewayPool(scope: IConstruct, pool: ISparkNodePool | undefined): void {
  const noTolerations = 'EMR sets no tolerations for the gateway';
  if (pool === undefined) {
    refuse(scope, 'emr:endpoint-gateway', {
      prop: 'gatewayPool', must: 'be given where core nodes are tainted', got: 'none',
      fix: `${noTolerations}: give it an amd64 pool without a taint (\`NodePoolTaint.none()\`), or leave core `
        + 'nodes untainted',
    });
  }
  requireAmd64(scope, 'gatewayPool', pool);
  const [taint] = pool.placement(SparkRole.SUBMITTER).tolerations;
  if (taint !== undefined) {
    refuse(scope, 'emr:endpoint-gateway', {
      prop: 'gatewayPool', must: 'have no taint', got: `"${taint.key}" on pool ${pool.nodePoolName}`,
      fix: `${noTolerations}: give the pool \`NodePoolTaint.none()\``,
    });
  }
}

function validateName(scope: IConstruct, { endpointName }: ManagedEndpointProps): void {
  if (endpointName !== undefined) {
    text(scope, 'endpointName', endpointName, {
      form: NAME_HEAD, max: NAME_HEAD_LENGTH, must: `be 1 to ${NAME_HEAD_LENGTH} letters, digits and .-_/#`,
      fix: 'a digest of 8 characters follows it', literal: true,
    });
  }
}

function validateIdleTimeout(scope: IConstruct, { idleTimeout }: ManagedEndpointSpec): void {
  const value = seconds(scope, 'idleTimeout', idleTimeout, { min: 60 });
  if (value % 60 !== 0) {
    refuse(scope, 'emr:endpoint-idle', {
      prop: 'idleTimeout', must: 'be whole minutes', got: `${value} seconds`, fix: 'use `Duration.minutes()`',
    });
  }
}

function validateLogRotation(scope: IConstruct, { logRotation, logUri, release }: ManagedEndpointSpec): void {
  if (logRotation === undefined) {
    return;
  }
  if (logUri === undefined) {
    refuse(scope, 'emr:endpoint-rotation', {
      prop: 'logRotation',
      must: 'come with logs in S3',
      got: 'none',
      fix: 'give the team `logs.bucket`, and the profile no `logging.s3: false`',
    });
  }
  if (!release.isAtLeast(...FIRST_WITH_ROTATION)) {
    refuse(scope, 'emr:endpoint-rotation', {
      prop: 'logRotation',
      must: `be left out before emr-${FIRST_WITH_ROTATION.join('.')}.0`,
      got: `release ${shown(release.label)}`,
      fix: 'take a later release',
    });
  }
  kibibytes(scope, 'logRotation.size', logRotation.size, { min: SMALLEST_FILE_KIB, max: LARGEST_FILE_KIB });
  wholeNumber(scope, 'logRotation.files', logRotation.files, { max: MOST_FILES, allowToken: true });
}

/**
 * @see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
 */
function validateSubnets(scope: IConstruct, { cluster }: IEmrTeam): void {
  const { loadBalancerSubnets: subnets, vpc } = cluster.network;
  const prop = `the load balancers of ${cluster.clusterName}`;
  const open = subnets.find((subnet) => contains(vpc.publicSubnets, subnet));
  if (open !== undefined) {
    refuse(scope, 'emr:endpoint-public', {
      prop, must: 'be in private subnets', got: `the public subnet ${open.subnetId}`,
      fix: 'give the network `privateSubnets` without a route from the internet',
    });
  }
  const zones = [...new Set(subnets.map((subnet) => subnet.availabilityZone))];
  if (zones.length < LEAST_ZONES) {
    refuse(scope, 'emr:endpoint-zones', {
      prop, must: `have private subnets in at least ${LEAST_ZONES} zones`, got: zones.join(', ') || 'none',
      fix: 'import the cluster with `loadBalancerSubnets`, tagged kubernetes.io/role/internal-elb=1',
    });
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
  const missing = cluster.network.loadBalancerSubnets.flatMap((subnet) => knownCidr(subnet) ?? [])
    .filter((cidr) => isLiteral(cidr) && !ingressCidrs.some((range) => coversCidr(range, cidr)));
  if (missing.length > 0) {
    refuse(scope, 'emr:endpoint-network-policy', {
      prop: `networkPolicy.ingressCidrs of team ${namespace}`,
      must: 'hold the subnets of load balancers',
      got: `none for ${missing.join(', ')}`,
      fix: 'add them, or the gateway cannot be reached',
    });
  }
}
