import { OptionalAddon, type ArtifactMirrors, type OidcProviderReference } from '../contracts/cluster';
import type { CpuArchitecture, NodeReservation } from '../contracts/node-pool';

/** What a platform tells other apps about itself: plain JSON in one SSM parameter. Fields are only ever added within a version. */
export interface ClusterDocument {
  readonly version: number;
  readonly clusterName: string;
  readonly kubernetesVersion: string;
  readonly vpcId: string;
  readonly dataPlaneSubnets: Array<{ readonly id: string; readonly zone: string }>;
  readonly nodeSecurityGroupId: string;
  readonly controlPlaneSecurityGroupId: string;
  readonly nodeRoleArn: string;
  readonly nodeInstanceProfileName?: string;
  readonly karpenterRoleArn?: string;
  readonly ebsCsiRoleArn?: string;
  /** Absent without the driver. */
  readonly fsxCsiRoleArn?: string;
  readonly defaultNodeClass: { readonly name: string; readonly instanceStoreRaid0: boolean; readonly nodeReservation?: NodeReservation };
  readonly isolated: boolean;
  readonly coreNodesTainted: boolean;
  readonly mirrors: ArtifactMirrors;
  readonly kubectlServiceToken: string;
  /** Absent in documents of releases that knew none. */
  readonly addons?: OptionalAddon[];
  /** With the next field, where the cluster has a load balancer controller. */
  readonly coreNodesArchitecture?: CpuArchitecture;
  readonly loadBalancerSubnets?: Array<{ readonly id: string; readonly zone: string; readonly cidr?: string }>;
  /** Present once something in the platform's app has asked for it. */
  readonly oidcProvider?: OidcProviderReference;
}

/** The version that this release writes and reads. */
export const DOCUMENT_VERSION = 1;

/** Path of the document: another version is another parameter, so that two releases can stand side by side. */
export function documentPath(clusterName: string): string {
  return `/emr-eks-karpenter/${clusterName}/v${DOCUMENT_VERSION}`;
}

/** Stands in on the first pass of synthesis, before the CDK CLI has looked the document up. Nothing of it is ever deployed. */
export function dummyDocument(clusterName: string, account: string, region: string): ClusterDocument {
  return {
    version: DOCUMENT_VERSION,
    clusterName,
    kubernetesVersion: '1.35',
    vpcId: 'vpc-12345678',
    dataPlaneSubnets: [{ id: 'subnet-12345678', zone: 'dummy1a' }, { id: 'subnet-87654321', zone: 'dummy1b' }],
    nodeSecurityGroupId: 'sg-12345678',
    controlPlaneSecurityGroupId: 'sg-87654321',
    nodeRoleArn: `arn:aws:iam::${account}:role/dummy`,
    defaultNodeClass: { name: 'dummy', instanceStoreRaid0: true },
    isolated: false,
    coreNodesTainted: false,
    mirrors: {},
    kubectlServiceToken: `arn:aws:lambda:${region}:${account}:function:dummy`,
    addons: Object.values(OptionalAddon),
    loadBalancerSubnets: [{ id: 'subnet-12345678', zone: 'dummy1a', cidr: '10.0.0.0/24' }, { id: 'subnet-87654321', zone: 'dummy1b', cidr: '10.0.1.0/24' }],
    oidcProvider: { oidcProviderArn: `arn:aws:iam::${account}:oidc-provider/dummy`, oidcIssuer: 'dummy' },
  };
}
