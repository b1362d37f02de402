import { RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ClusterAddons } from '../../src/addons/cluster-addons';
import { DnsAutoscaling, type ManagedDnsAutoscalingOptions } from '../../src/addons/core-dns/autoscaling';
import { CoreDns, type CoreDnsOptions } from '../../src/addons/core-dns/core-dns';
import { KubeProxy } from '../../src/addons/kube-proxy/kube-proxy';
import { LoadBalancerController, type LoadBalancerControllerOptions } from '../../src/addons/load-balancer-controller/load-balancer-controller';
import { AddonConflictResolution, type ManagedAddonOptions } from '../../src/addons/managed-addon/options';
import { MetricsServer } from '../../src/addons/metrics-server/metrics-server';
import { VpcCni, type VpcCniOptions } from '../../src/addons/vpc-cni/vpc-cni';
import type { CleanUpOptions } from '../../src/cluster/clean-up-options';
import { ClusterSupportType, type ClusterProtection, type ControlPlaneLogs, type CoreNodesOptions } from '../../src/cluster/cluster-options';
import type { EmrEksKarpenterClusterProps } from '../../src/cluster/cluster-props';
import { EmrEksNetwork, type EmrEksNetworkProps } from '../../src/cluster/network';
import { VpcEndpoints } from '../../src/cluster/vpc-endpoints';
import type { IClusterAddon } from '../../src/contracts';
import { platformStack, testPlatform } from '../support/platforms';
import { deployedText, optionsIn, propsOf, type PropCases } from '../support/props';
import { ACCOUNT, testStack } from '../support/stacks';

type Build = (stack: Stack, options: any) => void;

const ROLE = `arn:aws:iam::${ACCOUNT}:role/sentinel`;
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/sentinel';

/** Imported, so that it adds nothing itself. */
const elsewhere = () => testStack('Elsewhere');
const brought = (scope: Stack) => EmrEksNetwork.fromVpc(scope, 'Network', {
  vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: 'vpc-sentinel', availabilityZones: ['a', 'b'], privateSubnetIds: ['subnet-a', 'subnet-b'] }),
});

const platform: Build = (stack, options) => testPlatform(stack, options);
const network: Build = (stack, options) => new EmrEksNetwork(stack, 'Network', options);
const inPlatform = (prop: string): Build => (stack, options) => platform(stack, { [prop]: options });
const inAddons = (Addon: new (options: any) => IClusterAddon): Build => (stack, options) => platform(
  stack, { addons: ClusterAddons.minimal().including(new Addon(options)) },
);

const CLUSTER: PropCases<EmrEksKarpenterClusterProps> = {
  kubectlLayer: {
    options: { kubectlLayer: lambda.LayerVersion.fromLayerVersionArn(elsewhere(), 'Layer', 'arn:aws:lambda:eu-west-1:111122223333:layer:sentinel:1') },
    shows: 'layer:sentinel:1',
  },
  clusterName: { options: { clusterName: 'sentinel' }, shows: '"Name":"sentinel"' },
  kubernetesVersion: { options: { kubernetesVersion: eks.KubernetesVersion.V1_34 }, shows: '"Version":"1.34"' },
  network: { options: (scope) => ({ network: brought(scope) }), shows: '"VpcId":"vpc-sentinel"' },
  endpointAccess: { options: { endpointAccess: eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom('7.7.7.0/24') }, shows: '"PublicAccessCidrs":["7.7.7.0/24"]' },
  controlPlaneLogs: { options: { controlPlaneLogs: { retention: logs.RetentionDays.ONE_DAY } }, shows: '"RetentionInDays":1' },
  admins: { options: { admins: [iam.Role.fromRoleArn(elsewhere(), 'Role', ROLE)] }, shows: `"PrincipalArn":"${ROLE}"` },
  coreNodes: { options: { coreNodes: { maxNodes: 77 } }, shows: '"MaxSize":77' },
  addons: { options: { addons: ClusterAddons.minimal().including(new KubeProxy({ version: 'v7.7.7-eksbuild.7' })) }, shows: '"AddonVersion":"v7.7.7-eksbuild.7"' },
  karpenter: { options: { karpenter: { environment: { SENTINEL: 'x' } } }, shows: '{"name":"SENTINEL","value":"x"}' },
  defaultNodeClass: { options: { defaultNodeClass: { nodeClassName: 'sentinel' } }, shows: '"metadata":{"name":"sentinel"}' },
  mirrors: { options: { mirrors: { chartRepository: 'oci://sentinel', imageRegistry: 'sentinel' } }, shows: '"Repository":"oci://sentinel/karpenter"' },
  protection: { options: { protection: { deletionProtection: true } }, shows: '"DeletionProtection":true' },
  cleanUp: { options: { cleanUp: { nodes: false } }, shows: '"Keep":["nodes","instanceProfiles","fileSystems"]' },
  outputs: { options: { outputs: false }, shows: '\n{}\n' },
};

const LOGS: PropCases<ControlPlaneLogs> = {
  types: { options: { types: [eks.ClusterLoggingTypes.SCHEDULER] }, shows: '"EnabledTypes":[{"Type":"scheduler"}]' },
  retention: { options: { retention: logs.RetentionDays.ONE_DAY }, shows: '"RetentionInDays":1' },
  removalPolicy: { options: { removalPolicy: RemovalPolicy.RETAIN }, shows: '"UpdateReplacePolicy":"Retain","DeletionPolicy":"Retain"' },
};

const PROTECTION: PropCases<ClusterProtection> = {
  deletionProtection: { options: { deletionProtection: true }, shows: '"DeletionProtection":true' },
  supportType: { options: { supportType: ClusterSupportType.STANDARD }, shows: '"SupportType":"STANDARD"' },
  secretsEncryptionKey: { options: { secretsEncryptionKey: kms.Key.fromKeyArn(elsewhere(), 'Key', KEY) }, shows: `"KeyArn":"${KEY}"` },
};

const CLEAN_UP: PropCases<CleanUpOptions> = {
  jobs: { options: { jobs: false }, shows: '"Keep":["jobs","fileSystems"]' },
  nodes: { options: { nodes: false }, shows: '"Keep":["nodes","instanceProfiles","fileSystems"]' },
  volumes: { options: { volumes: false }, shows: '"Keep":["volumes","fileSystems"]' },
  fileSystems: { options: { fileSystems: true, jobs: false }, shows: '"Keep":["jobs"]' },
  loadBalancers: { options: { loadBalancers: false }, shows: '"Keep":["fileSystems","loadBalancers"]' },
  networkInterfaces: { options: { networkInterfaces: false }, shows: '"Keep":["fileSystems","networkInterfaces"]' },
  securityGroups: { options: { securityGroups: false }, shows: '"Keep":["fileSystems","securityGroups"]' },
};

const CORE: PropCases<CoreNodesOptions> = {
  instanceTypes: { options: { instanceTypes: [new ec2.InstanceType('m7g.large')] }, shows: '"InstanceTypes":["m7g.large"]' },
  minNodes: { options: { minNodes: 7 }, shows: '"MinSize":7' },
  desiredNodes: { options: { desiredNodes: 7 }, shows: '"DesiredSize":7' },
  maxNodes: { options: { maxNodes: 77 }, shows: '"MaxSize":77' },
  diskSize: { options: { diskSize: Size.gibibytes(77) }, shows: '"VolumeSize":77' },
  tainted: { options: { tainted: true }, shows: '"Taints":[{"Effect":"NO_SCHEDULE","Key":"CriticalAddonsOnly","Value":"true"}]' },
  labels: { options: { labels: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
};

const version = { options: { version: 'v7.7.7-eksbuild.7' }, shows: '"AddonVersion":"v7.7.7-eksbuild.7"' };
const CONTROLLER: PropCases<LoadBalancerControllerOptions> = {
  version: { options: { version: '7.7.7' }, shows: '"Version":"7.7.7"' },
  replicas: { options: { replicas: 77 }, shows: '"replicaCount":77' },
  values: { options: { values: { logLevel: 'sentinel' } }, shows: '"logLevel":"sentinel"' },
};

const ADDON: PropCases<ManagedAddonOptions> = {
  version,
  configurationValues: { options: { configurationValues: { sentinel: 'x' } }, shows: '"sentinel":"x"' },
  resolveConflicts: { options: { resolveConflicts: AddonConflictResolution.PRESERVE }, shows: '"ResolveConflicts":"PRESERVE"' },
  preserveOnDelete: { options: { preserveOnDelete: true }, shows: '"PreserveOnDelete":true' },
};

const CNI: PropCases<Pick<VpcCniOptions, 'networkPolicy'>> = { networkPolicy: { options: { networkPolicy: false }, shows: '"enableNetworkPolicy":"false"' } };
const DNS: PropCases<Pick<CoreDnsOptions, 'autoscaling'>> = {
  autoscaling: { options: { autoscaling: DnsAutoscaling.managed({ maxReplicas: 77 }) }, shows: '"maxReplicas":77' },
};
const SCALING: PropCases<ManagedDnsAutoscalingOptions> = {
  minReplicas: { options: { minReplicas: 7 }, shows: '"minReplicas":7' },
  maxReplicas: { options: { maxReplicas: 77 }, shows: '"maxReplicas":77' },
};

const NETWORK: PropCases<EmrEksNetworkProps> = {
  name: { options: { name: 'sentinel' }, shows: '"Value":"sentinel"' },
  cidr: { options: { cidr: '10.7.0.0/16' }, shows: '"CidrBlock":"10.7.0.0/16"' },
  secondaryCidrs: { options: { secondaryCidrs: ['100.77.0.0/16'] }, shows: '"CidrBlock":"100.77.0.0/16"' },
  publicCidrMask: { options: { publicCidrMask: 27 }, shows: '"CidrBlock":"10.1.0.32/27"' },
  privateCidrMask: { options: { privateCidrMask: 23 }, shows: '"CidrBlock":"10.1.2.0/23"' },
  maxZones: { options: { maxZones: 3 }, shows: 'NetworkPublicSubnet3' },
  natGateways: { options: { natGateways: 2 }, shows: 'NetworkNat2' },
  vpcEndpoints: { options: { vpcEndpoints: VpcEndpoints.STANDARD }, shows: 'com.amazonaws.eu-west-1.ssmmessages' },
};

const STRUCTS: Array<[string, string, PropCases<any>, Build]> = [
  ['EmrEksKarpenterClusterProps', 'cluster/cluster-props', CLUSTER, platform],
  ['ControlPlaneLogs', 'cluster/cluster-options', LOGS, inPlatform('controlPlaneLogs')],
  ['ClusterProtection', 'cluster/cluster-options', PROTECTION, inPlatform('protection')],
  ['CleanUpOptions', 'cluster/clean-up-options', CLEAN_UP, inPlatform('cleanUp')],
  ['CoreNodesOptions', 'cluster/cluster-options', CORE, inPlatform('coreNodes')],
  ['LoadBalancerControllerOptions', 'addons/load-balancer-controller/load-balancer-controller', CONTROLLER, inAddons(LoadBalancerController)],
  ['ManagedAddonOptions', 'addons/managed-addon/options', ADDON, inAddons(MetricsServer)],
  ['VpcCniOptions', 'addons/vpc-cni/vpc-cni', CNI, inAddons(VpcCni)],
  ['CoreDnsOptions', 'addons/core-dns/core-dns', DNS, inAddons(CoreDns)],
  ['ManagedDnsAutoscalingOptions', 'addons/core-dns/autoscaling', SCALING, (stack, options) => inAddons(CoreDns)(stack, { autoscaling: DnsAutoscaling.managed(options) })],
  ['EmrEksNetworkProps', 'cluster/network', NETWORK, network],
];

function deployed(build: Build, options: object | ((scope: Stack) => object)): string {
  const stack = platformStack();
  stack.node.setContext(`availability-zones:account=${ACCOUNT}:region=eu-west-1`, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
  build(stack, optionsIn(stack, options));
  return deployedText(Template.fromStack(stack));
}

describe.each(STRUCTS)('%s', (struct, file, cases, build) => {
  const plain = deployed(build, {});

  test('has a case for each prop', () => {
    expect(Object.keys(cases).sort()).toEqual(propsOf(`${file}.ts`, struct));
  });

  test.each(Object.entries(cases))('%s is deployed', (_, { options, shows }) => {
    expect(plain).not.toContain(shows);
    expect(deployed(build, options)).toContain(shows);
  });
});
