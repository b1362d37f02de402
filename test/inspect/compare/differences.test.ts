import { after, assembly, renamed, template } from './apps';
import { compare } from '../../../inspect/compare/differences';

const ids = [
  'RoleA', 'RoleB', 'PolicyA', 'PolicyB', 'AssociationA', 'AssociationB', 'Bucket', 'Objects', 'IsChina', 'Where', 'BootstrapVersion',
];
const others = Object.fromEntries(ids.map((id, index) => [id, `Other${ids.length - index}`]));
const titles = (change: Parameters<typeof after>[0]) => after(change).differences.map(({ title }) => title);

describe('equal apps', () => {
  test('an app is equal to itself', () => {
    expect(after(() => undefined)).toEqual({ resources: 8, differences: [], moved: 0 });
  });

  test('every id may have another name', () => {
    expect(titles((changed) => renamed(changed, others))).toEqual([]);
  });

  test('the ids of two roles may be exchanged, with all that refers to them', () => {
    expect(titles((changed) => renamed(changed, { RoleA: 'RoleB', RoleB: 'RoleA' }))).toEqual([]);
  });

  test('the order of resources, of keys, of JSON in texts and of what a resource waits for says nothing', () => {
    expect(titles((changed) => {
      const { Resources: { Objects, ...resources } } = changed;
      Objects.DependsOn.reverse();
      Objects.Properties.Manifest = {
        'Fn::Sub': '[{"data":{"bucket":"${Bucket}","role":"${RoleA.Arn}"},'
          + '"metadata":{"labels":{"aws.cdk.eks/prune-f00":""}},"kind":"ConfigMap"}]',
      };
      Objects.Properties.PruneLabel = 'aws.cdk.eks/prune-f00';
      return { ...changed, Resources: { Objects, ...resources } };
    })).toEqual([]);
  });

  test('Fn::Join and Fn::Sub may say the same', () => {
    expect(titles((changed) => {
      changed.Outputs.Where.Value = { 'Fn::Sub': ['s3://${Name}/${Folder}', { Name: { Ref: 'Bucket' }, Folder: 'jobs' }] };
    })).toEqual([]);
  });

  test('an association may come before its pods, and is told', () => {
    const { differences, moved } = after(({ Resources: { Objects } }) => {
      Objects.DependsOn.push('AssociationA');
    });
    expect({ differences, moved }).toEqual({ differences: [], moved: 1 });
  });

  test('exports may have other ids', () => {
    const apps = ['ExportsOutputRefBucket1', 'ExportsOutputRefOther2'].map((id) => {
      const exporting = { ...template(), Outputs: { [id]: { Value: { Ref: 'Bucket' }, Export: { Name: `Stack0:${id}` } } } };
      return assembly(
        exporting, { Resources: { User: { Type: 'A::B::C', Properties: { Bucket: { 'Fn::ImportValue': `Stack0:${id}` } } } } },
      );
    });
    expect(compare(apps[0], apps[1]).differences).toEqual([]);
  });
});

describe('differences', () => {
  test('a changed property is one, however many refer to its resource', () => {
    const { differences } = after(({ Resources: { RoleA } }) => {
      RoleA.Properties.MaxSessionDuration = 7200;
    });
    expect(differences).toEqual([
      { title: 'changed AWS::IAM::Role RoleA (Stack0)', diff: expect.arrayContaining(['+  "MaxSessionDuration": 7200']) },
    ]);
  });

  test('a changed property is one although all ids changed', () => {
    expect(titles((changed) => {
      changed.Resources.RoleA.Properties.MaxSessionDuration = 7200;
      return renamed(changed, others);
    })).toEqual(['changed AWS::IAM::Role RoleA → Other11 (Stack0)']);
  });

  test('a value in the JSON of a text is one', () => {
    const { differences: [{ diff }, ...more] } = after(({ Resources: { Objects: { Properties } } }) => {
      Properties.Manifest['Fn::Sub'] = Properties.Manifest['Fn::Sub'].replace('ConfigMap', 'Secret');
    });
    expect(more).toEqual([]);
    expect(diff.filter((line) => /^[-+]/.test(line)).map((line) => line.replace(/ +/, ' '))).toEqual([
      '- "kind": "ConfigMap",', '+ "kind": "Secret",',
    ]);
  });

  test.each([
    [
      'Fn::GetAtt',
      ({ Resources: { AssociationA } }: any) => { AssociationA.Properties.RoleArn['Fn::GetAtt'][0] = 'RoleB'; },
      'AWS::EKS::PodIdentityAssociation AssociationA',
    ],
    ['Ref', ({ Resources: { PolicyA } }: any) => { PolicyA.Properties.Roles[0].Ref = 'RoleB'; }, 'AWS::IAM::Policy PolicyA'],
    [
      'Fn::Sub',
      ({ Resources: { Objects: { Properties: { Manifest } } } }: any) => {
        Manifest['Fn::Sub'] = Manifest['Fn::Sub'].replace('RoleA', 'RoleB');
      },
      'Custom::AWSCDK-EKS-KubernetesResource Objects',
    ],
    [
      'DependsOn', ({ Resources: { Objects } }: any) => { Objects.DependsOn[0] = 'RoleB'; },
      'Custom::AWSCDK-EKS-KubernetesResource Objects',
    ],
  ])('another target of %s is one, also if the targets look alike', (_, change, of) => {
    expect(titles(change)).toEqual([`changed ${of} (Stack0)`]);
  });

  test('two exchanged references are two, whatever the ids', () => {
    const exchange = (changed: any) => {
      changed.Resources.AssociationA.Properties.RoleArn['Fn::GetAtt'][0] = 'RoleB';
      changed.Resources.AssociationB.Properties.RoleArn['Fn::GetAtt'][0] = 'RoleA';
      return changed;
    };
    expect(titles(exchange)).toHaveLength(2);
    expect(titles((changed) => renamed(exchange(changed), others)).length).toBeGreaterThan(0);
  });

  test('what comes and what goes', () => {
    expect(titles(({ Resources }) => {
      delete Resources.Objects;
      Resources.Topic = { Type: 'AWS::SNS::Topic' };
    })).toEqual(['gone Custom::AWSCDK-EKS-KubernetesResource Objects (Stack0)', 'new AWS::SNS::Topic Topic (Stack0)']);
  });

  test.each([
    ['a condition', ({ Conditions }: any) => { Conditions.IsChina['Fn::Equals'][1] = 'aws'; }, 'Condition IsChina'],
    ['an output', ({ Outputs }: any) => { Outputs.Where.Value['Fn::Join'][1][2] = '/logs'; }, 'Output Where'],
    ['a parameter', ({ Parameters }: any) => { Parameters.BootstrapVersion.Default = '/other'; }, 'Parameter BootstrapVersion'],
  ])('%s', (_, change, of) => {
    expect(titles(change)).toEqual([`changed ${of} (Stack0)`]);
  });

  test('text that looks like a reference is none', () => {
    expect(titles(({ Outputs }) => {
      Outputs.Where.Value = 's3://${Bucket}/jobs';
    })).toEqual(['changed Output Where (Stack0)']);
  });
});

describe('assets', () => {
  const hashes = ['a'.repeat(64), 'b'.repeat(64)];
  const app = (hash: string, text: string) => ({
    templates: {
      Stack0: {
        Resources: { Job: { Type: 'A::B::C', Properties: { PodTemplate: { 'Fn::Sub': `s3://assets-\${AWS::Region}/${hash}.yaml` } } } },
      },
    },
    assets: { [hash]: { digest: text, text } },
  });

  test('equal contents are equal, whatever the hash', () => {
    expect(compare(app(hashes[0], 'kind: Pod'), app(hashes[1], 'kind: Pod')).differences).toEqual([]);
  });

  test('other contents are shown with the resource that refers to them', () => {
    const { differences } = compare(app(hashes[0], '1'.repeat(64)), app(hashes[1], '2'.repeat(64)));
    expect(differences.map(({ title }) => title)).toEqual(['changed A::B::C Job (Stack0)']);
    expect(differences[0].diff.slice(-2)).toEqual([`-${'1'.repeat(64)}`, `+${'2'.repeat(64)}`]);
  });
});
