import { checkDependencyCycles } from '../../../inspect/checks/dependency-cycles';
import { platformOf, said } from '../platforms';

const resource = (more: object = {}) => ({ Type: 'Custom::Thing', ...more });
const uses = (value: unknown) => resource({ Properties: { value } });
const check = (Resources: object) => checkDependencyCycles(platformOf({ One: { Resources } }));

describe('checkDependencyCycles()', () => {
  test('accepts a chain and a diamond', () => {
    const Resources = {
      A: resource({ DependsOn: ['B', 'C'] }), B: uses({ Ref: 'D' }), C: uses({ 'Fn::GetAtt': ['D', 'Arn'] }), D: resource(),
    };
    expect(check(Resources)).toEqual({ name: 'dependency-cycles', checked: 4, findings: [] });
  });

  test.each<[string, object]>([
    ['Ref', { A: uses({ Ref: 'B' }), B: uses([{ deep: { Ref: 'A' } }]) }],
    ['Fn::GetAtt', { A: uses({ 'Fn::GetAtt': 'B.Arn' }), B: uses({ 'Fn::GetAtt': ['A', 'Arn'] }) }],
    ['Fn::Sub', { A: uses({ 'Fn::Sub': 'arn:${AWS::Partition}:${B.Arn}' }), B: uses({ 'Fn::Sub': ['${A}-${x}', { x: 'y' }] }) }],
    ['DependsOn', { A: resource({ DependsOn: 'B' }), B: resource({ DependsOn: ['A'] }) }],
  ])('finds a cycle through %s', (_, Resources) => {
    expect(check(Resources).findings).toEqual([
      { where: 'One/A', object: 'Custom::Thing', path: 'DependsOn', rule: 'must not need itself, got One/A → One/B → One/A' },
    ]);
  });

  test('finds each of two cycles once', () => {
    const Resources = {
      A: uses({ Ref: 'B' }), B: uses({ Ref: 'C' }), C: uses({ Ref: 'A' }),
      X: uses({ Ref: 'X' }), Y: uses({ Ref: 'A' }),
    };
    expect(said(check(Resources))).toEqual([
      'DependsOn: must not need itself, got One/A → One/B → One/C → One/A',
      'DependsOn: must not need itself, got One/X → One/X',
    ]);
  });

  test('finds a cycle across stacks', () => {
    const output = (id: string, name: string) => ({ Out: { Value: { Ref: id }, Export: { Name: name } } });
    const platform = platformOf({
      One: { Resources: { A: uses({ 'Fn::ImportValue': 'b' }) }, Outputs: output('A', 'a') },
      Two: { Resources: { B: uses({ 'Fn::ImportValue': 'a' }) }, Outputs: output('B', 'b') },
    });
    expect(said(checkDependencyCycles(platform))).toEqual(['DependsOn: must not need itself, got One/A → Two/B → One/A']);
  });
});
