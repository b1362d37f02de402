import { Duration, Size, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CONNECT, classification, endpointOf, endpointWorld, profileOf, propertiesOf, SESSIONS } from './endpoints';
import { CpuArchitecture } from '../../../src/contracts';
import { ManagedEndpoint } from '../../../src/emr/endpoint/managed-endpoint';
import { ManagedEndpointType } from '../../../src/emr/endpoint/options';
import { EmrTeamIdentity } from '../../../src/emr/role/emr-team-identity';
import { EmrTeam } from '../../../src/emr/team/emr-team';
import { SparkProfile } from '../../../src/jobs/profile/spark-profile';
import { SparkImage } from '../../../src/jobs/spark-image';
import { FakePool } from '../../support/fake-team';
import { evaluate, policiesOf, trustOf } from '../../support/iam';

const { SPARK_CONNECT } = ManagedEndpointType;

describe('ManagedEndpoint', () => {
  test('is for notebooks, in the virtual cluster of its team, under the team\'s role', () => {
    const world = endpointWorld();
    endpointOf(world);
    expect(propertiesOf(world)).toMatchObject({
      Type: 'JUPYTER_ENTERPRISE_GATEWAY',
      ReleaseLabel: 'emr-7.13.0-latest',
      VirtualClusterId: { 'Fn::GetAtt': [expect.stringMatching(/^TeamAVirtualCluster/), 'Id'] },
      ExecutionRoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TeamAJobExecutionRole/), 'Arn'] },
    });
  });

  test('gives drivers the 8 GiB of the Data on EKS default, and executors as there is work', () => {
    const world = endpointWorld();
    endpointOf(world);
    expect(classification(world, 'spark-defaults').Properties).toMatchObject({
      'spark.driver.memory': '8192m',
      'spark.dynamicAllocation.enabled': 'true',
      'spark.dynamicAllocation.minExecutors': '0',
      'spark.dynamicAllocation.maxExecutors': '10',
    });
  });

  test('places drivers and executors by the pod templates of its profile', () => {
    const world = endpointWorld();
    const endpoint = endpointOf(world);
    expect(endpoint.sparkConf).toMatchObject({
      'spark.kubernetes.driver.podTemplateFile': endpoint.profile.driverPodTemplateUri,
      'spark.kubernetes.executor.podTemplateFile': endpoint.profile.executorPodTemplateUri,
    });
  });

  test('has no settings that only jobs have', () => {
    const world = endpointWorld();
    endpointOf(world);
    const names = propertiesOf(world).ConfigurationOverrides.ApplicationConfiguration.map((entry: any) => entry.Classification);
    expect(names).toEqual(['spark-defaults', 'jeg-config']);
  });

  test('ends idle kernels after an hour', () => {
    const world = endpointWorld();
    endpointOf(world);
    expect(classification(world, 'jeg-config').Properties).toEqual({
      'RemoteMappingKernelManager.cull_idle_timeout': '3600', 'RemoteMappingKernelManager.cull_interval': '60',
    });
    expect(propertiesOf(world)).not.toHaveProperty('SessionIdleTimeoutInMinutes');
  });

  test('logs to the team\'s log group, and keeps the Spark UI', () => {
    const world = endpointWorld();
    endpointOf(world);
    expect(propertiesOf(world).ConfigurationOverrides.MonitoringConfiguration).toEqual({
      PersistentAppUI: 'ENABLED',
      CloudWatchMonitoringConfiguration: { LogGroupName: { Ref: expect.stringMatching(/^TeamALogGroup/) }, LogStreamNamePrefix: 'Studio' },
    });
  });

  test('logs to S3 and rotates what containers keep, where the team has a bucket', () => {
    const world = endpointWorld({ logs: true });
    endpointOf(world);
    expect(propertiesOf(world).ConfigurationOverrides.MonitoringConfiguration).toMatchObject({
      S3MonitoringConfiguration: { LogUri: 's3://logs/emr-on-eks-logs/emr-eks-karpenter/emr-data-team-a/' },
      ContainerLogRotationConfiguration: { RotationSize: '10MB', MaxFilesToKeep: 10 },
    });
  });

  test('writes rotation by KiB where it is no whole MiB', () => {
    const world = endpointWorld({ logs: true });
    endpointOf(world, { logRotation: { size: Size.kibibytes(1500), files: 3 } });
    expect(propertiesOf(world).ConfigurationOverrides.MonitoringConfiguration.ContainerLogRotationConfiguration).toEqual({ RotationSize: '1500KB', MaxFilesToKeep: 3 });
  });

  test('takes images for kernels, not for jobs', () => {
    const world = endpointWorld();
    endpointOf(world, { kernelImages: { pyspark: SparkImage.fromUri('r/spark:1'), python: SparkImage.fromUri('r/python:1') } });
    expect(classification(world, 'jupyter-kernel-overrides').Configurations).toEqual([
      { Classification: 'python3', Properties: { 'container-image': 'r/python:1' } },
      { Classification: 'spark-python-kubernetes', Properties: { 'container-image': 'r/spark:1' } },
    ]);
  });

  test('brings the load balancer controller, and lets load balancers in', () => {
    const world = endpointWorld();
    endpointOf(world);
    expect(world.cluster.platform.requiredAddons).toEqual(['aws-load-balancer-controller']);
    expect(world.cluster.platform.balancersAdmitted).toBe(1);
  });

  test('adds four resources, and one for the next of its role', () => {
    const world = endpointWorld();
    const before = Object.keys(Template.fromStack(endpointWorld().stack).toJSON().Resources).length;
    endpointOf(world);
    new ManagedEndpoint(world.team, 'Second', { profile: profileOf(world, {}, 'Second profile') });
    expect(Object.keys(Template.fromStack(world.stack).toJSON().Resources)).toHaveLength(before + 4 + 1);
  });

  test('may be of a team by its profile alone', () => {
    const world = endpointWorld();
    expect(new ManagedEndpoint(world.stack, 'Own', { profile: profileOf(world) }).team).toBe(world.team);
  });

  test('hands on tags, its own and those of the app', () => {
    const world = endpointWorld();
    endpointOf(world, { tags: { owner: 'data' } });
    Tags.of(world.stack).add('stage', 'test');
    const tags = propertiesOf(world).Tags.map(({ Key, Value }: any) => `${Key}=${Value}`);
    expect(tags).toEqual(expect.arrayContaining(['owner=data', 'stage=test', 'emr-eks-karpenter:team=emr-data-team-a']));
  });

  test('needs a pool for the gateway where core nodes are tainted', () => {
    const world = endpointWorld({ cluster: { coreNodesTainted: true } });
    const gatewayPool = new FakePool(world.stack, 'Gateway', 'gateway');
    gatewayPool.placement = () => ({ nodeSelector: {}, tolerations: [], annotations: {} });
    expect(() => endpointOf(world, { gatewayPool })).not.toThrow();
  });

  test('warns of pools of which nothing is known', () => {
    const world = endpointWorld({ cluster: { coreNodesArchitecture: CpuArchitecture.AMD64 } });
    const pool = new FakePool(world.stack, 'Unknown', 'unknown');
    Object.assign(pool, { capacity: undefined });
    endpointOf(world, {}, { executorPool: pool });
    Annotations.fromStack(world.stack).hasWarning('/Test/TeamA/Studio', Match.stringLikeRegexp('^`profile` needs amd64 nodes, and the architecture of pool unknown is not known'));
  });
});

describe('the name of an endpoint', () => {
  const nameOf = (options = {}, profile = {}) => {
    const world = endpointWorld();
    endpointOf(world, options, profile);
    return propertiesOf(world).Name;
  };

  test('comes from namespace and id, and ends in a digest', () => {
    expect(nameOf()).toMatch(/^emr-data-team-a-Studio-[0-9a-f]{8}$/);
  });

  test('begins as asked for', () => {
    expect(nameOf({ endpointName: 'notebooks' })).toMatch(/^notebooks-[0-9a-f]{8}$/);
  });

  test('is the same for the same endpoint', () => {
    expect(nameOf()).toBe(nameOf());
  });

  test.each([
    ['driver', { driver: { cores: 2 } }, {}], ['idleTimeout', { idleTimeout: Duration.hours(2) }, {}], ['sparkConf', { sparkConf: { 'spark.a': 'b' } }, {}],
    ['release', {}, CONNECT], ['labels of pods', {}, { driver: { labels: { a: 'b' } } }],
  ])('is another where %s replaces the endpoint, since EMR takes no two of one name', (_, options, profile) => {
    expect(nameOf(options, profile)).not.toBe(nameOf());
  });

  test('is the same where a tag changes in place', () => {
    expect(nameOf({ tags: { owner: 'data' } })).toBe(nameOf());
  });

  test('is another for Spark Connect with another idle time-out', () => {
    const [short, long] = [1, 2].map((hours) => {
      const world = endpointWorld({ team: SESSIONS });
      endpointOf(world, { endpointType: SPARK_CONNECT, idleTimeout: Duration.hours(hours) }, CONNECT);
      return propertiesOf(world);
    });
    expect(short).toMatchObject({ Type: 'SPARK_CONNECT', SessionIdleTimeoutInMinutes: 60 });
    expect(short.Name).not.toBe(long.Name);
  });
});

describe('the identity of an endpoint', () => {
  test('is that of EMR\'s service accounts for gateway, kernels and sessions', () => {
    const world = endpointWorld();
    const { roleName } = endpointOf(world).executionRole;
    const names = Object.values(Template.fromStack(world.stack).findResources('AWS::EKS::PodIdentityAssociation')).map(({ Properties }) => Properties.ServiceAccount);
    // https://github.com/aws/aws-cli/blob/develop/awscli/customizations/emrcontainers/constants.py
    const encoded = BigInt(`0x${Buffer.from(roleName).toString('hex')}`).toString(36);
    expect(names.map((name: string) => name.replace(`-111122223333-${encoded}`, '')).sort()).toEqual(
      ['client', 'driver', 'executor', 'jeg', 'jeg-kernel', 'session'].map((component) => `emr-containers-sa-spark-${component}`));
    expect(roleName).toMatch(/^emr-data-team-a-/);
  });

  test('trusts both EKS Pod Identity and the identity provider of the cluster', () => {
    const world = endpointWorld();
    const { roleName } = endpointOf(world).executionRole;
    const [pods, web] = trustOf(Template.fromStack(world.stack), roleName);
    expect(pods.Principal).toEqual({ Service: 'pods.eks.amazonaws.com' });
    expect(web.Principal).toEqual({ Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/1' });
    expect(web.Condition?.StringLike?.['oidc.example/id/1:sub']).toMatch(/^system:serviceaccount:emr-data-team-a:emr-containers-sa-\*-\*-111122223333-/);
  });

  test('asks the cluster for its provider once a role', () => {
    const world = endpointWorld();
    endpointOf(world);
    new ManagedEndpoint(world.team, 'Second', { profile: profileOf(world, {}, 'Other') });
    expect(world.cluster.platform.oidcProviders).toBe(1);
  });

  test('takes the provider that the team was given', () => {
    const irsa = { oidcProviderArn: 'arn:aws:iam::111122223333:oidc-provider/mine', oidcIssuer: 'mine' };
    const world = endpointWorld({ team: { jobExecutionRole: { identity: EmrTeamIdentity.irsa(irsa) } } });
    endpointOf(world);
    expect(world.cluster.platform.oidcProviders).toBe(0);
    Template.fromStack(world.stack).resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
  });

  test('keeps gateways the job execution role, and kernels the target role', () => {
    const targetRoleArn = 'arn:aws:iam::444455556666:role/data';
    const world = endpointWorld({ team: { jobExecutionRole: { identity: EmrTeamIdentity.podIdentity({ targetRoleArn }) } } });
    endpointOf(world);
    const associations = Object.values(Template.fromStack(world.stack).findResources('AWS::EKS::PodIdentityAssociation')).map(({ Properties }) => Properties);
    const target = (component: string) => associations.find(({ ServiceAccount }) => ServiceAccount.startsWith(`emr-containers-sa-spark-${component}-1`)).TargetRoleArn;
    expect(['jeg', 'jeg-kernel', 'session'].map(target)).toEqual([undefined, targetRoleArn, targetRoleArn]);
  });

  test('warns of a role made elsewhere, whose trust is not ours', () => {
    const world = endpointWorld();
    const existingRole = iam.Role.fromRoleName(world.stack, 'Own', 'own');
    const role = world.team.addJobExecutionRole('Existing', { existingRole });
    endpointOf(world, {}, { executionRoles: [role] });
    Annotations.fromStack(world.stack).hasWarning('/Test/TeamA/Existing', Match.stringLikeRegexp('the OIDC provider of the cluster'));
  });

  test('warns of a team made elsewhere', () => {
    const world = endpointWorld();
    const team = EmrTeam.fromEmrTeamAttributes(world.stack, 'Imported', {
      cluster: world.cluster, namespace: 'emr-b', virtualClusterId: 'abc', jobExecutionRoleArn: 'arn:aws:iam::111122223333:role/b-jobs',
    });
    new ManagedEndpoint(world.stack, 'Elsewhere', { profile: new SparkProfile(world.stack, 'Theirs', { team, executorPool: world.pool }) });
    Annotations.fromStack(world.stack).hasWarning('/Test/Elsewhere', Match.stringLikeRegexp('^role "b-jobs" is not ours to change.*spark-jeg, spark-jeg-kernel, spark-session in namespace emr-b'));
  });
});

describe('clients of an endpoint', () => {
  test('allowConnectionsFrom() lets a peer in, and out where its group is closed', () => {
    const world = endpointWorld();
    const endpoint = endpointOf(world);
    const peer = new ec2.SecurityGroup(world.stack, 'Peer', { vpc: world.cluster.network.vpc, allowAllOutbound: false });
    endpoint.allowConnectionsFrom(peer);
    const template = Template.fromStack(world.stack);
    const group = { 'Fn::GetAtt': [Match.stringLikeRegexp('^TeamAStudio'), 'SecurityGroup'] };
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: group, FromPort: 18888, ToPort: 18888, IpProtocol: 'tcp' });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { DestinationSecurityGroupId: group, FromPort: 18888, ToPort: 18888 });
  });

  test('allowConnectionsFrom() takes a range of addresses', () => {
    const world = endpointWorld();
    endpointOf(world).allowConnectionsFrom(ec2.Peer.ipv4('10.7.0.0/16'));
    Template.fromStack(world.stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { CidrIp: '10.7.0.0/16', FromPort: 18888 });
  });

  test('grantConnect() allows sessions of this endpoint under its role, and no other', () => {
    const world = endpointWorld();
    const endpoint = endpointOf(world);
    const user = new iam.Role(world.stack, 'User', { roleName: 'user', assumedBy: new iam.AccountRootPrincipal() });
    endpoint.grantConnect(user);
    const template = Template.fromStack(world.stack);
    const statements = policiesOf(template, 'user');
    const connect = statements.find(({ Action }) => Action === 'emr-containers:GetManagedEndpointSessionCredentials')!;
    const role = connect.Condition!.StringEquals['emr-containers:ExecutionRoleArn'] as string;
    const request = { action: 'emr-containers:GetManagedEndpointSessionCredentials', resource: connect.Resource as string };
    expect(role).toContain(`:role/${endpoint.executionRole.roleName}`);
    expect(evaluate(statements, { ...request, context: { 'emr-containers:ExecutionRoleArn': role } })).toBe('allowed');
    expect(evaluate(statements, { ...request, context: { 'emr-containers:ExecutionRoleArn': `${role}-other` } })).toBe('not allowed');
    expect(evaluate(statements, { action: request.action, resource: `${request.resource}-other`, context: { 'emr-containers:ExecutionRoleArn': role } })).toBe('not allowed');
  });

  test('are told how to connect, and what to look at', () => {
    const world = endpointWorld();
    const { node, ...endpoint } = endpointOf(world);
    expect(node.id).toBe('Studio');
    expect(endpoint.attachSteps).toContain('choose "EMR on EKS cluster", the virtual cluster');
    expect(endpoint.verifyCommands).toHaveLength(3);
    const [{ Value }] = Object.values(Template.fromStack(world.stack).findOutputs('*', { Description: Match.stringLikeRegexp('^Managed endpoint') } as any));
    expect(JSON.stringify(Value)).toContain('describe-managed-endpoint');
  });

  test('of Spark Connect get a program', () => {
    const world = endpointWorld({ team: SESSIONS });
    const endpoint = endpointOf(world, { endpointType: SPARK_CONNECT, outputs: false }, CONNECT);
    expect(endpoint.sparkConnectProgram).toContain('SparkSession.builder.remote(url)');
    expect(endpoint.loadBalancerSecurityGroup).toBeUndefined();
    expect(() => endpoint.allowConnectionsFrom(ec2.Peer.anyIpv4())).toThrow(new Error('[Test/TeamA/Studio] `endpointType` must be JUPYTER_ENTERPRISE_GATEWAY to let clients connect, got SPARK_CONNECT; its clients connect to `authProxyUrl`, with a token that `grantConnect` lets them have'));
    expect(Object.keys(Template.fromStack(world.stack).findOutputs('*')).filter((id) => id.includes('Studio'))).toEqual([]);
  });
});
