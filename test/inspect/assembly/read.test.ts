import { readAssembly } from '../../../inspect/assembly/read';
import { bundle, chart, folderWith, platformOf, stackArtifact } from '../platforms';

const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'jobs' } };

describe('readAssembly()', () => {
  test('reads stacks of nested stages, and tells stacks of one name apart', () => {
    const stage = (region: string) => ({
      artifacts: {
        [`App-${region}`]: stackArtifact('t.json', {
          environment: `aws://111122223333/${region}`, properties: { templateFile: 't.json', stackName: 'App' },
        }),
      },
    });
    const nested = (directoryName: string) => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });
    const platform = readAssembly(folderWith({
      'manifest.json': { artifacts: { Tree: { type: 'cdk:tree' }, West: nested('assembly-West'), East: nested('assembly-East') } },
      'assembly-West/manifest.json': stage('eu-west-1'),
      'assembly-West/t.json': { Resources: {} },
      'assembly-East/manifest.json': stage('us-east-1'),
      'assembly-East/t.json': { Resources: {} },
    }));
    expect(platform.stacks.map(({ name, environment, bytes }) => [name, environment, bytes])).toEqual([
      ['App-eu-west-1', 'aws://111122223333/eu-west-1', 16],
      ['App-us-east-1', 'aws://111122223333/us-east-1', 16],
    ]);
  });

  test('names the stacks that a stack waits for', () => {
    const { stacks } = readAssembly(folderWith({
      'manifest.json': {
        artifacts: {
          'A.assets': { type: 'cdk:asset-manifest', properties: { file: 'A.assets.json' } },
          'A': stackArtifact('A.json'),
          'B': stackArtifact('B.json', { dependencies: ['A', 'A.assets'] }),
        },
      },
      'A.assets.json': {}, 'A.json': {}, 'B.json': {},
    }));
    expect(stacks.map(({ dependencies }) => dependencies)).toEqual([[], ['A']]);
  });

  test('leaves out the stack of assertions that an integration test adds', () => {
    const equals = { Type: 'Custom::DeployAssert@AssertEquals', Properties: {} };
    expect(
      platformOf({ One: { Resources: { Role: role } }, StoryDeployAssert1234: { Resources: { Equals: equals } }, Empty: {} }).stacks.map(({
        name,
      }) => name),
    ).toEqual(['One', 'Empty']);
  });

  test('renders objects with values of the right shape', () => {
    const { objects } = platformOf({
      One: {
        Resources: {
          Role: role, Bundle: bundle([
            { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { role: '${Role.Arn}', region: '${AWS::Region}' } },
          ]),
        },
      },
    });
    expect(objects).toEqual([{
      stack: 'One',
      logicalId: 'Bundle',
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c' },
        data: { role: 'arn:aws:iam::111122223333:role/jobs', region: 'eu-west-1' },
      },
    }]);
  });

  test('renders charts', () => {
    const { charts } = platformOf({
      One: { Resources: { Role: role, Chart: chart('karpenter', '1.14.1', { settings: { clusterName: '${Role}' } }) } },
    });
    expect(charts).toEqual([{
      stack: 'One', logicalId: 'Chart', chart: 'karpenter', version: '1.14.1', release: 'karpenter', namespace: 'kube-system',
      repository: undefined, values: { settings: { clusterName: 'jobs' } },
    }]);
  });

  test('reads objects of a nested stack with the parameters it is given', () => {
    const hash = 'a'.repeat(64);
    const { objects } = readAssembly(folderWith({
      'manifest.json': {
        artifacts: { 'One.assets': { type: 'cdk:asset-manifest', properties: { file: 'One.assets.json' } }, 'One': stackArtifact('One.json') },
      },
      'One.assets.json': { files: { [hash]: { source: { path: 'Inner.nested.template.json', packaging: 'file' } } } },
      'One.json': {
        Resources: {
          Role: role,
          Inner: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: { 'Fn::Sub': `https://s3/${hash}.json` }, Parameters: { Role: { Ref: 'Role' } } },
          },
        },
      },
      'Inner.nested.template.json': {
        Parameters: { Role: { Type: 'String' } }, Resources: {
          Bundle: bundle([
            { kind: 'Namespace', metadata: { name: '${Role}' } },
          ]),
        },
      },
    }));
    expect(objects).toEqual([{ stack: 'One/Inner', logicalId: 'Bundle', object: { kind: 'Namespace', metadata: { name: 'jobs' } } }]);
  });

  test('finds pod templates among the assets, in folders too', () => {
    const pod = 'apiVersion: v1\nkind: Pod\n';
    const { podTemplates } = readAssembly(folderWith({
      'manifest.json': { artifacts: { 'One.assets': { type: 'cdk:asset-manifest', properties: { file: 'One.assets.json' } } } },
      'One.assets.json': {
        files: Object.fromEntries(['driver.yaml', 'executor.json', 'other.yaml', 'broken.yaml', 'folder', 'gone', 'job.py'].map((path) => [
          path, { source: { path } },
        ])),
      },
      'driver.yaml': pod, 'executor.json': { kind: 'Pod' }, 'other.yaml': 'kind: PodMonitor\n', 'broken.yaml': 'kind: Pod\n  - x: [',
      'job.py': 'Pod', 'folder/inner.yml': pod,
    }));
    expect(podTemplates.map(({ path }) => path)).toEqual(['driver.yaml', 'executor.json', 'broken.yaml', 'folder/inner.yml']);
  });

  test('fails when there is no manifest', () => {
    expect(() => readAssembly('/nowhere')).toThrow('/nowhere is no cloud assembly: it has no manifest.json; does the app call app.synth()?');
  });

  test.each([
    ['a template', { 'One.json': '{' }, 'One.json is not JSON: '],
    [
      'the objects of a bundle',
      { 'One.json': { Resources: { Bundle: { Type: 'Custom::AWSCDK-EKS-KubernetesResource', Properties: { Manifest: '[}' } } } } },
      'Manifest of One/Bundle is not JSON: ',
    ],
    [
      'the values of a chart',
      { 'One.json': { Resources: { Chart: { Type: 'Custom::AWSCDK-EKS-HelmChart', Properties: { Values: '{' } } } } },
      'Values of One/Chart is not JSON: ',
    ],
    ['a missing template', {}, 'One.json: ENOENT'],
  ])('fails when %s cannot be read', (_, files, message) => {
    const folder = folderWith({ 'manifest.json': { artifacts: { One: stackArtifact('One.json') } }, ...files });
    expect(() => readAssembly(folder)).toThrow(message);
  });
});
