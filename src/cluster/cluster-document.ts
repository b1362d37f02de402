import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ClusterAddonAttributes, ClusterNetworkAttributes, EmrEksClusterAttributes } from './cluster-attributes';
import type { AddonConfig } from '../contracts/addon';
import type { ArtifactMirrors, IEmrEksCluster } from '../contracts/cluster';
import type { CpuArchitecture, ISparkNodeClass, NodeReservation } from '../contracts/node-pool';
import type { OidcProviderReference } from '../contracts/platform';
import { AddonName } from '../kubernetes/vocabulary';
import { dropUndefined } from '../private/maps';
import { knownCidr } from '../private/subnets';

/** A subnet in the document. */
interface SubnetDocument {
  readonly id: string;
  readonly zone: string;
  readonly cidr?: string;
}

/** The facts that a platform tells other apps: plain JSON in one SSM parameter. Fields are only ever added within a version. */
export interface ClusterDocument {
  readonly version: number;
  readonly clusterName: string;
  readonly kubernetesVersion: string;
  readonly vpcId: string;
  readonly dataPlaneSubnets: SubnetDocument[];
  readonly loadBalancerSubnets: SubnetDocument[];
  readonly nodeSecurityGroupId: string;
  readonly controlPlaneSecurityGroupId: string;
  readonly isolated: boolean;
  readonly nodeRoleArn: string;
  readonly nodeInstanceProfileName?: string;
  readonly karpenterRoleArn?: string;
  readonly defaultNodeClass: { readonly name: string; readonly instanceStoreRaid0: boolean; readonly nodeReservation?: NodeReservation };
  readonly coreNodesTainted: boolean;
  readonly coreNodesArchitecture?: CpuArchitecture;
  readonly mirrors: ArtifactMirrors;
  readonly kubectlServiceToken: string;
  /** Published add-ons, by name in the order of the alphabet. */
  readonly addons: ClusterAddonAttributes[];
  /** Present once something in the platform's app has asked for it. */
  readonly oidcProvider?: OidcProviderReference;
}

/** The version that this release writes and reads. */
export const DOCUMENT_VERSION = 1;

/** Path of the document: another version is another parameter, so that two releases can stand side by side. */
export function documentPath(clusterName: string): string {
  return `/emr-eks-karpenter/${clusterName}/v${DOCUMENT_VERSION}`;
}

/** A cluster of this app, with the facts that its interface leaves out. */
export interface PublishedCluster {
  readonly cluster: IEmrEksCluster;
  readonly controlPlaneSecurityGroupId: string;
  readonly kubectlServiceToken: string;
  readonly addons: Array<[string, AddonConfig]>;
  readonly oidcProvider?: OidcProviderReference;
}

/** The document of a cluster. `attributesOf` reads it. */
export function describeCluster(published: PublishedCluster): ClusterDocument {
  const { cluster, oidcProvider } = published;
  const { network, nodeIdentity, coreNodes, mirrors } = cluster;
  return dropUndefined({
    version: DOCUMENT_VERSION,
    clusterName: cluster.clusterName,
    kubernetesVersion: cluster.kubernetesVersion,
    vpcId: network.vpc.vpcId,
    dataPlaneSubnets: network.dataPlaneSubnets.map(({ subnetId, availabilityZone }) => ({ id: subnetId, zone: availabilityZone })),
    loadBalancerSubnets: network.loadBalancerSubnets.map(describeSubnet),
    nodeSecurityGroupId: network.nodeSecurityGroup.securityGroupId,
    controlPlaneSecurityGroupId: published.controlPlaneSecurityGroupId,
    isolated: network.isolated,
    nodeRoleArn: nodeIdentity.role.roleArn,
    nodeInstanceProfileName: nodeIdentity.instanceProfileName,
    karpenterRoleArn: cluster.platform.karpenterRole?.roleArn,
    defaultNodeClass: describeNodeClass(cluster.defaultNodeClass),
    coreNodesTainted: coreNodes.tainted,
    coreNodesArchitecture: coreNodes.architecture,
    mirrors: { chartRepository: mirrors.chartRepository, imageRegistry: mirrors.imageRegistry },
    kubectlServiceToken: published.kubectlServiceToken,
    addons: describeAddons(published.addons),
    oidcProvider: oidcProvider && { oidcProviderArn: oidcProvider.oidcProviderArn, oidcIssuer: oidcProvider.oidcIssuer },
  });
}

function describeNodeClass({ nodeClassName, instanceStoreRaid0, nodeReservation }: ISparkNodeClass): ClusterDocument['defaultNodeClass'] {
  return { name: nodeClassName, instanceStoreRaid0, nodeReservation };
}

function describeSubnet(subnet: ec2.ISubnet): SubnetDocument {
  return { id: subnet.subnetId, zone: subnet.availabilityZone, cidr: knownCidr(subnet) };
}

function describeAddons(addons: PublishedCluster['addons']): ClusterAddonAttributes[] {
  return addons.filter(([, config]) => config.published).map(([addonName, { role }]) => ({ addonName, roleArn: role?.roleArn }));
}

/** The attributes of the cluster that a document describes. */
export function attributesOf(scope: Construct, document: ClusterDocument): EmrEksClusterAttributes {
  const { clusterName, kubernetesVersion, karpenterRoleArn, mirrors, addons, oidcProvider } = document;
  const { name, ...nodeClass } = document.defaultNodeClass;
  return {
    clusterName,
    kubernetesVersion,
    network: networkOf(scope, document),
    nodeIdentity: { roleArn: document.nodeRoleArn, instanceProfileName: document.nodeInstanceProfileName },
    defaultNodeClass: { nodeClassName: name, ...nodeClass },
    kubectl: { serviceToken: document.kubectlServiceToken },
    coreNodes: { tainted: document.coreNodesTainted, architecture: document.coreNodesArchitecture },
    karpenterRoleArn,
    mirrors,
    addons,
    oidcProvider,
  };
}

function networkOf(scope: Construct, document: ClusterDocument): ClusterNetworkAttributes {
  const { vpcId, nodeSecurityGroupId, controlPlaneSecurityGroupId, isolated } = document;
  const availabilityZones = [...new Set(document.dataPlaneSubnets.map(({ zone }) => zone))];
  const importAs = (prefix: string) => ({ id, zone, cidr }: SubnetDocument, index: number) => ec2.Subnet.fromSubnetAttributes(
    scope, `${prefix}${index + 1}`, { subnetId: id, availabilityZone: zone, ipv4CidrBlock: cidr },
  );
  return {
    vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones }),
    dataPlaneSubnets: document.dataPlaneSubnets.map(importAs('DataPlane')),
    loadBalancerSubnets: document.loadBalancerSubnets.map(importAs('LoadBalancer')),
    nodeSecurityGroupId,
    controlPlaneSecurityGroupId,
    isolated,
  };
}

/** Stands in on the first pass of synthesis, before the CDK CLI has looked the document up. Nothing of it is ever deployed. */
export function dummyDocument(clusterName: string, account: string, region: string): ClusterDocument {
  return {
    version: DOCUMENT_VERSION,
    clusterName,
    kubernetesVersion: '1.35',
    vpcId: 'vpc-12345678',
    dataPlaneSubnets: [{ id: 'subnet-12345678', zone: 'dummy1a' }, { id: 'subnet-87654321', zone: 'dummy1b' }],
    loadBalancerSubnets: [{ id: 'subnet-12345678', zone: 'dummy1a', cidr: '10.0.0.0/24' }, { id: 'subnet-87654321', zone: 'dummy1b', cidr: '10.0.1.0/24' }],
    nodeSecurityGroupId: 'sg-12345678',
    controlPlaneSecurityGroupId: 'sg-87654321',
    isolated: false,
    nodeRoleArn: `arn:aws:iam::${account}:role/dummy`,
    defaultNodeClass: { name: 'dummy', instanceStoreRaid0: true },
    coreNodesTainted: false,
    mirrors: {},
    kubectlServiceToken: `arn:aws:lambda:${region}:${account}:function:dummy`,
    addons: Object.values(AddonName).map((addonName) => ({ addonName })),
    oidcProvider: { oidcProviderArn: `arn:aws:iam::${account}:oidc-provider/dummy`, oidcIssuer: 'dummy' },
  };
}
