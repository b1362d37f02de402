import { EMPTY, PLATFORM, platformOf } from './fixtures/report-platform';
import { hash } from './fixtures/report-teams';
import type { Platform } from '../../../inspect/assembly/model';
import { factsOf } from '../../../inspect/report/facts';

const FACTS = factsOf(PLATFORM);

const namespaceOf = (name: string) => ({ ContainerProvider: { Id: 'shared', Info: { EksInfo: { Namespace: name } } } });

test('reads the cluster and where it is', () => {
  expect(FACTS.cluster).toMatchObject({
    name: 'emr-eks-karpenter', created: true, kubernetesVersion: '1.35', karpenterVersion: '1.14.1', account: '111122223333',
    region: 'eu-west-1',
  });
  expect(FACTS.cluster.settings).toContainEqual({ name: 'API endpoint', value: 'public (any address) and private' });
});

test('tells tiers by route and by nodes, and the way to the internet', () => {
  expect(FACTS.network.subnets.map(({ id, tier, zone, egress, nat }) => [id, tier, zone, egress, nat])).toEqual([
    ['Public1', 'public', 'zone 1', 'internet gateway', true],
    ['Public2', 'public', 'zone 2', 'internet gateway', false],
    ['Private1', 'private', 'zone 1', 'NAT gateway', false],
    ['Private2', 'private', 'zone 2', 'NAT gateway', false],
    ['Data1', 'data plane', 'zone 1', 'NAT gateway', false],
    ['Data2', 'data plane', 'zone 2', 'NAT gateway', false],
  ]);
  expect(FACTS.network.endpoints).toEqual(['s3 (gateway)', 'sts']);
});

test('reads pools with their node class', () => {
  expect(FACTS.pools[0]).toMatchObject({
    name: 'spark-compute-optimized', families: ['c5d'], architectures: ['amd64'], capacityTypes: ['spot', 'on-demand'], vcpus: [
      '4', '8', '16', '36',
    ],
    limits: [{ name: 'cpu', value: '1000' }, { name: 'memory', value: '4000Gi' }], raid0: true, nodeClass: 'spark',
  });
  expect(FACTS.pools[0].disruption).toContainEqual({ name: 'budget', value: '10%; 0 at 0 8 * * mon-fri for 10h' });
});

test('puts each pod where its selector and tolerations let it', () => {
  const places = FACTS.workloads.map(({ name, pods }) => [name, ...pods.map((pod) => pod.places)]);
  expect(places).toEqual([
    ['emr-data-team-a-taxi', ['spark-compute-optimized'], ['spark-memory-optimized'], ['core nodes']],
    ['emr-data-team-b-taxi', ['spark-graviton-memory-optimized'], ['spark-graviton-memory-optimized'], ['core nodes']],
  ]);
});

test('reads what pods ask for from classifications and from spark-submit', () => {
  const [driver, executor] = FACTS.workloads[0].pods;
  expect(driver.requests).toEqual([{ name: 'cores', value: '1' }, { name: 'memory', value: '4 GiB + 1 GiB' }]);
  expect(driver.protected).toBe(true);
  expect(executor.requests).toContainEqual({ name: 'count', value: '2' });
  expect(FACTS.workloads[1].pods[1].requests).toContainEqual({ name: 'count', value: '1 to 20' });
});

describe('parameters of a job template', () => {
  const role = (...objects: string[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 's3:GetObject',
                Resource: objects.map((object) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::assets-\${AWS::Region}/${object}` })),
              },
            ],
          },
        },
      ],
    },
  });
  const template = {
    Type: 'AWS::EMRContainers::JobTemplate',
    Properties: {
      Name: 'job',
      JobTemplateData: {
        ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        JobDriver: { SparkSubmitJobDriver: { EntryPoint: '${EntryPoint}' } },
        ParameterConfiguration: { EntryPoint: { Type: 'STRING' }, Day: { Type: 'STRING', DefaultValue: 'today' } },
      },
    },
  };
  const found = (platform: Platform) => factsOf(platform).workloads[0].template?.parameters;

  test('the program is the one that the role may read', () => {
    expect(found(platformOf({ Template: template, Role: role('pods.yaml', 'taxi.py') }))).toEqual([
      { name: 'EntryPoint', value: 's3://assets-${AWS::Region}/taxi.py' },
    ]);
  });

  test('of two programs none is guessed', () => {
    expect(found(platformOf({ Template: template, Role: role('one.py', 'two.py') }))).toEqual([{ name: 'EntryPoint', value: undefined }]);
  });

  test('an output that starts the template knows it', () => {
    const platform = platformOf({ Template: template, Role: role('one.py', 'two.py') });
    const Value = {
      'Fn::Join': [
        ' ',
        [
          'aws emr-containers start-job-run --job-template-id',
          { 'Fn::GetAtt': ['Template', 'Id'] },
          '--job-template-parameters EntryPoint=s3://b/two.py',
        ],
      ],
    };
    const [stack] = platform.stacks;
    expect(found({ ...platform, stacks: [{ ...stack, template: { ...stack.template, Outputs: { Run: { Value } } } }] })).toEqual([
      { name: 'EntryPoint', value: 's3://b/two.py' },
    ]);
  });
});

test('reads the roles of a team with statements, conditions and service accounts', () => {
  const [role] = FACTS.teams[0].roles;
  expect(role.name).toBe('emr-eks-karpenter-emr-data-team-a');
  expect(role.trust).toEqual(['pods.eks.amazonaws.com may sts:AssumeRole, sts:TagSession']);
  expect(role.serviceAccounts).toHaveLength(3);
  expect(role.statements[1]).toEqual({
    effect: 'Allow', actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::assets/${hash('emr-data-team-a', 'driver').slice(0, 8)}….yaml`],
    conditions: ['StringEquals aws:ResourceAccount 111122223333'],
  });
  expect(FACTS.teams[0].kubernetesRules).toEqual(['User emr-containers: get, list, watch on pods, pods/log']);
});

test('a role by token is the team\'s whose namespace its trust names', () => {
  const trust = {
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: 'oidc' },
        Condition: { StringLike: { sub: 'system:serviceaccount:team-c:emr-*' } },
      },
    ],
  };
  const facts = factsOf(platformOf({
    Vc: { Type: 'AWS::EMRContainers::VirtualCluster', Properties: namespaceOf('team-c') },
    Plain: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'plain', AssumeRolePolicyDocument: trust } },
    Text: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'text', AssumeRolePolicyDocument: { 'Fn::Sub': JSON.stringify(trust) } } },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [{ Ref: 'Plain' }], PolicyDocument: { Statement: { Effect: 'Deny', NotAction: 's3:*', Resource: '*' } } },
    },
  }));
  expect(facts.teams[0].roles.map(({ name }) => name)).toEqual(['plain', 'text']);
  expect(facts.teams[0].roles[0].statements).toEqual([{ effect: 'Deny', actions: ['all but s3:*'], resources: ['*'], conditions: [] }]);
  expect(facts.teams[0].roles[1].trust).toEqual([
    'oidc may sts:AssumeRoleWithWebIdentity when StringLike sub system:serviceaccount:team-c:emr-*',
  ]);
});

test('deletes in the order of the graph', () => {
  const order = FACTS.deletion.map(({ title }) => title);
  const wanted = [
    'Virtual clusters', 'Node pools', 'Node classes', 'Karpenter', 'Core nodes', 'EKS cluster', 'Routes and NAT gateways', 'VPC',
  ];
  expect(order.filter((title) => wanted.includes(title))).toEqual(wanted);
  expect(FACTS.deletion.reduce((sum, { count }) => sum + count, 0)).toBe(FACTS.totals.resources);
});

test('deletes a stack before the stacks it depends on, and keeps what is retained', () => {
  const [cluster] = PLATFORM.stacks;
  const teams = {
    Resources: {
      Vc: { Type: 'AWS::EMRContainers::VirtualCluster', Properties: namespaceOf('team-c') },
      Queue: { Type: 'AWS::SQS::Queue' },
      Kept: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain' },
    },
  };
  const platform: Platform = { ...PLATFORM, stacks: [cluster, { name: 'Teams', template: teams, bytes: 10, dependencies: [cluster.name] }] };
  const facts = factsOf(platform);
  expect(facts.retained).toEqual(['AWS::Logs::LogGroup Kept']);
  expect(facts.deletion.findIndex(({ title }) => title === 'Virtual clusters')).toBeLessThan(
    facts.deletion.findIndex(({ title }) => title === 'Node pools'),
  );
});

test('says of an imported cluster what is known', () => {
  const facts = factsOf(platformOf({
    Objects: { Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties: { ClusterName: 'shared' } },
    Vc: { Type: 'AWS::EMRContainers::VirtualCluster', Properties: namespaceOf('team-c') },
  }, {
    objects: [
      {
        stack: 'EmrEksKarpenter',
        logicalId: 'Objects',
        object: { kind: 'EC2NodeClass', metadata: { name: 'n' }, spec: { subnetSelectorTerms: [{ id: 'subnet-1' }] } },
      },
    ],
  }));
  expect(facts.cluster).toMatchObject({ name: 'shared', created: false });
  expect(facts.network).toMatchObject({ created: false, foreignSubnets: ['subnet-1'] });
  expect(facts.commands.map(({ title }) => title)).toEqual([
    'Prepare the account', 'Deploy', 'Configure kubectl', 'Watch nodes come and go', 'Destroy',
  ]);
});

test('reads a cluster made by `aws-eks`', () => {
  const config = { version: '1.34', name: 'old', resourcesVpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } };
  const { cluster } = factsOf(platformOf({ Cluster: { Type: 'Custom::AWSCDK-EKS-Cluster', Properties: { Config: config } } }));
  expect(cluster).toMatchObject({ name: 'old', created: true, kubernetesVersion: '1.34' });
  expect(cluster.settings).toContainEqual({ name: 'API endpoint', value: 'private' });
});

test('pod templates that no job uses are profiles of whoever may read them', () => {
  const { TeamAJob, ...rest } = PLATFORM.stacks[0].template.Resources!;
  const facts = factsOf({ ...PLATFORM, stacks: [{ ...PLATFORM.stacks[0], template: { Resources: rest } }] });
  expect(TeamAJob).toBeDefined();
  expect(facts.workloads.filter(({ kind }) => kind === 'profile').map(({ namespace, pods }) => [namespace, pods[0].role, pods[0].places])).toEqual([
    ['emr-data-team-a', 'driver', ['spark-compute-optimized']],
    [undefined, 'executor', ['spark-memory-optimized']],
  ]);
});

test('an empty app has nothing, and that is said in numbers', () => {
  const facts = factsOf(EMPTY);
  expect(facts.totals).toEqual({ resources: 0, objects: 0, stacks: 0, templateBytes: 0, customResources: 0, lambdas: 0 });
  expect(facts.commands).toEqual([]);
});
