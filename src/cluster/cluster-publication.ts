import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { documentPath, dummyDocument, DOCUMENT_VERSION, type ClusterDocument } from './cluster-document';
import type { ClusterSecurityGroups } from './security-groups';
import { OptionalAddon, type IEmrEksCluster, type OidcProviderReference } from '../contracts/cluster';
import type { ISparkNodeClass } from '../contracts/node-pool';
import { ValidationError } from '../private/errors';
import { dropUndefined } from '../private/maps';
import { knownCidr } from '../private/subnets';
import { substituted } from '../private/substitution';

/** What CDK answers for a parameter that it has not looked up yet. @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ssm.StringParameter.html */
const NOT_LOOKED_UP = 'dummy-value-for-';

export interface ClusterPublicationProps {
  readonly cluster: IEmrEksCluster;
  readonly securityGroups: ClusterSecurityGroups;
  readonly kubectlProvider: eks.IKubectlProvider;
  /** Optional add-ons, as known at the end of synthesis. */
  readonly addons: () => OptionalAddon[];
  /** The identity provider, if one has been asked for by the end of synthesis. */
  readonly oidcProvider: () => OidcProviderReference | undefined;
}

/** Publishes a cluster for other stacks and apps, as one SSM parameter (standard tier, free of charge). */
export class ClusterPublication extends Construct {
  constructor(scope: Construct, id: string, props: ClusterPublicationProps) {
    super(scope, id);
    const { cluster } = props;
    new ssm.StringParameter(this, 'Resource', {
      parameterName: documentPath(cluster.clusterName),
      simpleName: false,
      description: 'Read by EmrEksKarpenterCluster.fromSsm',
      stringValue: Lazy.string({ produce: () => substituted(Stack.of(this).toJsonString(describe(props))) }),
    });
    this.node.addDependency(cluster.karpenterReady);
  }
}

function describe({ cluster, securityGroups, kubectlProvider, addons, oidcProvider }: ClusterPublicationProps): ClusterDocument {
  const provider = oidcProvider();
  return dropUndefined({
    version: DOCUMENT_VERSION,
    clusterName: cluster.clusterName,
    kubernetesVersion: cluster.kubernetesVersion,
    vpcId: cluster.vpc.vpcId,
    dataPlaneSubnets: cluster.dataPlaneSubnets.map((subnet) => ({ id: subnet.subnetId, zone: subnet.availabilityZone })),
    nodeSecurityGroupId: securityGroups.nodes.securityGroupId,
    controlPlaneSecurityGroupId: securityGroups.controlPlane.securityGroupId,
    nodeRoleArn: cluster.nodeRole.roleArn,
    nodeInstanceProfileName: cluster.nodeInstanceProfileName,
    karpenterRoleArn: cluster.karpenterRole?.roleArn,
    ebsCsiRoleArn: cluster.ebsCsiRole?.roleArn,
    fsxCsiRoleArn: cluster.fsxCsiRole?.roleArn,
    defaultNodeClass: describeNodeClass(cluster.defaultNodeClass),
    isolated: cluster.isolated,
    coreNodesTainted: cluster.coreNodesTainted,
    mirrors: { chartRepository: cluster.mirrors.chartRepository, imageRegistry: cluster.mirrors.imageRegistry },
    kubectlServiceToken: kubectlProvider.serviceToken,
    addons: addons().length === 0 ? undefined : addons(),
    ...(addons().includes(OptionalAddon.LOAD_BALANCER_CONTROLLER) ? describeGround(cluster) : {}),
    oidcProvider: provider && { oidcProviderArn: provider.oidcProviderArn, oidcIssuer: provider.oidcIssuer },
  });
}

function describeNodeClass({ nodeClassName, instanceStoreRaid0, nodeReservation }: ISparkNodeClass): ClusterDocument['defaultNodeClass'] {
  return { name: nodeClassName, instanceStoreRaid0, nodeReservation };
}

/** What endpoints of other apps need to know; they are refused without the controller anyway. */
function describeGround({ coreNodesArchitecture, loadBalancerSubnets }: IEmrEksCluster): Pick<ClusterDocument, 'coreNodesArchitecture' | 'loadBalancerSubnets'> {
  return { coreNodesArchitecture, loadBalancerSubnets: loadBalancerSubnets.map(describeSubnet) };
}

function describeSubnet(subnet: ec2.ISubnet): { id: string; zone: string; cidr?: string } {
  return { id: subnet.subnetId, zone: subnet.availabilityZone, cidr: knownCidr(subnet) };
}

/** Looks the document up while synthesising; the first pass gets a stand-in. */
export function lookUpDocument(scope: Construct, clusterName: string): ClusterDocument {
  const { account, region } = Stack.of(scope);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    throw new ValidationError(scope, 'cluster:lookup-environment', 'the stack must have a concrete account and region to look a cluster up, got an environment-agnostic stack; set `env`, or use `fromClusterAttributes`');
  }
  const text = ssm.StringParameter.valueFromLookup(scope, documentPath(clusterName));
  return text.startsWith(NOT_LOOKED_UP) ? dummyDocument(clusterName, account, region) : parseDocument(scope, clusterName, text);
}

function parseDocument(scope: Construct, clusterName: string, text: string): ClusterDocument {
  const path = documentPath(clusterName);
  const document: Partial<ClusterDocument> = text.startsWith('{') ? JSON.parse(text) : {};
  if (document.version !== DOCUMENT_VERSION) {
    const got = document.version === undefined ? 'no version' : `version ${document.version}`;
    throw new ValidationError(scope, 'cluster:document-version', `SSM parameter ${path} must hold a cluster document of version ${DOCUMENT_VERSION}, got ${got}; use the release of this library that deployed the cluster, and clear the value with \`cdk context --reset\``);
  }
  if (document.clusterName !== clusterName) {
    throw new ValidationError(scope, 'cluster:document-name', `SSM parameter ${path} must describe cluster "${clusterName}", got "${document.clusterName}"; deploy the platform again, and clear the value with \`cdk context --reset\``);
  }
  return document as ClusterDocument;
}
