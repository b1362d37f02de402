import { DependencyGraph } from '../../../inspect/assembly/graph';
import type { StackTemplate } from '../../../inspect/assembly/model';

const resource = (...DependsOn: string[]) => ({ Type: 'Custom::Thing', DependsOn });
const nested = (...DependsOn: string[]) => ({ Type: 'AWS::CloudFormation::Stack', DependsOn });
const stack = (name: string, Resources: object, more: Partial<StackTemplate> = {}): StackTemplate => (
  { name, bytes: 0, template: { Resources } as StackTemplate['template'], ...more });
const graph = (...stacks: StackTemplate[]) => new DependencyGraph({ stacks });

describe('DependencyGraph', () => {
  test('a nested stack needs all that is in it, which waits for what the nested stack names', () => {
    const found = graph(
      stack('One', { Before: resource(), Nested: nested('Before'), After: resource('Nested') }),
      stack('One/Nested', { Inner: resource() }),
    );
    expect(['One/After', 'One/Nested', 'One/Nested/Inner'].map((key) => found.needsOf(key))).toEqual([
      ['One/Nested'], ['One/Before', 'One/Nested/Inner'], ['One/Before'],
    ]);
  });

  test('stacks are in order of need, by what the assembly says and by what they import', () => {
    const output = { Value: { Ref: 'Role' }, Export: { Name: 'role' } };
    const importing = { Type: 'Custom::Thing', Properties: { role: { 'Fn::ImportValue': 'role' } } };
    const stacks = graph(
      stack('Last', { Thing: resource() }, { dependencies: ['Middle'] }),
      stack('Middle', { Thing: importing }),
      { ...stack('First', {}), template: { Resources: { Role: resource() }, Outputs: { Role: output } } },
    ).stacksInOrder();
    expect(stacks.map(({ name }) => name)).toEqual(['First', 'Middle', 'Last']);
  });

  test('the depth of a resource is the number of others that are deleted before it, one after the other', () => {
    const depths = graph(
      stack('Base', { Vpc: resource(), Subnet: resource('Vpc') }),
      stack('App', { Job: resource('Role'), Role: resource() }, { dependencies: ['Base'] }),
    ).deletionDepths();
    expect(Object.fromEntries(depths)).toEqual({ 'App/Job': 0, 'App/Role': 1, 'Base/Subnet': 2, 'Base/Vpc': 3 });
  });

  test('a cycle ends the search for depths', () => {
    expect(graph(stack('One', { A: resource('B'), B: resource('A') })).deletionDepths().size).toBe(2);
  });

  test.each([['Retain', true], ['RetainExceptOnCreate', true], ['Snapshot', false], [undefined, false]])('a deletion policy %s', (policy, isRetained) => {
    const { nodes } = graph(stack('One', { A: { ...resource(), DeletionPolicy: policy } }));
    expect(nodes.get('One/A')!.isRetained).toBe(isRetained);
  });
});
