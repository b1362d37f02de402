import { type App, Size, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { ClusterKubectlAttributes, ClusterNetworkAttributes, EmrEksClusterAttributes } from '../../src/cluster/cluster-attributes';
import { documentPath, type ClusterDocument } from '../../src/cluster/cluster-document';
import { EmrEksKarpenterCluster } from '../../src/cluster/emr-eks-karpenter-cluster';
import { CpuArchitecture, type IEmrEksCluster } from '../../src/contracts';
import { EmrTeam } from '../../src/emr/team/emr-team';
import { ExecutorAllocation } from '../../src/jobs/executor-allocation';
import type { SparkJob } from '../../src/jobs/job/spark-job';
import { SparkEntryPoint } from '../../src/jobs/spark-entry-point';
import { SparkNodeClass } from '../../src/karpenter/node-class/spark-node-class';
import { SparkNodePool } from '../../src/karpenter/node-pool/spark-node-pool';
import { ChartRelease } from '../../src/kubernetes/manifest-bundle';
import { cycleOf, graphOf, idsOf, isDeletedBefore } from '../support/graph';
import { manifestOf } from '../support/manifests';
import { publishedContext, testApp } from '../support/platforms';
import { ACCOUNT, agnosticStack, fakeKubectlLayer, REGION, testStack } from '../support/stacks';

const SERVICE_TOKEN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:platform-kubectl`;

const [EBS, FSX] = ['aws-ebs-csi-driver', 'aws-fsx-csi-driver'];
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

const DOCUMENT: ClusterDocument = {
  version: 1,
  clusterName: 'platform',
  kubernetesVersion: '1.35',
  vpcId: 'vpc-0a1b2c3d',
  dataPlaneSubnets: [{ id: 'subnet-0a', zone: `${REGION}a` }, { id: 'subnet-0b', zone: `${REGION}b` }],
  loadBalancerSubnets: [{ id: 'subnet-1a', zone: `${REGION}a`, cidr: '10.1.0.0/24' }, { id: 'subnet-1b', zone: `${REGION}b`, cidr: '10.1.1.0/24' }],
  nodeSecurityGroupId: 'sg-0a',
  controlPlaneSecurityGroupId: 'sg-0b',
  nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/platform-nodes`,
  karpenterRoleArn: `arn:aws:iam::${ACCOUNT}:role/platform-karpenter`,
  defaultNodeClass: { name: 'spark', instanceStoreRaid0: true, nodeReservation: { maxPods: 20, systemReservedMemoryMiB: 4096 } },
  isolated: false,
  coreNodesTainted: true,
  mirrors: { imageRegistry: 'mirror.corp' },
  kubectlServiceToken: SERVICE_TOKEN,
  addons: [{ addonName: EBS, roleArn: roleArn('platform-ebs-csi') }, { addonName: FSX, roleArn: roleArn('platform-fsx-csi') }],
};

function appWith(document: object): App {
  return testApp(publishedContext(documentPath('platform'), document, REGION));
}

function looksUp(document: object = DOCUMENT): { stack: Stack; cluster: IEmrEksCluster } {
  const stack = testStack('Team', appWith(document));
  return { stack, cluster: EmrEksKarpenterCluster.fromSsm(stack, 'Platform', { clusterName: 'platform' }) };
}

/** Changes of attributes; those of the network one by one. */
interface Changes extends Omit<Partial<EmrEksClusterAttributes>, 'network'> {
  readonly network?: Partial<ClusterNetworkAttributes>;
}

function imported({ network, ...changes }: Changes = {}, stack = testStack('Team', testApp())): { stack: Stack; cluster: IEmrEksCluster } {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0a1b2c3d', availabilityZones: [`${REGION}a`], privateSubnetIds: ['subnet-0a'] });
  const cluster = EmrEksKarpenterCluster.fromClusterAttributes(stack, 'Platform', {
    clusterName: 'platform',
    kubernetesVersion: '1.35',
    network: { vpc, nodeSecurityGroupId: 'sg-0a', ...network },
    nodeIdentity: { roleArn: roleArn('platform-nodes') },
    defaultNodeClass: { nodeClassName: 'spark' },
    kubectl: { serviceToken: SERVICE_TOKEN },
    ...changes,
  });
  return { stack, cluster };
}

/** A pool, a team and a job, as another app would add them. */
function addWork(stack: Stack, cluster: IEmrEksCluster): SparkJob {
  const pool = new SparkNodePool(stack, 'Pool', { cluster, nodePoolName: 'extra' });
  const team = new EmrTeam(stack, 'Team', { cluster, namespace: 'team-c' });
  const profile = team.addSparkProfile('Fast', { executorPool: pool });
  return team.addSparkJob('Pi', {
    profile,
    entryPoint: SparkEntryPoint.pythonUri('s3://bucket/pi.py'),
    driver: { cores: 1, memory: Size.gibibytes(2) },
    executor: { cores: 1, memory: Size.gibibytes(2), allocation: ExecutorAllocation.fixed(2) },
    jobTemplate: true,
  });
}

describe('EmrEksKarpenterCluster.fromSsm', () => {
  test('knows the roles of the CSI drivers, so that storage can let them use its keys', () => {
    const roleOf = ({ cluster }: { cluster: IEmrEksCluster }, addonName: string) => cluster.platform.tryFindAddon(addonName)?.role?.roleName;
    expect(roleOf(looksUp(), FSX)).toBe('platform-fsx-csi');
    expect(roleOf(looksUp(), EBS)).toBe('platform-ebs-csi');
    expect(roleOf(imported({ addons: [{ addonName: EBS, roleArn: roleArn('platform-ebs-csi') }] }), EBS)).toBe('platform-ebs-csi');
    expect(roleOf(imported({ addons: [{ addonName: EBS }] }), EBS)).toBeUndefined();
    expect(imported().cluster.platform.tryFindAddon(EBS)).toBeUndefined();
  });

  test('knows what the platform has published', () => {
    const { stack, cluster } = looksUp();
    expect(cluster).toMatchObject({ clusterName: 'platform', kubernetesVersion: '1.35', network: { isolated: false }, coreNodes: { tainted: true }, mirrors: { imageRegistry: 'mirror.corp' } });
    expect(cluster.network.dataPlaneSubnets.map((subnet) => [subnet.subnetId, subnet.availabilityZone])).toEqual([['subnet-0a', `${REGION}a`], ['subnet-0b', `${REGION}b`]]);
    const { network: { vpc, nodeSecurityGroup }, nodeIdentity: { role }, defaultNodeClass } = cluster;
    expect([vpc.vpcId, nodeSecurityGroup.securityGroupId, role.roleName, defaultNodeClass.nodeClassName]).toEqual(['vpc-0a1b2c3d', 'sg-0a', 'platform-nodes', 'spark']);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test('adds a pool, a team and a job to another app, through the platform\'s function', () => {
    const { stack, cluster } = looksUp();
    const job = addWork(stack, cluster);
    const template = Template.fromStack(stack);
    expect(stack.resolve(job.startJobRunInput)).toMatchObject({ virtualClusterId: { 'Fn::GetAtt': [expect.stringMatching('^Team'), 'Id'] } });
    expect(manifestOf(template, 'NodePool').metadata.name).toBe('extra');
    template.allResourcesProperties('Custom::AWSCDK-EKS-KubernetesResource', { ServiceToken: SERVICE_TOKEN, ClusterName: 'platform' });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    expect(cycleOf(graphOf(template))).toBeUndefined();
  });

  test('deletes the virtual cluster before the pool of the same stack', () => {
    const { stack, cluster } = looksUp();
    addWork(stack, cluster);
    const template = Template.fromStack(stack);
    const [virtualCluster] = idsOf(template, 'AWS::EMRContainers::VirtualCluster');
    const pool = idsOf(template, 'Custom::AWSCDK-EKS-KubernetesResource').find((id) => id.startsWith('Pool'))!;
    expect(isDeletedBefore(graphOf(template), virtualCluster, pool)).toBe(true);
  });

  test('reckons with what the node class of the platform keeps from pods', () => {
    const { stack, cluster } = looksUp();
    const known = new SparkNodePool(stack, 'Known', { cluster, nodePoolName: 'known' });
    const { cluster: plain } = imported({}, testStack('Plain', testApp()));
    const unknown = new SparkNodePool(plain, 'Unknown', { cluster: plain });
    // 4096 MiB for the system, and 11 MiB for each of 20 pods instead of 234: https://karpenter.sh/docs/concepts/nodeclasses/#speckubelet
    expect(unknown.capacity!.largestNodeMemoryMiB! - known.capacity!.largestNodeMemoryMiB!).toBe(4096 - 11 * (234 - 20));
  });

  test('lets the platform\'s Karpenter use the key of a node class', () => {
    const { stack, cluster } = looksUp();
    new SparkNodeClass(stack, 'Class', { cluster, nodeClassName: 'secret', rootVolume: { kmsKey: new kms.Key(stack, 'Key') } });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyName: 'VolumeKey-secret', Roles: ['platform-karpenter'] });
  });

  test('has the add-ons that the platform has published, and no other', () => {
    expect(() => looksUp().cluster.platform.requireAddon(FSX)).not.toThrow();
    const refusal = (got: string) => new Error('[Team/Platform] `addons` must hold { addonName: "aws-load-balancer-controller" } for what this app puts into the cluster, '
      + `got ${got}; name it if the cluster has it, else install it where the cluster is defined`);
    expect(() => looksUp().cluster.platform.requireAddon('aws-load-balancer-controller')).toThrow(refusal(`${EBS}, ${FSX}`));
    expect(() => imported().cluster.platform.requireAddon('aws-load-balancer-controller')).toThrow(refusal('none'));
  });

  test('knows its identity provider, or says where to get it', () => {
    const oidcProvider = { oidcProviderArn: `arn:aws:iam::${ACCOUNT}:oidc-provider/x`, oidcIssuer: 'x' };
    expect(imported({ oidcProvider }).cluster.platform.requireOidcProvider()).toEqual(oidcProvider);
    expect(looksUp({ ...DOCUMENT, oidcProvider }).cluster.platform.requireOidcProvider()).toEqual(oidcProvider);
    expect(() => imported().cluster.platform.requireOidcProvider()).toThrow(new Error(
      '[Team/Platform] `oidcProvider` must be given for what this app puts into the cluster, got none; call `requireOidcProvider()` where the cluster is defined, and pass what it returns'));
  });

  test('lets load balancers in by rules of its own, once', () => {
    const { stack, cluster } = looksUp();
    cluster.platform.admitLoadBalancers();
    cluster.platform.admitLoadBalancers();
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
    expect(rules.map(({ CidrIp, FromPort, ToPort, GroupId }) => [CidrIp, FromPort, ToPort, GroupId])).toEqual([
      ['10.1.0.0/24', 1024, 65535, 'sg-0a'], ['10.1.1.0/24', 1024, 65535, 'sg-0a'],
    ]);
  });

  test('says which addresses to let in where it does not know them', () => {
    const { stack, cluster } = imported();
    cluster.platform.admitLoadBalancers();
    Annotations.fromStack(stack).hasWarning('/Team/Platform', Match.stringLikeRegexp(
      '^TCP ports 1024 to 65535 of the nodes must be open to the load balancers in subnet-0a, whose address ranges are not known'));
  });

  test('knows the architecture of core nodes where it is told', () => {
    expect(imported({ coreNodes: { tainted: true, architecture: CpuArchitecture.ARM64 } }).cluster.coreNodes).toEqual({ tainted: true, architecture: 'arm64' });
    expect(imported().cluster.coreNodes).toEqual({ tainted: false });
  });

  test('accepts the stand-in of the first pass', () => {
    const stack = testStack('Team', testApp());
    addWork(stack, EmrEksKarpenterCluster.fromSsm(stack, 'Platform', { clusterName: 'platform' }));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('fails in a stack without an environment', () => {
    const stack = agnosticStack('Team', testApp());
    expect(() => EmrEksKarpenterCluster.fromSsm(stack, 'Platform', { clusterName: 'platform' })).toThrow(
      '[Team/Platform] the stack must have a concrete account and region to look a cluster up, got an environment-agnostic stack; set `env`, or use `fromClusterAttributes`');
  });

  test.each([[{ ...DOCUMENT, version: 2 }, 'version 2'], [{}, 'no version']])('fails on a document of another version', (document, got) => {
    expect(() => looksUp(document)).toThrow(
      `[Team/Platform] SSM parameter /emr-eks-karpenter/platform/v1 must hold a cluster document of version 1, got ${got}; use the release of this library that deployed the cluster, and clear the value with \`cdk context --reset\``);
  });

  test('fails on text that is no document', () => {
    const app = testApp({ [`ssm:account=${ACCOUNT}:parameterName=${documentPath('platform')}:region=${REGION}`]: 'hello' });
    expect(() => EmrEksKarpenterCluster.fromSsm(testStack('Team', app), 'Platform', { clusterName: 'platform' })).toThrow('got no version;');
  });

  test('fails on the document of another cluster', () => {
    expect(() => looksUp({ ...DOCUMENT, clusterName: 'other' })).toThrow(
      '[Team/Platform] SSM parameter /emr-eks-karpenter/platform/v1 must describe cluster "platform", got "other"; deploy the platform again, and clear the value with `cdk context --reset`');
  });
});

describe('EmrEksKarpenterCluster.fromClusterAttributes', () => {
  test('adds a pool, a team and a job', () => {
    const { stack, cluster } = imported();
    addWork(stack, cluster);
    Template.fromStack(stack).resourceCountIs('AWS::EMRContainers::VirtualCluster', 1);
  });

  test('kubectl.layer brings functions of its own, with access before objects', () => {
    const app = testApp({ '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true }); // which would add a log group per function
    const { stack, cluster } = imported({ kubectl: { layer: fakeKubectlLayer(testStack('Layers')) } }, testStack('Team', app));
    addWork(stack, cluster);
    new ChartRelease(stack, 'Chart', { target: cluster, chart: 'x', repository: 'oci://mirror.corp/x', version: '0.1.0', release: 'x', namespace: 'x', values: {} });
    const template = Template.fromStack(stack);
    const graph = graphOf(template);
    const [entry] = idsOf(template, 'AWS::EKS::AccessEntry');
    template.resourceCountIs('AWS::Lambda::Function', 2);
    template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-0a'], SecurityGroupIds: ['sg-0a'] } });
    template.resourceCountIs('AWS::Logs::LogGroup', 2); // of the functions and of the team
    template.allResourcesProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('KubectlLogGroup') } } });
    const objects = ['KubernetesResource', 'HelmChart'].flatMap((kind) => idsOf(template, `Custom::AWSCDK-EKS-${kind}`));
    expect(objects.every((id) => isDeletedBefore(graph, id, entry))).toBe(true);
  });

  test('makes an access entry in this stack', () => {
    const { stack, cluster } = imported();
    cluster.grantKubernetesAccess(new iam.Role(stack, 'Analyst', { assumedBy: new iam.AccountRootPrincipal() }), { groups: ['analysts'] });
    Template.fromStack(stack).hasResourceProperties('AWS::EKS::AccessEntry', { ClusterName: 'platform', KubernetesGroups: ['analysts'] });
  });

  test('opens a webhook port by a rule of this stack, once', () => {
    const { stack, cluster } = imported({ network: { controlPlaneSecurityGroupId: 'sg-0b' } });
    [9443, 9443].forEach((port) => cluster.platform.openWebhookPort(port));
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0a', SourceSecurityGroupId: 'sg-0b', FromPort: 9443, ToPort: 9443, IpProtocol: 'tcp' });
  });

  test('says which rule to add when the security group of the control plane is not known', () => {
    const { stack, cluster } = imported();
    cluster.platform.openWebhookPort(9443);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(
      'TCP port 9443 must be open from the control plane to the nodes, which `network.controlPlaneSecurityGroupId` would let this stack see to; set it, or add the rule to sg-0a'));
  });

  test('fails on a pool of a name that is taken', () => {
    const { stack, cluster } = imported();
    new SparkNodePool(stack, 'One', { cluster, nodePoolName: 'extra' });
    expect(() => new SparkNodePool(stack, 'Other', { cluster, nodePoolName: 'extra' })).toThrow(
      '[Team/Other] `nodePoolName` must be unique in the cluster, got "extra", which Team/One has; choose another name');
  });

  test('fails without private subnets', () => {
    const stack = testStack('Team');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Bare', { vpcId: 'vpc-0a', availabilityZones: [`${REGION}a`] });
    expect(() => imported({ network: { vpc } }, stack)).toThrow(
      '[Team/Platform] `network.dataPlaneSubnets` must hold the subnets of Spark nodes, got none; pass them, since `vpc` knows no private subnets');
  });

  test.each<[string, ClusterKubectlAttributes]>([
    ['neither', {}],
    ['both', { serviceToken: SERVICE_TOKEN, layer: fakeKubectlLayer(testStack('Layers')) }],
  ])('fails when %s of service token and layer is given', (got, kubectl) => {
    expect(() => imported({ kubectl })).toThrow(
      `[Team/Platform] \`kubectl\` must have exactly one of \`serviceToken\` and \`layer\`, got ${got}; the platform publishes its service token in SSM`);
  });

  test('fails on a service token of another region', () => {
    expect(() => imported({ kubectl: { serviceToken: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:kubectl` } })).toThrow(
      '[Team/Platform] `kubectl.serviceToken` must be in the region of the stack, eu-west-1, got us-east-1; CloudFormation calls functions in its own region only');
  });

  test('accepts a token for the service token', () => {
    const stack = testStack('Team');
    expect(() => imported({ kubectl: { serviceToken: stack.stackId } }, stack)).not.toThrow();
  });

  test('accepts any region where the stack has none', () => {
    expect(() => imported({}, agnosticStack('Team'))).not.toThrow();
  });
});
